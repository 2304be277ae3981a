/** The table that `auditpol /get /category:*` prints for people [formats.md 4.3, 4.6, 4.7]. */
import type { Guid, SubcategoryFields } from "../../core/fact.ts";
import { settingsOf, TABLE, type AuditingSettings } from "../../text/auditing-settings.ts";
import { auditingWord, type AuditingMeaning } from "../../text/auditing-words.ts";
import { bestCodePage, CODE_PAGES, readAs } from "../../text/code-pages.ts";
import { readLines } from "../../text/line-index.ts";
import { subcategoryName, subcategoryNameKey } from "../../text/subcategory-names.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { sampleLines } from "../unread.ts";
import { hostLine, hostName, isKnownHeader, lineOf, promptOf, type Cell, type Line } from "./table.ts";

/** Lines without a gap between name and setting that are tried at every place; more are no table. */
const MOST_GLUED = 200;
/** Texts that a code page is chosen by; a table has 60 names and five settings. */
const MOST_TEXTS = 256;

/** A whole table has about 60 rows in 9 categories and at most five texts in the second column, whatever the language. */
function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  let header = false;
  let heading = false;
  let known = 0;
  let worded = 0;
  let understood = 0;
  let categories = 0;
  let rows = 0;
  const texts = new Set<string>();
  const settings = new Set<string>();
  for (const text of sampleLines(head)) {
    const line = lineOf(text, 0);
    if (line.kind === "flush") categories += 1;
    if (line.kind === "heading") {
      header ||= isKnownHeader(line.columns);
      heading = true;
    }
    const setting = line.kind === "row" && line.columns.length === 1 ? line.columns[0] : undefined;
    if (line.kind !== "row" || setting === undefined || !/^ {2}\S/.test(text.replace(/^[\0\uFEFF]+/, ""))) continue;
    rows += 1;
    const named = subcategoryName(line.name.text) !== null;
    const told = auditingWord(setting.text) !== null;
    if (named) known += 1;
    if (told) worded += 1;
    if (named && told) understood += 1;
    settings.add(setting.text);
    if (texts.size < MOST_TEXTS) texts.add(line.name.text).add(setting.text);
  }
  if (header || known >= 5 || (worded >= 5 && worded === rows)) return "yes";
  if (heading && rows > 0 && understood === rows) return "yes";
  if (rows >= 45 && categories >= 7 && categories <= 14 && settings.size <= 5) return "yes";
  return rows >= 3 && (bestCodePage(texts, meaningOf)?.hits ?? 0) >= 5 ? "yes" : "no";
}

/** One string for what a name or a setting means. */
function meaningOf(text: string): string | null {
  const meaning = auditingWord(text)?.meaning;
  return subcategoryName(text)?.guid ?? (meaning === undefined ? null : String(meaning));
}

/** How the names and settings of one file are read. */
interface Dictionary {
  /** With the name as its code page has it. Null: unknown, or the file's own list and a verified name contradict each other. */
  guid(name: string): { readonly guid: Guid; readonly name: string; readonly candidate: boolean } | null;
  readonly settings: AuditingSettings;
}

interface PlacedLine {
  readonly line: Line;
  readonly written: string;
  readonly offset: number;
}

function* linesOf(text: string): Iterable<PlacedLine> {
  for (const { start, end } of readLines(text)) {
    const written = text.slice(start, end);
    yield { line: lineOf(written, start), written, offset: start };
  }
}

function dictionaryOf(text: string, sink: Sink): Dictionary {
  const own = new Map<string, Guid | null>();
  const names = new Set<string>();
  const settings = new Set<string>();
  for (const { line } of linesOf(text)) {
    if (line.kind === "named") {
      const key = subcategoryNameKey(line.name.slice(0, 256));
      own.set(key, (own.get(key) ?? line.guid) === line.guid && own.get(key) !== null ? line.guid : null);
    }
    if (line.kind !== "row" || line.columns.length !== 1) continue;
    if (names.size < MOST_TEXTS) names.add(line.name.text);
    for (const { text } of line.columns) if (settings.size < MOST_TEXTS) settings.add(text);
  }

  const strange = [...names, ...settings].filter((one) => meaningOf(one) === null && !own.has(subcategoryNameKey(one)));
  const page = bestCodePage(strange, meaningOf)?.page ?? null;
  const read = (one: string): string => (page === null || meaningOf(one) !== null ? one : (readAs(page, one) ?? one));
  if (page !== null) {
    const example = strange.find((one) => meaningOf(read(one)) !== null) ?? "";
    sink.diagnostic({ code: "bad-encoding", data: { encoding: page, what: "names and settings", example } });
  }
  const known = settingsOf([...settings].map(read));
  for (const note of known.notes) sink.diagnostic(note);
  return {
    guid(name) {
      const listed = own.get(subcategoryNameKey(name.slice(0, 256)));
      const table = subcategoryName(read(name));
      if (listed === undefined)
        return table && { guid: table.guid, name: read(name), candidate: table.certainty === "candidate" };
      if (listed === null || (table?.certainty === "verified" && table.guid !== listed)) return null;
      return { guid: listed, name, candidate: false };
    },
    settings: { of: (setting) => known.of(read(setting)), notes: [] },
  };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const dictionary = dictionaryOf(text, sink);
  const seen = new Set<string>();
  const host = new HostOf();
  let unconfirmed: { name: string; offset: number } | null = null;
  let incomplete = false;
  let glued = 0;
  const end = text.trimEnd().length;

  for (const { line, written, offset } of linesOf(text)) {
    host.see(line, written);
    let row: { readonly name: Cell; readonly setting: Cell } | null = null;
    if (line.kind === "row" && line.columns.length === 1 && line.columns[0] !== undefined) {
      row = { name: line.name, setting: line.columns[0] };
    } else if (line.kind === "row") {
      const value = line.columns.map((column) => column.text).join(" ");
      const data = {
        what: "row",
        key: shown(line.name.text),
        value: shown(value),
        why: "a table of one user's policy, or none",
      };
      sink.diagnostic({ code: "not-understood", offset: line.name.start, data });
      continue;
    } else if (line.kind === "single" && !host.perUser) {
      row = glued < MOST_GLUED ? unglue(line.cell, dictionary) : null;
      glued += 1;
      if (row === null) {
        const last = line.cell.end >= end;
        incomplete = true;
        sink.diagnostic({
          code: last ? "truncated" : "malformed",
          offset: line.cell.start,
          data: { message: "a row without a setting" },
        });
      }
    } else if (line.kind === "heading") {
      row = flushRow(line.columns, dictionary);
    }
    if (row === null) continue;
    if (host.perUser) {
      sink.diagnostic({
        code: "not-understood",
        offset: row.name.start,
        data: { what: "row", key: shown(row.name.text), why: "the command asked for one user's policy" },
      });
      continue;
    }

    const found = dictionary.guid(row.name.text);
    if (found === null) {
      const data = { what: "subcategory name", value: shown(row.name.text), why: "no fact is made of it", next: NEXT };
      sink.diagnostic({ code: "not-understood", offset: row.name.start, data });
      continue;
    }
    if (found.candidate) unconfirmed ??= { name: row.name.text, offset: row.name.start };
    const fields = fieldsOf(found.guid, found.name, dictionary.settings.of(row.setting.text));
    if (fields.state === "not-understood") {
      const data = { what: "setting", key: shown(row.name.text), value: shown(row.setting.text), next: NEXT };
      sink.diagnostic({ code: "not-understood", offset: row.setting.start, data });
    }
    const key = `${host.name?.toLowerCase() ?? ""}\u0000${found.guid}`;
    if (seen.has(key)) {
      sink.diagnostic({ code: "duplicate-key", offset, data: { key: shown(row.name.text), counts: "last" } });
    }
    seen.add(key);
    sink.fact({
      fields,
      span: { unit: "char", start: row.name.start, end: row.setting.end },
      via: "auditpol-text",
      host: host.name,
    });
  }
  if (unconfirmed !== null) {
    const data = { what: "subcategory names", example: shown(unconfirmed.name) };
    sink.diagnostic({ code: "words-unconfirmed", offset: unconfirmed.offset, data });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

const NEXT =
  "Export it with GUIDs: `auditpol /get /category:* /r`; or add `auditpol /list /subcategory:* /r` to this file.";

/** Whose table follows: what a remote prompt, a header line or the output of `hostname` says. */
class HostOf {
  name: string | null = null;
  /** The last command asked for the policy of one user. */
  perUser = false;
  #byPrompt = false;
  #asked = false;

  see(line: Line, written: string): void {
    if (line.kind === "blank" || line.kind === "row" || line.kind === "single" || line.kind === "named") return;
    const text = written.replaceAll(/[\0\uFEFF]/g, "").trim();
    const prompt = promptOf(text);
    if (prompt !== null) {
      this.#asked = /^(?:hostname(?:\.exe)?|echo %computername%|\$env:computername)$/i.test(prompt.command);
      if (/^auditpol/i.test(prompt.command)) this.perUser = /\s\/user:/i.test(prompt.command);
      if (prompt.remote || this.#byPrompt) this.name = prompt.host;
      this.#byPrompt = prompt.remote;
      return;
    }
    const named = this.#asked ? hostName(text) : hostLine(text);
    this.#asked = false;
    if (named === null) return;
    this.name = named;
    this.#byPrompt = false;
  }
}

function fieldsOf(subcategory: Guid, name: string, meaning: AuditingMeaning | null): SubcategoryFields {
  const base = { kind: "subcategory", subcategory, name, value: null } as const;
  if (meaning === null) return { ...base, success: null, failure: null, state: "not-understood" };
  if (meaning === "not-configured") return { ...base, success: null, failure: null, state: "not-configured" };
  return { ...base, success: (meaning & 1) !== 0, failure: (meaning & 2) !== 0, state: "set" };
}

/** A name that fills the column leaves no gap: only where a known name and a known setting make up the whole line. */
function unglue(cell: Cell, dictionary: Dictionary): { name: Cell; setting: Cell } | null {
  if (cell.text.length > 160) return null;
  for (let at = 1; at < cell.text.length; at += 1) {
    const setting = cell.text.slice(at).trimStart();
    if (dictionary.settings.of(setting) === null) continue;
    const name = cell.text.slice(0, at).trimEnd();
    if (dictionary.guid(name) === null) continue;
    return {
      name: { text: name, start: cell.start, end: cell.start + name.length },
      setting: { text: setting, start: cell.end - setting.length, end: cell.end },
    };
  }
  return null;
}

function unglueByPage(cell: Cell, dictionary: Dictionary): { name: Cell; setting: Cell } | null {
  for (const page of CODE_PAGES) {
    const text = readAs(page, cell.text);
    const row = text === null ? null : unglue({ ...cell, text }, dictionary);
    if (row !== null) return row;
  }
  return null;
}

/** A row whose indentation was lost on the way; everything else at the left edge is a heading. */
function flushRow(columns: readonly Cell[], dictionary: Dictionary): { name: Cell; setting: Cell } | null {
  const [name, setting] = columns;
  if (name === undefined || setting === undefined || columns.length !== 2) return null;
  return dictionary.guid(name.text) !== null && dictionary.settings.of(setting.text) !== null
    ? { name, setting }
    : null;
}

/** Enough of a hostile cell to find it again. */
function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Alone a row has neither the file's list nor its pattern; what the built-in tables do not tell is left out. */
function reread(excerpt: string): Partial<SubcategoryFields> | null {
  const alone: Dictionary = {
    guid(name) {
      const found = subcategoryName(name);
      return found && { guid: found.guid, name, candidate: false };
    },
    settings: TABLE,
  };
  const line = lineOf(`  ${excerpt}`, -2);
  let row: { readonly name: Cell; readonly setting: Cell } | null = null;
  if (line.kind === "row" && line.columns[0] !== undefined) row = { name: line.name, setting: line.columns[0] };
  else if (line.kind === "single") row = unglue(line.cell, alone) ?? unglueByPage(line.cell, alone);
  if (row === null) return null;
  const guid = subcategoryName(row.name.text)?.guid;
  const meaning = TABLE.of(row.setting.text);
  const { success, failure, state } = fieldsOf(guid ?? "", row.name.text, meaning);
  return {
    kind: "subcategory",
    value: null,
    ...(guid === undefined ? {} : { subcategory: guid, name: row.name.text }),
    ...(meaning === null ? {} : { success, failure, state }),
  };
}

export const auditpolText = defineFormat({
  id: "auditpol-text",
  title: "Audit policy as text (auditpol /get)",
  madeBy: ["auditpol /get /category:* > auditpol-HOST.txt", "auditpol /list /subcategory:* /r >> auditpol-HOST.txt"],
  recognisedBy:
    "Categories at the left edge, subcategories indented by two blanks with a setting two or more blanks behind; the header, five known names, five known settings, or the shape of a whole table.",
  proves:
    "The audit policy of that computer at that time, as far as its names are known. The table names no computer; a prompt or a line that names it does.",
  sniff,
  parse,
  reread: (excerpt, kind) => (kind === "subcategory" ? reread(excerpt) : null),
});
