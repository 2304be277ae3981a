/** A line of the journal of a review: who did what to what, and the digest of the line before [evidence.md 3.10]. */

/** What may be written down. An entry is never taken back: `undone` names the entry that no longer holds. */
export const ACTIONS = [
  "opened",
  "collected",
  "received",
  "verified",
  "reviewed",
  "question",
  "answer",
  "note",
  "acknowledged",
  "accepted",
  "rejected",
  "waiver-proposed",
  "waiver-approved",
  "waiver-renewed",
  "waiver-changed",
  "waiver-revoked",
  "waiver-expired",
  "undone",
  "redone",
  "signed-off",
  "superseded",
  "destroyed",
] as const;
export type Action = (typeof ACTIONS)[number];

export type Detail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface NewEntry {
  /** ISO 8601 in UTC; what the actor says, not measured. */
  readonly at: string;
  readonly actor: string;
  readonly role: string;
  readonly action: Action;
  /** What it is about: `bag:<digest>`, `finding:<id>`, `waiver:<id>`, `input:<digest>`, `entry:<seq>`, `run:<digest>`. */
  readonly subject: string;
  readonly note: string;
  /** What is needed to do it again; null where the words above say all. */
  readonly detail: Detail | null;
}

export interface JournalEntry extends NewEntry {
  /** From 1, without holes. */
  readonly seq: number;
  /** SHA-256 of the line before, its line feed included; of nothing for the first. */
  readonly prev: string;
}

/** Where the next line is added. */
export interface Head {
  readonly seq: number;
  /** SHA-256 of the last line, its line feed included. */
  readonly digest: string;
}
