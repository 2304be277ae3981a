/** Bytes of one file to its format, its positioned facts and what is wrong with it. Pure; the only reader of the registry. */
import type { Diagnostic, DiagnosticDraft } from "../core/diagnostic.ts";
import type { FactDraft } from "../core/fact.ts";
import { LIMITS } from "../core/limits.ts";
import type { Encoding, Position, ReadState } from "../core/provenance.ts";
import { beginningOf, decode } from "../text/decode.ts";
import { sideOf } from "../text/gpo-path.ts";
import { LineIndex } from "../text/line-index.ts";
import { momentOf } from "../text/moment.ts";
import type { Format, Head, ReadResult, StreamSink } from "./define.ts";
import { Copies } from "./copies.ts";
import { FORMATS } from "./index.generated.ts";

export interface PlacedDraft extends FactDraft {
  readonly at: Position;
  readonly excerpt: string;
}

export interface FileReading {
  readonly format: Format | null;
  readonly read: ReadState;
  readonly reason: string | null;
  readonly encoding: Encoding;
  /** In file order. */
  readonly drafts: readonly PlacedDraft[];
  readonly diagnostics: readonly Diagnostic[];
  /** ISO 8601, as the file says it. */
  readonly taken: string | null;
}

const HEAD_BYTES = 4096;
const SAMPLE_CHARS = 65_536;

/** Never throws for any bytes; a defect of a format becomes an exception only in tests of that format. */
export function readFile(path: string, bytes: Uint8Array): FileReading {
  const text = textOf(bytes);
  const head = headOf(bytes, text);
  const diagnostics: Diagnostic[] = [];
  const encoding = text === null ? "binary" : text.encoding;
  const nothing = { encoding, drafts: [], diagnostics, taken: null };

  const format = recognise(head);
  if (format === null) {
    return { ...nothing, format: null, read: "unrecognised", reason: unrecognisedReason(head) };
  }
  if (Array.isArray(format)) {
    const formats = format.map((f) => f.id).join(", ");
    diagnostics.push({ code: "ambiguous", path, at: null, data: { formats } });
    return { ...nothing, format: null, read: "unrecognised", reason: `claimed by several formats: ${formats}` };
  }
  return { ...parseAs(format, path, bytes, text), encoding, format };
}

/** The one format that claims the head, null when none does, the rivals when several do. */
export function recognise(head: Head): Format | Format[] | null {
  const answers = FORMATS.map((format) => ({ format, answer: format.sniff(head) }));
  for (const wanted of ["yes", "maybe"] as const) {
    const claims = answers.filter(({ answer }) => answer === wanted).map(({ format }) => format);
    if (claims.length === 1) return claims[0] ?? null;
    if (claims.length > 1) return claims;
  }
  return null;
}

interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  readonly guessed: boolean;
}

/** Null for binary files. */
function textOf(bytes: Uint8Array): DecodedText | null {
  return isBinary(bytes) ? null : decode(bytes);
}

/** By the first 4,096 bytes. */
export function isBinary(bytes: Uint8Array): boolean {
  const signature = String.fromCharCode(...bytes.subarray(0, 4));
  if (signature === "PReg" || signature === "regf" || signature.startsWith("PK")) return true;
  const head = bytes.subarray(0, HEAD_BYTES);
  return beginningOf(head).encoding === "utf-8" && looksBinary(head);
}

/** NULs that are not those of UTF-16, and more controls than a damaged text has; NULs that only fill up the end say nothing. */
function looksBinary(head: Uint8Array): boolean {
  let end = head.length;
  while (end > 0 && head[end - 1] === 0) end -= 1;
  let controls = 0;
  let zeros = 0;
  for (const byte of head.subarray(0, end)) {
    if (byte === 0) zeros += 1;
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20)) controls += 1;
  }
  return end === 0 ? head.length > 0 : zeros > 0 && controls > end / 16;
}

export function headOf(bytes: Uint8Array, decoded: DecodedText | null): Head {
  const sample = decoded?.text.slice(0, SAMPLE_CHARS) ?? "";
  const text = skipProlog(sample).slice(0, HEAD_BYTES);
  return { bytes: bytes.subarray(0, HEAD_BYTES), text, sample, root: rootOf(text) };
}

/** Leading white space, NULs, XML declarations, processing instructions and comments say nothing about the format. */
function skipProlog(text: string): string {
  let at = 0;
  for (;;) {
    while (at < text.length && /[\s\uFEFF\0]/.test(text.charAt(at))) at += 1;
    const end = text.startsWith("<!--", at)
      ? text.indexOf("-->", at + 4) + 3
      : text.startsWith("<?", at)
        ? text.indexOf("?>", at + 2) + 2
        : -1;
    if (end < at + 4) return text.slice(at);
    at = end;
  }
}

function rootOf(text: string): Head["root"] {
  const tag = /^<(?:([\w.-]+):)?([\w.-]+)((?:[^>"']|"[^"]*"|'[^']*')*)/.exec(text);
  if (tag === null) return null;
  const declaration = tag[1] === undefined ? "xmlns" : `xmlns:${tag[1]}`;
  const at = (tag[3] ?? "").search(new RegExp(`\\s${declaration.replaceAll(".", "\\.")}\\s*=`));
  const namespace = at < 0 ? null : (/=\s*(?:"([^"]*)"|'([^']*)')/.exec((tag[3] ?? "").slice(at)) ?? null);
  return { name: tag[2] ?? "", namespace: namespace === null ? null : (namespace[1] ?? namespace[2] ?? null) };
}

function unrecognisedReason(head: Head): string {
  if (head.bytes.length === 0) return "empty file";
  if (/^<!DOCTYPE\s/i.test(head.text))
    return "a document type (DOCTYPE), which no export of Windows has; it is not read";
  const beginning = head.text === "" ? "binary data" : JSON.stringify(head.text.slice(0, 60));
  return `no known format; begins with ${beginning}`;
}

function parseAs(format: Format, path: string, bytes: Uint8Array, decoded: DecodedText | null) {
  const text = decoded?.text ?? "";
  const found = new Findings(path, decoded);
  const index = new LineIndex(text);
  const place = (unit: "char" | "byte", offset: number): Position =>
    unit === "byte" || decoded === null ? { offset } : index.position(offset);
  const result = format.parse(
    { path, bytes, text: () => text, side: sideOf(path) },
    {
      fact: (draft) =>
        found.add(
          draft,
          draft.span,
          place(draft.span.unit, draft.span.start),
          cut(draft.span, text, bytes, found.excerpts),
        ),
      diagnostic: (draft) =>
        found.say(draft, draft.offset === undefined ? null : place(decoded === null ? "byte" : "char", draft.offset)),
      taken: (time) => found.take(time),
    },
  );
  return found.reading(result);
}

/** Facts and diagnostics of one file, as they come. */
export class Findings {
  readonly excerpts = new Copies();
  readonly #drafts: PlacedDraft[] = [];
  readonly #path: string;
  readonly #most: number;
  readonly #diagnostics: Diagnostic[] = [];
  #unsaid = 0;
  /** Facts beyond the limit. */
  #left = 0;
  #taken: string | null = null;

  constructor(
    path: string,
    decoded: Pick<DecodedText, "encoding" | "guessed"> | null,
    most: number = LIMITS.factsPerFile,
  ) {
    this.#path = path;
    this.#most = most;
    if (decoded?.guessed === true) this.say({ code: "bad-encoding", data: { encoding: decoded.encoding } }, null);
  }

  add(draft: FactDraft, span: FactDraft["span"], at: Position, excerpt: string): void {
    if (this.#drafts.length === this.#most) {
      this.#left += 1;
      return;
    }
    // Written out: an object that grows by spreading takes four times the memory, and there are many.
    const { fields, via, span: _, ...more } = draft;
    this.#drafts.push({ fields, via, span, at, excerpt, ...more });
  }

  say({ code, data }: DiagnosticDraft, at: Position | null): void {
    if (this.#diagnostics.length < LIMITS.diagnosticsPerFile)
      this.#diagnostics.push({ code, path: this.#path, at, data: data ?? {} });
    else this.#unsaid += 1;
  }

  /** {@link StreamSink.review} */
  review(change: Parameters<StreamSink["review"]>[0]): void {
    for (const [index, draft] of this.#drafts.entries()) {
      const changed = change(draft, (said) => this.say(said, draft.at));
      if (changed !== draft) this.#drafts[index] = { ...changed, at: draft.at, excerpt: draft.excerpt };
    }
  }

  /** Other shapes than ISO 8601 are no time that can be compared. */
  take(time: string | null): void {
    if (time !== null && momentOf(time) !== null) this.#taken ??= time;
  }

  reading(result: ReadResult) {
    if (this.#unsaid > 0) {
      const data = { what: "diagnostics of one file", more: this.#unsaid };
      this.#diagnostics.push({ code: "limit-exceeded", path: this.#path, at: null, data });
    }
    if (this.#left > 0) {
      const data = { what: "facts of one file", limit: this.#most, more: this.#left };
      this.#diagnostics.push({ code: "limit-exceeded", path: this.#path, at: null, data });
    }
    const read = result.read === "complete" && this.#left > 0 ? "incomplete" : result.read;
    const partly = read === "incomplete" ? "read as far as it is well formed" : null;
    return {
      read,
      reason: "reason" in result ? result.reason : partly,
      drafts: this.#drafts.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
      diagnostics: this.#diagnostics,
      taken: this.#taken,
    };
  }
}

/** A copy, not a slice: a slice would keep the whole text of the file in memory. */
function cut(span: FactDraft["span"], text: string, bytes: Uint8Array, copies: Copies): string {
  return span.unit === "byte"
    ? Buffer.from(bytes.subarray(span.start, span.end)).toString("hex")
    : copies.copyOf(text.slice(span.start, span.end));
}
