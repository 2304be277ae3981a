/** Tables for programs and spreadsheets: the same columns in CSV and in XLSX. A name, once released, keeps its meaning. */
import type { CsvValue } from "../text/csv-write.ts";
import { printable } from "../text/printable.ts";

export interface Column<T> {
  readonly name: string;
  /** Characters, for a spreadsheet. */
  readonly width: number;
  readonly of: (row: T) => CsvValue;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Pick<Column<never>, "name" | "width">[];
  readonly rows: Iterable<readonly CsvValue[]>;
}

export function tableOf<T>(title: string, columns: readonly Column<T>[], rows: Iterable<T>): Table {
  return { title, columns, rows: cellsOf(columns, rows) };
}

function* cellsOf<T>(columns: readonly Column<T>[], rows: Iterable<T>): Iterable<readonly CsvValue[]> {
  for (const row of rows) yield columns.map(({ of }) => of(row));
}

/** `a; b; c and 7 more`. */
export function someOf(parts: readonly string[], most = 20): string {
  const shown = parts.slice(0, most).join("; ");
  return parts.length > most ? `${shown} and ${parts.length - most} more` : shown;
}

/** Excel takes 32,767 characters in a cell and drops the rest, or the whole file; some are left for escapes and the mark. */
export const CELL_LIMIT = 32_000;

/** As much as a cell holds, and how long the whole is. Hidden characters are shown first, because that makes them longer. */
export function limited(value: CsvValue, limit: number): CsvValue {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  const lines = typeof value === "string" ? [printable(value)] : value.map(printable);
  const length = lines.reduce((sum, line) => sum + line.length + 1, -1);
  if (length <= limit) return typeof value === "string" ? (lines[0] ?? "") : lines;
  const text = lines
    .join("\n")
    .slice(0, limit - 40)
    .replace(/[\uD800-\uDBFF]$/, "");
  const cut = `${text}... (${length} characters)`;
  return typeof value === "string" ? cut : cut.split("\n");
}
