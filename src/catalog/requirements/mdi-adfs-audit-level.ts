import { defineRequirement } from "../define.ts";
import {
  CLASSIC_ALERTS,
  FEDERATION_DETECTIONS,
  FEDERATION_ITEM,
  FEDERATION_LOGGING,
  FEDERATION_VERIFY,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, ROLE_SERVERS } from "./_sources.ts";

/** `Get-AdfsProperties` through remoting, which names the computer. */
function farm(auditLevel: readonly string[], logLevel: readonly string[]): Readonly<Record<string, string>> {
  return {
    "hosts/ADFS1/properties.json": JSON.stringify({
      AuditLevel: auditLevel,
      LogLevel: logLevel,
      PSComputerName: "ADFS1",
    }),
    "scope.yaml": "schema: scope/1\nhosts:\n  - name: ADFS1\n    roles: [adfs]\n",
  };
}

export const requirement = defineRequirement({
  id: "MDI-ADFS-AUDIT-LEVEL",
  revision: 1,
  title: "AD FS audits at level Verbose, with success and failure audits",
  label: "AD FS audit level",
  severity: "high",
  appliesTo: { each: "domain", role: "adfs" },
  expect: { kind: "other-evidence", evidence: "AuditLevel and LogLevel of the AD FS farm, from Get-AdfsProperties" },
  captured: {
    kind: "all",
    of: [
      { kind: "observation", topic: "adfs", name: "AuditLevel", contains: ["Verbose"], whenAbsent: "unknown" },
      {
        kind: "observation",
        topic: "adfs",
        name: "LogLevel",
        contains: ["SuccessAudits", "FailureAudits"],
        whenAbsent: "unknown",
      },
    ],
  },
  want: "AuditLevel is Verbose, and LogLevel includes SuccessAudits and FailureAudits.",
  why: "These settings decide which audit events AD FS hands to the Security log. They live in the AD FS configuration database, where no GPO reaches them; from Windows Server 2016 on the default level is Basic.",
  functional: "Our verdict follows Microsoft's page, and none of Microsoft's tools checks this setting.",
  events: ["1202", "1203"],
  detections: FEDERATION_DETECTIONS,
  microsoft: FEDERATION_ITEM,
  verify: [
    "Get-AdfsProperties | Select-Object -Property AuditLevel, LogLevel | Format-List  # on an AD FS server",
    FEDERATION_VERIFY,
  ],
  ask: [
    "Get-AdfsProperties | Select-Object -Property AuditLevel, LogLevel | ConvertTo-Json | Set-Content -Encoding UTF8 -Path .\\adfs-properties.json  # on an AD FS server; no such command: the server is none",
  ],
  // The module has no item for this setting.
  remedies: [
    {
      via: "native",
      text: "On the primary AD FS server, elevated; it holds for the whole farm. The first line keeps the old values. The form of -LogLevel is inferred: compare the result in Federation Service Properties > Events.",
      commands: [
        "Get-AdfsProperties | Select-Object -Property AuditLevel, LogLevel | Export-Clixml -Path (Join-Path $env:TEMP 'adfs-before.xml')",
        "Set-AdfsProperties -AuditLevel Verbose",
        "Set-AdfsProperties -LogLevel (@((Get-AdfsProperties).LogLevel) + 'SuccessAudits' + 'FailureAudits' | Select-Object -Unique)",
      ],
    },
    {
      via: "manual",
      text: "AD FS Management > Federation Service Properties > Events: tick Success audits and Failure audits. The level itself has no box there.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS, FEDERATION_LOGGING, CLASSIC_ALERTS, XDR_ALERTS],
  examples: {
    pass: [
      {
        note: "Verbose, and both kinds of audits.",
        files: farm(["Verbose"], ["Errors", "FailureAudits", "Information", "SuccessAudits", "Warnings"]),
      },
    ],
    fail: [
      { note: "Basic, the default.", files: farm(["Basic"], ["FailureAudits", "SuccessAudits"]) },
      { note: "Failures are not audited.", files: farm(["Verbose"], ["Errors", "SuccessAudits"]) },
    ],
    unknown: [
      {
        note: "Application Generated is audited; the level of AD FS stands in its own database.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9222-69AE-11D9-BED3-505054503030", "Application Generated", 3),
        },
      },
    ],
  },
});
