/** One difference, and the exceptions that a scope file declares. */
import type { Fact } from "../../core/fact.ts";
import { compareKeys } from "../../core/order.ts";
import {
  type Comparison,
  type ComparisonId,
  type DifferenceKind,
  POPULATION_VERDICTS,
  type PopulationCount,
  type PopulationDifference,
  type PopulationVerdict,
} from "../../core/population.ts";

export interface Compared {
  readonly counts: readonly PopulationCount[];
  readonly differences: readonly PopulationDifference[];
}

export function difference(
  kind: DifferenceKind,
  name: string,
  rest: Partial<Pick<PopulationDifference, "domain" | "detail" | "facts">> = {},
): PopulationDifference {
  return { kind, name, domain: null, detail: null, exception: null, facts: [], ...rest };
}

export function count(name: string, of: number | { readonly length: number }): PopulationCount {
  return { name, count: typeof of === "number" ? of : of.length };
}

/** Kind and name of a difference → the reason declared for it. */
export type Exceptions = ReadonlyMap<string, string>;

/** What scope files say under `exceptions`. */
export function exceptionsOf(facts: readonly Fact[]): Exceptions {
  const found = new Map<string, string>();
  for (const fact of facts) {
    if (fact.kind !== "observation" || fact.topic !== "population-exception" || fact.via !== "scope-file") continue;
    if (fact.subject.kind !== "object" || typeof fact.value !== "string") continue;
    found.set(exceptionKey(fact.name, fact.subject.name), fact.value);
  }
  return found;
}

function exceptionKey(kind: string, name: string): string {
  return `${kind}\n${name.toLowerCase()}`;
}

/** An exception covers the one difference that it names, and nothing else. */
export function comparison(id: ComparisonId, { counts, differences }: Compared, exceptions: Exceptions): Comparison {
  const known = differences
    .map((one) => ({ ...one, exception: exceptions.get(exceptionKey(one.kind, one.name)) ?? null }))
    .toSorted((a, b) => compareKeys(orderOf(a), orderOf(b)));
  const verdict =
    known.length === 0
      ? "closed"
      : known.every(({ exception }) => exception !== null)
        ? "closed with declared exceptions"
        : "open";
  return { id, verdict, counts, differences: known };
}

function orderOf({ exception, kind, domain, name }: PopulationDifference): string[] {
  return [exception === null ? "0" : "1", kind, domain ?? "", name];
}

export function worst(verdicts: readonly PopulationVerdict[]): PopulationVerdict {
  return POPULATION_VERDICTS.findLast((one) => verdicts.includes(one)) ?? "closed";
}
