import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, UNRELATED } from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS, SECURITY_LOG_EVENTS, SENSOR_SERVICE_SID, withoutItem } from "./_sensor.ts";
import { KNOWN_ISSUES, LOG_ACCESS_POLICY } from "./_sources.ts";

const POL = "Software\\Policies\\Microsoft\\Windows\\EventLog\\Security";
const CLASSIC = "SYSTEM\\CurrentControlSet\\Services\\EventLog\\Security";
const ACE = `(A;;0x1;;;${SENSOR_SERVICE_SID})`;
/** What Windows grants by itself: SYSTEM, Administrators, Event Log Readers. */
const DEFAULT = "O:BAG:SYD:(A;;0xf0005;;;SY)(A;;0x5;;;BA)(A;;0x1;;;S-1-5-32-573)";

export const requirement = defineRequirement({
  id: "MDI-SENSOR-LOG-ACCESS",
  revision: 1,
  title: "A restricted Security log still lets the sensor service read it",
  label: "Security log access list",
  severity: "critical",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "all",
    of: [
      {
        kind: "registry",
        path: `HKLM\\${POL}\\ChannelAccess`,
        grants: { sid: SENSOR_SERVICE_SID, mask: 1 },
        whenAbsent: "unknown",
      },
      {
        kind: "registry",
        path: `HKLM\\${CLASSIC}\\CustomSD`,
        grants: { sid: SENSOR_SERVICE_SID, mask: 1 },
        whenAbsent: "ignore",
      },
    ],
  },
  // Without a policy Windows keeps a list of its own, which lacks the entry and does no harm.
  captured: {
    kind: "observation",
    topic: "event-channel",
    name: "Security/channelAccess",
    grants: { sid: SENSOR_SERVICE_SID, mask: 1 },
    otherwise: "unknown",
    whenAbsent: "unknown",
  },
  want: `Where a policy sets the access list of the Security log, the list holds ${ACE}: read access for NT SERVICE\\AATPSensor.`,
  why: "The v2.x sensor reads the Security log as a service of its own. A list without that entry leaves the audit policy perfect, the sensor running and the log unread: no event-based detection fires and no health alert exists for it. Baselines and log-forwarding guides often set this list. The installation itself can fail on a server with hardened log permissions. The v3.x sensor runs as LocalSystem and needs the entry for SYSTEM instead.",
  functional:
    "None of Microsoft's tools looks at this list. Microsoft names the policy Configure log access only; the classic value CustomSD is judged as well, because both policies are meant to carry the same list.",
  events: SECURITY_LOG_EVENTS,
  detections: SECURITY_LOG_DETECTIONS,
  microsoft: withoutItem(null, false),
  verify: [
    "wevtutil.exe gl Security",
    "The sensor log Microsoft.Tri.Sensor.log: a line of WindowsEventLogReader that the watcher for Security is enabled",
  ],
  ask: [
    "wevtutil.exe gl Security",
    "reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Security /v CustomSD",
    "Get-Service -Name AATPSensor, Sense -ErrorAction SilentlyContinue",
  ],
  remedies: [
    {
      via: "native",
      text: `Computer Configuration > Policies > Administrative Templates > Windows Components > Event Log Service > Security > Configure log access: add ${ACE} to the end of the D: part. The lines below do it and keep an S: part in place. Repeat it for Configure log access (legacy) where that is set.`,
      commands: [
        `$key = 'HKLM\\${POL}'`,
        "$sddl = (Get-GPRegistryValue -Name {gpo} -Domain {domain} -Key $key -ValueName 'ChannelAccess').Value.TrimEnd([char]0)",
        `$sddl = $sddl -replace '^(.*?\\))(S:.*)?$', '$1${ACE}$2'`,
        "Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key $key -ValueName 'ChannelAccess' -Type String -Value $sddl",
      ],
    },
    {
      via: "manual",
      text: "Or set the policy to Not Configured on servers with a sensor: the list chosen on each server then stays as it is, so read it with wevtutil afterwards.",
      commands: ["wevtutil.exe gl Security"],
    },
  ],
  references: [KNOWN_ISSUES, LOG_ACCESS_POLICY],
  silent: true,
  examples: {
    pass: [
      {
        note: "The default list with the sensor's entry.",
        files: { [REGISTRY_POL]: `${POL};ChannelAccess;REG_SZ;${DEFAULT}${ACE}` },
      },
      {
        note: "The entry grants more than read access, and both policies carry it.",
        files: {
          [REGISTRY_POL]: [
            `${POL};ChannelAccess;REG_SZ;${DEFAULT}(A;;0x3;;;${SENSOR_SERVICE_SID})`,
            `${CLASSIC};CustomSD;REG_SZ;${DEFAULT}${ACE}`,
          ].join("\n"),
        },
      },
    ],
    fail: [
      {
        note: "Network Service for event forwarding was added, the sensor was not.",
        files: { [REGISTRY_POL]: `${POL};ChannelAccess;REG_SZ;${DEFAULT}(A;;0x1;;;S-1-5-20)` },
      },
      {
        note: "The sensor may clear the log but not read it.",
        files: { [REGISTRY_POL]: `${POL};ChannelAccess;REG_SZ;${DEFAULT}(A;;0x4;;;${SENSOR_SERVICE_SID})` },
      },
      {
        note: "Only the classic policy locks the sensor out.",
        files: {
          [REGISTRY_POL]: [
            `${POL};ChannelAccess;REG_SZ;${DEFAULT}${ACE}`,
            `${CLASSIC};CustomSD;REG_SZ;${DEFAULT}`,
          ].join("\n"),
        },
      },
    ],
    unknown: [{ note: "No policy; the list on each server decides.", files: UNRELATED }],
  },
});
