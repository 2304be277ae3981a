/** Two readings of one GPO, the files that clients process and the report about them, must say the same. */
import type { Diagnostic } from "../core/diagnostic.ts";
import { extensionOf } from "../core/extensions.ts";
import type { Fact } from "../core/fact.ts";

/** One diagnostic for each kind of reading that disagrees, with the first difference. */
export function disagreements(container: string, facts: readonly Fact[]): Diagnostic[] {
  const audit = compare(facts, auditKey, ["audit-csv"]);
  const options = compare(facts, optionKey, ["security-template"]);
  return [...audit, ...options].map((data) => ({ code: "conflict", path: container, at: null, data }));
}

function auditKey(fact: Fact): { key: string; value: string } | null {
  if (fact.kind !== "subcategory" || fact.user !== undefined) return null;
  return { key: `audit subcategory ${fact.subcategory}`, value: `${fact.success}/${fact.failure}` };
}

function optionKey(fact: Fact): { key: string; value: string } | null {
  if (fact.kind !== "registry" || fact.action !== undefined || fact.value === null) return null;
  if (extensionOf(fact) !== "security") return null;
  const value = Array.isArray(fact.value) ? fact.value.join(",") : String(fact.value);
  return { key: `security option ${fact.hive}\\${fact.key}\\${fact.name}`.toLowerCase(), value };
}

function compare(
  facts: readonly Fact[],
  keyOf: (fact: Fact) => { key: string; value: string } | null,
  vias: readonly Fact["via"][],
): Record<string, string | number>[] {
  const file = collectValues(facts, keyOf, (fact) => vias.includes(fact.via));
  const report = collectValues(facts, keyOf, (fact) => fact.via === "gpreport");
  const hasReport = facts.some((fact) => fact.via === "gpreport");
  if (!hasReport || (file.size === 0 && report.size === 0)) return [];
  const different = [...new Set([...file.keys(), ...report.keys()])]
    .filter((key) => file.get(key) !== report.get(key))
    .toSorted();
  const [first] = different;
  if (first === undefined || file.size === 0) return [];
  return [
    {
      what: first,
      here: report.get(first) ?? "nothing",
      there: file.get(first) ?? "nothing",
      counts: "the file that clients process",
      differences: different.length,
    },
  ];
}

function collectValues(
  facts: readonly Fact[],
  keyOf: (fact: Fact) => { key: string; value: string } | null,
  take: (fact: Fact) => boolean,
): Map<string, string> {
  const values = new Map<string, string>();
  for (const fact of facts) {
    const entry = take(fact) ? keyOf(fact) : null;
    if (entry !== null) values.set(entry.key, entry.value);
  }
  return values;
}
