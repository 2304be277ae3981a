/** Preferences write once and stay: when their GPO no longer applies, the value is left on the computer [formats.md 5.6, 8.6]. */
import { extensionOf } from "../core/extensions.ts";
import type { Fact, FactId } from "../core/fact.ts";
import type { RuleId, TrailStep } from "../core/report.ts";
import type { Evidence } from "../evidence/evidence.ts";

const GONE: readonly RuleId[] = [
  "unlinked",
  "link-disabled",
  "gpo-disabled",
  "wrong-scope",
  "filtered-out",
  "wmi-false",
  "inheritance-blocked",
];

const BY_ID = new WeakMap<Evidence, ReadonlyMap<FactId, Fact>>();

function preferencesOf(evidence: Evidence): ReadonlyMap<FactId, Fact> {
  let known = BY_ID.get(evidence);
  if (known === undefined) {
    const preferences = evidence.facts.filter(
      (fact) => fact.kind === "registry" && extensionOf(fact) === "preferences",
    );
    BY_ID.set(evidence, (known = new Map(preferences.map((fact) => [fact.id, fact]))));
  }
  return known;
}

export function tattooNotes(trail: readonly TrailStep[], evidence: Evidence): string[] {
  const left = trail.filter(
    ({ result, rule, fact }) => result === "excluded" && GONE.includes(rule) && preferencesOf(evidence).has(fact),
  );
  const names = new Set(left.map(({ gpo }) => gpo.name ?? gpo.guid ?? gpo.container));
  return [...names].map(
    (name) =>
      `The preference in "${name}" does not apply here now; where it once did, its value stays on the computer until something writes another.`,
  );
}
