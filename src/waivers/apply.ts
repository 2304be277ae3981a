/** Waivers laid over a report: beside each failing finding the one that names it, and its state. No verdict changes. */
import type { Finding, Report, Severity } from "../core/report.ts";
import { SEVERITIES } from "../core/report.ts";
import type { Waiver, WaiverFile, WaiverRow, WaiverState } from "../core/waiver.ts";
import { WAIVER_STATES } from "../core/waiver.ts";
import { dayOfMoment } from "./days.ts";
import { type PlacedEntry, subjectWords, type WaiverProblem } from "./entry.ts";
import { overlapProblem, rulesOf } from "./overlap.ts";
import type { ReadWaivers } from "./read.ts";
import { identityOf, keysNamed, keysOf } from "./subjects.ts";

export interface Applied {
  readonly report: Report;
  /** Of the file and of its application. After an error the report is the one that was given. */
  readonly problems: readonly WaiverProblem[];
}

/** `asOf`: a moment in ISO 8601; a waiver holds to the end of its last day, UTC. */
export function applyWaivers(report: Report, file: WaiverFile, read: ReadWaivers, asOf: string): Applied {
  const day = dayOfMoment(asOf);
  const requirements = [...new Set(report.findings.map(({ requirement }) => requirement))];
  const named = findingsByEntry(report.findings, read.entries, requirements);
  const errors = [...read.problems, ...named.problems];
  if (day === null || errors.some(({ level }) => level === "error")) return { report, problems: errors };

  const waiverOf = new Map<string, Waiver>();
  for (const [entry, findings] of named.byEntry) {
    for (const finding of findings) {
      if (finding.status === "fail") waiverOf.set(finding.id, waiverFor(entry, day, finding.have));
    }
  }
  const findings = report.findings.map((finding) => {
    const waiver = waiverOf.get(finding.id);
    return waiver === undefined ? finding : { ...finding, waiver };
  });
  const problems = [
    ...read.problems,
    ...read.entries.flatMap((entry) => unused(entry, named.byEntry.get(entry) ?? [])),
  ];
  const rows = read.entries.map((entry) => rowOf(entry, day, named.byEntry.get(entry) ?? [], { waiverOf, problems }));
  const summary = { ...report.summary, ...sums(findings) };
  return { report: { ...report, findings, waivers: rows, waiverFile: file, summary }, problems };
}

interface Named {
  readonly byEntry: ReadonlyMap<PlacedEntry, readonly Finding[]>;
  readonly problems: readonly WaiverProblem[];
}

/** Findings of any status: who is named must not hang on how it stands today. */
function findingsByEntry(
  findings: readonly Finding[],
  entries: readonly PlacedEntry[],
  rules: readonly string[],
): Named {
  const byRule = new Map<string, Map<string, Set<PlacedEntry>>>();
  for (const entry of entries) {
    for (const rule of rulesOf(entry, rules)) {
      const byKey = byRule.get(rule) ?? new Map<string, Set<PlacedEntry>>();
      byRule.set(rule, byKey);
      for (const key of keysNamed(entry.subjects)) byKey.set(key, (byKey.get(key) ?? new Set()).add(entry));
    }
  }
  const byEntry = new Map<PlacedEntry, Finding[]>();
  const problems = new Map<string, WaiverProblem>();
  const meant = new Map<PlacedEntry, Map<string, string>>();
  for (const finding of findings) {
    const byKey = byRule.get(finding.requirement);
    if (byKey === undefined) continue;
    const found = new Set<PlacedEntry>();
    for (const key of keysOf(finding.subject)) {
      for (const entry of byKey.get(key) ?? []) {
        found.add(entry);
        const problem = ambiguity(entry, key, finding, meant);
        if (problem !== null) problems.set(`${entry.id} ${key}`, problem);
      }
    }
    const [first, second] = [...found].sort((a, b) => a.at.line - b.at.line);
    if (first !== undefined && second !== undefined)
      problems.set(`${first.id} ${second.id}`, overlapProblem(first, second, finding.id));
    for (const entry of found) {
      const list = byEntry.get(entry);
      if (list === undefined) byEntry.set(entry, [finding]);
      else list.push(finding);
    }
  }
  return { byEntry, problems: [...problems.values()] };
}

/** An exact name that two subjects bear. */
function ambiguity(
  entry: PlacedEntry,
  key: string,
  { subject }: Finding,
  meant: Map<PlacedEntry, Map<string, string>>,
): WaiverProblem | null {
  const identity = identityOf(subject, key);
  if (identity === null) return null;
  const known = meant.get(entry) ?? new Map<string, string>();
  meant.set(entry, known);
  const before = known.get(key) ?? identity;
  known.set(key, before);
  if (before === identity) return null;
  const message = `${entry.id}: "${key.replace(":", ": ")}" is the name of more than one subject`;
  const next = "write domain/name, for a host its full name, for a GPO its GUID";
  return { level: "error", at: entry.at, message, next, waiver: entry.id };
}

/** How an entry stands on a day beside a value; all that is not certain counts against it. */
function stateOf(entry: PlacedEntry, day: string, have: string | null): Pick<Waiver, "state" | "because"> {
  const { kind, approvedBy, approvedOn, expires, expect } = entry;
  if (kind !== "planned-fix") {
    if (approvedBy === null) return { state: "unapproved", because: "nobody has approved it" };
    if (approvedOn === null) return { state: "unapproved", because: "it has no day of approval" };
    if (approvedOn > day) return { state: "unapproved", because: `it is approved from ${approvedOn} on` };
  }
  if (day > expires) return { state: "expired", because: `it ended on ${expires}` };
  if (expect !== null && have !== null && plain(expect.actual) !== plain(have))
    return { state: "void", because: `it was given for "${expect.actual}", and the value now is "${have}"` };
  return kind === "planned-fix"
    ? { state: "planned", because: "a plan alone changes nothing" }
    : { state: "active", because: null };
}

/** White space and case of a value say nothing. */
function plain(value: string): string {
  return value.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

function wordsOf(entry: PlacedEntry) {
  const { id, kind, owner, requestedBy, approvedBy, approvedOn, expires, reason, compensating, evidence } = entry;
  return { id, kind, owner, requestedBy, approvedBy, approvedOn, expires, reason, compensating, evidence };
}

function waiverFor(entry: PlacedEntry, day: string, have: string): Waiver {
  return { ...wordsOf(entry), ...stateOf(entry, day, have) };
}

function rowOf(
  entry: PlacedEntry,
  day: string,
  findings: readonly Finding[],
  given: { readonly waiverOf: ReadonlyMap<string, Waiver>; readonly problems: readonly WaiverProblem[] },
): WaiverRow {
  const failing = findings.filter(({ id }) => given.waiverOf.has(id));
  const isVoid = failing.some(({ id }) => given.waiverOf.get(id)?.state === "void");
  return {
    ...wordsOf(entry),
    state: isVoid ? "void" : stateOf(entry, day, null).state,
    rules: entry.rules,
    subjects: subjectWords(entry.subjects),
    findings: failing.map(({ id }) => id),
    warnings: given.problems.filter(({ waiver }) => waiver === entry.id).map(({ message }) => message),
    at: entry.at,
  };
}

function unused(entry: PlacedEntry, findings: readonly Finding[]): WaiverProblem[] {
  if (findings.some(({ status }) => status === "fail")) return [];
  const count = (status: Finding["status"]): number => findings.filter((finding) => finding.status === status).length;
  const parts = (["pass", "unknown", "not-applicable"] as const).flatMap((status) =>
    count(status) === 0 ? [] : [`${count(status)} ${status}`],
  );
  const why =
    findings.length === 0 ? "it names no finding of this report" : `nothing that it names fails (${parts.join(", ")})`;
  const next =
    findings.length === 0
      ? "compare rules and names with --format json; a waiver for a host does not cover its domain"
      : "remove it when it is no longer needed";
  return [{ level: "warning", at: entry.at, message: `${entry.id} is not used: ${why}`, next, waiver: entry.id }];
}

/** An active waiver accepts the finding, and nothing else does. */
export function isWaived({ waiver }: Pick<Finding, "waiver">): boolean {
  return waiver?.state === "active";
}

function sums(findings: readonly Finding[]): Pick<Report["summary"], "afterWaivers" | "waived"> {
  const failing = findings.filter(({ status }) => status === "fail");
  const count = (of: (finding: Finding) => boolean): number => failing.filter(of).length;
  return {
    afterWaivers: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, count((one) => one.severity === severity && !isWaived(one))]),
    ) as Record<Severity, number>,
    waived: Object.fromEntries(
      WAIVER_STATES.map((state) => [state, count(({ waiver }) => waiver?.state === state)]),
    ) as Record<WaiverState, number>,
  };
}
