/** What the platform tells about an input, and how a read fails. */
import type { DiagnosticCode } from "../core/diagnostic.ts";
import type { LIMITS } from "../core/limits.ts";
import type { SourceId } from "../core/provenance.ts";

export type ProblemData = Readonly<Record<string, string | number>>;

/** A diagnostic before it has a place in the text: about a whole file, folder or archive member. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly path: string;
  readonly data?: ProblemData;
}

export type OnProblem = (problem: Problem) => void;

/** The caps of `core/limits.ts`; tests give smaller ones. */
export type Limits = Readonly<Record<keyof typeof LIMITS, number>>;

export interface Digest {
  readonly id: SourceId;
  readonly bytes: number;
}

/** Why bytes could not be had. Its problem has been reported when a caller sees it. */
export class ReadFailure extends Error {
  override readonly name = "ReadFailure";
  readonly code: DiagnosticCode;
  readonly data: ProblemData;
  /** Of the content, where all of it went by although it may not be used; else null. */
  readonly digest: Digest | null;

  constructor(code: DiagnosticCode, data: ProblemData, digest: Digest | null = null) {
    super(`${code} ${JSON.stringify(data)}`);
    this.code = code;
    this.data = data;
    this.digest = digest;
  }
}

/** Turns what the operating system throws into a failure about the input; everything else is our defect and goes on. */
export function failureOf(error: unknown): ReadFailure {
  if (error instanceof ReadFailure) return error;
  const code = errorCode(error);
  if (code === null) throw error;
  if (code === "ENOENT") return new ReadFailure("not-found", {});
  if (code === "ENOTDIR") return new ReadFailure("not-found", { reason: "a part of the path is a file, not a folder" });
  if (code === "ERR_INVALID_ARG_VALUE")
    return new ReadFailure("not-found", { reason: "the path holds a NUL character" });
  if (code === "ELOOP") return new ReadFailure("link-loop", {});
  return new ReadFailure("not-readable", { reason: WORDS.get(code) ?? code });
}

/** For failures that are told elsewhere: lets a defect of ours pass on, swallows the rest. */
export function rethrowDefect(error: unknown): void {
  failureOf(error);
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied (EACCES)"],
  ["EPERM", "permission denied (EPERM)"],
  ["EBUSY", "in use by another program (EBUSY)"],
  ["EIO", "the disk or the share reported an error (EIO)"],
  ["EMFILE", "too many open files (EMFILE)"],
  ["ENAMETOOLONG", "the path is too long (ENAMETOOLONG)"],
]);

/** `EACCES`, `ENOENT` …, or null when the error is none of the system's. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  return /^E[A-Z0-9]+$/.test(error.code) || OURS.has(error.code) ? error.code : null;
}

// Node's own words for what the input or the reader brought about.
const OURS = new Set(["ERR_INVALID_ARG_VALUE", "ERR_STREAM_DESTROYED"]);
