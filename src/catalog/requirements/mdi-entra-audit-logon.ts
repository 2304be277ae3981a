import { defineRequirement } from "../define.ts";
import {
  ASK_AUDIT_POLICY,
  AUDITPOL_BACKUP,
  ENTRA_JUDGES,
  ENTRA_MODULE,
  ENTRA_READINESS,
  ENTRA_VERIFY,
  LOCAL_STOPGAP,
  MODULE,
  RELEASES,
} from "./_mdi-audit.ts";
import { AUDIT_CSV, AUDIT_HEAD, UNRELATED, auditRow } from "./_samples.ts";
import { EVENT_COLLECTION, ROLE_SERVERS, SET_CONFIGURATION } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-ENTRA-AUDIT-LOGON",
  revision: 1,
  title: "Microsoft Entra Connect servers audit Logon",
  label: "Entra Connect Logon",
  severity: "high",
  appliesTo: { each: "domain", role: "entra-connect" },
  expect: {
    kind: "subcategory",
    subcategory: "0CCE9215-69AE-11D9-BED3-505054503030",
    includes: ["success"],
    microsoft: ["success", "failure"],
  },
  want: "Audit Logon: Success and Failure, on every Microsoft Entra Connect server, active and staging.",
  why: "4624 is the only event that Defender for Identity asks of this server, which holds the keys to both directories. Windows Server audits Logon by default; a GPO with a weaker row takes it away, and no health alert says so.",
  functional:
    "Success writes the one event required here, 4624, while Microsoft's page and module ask for Success and Failure.",
  events: ["4624"],
  // The release note announces the alert; that it reads 4624 follows from the list of events.
  detections: [{ title: "Suspicious interactive logon to the Entra Connect server", basis: "inferred" }],
  microsoft: {
    item: "EntraConnectAuditing",
    gpoSuffix: "Advanced Audit and URA Policy for Entra Connect",
    missingRowPasses: true,
    alsoCompares: "it also compares Log on as a service with the account given as -Identity",
    readiness: ENTRA_READINESS,
    fixed: ENTRA_JUDGES,
  },
  verify: [
    'auditpol /get /subcategory:"{0CCE9215-69AE-11D9-BED3-505054503030}" /r  # on each Microsoft Entra Connect server, elevated',
    ENTRA_VERIFY,
  ],
  ask: ASK_AUDIT_POLICY,
  remedies: [
    ENTRA_MODULE,
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
      text: "Without touching user rights: in a GPO linked to the OU of the Microsoft Entra Connect servers: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies > Logon/Logoff > Audit Logon: Success and Failure.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS, SET_CONFIGURATION, MODULE, RELEASES],
  examples: {
    pass: [
      {
        note: "The row that the module writes.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 3) },
      },
      {
        note: "Success alone writes 4624.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 1) },
      },
    ],
    fail: [
      {
        note: "Failure only.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 2) },
      },
      {
        note: "Set to No Auditing.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 0) },
      },
    ],
    unknown: [{ note: "Nothing shows that the domain has a Microsoft Entra Connect server.", files: UNRELATED }],
  },
});
