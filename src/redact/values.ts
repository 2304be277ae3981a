/** Every name that the evidence and the report hold in a place made for names: what is replaced in sentences, and what is sought in outputs. */
import { type Fact, guidOf, type Subject } from "../core/fact.ts";
import type { FindingSubject, Report } from "../core/report.ts";
import { splitDn } from "../text/distinguished-name.ts";
import { ruleOf } from "./fact-rules.ts";
import { plainHost, unnamedDomain, type KnownNames } from "./names.ts";
import { policyNames } from "./policy.ts";
import { populationNames } from "./population.ts";
import type { Kind } from "./tokens.ts";
import {
  isAuthority,
  isDefaultAccount,
  isDefaultContainer,
  isDefaultGpo,
  isDefaultPathPart,
  isPublicGuid,
  isSddlAlias,
} from "./vocabulary.ts";
import { fold } from "./words.ts";

export interface NamedValue {
  readonly kind: Kind;
  readonly text: string;
}

export class Values implements KnownNames {
  readonly domains = new Set<string>();
  readonly hosts = new Set<string>();
  readonly #values = new Map<string, NamedValue>();
  /** `dc1.corp.example` in a place where a domain may stand too. */
  readonly #undecided = new Set<string>();

  /** In the order in which they were met. */
  get all(): readonly NamedValue[] {
    return [...this.#values.values()];
  }

  host(name: string | null): void {
    if (name === null || plainHost(name) === "") return;
    const whole = plainHost(name);
    this.hosts.add(whole);
    this.#add("host", whole);
    const at = whole.indexOf(".");
    if (at < 0) return;
    this.#add("host", whole.slice(0, at));
    this.domain(whole.slice(at + 1));
  }

  domain(name: string | null): void {
    const unnamed = unnamedDomain(name ?? "");
    if (unnamed !== null) return this.path(unnamed.path);
    const text = (name ?? "").trim().replace(/\.$/, "");
    const guid = guidOf(text);
    if (guid !== null) this.guid(guid);
    if (text === "" || guid !== null || isAuthority(text)) return;
    this.domains.add(fold(text));
    this.#add("domain", text);
    // The last label is one of the internet's, or `local`.
    for (const label of text.split(".").slice(0, -1)) this.#add("domain", label);
  }

  gpo(name: string | null): void {
    if (name === null || isDefaultGpo(name)) return;
    this.#add("gpo", guidOf(name) ?? name);
  }

  guid(text: string): void {
    const guid = guidOf(text);
    if (guid !== null && !isPublicGuid(guid)) this.#add("guid", guid);
  }

  account(name: string): void {
    const text = name.trim();
    if (text === "" || isDefaultAccount(text) || isSddlAlias(text)) return;
    if (/^\*?S-1-/i.test(text)) return this.sid(text.replace(/^\*/, ""));
    if (/^[A-Za-z]+=.+,[A-Za-z]+=/.test(text)) return this.place(text);
    const slash = text.lastIndexOf("\\");
    if (slash > 0) {
      this.domain(text.slice(0, slash));
      return this.account(text.slice(slash + 1));
    }
    if (/^[^\s@]+@[^\s@]+$/.test(text)) {
      this.#add("email", text);
      this.domain(text.slice(text.indexOf("@") + 1));
      return this.account(text.slice(0, text.indexOf("@")));
    }
    if (text.endsWith("$")) this.host(text);
    else this.#add("account", text);
  }

  sid(text: string): void {
    const local = /^(S-1-5-21-\d+-\d+-\d+)(?:-(\d+))?$/i.exec(text);
    if (local?.[1] !== undefined) {
      this.#add("sid", local[1]);
      if (Number(local[2] ?? 0) >= 1000) this.#add("sid", text);
    } else if (text.split("-").length > 6) this.#add("sid", text);
  }

  place(text: string): void {
    if (/^[A-Za-z][\w.-]*=/.test(text.trim())) {
      const parts = splitDn(text);
      const domain = parts.flatMap(({ type, value }) => (type === "dc" ? [value] : [])).join(".");
      this.domain(domain);
      for (const { type, value } of parts) if (type !== "dc") this.#part(type, value);
      return;
    }
    const [head = "", ...rest] = text.split("/");
    if (head.includes(".") && rest.length === 0) this.#undecided.add(head);
    else if (head.includes(".")) this.domain(head);
    else this.#part("cn", head);
    for (const part of rest) this.#part(fold(part) === "domain controllers" ? "ou" : "cn", part);
  }

  /** To be asked for once every host is known. */
  decide(): void {
    for (const name of this.#undecided) {
      if (this.hosts.has(plainHost(name))) this.host(name);
      else this.domain(name);
    }
    this.#undecided.clear();
  }

  #part(type: string, value: string): void {
    const text = value.trim();
    if (text === "" || isDefaultContainer(type, text)) return;
    if (guidOf(text) !== null) return this.gpo(text);
    if (/^S-1-/i.test(text)) return this.sid(text);
    this.#add("dn", text);
  }

  path(path: string): void {
    for (const part of path.split(/[/\\!]+/)) {
      if (/^[.]*$/.test(part) || isDefaultPathPart(part)) continue;
      const guid = guidOf(part);
      if (guid !== null) this.gpo(guid);
      else this.#add("path", part);
    }
  }

  named(kind: Kind, text: string | null): void {
    if (text !== null && text.trim() !== "") this.#add(kind, text);
  }

  #add(kind: Kind, text: string): void {
    const key = `${kind}\0${fold(text)}`;
    if (!this.#values.has(key)) this.#values.set(key, { kind, text });
  }
}

/** `facts`: all of the evidence, since a sentence may name what no finding cites. */
export function valuesOf(report: Report, facts: Iterable<Fact>, hosts: readonly string[] = []): Values {
  const values = new Values();
  for (const host of hosts) values.host(host);
  for (const { path } of report.sources) values.path(path);
  for (const subject of report.subjects) addSubject(values, subject);
  for (const finding of report.findings) {
    addSubject(values, finding.subject);
    for (const host of finding.computers) values.host(host);
    for (const { gpo, link } of finding.trail) {
      addGpo(values, { ...gpo, domain: null });
      if (link !== null) values.place(link.container);
    }
    if (finding.waiver !== null) addWaiver(values, finding.waiver);
  }
  for (const waiver of report.waivers) addWaiver(values, waiver);
  if (report.waiverFile !== null) values.path(report.waiverFile.path);
  for (const gpo of report.gpos) {
    addGpo(values, gpo);
    for (const place of gpo.linkedTo ?? []) values.place(place);
    if (gpo.supersededBy !== null) values.path(gpo.supersededBy);
  }
  for (const { subject, candidates } of report.conflicts) {
    addSubject(values, subject);
    for (const { gpo } of candidates) values.gpo(gpo);
  }
  for (const { subject } of report.answers) addSubject(values, subject);
  for (const { path } of report.diagnostics) values.path(path);
  addDirectory(values, report.sacl);
  policyNames(report.policy, values);
  populationNames(report.population, values);
  for (const fact of report.facts.values()) addFact(values, fact);
  for (const fact of facts) addFact(values, fact);
  values.decide();
  return values;
}

function addWaiver(
  values: Values,
  waiver: { id: string; owner: string; requestedBy: string; approvedBy: string | null },
) {
  values.named("waiver", waiver.id);
  for (const who of [waiver.owner, waiver.requestedBy, waiver.approvedBy ?? ""]) values.account(who);
}

function addGpo(
  values: Values,
  gpo: { guid: string | null; name: string | null; domain: string | null; container: string },
) {
  values.gpo(gpo.guid);
  values.gpo(gpo.name);
  values.domain(gpo.domain);
  values.path(gpo.container);
}

/** Labels of what every domain has are the catalog's own words, and are kept where they are met. */
function addSubject(values: Values, subject: FindingSubject): void {
  switch (subject.kind) {
    case "domain":
      return values.domain(subject.name);
    case "host":
      values.host(subject.name);
      return values.domain(subject.domain);
    case "gpo":
      return addGpo(values, subject);
    case "object":
      if (/=/.test(subject.name)) values.place(subject.name);
      return values.domain(subject.domain);
    case "forest":
      if (subject.name.includes(".")) values.domain(subject.name);
  }
}

function addFactSubject(values: Values, subject: Subject): void {
  if (subject.kind === "gpo") addGpo(values, subject);
  else if (subject.kind === "host") values.host(subject.name);
  else if (subject.kind === "object") values.place(subject.name);
  else values.domain(subject.name);
}

function addFact(values: Values, fact: Fact): void {
  addFactSubject(values, fact.subject);
  values.path(fact.origin.path);
  if (fact.linked !== undefined) addGpo(values, { ...fact.linked, container: "" });
  for (const [field, value] of Object.entries(fact)) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value as unknown]) {
      if (typeof one === "string") addField(values, fact, field, one);
    }
  }
  if (fact.kind === "gpo" && fact.wmiFilter !== null) {
    values.named("filter", fact.wmiFilter.name);
    values.guid(fact.wmiFilter.id ?? "");
  }
  if (fact.kind === "gpo-application") for (const { container } of fact.links) values.place(container);
  if (fact.kind === "security-descriptor") for (const { trustee } of fact.aces) values.account(trustee);
}

const NAMED = new Set(["id", "tier", "via", "kind"]);

function addField(values: Values, fact: Fact, field: string, text: string): void {
  if (NAMED.has(field)) return;
  const rule = ruleOf(fact.kind, field);
  switch (rule) {
    case "host":
      return values.host(text);
    case "domain":
      return values.domain(text);
    case "gpo":
      return values.gpo(text);
    case "account":
      return fact.kind === "account-policy" ? undefined : values.account(text);
    case "place":
      return values.place(text);
    case "guid":
      return values.guid(text);
    case "site":
    case "filter":
      return values.named(rule, text);
    case "sddl":
    case "text":
    case "time":
    case "keep":
    case "withhold":
    case "nested":
  }
}

function addDirectory(values: Values, sacl: Report["sacl"]): void {
  if (sacl === null) return;
  for (const { object } of sacl.roots) values.place(object);
  for (const { object } of sacl.blocked) values.place(object);
  for (const { container } of sacl.containers) values.place(container);
  for (const { object, container, from } of sacl.objects) {
    for (const name of [object, container, from ?? ""]) values.place(name);
  }
}
