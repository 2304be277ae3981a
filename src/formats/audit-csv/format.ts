/** The CSV of audit policy: a GPO's audit.csv, `auditpol /backup` and `auditpol /get /r` [MS-GPAC 2.2; formats.md 4]. */
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { Via } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { settingsOf, type AuditingSettings } from "../../text/auditing-settings.ts";
import { foldWord, type AuditingMeaning } from "../../text/auditing-words.ts";
import type { CsvRow } from "../../text/csv.ts";
import { readCsv } from "../../text/csv.ts";
import { trimField } from "../../text/decode.ts";
import { readLines } from "../../text/line-index.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import type { AuditRow } from "./row.ts";
import { readingsOf, readRow, settingTexts, VALUE_COLUMNS } from "./row.ts";

/** Header words by column. English [S]; German from `auditpol` of Windows Server 2022 [V]. */
const HEADERS: readonly (readonly string[])[] = [
  [
    "machine name",
    "policy target",
    "subcategory",
    "subcategory guid",
    "inclusion setting",
    "exclusion setting",
    "setting value",
  ],
  [
    "computername",
    "richtlinienziel",
    "unterkategorie",
    "unterkategorie-guid",
    "aufnahmeeinstellung",
    "ausschlusseinstellung",
    "einstellungswert",
  ],
];

/** Said with every row that does not conform: whether the client then drops the whole file is not known [U]. */
const CLIENT = "may ignore the whole file";

/** A line that can be a row at all; keeps the look for the delimiter off everything else. */
const ROW_HINT = /69AE-11D9-BED3-505054503030|Option:|GlobalSacl/i;

/** A row with fewer cells is no witness of the format, though it is read where others are. */
const LEAST_COLUMNS = 5;

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  let answer: "no" | "maybe" = "no";
  for (const { start, end } of readLines(head.sample)) {
    const line = head.sample.slice(start, end);
    if (ROW_HINT.test(line) && readingsOf(line, LEAST_COLUMNS).length > 0) return "yes";
    const header = headerOf(line);
    if (header?.known === true) return "yes";
    if (header !== null) answer = "maybe";
  }
  return answer;
}

/** Its number of columns; `known` when its words are those of a language in the table. Otherwise only the word GUID tells. */
function headerOf(line: string): { columns: number; known: boolean } | null {
  if (line.length > 1024 || !/guid/i.test(line)) return null;
  for (const delimiter of [",", ";", "\t"]) {
    for (const { cells } of readCsv(line, delimiter)) {
      const words = cells.map((cell) => trimField(cell.value).toLowerCase());
      while (words.at(-1) === "") words.pop();
      if (words.length < LEAST_COLUMNS || words.length > VALUE_COLUMNS || !(words[3] ?? "").includes("guid")) continue;
      const known = HEADERS.some((header) => words.every((word, i) => word === header[i]));
      if (known || words.every((word) => word !== "")) return { columns: words.length, known };
    }
  }
  return null;
}

/** The file's delimiter by its first row; a comma when it has none. */
function fileDelimiter(text: string): string {
  for (const { start, end } of readLines(text)) {
    if (end - start > LIMITS.lineChars) continue;
    const line = text.slice(start, end);
    const [found] = ROW_HINT.test(line) ? readingsOf(line, LEAST_COLUMNS) : [];
    if (found !== undefined) return found.delimiter;
  }
  return ",";
}

/** What the texts of the whole file mean: some are told only by their neighbours. */
function fileSettings(text: string, delimiter: string): AuditingSettings {
  const texts = new Set<string>();
  const numbered = new Map<string, AuditingMeaning>();
  const disputed = new Set<string>();
  for (const row of readCsv(text, delimiter)) {
    if (row.span.end - row.span.start > LIMITS.lineChars) continue;
    const fields = readRow(text, row, delimiter)?.fields;
    if (fields?.kind !== "subcategory") continue;
    const { inclusion, exclusion } = settingTexts(row);
    if (!hasText(row, VALUE_COLUMNS - 1)) {
      texts.add(inclusion);
      texts.add(exclusion);
    } else if (fields.user === undefined && inclusion !== "" && isMeaning(fields.value)) {
      const word = foldWord(inclusion);
      if ((numbered.get(word) ?? fields.value) !== fields.value) disputed.add(word);
      numbered.set(word, fields.value);
    }
  }
  for (const word of disputed) numbered.delete(word);
  return settingsOf(texts, numbered);
}

function isMeaning(value: number | null): value is 0 | 1 | 2 | 3 {
  return value !== null && value <= 3;
}

/** The file of a GPO is told from a capture by its place, where the client ignores the machine name [MS-GPAC 2.2.4]. */
function inGpo(path: string): boolean {
  return /(?:^|[/!])machine\/microsoft\/windows nt\/audit\/[^/]*$/i.test(path.replaceAll("\\", "/"));
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const delimiter = fileDelimiter(text);
  const place = inGpo(input.path);
  const settings = fileSettings(text, delimiter);
  for (const note of settings.notes) sink.diagnostic(note);
  const seen = new Set<string>();
  const zeros = { rows: 0, first: 0 };
  let columns: number | null = null;
  let incomplete = false;
  let started = false;

  function complain(
    code: "malformed" | "truncated" | "limit-exceeded",
    row: CsvRow,
    data: DiagnosticDraft["data"],
  ): void {
    incomplete = true;
    sink.diagnostic({ code, offset: row.span.start, data: { ...data } });
  }

  for (const row of readCsv(text, delimiter)) {
    const width = row.span.end - row.span.start;
    if (width === 0) continue;
    if (width > LIMITS.lineChars || row.cells.some((cell) => cell.value.length > LIMITS.csvFieldChars)) {
      complain("limit-exceeded", row, { what: "CSV field", limit: LIMITS.csvFieldChars });
      continue;
    }
    const read = readRow(text, row, delimiter, settings);
    const last = row.span.end === text.length;
    if (read === null) {
      const line = text.slice(row.span.start, row.span.end);
      const header = headerOf(line);
      if (header !== null) columns = header.columns;
      // Before anything else, the first line of enough cells is taken for the header of a language not known here.
      const heading = header !== null || (!started && row.cells.length >= LEAST_COLUMNS);
      if (heading) started = true;
      if (heading || !started || isNoise(line)) continue;
      complain(last ? "truncated" : "malformed", row, { message: "a row without a subcategory GUID", client: CLIENT });
      continue;
    }
    started = true;
    columns ??= row.cells.length;
    const short = row.cells.length < Math.min(columns, VALUE_COLUMNS);
    if (short && last) {
      complain("truncated", row, { message: "the last row", columns: row.cells.length, expected: columns });
      continue;
    }
    const extra = extraCells(row, read);
    const numberless =
      columns >= VALUE_COLUMNS && read.fields.kind === "subcategory" && !hasText(row, VALUE_COLUMNS - 1);
    if (short || extra || numberless || !read.wellFormed) {
      const message = short || extra ? "a row of another number of columns" : "a row without its target or its value";
      complain("malformed", row, { message, columns: row.cells.length, expected: columns, client: CLIENT });
    }
    for (const note of read.notes) sink.diagnostic(note);

    const host = place ? "" : read.host;
    const via = place ? "audit-csv" : viaOf(row, read, columns);
    const key = `${host.toLowerCase()}\u0000${read.key}`;
    if (seen.has(key)) {
      sink.diagnostic({ code: "duplicate-key", offset: row.span.start, data: { key: labelOf(read), counts: "last" } });
    }
    seen.add(key);
    if (read.zero && via === "audit-csv") {
      if (zeros.rows === 0) zeros.first = row.span.start;
      zeros.rows += 1;
    }
    sink.fact({
      fields: read.fields,
      span: { unit: "char", start: row.span.start, end: row.span.end },
      via,
      ...(host === "" ? {} : { host }),
    });
  }
  if (zeros.rows > 0) {
    sink.diagnostic({
      code: "value-ambiguous",
      offset: zeros.first,
      data: { what: "Setting Value 0", read: "No Auditing", specification: "unchanged", rows: zeros.rows },
    });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

/** Without a machine name only a GPO's file; with one, the number column tells a backup from `/get /r`. */
function viaOf(row: CsvRow, read: AuditRow, columns: number): Via {
  if (read.host === "") return "audit-csv";
  const numbered = row.cells.length >= VALUE_COLUMNS && (columns >= VALUE_COLUMNS || hasText(row, VALUE_COLUMNS - 1));
  return numbered ? "auditpol-backup" : "auditpol-get";
}

function labelOf({ fields }: AuditRow): string {
  return (fields.kind === "subcategory" ? fields.subcategory : fields.option).slice(0, 80);
}

/** Words behind the last column; a global SACL may lie over several. */
function extraCells(row: CsvRow, read: AuditRow): boolean {
  if (read.fields.kind === "audit-option" && read.fields.option.toLowerCase().endsWith("globalsacl")) return false;
  return row.cells.slice(VALUE_COLUMNS).some((cell) => trimField(cell.value) !== "");
}

function hasText(row: CsvRow, column: number): boolean {
  return trimField(row.cells[column]?.value ?? "") !== "";
}

/** What a console leaves between two captures: blank lines, `Active code page: 437` in any language, a prompt. */
function isNoise(line: string): boolean {
  const text = trimField(line);
  return text === "" || /^[^:,;\t]{1,60}:\s?\d{3,5}\.?$/.test(text) || /^(?:PS )?[A-Za-z]:\\[^>]*>/.test(text);
}

export const auditCsv = defineFormat({
  id: "audit-csv",
  title: "Audit policy as CSV (audit.csv, auditpol)",
  madeBy: [
    "GPO backup or SYSVOL copy: Machine\\Microsoft\\Windows NT\\Audit\\audit.csv",
    "auditpol /backup /file:audit-HOST.csv",
    "auditpol /get /category:* /r > audit-HOST.csv",
  ],
  recognisedBy:
    "CSV rows whose fourth column is the GUID of an audit subcategory, audit option rows, or the header alone.",
  proves:
    "From auditpol: the audit policy of that computer at that time. From a GPO: what the GPO asks for, wherever it applies and its audit extension is registered.",
  sniff,
  parse,
  reread(excerpt, kind) {
    // A row that several delimiters could have made is not proved by itself.
    const [only, rival] = readingsOf(excerpt, 3);
    if (only?.row.fields.kind !== kind || rival !== undefined) return null;
    const fields = only.row.fields;
    if (fields.kind !== "subcategory" || fields.value !== null || fields.state !== "not-understood") return fields;
    // The words were perhaps told by the rest of the file.
    const { success: _, failure: _f, state: _s, ...own } = fields;
    return own;
  },
});
