/** Directory entries as text [RFC 2849; formats.md 6.5]. */
import type { Head } from "../define.ts";
import { answer, LATER, sampleLines, unreadFormat } from "../unread.ts";

const ATTRIBUTE = /^[a-z][a-z0-9.;-]{0,300}:/i;

function startsWithEntry(head: Head): boolean {
  if (head.root !== null) return false;
  const lines = sampleLines(head).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (/^version: *\d+\s*$/i.test(lines[0] ?? "")) lines.shift();
  if (!/^dn::?(?:\s|$)/i.test(lines[0] ?? "")) return false;
  // A long name goes on below, indented by one blank.
  const next = lines.slice(1).find((line) => !line.startsWith(" "));
  return next !== undefined && ATTRIBUTE.test(next);
}

export const ldif = unreadFormat({
  id: "ldif",
  title: "LDIF (ldifde, ldapsearch)",
  madeBy: ["ldifde -f <file>.ldf -d <DN> -l nTSecurityDescriptor", "ldapsearch -o ldif-wrap=no …"],
  recognisedBy: "A first line dn: (behind comments and a version line) with an attribute line below it.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} for the policies bring backups of the GPOs (GPMC, Back Up)`,
  sniff: (head) => answer(startsWithEntry(head)),
});
