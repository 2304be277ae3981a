/** The reconciliation of a run: seven comparisons, each closed, closed with declared exceptions, or open. */
import type { Comparison, Population } from "../../core/population.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Estate } from "../estate.ts";
import { compareBackups } from "./backups.ts";
import { compareBytes } from "./bytes.ts";
import { compareControllers } from "./controllers.ts";
import { compareDeclared } from "./declared.ts";
import { comparison, exceptionsOf, worst } from "./difference.ts";
import { compareLinks } from "./links.ts";
import { compareResultantSets } from "./resultant-sets.ts";
import { compareTimes, THRESHOLDS } from "./times.ts";

const KNOWN = new WeakMap<Estate, readonly Comparison[]>();

/** All but the times, which hang on the as-of time: what the catalog judges by. */
export function comparisonsOf(evidence: Evidence, estate: Estate): readonly Comparison[] {
  const known = KNOWN.get(estate);
  if (known !== undefined) return known;
  const exceptions = exceptionsOf(evidence.facts);
  const comparisons = [
    comparison("declared", compareDeclared(evidence, estate), exceptions),
    comparison("backups", compareBackups(evidence), exceptions),
    comparison("resultant-sets", compareResultantSets(evidence, estate), exceptions),
    comparison("links", compareLinks(estate), exceptions),
    comparison("domain-controllers", compareControllers(evidence, estate), exceptions),
    comparison("bytes", compareBytes(evidence.sources, evidence.diagnostics), exceptions),
  ];
  KNOWN.set(estate, comparisons);
  return comparisons;
}

export function populationOf(evidence: Evidence, estate: Estate, asOf: string): Population {
  const [bytes, ...others] = comparisonsOf(evidence, estate).toReversed();
  const times = comparison("times", compareTimes(evidence, asOf), exceptionsOf(evidence.facts));
  const comparisons = [...others.toReversed(), times, ...(bytes === undefined ? [] : [bytes])];
  return { verdict: worst(comparisons.map(({ verdict }) => verdict)), thresholds: THRESHOLDS, comparisons };
}
