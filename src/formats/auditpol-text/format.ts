/** The table that auditpol prints for people [formats.md 4.3]. */
import { SUBCATEGORIES } from "../../core/audit-policy.ts";
import { auditingWord } from "../../text/auditing-words.ts";
import type { Head } from "../define.ts";
import { answer, LATER, sampleLines, unreadFormat } from "../unread.ts";

const KNOWN_NAMES: ReadonlySet<string> = new Set(SUBCATEGORIES.map(({ name }) => name.toLowerCase()));

/** A whole table has about 60 rows in 9 categories and at most five texts in the second column, whatever the language. */
function isTable(head: Head): boolean {
  if (head.root !== null) return false;
  let rows = 0;
  let known = 0;
  let worded = 0;
  let categories = 0;
  const settings = new Set<string>();
  for (const line of sampleLines(head)) {
    const row = columnsOf(line.trimEnd());
    if (row === null) {
      if (/^\S/.test(line) && !line.trimEnd().includes("  ")) categories += 1;
      continue;
    }
    rows += 1;
    if (KNOWN_NAMES.has(row.name.toLowerCase())) known += 1;
    if (auditingWord(row.setting) !== null) worded += 1;
    settings.add(row.setting);
  }
  return (
    known >= 5 ||
    (worded >= 5 && worded === rows) ||
    (rows >= 45 && categories >= 7 && categories <= 14 && settings.size <= 5)
  );
}

/** Exactly two columns, the first indented by exactly two blanks. */
function columnsOf(line: string): { name: string; setting: string } | null {
  if (!line.startsWith("  ") || line.charAt(2) === " ") return null;
  const gap = line.indexOf("  ", 2);
  const setting = gap < 0 ? "" : line.slice(gap).trimStart();
  return setting === "" || setting.includes("  ") ? null : { name: line.slice(2, gap), setting };
}

export const auditpolText = unreadFormat({
  id: "auditpol-text",
  title: "Audit policy as text (auditpol /get)",
  madeBy: ["auditpol /get /category:*"],
  recognisedBy:
    "Categories at the left edge, subcategories indented by two blanks with a setting two or more blanks behind; five known names, five known settings, or the shape of a whole table.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} run \`auditpol /get /category:* /r > <file>.csv\` instead, which has GUIDs in every language`,
  sniff: (head) => answer(isTable(head)),
});
