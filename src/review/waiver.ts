/** From what a person says in a form to entries of the waiver file. */
import type { Finding, FindingSubject, Report } from "../core/report.ts";
import { dayOf, daysBetween } from "../waivers/days.ts";
import {
  LONGEST_SPAN,
  type PlacedEntry,
  type SubjectKey,
  subjectWords,
  type Subjects,
  type WaiverEntry,
} from "../waivers/entry.ts";
import { identityOf, keysNamed, keysOf } from "../waivers/subjects.ts";
import type { WaiverWords } from "./command.ts";

/** The field and what is wrong with it. */
export interface Wrong {
  readonly field: string;
  readonly problem: string;
}

/** Null: a day that a waiver given today may end on. */
export function wrongExpiry(expires: string, today: string): Wrong | null {
  const day = dayOf(expires.trim());
  if (day === null)
    return wrongDay(expires.trim() === "" ? "a waiver has to end: YYYY-MM-DD" : "no calendar day: YYYY-MM-DD");
  const days = daysBetween(today, day);
  if (days < 0) return wrongDay(`that day has passed; today is ${today}`);
  return days > LONGEST_SPAN
    ? wrongDay(`${days} days are too long; at most ${LONGEST_SPAN}, to ${dayAfter(today, LONGEST_SPAN)}`)
    : null;
}

function wrongDay(problem: string): Wrong {
  return { field: "expires", problem };
}

export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function wrongWords(words: WaiverWords, today: string): Wrong | null {
  if (words.owner.trim() === "") return { field: "owner", problem: "who answers for it?" };
  if (words.reason.trim() === "") return { field: "reason", problem: "why is it accepted?" };
  if (words.kind === "compensating-control" && words.compensating.trim() === "") {
    return { field: "compensating", problem: "what is done instead?" };
  }
  return wrongExpiry(words.expires, today);
}

/** The name by which exactly this subject is known; null for one that has none. */
export function subjectsOf(subject: FindingSubject, report: Report): Subjects | null {
  for (const [key, name] of namesOf(subject)) {
    const subjects: Subjects = { [key]: [name] };
    const [named = ""] = keysNamed(subjects);
    const meant = report.findings
      .filter((finding) => keysOf(finding.subject).includes(named))
      .map((finding) => identityOf(finding.subject, named));
    if (new Set(meant).size <= 1) return subjects;
  }
  return null;
}

function namesOf(subject: FindingSubject): (readonly [SubjectKey, string])[] {
  switch (subject.kind) {
    case "host": {
      const { name, domain } = subject;
      const full = domain !== null && !name.includes(".") ? `${name}.${domain}` : name;
      return [["hosts", full]];
    }
    case "gpo": {
      const { guid, name, domain } = subject;
      const names = [domain !== null && name !== null ? `${domain}/${name}` : null, guid, name];
      return names.flatMap((one) => (one === null || one.trim() === "" ? [] : ([["gpos", one]] as const)));
    }
    case "object":
      return [["objects", `${subject.domain}/${subject.name}`]];
    case "domain":
      return [["domains", subject.name]];
    case "forest":
      return [["forests", subject.name]];
  }
}

/** The two scopes of a finding, spelled out. */
export function scopeTexts(findings: readonly Finding[], report: Report): readonly [subject: string, all: string] {
  const names = [...new Set(findings.flatMap(({ subject }) => scopeOf(subject, report)))];
  const [only] = findings;
  const what =
    findings.length === 1 && only?.subject.kind === "host"
      ? "this host"
      : names.length === 1
        ? "this subject"
        : "these subjects";
  const shown = names.length > 3 ? `${names.slice(0, 3).join("; ")} and ${names.length - 3} more` : names.join("; ");
  return [`${what}: ${shown}`, "all: every subject, those that come later too"];
}

function scopeOf(subject: FindingSubject, report: Report): string[] {
  const subjects = subjectsOf(subject, report);
  return subjects === null ? ["a subject without a name of its own"] : subjectWords(subjects);
}

export interface Given {
  readonly report: Report;
  readonly reviewer: string;
  readonly today: string;
  readonly entries: readonly PlacedEntry[];
  /** Ids that the journal speaks of: one that was revoked is not given again. */
  readonly used: Iterable<string>;
}

/** One entry for the findings of one requirement that have one value; each names exactly what was marked. */
export function waiversFor(
  findings: readonly Finding[],
  words: WaiverWords,
  given: Given,
): readonly { readonly waiver: WaiverEntry; readonly findings: readonly Finding[] }[] | Wrong {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = words.pinned ? `${finding.requirement}\n${finding.have}` : finding.requirement;
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  const rules = [...groups.values()].map((group) => group[0]?.requirement);
  if (words.scope === "all" && new Set(rules).size < rules.length) {
    return { field: "expect", problem: "they have different values, so that one waiver for all cannot be pinned" };
  }
  const approver = words.approver.trim();
  const taken = new Set([...given.entries.map(({ id }) => id), ...given.used].map((id) => id.toLowerCase()));
  const made = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const subjects = words.scope === "all" ? ("all" as const) : joined(group, given.report);
    if (subjects === null) return { field: "scope", problem: "its subject has no name that is its own" };
    const id = freeId(taken, given.today.slice(0, 4));
    taken.add(id.toLowerCase());
    const actual = first.have.trim();
    const waiver: WaiverEntry = {
      id,
      kind: words.kind,
      rules: [first.requirement],
      allowBroad: false,
      subjects,
      reason: words.reason.trim(),
      evidence: words.evidence
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
      compensating: words.compensating.trim() === "" ? null : words.compensating.trim(),
      owner: words.owner.trim(),
      requestedBy: given.reviewer,
      approvedBy: approver === "" ? null : approver,
      approvedOn: approver === "" ? null : given.today,
      expires: words.expires.trim(),
      expect: words.pinned && actual !== "" ? { actual } : null,
    };
    made.push({ waiver, findings: group });
  }
  return made;
}

function joined(findings: readonly Finding[], report: Report): Subjects | null {
  const all: Partial<Record<SubjectKey, readonly string[]>> = {};
  for (const { subject } of findings) {
    const own = subjectsOf(subject, report);
    if (own === null || own === "all") return null;
    for (const [key, names = []] of Object.entries(own) as [SubjectKey, readonly string[] | undefined][]) {
      all[key] = [...new Set([...(all[key] ?? []), ...names])];
    }
  }
  return all;
}

function freeId(taken: ReadonlySet<string>, year: string): string {
  for (let number = 1; ; number += 1) {
    const id = `WVR-${year}-${String(number).padStart(3, "0")}`;
    if (!taken.has(id.toLowerCase())) return id;
  }
}
