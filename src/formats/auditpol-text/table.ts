/** Lines of auditpol's table for people: rows, and everything else that may stand around them [formats.md 4.3]. */
import { guidOf, type Guid } from "../../core/fact.ts";
import { isSubcategoryGuid } from "../../core/audit-policy.ts";
import { trimUndecided } from "../../text/code-pages.ts";

export interface Cell {
  readonly text: string;
  /** Offsets in the text, half-open. */
  readonly start: number;
  readonly end: number;
}

export type Line =
  /** Indented, and two or more columns apart by two or more blanks or a TAB. */
  | { readonly kind: "row"; readonly name: Cell; readonly columns: readonly Cell[] }
  /** Indented with one column: a row whose name fills the first column, or one that is cut. */
  | { readonly kind: "single"; readonly cell: Cell }
  /** Of `auditpol /list /subcategory:*` with `/r` or `/v`: a name and its GUID. */
  | { readonly kind: "named"; readonly name: string; readonly guid: Guid }
  /** At the left edge with two columns or more. */
  | { readonly kind: "heading"; readonly columns: readonly Cell[] }
  | { readonly kind: "flush"; readonly text: string }
  | { readonly kind: "blank" };

/** A line of a table has about 70 characters; no longer one is looked at in detail. */
const LONGEST = 512;

/** `line` without its break; `offset` is where it starts. */
export function lineOf(line: string, offset: number): Line {
  if (line.length > LONGEST) return { kind: "flush", text: line.slice(0, LONGEST) };
  const named = namedGuid(line);
  if (named !== null) return named;
  const columns = columnsOf(line, offset);
  const [first] = columns;
  if (first === undefined) return { kind: "blank" };
  const indented = /^[\0\uFEFF]*[ \t]/.test(line);
  if (!indented) return columns.length > 1 ? { kind: "heading", columns } : { kind: "flush", text: first.text };
  return columns.length > 1 ? { kind: "row", name: first, columns: columns.slice(1) } : { kind: "single", cell: first };
}

function columnsOf(line: string, offset: number): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  while (at < line.length) {
    const gap = /[ \0\uFEFF]*\t[ \t\0\uFEFF]*| [ \0\uFEFF]+/.exec(line.slice(at));
    const end = gap === null ? line.length : at + gap.index;
    const text = trimUndecided(line.slice(at, end));
    if (text !== "") {
      const start = line.indexOf(text, at);
      cells.push({ text, start: offset + start, end: offset + start + text.length });
    }
    at = gap === null ? line.length : end + gap[0].length;
  }
  return cells;
}

function namedGuid(line: string): Line | null {
  const match = /[,;\t ]"?(\{[0-9A-Fa-f-]{36}\})"?\s*$/.exec(line);
  if (match === null) return null;
  const guid = guidOf(match[1] ?? "");
  const name = trimUndecided(line.slice(0, match.index))
    .replace(/[,;]$/, "")
    .replace(/^"(.*)"$/, "$1");
  // Categories have GUIDs of another family; a line of more columns is a row of a CSV.
  if (guid === null || !isSubcategoryGuid(guid) || name === "" || name.includes(",")) return { kind: "blank" };
  return { kind: "named", name, guid };
}

/** `System audit policy` and the header above the columns [V: en, de]. */
const HEADERS: readonly (readonly [string, string])[] = [
  ["category/subcategory", "setting"],
  ["kategorie/unterkategorie", "einstellung"],
];

export function isKnownHeader(columns: readonly Cell[]): boolean {
  const words = columns.map((cell) => cell.text.toLowerCase());
  return words.length === 2 && HEADERS.some(([first, second]) => words[0] === first && words[1] === second);
}

/** A command prompt, with what was typed after it, and the remote computer that it names. */
export interface Prompt {
  readonly command: string;
  readonly host: string | null;
  readonly remote: boolean;
}

export function promptOf(line: string): Prompt | null {
  const match = /^(?:\[([^\]\s]{1,255})\]: ?)?(?:PS )?[A-Za-z]:\\[^>]{0,260}>(.{0,400})/.exec(line);
  if (match === null) return null;
  const command = match[2]?.trim() ?? "";
  const told =
    /(?:^|\s)(?:psexec(?:64)?(?:\.exe)?\s+\\\\|winrs(?:\.exe)?\s+[-/]r(?:emote)?:(?:https?:\/\/)?|-ComputerName\s+|-cn\s+)["']?([A-Za-z0-9._-]+)["']?(?=[\s:]|$)/i.exec(
      command,
    );
  const host = hostName(told?.[1] ?? match[1] ?? "");
  return { command, host, remote: match[1] !== undefined || told !== null };
}

/** `Computer name: DC01` as a header of a script, and PsExec's `\\DC01:`. */
export function hostLine(line: string): string | null {
  const match =
    /^[=#*\-\s]{0,20}(?:Computer ?name|Host ?name|Host|Computer|Server|Machine ?name|PSComputerName|Rechnername|Nom d.ordinateur|Nombre de equipo)\s{0,20}[:=]\s{0,20}([A-Za-z0-9._-]{1,255})[=#*\s]{0,20}$/i.exec(
      line,
    ) ?? /^\\\\([A-Za-z0-9._-]{1,255}):?\s*$/.exec(line);
  return hostName(match?.[1] ?? "");
}

/** Null for what is no name of one computer. */
export function hostName(text: string): string | null {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(text) || /^localhost$|^[\d.]+$/i.test(text)) return null;
  return text;
}
