/**
 * Words on a setting, strongest first, made one after the other: whoever asks stops at the first that certainly counts.
 * What the links of a container give is worked out once for all computers below it; filters are asked for each computer.
 * Says the same as ranking every word at once (resolve.ts), which `ranking.test.ts` compares.
 */
import type { Gpo } from "../evidence/evidence.ts";
import { contribute, extensionOrder, speaksOf } from "./contribution.ts";
import type { Contribution } from "./contribution.ts";
import type { DomainEstate } from "./estate.ts";
import { filterState, filtered, linkReach, linksOf, strongestFirst, unlinkedReach } from "./scope.ts";
import type { Link, Reach } from "./scope.ts";
import type { PlacedSetting, Selector } from "./setting-index.ts";
import { selectorKey } from "./host-readings.ts";
import { chainOf } from "./target.ts";
import type { Target } from "./target.ts";

/** A link that may count for a target, before its filters. */
interface Entry {
  readonly gpo: Gpo;
  readonly reach: Reach;
  /** Position among the GPO's own links. */
  readonly at: number;
}

/** Entries of equal strength. */
interface Standing {
  readonly entries: readonly Entry[];
  /** All are links of one container in a known order; they stand in that order. */
  readonly inOrder: boolean;
  /** Every open GPO but these stands here too: it may be linked to a container that nobody listed. Null: none does. */
  readonly anywhereBut: ReadonlySet<Gpo> | null;
}

/** Groups of words of equal standing, as `rank` makes them of words in the order of the domain. */
export function* rankedWords(
  selector: Selector,
  target: Target,
  rank: (words: readonly Contribution[]) => readonly (readonly Contribution[])[],
): Generator<readonly Contribution[]> {
  const standings = standingsOf(target);
  const linked = linkedOf(target);
  for (const spoken of speakersOf(selector, target.domain).byExtension) {
    for (const { entries, inOrder, anywhereBut } of standings) {
      if (!inOrder) {
        const words = entries.flatMap((entry) => wordsOf(entry, spoken, selector, target));
        if (anywhereBut !== null) {
          const others = anywhereWords(linked, spoken, selector, target);
          words.push(...others.filter(({ word }) => !anywhereBut.has(word.gpo)));
        }
        yield* rank(words.toSorted(inFileOrder).map(({ word }) => word));
        continue;
      }
      let group: Contribution[] = [];
      let order: number | null = null;
      for (const entry of entries) {
        const settings = spoken.get(entry.gpo);
        if (settings === undefined) continue;
        const words = wordsOf(entry, spoken, selector, target).map(({ word }) => word);
        if (words.length === 0) continue;
        const own = entry.reach.link?.order ?? null;
        if (group.length > 0 && own !== order) {
          yield group;
          group = [];
        }
        group.push(...words);
        order = own;
      }
      if (group.length > 0) yield group;
    }
  }
}

interface PlacedWord {
  readonly word: Contribution;
  readonly order: number;
  readonly at: number;
}

function inFileOrder(a: PlacedWord, b: PlacedWord): number {
  return a.order - b.order || a.at - b.at;
}

/** Without a link there is no filter to ask: the words are the same for every computer. */
function anywhereWords(linked: Linked, spoken: Spoken, selector: Selector, target: Target): readonly PlacedWord[] {
  let words = linked.anywhere.get(spoken);
  if (words === undefined) {
    words = linked.open
      .flatMap((gpo) => wordsOf({ gpo, reach: unlinkedReach(gpo, target), at: 0 }, spoken, selector, target))
      .toSorted(inFileOrder);
    linked.anywhere.set(spoken, words);
  }
  return words;
}

function wordsOf({ gpo, reach, at }: Entry, spoken: Spoken, selector: Selector, target: Target): PlacedWord[] {
  const settings = spoken.get(gpo);
  if (settings === undefined) return [];
  const own = reach.link === null ? reach : filtered(reach, filterState(gpo, target));
  if (own.state === "no") return [];
  return settings.flatMap(({ fact, item, order }) => {
    const word = contribute(selector, gpo, fact, item, own);
    return word === null || word.certain === "no" ? [] : [{ word, order, at }];
  });
}

/** Settings that speak of what is asked for, by GPO. */
type Spoken = ReadonlyMap<Gpo, readonly PlacedSetting[]>;

export interface Speakers {
  /** By extension, the last to run first. Legacy categories are not here: what they count hangs on an option. */
  readonly byExtension: readonly Spoken[];
  readonly legacy: boolean;
  /** Something may speak of the setting, whether it counts or not. */
  readonly any: boolean;
}

const SPEAKERS = new WeakMap<DomainEstate, Map<string, Speakers>>();

/** Asked for by every computer of the domain. */
export function speakersOf(selector: Selector, domain: DomainEstate): Speakers {
  let known = SPEAKERS.get(domain);
  if (known === undefined) SPEAKERS.set(domain, (known = new Map()));
  const key = selectorKey(selector);
  const found = known.get(key) ?? computeSpeakers(selector, domain);
  // Thousands of small domains of which none speaks would pay for it in memory.
  if (found !== NOBODY) known.set(key, found);
  return found;
}

const NOBODY: Speakers = { byExtension: [], legacy: false, any: false };

function computeSpeakers(selector: Selector, { settings }: DomainEstate): Speakers {
  const candidates = settings.candidates(selector);
  if (candidates.length === 0) return NOBODY;
  const byExtension = new Map<number, Map<Gpo, PlacedSetting[]>>();
  for (const setting of candidates) {
    const { gpo, fact } = setting;
    if (fact.kind === "legacy-category" || fact.inert !== undefined || !speaksOf(selector, fact)) continue;
    const extension = extensionOrder(fact);
    const gpos = byExtension.get(extension) ?? new Map<Gpo, PlacedSetting[]>();
    byExtension.set(extension, gpos);
    const list = gpos.get(gpo);
    if (list === undefined) gpos.set(gpo, [setting]);
    else list.push(setting);
  }
  return {
    byExtension: [...byExtension].toSorted(([a], [b]) => b - a).map(([, gpos]) => gpos),
    legacy: candidates.some(({ fact }) => fact.kind === "legacy-category"),
    any: true,
  };
}

interface Linked {
  /** By container: every link of every GPO there. */
  readonly at: ReadonlyMap<string, readonly { readonly gpo: Gpo; readonly link: Link; readonly at: number }[]>;
  /** Of one computer alone. */
  readonly local: readonly Gpo[];
  /** No report says that the links that are known, if any, are all of them. */
  readonly open: readonly Gpo[];
  /** What the open ones say, where nothing tells that they do not reach a computer. */
  readonly anywhere: WeakMap<Spoken, readonly PlacedWord[]>;
  /** Parts of chains that are shared. */
  readonly shared: Map<string, readonly Entry[]>;
  readonly whole: Map<string, readonly Standing[]>;
}

const LINKED = new WeakMap<DomainEstate, Linked>();

function linkedOf({ domain, directory }: Target): Linked {
  const known = LINKED.get(domain);
  if (known !== undefined) return known;
  const at = new Map<string, { gpo: Gpo; link: Link; at: number }[]>();
  const local: Gpo[] = [];
  const open: Gpo[] = [];
  for (const gpo of domain.gpos) {
    if (gpo.computerEnabled === false) continue;
    const links = gpo.kind === "local" ? [] : linksOf(gpo, domain, directory);
    if (gpo.kind === "local") local.push(gpo);
    else if (gpo.links === null) open.push(gpo);
    for (const [position, link] of links.entries()) {
      const list = at.get(link.key);
      if (list === undefined) at.set(link.key, [{ gpo, link, at: position }]);
      else list.push({ gpo, link, at: position });
    }
  }
  const linked: Linked = { at, local, open, anywhere: new WeakMap(), shared: new Map(), whole: new Map() };
  LINKED.set(domain, linked);
  return linked;
}

const STANDINGS = new WeakMap<Target, readonly Standing[]>();

function standingsOf(target: Target): readonly Standing[] {
  const known = STANDINGS.get(target);
  if (known !== undefined) return known;
  const linked = linkedOf(target);
  const { containers, whole, siteKnown } = chainOf(target);
  const placed = target.computer?.place != null;
  const units = containers.filter(({ som }) => som.kind !== "site").map(({ key }) => key);
  const site = containers.find(({ som }) => som.kind === "site")?.key ?? "";
  const above = `${target.role} ${whole} ${placed} ${units.join("\n")}`;
  const key = `${above}\n${siteKnown} ${site}`;
  let standings = linked.whole.get(key);
  if (standings === undefined) {
    const entries = [...entriesOf(target, linked, above, false, site), ...entriesOf(target, linked, key, true, site)];
    for (const gpo of linked.local) entries.push({ gpo, reach: unlinkedReach(gpo, target), at: 0 });
    standings = ranked(entries, anywhereBut(target, linked, entries));
    linked.whole.set(key, standings);
  }
  STANDINGS.set(target, standings);
  return standings;
}

/** Null where every container that can hold a link was listed: a GPO of which every known link is elsewhere does not reach it. */
function anywhereBut(target: Target, { open }: Linked, entries: readonly Entry[]): ReadonlySet<Gpo> | null {
  const [first] = open;
  if (first === undefined || unlinkedReach(first, target).state === "no") return null;
  return new Set(entries.map(({ gpo }) => gpo));
}

/** Of sites, or of all other containers. Where the site is known, only its own links are looked at. */
function entriesOf(
  target: Target,
  { at, shared }: Linked,
  key: string,
  sites: boolean,
  site: string,
): readonly Entry[] {
  let entries = shared.get(key);
  if (entries !== undefined) return entries;
  const lists =
    sites && site !== ""
      ? [at.get(site) ?? []]
      : [...at].flatMap(([name, list]) => (name.startsWith("site ") === sites ? [list] : []));
  entries = lists.flat().flatMap(({ gpo, link, at: position }): Entry[] => {
    const reach = linkReach(link, target);
    return reach.state === "no" ? [] : [{ gpo, reach, at: position }];
  });
  shared.set(key, entries);
  return entries;
}

function ranked(entries: readonly Entry[], but: ReadonlySet<Gpo> | null): Standing[] {
  const classes = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { standing, depth, link } = entry.reach;
    const key = standing === "linked" ? `${depth} ${link?.enforced === true}` : standing;
    const list = classes.get(key);
    if (list === undefined) classes.set(key, [entry]);
    else list.push(entry);
  }
  // Stronger than any that is known, so that nothing hides it.
  const anywhere: Standing = { entries: classes.get("anywhere") ?? [], inOrder: false, anywhereBut: but };
  classes.delete("anywhere");
  const linked = [...classes.values()]
    .toSorted(([a], [b]) => (a === undefined || b === undefined ? 0 : strongestFirst(a.reach, b.reach)))
    .map(standingOf);
  return [anywhere, ...linked];
}

function standingOf(entries: readonly Entry[]): Standing {
  const links = entries.map(({ reach }) => (reach.standing === "linked" ? reach.link : null));
  const names = new Set(links.map((link) => link?.container));
  const inOrder = names.size === 1 && links.every((link) => link !== null && link.order !== null);
  return inOrder
    ? {
        inOrder,
        entries: entries.toSorted((a, b) => (a.reach.link?.order ?? 0) - (b.reach.link?.order ?? 0)),
        anywhereBut: null,
      }
    : { inOrder, entries, anywhereBut: null };
}
