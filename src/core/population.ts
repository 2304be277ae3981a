/** Is it all of them? Seven comparisons of what ought to be there with what is, each difference named [evidence.md 3.6]. */
import type { FactId } from "./fact.ts";

export const COMPARISONS = [
  "declared",
  "backups",
  "resultant-sets",
  "links",
  "domain-controllers",
  "times",
  "bytes",
] as const;
export type ComparisonId = (typeof COMPARISONS)[number];

/** Worst last. */
export const POPULATION_VERDICTS = ["closed", "closed with declared exceptions", "open"] as const;
export type PopulationVerdict = (typeof POPULATION_VERDICTS)[number];

/** What is there and not expected, expected and not there, not the same on both sides, or not shown at all. */
export type DifferenceKind =
  | "no-declaration"
  | "declared-no-data"
  | "data-undeclared"
  | "role-differs"
  | "domain-no-data"
  | "domain-undeclared"
  | "manifest-absent"
  | "listed-missing"
  | "listed-elsewhere"
  | "present-unlisted"
  | "fields-differ"
  | "no-resultant-set"
  | "not-backed-up"
  | "backup-older"
  | "host-older"
  | "no-links"
  | "links-unknown"
  | "order-unknown"
  | "sites-unknown"
  | "linked-missing"
  | "none-known"
  | "no-auditpol"
  | "no-rsop"
  | "no-times"
  | "spread"
  | "old"
  | "future"
  | "read-in-part"
  | "not-read"
  | "sum-differs";

export interface PopulationDifference {
  readonly kind: DifferenceKind;
  /** Of what: a computer, a GPO, a backup, a container, a path. An exception in a scope file names it. */
  readonly name: string;
  /** DNS name in lower case, or as the estate calls the domain; null where it is of no single domain. */
  readonly domain: string | null;
  /** What differs, beyond the kind; null where the kind says it all. */
  readonly detail: string | null;
  /** The reason that a scope file gives for it; null: nobody declared it. */
  readonly exception: string | null;
  readonly facts: readonly FactId[];
}

export interface PopulationCount {
  readonly name: string;
  readonly count: number;
}

export interface Comparison {
  readonly id: ComparisonId;
  readonly verdict: PopulationVerdict;
  /** Both sides, and what agrees. */
  readonly counts: readonly PopulationCount[];
  readonly differences: readonly PopulationDifference[];
}

export interface Population {
  /** The worst of the comparisons. */
  readonly verdict: PopulationVerdict;
  /** Days that the times inside one run, and the oldest of them and the as-of time, may lie apart. */
  readonly thresholds: { readonly spreadDays: number; readonly ageDays: number };
  /** In the order of {@link COMPARISONS}. */
  readonly comparisons: readonly Comparison[];
}
