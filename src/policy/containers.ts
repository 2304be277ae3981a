/** Sites, domains and organisational units with their links, as exports of the directory show them [MS-GPOL 2.2.2; formats.md 8.1]. */
import type { Fact, FactId, FactOf, Guid } from "../core/fact.ts";
import type { Source } from "../core/provenance.ts";
import { parseSom } from "./som.ts";
import type { ScopeOfManagement } from "./som.ts";

export interface ContainerLink {
  readonly gpo: Guid | null;
  /** DNS name in lower case of the GPO's own domain; null where the export does not tell. */
  readonly gpoDomain: string | null;
  readonly name: string | null;
  /** 1 wins. */
  readonly order: number | null;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
  readonly fact: FactId;
}

export interface Container {
  readonly som: ScopeOfManagement;
  /** As written in the export. */
  readonly label: string;
  readonly links: readonly ContainerLink[];
  /** The export lists every link of the container. */
  readonly complete: boolean;
  readonly blocksInheritance: boolean | null;
  readonly facts: readonly FactId[];
}

/** The same container, however it is written: domain and names in lower case. */
export function containerKey({ kind, domain, path }: ScopeOfManagement): string {
  const names = path.map((name) => name.toLowerCase().replaceAll("/", "\\/"));
  // Sites belong to the forest: reports write them below any of its domains.
  return kind === "site" ? `site ${names.join("/")}` : [domain ?? "", ...names].join("/");
}

/** Containers of exports of the directory (tier C). What a resultant set says of a container belongs to its computer. */
export function containersOf(facts: readonly Fact[], sources: readonly Source[]): ReadonlyMap<string, Container> {
  const broken = new Set(sources.filter((source) => source.read !== "complete").map((source) => source.path));
  const drafts = new Map<string, { som: ScopeOfManagement; label: string; files: Map<string, OneExport> }>();
  for (const fact of facts) {
    if (fact.subject.kind === "host" || fact.subject.kind === "gpo") continue;
    if (fact.kind !== "gpo-link" && fact.kind !== "scope-of-management") continue;
    const som = parseSom(fact.container);
    const key = containerKey(som);
    const draft = drafts.get(key) ?? { som, label: fact.container, files: new Map<string, OneExport>() };
    drafts.set(key, draft);
    const file = draft.files.get(fact.origin.path) ?? { links: [], scopes: [] };
    draft.files.set(fact.origin.path, file);
    if (fact.kind === "gpo-link") file.links.push(fact);
    else file.scopes.push(fact);
  }
  const shows = filesWithOrderedLinks(facts);
  return new Map(
    [...drafts].map(([key, { som, label, files }]) => [key, containerOf(som, label, files, shows, broken)]),
  );
}

interface OneExport {
  readonly links: FactOf<"gpo-link">[];
  readonly scopes: FactOf<"scope-of-management">[];
}

/** An export that shows the links of one container has asked for those of all. */
function filesWithOrderedLinks(facts: readonly Fact[]): ReadonlySet<string> {
  return new Set(facts.flatMap((fact) => (fact.kind === "gpo-link" && fact.order !== null ? [fact.origin.path] : [])));
}

function containerOf(
  som: ScopeOfManagement,
  label: string,
  files: ReadonlyMap<string, OneExport>,
  shows: ReadonlySet<string>,
  broken: ReadonlySet<string>,
): Container {
  const exports = [...files].map(([path, { links, scopes }]) => ({
    links,
    scopes,
    complete: scopes.length > 0 && shows.has(path) && !broken.has(path) && links.every((link) => link.order !== null),
  }));
  const whole = exports.filter((one) => one.complete);
  const used = whole.length > 0 ? whole : exports;
  const lists = used.map(({ links }) => links.map(linkOf).toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0)));
  const agree = lists.every((list) => sameLinks(list, lists[0] ?? []));
  const blocks = new Set(exports.flatMap(({ scopes }) => scopes.flatMap((scope) => scope.blocksInheritance ?? [])));
  return {
    som,
    label,
    // Two exports that differ: each link may be there, in no order that can be told.
    links: agree ? (lists[0] ?? []) : lists.flat().map((link) => ({ ...link, order: null, enabled: null })),
    complete: agree && whole.length > 0,
    blocksInheritance: blocks.size === 1 ? ([...blocks][0] ?? null) : null,
    facts: exports.flatMap(({ scopes }) => scopes.map((scope) => scope.id)),
  };
}

function linkOf(fact: FactOf<"gpo-link">): ContainerLink {
  return {
    gpo: fact.gpo,
    gpoDomain: fact.linked?.domain?.toLowerCase() ?? null,
    name: fact.linked?.name ?? null,
    order: fact.order,
    enabled: fact.enabled,
    enforced: fact.enforced,
    fact: fact.id,
  };
}

function sameLinks(a: readonly ContainerLink[], b: readonly ContainerLink[]): boolean {
  const words = (list: readonly ContainerLink[]): string =>
    list.map(({ gpo, order, enabled, enforced }) => `${gpo} ${order} ${enabled} ${enforced}`).join();
  return words(a) === words(b);
}
