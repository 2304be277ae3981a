/** Device control of Microsoft Defender: shares the root name of Policy Analyzer [formats.md 1.8]. */
import { answer, firstChild, hasRoot, unreadFormat } from "../unread.ts";

export const deviceControlRules = unreadFormat({
  id: "device-control-rules",
  title: "Defender device control rules",
  madeBy: ["Microsoft Defender for Endpoint: device control policy rules"],
  recognisedBy: "XML with the root PolicyRules and a first child PolicyRule.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "these are device control rules of Microsoft Defender, not Policy Analyzer rules; bring a backup of the GPO (GPMC, Back Up)",
  sniff: (head) => answer(hasRoot(head, "PolicyRules") && firstChild(head) === "PolicyRule"),
});
