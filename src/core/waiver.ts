/** A waiver as the report shows it: an overlay beside a verdict, which stays what it is [evidence.md 3.11]. */

export const WAIVER_KINDS = [
  "risk-accepted",
  "false-positive",
  "operational-requirement",
  "compensating-control",
  "inherited",
  "planned-fix",
] as const;
export type WaiverKind = (typeof WAIVER_KINDS)[number];

/**
 * `active`: the finding is accepted and `--fail-on` leaves it out · `expired`, `void` (the value is no longer the one
 * that was accepted), `unapproved`: the finding counts as if there were no waiver · `planned`: a plan, which changes nothing.
 */
export const WAIVER_STATES = ["active", "expired", "void", "unapproved", "planned"] as const;
export type WaiverState = (typeof WAIVER_STATES)[number];

interface WaiverWords {
  readonly id: string;
  readonly kind: WaiverKind;
  readonly owner: string;
  readonly requestedBy: string;
  readonly approvedBy: string | null;
  /** Calendar days. */
  readonly approvedOn: string | null;
  /** It ends with the end of this day, UTC. */
  readonly expires: string;
  readonly reason: string;
  readonly compensating: string | null;
  /** Tickets and documents, as written. */
  readonly evidence: readonly string[];
}

/** Beside one finding that fails. */
export interface Waiver extends WaiverWords {
  readonly state: WaiverState;
  /** Why it is not active; null where it is. */
  readonly because: string | null;
}

/** One entry of the file, and what became of it. */
export interface WaiverRow extends WaiverWords {
  readonly state: WaiverState;
  readonly rules: readonly string[];
  /** `all`, or `hosts: ca02.corp.example`. */
  readonly subjects: readonly string[];
  /** Ids of the failing findings that it stands beside. */
  readonly findings: readonly string[];
  readonly warnings: readonly string[];
  readonly at: { readonly line: number; readonly column: number };
}

/** The file that was given. */
export interface WaiverFile {
  readonly path: string;
  /** SHA-256 of its bytes. */
  readonly digest: string;
}
