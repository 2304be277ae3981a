import { defineRequirement } from "../define.ts";
import {
  ACTIVITIES,
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  CLASSIC_ALERTS,
  DC_AUDIT_ITEM,
  DC_AUDIT_MODULE,
  DC_AUDIT_VERIFY,
  LOCAL_STOPGAP,
  MODULE,
  OLDER_RELEASES,
  OTHER_AUDIT,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DC-AUDIT-DIRECTORY-SERVICE-ACCESS",
  revision: 1,
  title: "Domain controllers audit Directory Service Access",
  label: "Directory Service Access",
  severity: "high",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE923B-69AE-11D9-BED3-505054503030",
    includes: ["success"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Directory Service Access: Success and Failure, on every domain controller.",
  why: "Event 4662 names the account behind an access to a directory object whose SACL audits it. Without it Defender for Identity sees that an attribute changed, and not by whom. Some security baselines set this subcategory to Failure only, which ends it.",
  functional:
    "The audit entries of the domain root log successes only, so Success suffices for them; failed accesses to the Configuration and AD FS containers, whose entries log both, need Failure, as do Microsoft's tools.",
  events: ["4662"],
  detections: [
    { title: "Exchange Server Remote Code Execution (CVE-2021-26855)", basis: "documented" },
    { title: "Activity: who changed an Active Directory attribute", basis: "documented" },
    { title: "Activity: gMSA password retrieval", basis: "documented" },
    { title: "Suspected AD FS DKM key read", basis: "inferred" },
    { title: "Suspected SID-History injection", basis: "inferred" },
    { title: "Suspicious modification of a dNSHostName attribute (CVE-2022-26923)", basis: "inferred" },
    { title: "Suspicious DMSA related activity detected", basis: "inferred" },
    { title: "Suspicious Golden gMSA related activity", basis: "inferred" },
    { title: "Suspicious on-prem account enablement after disruption", basis: "inferred" },
    { title: "Suspicious SAM Account Name Change", basis: "inferred" },
    { title: "Suspicious access denial to view primary group ID of an object", basis: "inferred" },
    { title: "Possible takeover of a Microsoft Entra seamless SSO account", basis: "inferred" },
    { title: "Shadow credentials added to account", basis: "inferred" },
    { title: "Suspicious addition of ACL on-premises", basis: "inferred" },
    { title: "Suspicious change to primary group ID", basis: "inferred" },
    { title: "Suspicious resource-based constrained delegation (RBCD) attribute change", basis: "inferred" },
    { title: "Suspicious SPN was added to a user", basis: "inferred" },
  ],
  microsoft: DC_AUDIT_ITEM,
  verify: [
    'auditpol /get /subcategory:"{0CCE923B-69AE-11D9-BED3-505054503030}" /r  # on each domain controller, elevated',
    ...DC_AUDIT_VERIFY,
  ],
  ask: ASK_AUDIT_POLICY,
  remedies: [
    DC_AUDIT_MODULE,
    {
      via: "native",
      text: LOCAL_STOPGAP,
      commands: [
        AUDITPOL_BACKUP,
        'auditpol /set /subcategory:"{0CCE923B-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > DS Access > Audit Directory Service Access: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, CLASSIC_ALERTS, XDR_ALERTS, ACTIVITIES, OLDER_RELEASES],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 3),
        },
      },
      {
        note: "Success alone writes the events.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 1),
        },
      },
    ],
    fail: [
      {
        note: "Failure only.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 2),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE923B-69AE-11D9-BED3-505054503030", "Directory Service Access", 0),
        },
      },
      { note: "An audit GPO without the row.", files: OTHER_AUDIT },
    ],
  },
});
