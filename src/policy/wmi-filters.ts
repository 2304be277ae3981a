/** WMI filters of GPOs by their id, or by name where the GPO's export tells only that. */
import type { Fact, FactOf, Guid } from "../core/fact.ts";
import type { Gpo } from "../evidence/evidence.ts";

export type WmiFilters = ReadonlyMap<string, FactOf<"wmi-filter">>;

export function wmiFiltersOf(facts: readonly Fact[]): WmiFilters {
  const filters = new Map<string, FactOf<"wmi-filter">>();
  for (const fact of facts) {
    if (fact.kind !== "wmi-filter") continue;
    // The one with its queries counts: other exports only name the filter.
    for (const key of keysOf(fact.filter, fact.name, fact.domain)) {
      if ((filters.get(key)?.queries.length ?? 0) === 0) filters.set(key, fact);
    }
  }
  return filters;
}

export function filterOf(gpo: Gpo, filters: WmiFilters): FactOf<"wmi-filter"> | null {
  const { id = null, name = null } = gpo.wmiFilter ?? {};
  for (const key of keysOf(id, name, gpo.domain)) {
    const found = filters.get(key);
    if (found !== undefined) return found;
  }
  return null;
}

function keysOf(id: Guid | null, name: string | null, domain: string | null): string[] {
  const keys = id === null ? [] : [`id ${id}`];
  if (name !== null && name !== "") {
    keys.push(`name ${name.toLowerCase()}@${domain?.toLowerCase() ?? ""}`, `name ${name.toLowerCase()}@`);
  }
  return keys;
}
