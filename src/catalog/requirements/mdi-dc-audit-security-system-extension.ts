import { defineRequirement } from "../define.ts";
import {
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
  id: "MDI-DC-AUDIT-SECURITY-SYSTEM-EXTENSION",
  revision: 1,
  title: "Domain controllers audit Security System Extension",
  label: "Security System Extension",
  severity: "low",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9211-69AE-11D9-BED3-505054503030",
    includes: ["success"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Security System Extension: Success and Failure, on every domain controller.",
  why: "Microsoft lists this subcategory for event 7045, and its health alert asks for it. What it writes is 4610, 4611, 4614, 4622 and 4697: packages loaded into the LSA, and a service installed. They are worth having, and Defender for Identity does not list them.",
  functional:
    "7045 is written by the Service Control Manager to the System log and does not come from this subcategory, so a gap here fails Microsoft's checks and silences nothing that Defender for Identity reads.",
  events: ["4610", "4611", "4614", "4622", "4697"],
  // Suspicious service creation needs 7045, which this subcategory does not write.
  detections: [],
  microsoft: DC_AUDIT_ITEM,
  verify: [
    'auditpol /get /subcategory:"{0CCE9211-69AE-11D9-BED3-505054503030}" /r  # on each domain controller, elevated',
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
        'auditpol /set /subcategory:"{0CCE9211-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > System > Audit Security System Extension: Success and Failure.",
      commands: [],
    },
  ],
  references: [
    EVENT_COLLECTION,
    HEALTH_ALERTS,
    MODULE,
    {
      title: "Audit Security System Extension",
      locator: "https://github.com/MicrosoftDocs/windows-itpro-docs, audit-security-system-extension.md",
      retrieved: "2026-11-22",
    },
  ],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9211-69AE-11D9-BED3-505054503030", "Security System Extension", 3),
        },
      },
      {
        note: "Success alone.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9211-69AE-11D9-BED3-505054503030", "Security System Extension", 1),
        },
      },
    ],
    fail: [
      {
        note: "Failure only.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9211-69AE-11D9-BED3-505054503030", "Security System Extension", 2),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9211-69AE-11D9-BED3-505054503030", "Security System Extension", 0),
        },
      },
      { note: "An audit GPO without the row.", files: OTHER_AUDIT },
    ],
  },
});
