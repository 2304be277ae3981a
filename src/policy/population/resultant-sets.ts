/** GPOs that computers' resultant sets name, against the copies that are here, and the versions of both. */
import type { FactOf } from "../../core/fact.ts";
import type { PopulationDifference } from "../../core/population.ts";
import type { Evidence, Gpo } from "../../evidence/evidence.ts";
import { child, parseXmlPrefix, textOf } from "../../text/xml.ts";
import type { Estate } from "../estate.ts";
import { type Compared, count, difference } from "./difference.ts";

type Application = FactOf<"gpo-application">;

interface Named {
  readonly fact: Application;
  readonly hosts: Set<string>;
}

export function compareResultantSets(evidence: Evidence, estate: Estate): Compared {
  const named = new Map<string, Named>();
  const hosts = new Set<string>();
  for (const fact of evidence.facts) {
    if (fact.tier === "B" && fact.subject.kind === "host") hosts.add(fact.subject.name);
    // The local GPO stands in no backup.
    if (fact.kind !== "gpo-application" || fact.gpo === null || fact.subject.kind !== "host") continue;
    const versions = versionsIn(fact);
    const key = [fact.gpo, fact.domain?.toLowerCase() ?? "", versions.directory, versions.sysvol].join("\n");
    const known = named.get(key) ?? { fact, hosts: new Set() };
    named.set(key, known);
    known.hosts.add(fact.subject.name);
  }
  const copies = new Map<string, Gpo[]>();
  for (const gpo of evidence.gpos) {
    if (gpo.guid === null || gpo.kind === "directory" || gpo.supersededBy !== null) continue;
    copies.set(gpo.guid, [...(copies.get(gpo.guid) ?? []), gpo]);
  }
  const differences: PopulationDifference[] = [];
  let same = 0;
  for (const one of named.values()) {
    const copy = copyOf(one.fact, copies.get(one.fact.gpo ?? "") ?? []);
    const found = copy === null ? notBackedUp(one) : versionDifference(one, copy);
    if (found === null) same += 1;
    else differences.push(found);
  }
  if (hosts.size === 0 && estate.domains.length > 0) differences.push(difference("no-resultant-set", "resultant sets"));
  const gpos = new Set([...named.values()].map(({ fact }) => `${fact.gpo}@${fact.domain?.toLowerCase() ?? ""}`));
  return {
    counts: [
      count("computers with a resultant set", hosts.size),
      count("GPOs named in them", gpos.size),
      count("of these backed up, in no older version", same),
    ],
    differences,
  };
}

/** The default GPOs have the same GUID in every domain. */
function copyOf({ domain }: Application, copies: readonly Gpo[]): Gpo | null {
  const own = domain?.toLowerCase() ?? null;
  return (
    copies.find((gpo) => own !== null && gpo.domain?.toLowerCase() === own) ??
    copies.find((gpo) => gpo.domain === null || own === null) ??
    null
  );
}

function about({ fact, hosts }: Named) {
  return { domain: fact.domain?.toLowerCase() ?? null, names: [...hosts].toSorted().join(", "), facts: [fact.id] };
}

function notBackedUp(one: Named): PopulationDifference {
  const { domain, names, facts } = about(one);
  return difference("not-backed-up", one.fact.name, { domain, facts, detail: `named by ${names}` });
}

function versionDifference(one: Named, { versions }: Gpo): PopulationDifference | null {
  const { directory, sysvol } = versionsIn(one.fact);
  const pairs = [
    ["directory", directory, versions?.machineDirectory ?? null],
    ["SYSVOL", sysvol, versions?.machineSysvol ?? null],
  ] as const;
  const { domain, names, facts } = about(one);
  for (const kind of ["backup-older", "host-older"] as const) {
    const odd = pairs.flatMap(([where, host, backup]) => {
      if (host === null || backup === null || host === backup) return [];
      return host > backup === (kind === "backup-older")
        ? [`${where} version ${host} on ${names}, ${backup} here`]
        : [];
    });
    if (odd.length > 0) return difference(kind, one.fact.name, { domain, facts, detail: odd.join("; ") });
  }
  return null;
}

/** The excerpt is the element of the GPO; its versions are those of the half that the set was taken of. */
function versionsIn({ origin }: Application): { readonly directory: number | null; readonly sysvol: number | null } {
  const { root } = parseXmlPrefix(origin.excerpt);
  const read = (name: string): number | null => {
    const text = textOf(child(root ?? undefined, name)) ?? "";
    return /^\d{1,5}$/.test(text) ? Number(text) : null;
  };
  return { directory: read("VersionDirectory"), sysvol: read("VersionSysvol") };
}
