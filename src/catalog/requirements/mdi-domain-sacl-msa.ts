import { defineRequirement } from "../define.ts";
import { MODULE, MS_ADTS } from "./_mdi-audit.ts";
import {
  ASK_DOMAIN_SACL,
  DOMAIN_SACL_ITEM,
  DOMAIN_SACL_MODULE,
  DOMAIN_SACL_VERIFY,
  NATIVE_SACL,
  SACL_COVERAGE,
  addAuditRule,
  domainSacl,
  domainSaclExamples,
} from "./_sacl.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, READINESS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DOMAIN-SACL-MSA",
  revision: 2,
  title: "The domain root audits changes to managed service accounts by everyone",
  label: "SACL for MSAs",
  severity: "medium",
  appliesTo: { each: "object", object: "domain naming context" },
  expect: domainSacl("CE206244-5827-4A86-BA1C-1C0C386C1B64", 852331),
  want: "On the domain root, Everyone, Success, descendant msDS-ManagedServiceAccount objects: create and delete child objects, validated writes, write properties, delete, delete subtree, all extended rights, change permissions, change owner (mask 0xD016B). As SDDL: (OU;CIIOSA;CCDCSWWPDTCRSDWDWO;;ce206244-5827-4a86-ba1c-1c0c386c1b64;WD)",
  why: "Managed service accounts hold service identities; changes to them leave 4662 and 5136 only where the SACL asks for them. Microsoft's health alert wants this entry beside the others.",
  functional: SACL_COVERAGE,
  events: ["4662", "5136"],
  // No alert or activity in our sources names this class.
  detections: [],
  microsoft: DOMAIN_SACL_ITEM,
  verify: DOMAIN_SACL_VERIFY,
  ask: ASK_DOMAIN_SACL,
  remedies: [
    DOMAIN_SACL_MODULE,
    {
      via: "native",
      text: NATIVE_SACL,
      commands: addAuditRule("'AD:\\' + {dn}", {
        rights: 852331,
        flags: "Success",
        inheritance: "Descendents",
        inheritedObjectType: "ce206244-5827-4a86-ba1c-1c0c386c1b64",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: properties of the domain > Security > Advanced > Auditing > Add: principal Everyone, type Success, applies to Descendant msDS-ManagedServiceAccount objects, Full control without List contents, Read all properties and Read permissions. An OU whose SACL is protected from inheritance does not receive the entry.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS],
  examples: domainSaclExamples("CE206244-5827-4A86-BA1C-1C0C386C1B64", "CCDCSWWPDTCRSDWDWO"),
});
