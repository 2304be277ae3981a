/** Registry Editor files [formats.md 5.2]. */
import { answer, LATER, unreadFormat } from "../unread.ts";

export const regFile = unreadFormat({
  id: "reg-file",
  title: "Registry export (.reg)",
  madeBy: ["reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa <file>.reg"],
  recognisedBy: "A first line Windows Registry Editor Version 5.00 or REGEDIT4.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} bring backups of the GPOs that set these values (GPMC, Back Up) instead`,
  sniff: (head) => answer(/^(?:Windows Registry Editor Version 5\.00|REGEDIT4)(?=\s|$)/.test(head.text)),
});
