import { defineRequirement } from "../define.ts";
import { CLASSIC_ALERTS, MODULE, MS_ADTS, XDR_ALERTS } from "./_mdi-audit.ts";
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
  id: "MDI-DOMAIN-SACL-COMPUTER",
  revision: 2,
  title: "The domain root audits changes to computer objects by everyone",
  label: "SACL for computers",
  severity: "high",
  appliesTo: { each: "object", object: "domain naming context" },
  expect: domainSacl("BF967A86-0DE6-11D0-A285-00AA003049E2", 852331),
  want: "On the domain root, Everyone, Success, descendant computer objects: create and delete child objects, validated writes, write properties, delete, delete subtree, all extended rights, change permissions, change owner (mask 0xD016B). As SDDL: (OU;CIIOSA;CCDCSWWPDTCRSDWDWO;;bf967a86-0de6-11d0-a285-00aa003049e2;WD)",
  why: "Delegation, host name and key credential attacks write to computer objects; 4662 and 5136 show it only where the SACL asks for them. A stock domain root has no entry for computers.",
  functional: SACL_COVERAGE,
  events: ["4662", "5136"],
  detections: [
    { title: "Suspicious modification of a dNSHostName attribute (CVE-2022-26923)", basis: "inferred" },
    {
      title: "Suspicious modification of the Resource Based Constrained Delegation attribute by a machine account",
      basis: "inferred",
    },
    { title: "Suspected account takeover using shadow credentials", basis: "inferred" },
    { title: "Suspicious SAM Account Name Change", basis: "inferred" },
    { title: "Possible takeover of a Microsoft Entra seamless SSO account", basis: "inferred" },
    { title: "Shadow credentials added to account", basis: "inferred" },
    { title: "Suspicious addition of ACL on-premises", basis: "inferred" },
    { title: "Suspicious resource-based constrained delegation (RBCD) attribute change", basis: "inferred" },
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
        inheritedObjectType: "bf967a86-0de6-11d0-a285-00aa003049e2",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: properties of the domain > Security > Advanced > Auditing > Add: principal Everyone, type Success, applies to Descendant Computer objects, Full control without List contents, Read all properties and Read permissions. An OU whose SACL is protected from inheritance does not receive the entry.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, CLASSIC_ALERTS, XDR_ALERTS],
  examples: domainSaclExamples("BF967A86-0DE6-11D0-A285-00AA003049E2", "CCDCSWWPDTCRSDWDWO"),
});
