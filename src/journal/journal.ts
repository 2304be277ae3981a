/** Journal text in, entries and every break of the chain out; entries in, lines out. The chain is checked by hand with `sha256sum`. */
import { jsonText } from "../report/json-text.ts";
import { textDigest } from "../text/digest.ts";
import { ACTIONS, type Detail, type Head, type JournalEntry, type NewEntry } from "./entry.ts";

export interface JournalProblem {
  readonly line: number;
  /** `cut`: the last line does not end · `form`: it is no entry · `chain`: the line before is not what it was · `order`: a number is missing or comes twice. */
  readonly code: "cut" | "form" | "chain" | "order" | "cap";
  readonly message: string;
}

export interface Journal {
  /** Those before the first problem: what comes after is not to be relied on. */
  readonly entries: readonly JournalEntry[];
  readonly head: Head;
  /** In order; empty: the chain holds. What was cut off at the end leaves no trace in the file: compare with a signed head. */
  readonly problems: readonly JournalProblem[];
}

export const EMPTY_HEAD: Head = { seq: 0, digest: textDigest("") };

/** UTF-16 code units of one line, and lines of one journal. */
const LONGEST_LINE = 1_000_000;
const MOST_LINES = 1_000_000;

const KEYS = ["seq", "at", "actor", "role", "action", "subject", "note", "detail", "prev"] as const;

/** The next line, line feed included, and where the one after it is added. */
export function appendEntry(head: Head, entry: NewEntry): { readonly line: string; readonly head: Head } {
  const { at, actor, role, action, subject, note, detail } = entry;
  const seq = head.seq + 1;
  const line = `${jsonText({ seq, at, actor, role, action, subject, note, detail, prev: head.digest })}\n`;
  return { line, head: { seq, digest: textDigest(line) } };
}

/** Total. */
export function parseJournal(text: string): Journal {
  const entries: JournalEntry[] = [];
  let head = EMPTY_HEAD;
  const stop = (code: JournalProblem["code"], message: string): Journal => ({
    entries,
    head,
    problems: [{ line: entries.length + 1, code, message }],
  });
  for (let start = 0; start < text.length;) {
    const end = text.indexOf("\n", start);
    if (end < 0) return stop("cut", "the last line does not end: it was cut, or is still being written");
    const line = text.slice(start, end + 1);
    start = end + 1;
    if (line.length > LONGEST_LINE || entries.length >= MOST_LINES) return stop("cap", "it is longer than any review");
    const entry = entryOf(line);
    if (typeof entry === "string") return stop("form", entry);
    if (entry.seq !== head.seq + 1) {
      return stop(
        "order",
        `it is number ${entry.seq} where ${head.seq + 1} is due: lines are missing or in another order`,
      );
    }
    if (entry.prev !== head.digest) {
      return stop(
        "chain",
        `it does not follow the line before, which was ${entry.prev.slice(0, 12)} when it was written`,
      );
    }
    entries.push(entry);
    head = { seq: entry.seq, digest: textDigest(line) };
  }
  return { entries, head, problems: [] };
}

/** A text says what is wrong. */
function entryOf(line: string): JournalEntry | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "it is no JSON";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "it is no entry of a journal";
  const record = value as Record<string, unknown>;
  const keys = Object.keys(record);
  if (keys.length !== KEYS.length || KEYS.some((key) => !Object.hasOwn(record, key))) {
    return `it has other keys than ${KEYS.join(", ")}`;
  }
  const { seq, at, actor, role, action, subject, note, detail, prev } = record;
  const known = ACTIONS.find((one) => one === action);
  if (known === undefined) return "its action is not known to this version";
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) return "its number is none";
  if (typeof at !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/.test(at)) return "its time is none";
  if (typeof prev !== "string" || !/^[0-9a-f]{64}$/.test(prev)) return "it does not say what it follows";
  if (
    typeof actor !== "string" ||
    typeof role !== "string" ||
    typeof subject !== "string" ||
    typeof note !== "string"
  ) {
    return "its actor, role, subject or note is no text";
  }
  if (!isDetail(detail)) return "its detail is not understood";
  return { seq, at, actor, role, action: known, subject, note, detail, prev };
}

function isDetail(value: unknown): value is Detail | null {
  if (value === null) return true;
  if (typeof value !== "object" || Array.isArray(value)) return false;
  return Object.values(value).every(
    (one) =>
      one === null ||
      ["string", "number", "boolean"].includes(typeof one) ||
      (Array.isArray(one) && one.every((part) => typeof part === "string")),
  );
}
