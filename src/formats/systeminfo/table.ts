/** `systeminfo /fo table`: one line for each computer below a line of equals signs, whose runs are the columns. */
import type { CsvRow } from "../../text/csv.ts";
import { readLines } from "../../text/line-index.ts";

const MOST_COLUMNS = 64;
const MOST_CHARS = 65_536;

/** Rows in the shape of those of CSV. A row whose cells do not begin below their signs is left out: wide letters shift them. */
export function* tableRows(text: string): Iterable<CsvRow & { readonly whole: boolean }> {
  let columns: readonly { readonly from: number; readonly to: number }[] = [];
  for (const { start, end } of readLines(text)) {
    if (end - start > MOST_CHARS) continue;
    const line = text.slice(start, end);
    if (/^={3,}(?: ={3,}){20,}\s*$/.test(line)) {
      columns = [...line.matchAll(/=+/g)].map(({ index, 0: run }) => ({ from: index, to: index + run.length }));
    } else if (line.trim() === "") {
      if (start > 0 && text[start - 1] === "\n") columns = [];
    } else if (columns.length > 0 && columns.length <= MOST_COLUMNS && columns.every(({ to }) => isGap(line, to))) {
      const cells = columns.map(({ from, to }) => {
        const value = line.slice(from, to).trimEnd();
        return { value, start: start + from, end: start + from + value.length };
      });
      const last = cells.at(-1)?.end ?? end;
      const from = columns.at(-1)?.from ?? 0;
      yield { cells, span: { start, end: Math.min(last, end) }, whole: line.trimEnd().length > from };
    }
  }
}

function isGap(line: string, at: number): boolean {
  return line.charAt(at).trim() === "";
}
