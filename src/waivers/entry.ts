/** One waiver as its file has it: the keys, their words, and whom it names. */
import type { WaiverKind } from "../core/waiver.ts";

export const SCHEMA = "mdi-waivers/1";
export const ROOT_KEYS: readonly string[] = ["$schema", "schema", "waivers"];
/** In the order in which the writer puts them. */
export const ENTRY_KEYS = [
  "id",
  "kind",
  "rules",
  "allowBroad",
  "subjects",
  "reason",
  "evidence",
  "compensating",
  "owner",
  "requestedBy",
  "approvedBy",
  "approvedOn",
  "expires",
  "expect",
] as const;
export const EXPECT_KEYS: readonly string[] = ["actual"];
/** Without these an entry is an error. */
export const REQUIRED_KEYS = ["id", "kind", "rules", "subjects", "reason", "owner", "requestedBy", "expires"] as const;

/** Exact names of subjects by their kind; `tags`: what a server is for. */
export const SUBJECT_KEYS = ["hosts", "gpos", "domains", "forests", "objects", "tags"] as const;
export type SubjectKey = (typeof SUBJECT_KEYS)[number];
export const TAGS: readonly string[] = ["dc", "ca", "adfs", "entra-connect", "sensor"];

/** Days from approval to expiry, both included in neither. */
export const LONGEST_SPAN = 365;

export type Subjects = "all" | Readonly<Partial<Record<SubjectKey, readonly string[]>>>;

export interface WaiverEntry {
  readonly id: string;
  readonly kind: WaiverKind;
  /** Requirement ids; with `allowBroad` also patterns with `*`. */
  readonly rules: readonly string[];
  readonly allowBroad: boolean;
  readonly subjects: Subjects;
  readonly reason: string;
  readonly evidence: readonly string[];
  readonly compensating: string | null;
  readonly owner: string;
  readonly requestedBy: string;
  readonly approvedBy: string | null;
  readonly approvedOn: string | null;
  readonly expires: string;
  /** The value that was accepted, as the report shows it. */
  readonly expect: { readonly actual: string } | null;
}

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlacedEntry extends WaiverEntry {
  readonly at: Place;
}

/** Something in the file, at its place. An error: nothing of the file is used. */
export interface WaiverProblem {
  readonly level: "error" | "warning";
  readonly at: Place;
  readonly message: string;
  /** What to do. */
  readonly next: string;
  /** The id of the waiver it is about. */
  readonly waiver: string | null;
}

/** `hosts: ca02.corp.example`, or `all`. */
export function subjectWords(subjects: Subjects): string[] {
  if (subjects === "all") return ["all"];
  return SUBJECT_KEYS.flatMap((key) => (subjects[key] ?? []).map((name) => `${key}: ${name}`));
}
