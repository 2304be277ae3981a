/** Judges one expectation on what precedence leaves possible. Three-valued: what is not decided is `unknown`. */
import { subcategoryOf } from "../core/audit-policy.ts";
import type { FactId, RegistryValue } from "../core/fact.ts";
import type { Cause, RuleId, TrailStep } from "../core/report.ts";
import { matchesPath, valueText } from "../policy/contribution.ts";
import type { Contribution, SettingValue } from "../policy/contribution.ts";
import { resolve } from "../policy/resolve.ts";
import type { Effective, Outcome } from "../policy/resolve.ts";
import type { DomainEstate } from "../policy/estate.ts";
import type { Selector } from "../policy/setting-index.ts";
import type { Target } from "../policy/target.ts";
import { grantsAccess } from "../policy/access.ts";
import type { Absent, Expect, RegistryExpect } from "./define.ts";

export type Truth = "pass" | "fail" | "unknown";

export interface Judgement {
  readonly status: Truth;
  readonly have: string;
  readonly evidence: readonly FactId[];
  readonly trail: readonly TrailStep[];
  readonly cause: Cause | null;
  /** A GPO holds what is wanted, whether it counts or not. */
  readonly held: boolean;
  /** It counts only where it is set, and it is not. */
  readonly ignored: boolean;
  /** Nothing in the evidence speaks of the setting. */
  readonly silent: boolean;
  /** The undecided setting, when GPOs of the same standing disagree. */
  readonly conflicts: readonly { readonly setting: string; readonly effective: Effective }[];
}

/** Null for expectations that are not about a setting (checks, other evidence, questions to a person). */
export function judgeExpect(expect: Expect, target: Target): Judgement | null {
  switch (expect.kind) {
    case "subcategory": {
      const selector: Selector = { kind: "subcategory", subcategory: expect.subcategory };
      const name = subcategoryOf(expect.subcategory)?.name ?? expect.subcategory;
      return judgeSetting(selector, `audit subcategory ${name}`, target, "fail", (value) => {
        if (value.kind !== "auditing") return "unknown";
        return expect.includes.every((outcome) => value[outcome]) ? "pass" : "fail";
      });
    }
    case "registry":
      return judgeRegistry(expect, target);
    case "user-right":
      return judgeRight(expect, target);
    case "event-log": {
      const selector: Selector = { kind: "event-log", log: expect.log, setting: expect.setting };
      return judgeSetting(selector, `${expect.log} log: ${expect.setting}`, target, expect.whenAbsent, (value) => {
        if (value.kind !== "plain" || typeof value.value !== "number") return "unknown";
        if (expect.noneOf?.includes(value.value) === true) return "fail";
        return expect.atLeast !== undefined && value.value < expect.atLeast ? "fail" : "pass";
      });
    }
    case "account-policy": {
      const selector: Selector = { kind: "account-policy", section: expect.section, setting: expect.setting };
      return judgeSetting(selector, expect.setting, target, expect.whenAbsent, (value) => {
        if (value.kind !== "plain" || typeof value.value !== "number") return "unknown";
        return value.value <= expect.atMost ? "pass" : "fail";
      });
    }
    case "all":
    case "any": {
      return combine(
        expect.kind,
        expect.of.map((part) => judgeExpect(part, target) ?? notInPolicy(part)),
      );
    }
    case "check":
    case "observation":
    case "sacl":
    case "access":
    case "other-evidence":
    case "person":
      return null;
  }
}

/** The list must hold the members; the matching deny right, which wins, must not. */
function judgeRight(expect: Extract<Expect, { kind: "user-right" }>, target: Target): Judgement {
  const named = expect.contains.flatMap((member) => (member.sid === null ? [] : [member.sid]));
  const unnamed = named.length < expect.contains.length;
  const allow = judgeSetting(
    { kind: "user-right", right: expect.right },
    expect.right,
    target,
    expect.whenAbsent,
    (value) => {
      if (value.kind !== "members") return "unknown";
      if (named.some((sid) => !value.members.includes(sid))) {
        // A name may stand for the SID, in whatever language.
        return value.members.every((member) => /^S-1-/i.test(member)) ? "fail" : "unknown";
      }
      if (value.members.length === 0) return "fail";
      // A member that has no well-known SID cannot be recognised among SIDs of the domain.
      return unnamed ? "unknown" : "pass";
    },
  );
  if (!expect.right.endsWith("LogonRight")) return allow;
  const right = expect.right.replace(/^Se/, "SeDeny");
  const deny = judgeSetting({ kind: "user-right", right }, right, target, "ignore", (value) => {
    if (value.kind !== "members") return "unknown";
    if (named.some((sid) => value.members.includes(sid))) return "fail";
    return unnamed && value.members.length > 0 ? "unknown" : "pass";
  });
  return deny.ignored ? allow : combine("all", [allow, deny]);
}

/** Every concrete value that matches the pattern must hold (each CA has its own AuditFilter). */
function judgeRegistry(expect: RegistryExpect, target: Target): Judgement {
  const judge = (value: SettingValue): Truth => registryTruth(expect, value);
  const options = { presentByDefault: expect.presentByDefault === true };
  const paths = expect.path.includes("*") ? concretePaths(expect.path, target.domain) : [expect.path];
  const parts = (paths.length === 0 ? [expect.path] : paths).map((path) =>
    judgeSetting({ kind: "registry", path }, path, target, expect.whenAbsent, judge, options),
  );
  const judgement = parts.length === 1 && parts[0] !== undefined ? parts[0] : combine("all", parts);
  return expect.grants !== undefined && judgement.cause === "too-weak"
    ? { ...judgement, cause: "access-revoked" }
    : judgement;
}

/** A number in words, of which the export does not tell whether it is a number or a text, counts where both would. */
export function registryTruth(expect: RegistryExpect, value: SettingValue): Truth {
  if (value.kind !== "registry" || isList(value.value)) return "unknown";
  const found = value.value;
  const asWritten = plainTruth(expect, found);
  if (!isOfUnknownType(value)) return asWritten;
  const number = Number(found);
  // A DWORD with its highest bit is printed as a negative number.
  return plainTruth(expect, number < 0 ? number >>> 0 : number) === asWritten ? asWritten : "unknown";
}

function plainTruth(expect: RegistryExpect, found: number | string): Truth {
  if (expect.grants !== undefined) {
    return typeof found === "string" ? grantsAccess(found, expect.grants.sid, expect.grants.mask) : "fail";
  }
  if (expect.noneOf?.some((wanted) => sameValue(wanted, found)) === true) return "fail";
  if (expect.oneOf !== undefined) return expect.oneOf.some((wanted) => sameValue(wanted, found)) ? "pass" : "fail";
  // A number stored as text is not read as a number by Windows.
  if (expect.bits !== undefined)
    return typeof found === "number" && (found & expect.bits) === expect.bits ? "pass" : "fail";
  if (expect.atLeast !== undefined) return typeof found === "number" && found >= expect.atLeast ? "pass" : "fail";
  return "pass";
}

function isList(value: RegistryValue): value is readonly string[] {
  return Array.isArray(value);
}

function sameValue(wanted: number | string, found: number | string): boolean {
  if (typeof wanted === "number" || typeof found === "number") return wanted === found;
  return wanted.toLowerCase() === found.toLowerCase();
}

function concretePaths(pattern: string, domain: DomainEstate): string[] {
  const paths = new Map<string, string>();
  for (const { fact } of domain.settings.candidates({ kind: "registry", path: pattern })) {
    if (fact.kind !== "registry") continue;
    const path = `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}\\${fact.name}`;
    if (matchesPath(pattern, path)) paths.set(path.toLowerCase(), paths.get(path.toLowerCase()) ?? path);
  }
  return [...paths.keys()].toSorted().map((key) => paths.get(key) ?? key);
}

function judgeSetting(
  selector: Selector,
  setting: string,
  target: Target,
  whenAbsent: Absent,
  judge: (value: SettingValue) => Truth,
  options: { presentByDefault?: boolean } = {},
): Judgement {
  const effective = resolve(selector, target, options);
  const truthOf = (outcome: Outcome): Truth[] => {
    if (outcome.state === "unclear") return ["unknown"];
    if (outcome.state === "absent") {
      // A preference that only creates what already exists is a fix that does nothing, not a missing export.
      if (effective.excluded.some((word) => word.rule === "create-only")) return ["fail"];
      if (whenAbsent !== "ignore") return [whenAbsent];
      // Where nothing is set for sure, the host's own value may stand.
      return effective.outcomes.length === 1 ? [] : ["unknown"];
    }
    return [judge(outcome.value)];
  };
  const truths = new Set(effective.outcomes.flatMap(truthOf));
  const status: Truth = truths.size === 1 ? ([...truths][0] ?? "unknown") : "unknown";
  const holds = (word: Contribution): boolean => word.effect.state === "set" && judge(word.effect.value) === "pass";
  const held =
    effective.trail.length > 0 &&
    (effective.excluded.some(holds) || effective.outcomes.some((o) => o.by !== null && holds(o.by)));
  return {
    status,
    have: haveText(effective),
    evidence: [...new Set(effective.trail.map((step) => step.fact))],
    trail: effective.trail,
    cause: status === "fail" ? causeOf(effective, holds) : null,
    held,
    ignored: truths.size === 0,
    silent: effective.trail.length === 0,
    conflicts: shownOutcomes(effective).length > 1 ? [{ setting, effective }] : [],
  };
}

function haveText(effective: Effective): string {
  const words = shownOutcomes(effective).map((outcome) => outcomeText(outcome, effective));
  if (words.length === 1) return words[0] ?? "";
  const questions = branchText(effective);
  return `undecided: ${words.join(" or ")}${questions === null ? "" : ` (${questions})`}`;
}

/** What nobody names is said once, with both readings, and not as two values. */
function shownOutcomes({ outcomes, cleared }: Effective): readonly Outcome[] {
  if (!outcomes.some(({ state, by }) => state === "absent" && by === null)) return outcomes;
  return outcomes.filter((outcome) => outcome.state !== "set" || outcome.by !== cleared);
}

function outcomeText(outcome: Outcome, effective: Effective): string {
  if (outcome.state === "set") {
    return valueText(outcome.value) + typeNote(outcome.value);
  }
  if (outcome.state === "absent") return outcome.by === null ? absentText(effective) : "deleted by policy";
  return outcome.by.effect.state === "unseen"
    ? "what a GPO outside these files sets"
    : "a value that is not understood";
}

/** More questions than this say less than the list of values. */
const MOST_QUESTIONS = 3;

/** `if "A" applies: Success; if not: Success and Failure`. */
function branchText(effective: Effective): string | null {
  const { branches } = effective;
  if (branches === null || branches.length > MOST_QUESTIONS + 1) return null;
  if (branches.some(({ when }) => when !== null && !ASKED.includes(when.rule))) return null;
  return branches
    .map(({ when, outcome }, at) => {
      const value = outcomeText(outcome, effective);
      if (when === null) return `if not: ${value}`;
      const name = when.gpo.name ?? when.gpo.guid ?? when.gpo.container;
      const verb = when.effect.state === "unseen" ? (when.rule === "links-unknown" ? "set it" : "sets it") : "applies";
      return `${at === 0 ? "if" : "else if"} "${name}" ${verb}: ${value}`;
    })
    .join("; ");
}

/** Rules that ask whether the GPO as a whole applies. */
const ASKED: readonly RuleId[] = [
  "filter-unknown",
  "wmi-unknown",
  "inheritance-unknown",
  "links-disagree",
  "links-unknown",
  "not-in-evidence",
  "partial-scope",
  "no-scope-evidence",
  "local-policy",
];

/** Not mentioned anywhere, or mentioned where it counts for nothing: two different things to repair. */
function absentText({ outcomes, excluded, cleared }: Effective): string {
  const word = excluded.find((one) => one.rule !== "superseded-backup" && one.effect.state === "set");
  const others = outcomes.length > (cleared === undefined ? 1 : 2);
  if (word === undefined || word.effect.state !== "set" || others) {
    // Both readings of what becomes of a subcategory that no GPO names.
    return cleared === undefined || others
      ? "not configured"
      : "not configured: cleared to No Auditing, or as the computer has it";
  }
  const gpo = word.gpo.name ?? word.gpo.guid ?? word.gpo.container;
  return `not in effect: "${gpo}" sets ${valueText(word.effect.value)}, which does not count`;
}

/** Windows does not read a number that is stored as text; the two look alike on a screen. */
function typeNote(value: SettingValue): string {
  if (isOfUnknownType(value)) return " (the export does not tell the type)";
  const isNumberAsText = value.kind === "registry" && typeof value.value === "string" && /^\d+$/.test(value.value);
  return isNumberAsText ? ` (as text, ${value.type})` : "";
}

/** CSV and lists carry words only: `1` may be a DWORD or a text. */
function isOfUnknownType(value: SettingValue): boolean {
  return (
    value.kind === "registry" &&
    value.type === null &&
    typeof value.value === "string" &&
    /^-?\d{1,20}$/.test(value.value)
  );
}

const CAUSE_OF: Readonly<Partial<Record<RuleId, Cause>>> = {
  "cse-missing": "cse-missing",
  "gpo-disabled": "gpo-disabled",
  "version-zero": "version-zero",
  "link-disabled": "link-disabled",
  unlinked: "unlinked",
  "wrong-scope": "wrong-scope",
  "user-side": "wrong-scope",
  "filtered-out": "filtered-out",
  "wmi-false": "filtered-out",
  "inheritance-blocked": "inheritance-blocked",
  "domain-only": "wrong-scope",
  "category-ignored": "legacy-override",
  "item-disabled": "inert-preference",
  "create-only": "inert-preference",
};

/** What stands between the wanted value and the subject: first a word that would be right and does not count. */
function causeOf(effective: Effective, holds: (word: Contribution) => boolean): Cause {
  const [outcome] = effective.outcomes;
  const blocked = effective.excluded.filter((word) => holds(word) && word.rule !== "superseded-backup");
  if (outcome?.state === "set" || (outcome?.state === "absent" && outcome.by !== null)) {
    return effective.trail.some((step) => step.result === "lost") && wasBeaten(effective, outcome)
      ? "overridden"
      : "too-weak";
  }
  const [first] = blocked.length > 0 ? blocked : effective.excluded.filter((word) => word.rule !== "superseded-backup");
  return (first === undefined ? undefined : CAUSE_OF[first.rule]) ?? "not-configured";
}

function wasBeaten(effective: Effective, outcome: Outcome): boolean {
  const winner = effective.trail.find((step) => step.result === "won");
  return effective.trail.some(
    (step) => step.result === "lost" && step.sets !== winner?.sets && step.gpo.container !== outcome.by?.gpo.container,
  );
}

/** A part that no policy carries: open, whatever the other parts say. */
function notInPolicy(expect: Expect): Judgement {
  return {
    status: "unknown",
    have: expect.kind === "other-evidence" ? `no evidence: ${expect.evidence}` : "to be confirmed by a person",
    evidence: [],
    trail: [],
    cause: null,
    held: false,
    ignored: false,
    silent: true,
    conflicts: [],
  };
}

export function combine(kind: "all" | "any", all: readonly Judgement[]): Judgement {
  const counting = all.filter((part) => !part.ignored);
  const parts = counting.length === 0 ? all : counting;
  const decisive: Truth = kind === "all" ? "fail" : "pass";
  const first = parts.find((part) => part.status === decisive);
  const open = parts.some((part) => part.status === "unknown");
  const status: Truth = first !== undefined ? decisive : open ? "unknown" : kind === "all" ? "pass" : "fail";
  // The parts that carry the verdict speak for it; the rest would only blur what stands there.
  const telling = parts.filter((part) => part.status === status);
  const shown = telling.length === 0 ? parts : telling;
  return {
    status,
    have: [...new Set(shown.map((part) => part.have))].join("; "),
    evidence: [...new Set(shown.flatMap((part) => part.evidence))],
    trail: shown.flatMap((part) => part.trail),
    cause: status === "fail" ? (shown.find((part) => part.cause !== null)?.cause ?? "not-configured") : null,
    held: parts.some((part) => part.held),
    ignored: false,
    silent: parts.every((part) => part.silent),
    conflicts: status === "unknown" ? shown.flatMap((part) => part.conflicts) : [],
  };
}
