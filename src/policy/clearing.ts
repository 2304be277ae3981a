/**
 * Does advanced audit policy clear what no GPO names? Documented [advanced security auditing FAQ] and contested: the
 * protocol only writes rows [MS-GPAC 3.2.5]. Both readings are kept until a computer's own audit policy decides (formats.md 8.6).
 */
import { SUBCATEGORIES } from "../core/audit-policy.ts";
import type { Guid } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";
import { contributionsOf, spokenWords } from "./contribution.ts";
import type { Contribution } from "./contribution.ts";
import { DC_DEFAULTS } from "./dc-defaults.ts";
import type { Target } from "./target.ts";

export interface Clearing {
  /** `shown` and `refuted`: by the audit policy of the computer itself. */
  readonly state: "no" | "open" | "shown" | "refuted";
  /** Rows of advanced policy reach the target for certain. */
  readonly certain: boolean;
  /** The rows that may bring advanced policy, one of each GPO; the certain one first. */
  readonly rows: readonly Contribution[];
}

const KNOWN = new WeakMap<Target, Clearing>();

export function clearingOf(target: Target): Clearing {
  let known = KNOWN.get(target);
  if (known === undefined) KNOWN.set(target, (known = computeClearing(target)));
  return known;
}

function computeClearing(target: Target): Clearing {
  if (target.mode === "design") return { state: "no", certain: false, rows: [] };
  const rows = new Map<Gpo, Contribution>();
  const silent: Guid[] = [];
  // Only a capture asks which subcategories nobody names.
  if (target.captured.length === 0) return withoutCapture(target);
  for (const { guid } of SUBCATEGORIES) {
    const words = contributionsOf({ kind: "subcategory", subcategory: guid }, target).filter(isPossible);
    for (const word of words) {
      if (word.legacyCategory !== null || word.effect.state !== "set") continue;
      if (rows.get(word.gpo)?.certain !== "yes") rows.set(word.gpo, word);
    }
    if (words.length === 0) silent.push(guid);
  }
  const certain = [...rows.values()].filter((word) => word.certain === "yes");
  const open = [...rows.values()].filter((word) => word.certain !== "yes");
  if (rows.size === 0) return { state: "no", certain: false, rows: [] };
  return { state: shownBy(target, silent), certain: certain.length > 0, rows: [...certain, ...open] };
}

function withoutCapture(target: Target): Clearing {
  const rows = new Map<Gpo, Contribution>();
  for (const { guid } of SUBCATEGORIES) {
    for (const word of spokenWords({ kind: "subcategory", subcategory: guid }, target)) {
      if (word.certain === "no" || word.legacyCategory !== null || word.effect.state !== "set") continue;
      if (word.certain === "yes") return { state: "open", certain: true, rows: [word] };
      if (!rows.has(word.gpo)) rows.set(word.gpo, word);
    }
  }
  return { state: rows.size === 0 ? "no" : "open", certain: false, rows: [...rows.values()] };
}

function isPossible(word: Contribution): boolean {
  return word.certain !== "no";
}

/** What nobody names is off although Windows switches it on: cleared. Something of it is on: not cleared. */
function shownBy({ captured }: Target, silent: readonly Guid[]): "open" | "shown" | "refuted" {
  const rows = new Map(captured.map((fact) => [fact.subcategory, fact]));
  const told = silent.flatMap((guid) => rows.get(guid) ?? []);
  if (told.some((fact) => fact.success === true || fact.failure === true)) return "refuted";
  if (told.some((fact) => fact.success === null || fact.failure === null)) return "open";
  return told.some((fact) => DC_DEFAULTS.includes(fact.subcategory)) ? "shown" : "open";
}
