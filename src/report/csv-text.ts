/** A table as a file of comma separated values. */
import { CSV_MARK, csvRow } from "../text/csv-write.ts";
import { CELL_LIMIT, limited, type Table } from "./table.ts";

export function* csvOf({ columns, rows }: Table): Iterable<string> {
  yield CSV_MARK;
  yield csvRow(columns.map(({ name }) => name));
  for (const row of rows) yield csvRow(row.map((value) => limited(value, CELL_LIMIT)));
}
