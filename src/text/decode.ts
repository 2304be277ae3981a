/** Bytes to text, decided once and on the bytes alone: no declaration, name or extension is trusted [formats.md 0.3]. */
import type { Encoding } from "../core/provenance.ts";

export interface Decoded {
  /** Without the byte order mark at the start; a mark further on stays where it is. */
  readonly text: string;
  readonly encoding: Exclude<Encoding, "binary">;
  /** True when bytes were read that the encoding does not vouch for: a legacy code page, UTF-32, broken UTF-8. */
  readonly guessed: boolean;
}

/** How much of a file without a byte order mark is looked at for zero bytes. */
const PROBE_BYTES = 512;

/** Total: any bytes give a text. */
export function decode(bytes: Uint8Array): Decoded {
  const { encoding, mark, guessed } = beginningOf(bytes);
  if (encoding !== "utf-8") return { text: utf16(bytes.subarray(mark), encoding === "utf-16be"), encoding, guessed };
  const strict = strictUtf8(bytes.subarray(mark));
  if (strict !== null) return { text: strict, encoding, guessed };
  if (mark > 0) return { text: lenientUtf8(bytes.subarray(mark)), encoding, guessed: true };
  return { text: windows1252(bytes), encoding: "windows-1252", guessed: true };
}

export interface Beginning {
  /** `utf-8`: unless the rest of the bytes says otherwise. */
  readonly encoding: "utf-8" | "utf-16le" | "utf-16be";
  /** Bytes of the byte order mark. */
  readonly mark: number;
  readonly guessed: boolean;
}

/** What the first {@link PROBE_BYTES} decide. */
export function beginningOf(bytes: Uint8Array): Beginning {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe) {
    // FF FE 00 00 is the mark of UTF-32LE, which Windows writes for none of our files: read, but vouched for by nobody.
    return { encoding: "utf-16le", mark: 2, guessed: c === 0 && d === 0 };
  }
  if (a === 0xfe && b === 0xff) return { encoding: "utf-16be", mark: 2, guessed: false };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", mark: 3, guessed: false };
  return { encoding: zeroByteOrder(bytes) ?? "utf-8", mark: 0, guessed: false };
}

/** White space, U+FEFF and U+0000 off both ends: concatenated captures carry them at field edges [formats.md 0.3]. */
export function trimField(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isEdge(text.charCodeAt(start))) start += 1;
  while (end > start && isEdge(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** A character that {@link trimField} removes. */
export function isEdge(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0 || code === 0xfeff || code === 0xa0;
}

/** UTF-16 without a mark: at least 90 % of the bytes at one parity are zero, and not of the other as well. */
function zeroByteOrder(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes.length < 4) return null;
  const length = Math.min(bytes.length, PROBE_BYTES);
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 1) {
    if (bytes[i] !== 0) continue;
    if (i % 2 === 0) even += 1;
    else odd += 1;
  }
  const oddZero = odd >= 0.9 * Math.floor(length / 2);
  const evenZero = even >= 0.9 * Math.ceil(length / 2);
  if (oddZero === evenZero) return null;
  return oddZero ? "utf-16le" : "utf-16be";
}

function utf16(bytes: Uint8Array, bigEndian: boolean): string {
  return new TextDecoder(bigEndian ? "utf-16be" : "utf-16le", { ignoreBOM: true }).decode(bytes);
}

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function lenientUtf8(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Code points of the bytes 0x80 to 0x9F; the five holes stay the C1 controls, as in the WHATWG index. */
const HIGH_CONTROLS =
  "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
  "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

/** By table: some Node versions decode windows-1252 as Latin-1. */
export function windows1252(bytes: Uint8Array): string {
  const parts: string[] = [];
  const chunk = 8192;
  for (let at = 0; at < bytes.length; at += chunk) {
    const codes: number[] = [];
    for (const byte of bytes.subarray(at, at + chunk)) {
      codes.push(byte >= 0x80 && byte <= 0x9f ? HIGH_CONTROLS.charCodeAt(byte - 0x80) : byte);
    }
    parts.push(String.fromCharCode(...codes));
  }
  return parts.join("");
}
