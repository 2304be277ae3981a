/** Who decides, as a table in the order in which a client applies it: GPO, link, what it sets, so far, won or lost and why. */
import type { TrailStep } from "../core/report.ts";
import { ruleText } from "./words.ts";

export interface TrailNames {
  readonly gpo: (gpo: TrailStep["gpo"]) => string;
  readonly place: (container: string) => string;
  /** Shortens what is set, for narrow screens. */
  readonly sets?: (sets: string) => string;
}

export interface TrailRow {
  readonly step: TrailStep;
  /** Position in the order of application; null for what does not count. */
  readonly position: number | null;
  readonly gpo: string;
  readonly link: string;
  readonly sets: string;
  /** What stands after this step. */
  readonly soFar: string;
  readonly result: string;
}

export const TRAIL_HEADER = ["GPO", "link", "sets", "so far", "won or lost, and why"] as const;

const RESULT_WORDS: Readonly<Record<TrailStep["result"], string>> = {
  won: "wins",
  lost: "loses",
  candidate: "may win",
  excluded: "does not count",
};

/** The weakest first, so that the last line that counts is what stands; then what does not count. */
export function trailRows(trail: readonly TrailStep[], names: TrailNames): TrailRow[] {
  const applied = trail.filter(({ result }) => result !== "excluded").toReversed();
  const excluded = trail.filter(({ result }) => result === "excluded");
  const rows: TrailRow[] = [];
  let standing: readonly string[] = ["nothing"];
  for (const [index, step] of applied.entries()) {
    const sets = setsOf(step, names);
    const after = step.sets === DELETES ? "nothing" : sets;
    // What may stand is named once, with the latest last.
    const before = step.result === "candidate" ? standing.filter((one) => one !== after) : [];
    standing = [...before, after];
    rows.push(rowOf(step, names, index + 1, standing.join(", or ")));
  }
  return [...rows, ...excluded.map((step) => rowOf(step, names, null, "-"))];
}

/** As the policy engine words it. */
const DELETES = "deletes the value";

function rowOf(step: TrailStep, names: TrailNames, position: number | null, soFar: string): TrailRow {
  const because = step.because === null ? "" : ` (${step.because})`;
  return {
    step,
    position,
    gpo: names.gpo(step.gpo),
    link: placeText(step.link, names.place),
    sets: setsOf(step, names),
    soFar,
    result: `${RESULT_WORDS[step.result]}: ${ruleText(step)}${because}`,
  };
}

function setsOf({ sets }: TrailStep, names: TrailNames): string {
  return names.sets?.(sets) ?? sets;
}

/** `corp.example, order 1, enforced`; a dash where the evidence has no link. */
export function placeText(link: TrailStep["link"], place: (container: string) => string): string {
  if (link === null) return "-";
  const order = link.order === null ? "" : `, order ${link.order}`;
  return `${place(link.container)}${order}${link.enforced ? ", enforced" : ""}`;
}

export function trailCells(row: TrailRow): string[] {
  return [row.gpo, row.link, row.sets, row.soFar, row.result];
}
