/** What systeminfo tells of a computer: names, version, memory, updates [mdi-requirements 6.14, 6.15]. */
import type { ComputerFields, FactFields, ObservationFields } from "../../core/fact.ts";
import { consoleLines, isPrompt, labelled } from "../../text/console.ts";
import type { CsvRow } from "../../text/csv.ts";
import { readCsv } from "../../text/csv.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";
import { tableRows } from "./table.ts";

/** Columns of `/fo csv` that are read; one public sample shows their order; that other languages keep it is assumed [K]. */
const COLUMNS = {
  host: 0,
  osName: 1,
  osVersion: 2,
  configuration: 4,
  manufacturer: 11,
  model: 12,
  memory: 22,
  domain: 28,
  hotfixes: 30,
} as const;
const LEAST_COLUMNS = 31;

/** The English labels of the list. */
const LABELS: ReadonlyMap<string, keyof typeof COLUMNS> = new Map([
  ["host name", "host"],
  ["os name", "osName"],
  ["os version", "osVersion"],
  ["os configuration", "configuration"],
  ["system manufacturer", "manufacturer"],
  ["system model", "model"],
  ["total physical memory", "memory"],
  ["domain", "domain"],
  ["hotfix(s)", "hotfixes"],
]);

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

type Pieces = ReadonlyMap<keyof typeof COLUMNS, Piece>;

/** `10.0.20348 N/A Build 20348`: the build stands twice, whatever words are between. */
function versionOf(text: string): string | null {
  const match = /^(\d{1,3}\.\d{1,3}\.(\d{3,6})) .{1,80}?(\d{3,6})$/.exec(text.slice(0, 120));
  return match?.[1] !== undefined && match[2] === match[3] ? match[1] : null;
}

interface Entry extends Piece {
  readonly label: string;
}

/** Labels at the left edge; what is indented belongs to the label above. */
function entriesOf(text: string): Entry[] {
  const entries: { label: string; text: string; start: number; end: number }[] = [];
  for (const line of consoleLines(text)) {
    if (isPrompt(line.text)) continue;
    const last = entries.at(-1);
    const pair = line.indent === 0 ? labelled(line.text) : null;
    if (pair !== null) {
      entries.push({ label: pair.label.toLowerCase(), text: pair.value, start: line.start, end: line.end });
    } else if (line.indent > 0 && last !== undefined) {
      // Long lists stay short in memory: only the updates are looked at.
      if (last.text.length < 65_536) last.text += `\n${line.text}`;
      last.end = line.end;
    }
  }
  return entries;
}

interface Listed {
  readonly pieces: Pieces;
  /** False: only what its shape and place tell is read. */
  readonly english: boolean;
}

/** One element for each computer: a new one begins two entries before each version. */
function listsOf(text: string): Listed[] {
  const entries = entriesOf(text);
  const starts: number[] = [];
  for (const [i, entry] of entries.entries()) {
    // A version that stands twice in a row begins no other computer.
    const start = i - 2;
    if (start >= (starts.at(-1) ?? -3) + 3 && start >= 0 && versionOf(entry.text) !== null) starts.push(start);
  }
  return starts.map((start, i) => {
    const own = entries.slice(start, starts[i + 1] ?? entries.length);
    const english = own[2]?.label === "os version";
    const pieces = new Map<keyof typeof COLUMNS, Piece>();
    for (const [at, name] of (["host", "osName", "osVersion"] as const).entries()) {
      const entry = own[at];
      if (entry !== undefined) pieces.set(name, entry);
    }
    for (const entry of own) {
      const name = english ? LABELS.get(entry.label) : entry.text.includes("]: KB") ? "hotfixes" : undefined;
      if (name !== undefined && !pieces.has(name)) pieces.set(name, entry);
    }
    return { pieces, english };
  });
}

function rowPieces(row: Pick<CsvRow, "cells">): Pieces | null {
  if (row.cells.length < LEAST_COLUMNS || versionOf(row.cells[COLUMNS.osVersion]?.value.trim() ?? "") === null)
    return null;
  const pieces = new Map<keyof typeof COLUMNS, Piece>();
  for (const name of Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]) {
    const cell = row.cells[COLUMNS[name]];
    if (cell !== undefined) pieces.set(name, { text: cell.value.trim(), start: cell.start, end: cell.end });
  }
  return pieces;
}

/** Digits with separators of thousands and a unit of up to three letters; always megabytes [K]. */
function megabytes(text: string): number | null {
  const match = /^(\d{1,3}(?:[.,'\u2019\s]?\d{3}){0,4})\s?\p{L}{1,3}$/u.exec(text.slice(0, 40));
  return match?.[1] === undefined ? null : Number(match[1].replaceAll(/\D/g, ""));
}

function computerOf(pieces: Pieces): ComputerFields {
  const controller = /^(?:Primary|Additional\/Backup|Backup) Domain Controller$/i.test(
    pieces.get("configuration")?.text ?? "",
  );
  return {
    kind: "computer",
    name: pieces.get("host")?.text ?? "",
    domain: pieces.get("domain")?.text ?? null,
    place: null,
    site: null,
    roles: controller ? ["dc"] : [],
    osVersion: versionOf(pieces.get("osVersion")?.text ?? ""),
  };
}

function observe(name: keyof typeof COLUMNS, text: string): ObservationFields | null {
  const fact = { kind: "observation", topic: "system" } as const;
  if (name === "osName") return { ...fact, name: "os-name", value: text };
  if (name === "configuration") return { ...fact, name: "os-configuration", value: text };
  if (name === "manufacturer" || name === "model") return { ...fact, name, value: text };
  if (name === "memory") return { ...fact, name: "memory-mb", value: megabytes(text) };
  if (name === "hotfixes") return { ...fact, name: "hotfixes", value: text.match(/\bKB\d{5,9}\b/g) ?? [] };
  return null;
}

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  if (listsOf(head.text).length > 0) return "yes";
  for (const row of readCsv(head.text)) if (rowPieces(row) !== null) return "yes";
  for (const row of tableRows(head.sample)) if (rowPieces(row) !== null) return "yes";
  return answer(/^"Host Name","OS Name","OS Version",/i.test(head.text));
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let incomplete = false;
  const tell = (pieces: Pieces, span: { start: number; end: number }): void => {
    const computer = computerOf(pieces);
    const host = computer.name === "" ? null : computer.name;
    const place = (at: { start: number; end: number }) =>
      ({ span: { unit: "char", start: at.start, end: at.end }, via: "console", host }) as const;
    sink.fact({ fields: computer, ...place(span) });
    for (const [name, piece] of pieces) {
      const fields = observe(name, piece.text);
      if (fields === null) continue;
      if (fields.value === null) {
        sink.diagnostic({
          code: "not-understood",
          offset: piece.start,
          data: { what: fields.name, value: piece.text.slice(0, 80) },
        });
      }
      sink.fact({ fields, ...place(piece) });
    }
  };

  for (const { pieces, english } of listsOf(text)) {
    const start = pieces.get("host")?.start ?? 0;
    const end = (pieces.get("domain") ?? pieces.get("configuration") ?? pieces.get("osVersion"))?.end ?? start;
    tell(pieces, { start, end });
    if (!english) {
      sink.diagnostic({
        code: "not-understood",
        offset: start,
        data: {
          what: "the labels of systeminfo",
          why: "in a language that is not known here: memory, domain and role are not read",
          next: "Run `systeminfo /fo csv > system-HOST.csv`, whose columns have the same order in every language.",
        },
      });
    } else if (!pieces.has("memory") || !pieces.has("domain") || !pieces.has("hotfixes")) {
      incomplete = true;
      sink.diagnostic({
        code: "truncated",
        offset: start,
        data: { what: "the list", message: "no memory, domain or updates" },
      });
    }
  }
  for (const row of tableRows(text)) {
    const pieces = rowPieces(row);
    if (pieces === null) continue;
    if (row.whole) tell(pieces, row.span);
    else {
      incomplete = true;
      sink.diagnostic({ code: "truncated", offset: row.span.start, data: { what: "a row" } });
    }
  }
  for (const row of readCsv(text)) {
    const pieces = rowPieces(row);
    if (pieces !== null) {
      tell(pieces, row.span);
      // Every cell is quoted.
      if (text.charAt(row.span.start) === '"' && text.charAt(row.span.end - 1) !== '"') {
        incomplete = true;
        sink.diagnostic({ code: "truncated", offset: row.span.start, data: { what: "the last cell of a row" } });
      }
    } else if (
      versionOf(row.cells[COLUMNS.osVersion]?.value.trim() ?? "") !== null &&
      text.startsWith('"', row.cells[0]?.start)
    ) {
      incomplete = true;
      sink.diagnostic({
        code: "truncated",
        offset: row.span.start,
        data: { what: "a row", columns: row.cells.length, expected: LEAST_COLUMNS },
      });
    }
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<FactFields> | null {
  if (kind === "computer") {
    const [row] = readCsv(excerpt);
    // A line of the table has its columns above it.
    if (row !== undefined && row.cells.length < LEAST_COLUMNS && listsOf(excerpt).length === 0) return { kind };
    const pieces = (row === undefined ? null : rowPieces(row)) ?? listsOf(excerpt)[0]?.pieces;
    return pieces === undefined ? null : computerOf(pieces);
  }
  if (kind !== "observation") return null;
  const [entry] = entriesOf(excerpt);
  const name = LABELS.get(entry?.label ?? "");
  // A cell, or a line in another language, does not say which value it is.
  return (name === undefined || entry === undefined ? null : observe(name, entry.text)) ?? { kind, topic: "system" };
}

export const systeminfo = defineFormat({
  id: "systeminfo",
  title: "System information (systeminfo)",
  madeBy: [
    "systeminfo /fo csv > system-HOST.csv",
    "systeminfo > system-HOST.txt",
    "systeminfo /fo table > system-HOST.txt",
  ],
  recognisedBy:
    "A version such as `10.0.20348 … 20348`, whose build stands twice, as the third entry of a list or the third cell of a row of 31 or more, of CSV or below a line of equals signs.",
  proves:
    "Name, version and updates of that computer; from the CSV, or the English list, also memory, domain and whether it is a domain controller.",
  sniff,
  parse,
  reread,
});
