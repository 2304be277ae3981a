import { defineRequirement } from "../define.ts";
import { ASK_AUDIT_POLICY, AUDITPOL_BACKUP, FEDERATION_ITEM, LOCAL_STOPGAP } from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, UNRELATED, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, ROLE_SERVERS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-ADFS-AUDIT-LOGON",
  revision: 1,
  title: "AD FS servers audit Logon, success and failure",
  label: "AD FS Logon",
  severity: "high",
  appliesTo: { each: "domain", role: "adfs" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9215-69AE-11D9-BED3-505054503030",
    includes: ["success", "failure"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Logon: Success and Failure, on every AD FS federation server. Microsoft lists the events 4624 and 4625; the subcategory follows from them.",
  why: "4624 is a successful logon on the server, 4625 a failed one; Microsoft's list for AD FS has both. Windows Server audits Logon by default, and a GPO with a weaker row takes it away.",
  functional: "Our verdict follows Microsoft's list of events, and none of Microsoft's tools checks this setting.",
  events: ["4624", "4625"],
  // No alert in our sources names these events on AD FS servers.
  detections: [],
  microsoft: FEDERATION_ITEM,
  verify: ['auditpol /get /subcategory:"{0CCE9215-69AE-11D9-BED3-505054503030}" /r  # on each AD FS server, elevated'],
  ask: ASK_AUDIT_POLICY,
  // The module has no item for this setting.
  remedies: [
    {
      via: "native",
      text: LOCAL_STOPGAP,
      commands: [
        AUDITPOL_BACKUP,
        'auditpol /set /subcategory:"{0CCE9215-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the OU of the AD FS servers: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Logon/Logoff > Audit Logon: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS],
  examples: {
    pass: [
      {
        note: "Success and Failure.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 3) },
      },
    ],
    fail: [
      {
        note: "Success only: failed logons leave no event.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 1) },
      },
      {
        note: "Failure only.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 2) },
      },
    ],
    unknown: [{ note: "Nothing shows that the domain has an AD FS server.", files: UNRELATED }],
  },
});
