/** From a verdict and the catalog's data to a finding. */
import { subjectKey } from "./subjects.ts";
import type { Finding, FindingSubject } from "../core/report.ts";
import { gpoLabel } from "./context.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { forecastOnHost } from "./microsoft.ts";
import { fill, remediesOf } from "./remedy.ts";

export function withoutPolicy(
  requirement: Requirement,
  expect: Expect,
  subject: FindingSubject,
  context: JudgeContext,
): Finding {
  const person = expect.kind === "person";
  const domain = subject.kind === "object" || subject.kind === "domain" ? dnsOf(subject, context) : null;
  return {
    ...base(requirement, subject, context, domain),
    status: "unknown",
    rung: null,
    have: person ? "to be confirmed by a person" : notJudged(requirement, expect, subject, context),
    evidence: [],
    trail: [],
    cause: null,
    ask: [...(person ? [expect.question] : []), ...requirement.ask.map((line) => filled(line, domain, context))],
    microsoft: requirement.microsoft?.fixed ?? {},
    notes: requirement.functional === undefined ? [] : [requirement.functional],
    silent: false,
  };
}

/** Facts of the right kind that no judge looks at yet are not the same as no evidence. */
function notJudged(
  { captured }: Requirement,
  expect: Expect,
  subject: FindingSubject,
  { evidence }: JudgeContext,
): string {
  const wanted = expect.kind === "other-evidence" ? expect.evidence : "not read";
  const kind = subject.kind === "object" ? "security-descriptor" : "observation";
  const read = evidence.facts.filter(
    (fact) => fact.kind === kind && (kind === "observation" || fact.subject.kind === "object"),
  ).length;
  if (read === 0 || (captured !== undefined && subject.kind === "forest")) return `no evidence: ${wanted}`;
  if (captured !== undefined) return `no policy carries it; each computer is judged by its own readings: ${wanted}`;
  const things = kind === "observation" ? "values read from computers" : "descriptors of directory objects";
  return `not judged by this version, which has read ${read} ${things}: ${wanted}`;
}

export function checkFinding(
  requirement: Requirement,
  result: CheckResult,
  catalog: readonly Requirement[],
  context: JudgeContext,
): Finding {
  const { subject } = result;
  const named =
    subject.kind === "domain" || subject.kind === "object"
      ? dnsOf(subject, context)
      : subject.kind === "gpo"
        ? subject.domain
        : null;
  const domain = result.domain === undefined ? named : result.domain;
  const asks = result.ask ?? requirement.ask;
  const common = base(requirement, subject, context, domain);
  return {
    ...common,
    remedy: [...(result.remedy ?? []), ...(result.onlyRemedy === true ? [] : common.remedy)],
    status: result.status,
    rung: result.rung ?? null,
    have: result.have,
    evidence: result.evidence,
    trail: result.trail ?? [],
    cause: result.status === "fail" ? (result.cause ?? "not-configured") : null,
    ask: result.status === "unknown" ? asks.map((line) => filled(line, domain, context)) : [],
    microsoft:
      result.microsoft ??
      (subject.kind === "host"
        ? forecastOnHost(requirement, catalog, subject, result.status, context)
        : (requirement.microsoft?.fixed ?? {})),
    notes: [...(result.notes ?? []), ...(requirement.functional === undefined ? [] : [requirement.functional])],
    silent: requirement.silent === true && result.status !== "pass",
  };
}

function dnsOf(subject: FindingSubject, { estate }: JudgeContext): string | null {
  const name = subject.kind === "object" ? subject.domain : subject.kind === "domain" ? subject.name : null;
  return (name === null ? undefined : estate.domainByName.get(name))?.dns ?? null;
}

/** The fields that come from the catalog's data alone. */
export function base(
  requirement: Requirement,
  subject: FindingSubject,
  context: JudgeContext,
  domain: string | null,
  gpo: string | null = null,
) {
  const { id, revision, title, label, severity, want, events, detections } = requirement;
  const names = namesOf(domain, context, subject.kind === "gpo" ? gpoLabel(subject) : gpo);
  return {
    id: `${id}@${subjectKey(subject)}`,
    requirement: id,
    revision,
    title,
    label,
    subject,
    computers: [],
    severity,
    want,
    events,
    detections,
    remedy: remediesOf(requirement.remedies, names),
    checklist: requirement.expect.kind === "person",
    waiver: null,
  };
}

function namesOf(domain: string | null, { estate }: JudgeContext, gpo: string | null) {
  return { domain, gpo, severalDomains: estate.domains.length > 1 };
}

export function filled(line: string, domain: string | null, context: JudgeContext): string {
  return fill(line, namesOf(domain, context, null));
}
