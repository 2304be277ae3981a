/** Four lines a record [formats.md 1.7]. */
import type { Head } from "../define.ts";
import { answer, LATER, sampleLines, unreadFormat } from "../unread.ts";

const SCOPE = /^(?:Computer|User(?::.{1,200})?)$/i;
const ACTION =
  /^(?:(?:DWORD|QWORD|SZ|EXSZ|EXPAND_SZ|MULTISZ|MULTI_SZ|BINARY):|(?:DELETE|DELETEALLVALUES|DELETEKEYS|CREATEKEY|CLEAR)\s{0,9}$)/i;

/** The first line that is neither blank nor a comment begins a record; a value name may be empty. */
function startsWithRecord(head: Head): boolean {
  if (head.root !== null) return false;
  const lines = sampleLines(head);
  const first = lines.findIndex((line) => line.trim() !== "" && !line.startsWith(";"));
  if (first < 0 || !SCOPE.test((lines[first] ?? "").trim())) return false;
  return (lines[first + 1] ?? "").trim() !== "" && ACTION.test((lines[first + 3] ?? "").trim());
}

export const lgpoText = unreadFormat({
  id: "lgpo-text",
  title: "Text of LGPO (LGPO /parse)",
  madeBy: ["LGPO.exe /parse /m <Registry.pol>"],
  recognisedBy: "A record of four lines: Computer or User, a key, a value name, and a typed value or an action.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} bring the Registry.pol file itself, or the folder that \`LGPO.exe /b\` writes, instead`,
  sniff: (head) => answer(startsWithRecord(head)),
});
