/** What a resultant set of policy says a computer was given, rung L2: for computers of which nothing was read directly. */
import type { Fact, FactOf } from "../core/fact.ts";
import type { FindingSubject, TrailStep } from "../core/report.ts";
import { matchesPath, valueText } from "../policy/contribution.ts";
import type { HostEstate } from "../policy/hosts.ts";
import type { CheckResult } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { judgeOnHost } from "./host-expect.ts";

type Ranked = FactOf<"subcategory" | "legacy-category" | "registry" | "user-right" | "event-log" | "account-policy">;

/** Null where the resultant set cannot speak of the requirement. */
export function deliveredResult(requirement: Requirement, host: HostEstate): CheckResult | null {
  const { expect, appliesTo } = requirement;
  if (appliesTo.each !== "domain" || !isPolicy(expect)) return null;
  if (appliesTo.role !== "sensor" && !host.roles.some((role) => role === appliesTo.role)) return null;
  const ranked = host.delivered.filter(isRanked);
  if (ranked.length === 0) return null;
  const winning = ranked.filter(({ precedence }) => precedence === 1);
  const judgement = judgeOnHost(expect, { facts: winning, incomplete: host.incomplete });
  if (judgement === null) return null;
  const subject: FindingSubject = { kind: "host", name: host.name, domain: host.domain, roles: host.roles };
  const speaking = ranked.filter((fact) => speaksOf(expect, fact));
  const trail = speaking
    .toSorted((a, b) => (a.precedence ?? 0) - (b.precedence ?? 0))
    .map((fact) => stepOf(fact, host));
  const found = { subject, trail, evidence: judgement.evidence, notes: [NOTE] };
  if (judgement.silent) return silentResult(expect, host, found);
  if (judgement.status === "pass") return { ...found, status: "pass", rung: "L2", have: judgement.have };
  if (judgement.status === "unknown") return { ...found, status: "unknown", have: judgement.have };
  return { ...found, status: "fail", cause: judgement.cause ?? "not-configured", have: judgement.have };
}

const NOTE = "The resultant set says what policy delivered to this computer, not what the computer does now.";

/** A whole resultant set that lacks a subcategory shows that no policy sets it; of other values the computer's own may stand. */
function silentResult(
  expect: Expect,
  host: HostEstate,
  found: Pick<CheckResult, "subject" | "trail" | "evidence" | "notes">,
): CheckResult | null {
  const files = new Set(host.delivered.map((fact) => fact.origin.path));
  const whole = [...files].every((path) => !host.incomplete.has(path));
  if (expect.kind !== "subcategory") return null;
  const computer = host.delivered.find((fact) => fact.kind === "computer");
  const evidence = computer === undefined ? [] : [computer.id];
  const have = "no GPO of the resultant set names it";
  return whole
    ? { ...found, evidence, status: "fail", cause: "not-configured", have }
    : { ...found, evidence, status: "unknown", have: `${have}, which was not read whole` };
}

function isPolicy(expect: Expect): boolean {
  if (expect.kind === "all" || expect.kind === "any") return expect.of.every(isPolicy);
  return ["subcategory", "registry", "user-right", "event-log", "account-policy"].includes(expect.kind);
}

function isRanked(fact: Fact): fact is Ranked {
  return "precedence" in fact && fact.precedence !== undefined;
}

function speaksOf(expect: Expect, fact: Fact): boolean {
  switch (expect.kind) {
    case "all":
    case "any":
      return expect.of.some((part) => speaksOf(part, fact));
    case "subcategory":
      return fact.kind === "subcategory" && fact.user === undefined && fact.subcategory === expect.subcategory;
    case "registry":
      return fact.kind === "registry" && matchesPath(expect.path, `${fact.hive ?? "HKLM"}\\${fact.key}\\${fact.name}`);
    case "user-right":
      return fact.kind === "user-right" && fact.right.toLowerCase() === expect.right.toLowerCase();
    case "event-log":
      return fact.kind === "event-log" && fact.log === expect.log && fact.setting === expect.setting;
    case "account-policy":
      return fact.kind === "account-policy" && fact.setting === expect.setting;
    default:
      return false;
  }
}

function stepOf(fact: Ranked, host: HostEstate): TrailStep {
  const guid = fact.gpo ?? null;
  const applied = host.delivered.find(
    (one): one is FactOf<"gpo-application"> => one.kind === "gpo-application" && one.gpo === guid,
  );
  const [link] = applied?.links ?? [];
  const rank = fact.precedence ?? 0;
  return {
    result: rank === 1 ? "won" : "lost",
    rule: "resultant-set",
    fact: fact.id,
    gpo: { guid, name: applied?.name ?? null, container: fact.origin.path },
    link: link === undefined ? null : { container: link.container, enforced: link.enforced === true, order: null },
    sets: setsText(fact),
    because: null,
  };
}

function setsText(fact: Ranked): string {
  switch (fact.kind) {
    case "subcategory":
      return valueText({ kind: "auditing", success: fact.success === true, failure: fact.failure === true });
    case "legacy-category":
      return String(fact.value);
    case "registry":
      return fact.value === null
        ? "a value that is not understood"
        : valueText({ kind: "registry", value: fact.value, type: fact.type });
    case "user-right":
      return valueText({ kind: "members", members: fact.members });
    default:
      return String(fact.value);
  }
}
