/**
 * One row of the auditing CSV family to the fields it carries. A row is read on its own: by position, by GUID and by
 * number; its words are used only where it has no number [MS-GPAC 2.2; formats.md 4.1 to 4.4].
 */
import { isSubcategoryGuid, subcategoryOf } from "../../core/audit-policy.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { AuditOptionFields, Guid, SubcategoryFields, SubcategoryState } from "../../core/fact.ts";
import { guidOf } from "../../core/fact.ts";
import { TABLE, type AuditingSettings } from "../../text/auditing-settings.ts";
import { auditingWord, optionWord } from "../../text/auditing-words.ts";
import { trimUndecided } from "../../text/code-pages.ts";
import type { CsvRow } from "../../text/csv.ts";
import { readCsv } from "../../text/csv.ts";
import { trimField } from "../../text/decode.ts";
import { subcategoryName } from "../../text/subcategory-names.ts";

/** Columns of `auditpol /backup` and of the GPO's file; `auditpol /get /r` has one fewer, without the number. */
export const VALUE_COLUMNS = 7;

const DELIMITERS = [",", ";", "\t"];

export interface AuditRow {
  readonly fields: SubcategoryFields | AuditOptionFields;
  /** Column 1; empty in the file of a GPO. */
  readonly host: string;
  /** Equal for rows that speak of the same thing. */
  readonly key: string;
  /** False when the row lacks what the client needs to read it. */
  readonly wellFormed: boolean;
  /** True for the number 0, which the specification calls "unchanged" and every tool writes for "none". */
  readonly zero: boolean;
  readonly notes: readonly DiagnosticDraft[];
}

/** Null when the row is none of the family. `text` is what the row's offsets count in; `settings` reads its words. */
export function readRow(
  text: string,
  row: CsvRow,
  delimiter: string,
  settings: AuditingSettings = TABLE,
): AuditRow | null {
  const cells = row.cells.map((cell) => trimField(cell.value));
  const label = cells[2] ?? "";
  if (isGlobalSacl(cells)) return globalSaclRow(text, row, cells, delimiter);
  if (isOption(label) && (cells[3] ?? "") === "") return optionRow(cells, row.span.start);
  const guid = guidOf(cells[3] ?? "");
  return guid !== null && isSubcategoryGuid(guid) ? subcategoryRow(row, cells, guid, settings) : null;
}

/** The rows that a single line is, under each delimiter that makes it one of the family and of at least so many columns. */
export function readingsOf(line: string, columns: number): { delimiter: string; row: AuditRow }[] {
  const readings: { delimiter: string; row: AuditRow }[] = [];
  for (const delimiter of DELIMITERS) {
    for (const cells of readCsv(line, delimiter)) {
      const row = cells.cells.length < columns ? null : readRow(line, cells, delimiter);
      if (row !== null) readings.push({ delimiter, row });
    }
  }
  return readings;
}

function isOption(label: string): boolean {
  return /^Option:./i.test(label);
}

/** Columns 2 and 4 are empty; some tools write the target `System` [formats.md 4.2]. */
function isGlobalSacl(cells: readonly string[]): boolean {
  return /^(?:File|Registry)GlobalSacl$/i.test(cells[2] ?? "") && (cells[3] ?? "") === "";
}

function globalSaclRow(text: string, row: CsvRow, cells: readonly string[], delimiter: string): AuditRow {
  const first = row.cells[VALUE_COLUMNS - 1];
  const last = row.cells.at(-1);
  let sddl = "";
  if (first !== undefined && first === last) sddl = trimField(first.value);
  // SDDL holds `;`: where that is the delimiter the columns from the seventh on are one.
  else if (first !== undefined && last !== undefined)
    sddl = stripDelimiters(text.slice(first.start, last.end), delimiter);
  const option = cells[2] ?? "";
  return {
    fields: { kind: "audit-option", option, value: first === undefined ? null : sddl },
    host: cells[0] ?? "",
    key: option.toLowerCase(),
    wellFormed: first !== undefined,
    zero: false,
    notes: [],
  };
}

/** Columns that Excel adds to the end of a row. */
function stripDelimiters(text: string, delimiter: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === delimiter || text[end - 1] === " ")) end -= 1;
  return trimField(text.slice(0, end));
}

function optionRow(cells: readonly string[], offset: number): AuditRow {
  const option = trimField((cells[2] ?? "").slice("Option:".length));
  const written = cells[VALUE_COLUMNS - 1] ?? "";
  const number = numberOf(written);
  const word = optionWord(cells[4] ?? "");
  const notes: DiagnosticDraft[] = [];
  if (number === null ? word === null || written !== "" : number > 1) {
    notes.push({
      code: "not-understood",
      offset,
      data: { what: `Option:${option}`, value: shown(written || (cells[4] ?? "")) },
    });
  } else if (number !== null && word !== null && word !== number) {
    notes.push(mismatch(`Option:${option}`, number, cells[4] ?? "", offset));
  }
  return {
    fields: { kind: "audit-option", option, value: number ?? (written === "" ? word : null) },
    host: cells[0] ?? "",
    key: `option:${option.toLowerCase()}`,
    wellFormed: written !== "" || word !== null,
    zero: false,
    notes,
  };
}

/** Columns 5 and 6 as another code page may still have to read them. */
export function settingTexts(row: CsvRow): { inclusion: string; exclusion: string } {
  return { inclusion: trimUndecided(row.cells[4]?.value ?? ""), exclusion: trimUndecided(row.cells[5]?.value ?? "") };
}

interface Judged {
  readonly value: number | null;
  readonly success: boolean | null;
  readonly failure: boolean | null;
  readonly state: SubcategoryState;
}

const NOT_CONFIGURED = { success: null, failure: null, state: "not-configured" } as const;
const NOT_UNDERSTOOD = { success: null, failure: null, state: "not-understood" } as const;

function subcategoryRow(
  row: CsvRow,
  cells: readonly string[],
  subcategory: Guid,
  settings: AuditingSettings,
): AuditRow {
  const offset = row.span.start;
  const [host = "", target = "", name = "", , inclusion = "", exclusion = "", written = ""] = cells;
  const number = numberOf(written);
  const user = userOf(target, exclusion);
  const texts = settingTexts(row);
  // A number decides; without one the words do, but only of auditpol, which always names the computer.
  const readable = target !== "" && (number !== null || (written === "" && host !== ""));
  let judged: Judged = { value: number, ...NOT_UNDERSTOOD };
  if (readable && user !== null) {
    judged = number === null ? userWords(texts.inclusion, texts.exclusion, settings) : userBits(number);
  } else if (readable) {
    judged = number === null ? systemWord(texts.inclusion, settings) : systemNumber(number, inclusion);
  }

  const notes: DiagnosticDraft[] = [];
  if (judged.state === "not-understood") {
    notes.push({
      code: "not-understood",
      offset,
      data: { what: "Setting Value", key: shown(name), value: shown(written || inclusion) },
    });
  }
  if (user === null && number !== null && judged.state === "set") {
    const word = auditingWord(inclusion);
    // Only "No Auditing" goes with 0 and with 4; "not configured" next to 0 is judged above.
    if (word !== null && word.meaning !== number % 4) notes.push(mismatch(name, number, inclusion, offset));
  }
  if (namesAnother(subcategory, name)) {
    const means = subcategoryOf(subcategory)?.name ?? "a subcategory not known here";
    const data = { what: "subcategory GUID", value: `${subcategory} (${means})`, text: name };
    notes.push({ code: "value-mismatch", offset, data });
  }
  const fields: SubcategoryFields = { kind: "subcategory", subcategory, name, ...judged };
  return {
    fields: user === null ? fields : { ...fields, user },
    host,
    key: `${(user ?? "system").toLowerCase()}\u0000${subcategory}`,
    wellFormed: target !== "" && (written !== "" || host !== ""),
    zero: user === null && number === 0 && judged.state === "set",
    notes,
  };
}

/**
 * The account of a per-user row, else null. A row is the system's when its target is neither a SID nor an account:
 * `System` in the languages known, and in any other the word of a row without an exclusion [formats.md 4.2].
 */
function userOf(target: string, exclusion: string): string | null {
  if (/^S-1-\d/i.test(target) || target.includes("\\")) return target;
  return exclusion !== "" && target !== "" && target.toLowerCase() !== "system" ? target : null;
}

/** 0 to 4 [MS-GPAC 2.2.1.3.1]; 0 is what every tool writes for "No Auditing" [V; formats.md 4.4]. */
function systemNumber(value: number, inclusion: string): Judged {
  if (value > 4) return { value, ...NOT_UNDERSTOOD };
  if (value === 0 && auditingWord(inclusion)?.meaning === "not-configured") return { value, ...NOT_CONFIGURED };
  return { value, success: (value & 1) !== 0, failure: (value & 2) !== 0, state: "set" };
}

function systemWord(inclusion: string, settings: AuditingSettings): Judged {
  const meaning = settings.of(inclusion);
  if (meaning === null) return { value: null, ...NOT_UNDERSTOOD };
  if (meaning === "not-configured") return { value: null, ...NOT_CONFIGURED };
  return { value: null, success: (meaning & 1) !== 0, failure: (meaning & 2) !== 0, state: "set" };
}

/**
 * Per-user bits [MS-GPAC 2.2.1.3.2]: 1 include success, 2 exclude success, 4 include failure, 8 exclude failure,
 * 16 none, 0 unchanged. Include beats exclude; an outcome of which the row does not speak stays null.
 */
function userBits(value: number): Judged {
  if (value > 31) return { value, ...NOT_UNDERSTOOD };
  if (value === 0) return { value, ...NOT_CONFIGURED };
  const none = (value & 16) !== 0 ? false : null;
  return {
    value,
    success: (value & 1) !== 0 ? true : (value & 2) !== 0 ? false : none,
    failure: (value & 4) !== 0 ? true : (value & 8) !== 0 ? false : none,
    state: "set",
  };
}

/** `auditpol /get /user`: "No Auditing" in both columns is a subcategory of which nothing is said for the user. */
function userWords(inclusion: string, exclusion: string, settings: AuditingSettings): Judged {
  const include = settings.of(inclusion);
  const exclude = exclusion === "" ? 0 : settings.of(exclusion);
  if (typeof include !== "number" || typeof exclude !== "number") return { value: null, ...NOT_UNDERSTOOD };
  if (include === 0 && exclude === 0) return { value: null, ...NOT_CONFIGURED };
  return {
    value: null,
    success: (include & 1) !== 0 ? true : (exclude & 1) !== 0 ? false : null,
    failure: (include & 2) !== 0 ? true : (exclude & 2) !== 0 ? false : null,
    state: "set",
  };
}

/** Decimal, or hexadecimal after `0x`; null for anything else, the empty cell included. */
function numberOf(text: string): number | null {
  return /^(?:\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text) ? Number(text) : null;
}

function mismatch(name: string, value: number, text: string, offset: number): DiagnosticDraft {
  return {
    code: "value-mismatch",
    offset,
    data: { what: "Setting Value", name: shown(name), value, text: shown(text) },
  };
}

/** Enough of a hostile cell to find it again. */
function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** True when the English name is that of a subcategory with another GUID; a name in another language says nothing. */
function namesAnother(guid: Guid, name: string): boolean {
  const meant = subcategoryName(name);
  return meant?.language === "en" && meant.guid !== guid;
}
