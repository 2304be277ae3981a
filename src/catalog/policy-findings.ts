/** What policy gives to the computers of a role: one finding for a domain, and one for each computer that differs. */
import { tattooNotes } from "./tattoo.ts";
import { base, filled, withoutPolicy } from "./findings.ts";
import { hostSubject, subjectsOf } from "./subjects.ts";
import { compareText } from "../core/order.ts";
import { STATUSES } from "../core/report.ts";
import type { Cause, Conflict, Finding, FindingSubject, Role, RuleId, Rung } from "../core/report.ts";
import type { Computer } from "../policy/computers.ts";
import type { DomainEstate } from "../policy/estate.ts";
import type { Effective } from "../policy/resolve.ts";
import type { Target } from "../policy/target.ts";
import { causeRemedies } from "./cause-remedy.ts";
import { gpoLabel } from "./context.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { judgeExpect } from "./expect.ts";
import type { Judgement } from "./expect.ts";
import { forecast } from "./microsoft.ts";
import { poolNote, SCAN_ALONE } from "./pool.ts";

export interface One {
  readonly finding: Finding;
  readonly conflict: readonly Conflict[];
}

export function onPolicy(
  requirement: Requirement,
  expect: Expect,
  catalog: readonly Requirement[],
  context: JudgeContext,
  read: readonly CheckResult[],
): One[] {
  return subjectsOf(requirement, context, read).flatMap(({ subject, domain, role }) => {
    const targets = domain === null || role === null ? [] : context.estate.targetsOf(domain, role);
    const verdicts = targets.flatMap((target): Verdict[] => {
      const judgement = judgeExpect(expect, target);
      return judgement === null ? [] : [{ target, judgement }];
    });
    const [first, ...rest] = verdicts;
    if (first === undefined) return { finding: withoutPolicy(requirement, expect, subject, context), conflict: [] };
    const finding = (on: FindingSubject, { target, judgement }: Verdict): One => ({
      finding: settingFinding(requirement, catalog, on, target, judgement, context),
      // Many folders that differ are no conflict: nothing says that they belong together.
      conflict: (target.domain.pooledFolders > 0 ? [] : judgement.conflicts).map((open) =>
        conflictOf(open, on, requirement),
      ),
    });
    if (rest.every(({ judgement }) => sameVerdict(judgement, first.judgement))) {
      return [
        withComputers(
          finding(subject, first),
          verdicts.flatMap(({ target }) => target.computers),
        ),
      ];
    }
    return differing(verdicts, subject, finding, read);
  });
}

interface Verdict {
  readonly target: Target;
  readonly judgement: Judgement;
}

function sameVerdict(a: Judgement, b: Judgement): boolean {
  return a.status === b.status && a.have === b.have && a.cause === b.cause;
}

function withComputers({ finding, conflict }: One, computers: readonly Computer[]): One {
  return { finding: { ...finding, computers: computers.map(({ name }) => name).toSorted(compareText) }, conflict };
}

/** "All" may be said only of all: the domain's finding is that of the worst, and who differs has a finding of its own. */
function differing(
  verdicts: readonly Verdict[],
  subject: FindingSubject,
  finding: (on: FindingSubject, verdict: Verdict) => One,
  read: readonly CheckResult[],
): One[] {
  const groups: Verdict[][] = [];
  for (const verdict of verdicts) {
    const same = groups.find(([one]) => one !== undefined && sameVerdict(one.judgement, verdict.judgement));
    if (same === undefined) groups.push([verdict]);
    else same.push(verdict);
  }
  const size = (group: readonly Verdict[]): number =>
    group.reduce((sum, { target }) => sum + target.computers.length, 0);
  const ranked = groups.toSorted(
    (a, b) => STATUSES.indexOf(a[0]?.judgement.status ?? "pass") - STATUSES.indexOf(b[0]?.judgement.status ?? "pass"),
  );
  const most = Math.max(...groups.map(size));
  const usual =
    groups.filter((group) => size(group) === most).length === 1 ? groups.find((g) => size(g) === most) : undefined;
  const worst = ranked[0]?.[0];
  if (worst === undefined) return [];
  const all = verdicts.flatMap(({ target }) => target.computers);
  const whole = withComputers(finding(subject, worst), all);
  const have = ranked
    .map((group) => {
      const names = group.flatMap(({ target }) => target.computers.map(({ name }) => name)).toSorted(compareText);
      return `${namesText(names)}: ${group[0]?.judgement.have ?? ""}`;
    })
    .join("; ");
  // What was read on a computer counts before what policy would give it.
  const captured = new Set(read.flatMap(({ subject: on }) => (on.kind === "host" ? [on.name.toLowerCase()] : [])));
  const single = groups
    .filter((group) => group !== usual)
    .flat()
    .flatMap((verdict) =>
      verdict.target.computers
        .filter(({ name }) => !captured.has(name.toLowerCase()))
        .map((computer) => finding(hostSubject(computer), verdict)),
    )
    // That policy alone is right for one computer stands in the domain's finding; its own pass takes a reading of it.
    .filter((one) => one.finding.status !== "pass");
  return [{ ...whole, finding: { ...whole.finding, have } }, ...single];
}

const MOST_NAMES = 3;

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
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
  target: Target,
  judgement: Judgement,
  context: JudgeContext,
): Finding {
  const notes: string[] = [];
  let { status, cause } = judgement;
  let asks = requirement.ask;
  const { role, domain, mode } = target;
  if (status === "fail" && judgement.silent) {
    const missing = subjectDoubt(target, context);
    if (missing !== null) {
      status = "unknown";
      cause = null;
      notes.push(missing.note);
      asks = [...missing.ask, ...asks];
    }
  }
  if (status === "unknown" && domain.pooledFolders > 0 && !judgement.silent) {
    notes.push(poolNote(domain));
    asks = [SCAN_ALONE, ...asks];
  } else if (status === "unknown" && judgement.conflicts.length > 0) asks = [...orderAsk(role), ...asks];
  if (status === "pass") notes.push(...extensionDoubt(judgement, target));
  const createsOnly = judgement.trail.some((step) => step.rule === "create-only");
  const hidden = status === "fail" && cause !== null && SILENT_CAUSES.includes(cause);
  const rung: Rung | null = status === "pass" ? (mode === "design" ? "L1" : "L2") : judgement.held ? "L1" : null;
  const winner = judgement.trail.find((step) => step.result === "won") ?? judgement.trail[0];
  const common = base(requirement, subject, context, domain.dns, winner?.gpo.name ?? null);
  return {
    ...common,
    status,
    rung,
    have: judgement.have,
    evidence: judgement.evidence,
    trail: judgement.trail,
    remedy: [
      ...causeRemedies(status === "fail" ? cause : null, judgement.trail, {
        domain: domain.dns,
        role,
        want: requirement.want,
      }),
      ...common.remedy,
    ],
    cause: status === "fail" ? cause : null,
    ask: status === "unknown" ? distinctCommands(asks.map((line) => filled(line, domain.dns, context))) : [],
    microsoft: forecast(requirement, catalog, { subject, target, status }, context),
    notes: [
      ...notes,
      ...tattooNotes(judgement.trail, context.evidence),
      ...(requirement.functional === undefined ? [] : [requirement.functional]),
    ],
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
function subjectDoubt({ role, domain }: Target, context: JudgeContext): { note: string; ask: string[] } | null {
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
function extensionDoubt(judgement: Judgement, { domain }: Target): string[] {
  const winner = judgement.trail.find((step) => step.result === "won");
  const gpo = domain.gpos.find((one) => one.container === winner?.gpo.container);
  if (gpo === undefined || gpo.machineExtensions !== null || gpo.kind === "report" || gpo.kind === "local") return [];
  return ["The GPO's extension list is not in this evidence: that clients process the file is assumed, not shown."];
}

function roleKnown(role: Role, domain: DomainEstate, { estate }: JudgeContext): boolean {
  return estate.computers.some(
    (computer) =>
      computer.roles.includes(role) &&
      (computer.domain === null || domain.dns === null || computer.domain === domain.dns),
  );
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
