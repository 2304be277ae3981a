import { defineRequirement } from "../define.ts";
import { ACTIVITIES, MODULE, MS_ADTS } from "./_mdi-audit.ts";
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
  id: "MDI-DOMAIN-SACL-GMSA",
  revision: 2,
  title: "The domain root audits changes to group managed service accounts",
  label: "SACL for gMSAs",
  severity: "medium",
  appliesTo: { each: "object", object: "domain naming context" },
  expect: domainSacl("7B8B558A-93A5-4AF7-ADCA-C017E67F1057", 852075, {
    when: "schema",
    atLeast: 52,
    class: "msDS-GroupManagedServiceAccount",
    otherwise: "assume",
  }),
  want: "On the domain root, Everyone, Success, descendant msDS-GroupManagedServiceAccount objects: create and delete child objects, validated writes, write properties, delete, delete subtree, change permissions, change owner (mask 0xD006B). As SDDL: (OU;CIIOSA;CCDCSWWPDTSDWDWO;;7b8b558a-93a5-4af7-adca-c017e67f1057;WD)",
  why: "Who may read a group managed service account's password stands in the object itself; changes to it leave 4662 and 5136 only where the SACL asks for them. This entry audits no reads, so whether it also feeds the activity gMSA password retrieval is open.",
  functional: SACL_COVERAGE,
  events: ["4662", "5136"],
  // The activity gMSA password retrieval needs 4662 for a read; this entry audits none.
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
        rights: 852075,
        flags: "Success",
        inheritance: "Descendents",
        inheritedObjectType: "7b8b558a-93a5-4af7-adca-c017e67f1057",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: properties of the domain > Security > Advanced > Auditing > Add: principal Everyone, type Success, applies to Descendant msDS-GroupManagedServiceAccount objects, Full control without List contents, Read all properties and Read permissions. An OU whose SACL is protected from inheritance does not receive the entry.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, ACTIVITIES],
  examples: domainSaclExamples("7B8B558A-93A5-4AF7-ADCA-C017E67F1057", "CCDCSWWPDTSDWDWO"),
});
