/** The GPOs of the evidence by every name that a person may call them. */
import type { Fact, FactOf, Guid } from "../../core/fact.ts";
import { compareText } from "../../core/order.ts";
import type { Evidence, Gpo } from "../../evidence/evidence.ts";
import { printable } from "../../text/printable.ts";
import { parseSom } from "../som.ts";

export interface KnownGpo {
  readonly guid: Guid | null;
  readonly name: string | null;
  /** DNS name in lower case. */
  readonly domain: string | null;
  /** The copies that count; empty where no file carries its settings. */
  readonly copies: readonly Gpo[];
  /** What the directory says of it. */
  readonly entry: FactOf<"gpo"> | null;
  /** No other GPO has the same GUID (the default GPOs have it in every domain). */
  readonly alone: boolean;
  /** For people: the name, and the domain where the name alone would not tell. */
  readonly label: string;
}

interface Draft {
  readonly guid: Guid | null;
  name: string | null;
  domain: string | null;
  readonly copies: Gpo[];
  entry: FactOf<"gpo"> | null;
}

export function knownGpos(evidence: Evidence): readonly KnownGpo[] {
  const drafts: Draft[] = [];
  const byGuid = new Map<Guid, Draft[]>();
  const add = (guid: Guid | null, name: string | null, domain: string | null): Draft => {
    const dns = domain?.toLowerCase() ?? null;
    const same = guid === null ? [] : (byGuid.get(guid) ?? []);
    const [first] = same;
    const lone =
      same.length === 1 && first !== undefined && (dns === null || first.domain === null) ? first : undefined;
    const known = same.find((one) => one.domain === dns) ?? lone;
    if (known !== undefined) {
      known.name ??= name;
      known.domain ??= dns;
      return known;
    }
    const draft: Draft = { guid, name, domain: dns, copies: [], entry: null };
    drafts.push(draft);
    if (guid !== null) byGuid.set(guid, [...same, draft]);
    return draft;
  };
  for (const gpo of evidence.gpos) {
    if (gpo.supersededBy === null) add(gpo.guid, gpo.name, gpo.domain).copies.push(gpo);
  }
  for (const fact of evidence.facts) {
    if (fact.kind === "gpo" && fact.guid !== null && (fact.subject.kind !== "gpo" || fact.via === "gpmc-manifest")) {
      const draft = add(fact.guid, fact.name, fact.domain);
      if (fact.subject.kind !== "gpo") draft.entry ??= fact;
    } else if (fact.kind === "gpo-link" && fact.gpo !== null && (isListed(fact) || fact.linked !== undefined)) {
      add(fact.gpo, fact.linked?.name ?? null, domainOfLink(fact));
    }
  }
  return drafts
    .map((draft) => ({
      ...draft,
      alone: draft.guid === null || byGuid.get(draft.guid)?.length === 1,
      label: labelOf(draft, drafts),
    }))
    .toSorted((a, b) => compareText(a.label, b.label));
}

function labelOf({ guid, name, domain, copies }: Draft, all: readonly Draft[]): string {
  if (name === null) return guid === null ? (copies[0]?.container ?? "") : `{${guid}}`;
  const namesakes = all.filter((one) => one.name?.toLowerCase() === name.toLowerCase());
  if (namesakes.length === 1) return `"${name}"`;
  const domains = new Set(namesakes.map((one) => one.domain));
  return domains.size === namesakes.length && domain !== null ? `"${name}" of ${domain}` : `"${name}" {${guid ?? ""}}`;
}

/** All GPOs that go by the text: display name or GUID, alone or below their domain; any case. */
export function gposCalled(text: string, gpos: readonly KnownGpo[]): readonly KnownGpo[] {
  const wanted = text.trim().toLowerCase();
  return wanted === "" ? [] : gpos.filter((gpo) => namesOf(gpo).includes(wanted));
}

function namesOf({ guid, name, domain, copies }: KnownGpo): string[] {
  // A name that a screen shows with escapes can only be typed so.
  const plain = [...(name === null ? [] : [name, printable(name)]), ...(guid === null ? [] : [guid, `{${guid}}`])];
  const names = plain.length === 0 ? copies.map(({ container }) => container) : plain;
  return [...names, ...(domain === null ? [] : names.map((one) => `${domain}/${one}`))].map((one) =>
    one.trim().toLowerCase(),
  );
}

/** How to say which of several namesakes is meant. */
export function preciseName({ guid, name, domain }: KnownGpo): string {
  const own = guid === null ? (name ?? "") : `{${guid}}`;
  return `${domain === null ? own : `${domain}/${own}`}${name === null || guid === null ? "" : `  "${name}"`}`;
}

/** A link in an export of its container; links of resultant sets belong to their computer, those of reports to their GPO. */
export function isListed(fact: Fact): boolean {
  return fact.kind === "gpo-link" && fact.subject.kind !== "gpo" && fact.subject.kind !== "host";
}

function domainOfLink(fact: FactOf<"gpo-link">): string | null {
  return (fact.linked?.domain ?? parseSom(fact.container).domain)?.toLowerCase() ?? null;
}

/** The listed link names this GPO. */
export function meansGpo(fact: FactOf<"gpo-link">, { guid, domain, alone }: KnownGpo): boolean {
  if (fact.gpo === null || fact.gpo !== guid) return false;
  const named = domainOfLink(fact);
  return named === domain || (alone && (named === null || domain === null));
}
