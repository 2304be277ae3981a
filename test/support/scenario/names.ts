/** The identities of what a scenario names: distinguished names, GUIDs and SIDs, all made from the names alone. */
import { createHash } from "node:crypto";
import { domainSidFrom, guidFrom } from "../../../tools/samples/ids.ts";
import { DEFAULT_DOMAIN_CONTROLLERS_POLICY, DEFAULT_DOMAIN_POLICY } from "../../../tools/samples/model.ts";
import type { ContainerSpec, GpoSpec, Scenario } from "./model.ts";
import { splitReference } from "./model.ts";

const WELL_KNOWN_GPOS: Readonly<Record<string, string>> = {
  "Default Domain Policy": DEFAULT_DOMAIN_POLICY,
  "Default Domain Controllers Policy": DEFAULT_DOMAIN_CONTROLLERS_POLICY,
};

/** Upper case, no braces. The two default policies have the same GUID in every domain. */
export function gpoGuid({ name, domain }: Pick<GpoSpec, "name" | "domain">): string {
  const known = WELL_KNOWN_GPOS[name];
  return known === undefined ? guidFrom("scenario", "gpo", domain, name) : known.slice(1, -1).toUpperCase();
}

export function isDefaultPolicy(name: string): boolean {
  return Object.hasOwn(WELL_KNOWN_GPOS, name);
}

export function filterGuid(gpo: GpoSpec): string {
  return guidFrom("scenario", "filter", gpo.domain, gpo.name);
}

export function domainDn(domain: string): string {
  return domain
    .split(".")
    .map((label) => `DC=${label}`)
    .join(",");
}

/** `Domain Controllers/Branch` → `OU=Branch,OU=Domain Controllers,DC=…`; null: the domain itself. */
export function containerDn(domain: string, path: string | null): string {
  const units = path === null ? [] : path.split("/").toReversed();
  return [...units.map((unit) => `OU=${unit}`), domainDn(domain)].join(",");
}

export function siteDn(site: string, root: string): string {
  return `CN=${site},CN=Sites,CN=Configuration,${domainDn(root)}`;
}

export function gpoDn(gpo: GpoSpec): string {
  return `CN={${gpoGuid(gpo)}},CN=Policies,CN=System,${domainDn(gpo.domain)}`;
}

export function hostDn(scenario: Scenario, name: string): string {
  const host = scenario.hosts[name];
  if (host === undefined) throw new Error(`no such host: ${name}`);
  return host.ou === null
    ? `CN=${name},CN=Computers,${domainDn(host.domain)}`
    : `CN=${name},${containerDn(host.domain, host.ou)}`;
}

export function groupDn(scenario: Scenario, name: string): string {
  return `CN=${name},CN=Users,${domainDn(scenario.groups[name]?.domain ?? "")}`;
}

export function rootOf(scenario: Scenario, domain: string): string {
  return scenario.domains[domain]?.forest ?? Object.keys(scenario.domains)[0] ?? domain;
}

/** Names that mean the same SID everywhere, and RIDs of every domain [MS-DTYP 2.4.2.4]. */
const SIDS: Readonly<Record<string, string | number>> = {
  Everyone: "S-1-1-0",
  "Authenticated Users": "S-1-5-11",
  "Enterprise Domain Controllers": "S-1-5-9",
  "Local Service": "S-1-5-19",
  "Network Service": "S-1-5-20",
  Administrators: "S-1-5-32-544",
  "Backup Operators": "S-1-5-32-551",
  "Domain Admins": 512,
  "Domain Computers": 515,
  "Domain Controllers": 516,
  "Read-only Domain Controllers": 521,
};
const ENTERPRISE_READ_ONLY_DOMAIN_CONTROLLERS = 498;

/** A principal as a scenario names it: a SID, a well-known name, a group or a host; `@domain` for another domain's. */
export function sidOf(scenario: Scenario, text: string, domain: string): string {
  if (text.startsWith("S-1-")) return text;
  const reference = splitReference(text);
  const at = reference.domain ?? domain;
  if (reference.name === "Enterprise Read-only Domain Controllers") {
    return `${domainSidFrom(rootOf(scenario, at))}-${ENTERPRISE_READ_ONLY_DOMAIN_CONTROLLERS}`;
  }
  const known = SIDS[reference.name];
  if (typeof known === "string") return known;
  if (known !== undefined) return `${domainSidFrom(at)}-${known}`;
  const owner = scenario.groups[reference.name]?.domain ?? scenario.hosts[reference.name]?.domain;
  if (owner === undefined) throw new Error(`no such principal: ${text}`);
  const rid = 2000 + (createHash("sha1").update(reference.name).digest().readUInt16LE(0) % 60_000);
  return `${domainSidFrom(owner)}-${rid}`;
}

/** The GPO of a link or an expectation; the default policies exist in every domain. */
export function gpoOf(scenario: Scenario, text: string, domain: string): GpoSpec {
  const reference = splitReference(text);
  const at = reference.domain ?? domain;
  const found = Object.values(scenario.gpos).find((gpo) => gpo.name === reference.name && gpo.domain === at);
  if (found !== undefined) return found;
  if (!isDefaultPolicy(reference.name)) throw new Error(`no GPO "${reference.name}" in ${at}`);
  return { ...EMPTY, name: reference.name, domain: at };
}

const EMPTY: Omit<GpoSpec, "name" | "domain"> = {
  audit: null,
  lines: [],
  options: {},
  legacy: {},
  rights: {},
  account: {},
  logs: {},
  registry: {},
  preferences: [],
  apply: ["Authenticated Users"],
  deny: [],
  denyRead: [],
  read: [],
  wmi: [],
  disabled: null,
  versions: { directory: 1, sysvol: 1 },
  extensions: null,
};

/** Every container of a scenario that can carry links: where it stands and what is linked there. */
export interface PlacedContainer {
  /** The path of an OU, the name of a site, or the domain: how `without` calls it. */
  readonly name: string;
  readonly dn: string;
  readonly type: "domain" | "ou" | "site";
  /** The domain in whose export the container stands, and of the GPOs that a link names without one. */
  readonly domain: string;
  readonly links: readonly LinkSpec[];
  readonly blocks: boolean;
}

export function containersOf(scenario: Scenario): PlacedContainer[] {
  const placed = (type: PlacedContainer["type"], name: string, dn: string, domain: string, spec: ContainerSpec) => ({
    type,
    name,
    dn,
    domain,
    blocks: spec.blocks,
    links: spec.links.map((text) => readLink(scenario, text, domain)),
  });
  const domains = Object.entries(scenario.domains).flatMap(([domain, spec]) => [
    placed("domain", domain, domainDn(domain), domain, spec),
    ...Object.entries(spec.ous).map(([path, ou]) => placed("ou", path, containerDn(domain, path), domain, ou)),
  ]);
  const sites = Object.entries(scenario.sites).map(([site, spec]) => {
    const root = spec.forest ?? rootOf(scenario, "");
    return placed("site", site, siteDn(site, root), root, spec);
  });
  return [...domains, ...sites];
}

/** Those of the scenario, and the default policies that are only linked. */
export function gposOf(scenario: Scenario): GpoSpec[] {
  const linked = containersOf(scenario).flatMap(({ links }) => links.map(({ gpo }) => gpo));
  const byLabel = new Map([...linked, ...Object.values(scenario.gpos)].map((gpo) => [labelOf(scenario, gpo), gpo]));
  return [...byLabel.values()];
}

/** How expectations call a GPO: its name, with its domain where the name stands in several. */
export function labelOf(scenario: Scenario, gpo: Pick<GpoSpec, "name" | "domain">): string {
  const first = Object.keys(scenario.domains)[0];
  return gpo.domain === first ? gpo.name : `${gpo.name}@${gpo.domain}`;
}

export interface LinkSpec {
  readonly gpo: GpoSpec;
  readonly enforced: boolean;
  readonly disabled: boolean;
}

/** `name@domain enforced disabled`. */
export function readLink(scenario: Scenario, text: string, domain: string): LinkSpec {
  const words = text.split(" ");
  const marks = new Set<string>();
  for (let last = words.at(-1) ?? ""; last === "enforced" || last === "disabled"; last = words.at(-1) ?? "") {
    marks.add(last);
    words.pop();
  }
  return {
    gpo: gpoOf(scenario, words.join(" "), domain),
    enforced: marks.has("enforced"),
    disabled: marks.has("disabled"),
  };
}
