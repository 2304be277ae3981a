/** A workbook: findings, inputs with their digests, the action plan, the waivers, and what it all is of. */
import { zipOf } from "../../text/zip-write.ts";
import { aboutTable } from "../about-table.ts";
import { actionTable } from "../action-table.ts";
import { defineReporter } from "../define.ts";
import { findingTable } from "../finding-table.ts";
import { inputTable } from "../input-table.ts";
import { waiverTable } from "../waiver-table.ts";
import { workbookParts } from "../workbook.ts";

export const reporter = defineReporter({
  id: "xlsx",
  title: "For spreadsheets: a workbook with findings, inputs, action plan and waivers",
  extension: "xlsx",
  binary: true,
  render: (report) =>
    zipOf(
      workbookParts([
        findingTable(report),
        inputTable(report),
        actionTable(report),
        waiverTable(report),
        aboutTable(report),
      ]),
    ),
});
