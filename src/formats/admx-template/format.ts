/** Definitions of settings, not settings [K]. */
import { answer, hasRoot, unreadFormat } from "../unread.ts";

export const admxTemplate = unreadFormat({
  id: "admx-template",
  title: "Administrative template (ADMX, ADML)",
  madeBy: ["A copy of %SystemRoot%\\PolicyDefinitions or of the central store in SYSVOL"],
  recognisedBy: "XML with the root policyDefinitions or policyDefinitionResources.",
  proves: "Nothing: a definition is no setting.",
  read: "ignored",
  reason: "defines settings and sets none; what is set stands in Registry.pol",
  sniff: (head) => answer(hasRoot(head, "policyDefinitions") || hasRoot(head, "policyDefinitionResources")),
});
