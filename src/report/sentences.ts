/** What the whole report comes to, in sentences: is it right, who decides it, how many of each. */
import { type Finding, SEVERITIES, type TrailStep } from "../core/report.ts";
import { groupBy } from "./group.ts";
import { shownText } from "./shown.ts";
import type { View } from "./view.ts";
import { afterWaiversText } from "./waivers.ts";
import { CAUSE_WORDS, counted, type GpoRef, linkText, listed, ruleText, shortSids } from "./words.ts";

/** `2 critical, 5 high`: severities without a finding are left out. */
function bySeverity(findings: readonly Finding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  }).join(", ");
}

/** Is it right? One sentence, and what else was counted. */
export function answerParts(view: View): readonly [verdict: string, rest: string] {
  const { fails, unknown } = view.totals;
  const passed = view.totals.passed.length;
  const total = fails.length + unknown.length + passed;
  if (total === 0) return ["Nothing was judged: no check applies to these files.", ""];
  const unsure = unknown.length;
  const cannot = `${unsure} cannot be told from these files`;
  const severities = bySeverity(unknown);
  if (fails.length === 0 && unsure === 0) return [`Yes. All ${counted(total, "check")} pass.`, ""];
  if (fails.length === 0) return [`Not certain. Nothing fails, but ${cannot} (${severities}); ${passed} pass.`, ""];
  const rest = [...(unsure > 0 ? [cannot] : []), ...(passed > 0 ? [`${passed} pass`] : [])].join("; ");
  return [
    `No. ${fails.length} of ${counted(total, "check")} fail: ${bySeverity(fails)}.`,
    rest === "" ? "" : `${rest}.`,
  ];
}

export function answerText(view: View): string {
  return answerParts(view)
    .filter((part) => part !== "")
    .join(" ");
}

export const DESIGN_SENTENCE =
  "Design only: no GPO in these files is linked anywhere, so this says what they would do, not what is in force.";

/** Who decides what fails? One sentence for each GPO or cause, most findings first; `name` says a GPO in short. */
export function decidingSentences(view: View, name: (gpo: GpoRef) => string): string[] {
  const all = view.fails.length;
  return groupBy(view.fails, (finding) => JSON.stringify(deciderOf(view, finding, view.gpo)))
    .sort((a, b) => b.length - a.length)
    .flatMap((group) => {
      if (group[0] === undefined) return [];
      const [before, after] = deciderOf(view, group[0], name);
      return [before + (all === 1 ? "it" : group.length === all ? `all ${all}` : `${group.length} of ${all}`) + after];
    });
}

/** The sentence about one fail, around the number of fails it holds for. */
function deciderOf(
  view: View,
  finding: Finding,
  gpo: (gpo: GpoRef) => string,
): readonly [before: string, after: string] {
  if (finding.subject.kind === "gpo") return [`${gpo(finding.subject)} itself causes `, "."];
  const won = finding.trail.find((step) => step.result === "won");
  if (won !== undefined) {
    const { link } = won;
    const where = link === null ? "" : ` (${link.enforced ? "" : "linked at "}${linkText(link, view.place)})`;
    return [`${gpo(won.gpo)}${where} decides `, "."];
  }
  const rivals = finding.trail.filter((step) => step.result === "candidate");
  if (rivals.length > 0) {
    const names = [...new Set(rivals.map((step) => gpo(step.gpo)))];
    return names.length === 1 ? [`${names[0]} would decide `, "."] : [`${listed(names)} disagree on `, "."];
  }
  const out = finding.trail.find((step) => step.result === "excluded");
  if (out !== undefined) return [`${gpo(out.gpo)} holds `, ` in vain: ${briefly(ruleText(out))}.`];
  const { cause } = finding;
  if (cause === "not-configured" || cause === null) return ["No GPO in these files sets ", "."];
  return ["Cause of ", `: ${CAUSE_WORDS[cause]}.`];
}

/** `its link is disabled` is `link disabled`; `never read` follows from the rest. */
function briefly(rule: string): string {
  return (rule.split(",")[0] ?? rule).replace(/^(?:its|the) (.+) is (\w+)$/, "$1 $2");
}

/** A trail of one step in a sentence; where nothing competes, no rule is named. */
export function stepSentence(view: View, step: TrailStep): string {
  const where = step.link === null ? "" : ` (${linkText(step.link, view.place)})`;
  const rule = step.rule === "only-candidate" ? "" : `; ${ruleText(step)}`;
  return `${view.gpo(step.gpo)}${where} sets ${shortSids(step.sets)}${rule}.`;
}

/** The last line: counts everything, and the parts add up to the findings. */
export function totalsText({ report, totals }: View): string {
  const { fails } = totals;
  const open = SEVERITIES.map((severity) => `${fails.filter((f) => f.severity === severity).length} ${severity}`);
  const shown = shownText(report);
  return [
    ...(shown === null ? [] : [shown]),
    `open ${fails.length}: ${open.join(", ")}`,
    ...(report.waiverFile === null ? [] : [`after waivers ${afterWaiversText(report)}`]),
    `unknown ${totals.unknown.length}`,
    `checklist ${totals.checklist.length}`,
    `passed ${totals.passed.length}`,
    `not applicable ${totals.notApplicable.length}`,
    `inputs ${report.sources.length}, ${report.summary.inputsWithProblems} with problems`,
  ].join("; ");
}
