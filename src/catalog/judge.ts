/** The catalog on the estate: one finding for each requirement and subject, in the fixed order. */
import { compareKeys } from "../core/order.ts";
import { SEVERITIES, STATUSES } from "../core/report.ts";
import type { Cause, Conflict, Finding, FindingSubject, Role, RuleId, Rung } from "../core/report.ts";
import type { DomainEstate } from "../policy/estate.ts";
import type { Effective } from "../policy/resolve.ts";
import { causeRemedies } from "./cause-remedy.ts";
import { hostResults } from "./hosts.ts";
import { CHECKS_BY_ID } from "./checks/index.ts";
import { domainSubject, gpoLabel } from "./context.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { judgeExpect } from "./expect.ts";
import type { Judgement, Scope } from "./expect.ts";
import { forecast } from "./microsoft.ts";
import { poolNote, SCAN_ALONE, withoutPool } from "./pool.ts";
import { fill, remediesOf } from "./remedy.ts";

export interface Verdicts {
  readonly findings: readonly Finding[];
  readonly conflicts: readonly Conflict[];
  readonly subjects: readonly FindingSubject[];
}

export function judge(catalog: readonly Requirement[], context: JudgeContext): Verdicts {
  const findings: Finding[] = [];
  const conflicts: Conflict[] = [];
  for (const requirement of catalog) {
    for (const { finding, conflict } of judgeRequirement(requirement, catalog, context)) {
      findings.push(finding);
      conflicts.push(...conflict);
    }
  }
  const sorted = findings
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

export function subjectKey(subject: FindingSubject): string {
  switch (subject.kind) {
    case "domain":
      return `domain:${subject.name}${subject.role === null ? "" : `/${subject.role}`}`;
    case "host":
      return `host:${subject.name}`;
    case "gpo":
      return `gpo:${subject.guid ?? ""}@${subject.container}`;
    case "object":
      return `object:${subject.name}@${subject.domain}`;
    case "forest":
      return `forest:${subject.name}`;
  }
}

interface One {
  readonly finding: Finding;
  readonly conflict: readonly Conflict[];
}

function judgeRequirement(requirement: Requirement, catalog: readonly Requirement[], context: JudgeContext): One[] {
  if (requirement.expect.kind === "check") {
    const results = CHECKS_BY_ID[requirement.expect.check](context);
    return results.map((result) => ({
      finding: checkFinding(requirement, withoutPool(result, requirement.ask, context), context),
      conflict: [],
    }));
  }
  const { expect } = requirement;
  const onHosts = hostResults(requirement, context).map((result) => ({
    finding: checkFinding(requirement, result, context),
    conflict: [],
  }));
  return [...onHosts, ...onPolicy(requirement, expect, catalog, context)];
}

function onPolicy(
  requirement: Requirement,
  expect: Expect,
  catalog: readonly Requirement[],
  context: JudgeContext,
): One[] {
  return subjectsOf(requirement, context).map(({ subject, domain, role }) => {
    if (domain === null || role === null)
      return { finding: withoutPolicy(requirement, expect, subject, context), conflict: [] };
    const scope: Scope = { domain, role, mode: context.estate.mode };
    const judgement = judgeExpect(expect, scope);
    if (judgement === null) return { finding: withoutPolicy(requirement, expect, subject, context), conflict: [] };
    return {
      finding: settingFinding(requirement, catalog, subject, scope, judgement, context),
      // Many folders that differ are no conflict: nothing says that they belong together.
      conflict: (domain.pooledFolders > 0 ? [] : judgement.conflicts).map((open) =>
        conflictOf(open, subject, requirement),
      ),
    };
  });
}

interface SubjectScope {
  readonly subject: FindingSubject;
  readonly domain: DomainEstate | null;
  readonly role: Role | null;
}

function subjectsOf({ appliesTo }: Requirement, { estate }: JudgeContext): SubjectScope[] {
  switch (appliesTo.each) {
    case "domain":
      return estate.domains.map((domain) => ({
        subject: domainSubject(domain, appliesTo.role),
        domain,
        // Every domain controller carries a sensor: what a GPO says about sensors is asked where they stand.
        role: appliesTo.role === "sensor" ? "dc" : appliesTo.role,
      }));
    case "object":
      return estate.domains.map((domain) => ({
        subject: { kind: "object", name: appliesTo.object, domain: domain.name },
        domain: null,
        role: null,
      }));
    case "forest":
      return [{ subject: { kind: "forest", name: forestName(estate.domains) }, domain: null, role: null }];
    case "tenant":
    case "run":
    case "gpo":
      return [{ subject: { kind: "forest", name: "tenant" }, domain: null, role: null }];
  }
}

function forestName(domains: readonly DomainEstate[]): string {
  return domains.length === 1 && domains[0] !== undefined ? domains[0].name : `${domains.length} domains`;
}

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  dc: "domain controllers",
  ca: "AD CS servers",
  adfs: "AD FS servers",
  "entra-connect": "Entra Connect servers",
};

function settingFinding(
  requirement: Requirement,
  catalog: readonly Requirement[],
  subject: FindingSubject,
  scope: Scope,
  judgement: Judgement,
  context: JudgeContext,
): Finding {
  const notes: string[] = [];
  let { status, cause } = judgement;
  let asks = requirement.ask;
  const { role } = scope;
  if (status === "fail" && judgement.silent) {
    const missing = subjectDoubt(scope, context);
    if (missing !== null) {
      status = "unknown";
      cause = null;
      notes.push(missing.note);
      asks = [...missing.ask, ...asks];
    }
  }
  if (status === "unknown" && scope.domain.pooledFolders > 0 && !judgement.silent) {
    notes.push(poolNote(scope.domain));
    asks = [SCAN_ALONE, ...asks];
  } else if (status === "unknown" && judgement.conflicts.length > 0) asks = [...orderAsk(role), ...asks];
  if (status === "pass") notes.push(...extensionDoubt(judgement, scope));
  const createsOnly = judgement.trail.some((step) => step.rule === "create-only");
  const hidden = status === "fail" && cause !== null && SILENT_CAUSES.includes(cause);
  const rung: Rung | null = status === "pass" ? (scope.mode === "design" ? "L1" : "L2") : judgement.held ? "L1" : null;
  const winner = judgement.trail.find((step) => step.result === "won") ?? judgement.trail[0];
  const common = base(requirement, subject, context, scope.domain.dns, winner?.gpo.name ?? null);
  return {
    ...common,
    status,
    rung,
    have: judgement.have,
    evidence: judgement.evidence,
    trail: judgement.trail,
    remedy: [
      ...causeRemedies(status === "fail" ? cause : null, judgement.trail, {
        domain: scope.domain.dns,
        role,
        want: requirement.want,
      }),
      ...common.remedy,
    ],
    cause: status === "fail" ? cause : null,
    ask: status === "unknown" ? distinctCommands(asks.map((line) => filled(line, scope.domain.dns, context))) : [],
    microsoft: forecast(requirement, catalog, scope, context),
    notes: [...notes, ...(requirement.functional === undefined ? [] : [requirement.functional])],
    silent: !judgement.silent && status !== "pass" && (requirement.silent === true || hidden || createsOnly),
  };
}

/** Looks configured and does nothing. */
const SILENT_CAUSES: readonly Cause[] = [
  "cse-missing",
  "gpo-disabled",
  "version-zero",
  "legacy-override",
  "inert-preference",
];

/** The same command with another remark is the same command. */
function distinctCommands(lines: readonly string[]): string[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const command = line.split("  #")[0] ?? line;
    if (seen.has(command)) return false;
    seen.add(command);
    return true;
  });
}

/** What decides between GPOs whose standing the evidence does not tell. */
function orderAsk(role: Role): string[] {
  const where = role === "dc" ? "the domain controller" : `the ${ROLE_NAMES[role].replace(/s$/, "")}`;
  return [
    `gpresult /scope computer /x "$env:COMPUTERNAME-rsop.xml"  # elevated, on ${where}`,
    ...(role === "dc" ? ["Get-GPInheritance -Target '<DN of the OU or domain>' | ConvertTo-Json -Depth 5"] : []),
  ];
}

/** Why a setting that nothing in the evidence mentions is no failure of this subject. */
function subjectDoubt({ role, domain }: Scope, context: JudgeContext): { note: string; ask: string[] } | null {
  if (role !== "dc" && !roleKnown(role, domain, context)) {
    return {
      note: `No GPO sets this, and nothing in the evidence shows whether ${domain.name} has ${ROLE_NAMES[role]}.`,
      ask: [`Name the ${ROLE_NAMES[role]} with --role HOST=${role}, if there are any.`],
    };
  }
  if (domain.dns === null && context.estate.namesDomain) {
    return { note: "These files name no domain; what they do not set, another GPO of their domain may set.", ask: [] };
  }
  return null;
}

/** A copy of SYSVOL does not tell which extensions clients run for the GPO. */
function extensionDoubt(judgement: Judgement, { domain }: Scope): string[] {
  const winner = judgement.trail.find((step) => step.result === "won");
  const gpo = domain.gpos.find((one) => one.container === winner?.gpo.container);
  if (gpo === undefined || gpo.machineExtensions !== null || gpo.kind === "report" || gpo.kind === "local") return [];
  return ["The GPO's extension list is not in this evidence: that clients process the file is assumed, not shown."];
}

function roleKnown(role: Role, domain: DomainEstate, { estate }: JudgeContext): boolean {
  for (const [host, roles] of estate.roles) {
    if (!roles.includes(role)) continue;
    const dns = host.toLowerCase();
    if (!dns.includes(".") || domain.dns === null || dns.endsWith(`.${domain.dns}`)) return true;
  }
  return false;
}

function withoutPolicy(
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
    have: person ? "to be confirmed by a person" : notJudged(expect, subject, context),
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
function notJudged(expect: Expect, subject: FindingSubject, { evidence }: JudgeContext): string {
  const wanted = expect.kind === "other-evidence" ? expect.evidence : "not read";
  const kind = subject.kind === "object" ? "security-descriptor" : "observation";
  const read = evidence.facts.filter(
    (fact) => fact.kind === kind && (kind === "observation" || fact.subject.kind === "object"),
  ).length;
  if (read === 0) return `no evidence: ${wanted}`;
  const things = kind === "observation" ? "values read from computers" : "descriptors of directory objects";
  return `not judged by this version, which has read ${read} ${things}: ${wanted}`;
}

function checkFinding(requirement: Requirement, result: CheckResult, context: JudgeContext): Finding {
  const { subject } = result;
  const domain =
    subject.kind === "domain" || subject.kind === "object"
      ? dnsOf(subject, context)
      : subject.kind === "gpo"
        ? subject.domain
        : null;
  const asks = result.ask ?? requirement.ask;
  return {
    ...base(requirement, subject, context, domain),
    status: result.status,
    rung: result.rung ?? null,
    have: result.have,
    evidence: result.evidence,
    trail: result.trail ?? [],
    cause: result.status === "fail" ? (result.cause ?? "not-configured") : null,
    ask: result.status === "unknown" ? asks.map((line) => filled(line, domain, context)) : [],
    microsoft: requirement.microsoft?.fixed ?? {},
    notes: [...(result.notes ?? []), ...(requirement.functional === undefined ? [] : [requirement.functional])],
    silent: requirement.silent === true && result.status !== "pass",
  };
}

function dnsOf(subject: FindingSubject, { estate }: JudgeContext): string | null {
  const name = subject.kind === "object" ? subject.domain : subject.kind === "domain" ? subject.name : null;
  return (name === null ? undefined : estate.domainByName.get(name))?.dns ?? null;
}

/** The fields that come from the catalog's data alone. */
function base(
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

function filled(line: string, domain: string | null, context: JudgeContext): string {
  return fill(line, namesOf(domain, context, null));
}

function conflictOf(
  { setting, effective }: { readonly setting: string; readonly effective: Effective },
  subject: FindingSubject,
  requirement: Requirement,
): Conflict {
  return {
    subject,
    setting,
    candidates: effective.trail
      .filter((step) => step.result === "candidate" && RIVALS.includes(step.rule))
      .map((step) => ({ fact: step.fact, gpo: gpoLabel(step.gpo), sets: step.sets })),
    ask: [...orderAsk("dc"), ...requirement.ask.slice(0, 1)],
  };
}

/** GPOs of the same standing; one that may not reach the subject at all is no rival. */
const RIVALS: readonly RuleId[] = ["link-order-unknown", "no-scope-evidence"];

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
