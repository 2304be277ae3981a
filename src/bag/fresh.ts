/** Whether the bag is of the time that is asked for, and follows the bag before it. */

export interface FreshQuestion {
  /** From bag-info.txt; null: it says none. */
  readonly asOf: string | null;
  /** The moment of the look, ISO. */
  readonly at: string;
  /** Null: any age will do. */
  readonly maxDays: number | null;
  /** The digest of the bag before, as the bag names it; null: it names none. */
  readonly names: string | null;
  /** The bag before, as given; null: none was. */
  readonly previous: { readonly digest: string; readonly asOf: string | null; readonly sound: boolean } | null;
}

export interface FreshAnswer {
  readonly holds: boolean;
  readonly sentences: readonly string[];
}

const DAY_MS = 86_400_000;

export function judgeFresh({ asOf, at, maxDays, names, previous }: FreshQuestion): FreshAnswer {
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

  if (previous === null) {
    notes.push(names === null ? "it names no bag before it" : `it follows the bag ${names}, which was not given`);
  } else if (names === null) faults.push("chain broken: it names no bag before it");
  else if (names !== previous.digest) {
    faults.push(`chain broken: it follows the bag ${names}, and the one given is ${previous.digest}`);
  } else if (!previous.sound) faults.push("chain broken: the bag before it is not intact and complete");
  else if (previous.asOf !== null && Date.parse(previous.asOf) > moment) {
    faults.push(`chain broken: the bag before it is as of ${previous.asOf}, which is later`);
  } else notes.push("it follows the bag given");
  return { holds: faults.length === 0, sentences: [...faults, ...notes] };
}

function no(sentence: string): FreshAnswer {
  return { holds: false, sentences: [sentence] };
}
