/** The sentences of a difference, the same on every page. */
import {
  type Diff,
  FINDING_GROUPS,
  type FindingChange,
  type FindingGroup,
  type GpoChange,
  type Held,
  type InputChange,
  type LinkChange,
  type PopulationChange,
  type SettingChange,
  type Side,
  type StandingThen,
  type WaiverChange,
} from "../core/diff.ts";
import { type Cause, type Finding, SEVERITIES, type Severity } from "../core/report.ts";
import { whoText } from "./what-if-words.ts";
import { CAUSE_WORDS, counted, listed, STATUS_WORDS, timeText } from "./words.ts";

export const GROUP_TITLES: Readonly<Record<FindingGroup, string>> = {
  regression: "Regressions",
  "lost-sight": "Passed before, cannot be told now",
  new: "Not there before",
  "still-failing": "Still failing",
  "became-unknown": "Cannot be told any more",
  "not-comparable": "Judged by another measure",
  "became-known": "Can be told now",
  fixed: "Fixed",
  gone: "No longer there",
  same: "As before",
};

/** Groups whose findings are told with both sides; of the others one line each is enough. */
const TOLD: ReadonlySet<FindingGroup> = new Set(["regression", "lost-sight", "not-comparable", "fixed"]);

function isTold({ group, changed, after }: FindingChange): boolean {
  if (group === "became-known") return after?.status === "fail";
  return TOLD.has(group) || ((group === "same" || group === "still-failing") && changed);
}

export interface GroupRows {
  readonly group: FindingGroup;
  readonly count: number;
  readonly told: readonly FindingChange[];
  readonly brief: readonly FindingChange[];
}

/** Groups with something to tell, regressions first. What is as before and unchanged is only counted. */
export function groupRows({ findings }: Pick<Diff, "findings">): GroupRows[] {
  return FINDING_GROUPS.flatMap((group) => {
    const all = findings.filter((change) => change.group === group);
    const told = all.filter(isTold);
    const brief = group === "same" ? [] : all.filter((change) => !told.includes(change));
    return told.length + brief.length === 0 ? [] : [{ group, count: all.length, told, brief }];
  });
}

export function groupTitle({ group, count, told }: GroupRows): string {
  return group === "same" ? `As before, by another value or GPO (${told.length})` : `${GROUP_TITLES[group]} (${count})`;
}

export function countOf({ findings }: Pick<Diff, "findings">, group: FindingGroup): number {
  return findings.filter((change) => change.group === group).length;
}

/** `2 regressions (1 critical, 1 high), 3 fixed; 50 findings as before`. */
export function headText(diff: Diff): string {
  if (isEmpty(diff))
    return `Nothing changed: ${counted(diff.findings.length, "finding")} as before, ${countOf(diff, "still-failing")} of them failing`;
  const regressions = diff.findings.filter(({ group }) => group === "regression");
  const severities = SEVERITIES.flatMap((severity: Severity) => {
    const count = regressions.filter((change) => change.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const first =
    regressions.length === 0
      ? "no regression"
      : `${counted(regressions.length, "regression")} (${severities.join(", ")})`;
  const words: readonly (readonly [FindingGroup, string])[] = [
    ["lost-sight", "lost from sight"],
    ["new", "new"],
    ["fixed", "fixed"],
    ["became-known", "now known"],
    ["became-unknown", "now unknown"],
    ["not-comparable", "not comparable"],
    ["gone", "gone"],
    ["still-failing", "still failing"],
  ];
  const rest = words.flatMap(([group, word]) => {
    const count = countOf(diff, group);
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `${[first, ...rest].join(", ")}; ${counted(countOf(diff, "same"), "other finding")} as before`;
}

function isEmpty(diff: Diff): boolean {
  const { findings, notes, settings, gpos, links, waivers, population, inputs, notComparable } = diff;
  const lists = [notes, settings, gpos, links, waivers, population, inputs, notComparable];
  const quiet = ["same", "still-failing"];
  return (
    lists.every((list) => list.length === 0) &&
    findings.every(({ group, changed }) => quiet.includes(group) && !changed)
  );
}

const KIND_WORDS: Readonly<Record<Side["kind"], string>> = {
  inputs: "inputs",
  results: "results",
  bag: "evidence bag",
};

export function sideText({ label, kind, asOf, findings, tool, catalog }: Side): string {
  const { fail, unknown, pass } = findings;
  const by = `${tool.name} ${tool.version}, catalog ${catalog.version}`;
  return `${label} (${KIND_WORDS[kind]}, as of ${timeText(asOf)}, ${by}): ${fail} fail, ${unknown} unknown, ${pass} pass`;
}

export function thenText(standing: StandingThen | null, because: string | null): string {
  if (standing === null) return because ?? "no such finding";
  const { status, have, winner, cause, waiver } = standing;
  return [
    `${STATUS_WORDS[status]}${have === "" ? "" : `: ${have}`}${winner === null ? "" : `, by "${winner}"`}`,
    ...(cause === null ? [] : [causeText(cause)]),
    ...(waiver === null ? [] : [`waiver ${waiver.id}: ${waiver.state}`]),
  ].join("; ");
}

/** Results of another version may have causes without words here. */
function causeText(cause: Cause): string {
  return Object.hasOwn(CAUSE_WORDS, cause) ? CAUSE_WORDS[cause] : cause;
}

export function whereText({ subject }: Pick<Finding, "subject">): string {
  return subject.kind === "object" ? `${subject.name} of ${subject.domain}` : whoText(subject);
}

export function statusOf({ after, before }: FindingChange): StandingThen["status"] {
  return (after ?? before)?.status ?? "not-applicable";
}

export const SETTING_WORDS: Readonly<Record<SettingChange["change"], string>> = {
  changed: "changed",
  added: "added",
  removed: "removed",
  moved: "moved, same result",
};

export function heldText(held: Held | null): string {
  if (held === null) return "not set";
  return `${held.value}${held.inert === null ? "" : ` (without effect: ${held.inert})`}, in "${held.holder}"`;
}

export function gpoText({ change, before, after, settings }: GpoChange): string {
  const name = `"${after ?? before ?? ""}"`;
  switch (change) {
    case "renamed":
      return `"${before ?? ""}" is now called ${name}`;
    case "appeared":
      return `${name} was not among the old inputs (${counted(settings, "audit setting")})`;
    case "vanished":
      return `${name} is not among the new inputs (${counted(settings, "audit setting")})`;
    case "computer-half-disabled":
      return `${name}: its computer half is disabled now`;
    case "computer-half-enabled":
      return `${name}: its computer half is enabled now`;
  }
}

export function linkText({ change, gpo, container, before, after }: LinkChange): string {
  const name = `"${gpo ?? ""}"`;
  switch (change) {
    case "linked":
      return `${name} is linked at ${container} now`;
    case "unlinked":
      return `${name} is no longer linked at ${container}`;
    case "enabled":
    case "disabled":
    case "enforced":
    case "unenforced": {
      const word = change === "unenforced" ? "no longer enforced" : `${change} now`;
      return `${name}: its link at ${container} is ${word}`;
    }
    case "order":
      return `${name}: link order at ${container} is ${after ?? "not known"}, was ${before ?? "not known"}`;
    case "blocks-inheritance":
      return `${container} blocks inheritance now`;
    case "inherits-again":
      return `${container} no longer blocks inheritance`;
  }
}

export function waiverText({ finding, before, after }: WaiverChange): string {
  return `${finding}: ${stateText(after)}, was ${stateText(before)}`;
}

function stateText(waiver: WaiverChange["before"]): string {
  return waiver === null ? "no waiver" : `${waiver.id} ${waiver.state}`;
}

const MOST_NAMES = 12;

export function populationTexts(rows: readonly PopulationChange[]): string[] {
  const words = { domain: "domain", computer: "computer", object: "object" } as const;
  return (["vanished", "appeared"] as const).flatMap((change) =>
    (["domain", "computer", "object"] as const).flatMap((kind) => {
      const names = rows.filter((row) => row.change === change && row.kind === kind).map(({ name }) => name);
      if (names.length === 0) return [];
      const more = names.length > MOST_NAMES ? [`${names.length - MOST_NAMES} more`] : [];
      const side = change === "vanished" ? "only in the old inputs" : "only in the new inputs";
      return [`${counted(names.length, words[kind])} ${side}: ${listed([...names.slice(0, MOST_NAMES), ...more])}`];
    }),
  );
}

const INPUT_WORDS: Readonly<Record<InputChange["change"], string>> = {
  "other-bytes": "with other bytes",
  appeared: "only in the new inputs",
  vanished: "only in the old inputs",
  newer: "taken later, with the same bytes",
  older: "taken earlier, with the same bytes",
};

export function inputsText(inputs: readonly InputChange[]): string {
  const counts = (Object.keys(INPUT_WORDS) as InputChange["change"][]).flatMap((change) => {
    const count = inputs.filter((row) => row.change === change).length;
    return count === 0 ? [] : [`${counted(count, "file")} ${INPUT_WORDS[change]}`];
  });
  return listed(counts);
}

export function inputText({ change, before, after, taken }: InputChange): string {
  const when = taken.before === null || taken.after === null ? "" : ` (${takenText(taken)})`;
  return `${INPUT_WORDS[change]}: ${after ?? before ?? ""}${when}`;
}

export function takenText({ before, after }: InputChange["taken"]): string {
  return `taken ${momentText(after)}, was ${momentText(before)}`;
}

function momentText(time: string | null): string {
  return time === null ? "at a time that nothing tells" : timeText(time);
}
