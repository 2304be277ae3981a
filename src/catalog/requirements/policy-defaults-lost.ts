import { defineRequirement } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, DC_AUDIT_ROWS, auditRow } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { AUDIT_FAQ, MS_GPAC } from "./_sources.ts";

/** What a stock Windows Server 2016 to 2025 logs by itself, as far as the eight required rows do not hold it already. */
const DEFAULTS = [
  auditRow("0CCE9215-69AE-11D9-BED3-505054503030", "Logon", 3),
  auditRow("0CCE9216-69AE-11D9-BED3-505054503030", "Logoff", 1),
  auditRow("0CCE9217-69AE-11D9-BED3-505054503030", "Account Lockout", 1),
  auditRow("0CCE921B-69AE-11D9-BED3-505054503030", "Special Logon", 1),
  auditRow("0CCE9243-69AE-11D9-BED3-505054503030", "Network Policy Server", 3),
  auditRow("0CCE9210-69AE-11D9-BED3-505054503030", "Security State Change", 1),
  auditRow("0CCE9212-69AE-11D9-BED3-505054503030", "System Integrity", 3),
  auditRow("0CCE9214-69AE-11D9-BED3-505054503030", "Other System Events", 3),
  auditRow("0CCE922F-69AE-11D9-BED3-505054503030", "Audit Policy Change", 1),
  auditRow("0CCE9230-69AE-11D9-BED3-505054503030", "Authentication Policy Change", 1),
  auditRow("0CCE9240-69AE-11D9-BED3-505054503030", "Kerberos Service Ticket Operations", 1),
  auditRow("0CCE9242-69AE-11D9-BED3-505054503030", "Kerberos Authentication Service", 1),
].join("");

export const requirement = defineRequirement({
  id: "POLICY-DEFAULTS-LOST",
  revision: 1,
  title: "Advanced audit policy keeps what Windows audits by default",
  label: "Audit defaults lost",
  severity: "medium",
  appliesTo: { each: "domain", role: "dc" },
  expect: { kind: "check", check: "defaults-lost" },
  want: "Where any GPO in scope sets audit subcategories, the GPOs together also set those that Windows audits by default: Logon, Network Policy Server, System Integrity and Other System Events (success and failure); Logoff, Account Lockout, Special Logon, Security State Change, Audit Policy Change, Authentication Policy Change, both Kerberos subcategories, Credential Validation, user, computer and security group management and Directory Service Access (success).",
  why: "Microsoft's FAQ says that a computer's current audit policy is cleared before settings from Group Policy are applied. A GPO with the eight rows for Defender for Identity alone then switches off logon, lockout and Kerberos auditing that was on without any policy. Defender for Identity itself does not read those events on domain controllers; everything else that does goes blind without a word.",
  functional:
    "The FAQ and observers say cleared, the protocol text describes no such step, and nobody has confirmed it for current versions: so we say unknown and the effective policy of a server settles it. Microsoft's tools look at their own subcategories only.",
  events: ["4624", "4625", "4634", "4672", "4719", "4740", "4768", "4769", "4771"],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: ["auditpol.exe /get /category:* /r  # on a domain controller, after gpupdate"],
  ask: [
    "auditpol.exe /get /category:* /r > .\\auditpol.csv  # on each domain controller, elevated, after gpupdate",
    "gpresult.exe /scope computer /x .\\rsop.xml",
  ],
  remedies: [
    {
      via: "native",
      text: "Add the missing subcategories to the GPO: Computer Configuration > Policies > Windows Settings > Security Settings > Advanced Audit Policy Configuration > Audit Policies. Use a GPO of your own: Microsoft's module rewrites the GPOs that carry its names. The line keeps the effective policy.",
      commands: ['auditpol.exe /backup /file:"$env:TEMP\\auditpol-before.csv"', "gpmc.msc"],
    },
  ],
  references: [AUDIT_FAQ, MS_GPAC],
  silent: true,
  examples: {
    pass: [
      {
        note: "The eight required rows and every default.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS + DEFAULTS },
      },
    ],
    fail: [],
    unknown: [
      {
        note: "The eight required rows alone: cleared by the documented reading, kept by the other.",
        files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS },
      },
    ],
  },
});
