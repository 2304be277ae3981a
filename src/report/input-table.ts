/** One row for each file under the paths, used or not, with its digest: for the workbook. */
import { compareText } from "../core/order.ts";
import type { Source } from "../core/provenance.ts";
import type { Report } from "../core/report.ts";
import { type Column, type Table, tableOf } from "./table.ts";

export function inputTable(report: Report): Table {
  const sources = report.sources.toSorted((a, b) => compareText(a.path, b.path));
  return tableOf("Inputs", columnsOf(report), sources);
}

function columnsOf({ uses, formats }: Report): readonly Column<Source>[] {
  return [
    { name: "path", width: 80, of: ({ path }) => path },
    { name: "format", width: 20, of: ({ kind }) => kind },
    { name: "format_title", width: 30, of: ({ kind }) => (kind === null ? null : (formats.get(kind) ?? kind)) },
    { name: "read", width: 13, of: ({ read }) => read },
    { name: "reason", width: 40, of: ({ reason }) => reason },
    { name: "tier", width: 6, of: ({ path }) => uses.get(path)?.tier ?? null },
    { name: "facts", width: 8, of: ({ path }) => uses.get(path)?.facts ?? 0 },
    { name: "about", width: 30, of: ({ path }) => uses.get(path)?.about ?? null },
    { name: "taken", width: 26, of: ({ taken }) => taken?.time ?? null },
    { name: "taken_from", width: 12, of: ({ taken }) => taken?.basis ?? null },
    { name: "encoding", width: 13, of: ({ encoding }) => encoding },
    { name: "bytes", width: 12, of: ({ bytes }) => bytes },
    { name: "sha256", width: 66, of: ({ id }) => id },
    { name: "member_of", width: 66, of: ({ memberOf }) => memberOf },
  ];
}
