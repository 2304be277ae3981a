import { defineRequirement } from "../define.ts";
import {
  ACTIVITIES,
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  DC_AUDIT_ITEM,
  DC_AUDIT_MODULE,
  DC_AUDIT_VERIFY,
  LOCAL_STOPGAP,
  MODULE,
  OTHER_AUDIT,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DC-AUDIT-DISTRIBUTION-GROUP-MANAGEMENT",
  revision: 1,
  title: "Domain controllers audit Distribution Group Management",
  label: "Distribution Group Management",
  severity: "high",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9238-69AE-11D9-BED3-505054503030",
    includes: ["success"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Distribution Group Management: Success and Failure, on every domain controller.",
  why: "Events 4753 and 4763 say who deleted a global or a universal distribution group. A stock domain controller does not audit this subcategory.",
  functional:
    "Windows defines no failure event here, so Success alone writes every event that Defender for Identity reads, while Microsoft's tools ask for Success and Failure and report False.",
  events: ["4753", "4763"],
  detections: [{ title: "Activity: principal deleted or restored", basis: "inferred" }],
  microsoft: DC_AUDIT_ITEM,
  verify: [
    'auditpol /get /subcategory:"{0CCE9238-69AE-11D9-BED3-505054503030}" /r  # on each domain controller, elevated',
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
        'auditpol /set /subcategory:"{0CCE9238-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Account Management > Audit Distribution Group Management: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, ACTIVITIES],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: {
          [AUDIT_CSV]:
            AUDIT_HEAD + auditRow("0CCE9238-69AE-11D9-BED3-505054503030", "Distribution Group Management", 3),
        },
      },
      {
        note: "Success alone writes the events.",
        files: {
          [AUDIT_CSV]:
            AUDIT_HEAD + auditRow("0CCE9238-69AE-11D9-BED3-505054503030", "Distribution Group Management", 1),
        },
      },
    ],
    fail: [
      {
        note: "Failure only.",
        files: {
          [AUDIT_CSV]:
            AUDIT_HEAD + auditRow("0CCE9238-69AE-11D9-BED3-505054503030", "Distribution Group Management", 2),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]:
            AUDIT_HEAD + auditRow("0CCE9238-69AE-11D9-BED3-505054503030", "Distribution Group Management", 0),
        },
      },
      { note: "An audit GPO without the row.", files: OTHER_AUDIT },
    ],
  },
});
