/** Diagnostics are about an input, never about the policy. Their words are made in `messages.ts`, once. */
import type { Position } from "./provenance.ts";

export const DIAGNOSTIC_CODES = [
  "not-found",
  "not-readable",
  "empty",
  "not-a-file",
  "link-loop",
  "unrecognised",
  "refused-format",
  "ambiguous",
  "truncated",
  "malformed",
  "dead-file",
  "bad-encoding",
  "duplicate-key",
  "not-understood",
  "not-evaluated",
  "not-applied",
  "value-ambiguous",
  "value-mismatch",
  "words-unconfirmed",
  "conflict",
  "superseded",
  "older-capture",
  "capture-declared",
  "capture-not-matched",
  "hive-unknown",
  "limit-exceeded",
  "secret-redacted",
  "unsafe-name",
  "duplicate-member",
  "encrypted-member",
  "nested-archive",
  "given-twice",
  "instruction",
  "value-absent",
  "sacl-not-read",
] as const;

export type DiagnosticCode = (typeof DIAGNOSTIC_CODES)[number];

export type DiagnosticLevel = "error" | "warning" | "info";

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly path: string;
  readonly at: Position | null;
  /** The parts of the sentence; untrusted text is made printable where it is shown. */
  readonly data: Readonly<Record<string, string | number>>;
}

/** What a format or a reader says before the path is known to it. */
export interface DiagnosticDraft {
  readonly code: DiagnosticCode;
  readonly data?: Readonly<Record<string, string | number>>;
  /** Offset of the place: UTF-16 code units for text, bytes for binary files. */
  readonly offset?: number;
}
