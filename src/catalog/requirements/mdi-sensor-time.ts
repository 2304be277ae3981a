import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { KNOWN_ISSUES, PREREQUISITES_V2, PREREQUISITES_V3 } from "./_sources.ts";

const TIME = "Software\\Policies\\Microsoft\\W32Time";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-TIME",
  revision: 1,
  title: "Time policy keeps servers with a sensor within five minutes",
  label: "Time within five minutes",
  severity: "medium",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      { kind: "account-policy", section: "Kerberos Policy", setting: "MaxClockSkew", atMost: 5, whenAbsent: "unknown" },
      { kind: "registry", path: `HKLM\\${TIME}\\Parameters\\Type`, noneOf: ["NoSync"], whenAbsent: "ignore" },
      {
        kind: "registry",
        path: `HKLM\\${TIME}\\TimeProviders\\NtpClient\\Enabled`,
        noneOf: [0],
        whenAbsent: "ignore",
      },
    ],
  },
  // Offsets are told against one clock: two computers within half the limit of it are within the limit of each other.
  captured: {
    kind: "all",
    of: [
      { kind: "observation", topic: "time", name: "leap-indicator", oneOf: [0, 1, 2], whenAbsent: "unknown" },
      { kind: "observation", topic: "time", name: "stratum", atLeast: 1, whenAbsent: "unknown" },
      { kind: "observation", topic: "time", name: "phase-offset", within: 300, whenAbsent: "ignore" },
      { kind: "observation", topic: "time", name: "offset", within: 300, whenAbsent: "unknown" },
      {
        kind: "observation",
        topic: "time",
        name: "offset",
        within: 150,
        otherwise: "unknown",
        whenAbsent: "unknown",
      },
    ],
  },
  want: "The clocks of all servers with a sensor are within five minutes of each other. Policy: MaxClockSkew at most 5 minutes, and the time service neither set to NoSync nor without its NTP client.",
  why: "The sensors put traffic and events of many servers into one order, so their clocks must agree. MaxClockSkew is the tolerance that Kerberos already enforces in the domain; NoSync or a disabled NTP client lets a server drift. Secure Time Seeding (UtilizeSslTimeData = 1) is tied to a known fault in which the gMSA's password date lies in the future and the sensor does not start.",
  functional:
    "A pass speaks of the policy. The offset itself is measured on the servers with w32tm; Microsoft's tools do not read these policies.",
  events: [],
  detections: [{ title: "Suspected Golden Ticket usage (time anomaly)", basis: "inferred" }],
  microsoft: withoutItem(null, false),
  verify: ["w32tm.exe /monitor", "w32tm.exe /query /status /verbose"],
  ask: [
    "w32tm.exe /query /status /verbose",
    "w32tm.exe /query /configuration",
    "w32tm.exe /stripchart /computer:<another sensor host> /samples:5 /dataonly",
    "reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Config /v UtilizeSslTimeData",
  ],
  remedies: [
    {
      via: "native",
      text: "Default Domain Policy: Computer Configuration > Policies > Windows Settings > Security Settings > Account Policies > Kerberos Policy > Maximum tolerance for computer clock synchronization: 5 minutes. Only a GPO linked to the domain sets it.",
      commands: ["gpmc.msc"],
    },
    {
      via: "native",
      text: "Domain members follow the domain hierarchy (NT5DS); the forest's PDC emulator follows an outside source. Computer Configuration > Policies > Administrative Templates > System > Windows Time Service > Time Providers.",
      commands: [
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${TIME}\\Parameters' -ValueName 'Type' -Type String -Value 'NT5DS'`,
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${TIME}\\TimeProviders\\NtpClient' -ValueName 'Enabled' -Type DWord -Value 1`,
      ],
    },
  ],
  references: [PREREQUISITES_V2, PREREQUISITES_V3, KNOWN_ISSUES],
  examples: {
    pass: [
      {
        note: "Five minutes, and the domain hierarchy as time source.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Kerberos Policy]\nMaxClockSkew = 5\n`,
          [REGISTRY_POL]: `${TIME}\\Parameters;Type;REG_SZ;NT5DS`,
        },
      },
    ],
    fail: [
      {
        note: "Kerberos tolerates ten minutes.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Kerberos Policy]\nMaxClockSkew = 10\n` },
      },
      {
        note: "The time service does not synchronise at all.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Kerberos Policy]\nMaxClockSkew = 5\n`,
          [REGISTRY_POL]: `${TIME}\\Parameters;Type;REG_SZ;NoSync`,
        },
      },
    ],
    unknown: [{ note: "No policy speaks of time.", files: UNRELATED }],
  },
});
