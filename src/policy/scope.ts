/** Does a GPO reach a target, by which links, and how strongly [MS-GPOL 3.2.5.1; formats.md 8.4, 8.5]. */
import type { FactId } from "../core/fact.ts";
import type { RuleId } from "../core/report.ts";
import type { Gpo } from "../evidence/evidence.ts";
import { containerKey } from "./containers.ts";
import type { Container } from "./containers.ts";
import type { DomainEstate } from "./estate.ts";
import { applies } from "./security-filter.ts";
import { parseSom } from "./som.ts";
import type { ScopeOfManagement } from "./som.ts";
import { chainOf } from "./target.ts";
import type { Chain, ChainLink, Directory, Target } from "./target.ts";
import { evaluateFilter } from "./wmi-filter.ts";
import { filterOf } from "./wmi-filters.ts";

export interface Reach {
  /** `maybe`: hangs on evidence that is missing (membership, WMI, links, where the servers stand). */
  readonly state: "yes" | "maybe" | "no";
  readonly rule: RuleId;
  readonly link: ReachingLink | null;
  /** `anywhere`: without links, or without the word whether one is enforced, nothing may hide it. */
  readonly standing: "anywhere" | "linked" | "local";
  /** 0 site, 1 domain, 2 and more organisational units. */
  readonly depth: number;
  /** What it hangs on, or why not, in words; null where the rule says it all. */
  readonly because: string | null;
}

export interface ReachingLink {
  readonly container: string;
  readonly enforced: boolean;
  /** 1 wins; null where the evidence has no order. */
  readonly order: number | null;
  readonly fact: FactId;
}

/** Every setting asks again; links, filters and descriptors are read once for each GPO and target. */
const KNOWN = new WeakMap<Target, Map<Gpo, readonly Reach[]>>();

/** The reaches of a GPO, strongest first: one for each link that may count, or one that says why none does. */
export function reachesOf(gpo: Gpo, target: Target): readonly Reach[] {
  let known = KNOWN.get(target);
  if (known === undefined) KNOWN.set(target, (known = new Map()));
  let reaches = known.get(gpo);
  if (reaches === undefined) known.set(gpo, (reaches = computeReaches(gpo, target)));
  return reaches;
}

const NOWHERE = { link: null, standing: "anywhere", depth: 0, because: null } as const;

/**
 * The reaches for account policies: domain controllers take those from links at the domain alone, and no block keeps
 * them away [K; formats.md 8.6].
 */
export function accountReachesOf(gpo: Gpo, target: Target): readonly Reach[] {
  return computeReaches(gpo, target, false).map((reach): Reach => {
    if (reach.state === "no" || reach.link === null || reach.depth === 1) return reach;
    return { ...reach, state: "no", rule: "domain-only", because: null };
  });
}

/** `blocks`: whether blocked inheritance counts for links at the domain. */
function computeReaches(gpo: Gpo, target: Target, blocks = true): Reach[] {
  if (gpo.computerEnabled === false) return [{ ...NOWHERE, state: "no", rule: "gpo-disabled" }];
  if (target.mode === "design") return [{ ...NOWHERE, state: "yes", rule: "no-scope-evidence" }];
  const chain = chainOf(target);
  const links = gpo.kind === "local" ? [] : linksOf(gpo, target.domain, target.directory);
  if (links.length === 0) return [unlinkedReach(gpo, target)];
  const reaches = links.map((link) => byLink(link, target, chain, blocks));
  const possible = reaches.filter((reach) => reach.state !== "no").toSorted(strongestFirst);
  const told = ["link-disabled", "inheritance-blocked"];
  if (possible.length === 0) {
    // Linked elsewhere, as far as is known; where a container of the chain was not listed, there too.
    const open = unlinkedReach(gpo, target);
    if (open.state === "maybe") return [open];
    return [reaches.find(({ rule }) => told.includes(rule)) ?? (reaches[0] as Reach)];
  }
  const filter = filterState(gpo, target);
  return possible.map((reach) => filtered(reach, filter));
}

/** Of a GPO that no link names. */
export function unlinkedReach(gpo: Gpo, target: Target): Reach {
  // A local policy is that of one computer, and weaker than everything from the domain [MS-GPOL 3.2.5.1].
  if (gpo.kind === "local") return { ...NOWHERE, standing: "local", state: "maybe", rule: "local-policy" };
  const open = gpo.links === null && !listsAll(chainOf(target), target.directory);
  return open
    ? { ...NOWHERE, state: "maybe", rule: "no-scope-evidence" }
    : { ...NOWHERE, state: "no", rule: "unlinked" };
}

/** What a link gives, before the GPO's filters. */
export function linkReach(link: Link, target: Target): Reach {
  return byLink(link, target, chainOf(target), true);
}

/** Every container that can hold a link for the target was listed. */
function listsAll(chain: Chain, directory: Directory): boolean {
  const sites = listsSites(directory);
  return (
    chain.whole &&
    (chain.siteKnown || !sites) &&
    chain.containers.every(({ container, som }) => (som.kind === "site" && !sites) || container?.complete === true)
  );
}

const LISTS_SITES = new WeakMap<Directory, boolean>();

/** Exports of a domain have no sites. Where no export shows any, sites are left to the report's notes. */
export function listsSites(directory: Directory): boolean {
  let lists = LISTS_SITES.get(directory);
  if (lists === undefined) {
    lists = [...directory.containers.values()].some(({ som, complete }) => som.kind === "site" && complete);
    LISTS_SITES.set(directory, lists);
  }
  return lists;
}

export interface Link {
  readonly som: ScopeOfManagement;
  readonly key: string;
  readonly label: string;
  readonly order: number | null;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
  readonly fact: FactId;
  readonly disputed: boolean;
}

/** Links of the directory's exports and of the GPO's own report; the directory has the order, the two must agree. */
export function linksOf(gpo: Gpo, domain: DomainEstate, directory: Directory): Link[] {
  const listed = domain.links.get(gpo) ?? [];
  const reported = (gpo.links ?? []).map((link) => ({ link, key: containerKey(parseSom(link.container)) }));
  const fromDirectory = listed.map(({ key, container, link }): Link => {
    // Of links elsewhere a report need not tell.
    const told = gpo.links === null || container.som.kind === "site" || reported.some((one) => one.key === key);
    const { order, enabled, enforced, fact } = link;
    return { som: container.som, key, label: container.label, order, enabled, enforced, fact, disputed: !told };
  });
  const fromReport = reported.flatMap(({ link, key }): Link[] => {
    if (listed.some((one) => one.key === key)) return [];
    const disputed = directory.containers.get(key)?.complete === true;
    const { container, order, enabled, enforced, id } = link;
    return [{ som: parseSom(container), key, label: container, order, enabled, enforced, fact: id, disputed }];
  });
  return [...fromDirectory, ...fromReport];
}

function byLink(link: Link, { domain, role, computer, directory }: Target, chain: Chain, blocks: boolean): Reach {
  const { som, key, label, order, fact } = link;
  const found = {
    link: { container: label, enforced: link.enforced === true, order, fact },
    standing: link.enforced === null ? "anywhere" : "linked",
    depth: som.kind === "site" ? 0 : 1 + som.path.length,
    because: null,
  } as const;
  if (link.enabled === false && !link.disputed) return { ...found, state: "no", rule: "link-disabled" };
  const at = chain.containers.findIndex((container) => container.key === key);
  // Where the computer's place is not told, it is taken to stand where Windows puts it, or below.
  const placed = computer !== null && computer.place !== null;
  if (at < 0) return elsewhere(found, link, domain.dns, role, placed, chain);
  if (link.enforced !== true && (blocks || found.depth !== 1)) {
    const nearer = [...(placed ? [] : unitsBelow(chain, directory)), ...chain.containers.slice(0, at)];
    const certain = chain.containers.slice(0, at).find(({ container }) => container?.blocksInheritance === true);
    if (certain !== undefined && link.enforced === false) {
      const because = `${labelOf(certain)} blocks inheritance`;
      return { ...found, state: "no", rule: "inheritance-blocked", because };
    }
    const open = nearer.find(({ container }) => container?.blocksInheritance !== false);
    if (open !== undefined || !chain.whole) {
      return { ...found, state: "maybe", rule: "inheritance-unknown", because: openBlock(open) };
    }
  }
  if (link.disputed) return { ...found, state: "maybe", rule: "links-disagree" };
  return link.enabled === null || link.enforced === null
    ? { ...found, state: "maybe", rule: "links-unknown" }
    : { ...found, state: "yes", rule: "only-candidate" };
}

/** Units below the one where Windows puts domain controllers, which may hold one whose place is not told. */
function unitsBelow({ containers: [nearest] }: Chain, directory: Directory): ChainLink[] {
  if (nearest === undefined || nearest.som.kind !== "ou") return [];
  let below = BELOW.get(directory);
  if (below === undefined) BELOW.set(directory, (below = new Map()));
  let units = below.get(nearest.key);
  if (units === undefined) {
    units = [...directory.containers].flatMap(([key, container]): ChainLink[] => {
      // Of a unit that an export only names nobody knows whether it blocks; of one that does, somebody told.
      if (!key.startsWith(`${nearest.key}/`) || container.blocksInheritance === false) return [];
      return [{ som: container.som, key, depth: 1 + container.som.path.length, container }];
    });
    below.set(nearest.key, units);
  }
  return units;
}

const BELOW = new WeakMap<Directory, Map<string, ChainLink[]>>();

function openBlock(open: ChainLink | undefined): string | null {
  if (open === undefined) return null;
  return open.container?.blocksInheritance === true
    ? `whether the computer stands below ${labelOf(open)}, which blocks inheritance`
    : `whether ${labelOf(open)} blocks inheritance`;
}

function labelOf({
  som,
  container,
}: {
  readonly som: ScopeOfManagement;
  readonly container: Container | null;
}): string {
  return container?.label ?? [som.domain ?? "", ...som.path].join("/");
}

/** A link on a container that is none of the target's, as far as the target's place is known. */
function elsewhere(
  found: Pick<Reach, "link" | "standing" | "depth" | "because">,
  { som }: Link,
  domain: string | null,
  role: Target["role"],
  placed: boolean,
  chain: Chain,
): Reach {
  const no: Reach = { ...found, state: "no", rule: "wrong-scope" };
  const maybe: Reach = { ...found, state: "maybe", rule: "partial-scope" };
  if (som.kind === "site") return chain.siteKnown ? no : { ...maybe, because: "which site the computer is in" };
  if (som.domain !== null && domain !== null && som.domain !== domain) return no;
  // GPOs whose own domain is not named: the link's path alone decides.
  if (som.kind === "domain") return { ...found, state: "yes", rule: "only-candidate" };
  if (placed && chain.whole) return no;
  if (role !== "dc") return { ...maybe, because: "which container holds the servers" };
  // Some domain controllers may stand in a container below their own.
  return som.path[0]?.toLowerCase() === "domain controllers" ? maybe : no;
}

export interface FilterState {
  readonly state: Reach["state"];
  readonly rule: RuleId;
  readonly because: string | null;
}
const OPEN: FilterState = { state: "yes", rule: "only-candidate", because: null };

/** By what of a GPO its filters hang on: thousands of GPOs have a few of them. */
const FILTERS = new WeakMap<
  DomainEstate,
  { readonly numbers: Map<string, number>; readonly ofGpo: Map<Gpo, number> }
>();
const STATES = new WeakMap<Target, FilterState[]>();

export function filterState(gpo: Gpo, target: Target): FilterState {
  if (target.applied.size > 0) return settledFilter(gpo, target);
  const number = filterNumber(gpo, target.domain);
  let states = STATES.get(target);
  if (states === undefined) STATES.set(target, (states = []));
  return (states[number] ??= settledFilter(gpo, target));
}

function filterNumber(gpo: Gpo, domain: DomainEstate): number {
  let known = FILTERS.get(domain);
  if (known === undefined) FILTERS.set(domain, (known = { numbers: new Map(), ofGpo: new Map() }));
  let number = known.ofGpo.get(gpo);
  if (number === undefined) {
    const { sddl, domain: own, wmiFilter, computerEnabled } = gpo;
    const key = JSON.stringify([sddl, own?.toLowerCase(), wmiFilter, computerEnabled, isInDirectory(gpo)]);
    number = known.numbers.get(key) ?? known.numbers.size;
    known.numbers.set(key, number);
    known.ofGpo.set(gpo, number);
  }
  return number;
}

/** What the computer's own resultant set says of the GPO settles what its filters leave open. */
function settledFilter(gpo: Gpo, target: Target): FilterState {
  const computed = computedFilter(gpo, target);
  const shown = gpo.guid === null ? undefined : target.applied.get(gpo.guid);
  if (computed.state !== "maybe" || shown === undefined) return computed;
  if (shown.domain !== null && gpo.domain !== null && shown.domain.toLowerCase() !== gpo.domain.toLowerCase())
    return computed;
  const because = `the resultant set of ${target.computer?.name ?? "the computer"} says so`;
  if (shown.state === "applied") return OPEN;
  if (shown.state === "access-denied") return { state: "no", rule: "filtered-out", because };
  return shown.state === "filter-denied" ? { state: "no", rule: "wmi-false", because } : computed;
}

function computedFilter(gpo: Gpo, target: Target): FilterState {
  const allowed = applies(gpo.sddl, target.token, target.domainSidOf(gpo.domain?.toLowerCase() ?? null) ?? undefined);
  if (allowed.answer === "no") return { state: "no", rule: "filtered-out", because: allowed.because };
  const wmi = wmiState(gpo, target);
  if (wmi.state === "no") return wmi;
  if (allowed.answer === "unknown") return { state: "maybe", rule: "filter-unknown", because: allowed.because };
  if (wmi.state === "yes" && gpo.computerEnabled === null) {
    return { state: "maybe", rule: "no-scope-evidence", because: "whether its computer half is enabled" };
  }
  return wmi;
}

function wmiState(gpo: Gpo, { directory, wmi }: Target): FilterState {
  if (gpo.wmiFilter === null && !isInDirectory(gpo)) {
    return { state: "maybe", rule: "wmi-unknown", because: "whether it has a WMI filter is not in the evidence" };
  }
  if (!hasWmiFilter(gpo)) return OPEN;
  const filter = filterOf(gpo, directory.filters);
  const name = filter?.name ?? gpo.wmiFilter?.name ?? gpo.wmiFilter?.id ?? "";
  if (filter === null || filter.queries.length === 0) {
    return {
      state: "maybe",
      rule: "wmi-unknown",
      because: `the queries of the WMI filter "${name}" are not in this evidence`,
    };
  }
  const { answer, because } = evaluateFilter(filter.queries, wmi, filter.namespaces);
  if (answer === "true") return OPEN;
  return answer === "false"
    ? { state: "no", rule: "wmi-false", because }
    : { state: "maybe", rule: "wmi-unknown", because };
}

/** An export of the GPO's own object: an attribute that it does not show is not set. */
function isInDirectory({ identity }: Gpo): boolean {
  return identity.some(({ subject }) => subject.kind !== "gpo");
}

export function filtered(reach: Reach, filter: FilterState): Reach {
  if (filter.state === "yes") return reach;
  if (filter.state === "maybe" && reach.state === "maybe") return reach;
  return { ...reach, ...filter };
}

export function hasWmiFilter(gpo: Gpo): boolean {
  return gpo.wmiFilter !== null && (gpo.wmiFilter.id !== null || gpo.wmiFilter.name !== null);
}

const STANDINGS: readonly Reach["standing"][] = ["anywhere", "linked", "local"];

/**
 * Enforced before not enforced; of enforced links the highest container wins, of the others the nearest.
 * A GPO whose links are not in the evidence may stand anywhere, so nothing may hide it; the local policy is the weakest.
 */
export function strongestFirst(a: Reach, b: Reach): number {
  if (a.standing !== b.standing) return STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing);
  if (a.standing !== "linked") return 0;
  const enforcedA = a.link?.enforced === true;
  const enforcedB = b.link?.enforced === true;
  if (enforcedA !== enforcedB) return enforcedA ? -1 : 1;
  return enforcedA ? a.depth - b.depth : b.depth - a.depth;
}
