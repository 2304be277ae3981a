/** Computers, roles and domains that a scope file declares, against those with data. */
import type { Fact, FactOf } from "../../core/fact.ts";
import type { PopulationDifference } from "../../core/population.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { sameHost, shortOf } from "../computers.ts";
import type { Estate } from "../estate.ts";
import { type Compared, count, difference } from "./difference.ts";
import { HostNames } from "./host-names.ts";

type ComputerFact = FactOf<"computer">;

export function compareDeclared(evidence: Evidence, estate: Estate): Compared {
  const computers = evidence.facts.filter((fact): fact is ComputerFact => fact.kind === "computer");
  const declared = computers.filter(({ via }) => via === "scope-file");
  const others = computers.filter(({ via }) => via !== "scope-file");
  const domains = declaredDomains(evidence.facts, declared);
  const withData = estate.hosts.filter(({ name }) => !isUnnamed(name));
  const shown = estate.domains.flatMap(({ dns }) => dns ?? []);
  const counts = [
    count("computers declared", declared),
    count("computers with data", withData),
    count("domains declared", domains.size),
    count("domains with data", shown),
  ];
  if (declared.length + domains.size === 0) {
    return { counts, differences: [difference("no-declaration", "scope file")] };
  }
  const differences: PopulationDifference[] = [];
  const dataOf = new HostNames(withData.map(({ name }) => name));
  const declaredNames = new HostNames(declared.map(({ name }) => name));
  const shownRoles = new Map<string, ComputerFact[]>();
  for (const fact of others) {
    const list = shownRoles.get(shortOf(fact.name)) ?? [];
    shownRoles.set(shortOf(fact.name), list);
    list.push(fact);
  }
  for (const fact of declared) {
    const domain = domainOf(fact);
    if (!dataOf.has(fact.name)) {
      differences.push(
        difference("declared-no-data", fact.name, {
          domain,
          detail: fact.roles.length === 0 ? null : fact.roles.join(", "),
          facts: [fact.id],
        }),
      );
    }
    const same = (shownRoles.get(shortOf(fact.name)) ?? []).filter(({ name }) => sameHost(name, fact.name));
    const roles = new Set(same.flatMap((one) => one.roles));
    const unsaid = [...roles].filter((role) => fact.roles.length > 0 && !fact.roles.includes(role)).toSorted();
    if (unsaid.length > 0) {
      const detail = `declared ${fact.roles.join(", ")}; an export shows ${unsaid.join(", ")}`;
      differences.push(difference("role-differs", fact.name, { domain, detail, facts: [fact.id] }));
    }
  }
  for (const { name, domain } of withData) {
    if (declaredNames.has(name)) continue;
    differences.push(difference("data-undeclared", name, { domain }));
  }
  for (const [name, facts] of domains) {
    if (!shown.includes(name)) differences.push(difference("domain-no-data", name, { domain: name, facts }));
  }
  for (const name of shown) {
    if (!domains.has(name)) differences.push(difference("domain-undeclared", name, { domain: name }));
  }
  return { counts, differences };
}

export function isUnnamed(host: string): boolean {
  return host.startsWith("unnamed computer");
}

export function domainOf({ name, domain }: Pick<ComputerFact, "name" | "domain">): string | null {
  const dot = name.indexOf(".");
  return domain?.toLowerCase() ?? (dot < 0 ? null : name.slice(dot + 1).toLowerCase());
}

/** By DNS name in lower case: entries of `domains`, and where declared computers stand. */
function declaredDomains(facts: readonly Fact[], computers: readonly ComputerFact[]): ReadonlyMap<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, id: string): void => void found.set(name, [...(found.get(name) ?? []), id]);
  for (const fact of facts) {
    if (fact.kind !== "observation" || fact.topic !== "domain" || fact.name !== "name") continue;
    if (fact.via === "scope-file" && typeof fact.value === "string") add(fact.value.toLowerCase(), fact.id);
  }
  for (const fact of computers) {
    const domain = domainOf(fact);
    if (domain !== null) add(domain, fact.id);
  }
  return found;
}
