/** Heads of a journal that somebody signed: what a cut at the end leaves no trace of in the file, they tell. */
import { jsonText } from "../report/json-text.ts";
import type { Head } from "./entry.ts";
import type { Journal } from "./journal.ts";

export interface SignedHead extends Head {
  readonly principal: string;
  /** ISO 8601 in UTC; what the signer says. */
  readonly date: string;
}

const SCHEMA = "journal-head/1";

export function headText({ seq, digest, principal, date }: SignedHead): string {
  return `${jsonText({ schema: SCHEMA, seq, digest, principal, date }, 2)}\n`;
}

/** Total; null for anything that {@link headText} does not write. */
export function parseHead(text: string): SignedHead | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { seq, digest, principal, date } = (typeof value === "object" && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) return null;
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/.test(digest) || typeof principal !== "string") return null;
  if (typeof date !== "string" || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(date)) return null;
  if (Number.isNaN(Date.parse(date))) return null;
  const head = { seq, digest, principal, date };
  return headText(head) === text ? head : null;
}

/** The number of the entry whose line has this digest; 0 for the journal before its first entry; null: none has it. */
export function entryWithDigest({ entries, head }: Journal, digest: string): number | null {
  if (head.seq > 0 && head.digest === digest) return head.seq;
  const next = entries.find(({ prev }) => prev === digest);
  return next === undefined ? (entries.length === 0 && head.digest === digest ? 0 : null) : next.seq - 1;
}

/** Why the journal does not hold what stood in it when its head was this one; null: it does. */
export function headFault(journal: Journal, { seq, digest }: Head): string | null {
  if (entryWithDigest(journal, digest) === seq) return null;
  const { entries, problems } = journal;
  if (seq <= entries.length)
    return `entry ${seq} is another than at that time: the journal was rewritten, or is another`;
  const [problem] = problems;
  if (problem !== undefined) return `entry ${seq} cannot be reached: the chain breaks at line ${problem.line}`;
  return `cut at the end: it had ${seq} entries then, and has ${entries.length}`;
}

/** Lines whose time is before that of the line above: times are the word of those who wrote them. */
export function timesThatGoBack({ entries }: Journal): readonly number[] {
  return entries.flatMap(({ at, seq }, index) =>
    Date.parse(at) < Date.parse(entries[index - 1]?.at ?? at) ? [seq] : [],
  );
}
