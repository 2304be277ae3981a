/** The evidence by domain and computer: which GPOs a domain has, where they are linked, for whom policy is resolved. */
import type { Mode, Role } from "../core/report.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { computersOf } from "./computers.ts";
import type { Computer } from "./computers.ts";
import { containersOf } from "./containers.ts";
import { domainsOf } from "./domains.ts";
import type { DomainEstate } from "./domains.ts";
import { hostsOf } from "./hosts.ts";
import type { HostEstate } from "./hosts.ts";
import { linkedGposOf } from "./linked-gpos.ts";
import type { Directory, Target } from "./target.ts";
import { targetsOf } from "./targets.ts";
import { wmiFiltersOf } from "./wmi-filters.ts";

export type { DomainEstate } from "./domains.ts";

export interface Estate {
  readonly mode: Mode;
  readonly domains: readonly DomainEstate[];
  readonly domainByName: ReadonlyMap<string, DomainEstate>;
  /** At least one domain goes by its DNS name. */
  readonly namesDomain: boolean;
  readonly directory: Directory;
  readonly computers: readonly Computer[];
  /** Ordered by name. */
  readonly hosts: readonly HostEstate[];
  /** Each domain and role: a target for each class of its known computers, or one for any computer of the role. */
  readonly targets: readonly Target[];
  readonly targetsOf: (domain: DomainEstate, role: Role) => readonly Target[];
}

/** `said`: roles by host from the command line; what scope files and directory exports say is added to them. */
export function estateOf(evidence: Evidence, said: ReadonlyMap<string, readonly Role[]>): Estate {
  const counting = evidence.gpos.filter((gpo) => gpo.supersededBy === null && saysSomething(gpo));
  const containers = containersOf(evidence.facts, evidence.sources);
  const { unseen, links } = linkedGposOf(counting, containers, evidence.facts);
  const computers = computersOf(evidence.facts, said);
  const hosts = hostsOf(evidence, computers);
  const linked = evidence.facts.some((fact) => fact.kind === "gpo-link" || fact.tier === "B");
  const mode = linked || hosts.length > 0 ? "deployed" : "design";
  const listed = [...containers.values()].flatMap(({ complete, som }) => (complete && som.domain ? [som.domain] : []));
  const directory: Directory = {
    containers,
    filters: wmiFiltersOf(evidence.facts),
    listed: new Set(listed),
  };
  const domains = domainsOf([...counting, ...unseen], links, directory.listed);
  const targets = targetsOf(domains, { mode, directory, computers, facts: evidence.facts, hosts });
  return {
    mode,
    domains,
    domainByName: new Map(domains.map((domain) => [domain.name, domain])),
    namesDomain: domains.some((domain) => domain.dns !== null),
    directory,
    computers,
    hosts,
    targets: [...targets.values()].flat(),
    targetsOf: (domain, role) => targets.get(`${domain.name}/${role}`) ?? [],
  };
}

/** A loose file without an identity and without settings (an empty GPT.INI) makes no domain. */
function saysSomething(gpo: Gpo): boolean {
  return gpo.settings.length > 0 || gpo.guid !== null || gpo.name !== null || gpo.kind !== "loose";
}
