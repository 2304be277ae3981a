/** Result files of WELA (Yamato Security) [formats.md 7.4; read from the tool's source]: another program's rows. */
import { LIMITS } from "../../core/limits.ts";
import type { ToolRowFields } from "../../core/fact.ts";
import { readCsv, type CsvRow } from "../../text/csv.ts";
import { trimField } from "../../text/decode.ts";
import { readLines } from "../../text/line-index.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { labelled, toolRow } from "../tool-rows.ts";

const TOOL = "WELA";

/** Columns that make a result, the one that names the row, and the one with what WELA found. */
const RESULTS = [
  {
    columns: ["category", "subcategory", "rulecount", "currentsetting", "recommendedsetting"],
    item: "subcategory",
    verdict: "currentsetting",
  },
  {
    columns: ["logfile", "currentlogsize", "maxlogsize", "correctsetting"],
    item: "logfile",
    verdict: "correctsetting",
  },
] as const;

interface Header {
  readonly delimiter: string;
  readonly names: readonly string[];
  /** As written, for the details. */
  readonly labels: readonly string[];
  readonly item: number;
  readonly verdict: number;
}

function headerOf(line: string): Header | null {
  if (line.length > 1024 || !/category|logfile/i.test(line)) return null;
  for (const delimiter of [",", ";", "\t"]) {
    for (const { cells } of readCsv(line, delimiter)) {
      const labels = cells.map((cell) => trimField(cell.value));
      const names = labels.map((label) => label.toLowerCase());
      const result = RESULTS.find(({ columns }) => columns.every((name) => names.includes(name)));
      if (result === undefined) continue;
      return { delimiter, names, labels, item: names.indexOf(result.item), verdict: names.indexOf(result.verdict) };
    }
  }
  return null;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let looked = 0;
  for (const { start, end } of readLines(head.text)) {
    if (headerOf(head.text.slice(start, end)) !== null) return "yes";
    looked += 1;
    // `#TYPE` and a blank line can stand before the header.
    if (looked === 3) break;
  }
  return "no";
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let header: Header | null = null;
  let incomplete = false;
  const lastEnd = text.trimEnd().length;
  for (const { start, end } of readLines(text)) {
    const line = text.slice(start, Math.min(end, start + LIMITS.csvFieldChars));
    const here = headerOf(line);
    if (here !== null) {
      header = here;
      continue;
    }
    if (header === null || trimField(line) === "") continue;
    for (const row of readCsv(line, header.delimiter)) {
      const fields = rowOf(row, header);
      if (fields === null || end - start > LIMITS.csvFieldChars) {
        incomplete = true;
        const last = end >= lastEnd;
        const data = { message: "a row of another number of columns", columns: row.cells.length };
        sink.diagnostic({ code: last ? "truncated" : "malformed", offset: start, data });
        continue;
      }
      sink.fact(toolRow(fields, { start, end }, { host: null }));
    }
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

function rowOf(row: CsvRow, header: Header): ToolRowFields | null {
  const cells = row.cells.map((cell) => trimField(cell.value));
  const item = cells[header.item] ?? "";
  if (cells.length !== header.names.length || item === "") return null;
  const rest = header.labels.flatMap((label, at) =>
    at === header.item || at === header.verdict ? [] : [[label, cells[at] ?? ""] as const],
  );
  return { kind: "tool-row", tool: TOOL, item, verdict: cells[header.verdict] ?? null, details: labelled(rest) };
}

export const welaCsv = defineFormat({
  id: "wela-csv",
  title: "WELA results (CSV)",
  madeBy: [".\\WELA.ps1 audit-settings", ".\\WELA.ps1 audit-filesize"],
  recognisedBy:
    "CSV columns Category, SubCategory, RuleCount, CurrentSetting, RecommendedSetting; or LogFile, CurrentLogSize, MaxLogSize, CorrectSetting.",
  proves:
    'What WELA printed. It compares English names, and counts anything but "No Auditing" as enabled: its auditpol.txt is the better evidence.',
  sniff,
  parse,
  // Without the header a row does not tell which column is which.
  reread: (_, kind) => (kind === "tool-row" ? { kind, tool: TOOL } : null),
});
