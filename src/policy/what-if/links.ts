/** Links that are added, taken away or enforced: in the exports of their container and in the reports of their GPO alike. */
import type { Fact, FactOf } from "../../core/fact.ts";
import type { Evidence, Gpo } from "../../evidence/evidence.ts";
import { containerKey } from "../containers.ts";
import { parseSom } from "../som.ts";
import { WHAT_IF, problem } from "./edit.ts";
import type { Applied, Edit, Found } from "./edit.ts";
import { isListed, meansGpo } from "./gpos.ts";
import type { KnownGpo } from "./gpos.ts";
import { canonicalOf } from "./places.ts";
import type { Place } from "./places.ts";
import { syntheticId } from "./synthetic.ts";

type LinkFact = FactOf<"gpo-link">;

/** The links of a GPO to a container: as exports of the container list them, and as the GPO's own reports do. */
export function linksAt(evidence: Evidence, gpo: KnownGpo, key: string): { listed: LinkFact[]; reported: LinkFact[] } {
  const listed = evidence.facts.filter(
    (fact): fact is LinkFact => fact.kind === "gpo-link" && isListed(fact) && meansGpo(fact, gpo) && isAt(fact, key),
  );
  const reported = gpo.copies.flatMap((copy) => (copy.links ?? []).filter((link) => isAt(link, key)));
  return { listed, reported };
}

function isAt(fact: { readonly container: string }, key: string): boolean {
  return containerKey(parseSom(fact.container)) === key;
}

/** Every fact through `change`, wherever it stands; null takes a link out of the list of its GPO. */
function changed(evidence: Evidence, change: (fact: LinkFact) => LinkFact | null): Evidence {
  return {
    ...evidence,
    // A report's link that is gone stays among the facts: it is no longer read, and still shows that links are known.
    facts: evidence.facts.map((fact) => (fact.kind === "gpo-link" ? (change(fact) ?? fact) : fact)),
    gpos: evidence.gpos.map((gpo) =>
      gpo.links === null || gpo.links.length === 0
        ? gpo
        : { ...gpo, links: gpo.links.flatMap((link) => change(link) ?? []) },
    ),
  };
}

export function applyEnforced(
  evidence: Evidence,
  { verb, gpo, place }: Extract<Edit, { verb: "enforce" | "unenforce" | "unlink" }>,
): Found<Applied> {
  const { listed, reported } = linksAt(evidence, gpo, place.key);
  const links = [...listed, ...reported];
  const enforced = verb === "enforce";
  const ids = new Set(links.map(({ id }) => id));
  const notes = [
    ...(links.every((link) => link.enforced === enforced)
      ? [`The link is ${enforced ? "enforced already" : "not enforced"}.`]
      : []),
    ...(links.some((link) => link.enabled === false) ? ["The link is disabled, and stays so."] : []),
  ];
  return { value: { evidence: changed(evidence, (fact) => (ids.has(fact.id) ? { ...fact, enforced } : fact)), notes } };
}

export function applyUnlink(
  evidence: Evidence,
  { gpo, place }: Extract<Edit, { verb: "enforce" | "unenforce" | "unlink" }>,
): Found<Applied> {
  const { listed, reported } = linksAt(evidence, gpo, place.key);
  const gone = new Set([...listed, ...reported].map(({ id }) => id));
  const wasReported = new Set(reported.map(({ id }) => id));
  const behind = shifts([...listed, ...reported]);
  const after = changed(evidence, (fact) => {
    if (wasReported.has(fact.id)) return null;
    // No longer in its container's list; as a fact it stays, since the export has shown links and still does.
    if (gone.has(fact.id))
      return {
        ...fact,
        subject: { kind: "gpo", guid: gpo.guid, name: gpo.name, domain: gpo.domain, container: WHAT_IF },
      };
    if (fact.subject.kind === "host" || fact.order === null || !isAt(fact, place.key)) return fact;
    const before = (behind.get(listOf(fact)) ?? []).filter((order) => order < (fact.order ?? 0)).length;
    return before === 0 ? fact : { ...fact, order: fact.order - before };
  });
  return { value: { evidence: after, notes: [] } };
}

/** The list in which the order of a link counts: its export's, or that of all reports together. */
function listOf(fact: LinkFact): string {
  return isListed(fact) ? `export ${fact.origin.path}` : "reports";
}

function shifts(gone: readonly LinkFact[]): ReadonlyMap<string, number[]> {
  const orders = new Map<string, number[]>();
  for (const link of gone) {
    if (link.order === null) continue;
    const list = orders.get(listOf(link)) ?? [];
    // Two copies of a GPO report one link twice.
    if (isListed(link) || !list.includes(link.order)) orders.set(listOf(link), [...list, link.order]);
  }
  return orders;
}

export function applyLink(evidence: Evidence, edit: Extract<Edit, { verb: "link" }>): Found<Applied> {
  const { gpo, place, order } = edit;
  const already = linksAt(evidence, gpo, place.key);
  if (already.listed.length + already.reported.length > 0) {
    return problem(`${gpo.label} is linked at ${place.label} already`, [
      "give an unlink of it first, to move the link",
    ]);
  }
  if (gpo.copies.some(({ kind }) => kind === "local"))
    return problem(`${gpo.label} is a local policy and is linked nowhere`);
  const exports = exportsOf(evidence, place.key);
  const reports = gpo.copies.filter((copy) => copy.links !== null);
  if (exports.length === 0 && reports.length === 0) {
    return problem(
      `the links of ${place.label} are not in the evidence, nor does a report tell where ${gpo.label} is linked`,
      [`Get-GPInheritance -Target '<DN of ${place.label}>' | ConvertTo-Json -Depth 4 > links.json`],
    );
  }
  const notes = place.known ? [] : [`No other word of ${place.label} is in the evidence: that it exists is assumed.`];
  let after = evidence;
  for (const one of exports) {
    const last = one.links.filter((link) => link.order !== null).length + 1;
    if (one.ordered && order > last) return problem(`${place.label} has ${last - 1} links: the order is 1 to ${last}`);
    after = withListed(after, edit, one);
  }
  if (reports.length === 0) return { value: { evidence: after, notes } };
  const reported = withReported(after, edit, exports.length > 0);
  if ("problem" in reported) return reported;
  return { value: { evidence: reported.value.evidence, notes: [...notes, ...reported.value.notes] } };
}

interface Export {
  readonly template: Fact & { readonly container: string };
  readonly links: readonly LinkFact[];
  /** It lists the container's own links, not what a lower one inherits. */
  readonly ordered: boolean;
}

function exportsOf(evidence: Evidence, key: string): Export[] {
  const files = new Map<string, (LinkFact | FactOf<"scope-of-management">)[]>();
  for (const fact of evidence.facts) {
    if (fact.kind !== "gpo-link" && fact.kind !== "scope-of-management") continue;
    if (fact.subject.kind === "host" || fact.subject.kind === "gpo" || !isAt(fact, key)) continue;
    const list = files.get(fact.origin.path);
    if (list === undefined) files.set(fact.origin.path, [fact]);
    else list.push(fact);
  }
  return [...files.values()].flatMap((facts) => {
    const [template] = facts;
    if (template === undefined) return [];
    const links = facts.filter((fact): fact is LinkFact => fact.kind === "gpo-link");
    const ordered =
      links.some((link) => link.order !== null) || facts.some(({ kind }) => kind === "scope-of-management");
    return [{ template, links, ordered }];
  });
}

/** A link stands in the file that lists its container, so that the container's list stays one list. */
function withListed(
  evidence: Evidence,
  { gpo, order }: Extract<Edit, { verb: "link" }>,
  { template, links, ordered }: Export,
): Evidence {
  const later = new Set(links.flatMap((link) => (link.order !== null && link.order >= order ? [link.id] : [])));
  const { via, subject, origin, tier, container } = template;
  const link: LinkFact = {
    ...linkFields(gpo, container, ordered ? order : null),
    id: syntheticId(evidence),
    tier,
    via,
    subject,
    origin: { ...origin, excerpt: "" },
    linked: { guid: gpo.guid, name: gpo.name, domain: gpo.domain },
  };
  const shifted = changed(evidence, (fact) =>
    later.has(fact.id) && fact.order !== null ? { ...fact, order: fact.order + 1 } : fact,
  );
  return { ...shifted, facts: [...shifted.facts, link] };
}

function linkFields({ guid }: KnownGpo, container: string, order: number | null) {
  return { kind: "gpo-link", gpo: guid, container, order, enabled: true, enforced: false } as const;
}

/**
 * Reports tell no order. Still the first and the last place are known: in front of, or behind, all others, which stay
 * without an order among themselves.
 */
function withReported(evidence: Evidence, edit: Extract<Edit, { verb: "link" }>, listed: boolean): Found<Applied> {
  const { gpo, place, order } = edit;
  const others = reportedLinks(evidence, place);
  if (!listed && order > others.length + 1) {
    return problem(`${others.length} links are known at ${place.label}: the order is 1 to ${others.length + 1}`);
  }
  const ranks = listed ? null : ranksOf(others, order);
  const notes =
    listed || ranks !== null
      ? []
      : [
          `The link order at ${place.label} is not in the evidence: which of its links stand before and behind this one is not known.`,
        ];
  const after =
    ranks === null
      ? evidence
      : changed(evidence, (fact) => (ranks.has(fact.id) ? { ...fact, order: ranks.get(fact.id) ?? null } : fact));
  const containers = new Set(gpo.copies.flatMap((copy) => (copy.links === null ? [] : [copy.container])));
  const added: LinkFact[] = [];
  const gpos = after.gpos.map((copy): Gpo => {
    if (!containers.has(copy.container)) return copy;
    const link = reportedLink(after, copy, gpo, place, ranks === null ? null : order, added.length);
    added.push(link);
    return { ...copy, links: [...(copy.links ?? []), link] };
  });
  return { value: { evidence: { ...after, gpos, facts: [...after.facts, ...added] }, notes } };
}

function reportedLink(
  evidence: Evidence,
  copy: Gpo,
  gpo: KnownGpo,
  place: Place,
  order: number | null,
  nth: number,
): LinkFact {
  const { guid, name, domain, container } = copy;
  return {
    ...linkFields(gpo, canonicalOf(place, domain), order),
    id: syntheticId(evidence, nth),
    tier: "C",
    via: "gpreport",
    subject: { kind: "gpo", guid, name, domain, container },
    origin: syntheticOrigin(),
  };
}

function syntheticOrigin(): Fact["origin"] {
  return {
    source: "",
    path: WHAT_IF,
    span: { unit: "char", start: 0, end: 0 },
    at: { line: 1, column: 1 },
    excerpt: "",
  };
}

/** The links of other GPOs that count, by their reports. */
function reportedLinks(evidence: Evidence, { key }: Place): LinkFact[] {
  return evidence.gpos.flatMap((gpo) =>
    gpo.supersededBy === null ? (gpo.links ?? []).filter((link) => isAt(link, key)) : [],
  );
}

/** The orders of the others when one is put at `order`; null where it would come to stand among links without an order. */
function ranksOf(others: readonly LinkFact[], order: number): ReadonlyMap<string, number> | null {
  const known = others.filter((link) => link.order !== null).length;
  if (known > 0 && known < others.length) return null;
  const first = (link: LinkFact): number => link.order ?? 1;
  const before = others.filter((link) => first(link) < order);
  const behind = others.filter((link) => first(link) >= order);
  // All that have a smaller order stand in front: as many as the order tells, or the place is within a group of equals.
  if (before.length === order - 1) {
    return new Map([
      ...before.map((link) => [link.id, first(link)] as const),
      ...behind.map((link) => [link.id, first(link) + 1] as const),
    ]);
  }
  return null;
}
