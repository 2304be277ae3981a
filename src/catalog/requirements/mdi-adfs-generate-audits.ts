import { defineRequirement } from "../define.ts";
import {
  CLASSIC_ALERTS,
  FEDERATION_DETECTIONS,
  FEDERATION_ITEM,
  FEDERATION_LOGGING,
  FEDERATION_VERIFY,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD, UNRELATED } from "./_samples.ts";
import { EVENT_COLLECTION, MS_GPSB, ROLE_SERVERS } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-ADFS-GENERATE-AUDITS",
  revision: 1,
  title: "The AD FS service account may generate security audits",
  label: "AD FS right to write audits",
  severity: "high",
  appliesTo: { each: "domain", role: "adfs" },
  expect: {
    kind: "user-right",
    right: "SeAuditPrivilege",
    // Which account runs AD FS stands in no GPO, so a list with members cannot be decided without its SID.
    contains: [{ sid: null, label: "the AD FS service account" }],
    whenAbsent: "unknown",
  },
  want: "Generate security audits (SeAuditPrivilege) includes the AD FS service account on every AD FS federation server.",
  why: "AD FS writes 1202 and 1203 itself and needs this right for it. A GPO that defines the right replaces the local list, on which the AD FS service account stands; everything else then looks configured and no event appears.",
  functional:
    "Our verdict follows Microsoft's page on AD FS logging, and none of Microsoft's tools checks this setting.",
  events: ["1202", "1203"],
  detections: FEDERATION_DETECTIONS,
  microsoft: FEDERATION_ITEM,
  verify: [
    'secedit /export /areas USER_RIGHTS /cfg "$env:TEMP\\rights.inf"  # on each AD FS server, elevated; then read SeAuditPrivilege',
    FEDERATION_VERIFY,
  ],
  ask: [
    "(Get-CimInstance -ClassName Win32_Service -Filter \"Name = 'adfssrv'\").StartName  # on each AD FS server; nothing: the server is none",
    "([System.Security.Principal.NTAccount]'REPLACE-ME').Translate([System.Security.Principal.SecurityIdentifier]).Value  # the SID of that account, for reading by eye",
    'secedit /export /areas USER_RIGHTS /cfg "$env:COMPUTERNAME-rights.inf"  # on each AD FS server, elevated',
  ],
  // The module has no item for this setting.
  remedies: [
    {
      via: "manual",
      text: "In the GPO that defines the right for the AD FS servers: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > User Rights Assignment > Generate security audits: add the AD FS service account, and keep LOCAL SERVICE and NETWORK SERVICE. Or set the option to Not defined for these servers.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, ROLE_SERVERS, FEDERATION_LOGGING, MS_GPSB, CLASSIC_ALERTS, XDR_ALERTS],
  silent: true,
  // No pass: without the SID of the account no list proves that it is on it.
  examples: {
    pass: [],
    fail: [
      {
        note: "Defined and empty: nobody may generate audits.",
        files: { [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeAuditPrivilege =\n` },
      },
    ],
    unknown: [
      {
        note: "Whether one of these SIDs is the AD FS service account cannot be told.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Privilege Rights]\nSeAuditPrivilege = *S-1-5-19,*S-1-5-20,*S-1-5-21-1004336348-1177238915-682003330-1121\n`,
        },
      },
      { note: "No GPO defines the right: the local list counts.", files: UNRELATED },
    ],
  },
});
