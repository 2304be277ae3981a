/** What a review has decided so far: a pure function of its journal and of the report that it is about. */
import type { Conflict, Finding, FindingSubject, Report } from "../core/report.ts";
import type { Action, JournalEntry } from "../journal/entry.ts";
import type { Splice } from "../waivers/splice.ts";

/** What was done by one key; it is undone as a whole. */
export interface Group {
  /** The number of its first entry. */
  readonly id: number;
  readonly entries: readonly JournalEntry[];
}

export interface ReviewState {
  readonly entries: readonly JournalEntry[];
  /** Edits that hold, the last one last. */
  readonly done: readonly Group[];
  /** Edits that were undone; the last one is the next to be redone. */
  readonly undone: readonly Group[];
  /** Subjects that were opened: `finding:<id>`, `conflict:<id>`. */
  readonly seen: ReadonlySet<string>;
  /** By finding. */
  readonly notes: ReadonlyMap<string, readonly JournalEntry[]>;
  readonly acknowledged: ReadonlyMap<string, JournalEntry>;
  readonly answered: ReadonlyMap<string, JournalEntry>;
  /** What was done to each waiver, in order. */
  readonly waivers: ReadonlyMap<string, readonly JournalEntry[]>;
  /** The last sign-off. */
  readonly signed: JournalEntry | null;
  /** Edits by which this differs from what was signed last. */
  readonly unsigned: number;
  /** Entries about findings that the report does not have. */
  readonly foreign: number;
}

const EDITS: ReadonlySet<Action> = new Set([
  "note",
  "acknowledged",
  "answer",
  "waiver-proposed",
  "waiver-approved",
  "waiver-renewed",
  "waiver-changed",
  "waiver-revoked",
]);

/** Total: an entry that fits nothing changes nothing. */
export function replay(entries: readonly JournalEntry[], report: Report): ReviewState {
  const known = new Set([
    ...report.findings.map(({ id }) => findingSubject(id)),
    ...report.conflicts.map((conflict) => conflictSubject(conflict)),
  ]);
  const done: MutableGroup[] = [];
  let undone: MutableGroup[] = [];
  let signedGroups: readonly Group[] = [];
  let signed: JournalEntry | null = null;
  let foreign = 0;
  const seen = new Set<string>();
  for (const entry of entries) {
    const { action, subject } = entry;
    if (/^(?:finding|conflict):/.test(subject) && !known.has(subject)) {
      foreign += 1;
    } else if (EDITS.has(action)) {
      addTo(done, entry);
      undone = [];
    } else if (action === "undone" && `entry:${done.at(-1)?.id}` === subject) undone.push(...done.splice(-1));
    else if (action === "redone" && `entry:${undone.at(-1)?.id}` === subject) done.push(...undone.splice(-1));
    else if (action === "reviewed") seen.add(subject);
    else if (action === "signed-off") {
      signed = entry;
      signedGroups = [...done];
    }
  }
  const unsigned = missing(done, signedGroups) + missing(signedGroups, done);
  return { entries, done, undone, seen, signed, unsigned, foreign, ...decided(done) };
}

interface MutableGroup extends Group {
  readonly entries: JournalEntry[];
}

function missing(some: readonly Group[], others: readonly Group[]): number {
  const ids = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !ids.has(id)).length;
}

/** Entries of one key say so by the number of the first of them. */
function addTo(done: MutableGroup[], entry: JournalEntry): void {
  const last = done.at(-1);
  const group = entry.detail?.["group"];
  if (last !== undefined && typeof group === "number" && group === last.id) last.entries.push(entry);
  else done.push({ id: entry.seq, entries: [entry] });
}

function decided(done: readonly Group[]): Pick<ReviewState, "notes" | "acknowledged" | "answered" | "waivers"> {
  const notes = new Map<string, JournalEntry[]>();
  const acknowledged = new Map<string, JournalEntry>();
  const answered = new Map<string, JournalEntry>();
  const waivers = new Map<string, JournalEntry[]>();
  for (const entry of done.flatMap(({ entries }) => entries)) {
    const name = entry.subject.slice(entry.subject.indexOf(":") + 1);
    if (entry.action === "note") add(notes, name, entry);
    else if (entry.action === "acknowledged") acknowledged.set(name, entry);
    else if (entry.action === "answer") answered.set(name, entry);
    else add(waivers, name, entry);
  }
  return { notes, acknowledged, answered, waivers };
}

function add(lists: Map<string, JournalEntry[]>, name: string, entry: JournalEntry): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [entry]);
  else list.push(entry);
}

/** What an entry did to the waiver file; null for one that did nothing to it. */
export function spliceOf({ subject, detail }: JournalEntry): Splice | null {
  const { before = null, after = null, line } = detail ?? {};
  if (!subject.startsWith("waiver:") || typeof line !== "number") return null;
  if (!isLines(before) || !isLines(after)) return null;
  return { id: subject.slice("waiver:".length), before, after, line };
}

function isLines(value: unknown): value is string | null {
  return value === null || typeof value === "string";
}

export function findingSubject(id: string): string {
  return `finding:${id}`;
}

export function conflictSubject({ subject, setting }: Conflict): string {
  return `conflict:${nameOf(subject)}/${setting}`;
}

function nameOf(subject: FindingSubject): string {
  return subject.kind === "gpo" ? (subject.guid ?? subject.container) : subject.name;
}

/** A verdict that is missing, apart from what only a person can confirm. */
export function isUnknown({ status, checklist }: Finding): boolean {
  return status === "unknown" && !checklist;
}

/** What has to be looked at before a sign-off. */
export function needsSeeing({ status, checklist }: Finding): boolean {
  return status === "fail" || (status === "unknown" && !checklist);
}
