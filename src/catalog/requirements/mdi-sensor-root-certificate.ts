import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { READINESS_SCRIPT, withoutItem } from "./_sensor.ts";
import { KNOWN_ISSUES, PROXY, READINESS } from "./_sources.ts";

const AUTH_ROOT = "Software\\Policies\\Microsoft\\SystemCertificates\\AuthRoot";
const COMMERCIAL = "DF3C24F9BFD666761B268073FE06D1CC8D4F82A4";
const GOVERNMENT = "A8985D3A65E5E5C4B2D7D66D40C6DD2FB19C5436";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-ROOT-CERTIFICATE",
  revision: 1,
  title: "Servers with a sensor trust the root certificate of the cloud service",
  label: "Root certificate",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      { kind: "registry", path: `HKLM\\${AUTH_ROOT}\\DisableRootAutoUpdate`, noneOf: [1], whenAbsent: "ignore" },
      { kind: "other-evidence", evidence: "the certificates in the root store of each server with a sensor" },
    ],
  },
  captured: {
    kind: "any",
    of: [COMMERCIAL, GOVERNMENT].map((name) => ({
      kind: "observation",
      topic: "certificate",
      name,
      contains: ["store=LocalMachine\\Root"],
      // Elsewhere it may stand as well; a list that lacks it need not be whole.
      otherwise: "unknown",
      whenAbsent: "unknown",
    })),
  },
  want: `The machine's root store holds DigiCert Global Root G2 (${COMMERCIAL}), or DigiCert Global Root CA (${GOVERNMENT}) for US Government GCC High.`,
  why: "Without the root the sensor cannot connect, and the installation reports it like a proxy fault. Windows fetches the root on demand, unless a policy turns the automatic update of root certificates off or a firewall keeps ctldl.windowsupdate.com and crl.microsoft.com away; that such a policy is a risk is our inference. A current page of Microsoft prints placeholder thumbprints: the two above are those that Microsoft's readiness script tests.",
  functional:
    "Policy alone can show the risk but never the certificate. Microsoft's readiness script reads the store of each server; the module does not.",
  events: [],
  detections: [],
  microsoft: withoutItem("Sensor stopped communicating", true),
  verify: [READINESS_SCRIPT],
  ask: [
    `Get-ChildItem Cert:\\LocalMachine\\Root | Where-Object Thumbprint -in '${COMMERCIAL}', '${GOVERNMENT}' | Format-List Subject, Thumbprint, NotAfter`,
    "reg.exe query HKLM\\Software\\Policies\\Microsoft\\SystemCertificates\\AuthRoot /v DisableRootAutoUpdate",
  ],
  remedies: [
    {
      via: "manual",
      text: "Distribute the root: Computer Configuration > Policies > Windows Settings > Security Settings > Public Key Policies > Trusted Root Certification Authorities > Import. Download the certificate from DigiCert and compare its thumbprint first.",
      commands: [
        "Get-PfxCertificate -FilePath .\\DigiCertGlobalRootG2.crt | Format-List Subject, Thumbprint",
        "Import-Certificate -FilePath .\\DigiCertGlobalRootG2.crt -CertStoreLocation Cert:\\LocalMachine\\Root",
      ],
    },
    {
      via: "native",
      text: "Or let Windows fetch roots again: Computer Configuration > Policies > Administrative Templates > System > Internet Communication Management > Internet Communication settings > Turn off Automatic Root Certificates Update: Disabled.",
      commands: [
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${AUTH_ROOT}' -ValueName 'DisableRootAutoUpdate' -Type DWord -Value 0`,
      ],
    },
  ],
  references: [KNOWN_ISSUES, READINESS, PROXY],
  examples: {
    pass: [],
    fail: [
      {
        note: "Automatic root updates are turned off.",
        files: { [REGISTRY_POL]: `${AUTH_ROOT};DisableRootAutoUpdate;REG_DWORD;1` },
      },
    ],
    unknown: [
      { note: "No policy; the store of each server decides.", files: UNRELATED },
      {
        note: "Updates are allowed, which does not prove that the root is there.",
        files: { [REGISTRY_POL]: `${AUTH_ROOT};DisableRootAutoUpdate;REG_DWORD;0` },
      },
    ],
  },
});
