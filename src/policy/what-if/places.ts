/** Sites, domains and organisational units by every name that a person may call them. */
import type { Evidence } from "../../evidence/evidence.ts";
import { containerKey } from "../containers.ts";
import { parseSom } from "../som.ts";
import type { ScopeOfManagement } from "../som.ts";
import { problem, some } from "./edit.ts";
import type { Found } from "./edit.ts";

export interface Place {
  readonly som: ScopeOfManagement;
  readonly key: string;
  /** As a canonical path. */
  readonly label: string;
  /** False: a full path in a known domain, of which the evidence has no other word. */
  readonly known: boolean;
}

export interface Places {
  readonly byKey: ReadonlyMap<string, Place>;
  readonly domains: ReadonlySet<string>;
}

export function placesOf(evidence: Evidence): Places {
  const byKey = new Map<string, Place>();
  const domains = new Set<string>();
  const add = (som: ScopeOfManagement): void => {
    if (som.kind === "local" || (som.kind !== "site" && (som.domain === null || som.domain === ""))) return;
    if (som.kind !== "site" && som.domain !== null) domains.add(som.domain);
    const chain = som.kind === "ou" ? som.path.map((_, at) => ({ ...som, path: som.path.slice(0, at + 1) })) : [som];
    for (const one of chain) {
      const place = placeOf(one, true);
      if (!byKey.has(place.key)) byKey.set(place.key, place);
    }
  };
  for (const gpo of evidence.gpos) {
    if (gpo.domain !== null) add({ kind: "domain", domain: gpo.domain.toLowerCase(), path: [] });
    for (const link of gpo.links ?? []) add(parseSom(link.container));
  }
  for (const fact of evidence.facts) {
    if (fact.subject.kind === "host") continue;
    if (fact.kind === "gpo-link" || fact.kind === "scope-of-management") add(parseSom(fact.container));
    if (fact.kind === "computer" && fact.place !== null && /\bdc=|\//i.test(fact.place)) add(parseSom(fact.place));
  }
  // Both are there in every domain.
  for (const domain of domains) {
    add({ kind: "domain", domain, path: [] });
    add({ kind: "ou", domain, path: ["Domain Controllers"] });
  }
  return { byKey, domains };
}

function placeOf(som: ScopeOfManagement, known: boolean): Place {
  const names = som.path.map((name) => name.replaceAll(/[\\/]/g, "\\$&"));
  const root = som.kind === "site" ? "site" : (som.domain ?? "");
  return {
    som,
    key: containerKey(som),
    label: som.kind === "site" ? `site ${names.join("/")}` : [root, ...names].join("/"),
    known,
  };
}

/** How a place is written into a link. */
export function canonicalOf({ som, label }: Place, domain: string | null): string {
  return som.kind === "site" ? `${domain ?? ""}/Configuration/Sites/${label.slice("site ".length)}` : label;
}

/** A distinguished name, a canonical path, or a bare name that only one place has. */
export function placeCalled(text: string, { byKey, domains }: Places): Found<Place> {
  const wanted = text.trim();
  if (wanted === "") return problem("no container is named", ["as DN, as corp.example/Servers/PKI, or an OU's name"]);
  const full = /^(ou|cn|dc)=/i.test(wanted) || wanted.includes("/");
  if (full) {
    const som = parseSom(wanted);
    if (som.kind === "domain" && /^cn=/i.test(wanted)) {
      return problem(`no GPO can be linked to ${wanted}`, ["only to sites, domains and organisational units"]);
    }
    const known = byKey.get(containerKey(som));
    if (known !== undefined) return { value: known };
    if (som.kind === "ou" && som.domain !== null && domains.has(som.domain)) return { value: placeOf(som, false) };
    return problem(`the evidence knows no container "${wanted}"`, near(byKey));
  }
  const name = wanted.toLowerCase();
  const matches = [...byKey.values()].filter(
    ({ som }) => (som.kind === "domain" ? som.domain : som.path.at(-1)?.toLowerCase()) === name,
  );
  const [first, second] = matches;
  if (first !== undefined && second === undefined) return { value: first };
  if (first === undefined) return problem(`the evidence knows no container "${wanted}"`, near(byKey));
  return problem(
    `"${wanted}" names ${matches.length} containers`,
    matches.map(({ label }) => `give its path: ${label}`),
  );
}

function near(byKey: Places["byKey"]): string[] {
  const labels = [...byKey.values()].map(({ label }) => label).toSorted();
  return labels.length === 0 ? [] : [`known: ${some(labels, 8)}`];
}
