import { defineRequirement } from "../define.ts";
import { REGISTRY_POL, SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS_AT_RISK, SECURITY_LOG_EVENTS, withoutItem } from "./_sensor.ts";
import { LOG_ACCESS_POLICY, MS_GPSB } from "./_sources.ts";

const POL = "Software\\Policies\\Microsoft\\Windows\\EventLog\\Security";

export const requirement = defineRequirement({
  id: "LOG-SECURITY-RETENTION",
  revision: 1,
  title: "A full Security log overwrites old events or archives itself",
  label: "Security log retention",
  severity: "high",
  appliesTo: { each: "domain", role: "sensor" },
  expect: {
    kind: "any",
    of: [
      {
        kind: "all",
        of: [
          { kind: "event-log", log: "Security", setting: "AuditLogRetentionPeriod", noneOf: [2], whenAbsent: "ignore" },
          { kind: "registry", path: `HKLM\\${POL}\\Retention`, noneOf: ["1", 1], whenAbsent: "ignore" },
        ],
      },
      { kind: "registry", path: `HKLM\\${POL}\\AutoBackupLogFiles`, oneOf: ["1", 1], whenAbsent: "ignore" },
    ],
  },
  captured: {
    kind: "any",
    of: [
      {
        kind: "observation",
        topic: "event-channel",
        name: "Security/retention",
        oneOf: [false],
        whenAbsent: "unknown",
      },
      {
        kind: "observation",
        topic: "event-channel",
        name: "Security/autoBackup",
        oneOf: [true],
        whenAbsent: "unknown",
      },
    ],
  },
  want: "AuditLogRetentionPeriod in [Security Log] is not 2 (never overwrite) and the policy Retention is not 1, unless AutoBackupLogFiles is 1.",
  why: "A log that keeps its old events and is full takes no new ones: every event-based detection ends on that server, and the audit policy looks as good as before. Defender for Identity states no requirement; the effect is that of Windows.",
  functional:
    "Where the template and the administrative template are both set, the latter decides; we ask that neither says never. Microsoft's tools do not test it.",
  events: SECURITY_LOG_EVENTS,
  detections: SECURITY_LOG_DETECTIONS_AT_RISK,
  microsoft: withoutItem(null, false),
  verify: ["wevtutil.exe gl Security  # retention: false, or autoBackup: true"],
  ask: ["wevtutil.exe gl Security", "wevtutil.exe gli Security"],
  remedies: [
    {
      via: "native",
      text: "Computer Configuration > Policies > Administrative Templates > Windows Components > Event Log Service > Security > Control Event Log behavior when the log file reaches its maximum size: Disabled. In the security template: Security Settings > Event Log > Retention method for security log: as needed.",
      commands: [
        `Set-GPRegistryValue -Name {gpo} -Domain {domain} -Key 'HKLM\\${POL}' -ValueName 'Retention' -Type String -Value '0'`,
      ],
    },
    {
      via: "native",
      text: "On one server, elevated, where no policy sets it.",
      commands: ["wevtutil.exe sl Security /rt:false"],
    },
  ],
  references: [LOG_ACCESS_POLICY, MS_GPSB],
  examples: {
    pass: [
      {
        note: "The template overwrites as needed.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Security Log]\nAuditLogRetentionPeriod = 0\n` },
      },
      {
        note: "Old events are kept, and a full log is archived.",
        files: { [REGISTRY_POL]: `${POL};Retention;REG_SZ;1\n${POL};AutoBackupLogFiles;REG_SZ;1` },
      },
    ],
    fail: [
      {
        note: "The template never overwrites.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Security Log]\nAuditLogRetentionPeriod = 2\n` },
      },
      { note: "The policy keeps old events.", files: { [REGISTRY_POL]: `${POL};Retention;REG_SZ;1` } },
    ],
    unknown: [
      { note: "No policy; the log's own setting on each server decides.", files: UNRELATED },
      {
        note: "Archiving is switched off, and no policy says what a full log does.",
        files: { [REGISTRY_POL]: `${POL};AutoBackupLogFiles;REG_SZ;0` },
      },
    ],
  },
});
