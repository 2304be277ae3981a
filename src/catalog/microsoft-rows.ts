/** What Microsoft's judges compare: the rows of one item, and when a value satisfies them. Kept apart from our own judgement. */
import { auditingText, subcategoryOf } from "../core/audit-policy.ts";
import type { SettingValue } from "../policy/contribution.ts";
import type { Selector } from "../policy/setting-index.ts";
import type { Expect, Requirement } from "./define.ts";
import { registryTruth } from "./expect.ts";
import type { Truth } from "./expect.ts";

/** One subcategory or registry value that a judge compares. */
export interface Row {
  readonly requirement: Requirement;
  readonly expect: Extract<Expect, { kind: "subcategory" | "registry" }>;
}

/** All rows of the requirement's item, its own first: its reason is the one that belongs to the finding. */
export function rowsFor(requirement: Requirement, catalog: readonly Requirement[]): Row[] {
  const item = requirement.microsoft?.item;
  if (item === undefined || item === "none") return [];
  return catalog
    .filter((other) => other.microsoft?.item === item)
    .toSorted((a, b) => Number(b === requirement) - Number(a === requirement))
    .flatMap((other) => comparedBy(other.expect).map((expect) => ({ requirement: other, expect })));
}

/** The values that Microsoft compares: inside alternatives only those that name its own wish. */
function comparedBy(expect: Expect): Row["expect"][] {
  if (expect.kind === "subcategory" || expect.kind === "registry") return [expect];
  if (expect.kind !== "all" && expect.kind !== "any") return [];
  return expect.of.flatMap(comparedBy).filter((part) => part.microsoft !== undefined);
}

export function selectorOf({ expect }: Row): Selector {
  return expect.kind === "subcategory"
    ? { kind: "subcategory", subcategory: expect.subcategory }
    : { kind: "registry", path: expect.path };
}

/**
 * Whether the tools' comparison accepts the value. A pattern finds 2 in 12; on a computer it also finds it in a number
 * that is stored as text, which a GPO's report shows as a string and not as a number.
 */
export function accepts(row: Row, value: SettingValue, where: "computer" | "gpo"): boolean {
  if (row.expect.kind === "subcategory") {
    const wanted = row.expect.microsoft;
    return (
      value.kind === "auditing" &&
      value.success === wanted.includes("success") &&
      value.failure === wanted.includes("failure")
    );
  }
  if (value.kind !== "registry") return false;
  const wanted = wishesOf(row.expect);
  const found = String(value.value).toLowerCase();
  if (row.requirement.microsoft?.pattern !== true) return wanted.some((one) => one.toLowerCase() === found);
  if (where === "gpo" && typeof value.value !== "number") return false;
  return wanted.some((one) => found.includes(one));
}

/** Accepted for what it merely contains. */
export function acceptedByChance(row: Row, value: SettingValue): boolean {
  if (row.expect.kind !== "registry" || value.kind !== "registry") return false;
  const wanted = wishesOf(row.expect);
  return accepts(row, value, "computer") && !wanted.includes(String(value.value).toLowerCase());
}

/** Whether the value does what the events need, by our own rule. */
export function serves({ expect }: Row, value: SettingValue): Truth {
  if (expect.kind === "registry") return registryTruth(expect, value);
  if (value.kind !== "auditing") return "unknown";
  return expect.includes.every((outcome) => value[outcome]) ? "pass" : "fail";
}

function wishesOf(expect: Extract<Expect, { kind: "registry" }>): string[] {
  return (expect.microsoft ?? expect.oneOf ?? []).map(String);
}

export function wantedOf({ expect }: Row): string {
  if (expect.kind === "registry") return wishesOf(expect).join(" or ");
  return auditingText(expect.microsoft.includes("success"), expect.microsoft.includes("failure"));
}

export function labelOf({ expect }: Row): string {
  if (expect.kind === "registry") return expect.path.slice(expect.path.lastIndexOf("\\") + 1);
  return subcategoryOf(expect.subcategory)?.name ?? expect.subcategory;
}
