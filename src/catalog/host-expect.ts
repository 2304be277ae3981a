/** Judges one expectation on what a computer itself shows. What was not captured is unknown, never absent. */
import type { FactOf } from "../core/fact.ts";
import { valueText } from "../policy/contribution.ts";
import type { SettingValue } from "../policy/contribution.ts";
import { capturedOn } from "../policy/host-readings.ts";
import type { Captures, Reading } from "../policy/host-readings.ts";
import type { Selector } from "../policy/setting-index.ts";
import type { Absent, Expect, RegistryExpect } from "./define.ts";
import { combine, registryTruth } from "./expect.ts";
import type { Truth } from "./expect.ts";
import { NOTHING } from "./host-judgement.ts";
import type { HostJudgement } from "./host-judgement.ts";
import { judgeObservation } from "./observation-expect.ts";

/** Null for what no reading of a computer can decide (checks, questions to a person). */
export function judgeOnHost(expect: Expect, host: Captures): HostJudgement | null {
  switch (expect.kind) {
    case "subcategory":
      return judgeSubcategory(expect, host);
    case "registry":
      return judgeRegistry(expect, host);
    case "user-right":
      return judgeRight(expect, host);
    case "event-log": {
      const selector: Selector = { kind: "event-log", log: expect.log, setting: expect.setting };
      return judgeReading(capturedOn(host).of(selector), expect.whenAbsent, (value) => {
        if (value.kind !== "plain" || typeof value.value !== "number") return "unknown";
        if (expect.noneOf?.includes(value.value) === true) return "fail";
        return expect.atLeast !== undefined && value.value < expect.atLeast ? "fail" : "pass";
      });
    }
    case "account-policy": {
      const selector: Selector = { kind: "account-policy", section: expect.section, setting: expect.setting };
      return judgeReading(capturedOn(host).of(selector), expect.whenAbsent, (value) => {
        if (value.kind !== "plain" || typeof value.value !== "number") return "unknown";
        return value.value <= expect.atMost ? "pass" : "fail";
      });
    }
    case "observation":
      return judgeObservation(expect, host);
    case "all":
    case "any": {
      const parts = expect.of.map((part) => judgeOnHost(part, host) ?? NOTHING);
      return { ...combine(expect.kind, parts), contradictory: parts.some((part) => part.contradictory) };
    }
    case "other-evidence":
      return { ...NOTHING, have: `no evidence: ${expect.evidence}` };
    case "check":
    case "sacl":
    case "access":
    case "person":
      return null;
  }
}

function judgeSubcategory(expect: Extract<Expect, { kind: "subcategory" }>, host: Captures): HostJudgement {
  const reading = capturedOn(host).of({ kind: "subcategory", subcategory: expect.subcategory });
  const judgement = judgeReading(reading, "unknown", (value) => {
    if (value.kind !== "auditing") return "unknown";
    return expect.includes.every((outcome) => value[outcome]) ? "pass" : "fail";
  });
  if (reading === null || reading.state === "absent") return judgement;
  if (reading.state === "undecided" && !judgement.contradictory) {
    return { ...judgement, have: `not understood: ${excerptOf(host, reading)}` };
  }
  const nothing = reading.state === "set" && valueText(reading.value) === "No Auditing";
  return judgement.status === "fail" && nothing ? { ...judgement, cause: "not-configured" } : judgement;
}

function excerptOf(host: Captures, { facts }: Reading): string {
  return host.facts.find((fact): fact is FactOf<"subcategory"> => facts.includes(fact.id))?.origin.excerpt ?? "";
}

/** Every value that the pattern matches must hold. */
function judgeRegistry(expect: RegistryExpect, host: Captures): HostJudgement {
  const readings = capturedOn(host);
  const found = expect.path.includes("*") ? readings.paths(expect.path) : [expect.path];
  const parts = found.map((path): HostJudgement => {
    const judgement = judgeReading(readings.of({ kind: "registry", path }), expect.whenAbsent, (value) =>
      registryTruth(expect, value.kind === "registry" ? withNumber(value) : value),
    );
    const have = judgement.silent ? judgement.have : `${lastOf(path)} = ${judgement.have}`;
    const revoked = expect.grants !== undefined && judgement.cause === "too-weak";
    return { ...judgement, have, ...(revoked ? { cause: "access-revoked" as const } : {}) };
  });
  const [first] = parts;
  if (first === undefined) return NOTHING;
  if (parts.length === 1) return first;
  return { ...combine("all", parts), contradictory: parts.some((part) => part.contradictory) };
}

/** Some exports lose the type, and then every number is a text. */
function withNumber(value: Extract<SettingValue, { kind: "registry" }>): SettingValue {
  const untyped = value.type === null && typeof value.value === "string" && /^\d{1,10}$/.test(value.value);
  // Whether it was stored as a number is then not told: no value of that kind is understood.
  return untyped ? { ...value, value: [] } : value;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf("\\") + 1);
}

/** The list must hold the members, and the matching deny right, which wins, must not. */
function judgeRight(expect: Extract<Expect, { kind: "user-right" }>, host: Captures): HostJudgement {
  const named = expect.contains.flatMap(({ sid }) => (sid === null ? [] : [sid]));
  const unnamed = named.length < expect.contains.length;
  const rightOf = (right: string): Reading | null => capturedOn(host).of({ kind: "user-right", right });
  const allow = judgeReading(rightOf(expect.right), expect.whenAbsent, (value) => {
    if (value.kind !== "members") return "unknown";
    if (value.members.length === 0) return "fail";
    if (named.some((sid) => !value.members.includes(sid))) {
      return value.members.every((member) => /^S-1-/i.test(member)) ? "fail" : "unknown";
    }
    // An account without a well-known SID cannot be recognised among SIDs of the domain.
    return unnamed ? "unknown" : "pass";
  });
  if (!expect.right.endsWith("LogonRight")) return allow;
  const deny = judgeReading(rightOf(expect.right.replace(/^Se/, "SeDeny")), "ignore", (value) => {
    if (value.kind !== "members") return "unknown";
    if (named.some((sid) => value.members.includes(sid))) return "fail";
    const told = value.members.every((member) => /^S-1-/i.test(member));
    return (unnamed || !told) && value.members.length > 0 ? "unknown" : "pass";
  });
  // An export of the rights names those that somebody holds; a deny right that it lacks is held by nobody.
  if (deny.silent) return allow;
  return { ...combine("all", [allow, deny]), contradictory: allow.contradictory || deny.contradictory };
}

function judgeReading(
  reading: Reading | null,
  whenAbsent: Absent,
  judge: (value: SettingValue) => Truth,
): HostJudgement {
  if (reading === null) return NOTHING;
  const evidence = reading.facts;
  const said = { ...NOTHING, silent: false, evidence };
  if (reading.state === "undecided") {
    const contradictory = reading.differing.length > 1;
    const have = contradictory
      ? `undecided: ${reading.differing.join(" or ")}, in ${evidence.length} captures of the computer`
      : "not understood";
    return { ...said, have, contradictory };
  }
  if (reading.state === "absent") {
    const have = "not there";
    if (whenAbsent === "ignore") return { ...said, have, ignored: true };
    return whenAbsent === "fail" ? { ...said, have, status: "fail", cause: "not-configured" } : { ...said, have };
  }
  const status = judge(reading.value);
  return { ...said, have: valueText(reading.value), status, cause: status === "fail" ? "too-weak" : null };
}
