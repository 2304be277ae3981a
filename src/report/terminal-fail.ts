/** One story of what fails: want, have, proof, who, what it blinds, what Microsoft says, what to run. */
import type { FactId } from "../core/fact.ts";
import type { Finding } from "../core/report.ts";
import { type FailBlock, worstOf } from "./blocks.ts";
import { decisiveCommand } from "./commands.ts";
import { type Fix, withoutWant } from "./fixes.ts";
import { cutMiddle } from "./layout.ts";
import { LABEL, type Sheet } from "./sheet.ts";
import { statusMark } from "./style.ts";
import { stepSentence } from "./sentences.ts";
import { shortTitles } from "./short-titles.ts";
import { TRAIL_HEADER, type TrailRow, trailCells, trailRows } from "./trail-table.ts";
import type { View } from "./view.ts";
import { waiverText } from "./waivers.ts";
import {
  CAUSE_WORDS,
  counted,
  detectionNames,
  disagreeing,
  factPlace,
  factText,
  listed,
  microsoftSentence,
  shortSids,
  lowerFirst,
  upperFirst,
  withoutStop,
} from "./words.ts";

const MOST_PROOFS = 2;
const MOST_DETECTIONS = 3;
const MOST_STEPS = 4;
const LONGEST_NAME = 32;
const MOST_NOTES = 2;
const MOST_SENTENCES = 2;
const THREE_LINES = 205;
/** The page cuts a longer one and says how long it is. */
const LONGEST_TEXT = 2000;

export function writeFail(sheet: Sheet, view: View, block: FailBlock, shownFixes: Set<Fix>): void {
  const { first, rows } = block;
  sheet.blank();
  if (rows.length > 1) writeRows(sheet, view, block);
  else writeHead(sheet, view, block);
  const want = commonWant(rows);
  if (want !== null && want !== "") sheet.field("want", inThreeLines(sheet, shortSids(want)));
  const haves = new Set(rows.map(({ have }) => have));
  if (haves.size === 1 && first.have !== "")
    sheet.field("have", inThreeLines(sheet, shortSids(haveText(first))) + objectionText(rows));
  if (first.waiver !== null) sheet.field("waiver", waiverText(first.waiver));
  if (first.cause !== null && !saidElsewhere(first)) sheet.field("why", `${upperFirst(CAUSE_WORDS[first.cause])}.`);
  writeProof(sheet, view, block);
  writeWho(sheet, view, block);
  writeLoss(sheet, block.rows);
  writeMicrosoft(sheet, block);
  writeFixes(sheet, view, block, shownFixes);
}

function writeHead(sheet: Sheet, view: View, { first, alike }: FailBlock): void {
  const lead = `${statusMark(first.status, sheet.glyphs)} ${first.severity}  `;
  sheet.paragraph(first.title, 0, { hanging: 2, lead: ["fail", lead], tone: "strong" });
  if (goesWithoutSaying(view, first)) return;
  sheet.paragraph(`${subjectsText(view, first, alike)}, ${first.requirement}`, 2, { hanging: 2, tone: "faint" });
}

/** In a report on one domain its servers are meant; the titles name their role. */
function goesWithoutSaying(view: View, { subject }: Finding): boolean {
  return subject.kind === "domain" && view.domains.length < 2;
}

/** `high Credential Validation, Success   MDI-DC-AUDIT-…`: what the rows do not differ in stands below, once. */
function writeRows(sheet: Sheet, view: View, { first, rows, alike }: FailBlock): void {
  const worst = worstOf(rows);
  const lead = `${statusMark(first.status, sheet.glyphs)} ${worst}  `;
  const fix = first.remedy.length > 0 ? ", one fix" : "";
  const where = alike.length > 0 ? `in ${alike.length + 1} domains` : `of ${view.subject(first)}`;
  const title = `${rows.length} checks ${where}, one cause${fix}`;
  sheet.paragraph(title, 0, { hanging: 2, lead: ["fail", lead], tone: "strong" });
  if (alike.length > 0) sheet.paragraph(subjectsText(view, first, alike), 2, { hanging: 2, tone: "faint" });
  const titles = shortTitles(rows);
  const differ = new Set(rows.map(({ have }) => have)).size > 1;
  const wants = commonWant(rows) === null;
  for (const [i, row] of rows.entries()) {
    const name = `${row.severity} ${titles[i] ?? row.title}${differ ? `, ${shortSids(inVain(row.have, "$1, not in effect"))}` : ""}`;
    sheet.ends(name, row.requirement, 2);
    if (wants) sheet.paragraph(`want ${row.want}`, 4, { hanging: 2 });
  }
}

/** `a.example DCs`; the others of which it is true behind it. */
function subjectsText(view: View, first: Finding, alike: readonly Finding[]): string {
  if (alike.length === 0) return view.subject(first);
  return `${counted(alike.length + 1, "domain")}: ${listed([first, ...alike].map((finding) => view.subject(finding)))}`;
}

/** What all want; what stands behind the setting's name where only that differs; null where they want different things. */
function commonWant(rows: readonly Finding[]): string | null {
  const tails = rows.map(({ want }) => (rows.length === 1 ? want : want.replace(/^[^:]{1,80}: /, "")));
  // The head of the finding says whose they are.
  const short = tails.map((tail) => tail.replace(/, on every domain controller\.$/, "."));
  return short.every((tail) => tail === short[0]) ? (short[0] ?? null) : null;
}

/** Up to the last clause within three lines of 80 columns; documents have all of it. */
function inThreeLines(sheet: Sheet, text: string): string {
  if (text.length <= THREE_LINES || text.length > LONGEST_TEXT) return text;
  const start = text.slice(0, THREE_LINES);
  const end = Math.max(...[", ", "; ", ". ", " ("].map((mark) => start.lastIndexOf(mark)));
  return end < THREE_LINES / 2 ? text : `${start.slice(0, end)} ${sheet.glyphs.cut}`;
}

/** Want, have and the trail say these already. */
function saidElsewhere({ cause, subject, trail }: Finding): boolean {
  if (cause === "too-weak" || cause === "not-configured" || subject.kind === "gpo") return true;
  return trail.length === 1 || (trail.length > 1 && cause === "overridden");
}

/** Who it is that sets it in vain stands under `who`. */
function haveText({ have, trail }: Finding): string {
  const said = trail.length === 1 && trail[0]?.result === "excluded";
  return said ? inVain(have, "a value that is not in effect") : have;
}

/** Where a value is set and does not count, `words` instead: the GPO stands under `who`. */
function inVain(have: string, words: string): string {
  return have.replace(/^not in effect: "[^"]*" sets (.*), which does not count$/, words);
}

/** Where Microsoft's tools say the same; a word that differs has a line of its own. */
function objectionText(rows: readonly Finding[]): string {
  const agrees = rows.every(
    (finding) =>
      disagreeing(finding).length === 0 && Object.values(finding.microsoft).some((one) => one.verdict === false),
  );
  return agrees ? "; Microsoft's tools object too" : "";
}

/** What won, and the strongest that it beat; without a trail the first of the evidence. */
function proofsOf({ trail, evidence }: Finding): FactId[] {
  const steps = [...trail.filter(({ result }) => result === "won"), ...trail];
  const facts = steps.length > 0 ? steps.map(({ fact }) => fact) : evidence;
  return [...new Set(facts)].slice(0, steps.length > 0 ? MOST_PROOFS : 1);
}

/** `audit.csv:2:1`. */
function fileOf(place: string): string {
  return place.split(/[/!]/).at(-1) ?? place;
}

function writeProof(sheet: Sheet, view: View, { first, rows }: FailBlock): void {
  const { facts } = view.report;
  const proofs = proofsOf(first);
  const won = first.trail.some(({ result }) => result === "won");
  const winners = rows.slice(1).flatMap((row) => proofsOf(row)[0] ?? []);
  const all = new Set(rows.flatMap(({ evidence }) => evidence));
  const rest = [...all].filter((id) => !proofs.includes(id) && !winners.includes(id)).length;
  for (const [i, id] of proofs.entries()) {
    const after = i === proofs.length - 1 && rest > 0 ? ` and ${rest} more` : "";
    sheet.place(i === 0 ? "proof" : won ? "beats" : "", factPlace(facts, id), after);
    const fact = facts.get(id);
    if (i > 0 || fact === undefined) continue;
    if (!fact.origin.excerpt.startsWith("<")) sheet.excerpt(factText(fact));
    if (winners.length > 0)
      sheet.some(
        "",
        "next rows: ",
        winners.map((winner) => fileOf(factPlace(facts, winner))),
      );
  }
}

function writeWho(sheet: Sheet, view: View, { first, rows }: FailBlock): void {
  const { trail } = first;
  const sets = new Set(rows.map((row) => row.trail.map((step) => step.sets).join("\n")));
  const [only] = trail;
  if (only === undefined) return;
  if (trail.length === 1) {
    const long = only.sets.length > 60 || sets.size > 1;
    sheet.field("who", stepSentence(view, long ? { ...only, sets: "it" } : only));
    return;
  }
  const shown = trailRows(trail.slice(0, MOST_STEPS), { gpo: view.gpo, place: view.place, sets: shortSids });
  // Rows of one story differ in what is set; who wins, and why, they share.
  // What stands after each step is what it sets, as long as all is decided.
  const decided = shown.every(({ position, sets: own, soFar }) => position === null || own === soFar);
  const columns = sets.size > 1 ? [0, 1, 4] : decided ? [0, 1, 2, 4] : [0, 1, 2, 3, 4];
  const narrow = (row: TrailRow): TrailRow => ({ ...row, gpo: cutMiddle(row.gpo, LONGEST_NAME, sheet.glyphs.cut) });
  const cells = [TRAIL_HEADER, ...shown.map((row) => trailCells(narrow(row)))].map((row) =>
    columns.map((column) => row[column] ?? ""),
  );
  if (sheet.width >= 60) sheet.table(cells, { label: "who" });
  else for (const [i, row] of cells.slice(1).entries()) sheet.field(i === 0 ? "who" : "", row.join("; "));
  const rest = trail.length - MOST_STEPS;
  if (rest > 0) sheet.field("", `and ${rest} more: --format json`);
}

/** One line where both fit, else one of events and one of detections. */
function writeLoss(sheet: Sheet, rows: readonly Finding[]): void {
  const events = [...new Set(rows.flatMap((finding) => finding.events))];
  const { lead, titles, all } = detectionNames(rows.flatMap((finding) => finding.detections));
  const said = `${events.length === 1 ? "event" : "events"} ${events.join(", ")}`;
  const rest = all > 1 ? ` and ${all - 1} more` : "";
  const room = sheet.width - LABEL - said.length - lead.length - ", ".length - rest.length;
  if (events.length > 0 && titles.length > 0 && (titles[0]?.length ?? 0) <= room) {
    sheet.some("blinds", `${said}, ${lead}`, titles, MOST_DETECTIONS, all);
    return;
  }
  if (events.length > 0) sheet.some("blinds", events.length === 1 ? "event " : "events ", events);
  if (titles.length > 0) sheet.some(events.length > 0 ? "" : "blinds", lead, titles, MOST_DETECTIONS, all);
}

function writeMicrosoft(sheet: Sheet, { rows }: FailBlock): void {
  const titles = shortTitles(rows);
  const odd = rows.filter((finding) => disagreeing(finding).length > 0);
  const sentences = [...new Set(odd.flatMap((finding) => microsoftSentence(finding) ?? []))];
  writeSome(sheet, "tools", sentences, MOST_SENTENCES);
  const notes = new Map(rows.flatMap((finding, i) => notesOf(finding).map((note) => [note, titles[i] ?? ""] as const)));
  const named = [...notes].map(([note, title]) => (rows.length > 1 ? `${title}: ${note}` : note));
  writeSome(sheet, "note", named, MOST_NOTES);
}

/** A doubt about what this gap costs, or about what Microsoft's tools will say. */
const DOUBT = /\bprobably\b|\binferred\b|\bit may\b|\bdoes not come from\b/;

/** Where Microsoft's word is ours, what is said about Microsoft changes nothing that the reader does: documents keep it. */
function notesOf(finding: Finding): string[] {
  if (disagreeing(finding).length > 0) return [...finding.notes];
  return finding.notes.flatMap((note) => {
    if (DOUBT.test(note)) return [note];
    const sentences = note.split(/(?<=\.)\s+(?=[A-Z])/);
    const about = sentences.findIndex((sentence) => /\bMicrosoft\b/.test(sentence));
    const kept = (about === -1 ? sentences : sentences.slice(0, about)).join(" ");
    return kept === "" ? [] : [kept];
  });
}

function writeSome(sheet: Sheet, label: string, lines: readonly string[], most: number): void {
  for (const [i, line] of lines.slice(0, most).entries()) sheet.field(i === 0 ? label : "", line);
  if (lines.length > most) sheet.field("", `and ${lines.length - most} more: --format markdown`);
}

/** The first remedy, the module's line, and where the others are. */
function writeFixes(sheet: Sheet, view: View, { first, rows, findings }: FailBlock, shownFixes: Set<Fix>): void {
  const fixes = view.fixesOf(first);
  const written = new Set([...fixes.slice(0, 1), ...rows.flatMap((row) => view.fixesOf(row).filter(isModule))]);
  const again = [...written].filter((fix) => fix !== fixes[0] && shownFixes.has(fix));
  for (const fix of written) {
    if (fix === fixes[0]) writeFix(sheet, fix, first.want, shownFixes);
    else if (!again.includes(fix)) writeModule(sheet, fix, shownFixes);
  }
  writeAlike(sheet, view, findings.slice(rows.length), shownFixes);
  const others = fixes.filter((fix) => !written.has(fix) && fix.remedy.via !== fixes[0]?.remedy.via);
  const ways = [
    ...again.map(({ number }) => `the module (fix ${number} above)`),
    ...new Set(others.map(({ remedy }) => (remedy.via === "manual" ? "by hand" : "natively")).toSorted()),
  ];
  if (ways.length === 0 && !goesWithoutSaying(view, first)) return;
  const text = ways.length === 0 ? "" : `${ways.join(", ")}:`;
  sheet.pointer(ways.length === 0 ? "more" : "or", text, `eventreach explain ${first.requirement}`);
}

/** The lines that do the work, for the other domains. */
function writeAlike(sheet: Sheet, view: View, others: readonly Finding[], shownFixes: Set<Fix>): void {
  let said = false;
  for (const finding of others) {
    const fixes = view.fixesOf(finding);
    for (const fix of fixes.filter((one) => one === fixes[0] || isModule(one))) {
      const command = decisiveCommand(fix.remedy.commands);
      if (command === null || shownFixes.has(fix)) continue;
      shownFixes.add(fix);
      if (!said) sheet.field("alike", "The same for each other domain, after the same backup:");
      said = true;
      sheet.command(command);
    }
  }
}

function writeFix(sheet: Sheet, fix: Fix, want: string, shownFixes: Set<Fix>): void {
  const label = `fix ${fix.number}`;
  if (shownFixes.has(fix)) {
    sheet.field(label, `as above (${fix.findings[0]?.requirement ?? "see above"})`);
    return;
  }
  const said = withoutWant(fix.remedy.text, want);
  const before = [...shownFixes].find(({ remedy }) => remedy.text === fix.remedy.text);
  const text = before === undefined ? said : `As fix ${before.number}, for this one:`;
  shownFixes.add(fix);
  sheet.field(label, (fix.remedy.commands.length > 0 ? shortSids(text) : text) + othersText(fix));
  for (const command of fix.remedy.commands) sheet.command(command);
}

function isModule({ remedy }: Fix): boolean {
  return remedy.via === "module";
}

function writeModule(sheet: Sheet, fix: Fix, shownFixes: Set<Fix>): void {
  shownFixes.add(fix);
  sheet.field(`or ${fix.number}`, `the module ${lowerFirst(firstClause(fix.remedy.text))}${othersText(fix)}`);
  for (const command of fix.remedy.commands) sheet.command(command);
}

function othersText({ findings }: Fix): string {
  return findings.length > 1 ? ` Fixes ${counted(findings.length, "finding")}.` : "";
}

/** What it does; `explain` has the rest. */
function firstClause(text: string): string {
  return `${withoutStop(/^[^]{20,}?[.;](?=\s)/.exec(text)?.[0].replace(/;$/, "") ?? text)}.`;
}
