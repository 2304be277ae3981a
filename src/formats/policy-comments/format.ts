/** Comments that administrators wrote beside settings [MS-GPREG 7.4; formats.md 1.4]. */
import { answer, hasRoot, unreadFormat } from "../unread.ts";

export const policyComments = unreadFormat({
  id: "policy-comments",
  title: "Comments of administrative templates (comment.cmtx)",
  madeBy: ["Part of every GPO backup and SYSVOL copy whose settings have comments"],
  recognisedBy: "XML with the root policyComments.",
  proves: "Nothing: comments are no settings.",
  read: "ignored",
  reason: "comments of settings; carries no setting itself",
  sniff: (head) => answer(hasRoot(head, "policyComments")),
});
