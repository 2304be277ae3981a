import { defineRequirement } from "../define.ts";
import {
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  CA_AUDIT_MODULE,
  CA_DETECTIONS,
  CA_EVENTS,
  CA_HEALTH_ALERT,
  CA_READINESS,
  CLASSIC_ALERTS,
  LOCAL_STOPGAP,
  MODULE,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, UNRELATED, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, ROLE_SERVERS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-CA-AUDIT-CERTIFICATION-SERVICES",
  revision: 1,
  title: "AD CS servers audit Certification Services",
  label: "Certification Services",
  severity: "high",
  appliesTo: { each: "domain", role: "ca" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9221-69AE-11D9-BED3-505054503030",
    includes: ["success"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Certification Services: Success and Failure, on every server with the Certification Authority role.",
  why: "All events that Defender for Identity reads from a CA belong to this subcategory: certificates issued and denied, revocations, changed permissions and settings, deleted database rows. Nothing audits it by default.",
  functional:
    "Success is our minimum, while Microsoft's tools ask for Success and Failure; the module's Domain mode also wants the row's English name and its own permissions on the GPO.",
  events: CA_EVENTS,
  detections: CA_DETECTIONS,
  microsoft: {
    item: "AdvancedAuditPolicyCAs",
    gpoSuffix: "Advanced Audit Policy for CAs",
    missingRowPasses: true,
    englishName: "Audit Certification Services",
    permissions: "cert-publishers",
    readiness: CA_READINESS,
    healthAlert: CA_HEALTH_ALERT,
  },
  verify: [
    'auditpol /get /subcategory:"{0CCE9221-69AE-11D9-BED3-505054503030}" /r  # on each CA, elevated',
    "Test-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyCAs",
    "Test-MDIConfiguration -Mode LocalMachine -Configuration AdvancedAuditPolicyCAs  # on each CA; it also says True where no CA service is",
  ],
  ask: [
    'Get-ADObject -Filter "objectClass -eq \'pKIEnrollmentService\'" -SearchBase "CN=Public Key Services,CN=Services,$((Get-ADRootDSE).configurationNamingContext)" -Properties dNSHostName | Select-Object -Property Name, dNSHostName  # the enterprise CAs; nothing: none in this forest',
    ...ASK_AUDIT_POLICY,
  ],
  remedies: [
    CA_AUDIT_MODULE,
    {
      via: "native",
      text: LOCAL_STOPGAP,
      commands: [
        AUDITPOL_BACKUP,
        'auditpol /set /subcategory:"{0CCE9221-69AE-11D9-BED3-505054503030}" /success:enable /failure:enable',
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the OU of the CA servers: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Object Access > Audit Certification Services: Success and Failure. The CA's own filter must be set too: see MDI-CA-AUDIT-FILTER.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, ROLE_SERVERS, MODULE, CLASSIC_ALERTS, XDR_ALERTS],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9221-69AE-11D9-BED3-505054503030", "Certification Services", 3),
        },
      },
      {
        note: "Success alone.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9221-69AE-11D9-BED3-505054503030", "Certification Services", 1),
        },
      },
    ],
    fail: [
      {
        note: "Failure only.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9221-69AE-11D9-BED3-505054503030", "Certification Services", 2),
        },
      },
      {
        note: "Set to No Auditing.",
        files: {
          [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9221-69AE-11D9-BED3-505054503030", "Certification Services", 0),
        },
      },
    ],
    unknown: [{ note: "Nothing shows that the domain has a CA.", files: UNRELATED }],
  },
});
