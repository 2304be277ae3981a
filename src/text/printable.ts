/** Untrusted text made safe to show: what a screen obeys or hides becomes a visible escape [formats.md 0.7]. */

type Range = readonly [first: number, last: number];

/**
 * Never shown raw: controls, bidi and format characters, everything that Unicode calls default-ignorable, line and
 * paragraph separators, tags, lone surrogates. A fixed table, so that every machine writes the same bytes.
 */
const HIDDEN: readonly Range[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const HIDDEN_PATTERN = new RegExp(
  `[${HIDDEN.map(([first, last]) => `\\u{${first.toString(16)}}-\\u{${last.toString(16)}}`).join("")}]`,
  "gu",
);
const NOT_ASCII = /[^\x20-\x7E]/gu;

/** True for a code point that {@link printable} replaces. */
export function isHidden(codePoint: number): boolean {
  return within(HIDDEN, codePoint);
}

/** `\u{1B}`: the escape of JavaScript, upper-case hex without leading zeros. */
function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}

/** Line breaks and tabs are escaped too: the result is one line that no terminal obeys. Everything else is unchanged. */
export function printable(text: string): string {
  return text.replace(HIDDEN_PATTERN, escapeOf);
}

/** Only U+0020 to U+007E are left; for consoles whose encoding is not UTF-8, where bytes of it could be controls. */
export function printableAscii(text: string): string {
  return text.replace(NOT_ASCII, escapeOf);
}

/**
 * Lines for people without what a build log obeys: `::` where a line begins, `##[` and `##vso[` anywhere [GitHub Actions,
 * Azure Pipelines]. Data for programs is not changed: it belongs in a file.
 */
export function withoutLogCommands(lines: string): string {
  return lines.replace(/^([ \t]*):(?=:)/gm, String.raw`$1\u{3A}`).replace(/#(?=#(?:vso)?\[)/gi, String.raw`\u{23}`);
}

/**
 * Text for a Markdown paragraph, heading or table cell: it shows as written, whatever it contains.
 * Entities for `&`, `<`, `>`, so that no dialect sees HTML; backslashes for what starts a span, a cell or math;
 * line starts that would make a list, quote, rule or heading; bare web addresses do not become links.
 */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]#|~$]/g, (mark) => `\\${mark}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("://", "\\://")
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
    .replace(/^(\s*)([-+=:])/, "$1\\$2")
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, "$1\\$2");
}

/** East Asian Wide and Fullwidth (UAX 11, Unicode 16), emoji blocks taken whole. */
const WIDE: readonly Range[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2329, 0x232a],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26aa, 0x26ab],
  [0x26bd, 0x26be],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x274c, 0x274e],
  [0x2753, 0x2757],
  [0x2795, 0x2797],
  [0x2b1b, 0x2b1c],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f18e, 0x1f19a],
  [0x1f200, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];

/** Combining marks of Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari and Thai, and of symbols. */
const COMBINING: readonly Range[] = [
  [0x300, 0x36f],
  [0x483, 0x489],
  [0x591, 0x5bd],
  [0x5bf, 0x5bf],
  [0x5c1, 0x5c2],
  [0x5c4, 0x5c5],
  [0x5c7, 0x5c7],
  [0x610, 0x61a],
  [0x64b, 0x65f],
  [0x670, 0x670],
  [0x6d6, 0x6dc],
  [0x6df, 0x6e4],
  [0x6e7, 0x6e8],
  [0x6ea, 0x6ed],
  [0x93c, 0x93c],
  [0x941, 0x948],
  [0x94d, 0x94d],
  [0xe31, 0xe31],
  [0xe34, 0xe3a],
  [0xe47, 0xe4e],
  [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff],
  [0x20d0, 0x20ff],
  [0x3099, 0x309a],
  [0xfe20, 0xfe2f],
];

/**
 * Columns of a terminal that the text takes: 2 for wide characters, 0 for combining marks and for what
 * {@link printable} removes, 1 for the rest. Ambiguous characters count 1.
 */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let width = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (within(WIDE, codePoint)) width += 2;
    else if (!within(COMBINING, codePoint) && !isHidden(codePoint)) width += 1;
  }
  return width;
}

/** Binary search in ranges that ascend. */
function within(ranges: readonly Range[], codePoint: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [0, -1];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}
