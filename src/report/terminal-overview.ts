/** The first screen, about 24 rows of 80 columns for a normal case. */
import { cutMiddle } from "./layout.ts";
import type { Sheet } from "./sheet.ts";
import { answerText, decidingSentences, DESIGN_SENTENCE } from "./sentences.ts";
import { groupBy, type View } from "./view.ts";
import { counted, disagreeing, type GpoRef, isSentence, shortTitles, timeText } from "./words.ts";

const MOST_DECIDERS = 3;
const MOST_FAILS = 4;
const MOST_FIXES = 2;
const MOST_COMMANDS = 3;
const MOST_ASKS = 2;
/** Columns of a GPO's name; the details have it whole. */
const LONGEST_NAME = 56;

export function writeOverview(sheet: Sheet, view: View): void {
  const { report } = view;
  sheet.title(`${report.tool.name} ${report.tool.version}  ${domainsText(view)}`);
  const read = `${counted(report.summary.files, "file")}, ${counted(report.summary.gpos, "GPO")}`;
  sheet.paragraph(`${read}, catalog ${report.catalog.version}, as of ${timeText(report.asOf)}`, 0, { tone: "faint" });
  sheet.blank();
  if (report.mode === "design") sheet.paragraph(DESIGN_SENTENCE);
  sheet.title(answerText(view));
  const odd = report.findings.filter((finding) => disagreeing(finding).length > 0).length;
  if (odd > 0)
    sheet.paragraph(`Microsoft's tools will say otherwise on ${counted(odd, "check")}; the reasons are below.`);

  if (view.fails.length > 0 || view.report.conflicts.length > 0) writeDeciders(sheet, view);
  if (view.fails.length > 0) {
    writeWorst(sheet, view);
    writeTopFixes(sheet, view);
  }
  writeCollect(sheet, view);
}

function domainsText(view: View): string {
  const names = domainsOf(view);
  return names.length > 3 ? counted(names.length, "domain") : names.join(", ");
}

function domainsOf(view: View): string[] {
  const names = new Set<string>();
  for (const subject of view.report.subjects) {
    if (subject.kind === "domain") names.add(subject.name);
    else if (subject.kind !== "forest" && subject.domain !== null) names.add(subject.domain);
  }
  return [...names];
}

function writeDeciders(sheet: Sheet, view: View): void {
  const name = (gpo: GpoRef): string => cutMiddle(sheet.prose(view.gpo(gpo)), LONGEST_NAME, sheet.glyphs.cut);
  const sentences = decidingSentences(view, name);
  const shown = rowsOf(sentences.length, MOST_DECIDERS);
  sheet.blank();
  for (const [i, sentence] of sentences.slice(0, shown).entries()) sheet.field(i === 0 ? "who" : "", sentence);
  writeMore(sheet, sentences.length - shown, "more");
  const disputed = view.report.conflicts.length;
  if (disputed === 0) return;
  const text = `GPOs disagree on ${counted(disputed, "setting")}, and nothing here decides: see below.`;
  sheet.field(shown === 0 ? "who" : "", text);
}

/** One line for each requirement, however many subjects fail it alike. In a report on one domain that domain goes without saying. */
function writeWorst(sheet: Sheet, view: View): void {
  const groups = groupBy(view.fails, ({ requirement, severity, silent }) => `${requirement} ${severity} ${silent}`);
  const leading = groups.flatMap((group) => group[0] ?? []);
  const titles = shortTitles(leading);
  const shown = rowsOf(groups.length, MOST_FAILS);
  const manyDomains = domainsOf(view).length > 1;
  sheet.blank();
  for (const [i, finding] of leading.slice(0, shown).entries()) {
    const subjects = groups[i]?.length ?? 1;
    const where = subjects === 1 ? view.subject(finding) : counted(subjects, "subject");
    const said = subjects > 1 || manyDomains || finding.subject.kind !== "domain";
    const lead = `${finding.severity.padEnd(8)}  `;
    const title = finding.silent ? `(silent) ${titles[i]}` : (titles[i] ?? "");
    sheet.line(i === 0 ? "x fails" : "", ["fail", lead], title, said ? `; ${where}` : "");
  }
  const more = groups.slice(shown).reduce((sum, group) => sum + group.length, 0);
  writeMore(sheet, more, "more");
}

/** A script is shown whole or not at all: half of one does harm. */
function writeTopFixes(sheet: Sheet, view: View): void {
  const shown = view.topFixes.slice(0, MOST_FIXES);
  if (shown.length > 0) sheet.blank();
  for (const [i, { number, remedy, findings }] of shown.entries()) {
    const settles = `fix ${number}, settles ${findings.length} of ${view.fails.length}:`;
    const lines = remedy.commands.length;
    const whole = lines > 0 && lines <= MOST_COMMANDS;
    const what = whole ? "" : lines > 0 ? ` ${counted(lines, "line")}, below` : ` ${firstSentence(remedy.text)}`;
    sheet.field(i === 0 ? "run" : "", settles + what);
    if (whole) for (const command of remedy.commands) sheet.command(command);
  }
  const more = view.topFixes.length - shown.length;
  writeMore(sheet, more, more === 1 ? "more fix" : "more fixes");
}

function firstSentence(text: string): string {
  return /^[^]{20,}?[.:;](?=\s)/.exec(text)?.[0] ?? text;
}

function writeCollect(sheet: Sheet, view: View): void {
  const [group] = view.asks.filter(({ ask }) => ask.length > 0).sort((a, b) => b.findings.length - a.findings.length);
  if (group === undefined) return;
  sheet.blank();
  const more = view.asks.length > 1 ? ` (${counted(view.asks.length - 1, "more set")} below)` : "";
  sheet.field("collect", `read-only${more}, settles ${group.findings.length} of ${view.unknown.length} unknown:`);
  for (const line of group.ask.slice(0, MOST_ASKS)) {
    if (isSentence(line)) sheet.field("", line);
    else sheet.command(withoutComment(line));
  }
  const lines = group.ask.length - MOST_ASKS;
  writeMore(sheet, lines, lines === 1 ? "more line" : "more lines");
}

/** The remark after a command stands in the details. */
function withoutComment(command: string): string {
  return /^([^'"#]|'[^']*'|"[^"]*")+?(?=\s+# )/.exec(command)?.[0] ?? command;
}

function writeMore(sheet: Sheet, count: number, what: string): void {
  if (count > 0) sheet.field("", `and ${count} ${what}, below`);
}

/** A single one more takes the row that would announce it. */
function rowsOf(count: number, most: number): number {
  return count === most + 1 ? count : Math.min(count, most);
}
