/**
 * Objects that PowerShell wrote down, whatever the serialisation: `ConvertTo-Json`, `Export-Csv`, `Export-Clixml`
 * [formats.md 5.5].
 */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { LIMITS } from "../core/limits.ts";
import { readClixml } from "./clixml.ts";
import { isEdge, trimField } from "./decode.ts";
import { parseJson, type JsonArray, type JsonNode, type JsonObject } from "./json.ts";

export interface PsProperty {
  readonly name: string;
  readonly value: PsValue;
  /** Half-open in the text: name and value; in CSV the cell alone. */
  readonly start: number;
  readonly end: number;
}

export interface PsObject {
  /** The most derived type first; empty in JSON, and in CSV without its `#TYPE` line. */
  readonly typeNames: readonly string[];
  /** In file order; a name may stand twice in a hostile file. */
  readonly properties: readonly PsProperty[];
  /** The string form of a CLIXML object (`ToString`); null elsewhere. */
  readonly text: string | null;
  readonly start: number;
  readonly end: number;
}

/** Enumerations are numbers in JSON and CLIXML, words in CSV. Every value of CSV is a string. */
export type PsValue = string | number | boolean | null | PsObject | readonly PsValue[];

export interface PsObjects {
  readonly form: "json" | "csv" | "clixml";
  /** Complete objects in file order, however they were nested in arrays and pipelines. */
  readonly objects: readonly PsObject[];
  /** The first structural error; null when the text was read to its end. */
  readonly problem: DiagnosticDraft | null;
  /** What is said besides: secrets left out, references that lead back. */
  readonly notes: readonly DiagnosticDraft[];
}

/** Total: any text gives a result. What is neither JSON nor CLIXML is read as CSV. */
export function readObjects(text: string): PsObjects {
  const start = skipEdges(text);
  const first = text.charAt(start);
  if (first === "{" || first === "[") return { form: "json", ...fromJson(text, start), notes: [] };
  if (first === "<") return { form: "clixml", ...readClixml(text) };
  return { form: "csv", ...fromCsv(text), notes: [] };
}

/** The first property of that name, in any case. */
export function property(object: PsObject, name: string): PsProperty | undefined {
  const wanted = name.toLowerCase();
  return object.properties.find((one) => one.name.toLowerCase() === wanted);
}

export function isPsObject(value: PsValue | undefined): value is PsObject {
  return typeof value === "object" && value !== null && !isPsList(value);
}

export function isPsList(value: PsValue | undefined): value is readonly PsValue[] {
  return Array.isArray(value);
}

/**
 * A string that stands for what the export left out: `@{a=1}`, `System.Object[]`, the name of a .NET type
 * (`ConvertTo-Json` without `-Depth`, every list in CSV).
 */
export function isCutOff(value: PsValue): boolean {
  if (typeof value !== "string" || value.length > 400_000) return false;
  return (
    (value.startsWith("@{") && value.endsWith("}")) ||
    /^(?:System|Microsoft)(?:\.[A-Za-z_][\w`+]{0,99}){1,20}(?:\[\])?$/.test(value)
  );
}

/** `/Date(1700000000000)/` in milliseconds since 1970; null for anything else. */
export function psDate(value: PsValue): number | null {
  const digits = typeof value === "string" ? /^\/Date\((-?\d{1,17})(?:[+-]\d{4})?\)\/$/.exec(value)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}

function skipEdges(text: string): number {
  let at = 0;
  while (at < text.length && isEdge(text.charCodeAt(at))) at += 1;
  return at;
}

interface Read {
  readonly objects: readonly PsObject[];
  readonly problem: DiagnosticDraft | null;
}

function fromJson(text: string, start: number): Read {
  let end = text.length;
  while (end > start && isEdge(text.charCodeAt(end - 1))) end -= 1;
  // Marks and NULs around the document become blanks, so that offsets stay.
  const result = parseJson(" ".repeat(start) + text.slice(start, end));
  const root = result.ok ? result.value : result.partial;
  const objects = root === null ? [] : [...objectsOf(root)];
  if (result.ok) return { objects, problem: null };
  const { message, offset } = result;
  const code = offset >= end ? "truncated" : "malformed";
  return { objects, problem: { code, data: { message }, offset } };
}

/** Whole objects below arrays, and below `{"value": […], "Count": n}`, in which 5.1 wraps an array. */
function* objectsOf(node: JsonNode): Iterable<PsObject> {
  if (node.kind === "array") {
    for (const item of node.items) yield* objectsOf(item);
  } else if (node.kind === "object") {
    const wrapped = wrappedArray(node);
    if (wrapped !== null) yield* objectsOf(wrapped);
    else if (node.open !== true) yield objectOf(node);
  }
}

function wrappedArray(node: JsonObject): JsonArray | null {
  const [value, count] = node.entries;
  const lone = count === undefined && node.open === true;
  if (value?.key !== "value" || value.value.kind !== "array" || node.entries.length > 2) return null;
  return lone || (count?.key === "Count" && count.value.kind === "number") ? value.value : null;
}

function objectOf(node: JsonObject): PsObject {
  const properties = node.entries.map(({ key, value, start }) => ({
    name: key,
    value: valueOf(value),
    start,
    end: value.end,
  }));
  return { typeNames: [], properties, text: null, start: node.start, end: node.end };
}

/** Numbers that a double cannot hold keep their digits. */
function valueOf(node: JsonNode): PsValue {
  switch (node.kind) {
    case "object": {
      const wrapped = wrappedArray(node);
      return wrapped === null ? objectOf(node) : wrapped.items.map(valueOf);
    }
    case "array":
      return node.items.map(valueOf);
    case "number":
      return Number.isInteger(node.value) && !Number.isSafeInteger(node.value) ? node.raw : node.value;
    default:
      return node.value;
  }
}

const DELIMITERS = [",", ";", "\t", "|"];

/** `Export-Csv`: an optional `#TYPE` line, a header, and cells that may hold line breaks between their quotes. */
function fromCsv(text: string): Read {
  let at = skipEdges(text);
  const typeNames: string[] = [];
  if (text.startsWith("#TYPE", at)) {
    const end = endOfLine(text, at);
    typeNames.push(trimField(text.slice(at + "#TYPE".length, end)));
    at = end;
    while (at < text.length && isEdge(text.charCodeAt(at))) at += 1;
  }
  const line = text.slice(at, Math.min(endOfLine(text, at), at + LIMITS.csvFieldChars));
  const delimiter = DELIMITERS.toSorted((a, b) => headerCells(line, b) - headerCells(line, a))[0] ?? ",";
  const objects: PsObject[] = [];
  let header: readonly string[] | null = null;
  for (const row of rowsOf(text, at, delimiter)) {
    if (row.cells === null) {
      return { objects, problem: { code: "truncated", data: { what: "a quoted cell" }, offset: row.start } };
    }
    if (header === null) {
      header = row.cells.map(({ value }) => trimField(value));
      continue;
    }
    if (row.cells.length === 1 && row.cells[0]?.value === "") continue;
    if (row.cells.length !== header.length) {
      const data = {
        message: "a row of another number of columns",
        columns: row.cells.length,
        expected: header.length,
      };
      const code = row.end === text.length ? "truncated" : "malformed";
      return { objects, problem: { code, data, offset: row.start } };
    }
    const names = header;
    const properties = row.cells.map(({ value, start, end }, i) => ({ name: names[i] ?? "", value, start, end }));
    objects.push({ typeNames, properties, text: null, start: row.start, end: row.end });
  }
  return { objects, problem: null };
}

function headerCells(line: string, delimiter: string): number {
  return line.split(delimiter).length;
}

interface Row {
  readonly start: number;
  readonly end: number;
  /** Null when a quote is not closed. */
  readonly cells: readonly { readonly value: string; readonly start: number; readonly end: number }[] | null;
}

function* rowsOf(text: string, from: number, delimiter: string): Iterable<Row> {
  let at = from;
  while (at < text.length) {
    const start = at;
    const cells: { value: string; start: number; end: number }[] = [];
    for (;;) {
      const cell = text.charAt(at) === '"' ? quotedCell(text, at, delimiter) : plainCell(text, at, delimiter);
      if (cell === null) {
        yield { start, end: text.length, cells: null };
        return;
      }
      cells.push(cell);
      at = cell.end;
      if (text.charAt(at) !== delimiter) break;
      at += 1;
    }
    yield { start, end: at, cells };
    at += text.startsWith("\r\n", at) ? 2 : 1;
  }
}

function plainCell(text: string, start: number, delimiter: string): { value: string; start: number; end: number } {
  let end = start;
  for (; end < text.length; end += 1) {
    const char = text.charAt(end);
    if (char === delimiter || char === "\n" || char === "\r") break;
  }
  return { value: text.slice(start, end), start, end };
}

function quotedCell(
  text: string,
  start: number,
  delimiter: string,
): { value: string; start: number; end: number } | null {
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return null;
    parts.push(text.slice(from, quote));
    if (text.charAt(quote + 1) !== '"') {
      const rest = plainCell(text, quote + 1, delimiter);
      return { value: parts.join("") + rest.value, start, end: rest.end };
    }
    parts.push('"');
    from = quote + 2;
  }
}

function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== "\n" && text.charAt(at) !== "\r") at += 1;
  return at;
}
