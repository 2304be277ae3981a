/** The sentences of an answer to `--what-if`, the same on every page. */
import type { FindingSubject } from "../core/report.ts";
import type { Standing, WhatIf, Way } from "./what-if.ts";
import { changedSubjects, countWays } from "./what-if.ts";
import { CAUSE_WORDS, STATUS_WORDS, counted, listed, subjectText } from "./words.ts";

export const WAY_TITLES: Readonly<Record<Way, string>> = {
  worse: "Gets worse",
  better: "Gets better",
  other: "Changes otherwise",
};

export const NOTHING_WRITTEN = "Nothing was written: this is only thought.";
export const CAPTURES_STAY =
  "Values read from computers stay as captured until they refresh their policy; policy will then say what stands here.";

const MOST_SUBJECTS = 6;

export function headText(whatIf: WhatIf): string {
  const { changes, unchanged } = whatIf;
  const { worse, better, other } = countWays(whatIf);
  const rest = unchanged === 1 ? "1 stays as it is" : `${unchanged} stay as they are`;
  if (changes.length === 0) return `No finding changes; ${rest}.`;
  const ways = [
    ...(worse === 0 ? [] : [`${worse} worse`]),
    ...(better === 0 ? [] : [`${better} better`]),
    ...(other === 0 ? [] : [`${other} otherwise`]),
  ];
  return `${counted(changes.length, "finding")} ${changes.length === 1 ? "changes" : "change"}: ${listed(ways)}; ${rest}.`;
}

/** Null without changes. */
export function aboutText(whatIf: WhatIf): string | null {
  const names = changedSubjects(whatIf).map((subject) => whoText(subject));
  if (names.length === 0) return null;
  const more = names.length > MOST_SUBJECTS ? [`${names.length - MOST_SUBJECTS} more`] : [];
  return `About ${listed([...names.slice(0, MOST_SUBJECTS), ...more])}.`;
}

/** Null where both sides speak of the same. */
export function modeText({ mode }: WhatIf): string | null {
  if (mode.before === mode.after) return null;
  return mode.before === "design"
    ? "Before, no GPO of the evidence is linked anywhere, and verdicts speak of what the GPOs would do; after, only linked GPOs count."
    : "After, no GPO of the evidence is linked anywhere, and verdicts speak of what the GPOs would do.";
}

export function whoText(subject: FindingSubject, computers: readonly string[] = []): string {
  const who = subjectText(subject, ({ name, guid, container }) => (name === null ? (guid ?? container) : `"${name}"`));
  if (computers.length === 0) return who;
  const shown = computers.slice(0, MOST_SUBJECTS);
  const more = computers.length > shown.length ? [`${computers.length - shown.length} more`] : [];
  return `${who} (${listed([...shown, ...more])})`;
}

/** `fail: Success, by "Legacy SOC"; it is set, but too weak`. */
export function standingText(standing: Standing | null): string {
  if (standing === null) return "no such finding";
  const { status, have, winner, candidates, cause } = standing;
  const by = (winner === null ? candidates : [winner]).map((name) => `"${name}"`).join(" or ");
  return [
    `${STATUS_WORDS[status]}${have === "" ? "" : `: ${have}`}${by === "" ? "" : `, by ${by}`}`,
    ...(cause === null ? [] : [CAUSE_WORDS[cause]]),
  ].join("; ");
}

/** Beside what a computer shows. */
export function policyText(policy: Standing | null): string {
  return policy === null ? "another GPO or value stands behind it; the next reading tells" : standingText(policy);
}
