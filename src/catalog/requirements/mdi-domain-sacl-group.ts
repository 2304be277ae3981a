import { defineRequirement } from "../define.ts";
import { CLASSIC_ALERTS, MODULE, MS_ADTS, OLDER_RELEASES, XDR_ALERTS } from "./_mdi-audit.ts";
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
  id: "MDI-DOMAIN-SACL-GROUP",
  revision: 2,
  title: "The domain root audits changes to group objects by everyone",
  label: "SACL for groups",
  severity: "high",
  appliesTo: { each: "object", object: "domain naming context" },
  expect: domainSacl("BF967A9C-0DE6-11D0-A285-00AA003049E2", 852331),
  want: "On the domain root, Everyone, Success, descendant group objects: create and delete child objects, validated writes, write properties, delete, delete subtree, all extended rights, change permissions, change owner (mask 0xD016B). As SDDL: (OU;CIIOSA;CCDCSWWPDTCRSDWDWO;;bf967a9c-0de6-11d0-a285-00aa003049e2;WD)",
  why: "A change of membership is a write to the group object, and 5136 carries it only where the SACL asks for it. A stock domain root has no entry for groups.",
  functional: SACL_COVERAGE,
  events: ["4662", "5136"],
  detections: [
    { title: "Honeytoken group membership changed", basis: "documented" },
    { title: "Suspicious addition of ACL on-premises", basis: "inferred" },
  ],
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
        inheritedObjectType: "bf967a9c-0de6-11d0-a285-00aa003049e2",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: properties of the domain > Security > Advanced > Auditing > Add: principal Everyone, type Success, applies to Descendant Group objects, Full control without List contents, Read all properties and Read permissions. An OU whose SACL is protected from inheritance does not receive the entry.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, CLASSIC_ALERTS, XDR_ALERTS, OLDER_RELEASES],
  examples: domainSaclExamples("BF967A9C-0DE6-11D0-A285-00AA003049E2", "CCDCSWWPDTCRSDWDWO"),
});
