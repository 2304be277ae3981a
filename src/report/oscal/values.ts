/** The data types of OSCAL 1.2 [NIST, JSON formats]: what a text becomes so that it fits them and shows as written. */
import { escapeMarkdown, printable } from "../../text/printable.ts";
import { uuidV5 } from "../../text/uuid.ts";
import type { JsonRecord } from "../fact-json.ts";

export const OSCAL_VERSION = "1.2.0";

/** Of the names that this program gives UUIDs to; a number of its own, never to change. */
const NAMESPACE = "b1f6c8e4-7d0a-4c53-9e2f-3a5b7c9d1e60";

/** Our properties and facets have it, because OSCAL's own names are a closed list. */
export const NS = `urn:uuid:${NAMESPACE}`;

const LONGEST = 4000;

/** From what the thing is, so that it has the same UUID in the next report [evidence.md 3.7]. */
export function uuidOf(kind: string, ...parts: readonly (string | null)[]): string {
  return uuidV5(NAMESPACE, JSON.stringify([kind, ...parts]));
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, "")}...` : text;
}

/** `MarkupLine` and `MarkupMultiline`: Markdown in which the text shows as written; a line is never empty. */
export function markup(text: string): string {
  const shown = escapeMarkdown(cut(text));
  return shown.trim() === "" ? `"${shown}"` : shown;
}

/** `String`: one line without blanks at its ends; a text that has some, or is empty, stands in quotes. */
export function string(text: string): string {
  const shown = printable(cut(text));
  return /^\S(?:.*\S)?$/u.test(shown) ? shown : `"${shown}"`;
}

/** `Token`: a name of XML without colon. */
export function token(text: string): string {
  const name = text.replace(/[^\p{L}\p{N}._-]/gu, "_");
  return /^[\p{L}_]/u.test(name) ? name : `_${name}`;
}

/** `DateTimeWithTimezone`, in UTC; null for a text that is no time with its zone, or outside of what OSCAL can say. */
export function time(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) return null;
  const at = Date.parse(text);
  if (Number.isNaN(at)) return null;
  const utc = new Date(at).toISOString();
  return /^(?:19|2\d)\d{2}-/.test(utc) ? utc : null;
}

/** The first or the last second of a calendar day. */
export function dayTime(day: string | null, clock: "00:00:00" | "23:59:59"): string | null {
  return day === null ? null : time(`${day}T${clock}Z`);
}

export function prop(name: string, value: string): JsonRecord {
  return { name, ns: NS, value: string(value) };
}

/** Lists of OSCAL are left out where they would be empty. */
export function some(name: string, list: readonly unknown[]): JsonRecord {
  return list.length === 0 ? {} : { [name]: list };
}
