/**
 * Lines of INF and INI files with their places: security templates [MS-GPSB 2.2] and GPT.INI [MS-GPOL 2.2.4].
 * Every line is given, in order; which of two equal keys counts is the caller's business. Nothing is unescaped.
 */
import { isEdge } from "./decode.ts";
import { readLines } from "./line-index.ts";

export interface InfLine {
  /** `bare`: neither a section, nor an entry with `=`, nor a comment; `[Registry Keys]` consists of such lines. */
  readonly kind: "section" | "entry" | "bare" | "comment" | "blank";
  /** The section that the line stands in (for a section line: its own name), as written; null before the first. */
  readonly section: string | null;
  /** Left of the first `=`, or the whole of a bare line, without the blanks around it. */
  readonly key: string;
  /** Right of the first `=`, without the blanks around it. */
  readonly value: string;
  /** The line without its break; half-open offsets in the text. */
  readonly start: number;
  readonly end: number;
  /** Where `value` begins; the end of the line when there is none. */
  readonly valueStart: number;
}

const SEMICOLON = 0x3b;
const BRACKET = 0x5b;
const QUOTE = 0x22;
const EQUALS = 0x3d;

/** Comments are lines that begin with `;`; a `;` or `#` further on is part of the value. Linear and total. */
export function* readInf(text: string): Iterable<InfLine> {
  let section: string | null = null;
  for (const { start, end } of readLines(text)) {
    const line = trimSpan(text, start, end);
    const first = text.charCodeAt(line.start);
    const none = { key: "", value: "", start, end, valueStart: end };
    if (line.start === line.end) {
      yield { kind: "blank", section, ...none };
      continue;
    }
    if (first === SEMICOLON) {
      yield { kind: "comment", section, ...none };
      continue;
    }
    const name = first === BRACKET ? sectionName(text, line.start, line.end) : null;
    if (name !== null) {
      section = name;
      yield { kind: "section", section, ...none };
      continue;
    }
    const equals = equalsSign(text, line.start, line.end);
    if (equals < 0) {
      yield { kind: "bare", section, ...none, key: text.slice(line.start, line.end) };
      continue;
    }
    const key = trimSpan(text, line.start, equals);
    const value = trimSpan(text, equals + 1, line.end);
    yield {
      kind: "entry",
      section,
      key: text.slice(key.start, key.end),
      value: text.slice(value.start, value.end),
      start,
      end,
      valueStart: value.start,
    };
  }
}

function trimSpan(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && isEdge(text.charCodeAt(from))) from += 1;
  while (to > from && isEdge(text.charCodeAt(to - 1))) to -= 1;
  return { start: from, end: to };
}

/** `[name]`, with nothing but a comment behind it; otherwise null, and the line is no section. */
function sectionName(text: string, start: number, end: number): string | null {
  let close = start + 1;
  while (close < end && text[close] !== "]") close += 1;
  if (close >= end) return null;
  const rest = trimSpan(text, close + 1, end);
  if (rest.start < rest.end && text.charCodeAt(rest.start) !== SEMICOLON) return null;
  const name = trimSpan(text, start + 1, close);
  return text.slice(name.start, name.end);
}

/** The first `=`; in a line that begins with a quote, the first one outside quotes (a path or SDDL may hold `=`). */
function equalsSign(text: string, start: number, end: number): number {
  const quoting = text.charCodeAt(start) === QUOTE;
  let inside = false;
  for (let i = start; i < end; i += 1) {
    const code = text.charCodeAt(i);
    if (quoting && code === QUOTE) inside = !inside;
    else if (code === EQUALS && !inside) return i;
  }
  return -1;
}
