/** The terminal report as a document for a ticket or a wiki: headings, tables, commands in fences. */
import { placeOf } from "../../core/provenance.ts";
import type { Finding } from "../../core/report.ts";
import { escapeMarkdown as e } from "../../text/printable.ts";
import { answersMarkdown } from "../answers-markdown.ts";
import { defineReporter } from "../define.ts";
import { diffBody, seriesTable } from "../diff-markdown.ts";
import { headText } from "../diff-words.ts";
import { digestLine } from "../digest-text.ts";
import { cutMiddle } from "../layout.ts";
import { markdownSacl } from "../markdown-sacl.ts";
import { codeSpan, fenced, item, table } from "../markdown-text.ts";
import { populationMarkdown } from "../population-markdown.ts";
import { ageText, isUsed, proofLegend } from "../inputs.ts";
import { ASCII_GLYPHS, type Glyphs, statusMark, UNICODE_GLYPHS } from "../style.ts";
import { answerText, decidingSentences, DESIGN_SENTENCE, totalsText } from "../sentences.ts";
import { type FailBlock, worstOf } from "../blocks.ts";
import type { Fix } from "../fixes.ts";
import { TRAIL_HEADER, trailCells, trailRows } from "../trail-table.ts";
import { type AskGroup, groupUnused, lossesOf, type View, viewOf } from "../view.ts";
import { shownText } from "../shown.ts";
import { waiverSentence, waiverText } from "../waivers.ts";
import { waiversMarkdown } from "../waivers-markdown.ts";
import {
  bytesText,
  CAUSE_WORDS,
  counted,
  factPlace,
  factText,
  isSentence,
  judgeText,
  listed,
  microsoftSentence,
  timeText,
  upperFirst,
  withoutStop,
} from "../words.ts";

export const reporter = defineReporter({
  id: "markdown",
  title: "For tickets and wikis: the same as a document",
  extension: "md",
  *render(report, options) {
    const view = viewOf(report);
    const glyphs = options.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
    yield* overview(view);
    if (report.since !== undefined) {
      yield `\n## ${e(`Changes since ${timeText(report.since.diff.before.asOf)}`)}\n\n`;
      yield `${e(upperFirst(headText(report.since.diff)))}\n\n`;
      yield* diffBody(report.since.diff, glyphs, "###");
      yield `\n### History\n\n${seriesTable(report.since.points)}`;
    }
    const shownFixes = new Set<Fix>();
    const sections = [
      ["Looks configured, does nothing", view.silentBlocks],
      ["Fails", view.failBlocks],
    ] as const;
    for (const [title, blocks] of sections) {
      if (blocks.length > 0) yield `\n## ${title}\n`;
      for (const block of blocks) yield* fail(view, block, glyphs, shownFixes);
    }
    if (view.unknown.length > 0) yield "\n## Cannot be told from these files\n";
    for (const group of view.asks) yield* askGroup(view, group, glyphs);
    yield* markdownSacl(report);
    yield* conflicts(view);
    yield* answersMarkdown(view);
    yield* waiversMarkdown(view);
    yield* checklist(view);
    yield* passed(view, glyphs);
    yield* populationMarkdown(report);
    yield* inputs(view);
    const digest = digestLine(options.resultsDigest);
    if (digest !== "") yield `\n---\n\n${e(digest)}\n`;
    yield `\n**${e(upperFirst(totalsText(view)))}**\n`;
  },
});

/** Columns of an excerpt. */
const LONGEST_EXCERPT = 200;
/** Rows of a list of inputs; the number of the rest is said. */
const MOST_ROWS = 50;
/** This document is where they stand in full; beyond that the JSON has them. */
const MOST_INPUTS = 2000;

function* overview(view: View): Generator<string> {
  const { report } = view;
  yield `# ${e(report.tool.name)}: ${e(answerText(view))}\n\n`;
  const read = `${counted(report.summary.files, "file")}, ${counted(report.summary.gpos, "GPO")}`;
  const by = `${report.tool.name} ${report.tool.version}, catalog ${report.catalog.version}`;
  yield `${e(`${read}, as of ${timeText(report.asOf)}, ${by}`)}\n`;
  if (report.mode === "design") yield `\n> ${e(DESIGN_SENTENCE)}\n`;
  for (const more of [waiverSentence(report), shownText(report)]) if (more !== null) yield `\n${e(more)}\n`;
  if (view.fails.length === 0) return;
  yield "\n";
  for (const sentence of decidingSentences(view, view.gpo)) yield `- ${e(sentence)}\n`;
  yield "\n";
  const rows = view.fails.map((finding) => [
    finding.severity,
    finding.title,
    view.subject(finding),
    (finding.silent ? "looks configured, does nothing" : finding.cause === null ? "" : CAUSE_WORDS[finding.cause]) +
      (finding.waiver === null ? "" : ` (waiver ${finding.waiver.id}: ${finding.waiver.state})`),
  ]);
  yield table(["severity", "fails", "where", "why"], rows);
  const fix = view.topFixes[0];
  if (fix !== undefined)
    yield `\n**Run first:** fix ${fix.number}, settles ${fix.findings.length} of ${view.fails.length}.\n`;
}

function* fail(view: View, block: FailBlock, glyphs: Glyphs, shownFixes: Set<Fix>): Generator<string> {
  const { first, rows, alike, findings } = block;
  const title =
    rows.length === 1
      ? first.title
      : `${rows.length} checks of ${view.subject(first)}${alike.length > 0 ? " and others" : ""}, one cause`;
  yield `\n### ${e(`${statusMark("fail", glyphs)} ${worstOf(rows)}: ${title}`)}\n\n`;
  const where = listed([first, ...alike].map((finding) => view.subject(finding)));
  if (rows.length === 1) yield item("Where", `${e(where)}, ${codeSpan(first.requirement)}`);
  else yield item("Where", e(where));
  if (rows.length === 1) {
    if (first.want !== "") yield item("Want", e(first.want));
    if (first.have !== "") yield item("Have", e(first.have));
  }
  if (first.waiver !== null) yield item("Waiver", e(waiverText(first.waiver)));
  if (first.cause !== null) yield item("Why", e(`${upperFirst(CAUSE_WORDS[first.cause])}.`));
  yield* proof(view, rows);
  yield* losses(findings);
  for (const sentence of unique(rows.flatMap((finding) => microsoftSentence(finding) ?? []))) {
    yield item("Microsoft's tools", e(sentence));
  }
  for (const note of unique(rows.flatMap((finding) => finding.notes))) yield item("Note", e(note));
  if (rows.length > 1) {
    const cells = rows.map(({ severity, title: name, requirement, want, have }) => [
      severity,
      name,
      requirement,
      want,
      have,
    ]);
    yield `\n${table(["severity", "check", "id", "want", "have"], cells)}`;
  }
  yield* trails(view, rows);
  const fixes = unique(findings.flatMap((finding) => view.fixesOf(finding)));
  for (const fix of fixes) yield* fixText(fix, rows, fix !== fixes[0], shownFixes);
}

/** Once where all rows share it; else each step with the check it is about. */
function* trails(view: View, rows: readonly Finding[]): Generator<string> {
  const shared = new Set(rows.map(({ trail }) => trail.map(({ sets }) => sets).join("\n"))).size === 1;
  const steps = (shared ? rows.slice(0, 1) : rows).flatMap((row) =>
    trailRows(row.trail, { gpo: view.gpo, place: (container) => container }).map((step) => [
      ...(shared ? [] : [row.label]),
      ...trailCells(step),
    ]),
  );
  if (steps.length > 0) yield `\n${table([...(shared ? [] : ["check"]), ...TRAIL_HEADER], steps)}`;
}

function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

function* proof(view: View, rows: readonly Finding[]): Generator<string> {
  const { facts } = view.report;
  const evidence = unique(rows.flatMap((finding) => finding.evidence));
  for (const id of evidence.slice(0, MOST_ROWS)) {
    const fact = facts.get(id);
    const text = fact === undefined ? "" : cutMiddle(factText(fact), LONGEST_EXCERPT, "...");
    yield item("Proof", codeSpan(factPlace(facts, id)));
    if (text !== "") yield `  ${codeSpan(text)}\n`;
  }
  yield more(evidence.length - MOST_ROWS);
}

function* losses(findings: readonly Finding[]): Generator<string> {
  const { events, detections } = lossesOf(findings);
  if (events.length > 0) yield item("Events lost", e(events.join(", ")));
  if (detections.length > 0) yield item("Blinds", e(detections.join("; ")));
}

function* fixText(fix: Fix, rows: readonly Finding[], alternative: boolean, shownFixes: Set<Fix>): Generator<string> {
  const label = `${alternative ? "Or fix" : "Fix"} ${fix.number}`;
  if (shownFixes.has(fix)) {
    yield `\n**${label}:** as above (${codeSpan(fix.findings[0]?.requirement ?? "")}).\n`;
    return;
  }
  const before = [...shownFixes].find(({ remedy }) => remedy.text === fix.remedy.text);
  shownFixes.add(fix);
  const others = fix.findings.length > 1 ? ` Fixes ${fix.findings.length} findings.` : "";
  const about = rows.filter((row) => fix.findings.includes(row));
  const some = about.length > 0 && about.length < rows.length ? listed(about.map(({ label }) => label)) : "";
  const words =
    before === undefined
      ? `${some === "" ? "" : `${some}: `}${fix.remedy.text}`
      : `As fix ${before.number}, for ${some === "" ? "this one" : some}:`;
  yield `\n**${label}:** ${e(words + others)}\n`;
  if (fix.remedy.commands.length > 0) yield `\n${fenced(fix.remedy.commands, "powershell")}`;
}

function* asking(ask: readonly string[]): Generator<string> {
  const commands = ask.filter((line) => !isSentence(line));
  for (const line of ask.filter(isSentence)) yield `\n${e(line)}\n`;
  if (commands.length > 0) yield `\n${fenced(commands, "powershell")}`;
}

function* askGroup(view: View, { ask, findings }: AskGroup, glyphs: Glyphs): Generator<string> {
  const what = ask.length === 0 ? "nothing that can be collected settles it" : "collect, read-only";
  yield `\n### ${e(`${statusMark("unknown", glyphs)} ${counted(findings.length, "check")}: ${what}`)}\n`;
  yield* asking(ask);
  const rows = findings.map((finding) => [finding.severity, finding.title, view.subject(finding), finding.have]);
  yield `\n${table(["severity", "check", "where", "known"], rows)}`;
  for (const note of unique(findings.flatMap((finding) => finding.notes))) {
    const about = findings.filter((finding) => finding.notes.includes(note));
    const name = about.length === findings.length && about.length > 1 ? "All" : listed(about.map(({ title }) => title));
    yield `\n${e(`${name}: ${note}`)}\n`;
  }
}

function* conflicts(view: View): Generator<string> {
  const { conflicts: all, facts } = view.report;
  if (all.length > 0) yield "\n## GPOs that disagree, undecided\n";
  for (const conflict of all) {
    yield `\n### ${e(`${conflict.setting}, ${view.subject(conflict)}`)}\n\n`;
    const rows = conflict.candidates.map(({ gpo, sets, fact }) => [gpo, sets, factPlace(facts, fact)]);
    yield table(["GPO", "sets", "proof"], rows);
    yield* asking(conflict.ask);
  }
}

function* checklist(view: View): Generator<string> {
  if (view.checklist.length > 0) yield "\n## Only a person can tell\n\n";
  for (const { title, ask } of view.checklist) {
    yield `- [ ] ${e(title)}\n`;
    for (const line of ask) yield `  - ${isSentence(line) ? e(line) : codeSpan(line)}\n`;
  }
}

function* passed(view: View, glyphs: Glyphs): Generator<string> {
  if (view.passed.length + view.notApplicable.length === 0) return;
  yield "\n## Passed and not applicable\n\n";
  const rows = [
    ...view.passed.map((group) => ({ ...group, status: "pass" as const })),
    ...view.notApplicable.map((group) => ({ ...group, status: "not-applicable" as const })),
  ].map(({ about, names, findings, status }) => [
    `${statusMark(status, glyphs)} ${findings.length}`,
    about,
    names.join("; "),
  ]);
  yield table(["", "what", "which"], rows);
  if (view.disagreements.length === 0) return;
  yield "\nMicrosoft's tools will object although these pass; the configuration is not at fault:\n\n";
  for (const { judge, reason, findings } of view.disagreements) {
    const text = `${judgeText(judge)}, ${counted(findings.length, "check")}: ${withoutStop(reason)}.`;
    yield `- ${e(upperFirst(text))}\n`;
  }
}

function* inputs(view: View): Generator<string> {
  const { summary } = view.report;
  yield `\n## ${e(`Inputs: ${counted(summary.files, "file")}, ${bytesText(summary.bytes)}, ${counted(summary.facts, "fact")}`)}\n\n`;
  yield table(
    ["kind", "files", "size", "read"],
    view.kinds.map(({ kind, files, bytes, reads }) => [kind, String(files), bytesText(bytes), reads]),
  );
  yield* inputTable(view);
  if (view.unused.length > 0) yield `\n### Not used, or not wholly (${view.unused.length})\n\n`;
  for (const { read, reason, sources } of groupUnused(view.unused)) {
    yield `- ${e(`${counted(sources.length, "file")} ${read}: ${reason}`)}\n`;
    for (const { path } of sources.slice(0, MOST_ROWS)) yield `  - ${codeSpan(path)}\n`;
    yield more(sources.length - MOST_ROWS, "  ");
  }
  if (view.superseded.length > 0) {
    yield `\n### Older backups, not counted (${view.superseded.length})\n\n`;
    const rows = view.superseded.map((gpo) => [
      view.gpo(gpo),
      gpo.backupTime === null ? "" : timeText(gpo.backupTime),
      gpo.container,
      gpo.supersededBy ?? "",
    ]);
    yield table(["GPO", "made", "older", "counts instead"], rows);
  }
  for (const { level, title, next, entries } of view.diagnostics) {
    yield `\n### ${e(`${title} (${entries.length}, ${level})`)}\n\n`;
    for (const { diagnostic, message } of entries.slice(0, MOST_ROWS)) {
      const { path, at } = diagnostic;
      yield `- ${codeSpan(at === null ? path : placeOf({ path, at }))}: ${e(message)}\n`;
    }
    yield more(entries.length - MOST_ROWS);
    yield `\nNext: ${e(next)}\n`;
  }
}

/** Each GPO and each other file that tells something. */
function* inputTable(view: View): Generator<string> {
  const rows = view.inputs.filter(isUsed);
  if (rows.length === 0) return;
  yield `\n### One by one (${rows.length})\n\n`;
  const cells = rows.slice(0, MOST_INPUTS).map((row) => {
    const read = row.files === 1 ? row.state : `${row.state}, ${counted(row.files, "file")}`;
    const taken = row.taken === null ? "" : timeText(row.taken.time);
    const about = row.gpo === null ? (row.about ?? "") : view.gpo(row.gpo);
    const notes = [row.older ? "older" : "", row.reason ?? ""].filter((text) => text !== "").join(": ");
    return [row.proof ?? "-", row.path, row.title, about, taken, ageText(row), String(row.facts), read, notes];
  });
  yield table(["proof", "input", "taken for", "of", "taken", "age", "facts", "read", "notes"], cells);
  if (rows.length > MOST_INPUTS) yield `\n${more(rows.length - MOST_INPUTS).slice(2)}`;
  yield `\n${e(`Proof: ${proofLegend(rows)}.`)}\n`;
}

function more(count: number, indent = ""): string {
  return count > 0 ? `${indent}- and ${count} more\n` : "";
}
