/** Whether the bag is of the time that is asked for, and follows the bag before it. */

import type { ChainAnswer } from "./chain.ts";

export interface FreshQuestion {
  /** From bag-info.txt; null: it says none. */
  readonly asOf: string | null;
  /** The moment of the look, ISO. */
  readonly at: string;
  /** Null: any age will do. */
  readonly maxDays: number | null;
  /** The bag and those before it that were given. */
  readonly chain: ChainAnswer;
}

export interface FreshAnswer {
  readonly holds: boolean;
  readonly sentences: readonly string[];
}

const DAY_MS = 86_400_000;

export function judgeFresh({ asOf, at, maxDays, chain }: FreshQuestion): FreshAnswer {
  const moment = Date.parse(asOf ?? "");
  if (asOf === null || Number.isNaN(moment)) return no("bag-info.txt does not say as of when the evidence is");
  const faults: string[] = [];
  const notes: string[] = [];
  const age = (Date.parse(at) - moment) / DAY_MS;
  // A day for clocks and time zones that disagree.
  if (age < -1) faults.push(`from the future: as of ${asOf}, looked at on ${at}`);
  else if (maxDays === null) notes.push(`as of ${asOf}; no greatest age was asked for`);
  else if (age > maxDays)
    faults.push(`stale: as of ${asOf}, ${Math.floor(age)} days before ${at}; at most ${maxDays} are asked for`);
  else notes.push(`as of ${asOf}, not older than ${maxDays} days at ${at}`);
  faults.push(...chain.faults);
  notes.push(...chain.notes);
  return { holds: faults.length === 0, sentences: [...faults, ...notes] };
}

function no(sentence: string): FreshAnswer {
  return { holds: false, sentences: [sentence] };
}
