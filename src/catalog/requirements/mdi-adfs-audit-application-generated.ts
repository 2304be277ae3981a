import { defineRequirement } from "../define.ts";
import {
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  CLASSIC_ALERTS,
  FEDERATION_DETECTIONS,
  FEDERATION_ITEM,
  FEDERATION_LOGGING,
  FEDERATION_VERIFY,
  LOCAL_STOPGAP,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, UNRELATED, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, ROLE_SERVERS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-ADFS-AUDIT-APPLICATION-GENERATED",
  revision: 1,
  title: "AD FS servers audit Application Generated, success and failure",
  label: "AD FS Application Generated",
  severity: "high",
  appliesTo: { each: "domain", role: "adfs" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9222-69AE-11D9-BED3-505054503030",
    includes: ["success", "failure"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Application Generated: Success and Failure, on every AD FS federation server; Web Application Proxy servers need nothing.",
  why: "AD FS writes 1202 (a fresh credential was accepted) and 1203 (it was refused) to the Security log as application events. Without this subcategory neither appears, and no health alert says so.",
  functional: "Our verdict follows Microsoft's page, and none of Microsoft's tools checks this setting.",
  events: ["1202", "1203"],
  detections: FEDERATION_DETECTIONS,
  microsoft: FEDERATION_ITEM,
  verify: [
    'auditpol /get /subcategory:"{0CCE9222-69AE-11D9-BED3-505054503030}" /r  # on each AD FS server, elevated',
    FEDERATION_VERIFY,
  ],
  ask: ASK_AUDIT_POLICY,
  // The module has no item for this setting.
  remedies: [
    {
      via: "native",
      text: LOCAL_STOPGAP,
      commands: [
        AUDITPOL_BACKUP,
        'auditpol /set /subcategory:"{0CCE9222-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the OU of the AD FS servers: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Object Access > Audit Application Generated: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS, FEDERATION_LOGGING, CLASSIC_ALERTS, XDR_ALERTS],
  examples: {
    pass: [
      {
        note: "Success and Failure.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9222-69AE-11D9-BED3-505054503030", "Application Generated", 3),
        },
      },
    ],
    fail: [
      {
        note: "Success only: refused credentials leave no event.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9222-69AE-11D9-BED3-505054503030", "Application Generated", 1),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9222-69AE-11D9-BED3-505054503030", "Application Generated", 0),
        },
      },
    ],
    unknown: [{ note: "Nothing shows that the domain has an AD FS server.", files: UNRELATED }],
  },
});
