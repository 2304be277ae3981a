/** One row for each finding [RFC 4180], UTF-8 with the mark that Excel needs, safe against formulas. */
import { defineReporter } from "../define.ts";
import { csvOf } from "../csv-text.ts";
import { findingTable } from "../finding-table.ts";

export const reporter = defineReporter({
  id: "csv",
  title: "For spreadsheets: one row for each finding",
  extension: "csv",
  render: (report) => csvOf(findingTable(report)),
});
