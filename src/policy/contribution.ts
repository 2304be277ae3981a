/** One GPO's word on one setting, with its standing: the raw material of precedence. */
import type { Fact, InertReason, RegistryValue } from "../core/fact.ts";
import { extensionOf } from "../core/extensions.ts";
import type { Extension } from "../core/extensions.ts";
import type { LegacyCategory } from "../core/audit-policy.ts";
import { auditingText, subcategoryOf } from "../core/audit-policy.ts";
import type { Mode, Role, RuleId } from "../core/report.ts";
import type { Gpo } from "../evidence/evidence.ts";
import type { DomainEstate } from "./estate.ts";
import { reachesOf } from "./scope.ts";
import type { Reach } from "./scope.ts";
import { deletedName, plainName } from "./setting-index.ts";
import type { Selector } from "./setting-index.ts";

export type SettingValue =
  | { readonly kind: "auditing"; readonly success: boolean; readonly failure: boolean }
  | { readonly kind: "registry"; readonly value: RegistryValue; readonly type: string | null }
  | { readonly kind: "members"; readonly members: readonly string[] }
  | { readonly kind: "plain"; readonly value: number | string };

/** Extensions run in this order; a later one writes over an earlier one [MS-GPOL 3.2.1.24; formats.md 8.6]. */
const EXTENSION_ORDER: Readonly<Record<Extension, number>> = { registry: 0, security: 1, preferences: 2, audit: 3 };

export interface Contribution {
  readonly gpo: Gpo;
  readonly fact: Fact;
  /** `absent`: takes the value away; `unclear`: sets something that is not understood. */
  readonly effect: { readonly state: "set"; readonly value: SettingValue } | { readonly state: "absent" | "unclear" };
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
}

/** Every word on the setting in the domain, in no order yet. */
export function contributionsOf(selector: Selector, domain: DomainEstate, role: Role, mode: Mode): Contribution[] {
  const found: Contribution[] = [];
  for (const { gpo, fact, item } of domain.settings.candidates(selector)) {
    if (!speaksOf(selector, fact)) continue;
    for (const reach of reachesOf(gpo, domain.dns, role, mode)) {
      const contribution = contribute(selector, gpo, fact, item, reach);
      if (contribution !== null) found.push(domain.pooledFolders > 0 ? ofOneFolder(contribution) : contribution);
    }
  }
  return found;
}

/** Of GPOs from many folders nothing tells whether they are of one domain: each may stand alone. */
function ofOneFolder(word: Contribution): Contribution {
  return word.certain === "yes" ? { ...word, certain: "maybe", rule: "no-scope-evidence" } : word;
}

function speaksOf(selector: Selector, fact: Fact): boolean {
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

function contribute(selector: Selector, gpo: Gpo, fact: Fact, item: number, reach: Reach): Contribution | null {
  const effect = effectOf(selector, fact);
  if (effect === null) return null;
  const standing = { gpo, fact, effect, reach, item, extension: extensionOrder(fact) };
  const legacyCategory = fact.kind === "legacy-category" ? (fact.category as LegacyCategory) : null;
  const createOnly = fact.kind === "registry" && fact.action === "C";
  const rest = { ...standing, legacyCategory, createOnly };
  if (fact.inert !== undefined) return { ...rest, certain: "no", rule: INERT_RULES[fact.inert] };
  if (reach.state === "no") return { ...rest, certain: "no", rule: reach.rule };
  if (fact.doubt !== undefined && reach.state === "yes") return { ...rest, certain: "maybe", rule: "incomplete-file" };
  // A loose Registry.pol of an unknown half may be the user's.
  if (fact.kind === "registry" && (fact.condition !== undefined || fact.hive === null)) {
    return { ...rest, certain: "maybe", rule: "conditional-item" };
  }
  return { ...rest, certain: reach.state, rule: reach.rule };
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
function extensionOrder(fact: Fact): number {
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
