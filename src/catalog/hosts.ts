/** What a computer itself shows, rung L3: every requirement of its roles of which a reading speaks. */
import type { FindingSubject, TrailStep } from "../core/report.ts";
import { selectorKey } from "../policy/host-readings.ts";
import type { HostEstate } from "../policy/hosts.ts";
import type { Target } from "../policy/target.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { deliveredResult } from "./delivered.ts";
import { judgeExpect } from "./expect.ts";
import { judgeOnHost } from "./host-expect.ts";
import type { HostJudgement } from "./host-judgement.ts";
import { reconciled } from "./reconciled.ts";

export function hostResults(requirement: Requirement, context: JudgeContext): CheckResult[] {
  if (requirement.appliesTo.each !== "domain") return [];
  return context.estate.hosts.flatMap((host) => resultOf(requirement, host, context));
}

function resultOf(requirement: Requirement, host: HostEstate, context: JudgeContext): CheckResult[] {
  const { appliesTo, expect } = requirement;
  if (appliesTo.each !== "domain") return [];
  const judgement = judgeOnHost(requirement.captured ?? expect, host);
  // A capture of the audit policy that lacks a subcategory says so; other readings say nothing about it.
  const spoken = expect.kind === "subcategory" && host.facts.some((fact) => fact.kind === "subcategory");
  if (judgement === null || (judgement.silent && !spoken))
    return [deliveredResult(requirement, host)].flatMap((one) => one ?? []);
  const subject: FindingSubject = { kind: "host", name: host.name, domain: host.domain, roles: host.roles };
  const found = { subject, have: judgement.have, evidence: judgement.evidence };
  if (host.roles.length === 0) {
    // Nobody said what the computer is; a domain controller's requirements are asked, not assumed.
    if (appliesTo.role !== "dc" || expect.kind !== "subcategory") return [];
    const have = `${judgement.have}; the role of the computer is not known`;
    return [{ ...found, status: "unknown", have, ask: [`say what ${host.name} is: --role ${host.name}=dc`] }];
  }
  if (appliesTo.role !== "sensor" && !host.roles.some((role) => role === appliesTo.role)) return [];
  if (requirement.sensor === "v2" && host.sensor === "v3") {
    const have = `the computer carries a v3.x sensor, which does not need it (${judgement.have})`;
    return [{ ...found, status: "not-applicable", have }];
  }
  const trail = trailOf(expect, reconciled(context).get(host)?.target ?? null);
  return [{ ...found, trail, ...verdictOf(judgement), notes: notesOf(requirement, host, judgement, context) }];
}

const KEEP_NEWER =
  "Keep the newer capture only, or say in a scope file when each was taken (`captures:`), and scan again.";

function verdictOf({
  status,
  cause,
  contradictory,
}: HostJudgement): Pick<CheckResult, "status" | "rung" | "cause" | "ask"> {
  if (status === "pass") return { status, rung: "L3" };
  if (status === "fail") return { status, cause: cause ?? "not-configured" };
  // Neither reading says when it was taken.
  return contradictory ? { status, ask: [KEEP_NEWER] } : { status };
}

/** Who set it: the words of policy for this computer. */
function trailOf(expect: Expect, target: Target | null): readonly TrailStep[] {
  return target === null ? [] : (judgeExpect(expect, target)?.trail ?? []);
}

function notesOf(
  requirement: Requirement,
  host: HostEstate,
  { status }: HostJudgement,
  context: JudgeContext,
): string[] {
  const keys = keysOf(requirement.expect);
  const differing = (reconciled(context).get(host)?.disagreements ?? []).filter(({ selector }) =>
    keys.has(selectorKey(selector)),
  );
  return [
    ...differing.map(
      ({ computed, delivered }) =>
        `Policy says otherwise (${computed ?? delivered ?? "another value"}): the finding POLICY-DRIFT of this computer tells more.`,
    ),
    ...(requirement.sensor === "v2" && host.sensor === null && status === "fail"
      ? ["Only a v2.x sensor needs it. Which sensor the computer carries is not told; a scope file can say it."]
      : []),
  ];
}

function keysOf(expect: Expect): ReadonlySet<string> {
  switch (expect.kind) {
    case "all":
    case "any":
      return new Set(expect.of.flatMap((part) => [...keysOf(part)]));
    case "subcategory":
      return new Set([selectorKey({ kind: "subcategory", subcategory: expect.subcategory })]);
    case "registry":
      return new Set([selectorKey({ kind: "registry", path: expect.path })]);
    case "user-right":
      return new Set([selectorKey({ kind: "user-right", right: expect.right })]);
    default:
      return new Set();
  }
}
