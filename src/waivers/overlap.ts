/** Two waivers for one finding: which of them holds would be a guess, so neither file nor report accepts it. */
import { wildcard } from "../text/wildcard.ts";
import type { PlacedEntry, WaiverProblem } from "./entry.ts";
import { ALL, keysNamed } from "./subjects.ts";

/** The requirement ids that an entry names, its patterns written out. */
export function rulesOf(entry: PlacedEntry, requirements: readonly string[]): string[] {
  return entry.rules.flatMap((rule) => (rule.includes("*") ? requirements.filter(wildcard(rule)) : [rule]));
}

/** What can be told from the file alone; a tag and a name may still meet in a finding. */
export function overlaps(entries: readonly PlacedEntry[], requirements: readonly string[]): WaiverProblem[] {
  const named = new Map<string, Map<string, PlacedEntry>>();
  const problems: WaiverProblem[] = [];
  for (const entry of entries) {
    const met = new Set<PlacedEntry>();
    for (const rule of new Set(rulesOf(entry, requirements))) {
      const before = named.get(rule) ?? new Map<string, PlacedEntry>();
      named.set(rule, before);
      const keys = keysNamed(entry.subjects);
      const rivals = keys.includes(ALL)
        ? before.values()
        : keys.flatMap((key) => before.get(key) ?? before.get(ALL) ?? []);
      for (const rival of rivals) {
        if (rival === entry || met.has(rival)) continue;
        met.add(rival);
        problems.push(overlapProblem(rival, entry, rule));
      }
      for (const key of keys) if (!before.has(key)) before.set(key, entry);
    }
  }
  return problems;
}

export function overlapProblem(first: PlacedEntry, second: PlacedEntry, what: string): WaiverProblem {
  return {
    level: "error",
    at: second.at,
    message: `${second.id} overlaps ${first.id} in line ${first.at.line}: both are for ${what}`,
    next: "keep one of them; a renewal changes the days of the waiver that is there",
    waiver: second.id,
  };
}
