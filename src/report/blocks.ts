/** Fails that are one story are told once: same subject, same GPOs by the same rules, same remedy. */
import { type Finding, type FindingSubject, SEVERITIES, type Severity } from "../core/report.ts";
import { remedyKey } from "./fixes.ts";
import { groupBy } from "./group.ts";

export interface FailBlock {
  readonly first: Finding;
  /** The fails of the first subject, worst first. */
  readonly rows: readonly Finding[];
  /** The first fail of every other subject of which all of it is true as well. */
  readonly alike: readonly Finding[];
  /** All fails of all subjects, those of the first subject first. */
  readonly findings: readonly Finding[];
}

export function blocksOf(findings: readonly Finding[]): FailBlock[] {
  const stories = groupBy(findings, storyKey);
  return groupBy(stories, estateKey).flatMap((same) => {
    const [rows = []] = same;
    const [first] = rows;
    if (first === undefined) return [];
    return [{ first, rows, alike: same.slice(1).flatMap((story) => story[0] ?? []), findings: same.flat() }];
  });
}

export function worstOf(findings: readonly Finding[]): Severity {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "info";
}

function storyKey(finding: Finding): string {
  const { subject, silent, cause, trail, remedy } = finding;
  const [fix] = remedy;
  if (fix === undefined || cause === null) return stateKey(finding);
  const steps = trail.map(({ result, rule, gpo, link }) => [result, rule, gpo.guid ?? gpo.container, link]);
  // Both say that a value is set and is the wrong one.
  const why = cause === "overridden" ? "too-weak" : cause;
  return JSON.stringify([subject, silent, why, steps, remedyKey(fix, finding), waiverKey(finding)]);
}

/** Without a remedy only what differs in nothing but the requirement goes together. */
function stateKey(finding: Finding): string {
  if (finding.evidence.length > 0 || finding.trail.length > 0) return finding.id;
  const { subject, silent, severity, want, have, cause, remedy, notes, microsoft } = finding;
  return JSON.stringify([subject, silent, severity, want, have, cause, remedy, notes, microsoft, waiverKey(finding)]);
}

/** What is accepted and what is not are told apart. */
function waiverKey({ waiver }: Finding): string {
  return waiver === null ? "" : `${waiver.id} ${waiver.state} ${waiver.because ?? ""}`;
}

/** The same in every domain where nothing of a GPO is shown; otherwise the story stays alone. */
function estateKey(story: readonly Finding[]): string {
  const [first] = story;
  if (first === undefined || first.subject.kind !== "domain") return first?.id ?? "";
  if (story.some(({ evidence, trail }) => evidence.length > 0 || trail.length > 0)) return first.id;
  const rows = story.map((row) => [row.requirement, row.severity, row.want, row.have, waiverKey(row)]);
  const remedy = first.remedy[0];
  return JSON.stringify([rows, kindOf(first.subject), first.silent, first.cause, remedy?.via, remedy?.text]);
}

function kindOf(subject: FindingSubject): string {
  return subject.kind === "domain" ? (subject.role ?? "") : subject.kind;
}
