/** The catalog on the estate: one finding for each requirement and subject, in the fixed order. */
import { checkFinding } from "./findings.ts";
import { onPolicy } from "./policy-findings.ts";
import type { One } from "./policy-findings.ts";
import { subjectKey } from "./subjects.ts";
import { compareKeys } from "../core/order.ts";
import { atOnce } from "../core/steps.ts";
import { SEVERITIES, STATUSES } from "../core/report.ts";
import type { Conflict, Finding, FindingSubject } from "../core/report.ts";
import { forestResults } from "./forests.ts";
import { hostResults } from "./hosts.ts";
import { CHECKS_BY_ID } from "./checks/index.ts";
import type { JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";
import { withoutPool } from "./pool.ts";
import { withSaclHalf } from "./sacl-coupling.ts";
import { objectResults } from "./sacl-results.ts";

export interface Verdicts {
  readonly findings: readonly Finding[];
  readonly conflicts: readonly Conflict[];
  readonly subjects: readonly FindingSubject[];
}

export function judge(catalog: readonly Requirement[], context: JudgeContext): Verdicts {
  return atOnce(judging(catalog, context));
}

/** Requirement by requirement; says how many are judged. */
export function* judging(
  catalog: readonly Requirement[],
  context: JudgeContext,
): Generator<number, Verdicts, undefined> {
  const findings: Finding[] = [];
  const conflicts: Conflict[] = [];
  for (const [index, requirement] of catalog.entries()) {
    yield index;
    for (const { finding, conflict } of judgeRequirement(requirement, catalog, context)) {
      findings.push(finding);
      conflicts.push(...conflict);
    }
  }
  const sorted = withSaclHalf(findings, catalog)
    .map((finding) => ({ finding, keys: orderOf(finding) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ finding }) => finding);
  const subjects = new Map(sorted.map((finding) => [subjectKey(finding.subject), finding.subject]));
  return {
    findings: sorted,
    conflicts: distinctConflicts(conflicts),
    subjects: [...subjects.keys()].toSorted().flatMap((key) => subjects.get(key) ?? []),
  };
}

/** Worst first, then id: status, severity, the silent ones first, requirement, subject. */
function orderOf(finding: Finding): (string | number)[] {
  return [
    STATUSES.indexOf(finding.status),
    SEVERITIES.indexOf(finding.severity),
    finding.silent ? 0 : 1,
    finding.requirement,
    finding.id,
  ];
}

function judgeRequirement(requirement: Requirement, catalog: readonly Requirement[], context: JudgeContext): One[] {
  if (requirement.expect.kind === "check") {
    const results = CHECKS_BY_ID[requirement.expect.check](context);
    return results.map((result) => ({
      finding: checkFinding(requirement, withoutPool(result, requirement.ask, context), catalog, context),
      conflict: [],
    }));
  }
  const { expect } = requirement;
  const onObjects = objectResults(requirement, context);
  if (onObjects !== null) {
    return onObjects.map((result) => ({ finding: checkFinding(requirement, result, catalog, context), conflict: [] }));
  }
  const results = [...hostResults(requirement, context), ...forestResults(requirement, context)];
  const onHosts = results.map((result) => ({
    finding: checkFinding(requirement, result, catalog, context),
    conflict: [],
  }));
  return [...onHosts, ...onPolicy(requirement, expect, catalog, context, results)];
}

/** One setting may serve several requirements; the conflict is one. */
function distinctConflicts(conflicts: readonly Conflict[]): Conflict[] {
  const distinct = new Map<string, Conflict>();
  for (const conflict of conflicts) {
    if (conflict.candidates.length < 2) continue;
    const name = conflict.subject.kind === "domain" ? conflict.subject.name : subjectKey(conflict.subject);
    const key = `${name}|${conflict.setting}|${conflict.candidates.map((candidate) => candidate.fact).join()}`;
    if (!distinct.has(key)) distinct.set(key, conflict);
  }
  return [...distinct.keys()].toSorted().flatMap((key) => distinct.get(key) ?? []);
}
