/** What the workbook is of: the report's own data and sums. */
import { type Report, SEVERITIES, STATUSES } from "../core/report.ts";
import { DESIGN_SENTENCE } from "./sentences.ts";
import { shownText } from "./shown.ts";
import { type Column, type Table, tableOf } from "./table.ts";

type Row = readonly [name: string, value: string | number | null];

const COLUMNS: readonly Column<Row>[] = [
  { name: "what", width: 30, of: ([name]) => name },
  { name: "value", width: 90, of: ([, value]) => value },
];

export function aboutTable(report: Report): Table {
  const { tool, catalog, asOf, mode, summary, waiverFile } = report;
  const rows: readonly Row[] = [
    ["tool", `${tool.name} ${tool.version}`],
    ["as of", asOf],
    ["catalog", `${catalog.version}, SHA-256 ${catalog.digest}`],
    ["mode", mode],
    ...(mode === "design" ? [["mode means", DESIGN_SENTENCE] as const] : []),
    ["verdict", summary.verdict],
    ...STATUSES.map((status) => [`findings: ${status}`, summary.findings[status]] as const),
    ["checklist, for a person to confirm", summary.checklist],
    ...SEVERITIES.map((severity) => [`open: ${severity}`, summary.open[severity]] as const),
    ...(waiverFile === null
      ? []
      : [
          ...SEVERITIES.map((severity) => [`open after waivers: ${severity}`, summary.afterWaivers[severity]] as const),
          ["waivers", `${waiverFile.path}, SHA-256 ${waiverFile.digest}`] as const,
        ]),
    ["filter", shownText(report)],
    ["files", summary.files],
    ["inputs with problems", summary.inputsWithProblems],
    ["cells", "Text only. Hidden characters are shown as \\u{...}; the JSON report has every value as it is."],
  ];
  return tableOf("About", COLUMNS, rows);
}
