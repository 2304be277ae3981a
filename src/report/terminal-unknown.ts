/** What these files do not tell: what it is, why, and what to run to know. */
import type { Sheet } from "./sheet.ts";
import { domainOf, shortDomain } from "./domains.ts";
import { groupBy } from "./group.ts";
import { cutEnd } from "./layout.ts";
import { shortTitles } from "./short-titles.ts";
import { NOTHING_KNOWN, type UnknownArea, type UnknownRow } from "./unknowns.ts";
import { type View } from "./view.ts";
import { counted } from "./words.ts";
import { displayWidth } from "../text/printable.ts";

const MOST_COMMANDS = 3;
const MOST_ADVICE = 1;
const LEAST_WHY = 20;
const LONGEST_WHERE = 24;
/** So many of one severity, of which nothing is known, share a line. */
const LEAST_TOGETHER = 2;

export function* writeUnknown(sheet: Sheet, view: View): Generator<string> {
  if (view.unknown.length === 0) return;
  sheet.section(`Cannot be told from these files (${view.unknown.length})`);
  sheet.paragraph("Commands only read. All: --format markdown; of one check: eventreach explain ID.", 0);
  for (const area of view.areas) {
    writeArea(sheet, view, area);
    yield sheet.take();
  }
}

function writeArea(sheet: Sheet, view: View, area: UnknownArea): void {
  sheet.blank();
  const advice = area.advice.slice(0, MOST_ADVICE).map((line) => `; ${inShort(line)}`);
  const head = `${area.about} (${area.findings.length})`;
  sheet.paragraph(advice.join(""), 0, { hanging: 2, lead: ["strong", head] });
  const nothing = groupBy(
    area.rows.filter(({ why }) => why === NOTHING_KNOWN),
    (row) => `${row.first.severity} ${whereText(sheet, view, row)}`,
  ).filter((group) => group.length >= LEAST_TOGETHER);
  const together = new Set(nothing.flat());
  writeRows(
    sheet,
    view,
    area.rows.filter((row) => !together.has(row)),
  );
  for (const group of nothing) {
    const [first] = group;
    if (first === undefined) continue;
    const lead = `? ${first.first.severity}  `;
    const text = `${NOTHING_KNOWN}${whereText(sheet, view, first)}: ${rowNames(group).join(", ")}`;
    sheet.paragraph(text, 2, { hanging: lead.length, lead: ["unknown", lead] });
  }
  const rivals = [...new Set(area.rows.flatMap((row) => row.rivals))];
  if (rivals.length > 0) sheet.some("by GPOs", "", rivals);
  const shown = area.commands.slice(0, MOST_COMMANDS);
  for (const command of shown) sheet.command(command, 4);
  const rest = area.commands.length - shown.length;
  if (rest > 0) sheet.paragraph(`and ${counted(rest, "more command")}`, 4, { tone: "faint" });
}

/** Name and what is known of it; the names alone where nothing is, see {@link writeArea}. */
function writeRows(sheet: Sheet, view: View, rows: readonly UnknownRow[]): void {
  if (rows.length === 0) return;
  const titles = rowNames(rows);
  const names = rows.map((row, i) => `${titles[i] ?? row.first.title}${whereText(sheet, view, row)}`);
  const marks = rows.map(({ first }) => `? ${first.severity}`);
  const before = widest(marks) + widest(names.map((name) => sheet.prose(name))) + 6;
  const room = Math.max(sheet.width - before, LEAST_WHY);
  const cells = rows.map(({ why }, i) => [
    marks[i] ?? "",
    names[i] ?? "",
    cutEnd(sheet.prose(why), room, sheet.glyphs.cut),
  ]);
  const narrow = sheet.width < 60;
  sheet.table(narrow ? cells.map(([mark = "", ...rest]) => [mark, rest.join(": ")]) : cells, {
    indent: 2,
    tone: "unknown",
  });
}

/** Within their own part the SACLs need no such name. */
function rowNames(rows: readonly UnknownRow[]): string[] {
  return shortTitles(rows.map(({ first }) => first)).map((title) => title.replace(/^SACL (?:of|for) (?:the )?/, ""));
}

/** `Name them with --role HOST=ca, if there are any.` */
function inShort(advice: string): string {
  return advice.replace(/^Name the .{1,60} with (--role HOST=[\w-]+)/, "Name them with $1");
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(displayWidth));
}

/** ` (corp.example)`: only where it does not go without saying; the heading says the role. */
function whereText(sheet: Sheet, view: View, { first: { subject }, findings }: UnknownRow): string {
  if (findings.length > 1) return ` (${counted(findings.length, "subject")})`;
  const domain = view.domains.length > 1 ? domainOf(subject) : null;
  const name = subject.kind === "gpo" ? view.gpo(subject) : subject.kind === "host" ? subject.name : domain;
  return name === null ? "" : ` (${shortDomain(sheet.prose(name), LONGEST_WHERE, sheet.glyphs.cut)})`;
}
