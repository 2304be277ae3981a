/** For whom policy is resolved: a computer that the evidence knows, or any computer of a role where Windows puts it. */
import type { FactOf, Guid } from "../core/fact.ts";
import type { Mode, Role } from "../core/report.ts";
import type { Computer } from "./computers.ts";
import type { Container } from "./containers.ts";
import { containerKey } from "./containers.ts";
import type { DomainEstate } from "./estate.ts";
import type { ScopeOfManagement } from "./som.ts";
import type { Token } from "./token.ts";
import type { WmiHost } from "./wmi-filter.ts";
import type { WmiFilters } from "./wmi-filters.ts";

export interface Target {
  readonly domain: DomainEstate;
  readonly role: Role;
  readonly mode: Mode;
  /** Null: any computer of the role. Computers of one class share a target; this is the first of them. */
  readonly computer: Computer | null;
  /** All computers for which everything below is the same. */
  readonly computers: readonly Computer[];
  readonly token: Token;
  readonly wmi: WmiHost;
  /** The SID of a domain by its DNS name in lower case. */
  readonly domainSidOf: (dns: string | null) => string | null;
  /** The audit policy that the computer itself shows; empty where nobody captured it, or captures differ. */
  readonly captured: readonly FactOf<"subcategory">[];
  /** What the computer's resultant set says of each GPO, by GUID; empty where nobody exported one. */
  readonly applied: ReadonlyMap<Guid, FactOf<"gpo-application">>;
  readonly directory: Directory;
}

/** What exports of the directory show, of all domains. */
export interface Directory {
  readonly containers: ReadonlyMap<string, Container>;
  readonly filters: WmiFilters;
  /** Domains (DNS, lower case) of which at least one container was listed with all its links. */
  readonly listed: ReadonlySet<string>;
}

export interface ChainLink {
  readonly som: ScopeOfManagement;
  readonly key: string;
  /** 0 site, 1 domain, 2 and more organisational units. */
  readonly depth: number;
  /** Null: no export of the directory shows it. */
  readonly container: Container | null;
}

export interface Chain {
  /** Nearest first, the site last. */
  readonly containers: readonly ChainLink[];
  /** False: where the computer stands is not known, so that containers below the domain may be missing here. */
  readonly whole: boolean;
  readonly siteKnown: boolean;
}

const CHAINS = new WeakMap<Target, Chain>();

/** The containers whose links can reach the target [MS-GPOL 3.2.5.1.3; formats.md 8.5]. */
export function chainOf(target: Target): Chain {
  const known = CHAINS.get(target) ?? computeChain(target);
  CHAINS.set(target, known);
  return known;
}

function computeChain({ domain, role, computer, directory }: Target): Chain {
  const stock: ScopeOfManagement | null =
    role === "dc" ? { kind: "ou", domain: domain.dns, path: ["Domain Controllers"] } : null;
  const place = computer?.place ?? stock;
  const path = place?.path ?? [];
  const link = (som: ScopeOfManagement): ChainLink => {
    const key = containerKey(som);
    const depth = som.kind === "site" ? 0 : 1 + som.path.length;
    return { som, key, depth, container: directory.containers.get(key) ?? null };
  };
  const units = path.map((_, index) => link({ kind: "ou", domain: domain.dns, path: path.slice(0, index + 1) }));
  const site = computer?.site ?? null;
  return {
    containers: [
      ...units.toReversed(),
      link({ kind: "domain", domain: domain.dns, path: [] }),
      ...(site === null ? [] : [link({ kind: "site", domain: null, path: [site] })]),
    ],
    whole: place !== null,
    siteKnown: site !== null,
  };
}
