/** Lines of what a console printed, trimmed, with their places: captures carry prompts, blank lines and marks of other captures. */
import { isEdge } from "./decode.ts";
import { readLines } from "./line-index.ts";

export interface ConsoleLine {
  /** Without white space, U+FEFF and U+0000 at both ends; never empty. */
  readonly text: string;
  /** Half-open; the place of `text` in the whole. */
  readonly start: number;
  readonly end: number;
  /** Code units that were taken off the beginning. */
  readonly indent: number;
}

/** What is longer is no line of a console command. */
const MAX_LINE = 64 * 1024;

/** Lines that are blank or over 64 Ki code units are left out. Linear and total. */
export function* consoleLines(text: string): Iterable<ConsoleLine> {
  for (const line of readLines(text)) {
    if (line.end - line.start > MAX_LINE) continue;
    let { start, end } = line;
    while (start < end && isEdge(text.charCodeAt(start))) start += 1;
    while (end > start && isEdge(text.charCodeAt(end - 1))) end -= 1;
    if (start < end) yield { text: text.slice(start, end), start, end, indent: start - line.start };
  }
}

/** `C:\>powercfg …`, `PS C:\> …`, `[dc01]: PS C:\> …`: the command that was typed, not what it printed. */
export function isPrompt(text: string): boolean {
  return /^(?:\[[^\]]{1,255}\]: )?(?:PS )?[A-Za-z]:\\[^>]{0,260}>/.test(text);
}

/** Both sides of the first colon (Western or full width), trimmed; null without one or without a word before it. */
export function labelled(text: string): { readonly label: string; readonly value: string } | null {
  const at = text.search(/[:\uff1a]/);
  if (at <= 0) return null;
  const label = text.slice(0, at).trim();
  return label === "" ? null : { label, value: text.slice(at + 1).trim() };
}
