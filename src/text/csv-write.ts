/**
 * Comma separated values for spreadsheets [RFC 4180]. A cell that a spreadsheet would take for a formula begins with an
 * apostrophe instead: names of a directory are anybody's text.
 */
import { printable } from "./printable.ts";

/** The second half are the wide forms, which some spreadsheets read as the first. */
const FORMULA = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n\0]/u;
/** The delimiters of other locales too: a program that splits there must not find a formula. */
const QUOTED = /[",;|\t\r\n']|^\s|\s$/u;

/** A list is several lines of ours in one cell, such as commands. */
export type CsvValue = string | number | boolean | null | readonly string[];

/** One cell; null is empty. Control and hidden characters are shown, so that only a list has line breaks. */
export function csvCell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const lines = typeof value === "string" ? [value] : value;
  // Each line on its own: a program that splits at line breaks must not find a formula either.
  const text = lines.map((line) => printable(FORMULA.test(line) ? `'${line}` : line)).join("\n");
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvRow(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

/** Windows programs take a file without it for a legacy code page. */
export const CSV_MARK = "\uFEFF";
