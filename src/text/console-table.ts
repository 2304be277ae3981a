/** Tables as PowerShell shows them: names of properties, a line of dashes below them, rows. Names are the same in every language. */
import { LIMITS } from "../core/limits.ts";
import { readLines } from "./line-index.ts";
import type { PsObject } from "./powershell-objects.ts";

export interface ConsoleTable {
  /** Of the first table; empty when there is none. */
  readonly names: readonly string[];
  readonly objects: readonly PsObject[];
  /** Rows whose cells do not stand below their names: wide letters, wrapped lines. */
  readonly broken: readonly { readonly start: number; readonly end: number }[];
}

interface Column {
  readonly name: string;
  readonly from: number;
  /** The end of its dashes. */
  readonly to: number;
}

const MOST_COLUMNS = 64;

/** Cells of left-aligned columns; a cell that the console cut keeps its dots. Linear and total. */
export function readTables(text: string): ConsoleTable {
  const objects: PsObject[] = [];
  const broken: { start: number; end: number }[] = [];
  let columns: readonly Column[] = [];
  let names: readonly string[] = [];
  let previous = "";
  for (const { start, end } of readLines(text)) {
    if (end - start > LIMITS.lineChars) continue;
    // One blank for one mark or NUL, so that the columns stay where they are.
    const line = text.slice(start, end).replaceAll(/[\uFEFF\0]/g, " ");
    if (line.trim() === "") columns = [];
    else if (/^ *-{2,}[- ]*$/.test(line)) {
      columns = columnsOf(previous, line);
      if (names.length === 0) names = columns.map(({ name }) => name);
    } else if (columns.length > 0) {
      const row = rowOf(line, start, columns);
      if (row === null) broken.push({ start, end });
      else objects.push(row);
    }
    previous = line;
  }
  return { names, objects, broken };
}

function columnsOf(names: string, dashes: string): readonly Column[] {
  const runs = [...dashes.matchAll(/-+/g)].map(({ index, 0: run }) => ({ from: index, to: index + run.length }));
  if (runs.length < 2 || runs.length > MOST_COLUMNS) return [];
  const columns = runs.map(({ from, to }, i) => {
    const next = runs[i + 1]?.from ?? names.length;
    return { name: names.slice(from, Math.max(next, from)).trim(), from, to };
  });
  return columns.every(({ name }) => /^[A-Za-z][\w()-]{0,63}$/.test(name)) ? columns : [];
}

/** Null when a cell does not stand below its name; numbers end there, and may begin further left. */
function rowOf(line: string, start: number, columns: readonly Column[]): PsObject | null {
  const begins: number[] = [];
  for (const [i, { from }] of columns.entries()) {
    let begin = from;
    while (begin > 0 && line.charAt(begin - 1).trim() !== "") begin -= 1;
    const before = columns[i - 1]?.to ?? 0;
    if (begin < from && (begin < before || !/^\d+(?: |$)/.test(line.slice(begin)))) return null;
    begins.push(begin);
  }
  const end = line.trimEnd().length;
  const properties: { name: string; value: string; start: number; end: number }[] = [];
  for (const [i, { name }] of columns.entries()) {
    const from = Math.min(begins[i] ?? 0, end);
    const cell = line.slice(from, begins[i + 1] ?? line.length);
    const value = cell.trim();
    const indent = cell.trimEnd().length - value.length;
    if (indent > 0 && !/^\d+$/.test(value)) return null;
    properties.push({ name, value, start: start + from + indent, end: start + from + indent + value.length });
  }
  return { typeNames: [], properties, text: null, start, end: start + end };
}
