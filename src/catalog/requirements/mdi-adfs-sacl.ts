import { defineRequirement } from "../define.ts";
import { CLASSIC_ALERTS, MODULE, MS_ADTS } from "./_mdi-audit.ts";
import {
  ADFS_SACL_ITEM,
  ASK_ADFS_SACL,
  NATIVE_SACL,
  SACL_NEIGHBOURS,
  addAuditRule,
  containerSacl,
  exportOf,
} from "./_sacl.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, READINESS } from "./_sources.ts";

const CONTAINER = "CN=ADFS,CN=Microsoft,CN=Program Data,DC=corp,DC=example";

export const requirement = defineRequirement({
  id: "MDI-ADFS-SACL",
  revision: 2,
  title: "The AD FS container audits reads and writes by everyone",
  label: "SACL of the AD FS container",
  severity: "high",
  appliesTo: { each: "object", object: "AD FS container" },
  expect: containerSacl({ of: "domain", below: "CN=ADFS,CN=Microsoft,CN=Program Data" }, 48, "adfs", {
    when: "exists",
    parent: "CN=Microsoft,CN=Program Data",
  }),
  want: "Where the domain holds CN=ADFS,CN=Microsoft,CN=Program Data: on it, Everyone, Success and Failure, this object and all descendants: read and write all properties (mask 0x30). As SDDL: (AU;CISAFA;RPWP;;;WD)",
  why: "The container holds the key with which AD FS protects its signing certificates. Whoever reads it can forge tokens, and of all SACLs that Defender for Identity asks for only this one audits reads.",
  functional:
    "Only a domain with an AD FS container needs this entry; coverage decides, whereas Microsoft's tools want their own ACE, and where the container is missing the module reports True.",
  events: ["4662"],
  detections: [{ title: "Suspected AD FS DKM key read", basis: "inferred" }],
  microsoft: ADFS_SACL_ITEM,
  verify: [
    "Test-MDIConfiguration -Mode Domain -Configuration AdfsAuditing",
    '(Get-Acl -Audit -Path "AD:\\CN=ADFS,CN=Microsoft,CN=Program Data,$((Get-ADDomain).DistinguishedName)").Audit | Format-List  # elevated, with the right Manage auditing and security log',
  ],
  ask: ASK_ADFS_SACL,
  remedies: [
    {
      via: "module",
      text: "Adds one audit ACE to the container and removes none; it does not touch the AD FS servers. -WhatIf is no dry run.",
      commands: [
        "(Get-Acl -Audit -Path ('AD:\\CN=ADFS,CN=Microsoft,CN=Program Data,' + {dn})).Sddl | Set-Content -Encoding UTF8 -Path (Join-Path $env:TEMP 'sddl-before.txt')",
        "Set-MDIConfiguration -Mode Domain -Configuration AdfsAuditing -Domain {domain}",
      ],
    },
    {
      via: "native",
      text: NATIVE_SACL,
      commands: addAuditRule("'AD:\\CN=ADFS,CN=Microsoft,CN=Program Data,' + {dn}", {
        rights: 48,
        flags: "Success, Failure",
        inheritance: "All",
      }),
    },
    {
      via: "manual",
      text: "Active Directory Users and Computers, Advanced Features on: Program Data > Microsoft > properties of ADFS > Security > Advanced > Auditing > Add: principal Everyone, type All, applies to This object and all descendant objects, Read all properties and Write all properties.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, CLASSIC_ALERTS],
  examples: {
    pass: [{ note: "Microsoft's own entry.", files: exportOf({ [CONTAINER]: "(AU;CISAFA;RPWP;;;WD)" }) }],
    fail: [
      { note: "Nothing is recorded.", files: exportOf({ [CONTAINER]: "" }) },
      { note: "Reads are not recorded.", files: exportOf({ [CONTAINER]: "(AU;CISAFA;WP;;;WD)" }) },
      { note: "The objects below are left out.", files: exportOf({ [CONTAINER]: "(AU;SAFA;RPWP;;;WD)" }) },
    ],
    unknown: [
      { note: "DS Access is audited; no GPO can show the SACL.", files: SACL_NEIGHBOURS },
      {
        note: "Two exports that differ, and no time for either.",
        files: {
          "directory/a.sddl.txt": `${CONTAINER} : O:BAG:BAS:(AU;CISAFA;RPWP;;;WD)
`,
          "directory/b.sddl.txt": `${CONTAINER} : O:BAG:BAS:(AU;CISAFA;WP;;;WD)
`,
        },
      },
    ],
  },
});
