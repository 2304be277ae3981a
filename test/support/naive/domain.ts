/** A random domain as plain data: a chain of containers from the site down to the one that holds the domain controller. */
import fc from "fast-check";

export interface NaiveLink {
  /** Index of the GPO. */
  readonly gpo: number;
  readonly enabled: boolean;
  readonly enforced: boolean;
}

export interface NaiveContainer {
  /** In the order of the directory's attribute: the last is link order 1. */
  readonly links: readonly NaiveLink[];
  readonly blocks: boolean;
}

export interface NaiveGpo {
  /** 0 none, 1 success, 2 failure, 3 both; null: the GPO has no such row. */
  readonly audit: 0 | 1 | 2 | 3 | null;
  /** A security option; null: not set. */
  readonly option: number | null;
  /** The same value as an administrative template. */
  readonly template: number | null;
  readonly computerHalf: boolean;
  readonly auditExtension: boolean;
  readonly filter: "everyone" | "controllers" | "members" | "denied" | "nobody";
  readonly wmi: "none" | "controllers" | "workstations";
}

export interface NaiveDomain {
  readonly gpos: readonly NaiveGpo[];
  readonly site: NaiveContainer;
  /** The domain first, then the organisational units down to the controller. */
  readonly chain: readonly NaiveContainer[];
  /** An organisational unit beside the chain, to be left alone. */
  readonly aside: NaiveContainer;
}

const GPO = fc.record<NaiveGpo>({
  audit: fc.constantFrom(null, null, 0, 1, 2, 3),
  option: fc.constantFrom(null, null, 1, 2),
  template: fc.constantFrom(null, null, 3, 4),
  computerHalf: fc.constantFrom(true, true, true, false),
  auditExtension: fc.constantFrom(true, true, true, false),
  filter: fc.constantFrom("everyone", "everyone", "everyone", "controllers", "members", "denied", "nobody"),
  wmi: fc.constantFrom("none", "none", "none", "controllers", "workstations"),
});

/** @returns domains with 1 to 7 GPOs, each linked to a container at most once. */
export const DOMAIN: fc.Arbitrary<NaiveDomain> = fc.array(GPO, { minLength: 1, maxLength: 7 }).chain((gpos) => {
  const link = fc.record<NaiveLink>({
    gpo: fc.nat({ max: gpos.length - 1 }),
    enabled: fc.constantFrom(true, true, true, false),
    enforced: fc.constantFrom(false, false, true),
  });
  const container = fc.record<NaiveContainer>({
    links: fc.uniqueArray(link, { maxLength: 4, selector: (one) => one.gpo }),
    blocks: fc.constantFrom(false, false, true),
  });
  return fc.record<NaiveDomain>({
    gpos: fc.constant(gpos),
    site: fc.record({
      links: fc.uniqueArray(link, { maxLength: 2, selector: (one) => one.gpo }),
      blocks: fc.constant(false),
    }),
    chain: fc.array(container, { minLength: 2, maxLength: 5 }),
    aside: container,
  });
});
