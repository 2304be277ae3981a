/** The evidence by domain: which GPOs a domain has, and whether anything tells where they are linked. */
import type { Fact } from "../core/fact.ts";
import type { Mode, Role } from "../core/report.ts";
import { compareText } from "../core/order.ts";
import { folderOf } from "../evidence/container.ts";
import { SettingIndex } from "./setting-index.ts";
import { parseSom } from "./som.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";

export interface DomainEstate {
  /** DNS name in lower case; for GPOs that name no domain, words that say where they stand. */
  readonly name: string;
  /** Null when the GPOs name no domain. */
  readonly dns: string | null;
  /**
   * Of how many folders the GPOs come that name no domain and were put together because they are so many; 0 otherwise.
   * Which of them belong to one domain is not known: nothing that one of them sets counts for the others.
   */
  readonly pooledFolders: number;
  /** The copies that count, ordered by container. */
  readonly gpos: readonly Gpo[];
  readonly settings: SettingIndex;
}

/** A computer whose own audit policy has been read. */
export interface HostEstate {
  readonly name: string;
  /** As the user said; empty when nobody did. */
  readonly roles: readonly Role[];
  /** The DNS domain of the name, when it has one. */
  readonly domain: string | null;
  /** In file order: of two rows on one setting the later counts. */
  readonly facts: readonly Fact[];
}

export interface Estate {
  readonly mode: Mode;
  readonly domains: readonly DomainEstate[];
  readonly domainByName: ReadonlyMap<string, DomainEstate>;
  /** At least one domain goes by its DNS name. */
  readonly namesDomain: boolean;
  /** Ordered by name. */
  readonly hosts: readonly HostEstate[];
  /** Host name → roles, as the user, a scope file or the directory says. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
}

/** `said`: roles by host from the command line; what scope files and directory exports say is added to them. */
export function estateOf(evidence: Evidence, said: ReadonlyMap<string, readonly Role[]>): Estate {
  const roles = withDeclared(said, evidence);
  const domains = domainsOf(evidence);
  linkAcross(domains);
  const hosts = hostsOf(evidence, roles);
  const linked = evidence.facts.some((fact) => fact.kind === "gpo-link" || fact.tier === "B");
  const sorted = [...domains]
    .map(([name, { gpos, ...domain }]) => ({ ...domain, name, gpos: [...gpos], settings: new SettingIndex(gpos) }))
    .toSorted((a, b) => compareText(a.name, b.name));
  return {
    mode: linked || hosts.length > 0 ? "deployed" : "design",
    domains: sorted,
    domainByName: new Map(sorted.map((domain) => [domain.name, domain])),
    namesDomain: sorted.some((domain) => domain.dns !== null),
    hosts,
    roles,
  };
}

interface DomainGpos extends Pick<DomainEstate, "dns" | "pooledFolders"> {
  readonly gpos: Set<Gpo>;
}

/** Up to here each folder is judged as an estate of its own; nobody reads a report on more of them. */
const UNNAMED_ESTATES = 24;

/** GPOs that name no domain count together with those of the same folder, or, of very many folders, with none. */
function domainsOf(evidence: Evidence): Map<string, DomainGpos> {
  const domains = new Map<string, DomainGpos>();
  const unnamed = new Map<string, Gpo[]>();
  for (const gpo of evidence.gpos) {
    if (gpo.supersededBy !== null || !saysSomething(gpo)) continue;
    if (gpo.domain === null) {
      const folder = folderOf(gpo.container);
      const list = unnamed.get(folder) ?? [];
      unnamed.set(folder, list);
      list.push(gpo);
      continue;
    }
    const dns = gpo.domain.toLowerCase();
    const domain = domains.get(dns) ?? { dns, pooledFolders: 0, gpos: new Set() };
    domain.gpos.add(gpo);
    domains.set(dns, domain);
  }
  if (unnamed.size > UNNAMED_ESTATES) {
    const name = `no domain named (${commonFolder([...unnamed.keys()])}, ${unnamed.size} folders)`;
    domains.set(name, { dns: null, pooledFolders: unnamed.size, gpos: new Set([...unnamed.values()].flat()) });
  } else {
    for (const [folder, gpos] of unnamed)
      domains.set(`no domain named (${folder})`, { dns: null, pooledFolders: 0, gpos: new Set(gpos) });
  }
  return domains;
}

/** The nearest folder or archive that holds all of them. */
function commonFolder(folders: readonly string[]): string {
  const [first = [], ...others] = folders.map((folder) => folder.split(/(?<=[/!])/));
  let length = first.length;
  for (const parts of others) {
    let same = 0;
    while (same < length && bare(parts[same]) === bare(first[same])) same += 1;
    length = same;
  }
  const common = first.slice(0, length).join("");
  return common === "" ? "." : common.length > 1 ? common.replace(/\/$/, "") : common;
}

function bare(part: string | undefined): string | undefined {
  return part?.replace(/\/$/, "");
}

/** A GPO may be linked in a domain that is not its own; there it counts like any other. */
function linkAcross(domains: ReadonlyMap<string, DomainGpos>): void {
  const own = [...domains.values()].flatMap(({ gpos }) => [...gpos]);
  for (const gpo of own) {
    for (const link of gpo.links ?? []) {
      domains.get(parseSom(link.container).domain ?? "")?.gpos.add(gpo);
    }
  }
}

function hostsOf(evidence: Evidence, roles: ReadonlyMap<string, readonly Role[]>): HostEstate[] {
  const facts = new Map<string, Fact[]>();
  const names = new Map<string, string>();
  for (const fact of evidence.facts) {
    // A resultant set says what policy delivered, not what the computer does; an older capture what it did.
    if (fact.subject.kind !== "host" || fact.tier !== "A" || fact.inert !== undefined) continue;
    const key = fact.subject.name.toLowerCase();
    names.set(key, names.get(key) ?? fact.subject.name);
    const list = facts.get(key) ?? [];
    facts.set(key, list);
    list.push(fact);
  }
  return [...facts]
    .map(([key, list]) => ({
      name: names.get(key) ?? key,
      roles: rolesOf(key, roles),
      domain: key.includes(".") ? key.slice(key.indexOf(".") + 1) : null,
      facts: list,
    }))
    .toSorted((a, b) => compareText(a.name, b.name));
}

const ROLE_OF: ReadonlyMap<string, Role> = new Map([
  ["dc", "dc"],
  ["rodc", "dc"],
  ["ca", "ca"],
  ["adfs", "adfs"],
  ["entra-connect", "entra-connect"],
]);

function withDeclared(
  said: ReadonlyMap<string, readonly Role[]>,
  evidence: Evidence,
): ReadonlyMap<string, readonly Role[]> {
  const roles = new Map(said);
  for (const fact of evidence.facts) {
    if (fact.kind !== "computer" || fact.roles.length === 0) continue;
    const declared = fact.roles.flatMap((role) => ROLE_OF.get(role) ?? []);
    roles.set(fact.name, [...new Set([...(roles.get(fact.name) ?? []), ...declared])]);
  }
  return roles;
}

/** `DC01` and `dc01.corp.example` name the same computer. */
function rolesOf(host: string, roles: ReadonlyMap<string, readonly Role[]>): Role[] {
  const short = host.split(".")[0];
  const found = [...roles].flatMap(([name, list]) => {
    const key = name.toLowerCase();
    const same = key === host || (key.split(".")[0] === short && (!key.includes(".") || !host.includes(".")));
    return same ? [...list] : [];
  });
  return [...new Set(found)];
}

/** A loose file without an identity and without settings (an empty GPT.INI) makes no domain. */
function saysSomething(gpo: Gpo): boolean {
  return gpo.settings.length > 0 || gpo.guid !== null || gpo.name !== null || gpo.kind !== "loose";
}
