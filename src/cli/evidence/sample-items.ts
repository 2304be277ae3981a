/** What can be drawn from: items with ids that are the same wherever the inputs lie, and the places to look at. */
import type { Item, Population } from "../../bag/sample.ts";
import type { Fact } from "../../core/fact.ts";
import type { FindingSubject } from "../../core/report.ts";
import { placeOf } from "../../core/provenance.ts";

/** As much of `results/1` as a draw needs; the same of a redacted bag. */
export interface Results {
  readonly findings: readonly {
    readonly id: string;
    readonly requirement: string;
    readonly status: string;
    readonly subject: FindingSubject;
    readonly computers: readonly string[];
    readonly evidence: readonly string[];
  }[];
  readonly gpos: readonly {
    readonly guid: string | null;
    readonly name: string | null;
    readonly domain: string | null;
    readonly container: string;
    readonly supersededBy: string | null;
  }[];
  readonly facts: readonly {
    readonly id: string;
    readonly path: string;
    readonly at: { readonly line: number; readonly column: number } | { readonly offset: number };
  }[];
}

export function itemsOf(of: Exclude<Population, "objects">, results: Results): readonly Item[] {
  switch (of) {
    case "findings":
      return findingItems(results);
    case "hosts":
      return hostItems(results);
    case "gpos":
      return gpoItems(results);
  }
}

function findingItems({ findings, facts }: Results): readonly Item[] {
  const places = new Map(facts.map(({ id, path, at }) => [id, placeOf({ path, at })]));
  return findings.map(({ id, status, evidence }) => ({
    id,
    where: [status, ...evidence.flatMap((fact) => places.get(fact) ?? [])],
  }));
}

/** Every computer that a finding is about or speaks for. */
function hostItems({ findings }: Results): readonly Item[] {
  return findings.flatMap(({ id, status, subject, computers }) => {
    const own = subject.kind === "host" ? [subject.name] : [];
    return [...new Set([...own, ...computers])].map((name) => ({ id: name.toLowerCase(), where: [`${status} ${id}`] }));
  });
}

/** Backups that a newer one supersedes are no GPOs of their own. */
function gpoItems({ gpos, findings }: Results): readonly Item[] {
  return gpos
    .filter(({ supersededBy }) => supersededBy === null)
    .map(({ guid, name, domain, container }) => ({
      id: `${domain?.toLowerCase() ?? ""}/${guid ?? name ?? container}`,
      where: [
        container,
        ...findings.flatMap(({ id, status, subject }) =>
          subject.kind === "gpo" && subject.container === container ? [`${status} ${id}`] : [],
        ),
      ],
    }));
}

/** Every object of which the evidence has a security descriptor. */
export function objectsOf(facts: readonly Fact[]): readonly Item[] {
  return facts.flatMap((fact) =>
    fact.kind === "security-descriptor" ? [{ id: fact.object.toLowerCase(), where: [placeOf(fact.origin)] }] : [],
  );
}
