/** A fact with its names replaced, field by field, and its excerpt cut down to what its kept fields say. */
import { type Fact, type FactId, guidOf, type Subject } from "../core/fact.ts";
import { ruleOf } from "./fact-rules.ts";
import type { Names } from "./names.ts";
import { redactSddl } from "./sddl.ts";
import { type TextRedactor, withheld } from "./text.ts";
import { isOwnWord } from "./vocabulary.ts";
import { compounds, fold } from "./words.ts";

export interface Redaction {
  readonly names: Names;
  readonly text: TextRedactor;
  /** To the day, no excerpts, counts in steps. */
  readonly coarse: boolean;
}

/** `a1b2c3d4e5f6:10-20:registry` with the digest of the source replaced. */
export function redactFactId(id: FactId, names: Names): FactId {
  const known = /^([0-9a-f]{12})(:\d+-\d+:[a-z-]+(?:#\d+)?)$/.exec(id);
  if (known === null) return names.digest("fact", id).slice(0, 24);
  return names.digest("source", known[1] ?? "").slice(0, 12) + (known[2] ?? "");
}

/** Of the first digits alone, so that the ids of facts and of their sources begin alike. */
export function redactSourceId(id: string, names: Names): string {
  if (id === "") return "";
  return names.digest("source", id.slice(0, 12)).slice(0, 12) + names.digest("source", id).slice(12);
}

export function redactFact(fact: Fact, by: Redaction): Fact {
  const { names, coarse } = by;
  const made: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fact)) made[field] = redactField(fact, field, value, by);
  const { origin } = fact;
  return {
    ...(made as unknown as Fact),
    id: redactFactId(fact.id, names),
    tier: fact.tier,
    via: fact.via,
    kind: fact.kind,
    subject: redactSubject(fact.subject, by),
    ...(fact.linked === undefined ? {} : { linked: redactGpo(fact.linked, names) }),
    origin: {
      source: redactSourceId(origin.source, names),
      path: names.path(origin.path),
      span: origin.span,
      at: origin.at,
      excerpt: coarse ? withheld(origin.excerpt) : excerptOf(fact, made, by),
    },
  } as Fact;
}

/** Fields of every fact, which say nothing of the estate. */
const PLAIN = new Set(["extension", "inert", "doubt"]);

function redactField(fact: Fact, field: string, value: unknown, by: Redaction): unknown {
  if (PLAIN.has(field)) return value;
  if (fact.kind === "gpo" && field === "wmiFilter") {
    const { wmiFilter: filter } = fact;
    if (filter === null) return null;
    const { id, name } = filter;
    return {
      id: id === null ? null : redactText(id, "guid", by),
      name: name === null ? null : redactText(name, "filter", by),
    };
  }
  if (fact.kind === "gpo-application" && field === "links") {
    return fact.links.map((link) => ({ ...link, container: by.names.place(link.container) }));
  }
  if (fact.kind === "security-descriptor" && field === "aces") {
    return fact.aces.map((ace) => ({
      ...ace,
      trustee: by.names.account(ace.trustee),
      condition: ace.condition === null ? null : withheld(ace.condition),
    }));
  }
  const rule = ruleOf(fact.kind, field);
  if (Array.isArray(value))
    return value.map((one: unknown) => (typeof one === "string" ? redactText(one, rule, by) : one));
  return typeof value === "string" ? redactText(value, rule, by) : value;
}

function redactText(text: string, rule: ReturnType<typeof ruleOf>, by: Redaction): string {
  const { names } = by;
  switch (rule) {
    case "keep":
      return text;
    case "time":
      return redactTime(text, by);
    case "host":
      return text === "" ? "" : names.host(text);
    case "domain":
      return text === "" ? "" : names.domain(text);
    case "gpo":
      return names.gpo(text);
    case "guid":
      return guidOf(text) === null ? names.other("guid", text) : names.guid(guidOf(text) ?? "");
    case "site":
    case "filter":
      return names.other(rule, text);
    case "account":
      return /^\d{1,10}$/.test(text) ? text : names.account(text);
    case "place":
      return names.place(text);
    case "sddl":
      return redactSddl(text, names);
    case "text":
      return by.text.redact(text);
    case "withhold":
    case "nested":
      return withheld(text);
  }
}

/** As written, or to the day; what is no time is no time of the estate either. */
export function redactTime(text: string, { coarse }: Redaction): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]{4,16}(?:Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (match === null) return withheld(text);
  return coarse ? (match[1] ?? "") : text;
}

export function redactGpo<T extends { guid: string | null; name: string | null; domain: string | null }>(
  gpo: T,
  names: Names,
): T {
  return {
    ...gpo,
    guid: gpo.guid === null ? null : names.gpo(gpo.guid),
    name: gpo.name === null ? null : names.gpo(gpo.name),
    domain: gpo.domain === null ? null : names.domain(gpo.domain),
  };
}

function redactSubject(subject: Subject, { names }: Redaction): Subject {
  switch (subject.kind) {
    case "gpo":
      return { ...redactGpo(subject, names), container: names.path(subject.container) };
    case "host":
      return { kind: "host", name: names.host(subject.name) };
    case "object":
      return { kind: "object", name: names.place(subject.name) };
    default:
      return { kind: subject.kind, name: names.domain(subject.name) };
  }
}

/** Readings whose facts are lines of settings, without room for remarks. */
const LINES: ReadonlySet<string> = new Set([
  "audit-csv",
  "auditpol-get",
  "auditpol-backup",
  "auditpol-text",
  "security-template",
  "reg-file",
  "reg-query",
]);
const LONGEST_EXCERPT = 600;

function excerptOf(fact: Fact, made: Readonly<Record<string, unknown>>, { text }: Redaction): string {
  const { excerpt, span } = fact.origin;
  if (span.unit === "byte" || excerpt.length > LONGEST_EXCERPT) return withheld(excerpt);
  if (LINES.has(fact.via)) return text.excerpt(excerpt, isOwnWord);
  const kept = keptWords(fact, made);
  return text.excerpt(excerpt, (word) => kept.has(word));
}

/** Words of the fields that stayed as they are. */
function keptWords(fact: Fact, made: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const same = Object.entries(fact).filter(([field, value]) => value === made[field] && field !== "id");
  const texts = same.map(([, value]) => (typeof value === "string" || typeof value === "number" ? String(value) : ""));
  return new Set(texts.flatMap((value) => fold(value).match(compounds()) ?? []));
}
