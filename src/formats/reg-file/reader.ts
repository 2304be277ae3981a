/** Entries of Registry Editor files, one at a time, from the offset where they begin [formats.md 5.2]. */
import type { RegistryValue } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { detached, registryData, registryTypeName } from "../../text/registry-data.ts";
import { isSecretName } from "../../text/secrets.ts";

/** How the bytes of `hex(1)`, `hex(2)` and `hex(7)` spell text: UTF-16 in Version 5, ANSI in REGEDIT4. */
export type Strings = "utf-16" | "ansi";

export interface RegEntry {
  readonly name: string;
  /** Null for a deletion. */
  readonly type: string | null;
  readonly value: RegistryValue | null;
  readonly deleted: boolean;
  /** The data are bytes of text, which the file's first line tells how to read. */
  readonly spelled: boolean;
  /** The data does not fit its type; its bytes stand as digits. */
  readonly odd: boolean;
  /** The value is a password, neither in the fields nor to be cited. */
  readonly secret: boolean;
  readonly dataStart: number;
  /** Behind the data, before the line break. */
  readonly end: number;
}

export interface RegProblem {
  readonly code: "truncated" | "malformed" | "limit-exceeded";
  readonly message: string;
  /** Where the reading goes on: the end of the first line. */
  readonly end: number;
}

const BINARY = 3;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const CR = 0x0d;

/** The offset of the line's break, or of the end of the text. */
export function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === LF || code === CR) break;
    at += 1;
  }
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0 || code === 0xfeff;
}

export function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

/** `"name"=data` or `@=data`; a quoted text may hold line breaks, a list of bytes is continued behind a backslash. */
export function readEntry(text: string, start: number, strings: Strings): RegEntry | RegProblem {
  const line = endOfLine(text, start);
  const bad = (message: string, end = line): RegProblem => {
    const code = end === text.length && line === text.length ? "truncated" : "malformed";
    return { code, message, end: line };
  };
  const name = text.charAt(start) === "@" ? { value: "", end: start + 1 } : quoted(text, start);
  // Only data may hold line breaks.
  if (name === null || name.end > line) return bad("a value name without its closing quote");
  const equals = skipBlanks(text, name.end);
  if (text.charAt(equals) !== "=") return bad("a value without its equals sign");
  const dataStart = skipBlanks(text, equals + 1);
  const common = { name: detached(name.value), dataStart };
  const first = text.charAt(dataStart);
  if (first === "-") {
    if (!onlyComment(text, dataStart + 1, line)) return bad("text behind a deletion");
    return { ...entry(common, null, null, dataStart + 1), deleted: true };
  }
  if (first === '"') return quotedEntry(text, common, line);
  const colon = text.indexOf(":", dataStart);
  const keyword = colon < 0 || colon > line || colon - dataStart > 16 ? "" : text.slice(dataStart, colon).toLowerCase();
  if (keyword === "dword") return numberEntry(text, common, colon + 1, line);
  const type = keyword === "hex" ? BINARY : hexType(keyword);
  if (type === null) return bad("data of an unknown form");
  return bytesEntry(text, common, strings, type, colon + 1, line);
}

interface Common {
  readonly name: string;
  readonly dataStart: number;
}

function quotedEntry(text: string, common: Common, line: number): RegEntry | RegProblem {
  const data = quoted(text, common.dataStart);
  if (data === null) return { code: "truncated", message: "a text without its closing quote", end: line };
  if (data.end - common.dataStart > LIMITS.registryDataBytes) {
    return { code: "limit-exceeded", message: "the data of a registry value", end: endOfLine(text, data.end) };
  }
  if (!onlyComment(text, data.end, endOfLine(text, data.end)))
    return { code: "malformed", message: "text behind a closing quote", end: line };
  return entry(common, "REG_SZ", detached(data.value), data.end);
}

function numberEntry(text: string, common: Common, at: number, line: number): RegEntry | RegProblem {
  let end = at;
  while (end < line && isHexDigit(text.charCodeAt(end))) end += 1;
  const digits = end - at;
  const cut = end === text.length && digits < 8;
  if (digits === 0 || digits > 8 || cut || !onlyComment(text, end, line)) {
    return { code: cut ? "truncated" : "malformed", message: "a number that is not up to 8 digits", end: line };
  }
  return entry(common, "REG_DWORD", Number.parseInt(text.slice(at, end), 16), end);
}

function bytesEntry(
  text: string,
  common: Common,
  strings: Strings,
  type: number,
  at: number,
  line: number,
): RegEntry | RegProblem {
  const list = bytesAt(text, at);
  const end = Math.max(line, list.resume);
  // A list that ends with the file may have lost bytes: exports end with a line break.
  if (list.end === text.length) return { code: "truncated", message: "a list of bytes", end };
  if (list.bytes === null) return { code: "malformed", message: "a list of bytes", end };
  if (list.over) return { code: "limit-exceeded", message: "the data of a registry value", end };
  const value = registryData(type, list.bytes, strings);
  const spelled = (type === 1 || type === 2 || type === 7) && list.bytes.length > 0;
  const shown = value ?? registryData(BINARY, list.bytes, strings);
  return entry(common, registryTypeName(type), shown, list.end, spelled, value === null);
}

/** One shape for all entries, made in one place: large exports hold a million of them. */
function entry(
  { name, dataStart }: Common,
  type: string | null,
  value: RegistryValue | null,
  end: number,
  spelled = false,
  odd = false,
): RegEntry {
  const secret = value !== null && isSecretName(name);
  return { name, type, value: secret ? null : value, deleted: false, spelled, odd, secret, dataStart, end };
}

/** The text behind an opening quote; only `\\` and `\"` are escapes. Null when nothing closes it. */
function quoted(text: string, start: number): { value: string; end: number } | null {
  let from = start + 1;
  const parts: string[] = [];
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const last = text.slice(from, at);
      return { value: parts.length === 0 ? last : parts.join("") + last, end: at + 1 };
    }
    if (code !== BACKSLASH) continue;
    const next = text.charCodeAt(at + 1);
    if (next !== QUOTE && next !== BACKSLASH) continue;
    parts.push(text.slice(from, at), text.charAt(at + 1));
    at += 1;
    from = at + 1;
  }
  return null;
}

function onlyComment(text: string, from: number, line: number): boolean {
  const at = skipBlanks(text, from);
  return at >= line || text.charAt(at) === ";";
}

/** `hex(b)`: the number is hexadecimal, up to 32 bits. */
function hexType(keyword: string): number | null {
  const digits = /^hex\(([0-9a-f]{1,8})\)$/.exec(keyword)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

interface ByteList {
  /** Null when something else stands in the list. */
  readonly bytes: Uint8Array | null;
  readonly over: boolean;
  /** Behind the last byte, or the place of what does not belong here. */
  readonly end: number;
  /** A line break before `end`, or `end` itself: reading can go on there. */
  readonly resume: number;
}

/** One or two digits each, commas between them; a backslash before the line break continues the list, a comment ends it. */
function bytesAt(text: string, start: number): ByteList {
  let bytes = new Uint8Array(64);
  let count = 0;
  let digits = 0;
  let value = 0;
  let continued = false;
  let over = false;
  let resume = start;
  let end = start;
  const keep = (): void => {
    over ||= count === LIMITS.registryDataBytes;
    if (over) return;
    if (count === bytes.length) {
      const larger = new Uint8Array(2 * count);
      larger.set(bytes);
      bytes = larger;
    }
    bytes[count] = value;
    count += 1;
    digits = 0;
    value = 0;
  };
  for (let at = start; ; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : LF;
    const digit = digitOf(code);
    if (digit >= 0 && digits < 2 && !continued) {
      value = value * 16 + digit;
      digits += 1;
      end = at + 1;
    } else if (code === 0x2c && digits > 0) {
      keep();
      digits = 0;
      value = 0;
      end = at + 1;
    } else if (code === BACKSLASH && !continued) {
      continued = true;
      end = at + 1;
    } else if (code === LF || code === CR) {
      if (!continued || at >= text.length) {
        if (digits > 0) keep();
        const ended = at >= text.length ? at : end;
        return { bytes: bytes.subarray(0, count), over, end: ended, resume: at };
      }
      continued = false;
      resume = at;
      if (code === CR && text.charCodeAt(at + 1) === LF) at += 1;
    } else if (code === 0x3b && !continued) {
      if (digits > 0) keep();
      return { bytes: bytes.subarray(0, count), over, end, resume: endOfLine(text, at) };
    } else if (!isBlank(code)) {
      return { bytes: null, over, end: at, resume };
    }
  }
}

function digitOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function isHexDigit(code: number): boolean {
  return digitOf(code) >= 0;
}
