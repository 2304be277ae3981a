/** One row for each fix, in the order in which they settle most, with empty columns for owner, date and comment. */
import { actionTable } from "../action-table.ts";
import { csvOf } from "../csv-text.ts";
import { defineReporter } from "../define.ts";

export const reporter = defineReporter({
  id: "action-plan",
  title: "For whoever does the work: one row for each fix, as CSV",
  extension: "csv",
  render: (report) => csvOf(actionTable(report)),
});
