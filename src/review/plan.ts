/** What a command would write: lines of the journal and the waiver file as it would be; or why it is refused. Pure. */
import type { Finding, Report } from "../core/report.ts";
import { UsageError } from "../core/failure.ts";
import type { WaiverFile } from "../core/waiver.ts";
import type { Action, Detail, NewEntry } from "../journal/entry.ts";
import { counted } from "../report/words.ts";
import { textDigest } from "../text/digest.ts";
import { applyWaivers } from "../waivers/apply.ts";
import { type PlacedEntry, type WaiverEntry } from "../waivers/entry.ts";
import { readWaivers } from "../waivers/read.ts";
import { applySplice, entryLines, inverse, type Splice, spliceFor, spliceOut } from "../waivers/splice.ts";
import type { ReviewCommand } from "./command.ts";
import { findingSubject, type Group, isUnknown, type ReviewState, spliceOf } from "./state.ts";
import { waiversFor, wrongExpiry, wrongWords } from "./waiver.ts";

export interface Context {
  readonly state: ReviewState;
  /** The number that the next line of the journal gets. */
  readonly next: number;
  /** Without waivers. */
  readonly report: Report;
  readonly reviewer: string;
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** The waiver file as it is; an empty text where there is none yet. */
  readonly file: WaiverFile;
  readonly text: string;
  /** Ids of the catalog. */
  readonly requirements: readonly string[];
}

export interface Planned {
  readonly entries: readonly NewEntry[];
  /** The waiver file afterwards; null: it stays. */
  readonly text: string | null;
  readonly said: string;
}

export interface Refused {
  readonly problem: string;
  /** Of the form. */
  readonly field: string | null;
}

type Edit = Exclude<ReviewCommand, { readonly kind: "name" | "sign" }>;

export function planOf(command: Edit, context: Context): Planned | Refused {
  try {
    return planned(command, context);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return refusal([error.message, ...error.next].join("; "));
  }
}

function planned(command: Edit, context: Context): Planned | Refused {
  switch (command.kind) {
    case "seen":
      return { entries: [entryOf(context, "reviewed", command.subject, "")], text: null, said: "" };
    case "note":
      if (command.text.trim() === "") return refusal("the note is empty", "text");
      return about(context, command.findings, "note", command.text.trim(), {}, "noted");
    case "acknowledge":
      return acknowledged(command.findings, command.reason.trim(), context);
    case "answer":
      if (command.words.trim() === "") return refusal("say how you know", "words");
      return about(context, command.findings, "answer", command.words.trim(), { answer: command.answer }, "answered");
    case "waive":
      return waived(command, context);
    case "renew":
      return renewed(command, context);
    case "revoke":
      if (command.reason.trim() === "") return refusal("why is it revoked?", "reason");
      return changed(context, "waiver-revoked", command.reason.trim(), [spliceOut(context.text, command.waiver)]);
    case "reason": {
      const entry = entriesOf(context).find(({ id }) => id === command.waiver);
      const reason = command.reason.trim();
      if (entry === undefined) return refusal(`${command.waiver} is not in the waiver file`);
      if (reason === "") return refusal("why is it accepted?", "reason");
      if (reason === entry.reason) return refusal("that is the reason it has", "reason");
      return changed(context, "waiver-changed", reason, [spliceFor(context.text, bare({ ...entry, reason }))]);
    }
    case "undo":
    case "redo":
      return turned(command.kind, context);
  }
}

function refusal(problem: string, field: string | null = null): Refused {
  return { problem, field };
}

function entryOf(
  { now, reviewer }: Context,
  action: Action,
  subject: string,
  note: string,
  detail: Detail | null = null,
): NewEntry {
  return { at: now, actor: reviewer, role: "reviewer", action, subject, note, detail };
}

/** One entry for each finding, undone together. */
function about(
  context: Context,
  ids: readonly string[],
  action: Action,
  note: string,
  detail: Detail,
  said: string,
): Planned | Refused {
  if (ids.length === 0) return refusal("no finding is selected");
  const whole = { ...detail, group: context.next };
  const entries = ids.map((id) => entryOf(context, action, findingSubject(id), note, whole));
  return { entries, text: null, said: `${said}: ${counted(ids.length, "finding")}` };
}

function acknowledged(ids: readonly string[], reason: string, context: Context): Planned | Refused {
  if (reason === "") return refusal("why is it left unknown?", "reason");
  const unknown = new Set(context.report.findings.filter(isUnknown).map(({ id }) => id));
  const other = ids.filter((id) => !unknown.has(id)).length;
  if (other > 0) return refusal(`${counted(other, "marked finding")} is not unknown: only unknowns are acknowledged`);
  return about(context, ids, "acknowledged", reason, {}, "acknowledged");
}

function findingsOf({ report }: Context, ids: readonly string[]): Finding[] {
  const wanted = new Set(ids);
  return report.findings.filter(({ id }) => wanted.has(id));
}

function waived(command: Extract<Edit, { kind: "waive" }>, context: Context): Planned | Refused {
  const findings = findingsOf(context, command.findings);
  const today = context.now.slice(0, 10);
  if (findings.length === 0) return refusal("no finding is selected");
  if (findings.some(({ status }) => status !== "fail")) return refusal("only what fails can be waived");
  const wrong = wrongWords(command.words, today);
  if (wrong !== null) return wrong;
  const { report, reviewer } = context;
  const used = context.state.waivers.keys();
  const made = waiversFor(findings, command.words, { report, reviewer, today, entries: entriesOf(context), used });
  if ("problem" in made) return made;
  let { text } = context;
  const splices: Splice[] = [];
  for (const { waiver } of made) {
    const splice = spliceFor(text, waiver);
    splices.push(splice);
    text = applySplice(text, splice);
  }
  return changed(context, "waiver-proposed", command.words.reason.trim(), splices);
}

function renewed(command: Extract<Edit, { kind: "renew" }>, context: Context): Planned | Refused {
  const today = context.now.slice(0, 10);
  const entry = entriesOf(context).find(({ id }) => id === command.waiver);
  if (entry === undefined) return refusal(`${command.waiver} is not in the waiver file`);
  const wrong = wrongExpiry(command.expires, today);
  if (wrong !== null) return wrong;
  const approver = command.approver.trim();
  const values = command.pinned ? valuesOf(entry, context) : [];
  if (values.length > 1)
    return refusal(`what it is for has ${values.length} different values; it cannot be pinned to one`, "expect");
  const [actual] = values;
  const next: WaiverEntry = {
    ...bare(entry),
    expires: command.expires.trim(),
    approvedBy: approver === "" ? null : approver,
    approvedOn: approver === "" ? null : today,
    expect: command.pinned && actual !== undefined ? { actual } : entry.expect,
  };
  return changed(context, "waiver-renewed", `until ${next.expires}`, [spliceFor(context.text, next)]);
}

/** The values that the findings of a waiver have now. */
function valuesOf({ id }: PlacedEntry, context: Context): string[] {
  const read = readWaivers(context.text, context.requirements);
  const { report } = applyWaivers(context.report, context.file, read, context.report.asOf);
  const mine = report.findings.filter(({ waiver }) => waiver?.id === id).map(({ have }) => have.trim());
  return [...new Set(mine)].filter((have) => have !== "");
}

/** The file may only become one that scan accepts as well. */
function changed(context: Context, action: Action, note: string, splices: readonly Splice[]): Planned | Refused {
  const text = splices.reduce(applySplice, context.text);
  const problem = problemOf(text, context);
  if (problem !== null) return refusal(problem);
  const after = new Map(entriesOf({ ...context, text }).map((entry) => [entry.id, entry]));
  const entries = splices.map((splice) => {
    const approvedBy = after.get(splice.id)?.approvedBy ?? null;
    const { before, after: lines, line } = splice;
    const detail = { group: context.next, file: context.file.path, approvedBy, line, before, after: lines };
    return entryOf(context, action, `waiver:${splice.id}`, note, detail);
  });
  const done = { "waiver-proposed": "waived", "waiver-renewed": "renewed", "waiver-revoked": "revoked" } as const;
  const word = action in done ? done[action as keyof typeof done] : "changed";
  const mind = mindOf(
    splices.flatMap(({ id }) => after.get(id) ?? []),
    context.report.asOf.slice(0, 10),
  );
  return { entries, text, said: `${word}: ${splices.map(({ id }) => id).join(", ")}${mind}` };
}

/** A waiver that accepts nothing as of the moment of the report. */
function mindOf(waivers: readonly WaiverEntry[], day: string): string {
  if (waivers.some(({ kind }) => kind === "planned-fix")) return ", planned: it counts as open";
  if (waivers.some(({ approvedBy }) => approvedBy === null)) return ", unapproved: it counts as open";
  const late = waivers.find(({ approvedOn }) => approvedOn !== null && approvedOn > day)?.approvedOn;
  return late === undefined || late === null ? "" : `, approved ${late}: open as of ${day}`;
}

function problemOf(text: string, { report, file, requirements }: Context): string | null {
  const read = readWaivers(text, requirements);
  const whole = applyWaivers(report, { ...file, digest: textDigest(text) }, read, report.asOf);
  const error = whole.problems.find(({ level }) => level === "error");
  return error === undefined ? null : `line ${error.at.line}: ${error.message}; ${error.next}`;
}

function turned(kind: "undo" | "redo", context: Context): Planned | Refused {
  const { state } = context;
  const group = (kind === "undo" ? state.done : state.undone).at(-1);
  if (group === undefined) return refusal(`there is nothing to ${kind}`);
  const splices = group.entries.flatMap((entry) => spliceOf(entry) ?? []);
  const turns = kind === "undo" ? splices.toReversed().map(inverse) : splices;
  const text = turns.length === 0 ? null : turns.reduce(turnedSplice, context.text);
  const problem = text === null ? null : problemOf(text, context);
  if (problem !== null) return refusal(problem);
  const [word, action] = kind === "undo" ? (["undone", "undone"] as const) : (["done again", "redone"] as const);
  const what = groupText(group);
  return { entries: [entryOf(context, action, `entry:${group.id}`, what)], text, said: `${word}: ${what}` };
}

/** What stands there already needs no writing: the last edit may not have reached the file. */
function turnedSplice(text: string, splice: Splice): string {
  const now = text.trim() === "" ? null : entryLines(text, splice.id);
  return (now?.trimEnd() ?? null) === (splice.after?.trimEnd() ?? null) ? text : applySplice(text, splice);
}

/** `acknowledged, 38 findings`. */
export function groupText({ entries }: Group): string {
  const [first] = entries;
  if (first === undefined) return "nothing";
  if (!first.subject.startsWith("waiver:")) return `${first.action}, ${counted(entries.length, "finding")}`;
  return `${first.action} ${entries.map(({ subject }) => subject.slice("waiver:".length)).join(", ")}`;
}

function entriesOf({ text, requirements }: Pick<Context, "text" | "requirements">): readonly PlacedEntry[] {
  return text.trim() === "" ? [] : readWaivers(text, requirements).entries;
}

function bare({ at: _at, ...entry }: PlacedEntry): WaiverEntry {
  return entry;
}
