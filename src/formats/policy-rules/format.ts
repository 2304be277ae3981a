/** Policy Analyzer of the Security Compliance Toolkit [formats.md 1.8]. */
import { answer, firstChild, hasRoot, LATER, unreadFormat } from "../unread.ts";

const CHILDREN: ReadonlySet<string> = new Set([
  "ComputerConfig",
  "UserConfig",
  "SecurityTemplate",
  "AuditSubcategory",
  "CSE-Machine",
  "CSE-User",
]);

export const policyRules = unreadFormat({
  id: "policy-rules",
  title: "Policy Analyzer rules (.PolicyRules)",
  madeBy: ["Policy Analyzer: Save"],
  recognisedBy:
    "XML with the root PolicyRules and a first child ComputerConfig, UserConfig, SecurityTemplate, AuditSubcategory, CSE-Machine or CSE-User.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} bring a backup of the GPOs (GPMC, Back Up) instead`,
  sniff: (head) => answer(hasRoot(head, "PolicyRules") && CHILDREN.has(firstChild(head) ?? "")),
});
