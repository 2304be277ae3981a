/** LDIF: folded lines to entries of attributes, every value with its place [RFC 2849; formats.md 6.5]. */
import { LIMITS } from "../core/limits.ts";
import { trimField } from "./decode.ts";
import { readLines } from "./line-index.ts";
import { detached } from "./registry-data.ts";
import { isSecretAttribute, mayBeSecretAttribute } from "./secrets.ts";

export interface LdifAttribute {
  /** Lower case, without options. */
  readonly name: string;
  /** Lower case, behind the first semicolon: `range=0-1499`; "" without. */
  readonly options: string;
  /** `attr:`, `attr::`, `attr:<`. */
  readonly form: "text" | "base64" | "url";
  /** Half-open: its folded lines without the last break. */
  readonly start: number;
  readonly end: number;
  readonly valueStart: number;
  /** Attributes of one number have nothing between them that an excerpt must not show. */
  readonly run: number;
}

export interface LdifEntry {
  /** Null for what stands between entries: `version: 1`, `search: 2`, `ref: …`, and entries that lost their first line. */
  readonly dn: LdifAttribute | null;
  /** The attributes asked for, in file order. */
  readonly attributes: readonly LdifAttribute[];
  /** Names and places of attributes that hold a secret. Their values are never read. */
  readonly secrets: readonly { readonly name: string; readonly start: number }[];
  /** The first line that is no attribute. */
  readonly stray: number | null;
  /** The first attribute behind the most that are kept. */
  readonly surplus: number | null;
}

interface Line {
  readonly start: number;
  end: number;
}

const COLON = 0x3a;
const HASH = 0x23;
const SPACE = 0x20;
const CR = 0x0d;
const LF = 0x0a;
const NAME = /^[a-z][a-z0-9.-]*(?:;[a-z0-9=*;-]*)?$/;
const LONGEST_NAME = 300;

/** One pass; an entry ends at a blank line or at the next `dn:`. Only attributes that `keep` wants (lower case) are kept. */
export function* readLdif(text: string, keep: (name: string) => boolean): Iterable<LdifEntry> {
  let entry = new Draft();
  for (const line of unfolded(text)) {
    const start = afterMarks(text, line);
    if (start === line.end) {
      if (entry.used) yield entry;
      entry = new Draft();
      continue;
    }
    let attribute = text.charCodeAt(start) === HASH ? null : attributeAt(text, start, line.end, entry.run);
    if (attribute?.name === "dn" && entry.used) {
      yield entry;
      entry = new Draft();
      // Runs are told apart within one entry only: with the number of the last one, the name and what stands behind a
      // secret would look like one run.
      attribute = { ...attribute, run: entry.run };
    }
    if (text.charCodeAt(start) === HASH) entry.run += 1;
    else if (attribute === null) entry.addStray(text, start, line.end);
    else entry.add(attribute, keep);
  }
  if (entry.used) yield entry;
}

class Draft implements LdifEntry {
  dn: LdifAttribute | null = null;
  readonly attributes: LdifAttribute[] = [];
  readonly secrets: { name: string; start: number }[] = [];
  stray: number | null = null;
  surplus: number | null = null;
  run = 0;
  used = false;

  add(attribute: LdifAttribute, keep: (name: string) => boolean): void {
    this.used = true;
    if (attribute.name === "dn") this.dn ??= attribute;
    else if (mayBeSecretAttribute(attribute.name)) {
      this.run += 1;
      if (!isSecretAttribute(attribute.name)) return;
      if (this.secrets.length < LIMITS.ldifValues) this.secrets.push({ name: attribute.name, start: attribute.start });
    } else if (keep(attribute.name)) {
      if (this.attributes.length < LIMITS.ldifValues) this.attributes.push(attribute);
      else this.surplus ??= attribute.start;
    }
  }

  addStray(text: string, start: number, end: number): void {
    this.run += 1;
    // A change record parts its changes with a hyphen.
    if (end - start === 1 && text.charAt(start) === "-") return;
    this.used = true;
    this.stray ??= start;
  }
}

/** The lines with their continuations. CR CR LF, which a redirected console leaves, is one break [formats.md 0.3]. */
function* unfolded(text: string): Iterable<Line> {
  let current: Line | null = null;
  for (const { start, end } of readLines(text)) {
    const halfBreak =
      start === end &&
      start > 0 &&
      text.charCodeAt(start - 1) === CR &&
      text.charCodeAt(start) === CR &&
      text.charCodeAt(start + 1) === LF;
    if (halfBreak) continue;
    if (current !== null && text.charCodeAt(start) === SPACE && start < end && current.start < current.end) {
      current.end = end;
      continue;
    }
    if (current !== null) yield current;
    current = { start, end };
  }
  if (current !== null) yield current;
}

/** Captures that were put together carry a byte order mark in the middle. */
function afterMarks(text: string, { start, end }: Line): number {
  let at = start;
  while (at < end && (text.charCodeAt(at) === 0xfeff || text.charCodeAt(at) === 0)) at += 1;
  return at;
}

function attributeAt(text: string, start: number, end: number, run: number): LdifAttribute | null {
  let colon = start;
  const last = Math.min(end, start + LONGEST_NAME);
  while (colon < last && text.charCodeAt(colon) !== COLON) colon += 1;
  if (colon === last) return null;
  const description = text.slice(start, colon).toLowerCase();
  if (!NAME.test(description)) return null;
  const [name = ""] = description.split(";", 1);
  const mark = text.charAt(colon + 1);
  const form = colon + 1 < end && mark === ":" ? "base64" : colon + 1 < end && mark === "<" ? "url" : "text";
  const valueStart = Math.min(colon + (form === "text" ? 1 : 2), end);
  return { name, options: description.slice(name.length + 1), form, start, end, valueStart, run };
}

/** A value without its folds, and where each part of it stands in the text. */
export interface Unfolded {
  readonly value: string;
  /** The place of a code unit of the value; its length gives the place behind the last. */
  offsetOf(index: number): number;
}

/** Blanks before the value are not part of it. */
export function unfold(text: string, start: number, end: number): Unfolded {
  const parts: string[] = [];
  const indexes: number[] = [];
  const offsets: number[] = [];
  let length = 0;
  for (const line of readLines(text.slice(start, end))) {
    const lineStart = start + line.start;
    const lineEnd = start + line.end;
    let from = lineStart;
    if (line.start === 0) while (from < lineEnd && text.charCodeAt(from) === SPACE) from += 1;
    else if (from < lineEnd) from += 1;
    if (from === lineEnd) continue;
    parts.push(text.slice(from, lineEnd));
    indexes.push(length);
    offsets.push(from);
    length += lineEnd - from;
  }
  const offsetOf = (index: number): number => {
    let low = 0;
    let high = indexes.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((indexes[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return (offsets[low] ?? start) + index - (indexes[low] ?? 0);
  };
  return { value: parts.join(""), offsetOf };
}

/** The bytes of base64 without blanks; null when it is none, or cut. */
export function base64Bytes(value: string): Uint8Array | null {
  if (value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return null;
  return new Uint8Array(Buffer.from(value, "base64"));
}

/** The value as text of its own: base64 as UTF-8; null for a URL and for what is no base64. NUL, marks and blanks go at both ends. */
export function textOfAttribute(text: string, attribute: LdifAttribute): string | null {
  if (attribute.form === "url" || attribute.end - attribute.valueStart > LIMITS.lineChars) return null;
  const { value } = unfold(text, attribute.valueStart, attribute.end);
  if (attribute.form === "text") return detached(trimField(value));
  const bytes = base64Bytes(value.trim());
  return bytes === null ? null : trimField(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}
