/** The first screen answers: is it right, who decides it, what do I run. The proof of every line follows below. */
import type { Finding, TrailStep } from "../../core/report.ts";
import { defineReporter } from "../define.ts";
import { LABEL, Sheet } from "../sheet.ts";
import { statusMark } from "../style.ts";
import { writeInputs } from "../terminal-inputs.ts";
import { writeOverview } from "../terminal-overview.ts";
import { stepSentence, totalsText } from "../sentences.ts";
import { type AskGroup, type FailBlock, type Fix, lossesOf, type View, viewOf } from "../view.ts";
import {
  CAUSE_WORDS,
  counted,
  factPlace,
  factText,
  isSentence,
  judgeText,
  linkText,
  microsoftSentence,
  ruleText,
  upperFirst,
  withoutStop,
} from "../words.ts";

export const reporter = defineReporter({
  id: "terminal",
  title: "For people: one screen that answers, then the proof",
  extension: "txt",
  *render(report, options) {
    const view = viewOf(report);
    const sheet = new Sheet(options);
    writeOverview(sheet, view);
    yield sheet.take();

    const shownFixes = new Set<Fix>();
    const sections = [
      ["Looks configured, does nothing", view.silentBlocks],
      ["Fails", view.failBlocks],
    ] as const;
    for (const [title, blocks] of sections) {
      const count = blocks.reduce((sum, { findings }) => sum + findings.length, 0);
      if (count > 0) sheet.section(`${title} (${count})`);
      for (const block of blocks) {
        writeFail(sheet, view, block, shownFixes);
        yield sheet.take();
      }
    }
    if (view.unknown.length > 0) sheet.section(`Cannot be told from these files (${view.unknown.length})`);
    for (const group of view.asks) {
      writeAsk(sheet, view, group);
      yield sheet.take();
    }
    writeConflicts(sheet, view);
    writeChecklist(sheet, view);
    writePassed(sheet, view);
    yield sheet.take();
    yield* writeInputs(sheet, view);

    sheet.blank();
    sheet.title(totalsText(view));
    yield sheet.take();
  },
});

const MOST_PROOFS = 3;
const MOST_DETECTIONS = 3;
const MOST_STEPS = 8;
const MOST_NAMES = 24;

function writeFail(sheet: Sheet, view: View, { first, findings }: FailBlock, shownFixes: Set<Fix>): void {
  sheet.blank();
  const lead = `${statusMark(first.status, sheet.glyphs)} ${first.severity}  `;
  if (findings.length === 1) {
    sheet.paragraph(first.title, 0, { hanging: 2, lead: ["fail", lead], tone: "strong" });
    sheet.paragraph(`${view.subject(first)}, ${first.requirement}`, 2, { tone: "faint" });
  } else {
    const title = `${findings.length} checks of ${view.subject(first)}`;
    sheet.paragraph(title, 0, { hanging: 2, lead: ["fail", lead], tone: "strong" });
    for (const { title: name, requirement } of findings) {
      sheet.paragraph(name, 2, { hanging: 2 });
      sheet.paragraph(requirement, 4, { tone: "faint" });
    }
  }
  if (first.want !== "") sheet.field("want", first.want);
  if (first.have !== "") sheet.field("have", first.have);
  if (first.cause !== null && !saidElsewhere(first)) sheet.field("why", `${upperFirst(CAUSE_WORDS[first.cause])}.`);
  writeProof(sheet, view, first);
  if (first.trail.length > 1) writeTrail(sheet, view, first.trail);
  else for (const step of first.trail) sheet.field("who", `${stepSentence(view, step)}.`);
  writeLoss(sheet, findings);
  const microsoft = microsoftSentence(first);
  if (microsoft !== null) sheet.field("tools", microsoft);
  for (const [i, note] of first.notes.entries()) sheet.field(i === 0 ? "note" : "", note);
  for (const [i, fix] of view.fixesOf(first).entries()) writeFix(sheet, fix, first, i > 0, shownFixes);
}

/** Want, have and the trail say these already. */
function saidElsewhere({ cause, subject, trail }: Finding): boolean {
  if (cause === "too-weak" || cause === "not-configured" || subject.kind === "gpo") return true;
  return trail.length === 1 || (trail.length > 1 && cause === "overridden");
}

function writeProof(sheet: Sheet, view: View, finding: Finding): void {
  const { facts } = view.report;
  for (const [i, id] of finding.evidence.slice(0, MOST_PROOFS).entries()) {
    sheet.place(i === 0 ? "proof" : "", factPlace(facts, id));
    const fact = facts.get(id);
    if (fact !== undefined) sheet.excerpt(factText(fact));
  }
  writeMore(sheet, finding.evidence.length - MOST_PROOFS);
}

function writeMore(sheet: Sheet, count: number): void {
  if (count > 0) sheet.field("", `and ${count} more`);
}

function writeTrail(sheet: Sheet, view: View, trail: readonly TrailStep[]): void {
  const steps = trail.slice(0, MOST_STEPS);
  const rows = steps.map((step) => [step.result, step.sets, `${view.gpo(step.gpo)}, ${whyText(step)}`]);
  if (sheet.width >= 60) sheet.table(rows, LABEL, "who");
  else for (const [i, row] of rows.entries()) sheet.field(i === 0 ? "who" : "", `${row[0]}: ${row[1]}; ${row[2]}`);
  writeMore(sheet, trail.length - MOST_STEPS);
}

function whyText(step: TrailStep): string {
  if (step.link === null) return ruleText(step);
  return step.link.enforced && step.result === "won"
    ? linkText(step.link)
    : `${linkText(step.link)}; ${ruleText(step)}`;
}

function writeLoss(sheet: Sheet, findings: readonly Finding[]): void {
  const { events, detections } = lossesOf(findings);
  const lines = [
    ...(events.length > 0 ? [`${events.length === 1 ? "event" : "events"} ${events.join(", ")}`] : []),
    ...detections.slice(0, MOST_DETECTIONS),
  ];
  for (const [i, line] of lines.entries()) sheet.field(i === 0 ? "blinds" : "", line);
  writeMore(sheet, detections.length - MOST_DETECTIONS);
}

function writeFix(sheet: Sheet, fix: Fix, finding: Finding, alternative: boolean, shownFixes: Set<Fix>): void {
  const label = `${alternative ? "or" : "fix"} ${fix.number}`;
  if (shownFixes.has(fix)) {
    sheet.field(label, `as above (${fix.findings[0]?.requirement ?? finding.requirement})`);
    return;
  }
  shownFixes.add(fix);
  const others = fix.findings.length > 1 ? ` Fixes ${fix.findings.length} findings.` : "";
  sheet.field(label, fix.remedy.text + others);
  for (const command of fix.remedy.commands) sheet.command(command);
}

function writeAsk(sheet: Sheet, view: View, { ask, findings }: AskGroup): void {
  sheet.blank();
  const lead = `${statusMark("unknown", sheet.glyphs)} ${counted(findings.length, "check")}  `;
  sheet.paragraph(ask.length === 0 ? "nothing that can be collected settles it" : "collect, read-only:", 0, {
    hanging: 2,
    lead: ["unknown", lead],
  });
  for (const line of ask) {
    if (isSentence(line)) sheet.paragraph(line, 4);
    else sheet.command(line, 4);
  }
  const common = findings.every((finding) => finding.have === findings[0]?.have) ? (findings[0]?.have ?? "") : null;
  for (const finding of findings) {
    sheet.paragraph(`${finding.severity}  ${finding.title}; ${view.subject(finding)}`, 2, { hanging: 4 });
    if (common === null && finding.have !== "") sheet.paragraph(finding.have, 6, { tone: "faint" });
    const proof = finding.evidence[0];
    if (proof !== undefined) sheet.path(factPlace(view.report.facts, proof), 6);
    for (const note of finding.notes) sheet.paragraph(note, 6);
  }
  if (common !== null && common !== "") sheet.paragraph(`known: ${common}`, 2, { hanging: 4, tone: "faint" });
}

function writeConflicts(sheet: Sheet, view: View): void {
  const { conflicts } = view.report;
  if (conflicts.length === 0) return;
  sheet.section(`GPOs that disagree, undecided (${conflicts.length})`);
  for (const conflict of conflicts) {
    sheet.blank();
    sheet.paragraph(`${conflict.setting}, ${view.subject(conflict)}`, 0, { hanging: 2, tone: "strong" });
    for (const { gpo, sets, fact } of conflict.candidates) {
      sheet.paragraph(`"${gpo}" sets ${sets}`, 2, { hanging: 2 });
      sheet.path(factPlace(view.report.facts, fact), 4);
    }
    if (conflict.ask.length > 0) sheet.paragraph("collect, read-only:", 2);
    for (const line of conflict.ask) sheet.command(line, 4);
  }
}

function writeChecklist(sheet: Sheet, view: View): void {
  if (view.checklist.length === 0) return;
  sheet.section(`Only a person can tell (${view.checklist.length})`);
  for (const finding of view.checklist) {
    sheet.paragraph(`[ ] ${finding.title}`, 0, { hanging: 4 });
    for (const line of finding.ask) {
      if (isSentence(line)) sheet.paragraph(line, 4);
      else sheet.command(line, 4);
    }
  }
}

function writePassed(sheet: Sheet, view: View): void {
  const groups = [
    ...view.passed.map((group) => ({ ...group, status: "pass" as const })),
    ...view.notApplicable.map((group) => ({ ...group, status: "not-applicable" as const })),
  ];
  if (groups.length === 0) return;
  sheet.section("Passed and not applicable");
  for (const { about, names, findings, status } of groups) {
    const lead = `${statusMark(status, sheet.glyphs)} ${findings.length}  `;
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    const text = `${about}: ${names.slice(0, MOST_NAMES).join("; ")}${more}`;
    sheet.paragraph(text, 0, { hanging: 4, lead: [status, lead] });
  }
  if (view.disagreements.length === 0) return;
  sheet.blank();
  sheet.paragraph("Microsoft's tools will object although these pass; the configuration is not at fault:");
  for (const { judge, reason, findings } of view.disagreements) {
    const text = `${judgeText(judge)}, ${counted(findings.length, "check")}: ${withoutStop(reason)}.`;
    sheet.paragraph(upperFirst(text), 2, { hanging: 2 });
  }
}
