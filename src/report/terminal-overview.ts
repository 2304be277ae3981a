/** The first screen, at most 24 rows of 80 columns for a normal case: is it right, who decides it, what do I run. */
import { SEVERITIES } from "../core/report.ts";
import { displayWidth } from "../text/printable.ts";
import { type FailBlock, worstOf } from "./blocks.ts";
import { calledBy, decisiveCommand } from "./commands.ts";
import { type DomainRow, domainRows, severityCounts, shortDomain } from "./domains.ts";
import type { Fix } from "./fixes.ts";
import { cutMiddle } from "./layout.ts";
import { OVERVIEW, type Sheet } from "./sheet.ts";
import { answerParts, decidingSentences, DESIGN_SENTENCE } from "./sentences.ts";
import { shortTitles } from "./short-titles.ts";
import { shownText } from "./shown.ts";
import type { View } from "./view.ts";
import { waiverSentence } from "./waivers.ts";
import { counted, disagreeing, type GpoRef, timeText } from "./words.ts";

/** Rows of each part; a report on several domains has a table of them as well. */
const ROWS = {
  one: { who: 3, fails: 5, run: 2 },
  few: { who: 2, fails: 4, run: 1 },
  many: { who: 0, fails: 0, run: 1 },
} as const;
const FEW_DOMAINS = 3;
const MOST_DOMAINS = 9;
/** Columns of a GPO's name; the details have it whole. */
const LONGEST_NAME = 44;
const LONGEST_DOMAIN = 30;
/** Where the row is wrapped anyway. */
const LONGEST_STORY = 60;
/** Columns that a subject behind a title has at least. */
const LEAST_SUBJECT = 16;

export function writeOverview(sheet: Sheet, view: View): void {
  const { report } = view;
  const { domains } = view;
  const count = domains.length > FEW_DOMAINS ? counted(domains.length, "domain") : domains.join(", ");
  sheet.title(`${report.tool.name} ${report.tool.version}  ${count}`);
  const read = `${counted(report.summary.files, "file")}, ${counted(report.summary.gpos, "GPO")}`;
  sheet.paragraph(`${read}, catalog ${report.catalog.version}, as of ${timeText(report.asOf)}`, 0, { tone: "faint" });
  sheet.blank();
  if (report.mode === "design") sheet.paragraph(DESIGN_SENTENCE);
  writeAnswer(sheet, view);

  const rows = domains.length < 2 ? ROWS.one : domains.length <= FEW_DOMAINS ? ROWS.few : ROWS.many;
  if (domains.length > 1) writeDomains(sheet, view);
  writeDeciders(sheet, view, rows.who);
  if (rows.fails > 0) writeWorst(sheet, view, rows.fails);
  writeTopFixes(sheet, view, rows.run);
  writeCollect(sheet, view);
}

function writeAnswer(sheet: Sheet, view: View): void {
  const [verdict, rest] = answerParts(view);
  sheet.title(verdict);
  const odd = view.report.findings.filter((finding) => disagreeing(finding).length > 0).length;
  const microsoft = odd > 0 ? `Microsoft's tools differ on ${odd}.` : "";
  const text = [rest, microsoft].filter((part) => part !== "").join(" ");
  if (text !== "") sheet.paragraph(text);
  for (const more of [waiverSentence(view.report), shownText(view.report)]) if (more !== null) sheet.paragraph(more);
}

/** One row for each domain, worst first. */
function writeDomains(sheet: Sheet, view: View): void {
  const rows = domainRows(view);
  const shown = rows.slice(0, rowsOf(rows.length, MOST_DOMAINS));
  const severities = SEVERITIES.filter((_, i) => rows.some(({ fails }) => (severityCounts(fails)[i] ?? 0) > 0));
  const head = ["", ...severities, "unknown", "pass"];
  const cells = shown.map((row) => [
    shortDomain(sheet.prose(row.name), Math.min(LONGEST_DOMAIN, Math.floor(sheet.width / 3)), sheet.glyphs.cut),
    ...severities.map((severity) => failCell(row, severity)),
    String(row.unknown),
    String(row.passed),
  ]);
  const numbers = [head, ...cells].map((line) =>
    line.map((cell, i) => (i === 0 ? cell : cell.padStart(head[i]?.length ?? 0))),
  );
  sheet.blank();
  const wide = sheet.width >= 60;
  sheet.table(wide ? numbers : numbers.map((line) => line.slice(0, -2)), { indent: 0 });
  const rest = rows.slice(shown.length);
  if (rest.length > 0) {
    const fails = rest.reduce((sum, row) => sum + row.fails.length, 0);
    sheet.paragraph(`and ${rest.length} more domains with ${counted(fails, "fail")}`);
  }
}

function failCell({ fails }: DomainRow, severity: (typeof SEVERITIES)[number]): string {
  const count = severityCounts(fails)[SEVERITIES.indexOf(severity)] ?? 0;
  return count === 0 ? "-" : String(count);
}

function writeDeciders(sheet: Sheet, view: View, most: number): void {
  const name = (gpo: GpoRef): string => cutMiddle(sheet.prose(view.gpo(gpo)), LONGEST_NAME, sheet.glyphs.cut);
  const sentences = decidingSentences(view, name);
  const disputed = view.report.conflicts.length;
  if (disputed > 0) {
    sentences.unshift(`GPOs disagree on ${counted(disputed, "setting")}, and nothing here decides: see below.`);
  }
  if (sentences.length === 0 || most === 0) return;
  const shown = rowsOf(sentences.length, most);
  sheet.blank();
  for (const [i, sentence] of sentences.slice(0, shown).entries())
    sheet.field(i === 0 ? "who" : "", sentence, OVERVIEW);
  writeMore(sheet, sentences.length - shown, "more");
}

/** One row for each story, however many checks it is; the subject only where it does not go without saying. */
function writeWorst(sheet: Sheet, view: View, most: number): void {
  const blocks = [...view.silentBlocks, ...view.failBlocks];
  if (blocks.length === 0) return;
  const shown = blocks.slice(0, rowsOf(blocks.length, most));
  const narrow = sheet.width < 70;
  const room = narrow ? LONGEST_STORY : sheet.width - OVERVIEW.column - "x critical  ".length - "  fix 100".length;
  const rows = shown.map((block) => {
    const fix = view.fixesOf(block.first)[0];
    return [`x ${worstOf(block.rows)}`, storyText(sheet, view, block, room), fix ? `fix ${fix.number}` : ""];
  });
  sheet.blank();
  sheet.table(rows, { label: "fails", place: OVERVIEW, tone: "fail" });
  const more = blocks.slice(shown.length).reduce((sum, { findings }) => sum + findings.length, 0);
  writeMore(sheet, more, "more");
}

/** `Credential Validation and 6 more (silent); 12 domains`: as many names as the row holds, then the subject cut to what is left. */
function storyText(sheet: Sheet, view: View, { first, rows, alike }: FailBlock, room: number): string {
  const said = view.domains.length > 1 || first.subject.kind !== "domain";
  const subject = first.subject.kind === "gpo" ? view.gpo(first.subject) : view.subject(first);
  const where = alike.length > 0 ? `${alike.length + 1} domains` : said ? sheet.prose(subject) : "";
  const end = (first.silent ? " (silent)" : "") + (first.waiver?.state === "active" ? " (waived)" : "");
  const names = shortTitles(rows).map((name) => sheet.prose(name));
  const least = Math.min(displayWidth(where) + 2, LEAST_SUBJECT);
  let text = "";
  for (let count = names.length; count > 0; count -= 1) {
    text = names.slice(0, count).join(", ") + (count < names.length ? ` and ${names.length - count} more` : "") + end;
    if (displayWidth(text) + (where === "" ? 0 : least) <= room) break;
  }
  const mark = sheet.glyphs.cut;
  const left = room - displayWidth(text) - 2;
  return where === "" || left < LEAST_SUBJECT / 2
    ? cutMiddle(text, room, mark)
    : `${text}; ${cutMiddle(where, left, mark)}`;
}

/** What each of the first fixes calls, and the line itself where the screen holds it whole. */
function writeTopFixes(sheet: Sheet, view: View, most: number): void {
  if (view.topFixes.length === 0) return;
  const shown = view.topFixes.slice(0, rowsOf(view.topFixes.length, most));
  sheet.blank();
  for (const [i, fix] of shown.entries()) {
    const settles = `fix ${fix.number} settles ${fix.findings.length} of ${view.fails.length}:`;
    const command = decisiveCommand(fix.remedy.commands);
    const whole = fix.remedy.commands.length === 1 && command !== null && fits(sheet, command);
    sheet.field(i === 0 ? "run" : "", whole ? settles : `${settles} ${inShort(fix)}`, OVERVIEW);
    if (whole) sheet.command(command, OVERVIEW.column);
  }
}

function fits(sheet: Sheet, command: string): boolean {
  return OVERVIEW.column + displayWidth(sheet.exact(command)) <= sheet.width;
}

/** What it calls; the lines stand under its number. */
function inShort({ remedy }: Fix): string {
  return calledBy(remedy.commands) || "by hand, in the editor";
}

function writeCollect(sheet: Sheet, view: View): void {
  if (view.areas.length === 0) return;
  const areas = view.areas.map(({ brief, findings }) => `${brief} ${findings.length}`);
  sheet.blank();
  sheet.field(
    "collect",
    `for ${view.unknown.length} unknown, read-only, commands below: ${areas.join(", ")}`,
    OVERVIEW,
  );
}

function writeMore(sheet: Sheet, count: number, what: string): void {
  if (count > 0) sheet.field("", `and ${count} ${what}, below`, OVERVIEW);
}

/** A single one more takes the row that would announce it. */
function rowsOf(count: number, most: number): number {
  return count === most + 1 ? count : Math.min(count, most);
}
