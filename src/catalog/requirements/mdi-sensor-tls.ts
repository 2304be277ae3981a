import { defineRequirement } from "../define.ts";
import { PREFERENCES, REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { HEALTH_PAGE, withoutItem } from "./_sensor.ts";
import { KNOWN_ISSUES } from "./_sources.ts";

const NATIVE = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
const WOW = "SOFTWARE\\WOW6432Node\\Microsoft\\.NETFramework\\v4.0.30319";
const TLS12 = "SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\TLS 1.2\\Client";

const item = (key: string, name: string, value: string, uid: string): string =>
  `  <Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="${name}" status="${name}" image="12" changed="2026-01-02 03:04:05" uid="{${uid}}">` +
  `<Properties action="U" displayDecimal="0" default="0" hive="HKEY_LOCAL_MACHINE" key="${key}" name="${name}" type="REG_DWORD" value="${value}"/></Registry>\n`;

export const requirement = defineRequirement({
  id: "MDI-SENSOR-TLS",
  revision: 1,
  title: "The .NET Framework of servers with a sensor uses TLS 1.2",
  label: "TLS 1.2 in .NET Framework",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      { kind: "registry", path: `HKLM\\${NATIVE}\\SchUseStrongCrypto`, oneOf: [1], whenAbsent: "unknown" },
      { kind: "registry", path: `HKLM\\${NATIVE}\\SystemDefaultTlsVersions`, oneOf: [1], whenAbsent: "unknown" },
      { kind: "registry", path: `HKLM\\${WOW}\\SchUseStrongCrypto`, oneOf: [1], whenAbsent: "unknown" },
      { kind: "registry", path: `HKLM\\${WOW}\\SystemDefaultTlsVersions`, oneOf: [1], whenAbsent: "unknown" },
      { kind: "registry", path: `HKLM\\${TLS12}\\Enabled`, noneOf: [0], whenAbsent: "ignore" },
      { kind: "registry", path: `HKLM\\${TLS12}\\DisabledByDefault`, noneOf: [1], whenAbsent: "ignore" },
    ],
  },
  sensor: "v2",
  want: "SchUseStrongCrypto and SystemDefaultTlsVersions are 1 under .NETFramework\\v4.0.30319 and its WOW6432Node twin, and TLS 1.2 for clients is not switched off.",
  why: "The v2.x sensor is a .NET program that authenticates to the cloud service with a certificate of its own. With either value other than 1 the installation ends with an error about the two-way SSL connection. The same error comes from a proxy that opens TLS (see MDI-SENSOR-PROXY). That TLS 1.2 for clients must not be disabled is our inference; Microsoft's page names the four values.",
  functional:
    "The values default to 1 when nobody sets them, so an absent value is a question and not a gap. Microsoft's tools do not test them.",
  events: [],
  detections: [],
  microsoft: withoutItem("Sensor stopped communicating", false),
  verify: [`${HEALTH_PAGE}: Sensor stopped communicating`, "Test-MDISensorApiConnection"],
  ask: [`reg.exe query "HKLM\\${NATIVE}"`, `reg.exe query "HKLM\\${WOW}"`, `reg.exe query "HKLM\\${TLS12}"`],
  remedies: [
    {
      via: "native",
      text: "Computer Configuration > Preferences > Windows Settings > Registry, four items of action Update. Restart the sensor's services afterwards.",
      commands: [
        `$keys = 'HKLM\\${NATIVE}', 'HKLM\\${WOW}'`,
        "foreach ($key in $keys) {",
        "  foreach ($name in 'SchUseStrongCrypto', 'SystemDefaultTlsVersions') {",
        "    Set-GPPrefRegistryValue -Name {gpo} -Domain {domain} -Context Computer -Action Update -Key $key -ValueName $name -Type DWord -Value 1",
        "  }",
        "}",
      ],
    },
  ],
  references: [KNOWN_ISSUES],
  examples: {
    pass: [
      {
        note: "Four preference items of action Update.",
        files: {
          [PREFERENCES]: [
            '<?xml version="1.0" encoding="utf-8"?>\n<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">\n',
            item(NATIVE, "SchUseStrongCrypto", "00000001", "6A0E1B52-90C3-4D77-8F41-0B5D2C9E7A01"),
            item(NATIVE, "SystemDefaultTlsVersions", "00000001", "6A0E1B52-90C3-4D77-8F41-0B5D2C9E7A02"),
            item(WOW, "SchUseStrongCrypto", "00000001", "6A0E1B52-90C3-4D77-8F41-0B5D2C9E7A03"),
            item(WOW, "SystemDefaultTlsVersions", "00000001", "6A0E1B52-90C3-4D77-8F41-0B5D2C9E7A04"),
            "</RegistrySettings>\n",
          ].join(""),
        },
      },
    ],
    fail: [
      {
        note: "Strong cryptography is switched off for 32-bit programs.",
        files: { [REGISTRY_POL]: `${WOW};SchUseStrongCrypto;REG_DWORD;0` },
      },
      { note: "TLS 1.2 is disabled for clients.", files: { [REGISTRY_POL]: `${TLS12};Enabled;REG_DWORD;0` } },
    ],
    unknown: [
      { note: "No policy; the values on each server decide.", files: UNRELATED },
      {
        note: "Only two of the four values are set.",
        files: {
          [REGISTRY_POL]: [
            `${NATIVE};SchUseStrongCrypto;REG_DWORD;1`,
            `${NATIVE};SystemDefaultTlsVersions;REG_DWORD;1`,
          ].join("\n"),
        },
      },
    ],
  },
});
