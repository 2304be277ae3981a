/** One entry of a waiver file put in, changed or taken out by its lines: every byte around it stays, and so it can be undone. */
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { UsageError } from "../core/failure.ts";
import { SCHEMA, type WaiverEntry } from "./entry.ts";
import { refused, writeWaiver } from "./write.ts";

/** The lines of one entry as they stand in the file; null: it is not there. */
export interface Splice {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
  /** The line where it begins or began, from 1. */
  readonly line: number;
}

export const EMPTY_FILE = `schema: ${SCHEMA}\nwaivers:\n`;

interface Lines {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

interface Layout {
  readonly entries: readonly Lines[];
  /** After the line `waivers:`. */
  readonly begin: number;
  /** Where one more is put in. */
  readonly end: number;
  /** A written-out empty list, which has to go before the first entry comes. */
  readonly emptyList: readonly [start: number, end: number] | null;
}

/** @throws UsageError for a file that is not laid out one entry below the other */
export function entryLines(text: string, id: string): string | null {
  const found = layoutOf(text).entries.find((entry) => entry.id === id.toLowerCase());
  return found === undefined ? null : text.slice(found.start, found.end);
}

/** Puts the entry in, or changes the one that has its id. */
export function spliceFor(text: string, waiver: WaiverEntry): Splice {
  const layout = layoutOf(text);
  const found = layout.entries.find(({ id }) => id === waiver.id.toLowerCase());
  const before = found === undefined ? null : text.slice(found.start, found.end);
  const [model] = layout.entries;
  const own = before ?? (model === undefined ? "" : text.slice(model.start, model.end));
  const indent = own === "" ? "  " : (/^ */.exec(own)?.[0] ?? "");
  const alone = writeWaiver(before === null ? EMPTY_FILE : `${EMPTY_FILE}${withEnd(before)}`, waiver);
  const [entry] = layoutOf(alone).entries;
  if (entry === undefined) throw new Error("a waiver that was written is not there");
  const written = alone.slice(entry.start, entry.end).replaceAll("\r\n", "\n");
  const shift = /^ */.exec(written)?.[0] ?? "";
  const lines = written.split("\n").map((line) => (line.startsWith(shift) ? indent + line.slice(shift.length) : line));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const after = lines.map((line) => line.trimEnd()).join(eol);
  const at = found?.start ?? layout.end;
  return {
    id: waiver.id,
    before,
    after: before !== null && !before.endsWith("\n") ? after.trimEnd() : after,
    line: lineOf(text, at),
  };
}

/** Takes the entry out. */
export function spliceOut(text: string, id: string): Splice {
  const found = layoutOf(text).entries.find((entry) => entry.id === id.toLowerCase());
  if (found === undefined) throw new UsageError(`${id} is not in the waiver file`);
  return { id, before: text.slice(found.start, found.end), after: null, line: lineOf(text, found.start) };
}

export function inverse({ id, before, after, line }: Splice): Splice {
  return { id, before: after, after: before, line };
}

/** @throws UsageError where the file has other lines than those that are to be replaced */
export function applySplice(text: string, { id, before, after, line }: Splice): string {
  const whole = text.trim() === "" ? EMPTY_FILE : text;
  const layout = layoutOf(whole);
  const found = layout.entries.find((entry) => entry.id === id.toLowerCase());
  const now = found === undefined ? null : whole.slice(found.start, found.end);
  if (!sameLines(now, before)) {
    const what = now === null ? "is no longer there" : before === null ? "is there already" : "was changed";
    throw new UsageError(`${id} ${what} in the waiver file`, ["look at it there; the file was left as it is"]);
  }
  if (after === null) return found === undefined ? whole : without(whole, found);
  if (found !== undefined) return whole.slice(0, found.start) + after + whole.slice(found.end);
  return inserted(whole, after, layout, line);
}

/** The last line of a file may lack its end. */
function sameLines(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return one.trimEnd() === other.trimEnd();
}

function without(text: string, { start, end }: Lines): string {
  const kept = text.slice(0, start) + text.slice(end);
  // What had no line end after it had one before it.
  return text.slice(start, end).endsWith("\n") ? kept : kept.replace(/\r?\n$/, "");
}

function inserted(text: string, lines: string, layout: Layout, line: number): string {
  const { emptyList } = layout;
  if (emptyList !== null) {
    const bare = text.slice(0, emptyList[0]).replace(/[ \t]+$/, "") + text.slice(emptyList[1]);
    return inserted(bare, lines, layoutOf(bare), line);
  }
  const at = placeOf(text, layout, line);
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (at < text.length || text.endsWith("\n")) return text.slice(0, at) + withEnd(lines, eol) + text.slice(at);
  return `${text}${eol}${lines.replace(/\r?\n$/, "")}`;
}

/** The line where it stood, as long as nothing but comments stands between it and the entry before; else the end. */
function placeOf(text: string, { entries, end, begin }: Layout, line: number): number {
  const at = startOfLine(text, line);
  const before = entries.findLast((entry) => entry.start < at);
  const from = before?.end ?? begin;
  return at >= from && /^(?:[ \t]*(?:#[^\n]*)?\r?(?:\n|$))*$/.test(text.slice(from, at)) ? at : end;
}

function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let count = 1; count < line; count += 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

function lineOf(text: string, offset: number): number {
  const before = text.slice(0, offset);
  const lines = before.split("\n").length;
  return before === "" || before.endsWith("\n") ? lines : lines + 1;
}

function withEnd(lines: string, eol = "\n"): string {
  return lines.endsWith("\n") ? lines : lines + eol;
}

function layoutOf(text: string): Layout {
  if (text.trim() === "") return { ...layoutOf(EMPTY_FILE), entries: [] };
  const document = parseDocument(text, { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw refused(text, broken.pos[0], broken.message);
  const root: unknown = document.contents;
  if (!isMap(root) || root.get("schema") !== SCHEMA) throw refused(text, 0, `it does not begin with schema: ${SCHEMA}`);
  const pair = root.items.find(({ key }) => isScalar(key) && key.value === "waivers");
  if (pair === undefined) {
    if (root.flow === true) throw refused(text, 0, "it is written as JSON, which is not edited here");
    throw refused(text, 0, "it has no key waivers:");
  }
  const list: unknown = pair.value;
  const key = isScalar(pair.key) ? (pair.key.range?.[1] ?? 0) : 0;
  const lineEnd = (from: number): number => {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end + 1;
  };
  if (list === null || (isScalar(list) && list.source === "")) {
    return { entries: [], begin: lineEnd(key), end: lineEnd(key), emptyList: null };
  }
  if (!isSeq(list)) throw refused(text, key, "waivers is no list");
  if (list.flow === true) {
    const [start = 0, end = 0] = list.range ?? [];
    if (list.items.length === 0)
      return { entries: [], begin: lineEnd(end), end: lineEnd(end), emptyList: [start, end] };
    throw refused(text, start, "its list is written in brackets, which is not edited here");
  }
  const entries = list.items.map((item) => linesOf(text, item));
  return { entries, begin: lineEnd(key), end: entries.at(-1)?.end ?? lineEnd(key), emptyList: null };
}

function linesOf(text: string, item: unknown): Lines {
  const [from = 0, to = 0] = isMap(item) ? (item.range ?? []) : [];
  const start = text.lastIndexOf("\n", from - 1) + 1;
  // The dash stands right before the first key.
  if (!isMap(item) || !/^ *- +$/.test(text.slice(start, from))) {
    throw refused(text, from, "an entry does not begin with a dash and its first key in one line");
  }
  const rest = text.slice(0, to).endsWith("\n") ? to : text.indexOf("\n", to) + 1;
  return { id: idOf(item), start, end: rest <= 0 ? text.length : rest };
}

function idOf(entry: YAMLMap): string {
  const id = entry.get("id");
  return typeof id === "string" ? id.trim().toLowerCase() : "";
}
