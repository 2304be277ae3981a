import { defineRequirement } from "../define.ts";
import { MODULE, MS_ADTS, XDR_ALERTS } from "./_mdi-audit.ts";
import {
  ASK_DOMAIN_SACL,
  DOMAIN_SACL_ITEM,
  DOMAIN_SACL_MODULE,
  DOMAIN_SACL_VERIFY,
  NATIVE_SACL,
  addAuditRule,
  domainSacl,
  domainSaclExamples,
} from "./_sacl.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, READINESS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DOMAIN-SACL-DMSA",
  revision: 2,
  title: "The domain root audits changes to delegated managed service accounts",
  label: "SACL for dMSAs",
  severity: "high",
  appliesTo: { each: "object", object: "domain naming context" },
  expect: domainSacl("0FEB936F-47B3-49F2-9386-1DEDC2C23765", 852075, {
    when: "schema",
    atLeast: 91,
    class: "msDS-DelegatedManagedServiceAccount",
    otherwise: "ask",
  }),
  want: "Where a domain controller runs Windows Server 2025 (schema 91): on the domain root, Everyone, Success, descendant msDS-DelegatedManagedServiceAccount objects: create and delete child objects, validated writes, write properties, delete, delete subtree, change permissions, change owner (mask 0xD006B). As SDDL: (OU;CIIOSA;CCDCSWWPDTSDWDWO;;0feb936f-47b3-49f2-9386-1dedc2c23765;WD)",
  why: "A delegated managed service account can inherit the rights of the account it supersedes, so a write to it is an elevation path; 4662 and 5136 show it only where the SACL asks for them.",
  functional:
    "Only a domain with a Windows Server 2025 domain controller (schema 91) needs this entry; on an older schema the class does not exist and the requirement does not apply, yet the module still expects the row and reports False, and Test-MdiReadiness drops it.",
  events: ["4662", "5136"],
  detections: [{ title: "Suspicious DMSA related activity detected", basis: "inferred" }],
  microsoft: DOMAIN_SACL_ITEM,
  verify: DOMAIN_SACL_VERIFY,
  ask: [
    ...ASK_DOMAIN_SACL,
    'ldifde -f .\\schema.ldf -d "$((Get-ADRootDSE).schemaNamingContext)" -p base -l objectClass,objectVersion  # 91: Windows Server 2025',
  ],
  remedies: [
    { ...DOMAIN_SACL_MODULE, text: `${DOMAIN_SACL_MODULE.text} Only where the schema is 91.` },
    {
      via: "native",
      text: `${NATIVE_SACL} Only where the schema is 91.`,
      commands: addAuditRule("'AD:\\' + {dn}", {
        rights: 852075,
        flags: "Success",
        inheritance: "Descendents",
        inheritedObjectType: "0feb936f-47b3-49f2-9386-1dedc2c23765",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: properties of the domain > Security > Advanced > Auditing > Add: principal Everyone, type Success, applies to Descendant msDS-DelegatedManagedServiceAccount objects, Full control without List contents, Read all properties and Read permissions. An OU whose SACL is protected from inheritance does not receive the entry.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, XDR_ALERTS],
  examples: domainSaclExamples("0FEB936F-47B3-49F2-9386-1DEDC2C23765", "CCDCSWWPDTSDWDWO"),
});
