/** Where a fact was read: the bytes, the place in them, and the words that stand there. */

/** SHA-256 of the bytes as read, 64 lower-case hex digits. */
export type SourceId = string;

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | "binary";

/** What became of a file. `ignored`: known and without settings; `refused`: known, but not evidence we accept. */
export type ReadState = "complete" | "incomplete" | "unrecognised" | "refused" | "ignored";

/**
 * When the state that the file shows was read. `time`: ISO 8601 as written, with its zone or without one; a date alone
 * is a day. `content`: the file says it; `scope-file`: a person did; `zip-entry`: the zip's own entry, when the file was
 * last written. The dates of the file system are never used.
 */
export interface Taken {
  readonly time: string;
  readonly basis: "content" | "scope-file" | "zip-entry";
}

/** One file, or one member of a zip, that stood under the paths given. */
export interface Source {
  readonly id: SourceId;
  /** As found under the argument, with `/`; for a zip member the zip's path, `!`, and the member. */
  readonly path: string;
  /** A format id, or null when no format claims the bytes. */
  readonly kind: string | null;
  readonly bytes: number;
  readonly encoding: Encoding;
  readonly read: ReadState;
  /** Why the file was not, or not wholly, used. */
  readonly reason: string | null;
  /** SHA-256 of the zip the file is a member of. */
  readonly memberOf: SourceId | null;
  /** Null: nothing tells. */
  readonly taken: Taken | null;
}

/** Half-open. `char`: UTF-16 code units of the decoded text (after its byte order mark). `byte`: bytes of a binary file. */
export interface Span {
  readonly unit: "char" | "byte";
  readonly start: number;
  readonly end: number;
}

/** Lines and columns count from 1, columns in UTF-16 code units; offsets are bytes from 0. */
export type Position = { readonly line: number; readonly column: number } | { readonly offset: number };

export interface Origin {
  readonly source: SourceId;
  readonly path: string;
  readonly span: Span;
  readonly at: Position;
  /** The text of the span, or its bytes as lower-case hex. Read again on its own it gives the same fact. */
  readonly excerpt: string;
}

/** `path:line:column`, or `path@offset` for binary files. */
export function placeOf(origin: Pick<Origin, "path" | "at">): string {
  return "line" in origin.at
    ? `${origin.path}:${origin.at.line}:${origin.at.column}`
    : `${origin.path}@${origin.at.offset}`;
}
