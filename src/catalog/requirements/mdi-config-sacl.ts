import { defineRequirement } from "../define.ts";
import { CLASSIC_ALERTS, MODULE, MS_ADTS } from "./_mdi-audit.ts";
import {
  ASK_CONFIG_SACL,
  CONFIG_SACL_ITEM,
  NATIVE_SACL,
  SACL_NEIGHBOURS,
  addAuditRule,
  containerSacl,
  exportOf,
} from "./_sacl.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, READINESS } from "./_sources.ts";

const CONFIGURATION = "CN=Configuration,DC=corp,DC=example";
const EXCHANGE = `CN=Microsoft Exchange,CN=Services,${CONFIGURATION}`;

export const requirement = defineRequirement({
  id: "MDI-CONFIG-SACL",
  revision: 2,
  title: "The Configuration container audits writes by everyone, where Exchange is",
  label: "SACL of Configuration",
  severity: "high",
  appliesTo: { each: "object", object: "configuration naming context" },
  expect: containerSacl({ of: "configuration", below: "" }, 32, "configuration", { when: "exchange" }),
  want: "Where Exchange is or was installed: on the configuration naming context, Everyone, Success and Failure, this object and all descendants: write all properties (mask 0x20). As SDDL: (AU;CISAFA;WP;;;WD)",
  why: "Exchange keeps its settings in the Configuration container, and an attack on Exchange rewrites an external host name there. Event 4662 shows the write only where the SACL asks for it.",
  functional:
    "Only a forest that has or had Exchange needs this entry; coverage decides, whereas Microsoft's tools want their own ACE, and in a child domain the module looks for an object that does not exist and reports True.",
  events: ["4662"],
  detections: [{ title: "Exchange Server Remote Code Execution (CVE-2021-26855)", basis: "documented" }],
  microsoft: CONFIG_SACL_ITEM,
  verify: [
    "Test-MDIConfiguration -Mode Domain -Configuration ConfigurationContainerAuditing  # in the root domain of the forest",
    '(Get-Acl -Audit -Path "AD:\\$((Get-ADRootDSE).configurationNamingContext)").Audit | Format-List  # elevated, with the right Manage auditing and security log',
  ],
  ask: [
    ...ASK_CONFIG_SACL,
    'ldifde -f .\\services.ldf -d "CN=Services,$((Get-ADRootDSE).configurationNamingContext)" -l objectClass,nTSecurityDescriptor  # shows whether the forest has Exchange',
  ],
  remedies: [
    {
      via: "module",
      text: "In the root domain of the forest only: the module derives the container from the name of the domain, which is wrong elsewhere. It adds one audit ACE and removes none. -Force would only skip its question whether Exchange is there. -WhatIf is no dry run.",
      commands: [
        "(Get-Acl -Audit -Path ('AD:\\' + (Get-ADRootDSE).configurationNamingContext)).Sddl | Set-Content -Encoding UTF8 -Path (Join-Path $env:TEMP 'sddl-before.txt')",
        "Set-MDIConfiguration -Mode Domain -Configuration ConfigurationContainerAuditing",
      ],
    },
    {
      via: "native",
      text: NATIVE_SACL,
      commands: addAuditRule("'AD:\\' + (Get-ADRootDSE).configurationNamingContext", {
        rights: 32,
        flags: "Success, Failure",
        inheritance: "All",
      }),
    },
    {
      via: "manual",
      text: "ADSI Edit, Configuration naming context: properties of CN=Configuration > Security > Advanced > Auditing > Add: principal Everyone, type All, applies to This object and all descendant objects, Write all properties.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, MODULE, READINESS, MS_ADTS, CLASSIC_ALERTS],
  examples: {
    pass: [
      {
        note: "Microsoft's own entry.",
        files: exportOf({ [CONFIGURATION]: "(AU;CISAFA;WP;;;WD)", [EXCHANGE]: "(AU;CIIDSAFA;WP;;;WD)" }),
      },
      {
        note: "Success and Failure in entries of their own.",
        files: exportOf({ [CONFIGURATION]: "(AU;CISA;GA;;;WD)(AU;CIFA;WP;;;WD)", [EXCHANGE]: "" }),
      },
    ],
    fail: [
      { note: "Exchange is there, and nothing is recorded.", files: exportOf({ [CONFIGURATION]: "", [EXCHANGE]: "" }) },
      { note: "Failures are not recorded.", files: exportOf({ [CONFIGURATION]: "(AU;CISA;WP;;;WD)", [EXCHANGE]: "" }) },
    ],
    unknown: [
      { note: "DS Access is audited; no GPO can show the SACL.", files: SACL_NEIGHBOURS },
      { note: "No entry, and whether Exchange is there is not shown.", files: exportOf({ [CONFIGURATION]: "" }) },
    ],
  },
});
