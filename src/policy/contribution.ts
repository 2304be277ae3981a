/** One GPO's word on one setting, with its standing: the raw material of precedence. */
import type { Fact, InertReason, RegistryValue } from "../core/fact.ts";
import { extensionOf } from "../core/extensions.ts";
import type { LegacyCategory } from "../core/audit-policy.ts";
import { auditingText, subcategoryOf } from "../core/audit-policy.ts";
import type { RuleId } from "../core/report.ts";
import type { Gpo } from "../evidence/evidence.ts";
import { EXTENSION_ORDER } from "./extension-order.ts";
import { accountReachesOf, reachesOf } from "./scope.ts";
import type { Reach } from "./scope.ts";
import { deletedName, plainName } from "./setting-index.ts";
import type { Selector } from "./setting-index.ts";
import type { Target } from "./target.ts";
import { unseenWords } from "./unseen.ts";

export type SettingValue =
  | { readonly kind: "auditing"; readonly success: boolean; readonly failure: boolean }
  | { readonly kind: "registry"; readonly value: RegistryValue; readonly type: string | null }
  | { readonly kind: "members"; readonly members: readonly string[] }
  | { readonly kind: "plain"; readonly value: number | string };

export interface Contribution {
  readonly gpo: Gpo;
  /** Where it is said; of what is unseen, the link that names it. */
  readonly fact: Pick<Fact, "id">;
  /**
   * `absent`: takes the value away · `unclear`: sets something that is not understood ·
   * `unseen`: it may set the value; its settings are not in the evidence.
   */
  readonly effect:
    | { readonly state: "set"; readonly value: SettingValue }
    | { readonly state: "absent" | "unclear" | "unseen" };
  readonly reach: Reach;
  readonly extension: number;
  /** Position of the fact among the GPO's settings: within one GPO the later item wins. */
  readonly item: number;
  /** `yes`: always · `maybe`: hangs on something unknown · `no`: never, for `rule`. */
  readonly certain: "yes" | "maybe" | "no";
  readonly rule: RuleId;
  /** A preference of action Create: it writes only where nothing stands. */
  readonly createOnly: boolean;
  readonly legacyCategory: LegacyCategory | null;
  /** What stands before the value in words: the category that was set instead of the subcategory. */
  readonly prefix: string;
}

/** Every word on the setting for the target, in no order yet. */
export function contributionsOf(selector: Selector, target: Target): Contribution[] {
  return [...spokenWords(selector, target), ...unseenWords(selector, target)];
}

/** The words of GPOs whose settings are in the evidence, in the order of the domain. */
export function* spokenWords(selector: Selector, target: Target): Generator<Contribution> {
  const reaches = selector.kind === "account-policy" ? accountReachesOf : reachesOf;
  for (const { gpo, fact, item } of target.domain.settings.candidates(selector)) {
    if (!speaksOf(selector, fact)) continue;
    for (const reach of reaches(gpo, target)) {
      const contribution = contribute(selector, gpo, fact, item, reach);
      if (contribution !== null) yield target.domain.pooledFolders > 0 ? ofOneFolder(contribution) : contribution;
    }
  }
}

/** Of GPOs from many folders nothing tells whether they are of one domain: each may stand alone. */
function ofOneFolder(word: Contribution): Contribution {
  return word.certain === "yes" ? { ...word, certain: "maybe", rule: "no-scope-evidence" } : word;
}

export function speaksOf(selector: Selector, fact: Fact): boolean {
  switch (selector.kind) {
    case "subcategory":
      if (fact.kind === "legacy-category") {
        return subcategoryOf(selector.subcategory)?.category.toLowerCase() === fact.category.toLowerCase();
      }
      return fact.kind === "subcategory" && fact.user === undefined && fact.subcategory === selector.subcategory;
    case "registry":
      return fact.kind === "registry" && fact.side !== "user" && registryEffect(selector.path, fact) !== null;
    case "user-right":
      return fact.kind === "user-right" && fact.right.toLowerCase() === selector.right.toLowerCase();
    case "event-log":
      return (
        fact.kind === "event-log" &&
        fact.log.toLowerCase() === selector.log.toLowerCase() &&
        fact.setting.toLowerCase() === selector.setting.toLowerCase()
      );
    case "account-policy":
      return (
        fact.kind === "account-policy" &&
        fact.section.toLowerCase() === selector.section.toLowerCase() &&
        fact.setting.toLowerCase() === selector.setting.toLowerCase()
      );
  }
}

export function contribute(selector: Selector, gpo: Gpo, fact: Fact, item: number, reach: Reach): Contribution | null {
  const effect = effectOf(selector, fact);
  if (effect === null) return null;
  const standing = { gpo, fact, effect, reach, item, extension: extensionOrder(fact) };
  const legacyCategory = fact.kind === "legacy-category" ? (fact.category as LegacyCategory) : null;
  const source = fact.kind === "legacy-category" ? `${fact.category} = ` : "";
  const createOnly = fact.kind === "registry" && fact.action === "C";
  const rest = { ...standing, legacyCategory, createOnly, prefix: source };
  if (fact.inert !== undefined) return { ...rest, certain: "no", rule: INERT_RULES[fact.inert] };
  if (reach.state === "no") return { ...rest, certain: "no", rule: reach.rule };
  if (fact.doubt !== undefined && reach.state === "yes") return { ...rest, certain: "maybe", rule: "incomplete-file" };
  // A loose Registry.pol of an unknown half may be the user's.
  if (fact.kind === "registry" && (fact.condition !== undefined || fact.hive === null)) {
    return { ...rest, certain: "maybe", rule: "conditional-item" };
  }
  const because = reach.state === "yes" ? unprocessed(gpo, fact, reach) : null;
  if (because !== null) {
    return { ...rest, reach: { ...reach, because }, certain: "maybe", rule: "no-scope-evidence" };
  }
  return { ...rest, certain: reach.state, rule: reach.rule };
}

/**
 * What the evidence leaves out of the GPO's own object, and what might keep clients from its files. A report repeats
 * what clients process; without links a GPO is judged as if it were.
 */
function unprocessed(gpo: Gpo, fact: Fact, { link }: Reach): string | null {
  if (link === null || fact.via === "gpreport" || gpo.kind === "report") return null;
  if (gpo.machineExtensions === null) return "whether clients run the extension that reads its file";
  return null;
}

const INERT_RULES: Readonly<Record<InertReason, RuleId>> = {
  "cse-missing": "cse-missing",
  "computer-disabled": "gpo-disabled",
  "version-zero": "version-zero",
  "user-side": "user-side",
  "item-disabled": "item-disabled",
  "superseded-backup": "superseded-backup",
  // Only facts of hosts, which no GPO contributes.
  "superseded-capture": "superseded-backup",
};

/** A reading that is of no extension (an auditpol table, a .reg file) has the place of its kind. */
export function extensionOrder(fact: Fact): number {
  const extension = extensionOf(fact) ?? (fact.kind === "subcategory" ? "audit" : "security");
  return EXTENSION_ORDER[extension];
}

function effectOf(selector: Selector, fact: Fact): Contribution["effect"] | null {
  switch (fact.kind) {
    case "subcategory":
      if (fact.state === "not-configured") return null;
      if (fact.state === "not-understood" || fact.success === null || fact.failure === null)
        return { state: "unclear" };
      return { state: "set", value: { kind: "auditing", success: fact.success, failure: fact.failure } };
    case "legacy-category": {
      if (fact.value === null) return { state: "unclear" };
      const bits = fact.value === 4 ? 0 : fact.value;
      return { state: "set", value: { kind: "auditing", success: (bits & 1) !== 0, failure: (bits & 2) !== 0 } };
    }
    case "registry":
      return selector.kind === "registry" ? registryEffect(selector.path, fact) : null;
    case "user-right":
      return { state: "set", value: { kind: "members", members: fact.members } };
    case "event-log":
    case "account-policy":
      return { state: "set", value: { kind: "plain", value: fact.value } };
    default:
      return null;
  }
}

/** Null when the fact is about another value. */
function registryEffect(pattern: string, fact: Extract<Fact, { kind: "registry" }>): Contribution["effect"] | null {
  const key = `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}`;
  const deleted = deletedName(fact.name);
  if (deleted !== null) {
    const [keyPattern, namePattern] = splitPath(pattern);
    if (!matchesPath(keyPattern, key)) return null;
    return deleted === "*" || matchesPath(namePattern, deleted) ? { state: "absent" } : null;
  }
  if (!matchesPath(pattern, `${key}\\${plainName(fact.name)}`)) return null;
  if (fact.action === "D") return { state: "absent" };
  if (fact.value === null) return { state: "unclear" };
  return { state: "set", value: { kind: "registry", value: fact.value, type: fact.type } };
}

function splitPath(path: string): [key: string, name: string] {
  const cut = path.lastIndexOf("\\");
  return [path.slice(0, cut), path.slice(cut + 1)];
}

/** Segment by segment, any case; `*` alone stands for one segment. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!pattern.includes("*")) return pattern.toLowerCase() === path.toLowerCase();
  const wanted = pattern.toLowerCase().split("\\");
  const found = path.toLowerCase().split("\\");
  return wanted.length === found.length && wanted.every((segment, i) => segment === "*" || segment === found[i]);
}

/** `Success and Failure`, `7`, `"text"`, `nobody`: the value in words for people. */
export function valueText(value: SettingValue): string {
  switch (value.kind) {
    case "auditing":
      return auditingText(value.success, value.failure);
    case "registry":
      if (Array.isArray(value.value)) return value.value.length === 0 ? "an empty list" : value.value.join(", ");
      return String(value.value);
    case "members":
      return value.members.length === 0 ? "nobody" : value.members.join(", ");
    case "plain":
      return String(value.value);
  }
}
