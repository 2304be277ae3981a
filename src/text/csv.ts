/**
 * Comma separated values as Windows tools write them: one row a line. A quoted cell ends with its line at the latest,
 * because no audit file has a line break inside a cell and a stray quote must not swallow the rows below it.
 */
import { readLines } from "./line-index.ts";

interface CsvCell {
  /** Without the enclosing quotes, doubled quotes undone; otherwise as written, blanks included. */
  readonly value: string;
  /** Offsets in the text, quotes included; half-open. */
  readonly start: number;
  readonly end: number;
}

export interface CsvRow {
  /** The row without its line break. */
  readonly span: { readonly start: number; readonly end: number };
  /** At least one; a blank line has one empty cell. */
  readonly cells: readonly CsvCell[];
}

const QUOTE = '"';
const MARK = "\ufeff";

/** Cells of one row; the last of them holds the rest of the line as written, so that nothing is lost or piled up. */
export const MAX_CELLS = 256;

/** Every line gives one row. `delimiter` is one code unit. Linear and total. */
export function* readCsv(text: string, delimiter = ","): Iterable<CsvRow> {
  for (const span of readLines(text)) yield { span, cells: cellsOf(text, span.start, span.end, delimiter) };
}

function cellsOf(text: string, start: number, end: number, delimiter: string): CsvCell[] {
  // Each look for a delimiter or a quote stops in this line, so that a text without any is not scanned once a row.
  const line = text.slice(start, end);
  const cells: CsvCell[] = [];
  let at = 0;
  while (cells.length < MAX_CELLS - 1) {
    // A byte order mark before a quote is one of a capture appended to another.
    const open = at === 0 && line.startsWith(MARK) ? MARK.length : at;
    const quoted = line[open] === QUOTE ? quotedCell(line, open, delimiter) : null;
    const next = quoted?.end ?? endOfPlain(line, at, delimiter);
    cells.push({ value: quoted?.value ?? line.slice(at, next), start: start + at, end: start + next });
    if (next >= line.length) return cells;
    at = next + 1;
  }
  cells.push({ value: line.slice(at), start: start + at, end });
  return cells;
}

function endOfPlain(line: string, at: number, delimiter: string): number {
  const found = line.indexOf(delimiter, at);
  return found < 0 ? line.length : found;
}

/** Null when the quote is not closed on its line: the cell is then plain text that begins with a quote. */
function quotedCell(line: string, at: number, delimiter: string): { value: string; end: number } | null {
  const parts: string[] = [];
  let from = at + 1;
  for (;;) {
    const quote = line.indexOf(QUOTE, from);
    if (quote < 0) return null;
    parts.push(line.slice(from, quote));
    if (line[quote + 1] === QUOTE) {
      parts.push(QUOTE);
      from = quote + 2;
      continue;
    }
    // Text after the closing quote belongs to the cell.
    const end = endOfPlain(line, quote + 1, delimiter);
    parts.push(line.slice(quote + 1, end));
    return { value: parts.join(""), end };
  }
}
