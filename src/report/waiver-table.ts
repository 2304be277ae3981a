/** One row for each waiver of the file, in its order, and what became of it. */
import type { Report } from "../core/report.ts";
import type { WaiverRow } from "../core/waiver.ts";
import { type Column, someOf, type Table, tableOf } from "./table.ts";

export function waiverTable({ waivers }: Report): Table {
  return tableOf("Waivers", COLUMNS, waivers);
}

const COLUMNS: readonly Column<WaiverRow>[] = [
  { name: "id", width: 18, of: ({ id }) => id },
  { name: "state", width: 12, of: ({ state }) => state },
  { name: "kind", width: 22, of: ({ kind }) => kind },
  { name: "rules", width: 40, of: ({ rules }) => someOf(rules) },
  { name: "subjects", width: 40, of: ({ subjects }) => someOf(subjects) },
  { name: "stands_beside", width: 14, of: ({ findings }) => findings.length },
  { name: "owner", width: 24, of: ({ owner }) => owner },
  { name: "requested_by", width: 24, of: ({ requestedBy }) => requestedBy },
  { name: "approved_by", width: 24, of: ({ approvedBy }) => approvedBy },
  { name: "approved_on", width: 13, of: ({ approvedOn }) => approvedOn },
  { name: "expires", width: 13, of: ({ expires }) => expires },
  { name: "reason", width: 50, of: ({ reason }) => reason },
  { name: "compensating", width: 40, of: ({ compensating }) => compensating },
  { name: "evidence", width: 30, of: ({ evidence }) => someOf(evidence) },
  { name: "warnings", width: 40, of: ({ warnings }) => someOf(warnings) },
  { name: "line", width: 7, of: ({ at }) => at.line },
  { name: "findings", width: 50, of: ({ findings }) => someOf(findings) },
];
