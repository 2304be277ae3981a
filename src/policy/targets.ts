/** Computers of a role that cannot differ in what reaches them share one target. */
import type { Fact, FactOf, Guid } from "../core/fact.ts";
import { ROLES } from "../core/report.ts";
import type { Mode } from "../core/report.ts";
import { compareText } from "../core/order.ts";
import { sameHost, shortOf } from "./computers.ts";
import type { Computer } from "./computers.ts";
import { containerKey } from "./containers.ts";
import type { DomainEstate } from "./estate.ts";
import { groupsOf } from "./groups.ts";
import type { Groups, Principal } from "./groups.ts";
import type { HostEstate } from "./hosts.ts";
import type { Directory, Target } from "./target.ts";
import { tokenOf } from "./token.ts";
import { wmiHostOf } from "./wmi-host.ts";

interface Surroundings {
  readonly mode: Mode;
  readonly directory: Directory;
  readonly computers: readonly Computer[];
  readonly facts: readonly Fact[];
  readonly hosts: readonly HostEstate[];
}

/** By `<domain>/<role>`. */
export function targetsOf(
  domains: readonly DomainEstate[],
  { mode, directory, computers, facts, hosts }: Surroundings,
): ReadonlyMap<string, readonly Target[]> {
  const groups = groupsOf(facts);
  const targets = new Map<string, readonly Target[]>();
  const hostByName = new Map(hosts.map((host) => [host.name.toLowerCase(), host]));
  const hostOf = (computer: Computer | null): HostEstate | undefined =>
    computer === null
      ? undefined
      : (hostByName.get(computer.name.toLowerCase()) ?? hostByName.get(shortOf(computer.name)));
  for (const domain of domains) {
    const domainSid = domainSidOf(domain.dns, domain, groups);
    const queries = [...directory.filters.values()].some(({ queries }) => queries.some((query) => NAMES.test(query)));
    for (const role of ROLES) {
      const own = computers.filter((computer) => computer.domain === domain.dns && computer.roles.includes(role));
      const target = (members: readonly Computer[]): Target => {
        const [computer = null] = members;
        const token = tokenOf(
          {
            role,
            // An RODC is known as one: by its group, its account or its role.
            readOnly: computer?.readOnly ?? false,
            name: computer?.name ?? null,
            domainSid,
            dn: computer?.dn ?? null,
            sid: computer?.sid ?? null,
          },
          groups,
        );
        const wmi = wmiHostOf(computer, role, facts);
        const host = hostOf(computer);
        return {
          domain,
          role,
          mode,
          computer,
          computers: members,
          token,
          wmi,
          domainSidOf: (dns) => domainSidOf(dns, domain, groups),
          captured: host === undefined ? [] : capturedOf(host),
          applied: host === undefined ? new Map() : appliedOf(host),
          directory,
        };
      };
      const classes = new Map<string, Computer[]>();
      for (const computer of own) {
        const key = [
          computer.place === null ? "" : containerKey(computer.place),
          computer.site?.toLowerCase() ?? "",
          computer.readOnly,
          computer.osVersion,
          membershipKey(computer, groups),
          queries || hostOf(computer) !== undefined || isNamed(computer, domain) ? computer.name : "",
        ].join("|");
        const list = classes.get(key);
        if (list === undefined) classes.set(key, [computer]);
        else list.push(computer);
      }
      targets.set(`${domain.name}/${role}`, classes.size === 0 ? [target([])] : [...classes.values()].map(target));
    }
  }
  return targets;
}

/** Queries by which two computers of one system differ. */
const NAMES = /\bname\b|caption|computersystem|serial|address/i;

/** All groups in which exports show the computer, directly or through others; a listed token is the computer's own. */
function membershipKey({ name, dn, sid, domain }: Computer, groups: Groups): string {
  if (groups.tokens.some(({ host }) => sameHost(host, name))) return `token of ${name}`;
  const reached = new Set<Principal>();
  const open = [name, dn, sid].flatMap((text) => (text === null ? [] : groups.find(text, domain)));
  for (let principal = open.pop(); principal !== undefined; principal = open.pop()) {
    for (const { group } of principal.within) {
      if (reached.has(group)) continue;
      reached.add(group);
      open.push(group);
    }
  }
  return [...reached]
    .map((group) => group.sid ?? group.label)
    .toSorted(compareText)
    .join();
}

/** A descriptor names the computer's own account. */
function isNamed({ sid }: Computer, { gpos }: DomainEstate): boolean {
  return sid !== null && gpos.some((gpo) => gpo.sddl?.includes(sid) === true);
}

/** One row for each subcategory; none where two captures differ. */
function capturedOf({ facts }: HostEstate): FactOf<"subcategory">[] {
  const rows = new Map<Guid, FactOf<"subcategory"> | null>();
  for (const fact of facts) {
    if (fact.kind !== "subcategory" || fact.user !== undefined) continue;
    const other = rows.get(fact.subcategory);
    const same = other === undefined || (other?.success === fact.success && other.failure === fact.failure);
    rows.set(fact.subcategory, same ? fact : null);
  }
  return [...rows.values()].filter((row) => row !== null);
}

/** Nothing where several resultant sets of the computer differ about a GPO. */
function appliedOf({ delivered }: HostEstate): ReadonlyMap<Guid, FactOf<"gpo-application">> {
  const applied = new Map<Guid, FactOf<"gpo-application">>();
  const disputed = new Set<Guid>();
  for (const fact of delivered) {
    if (fact.kind !== "gpo-application" || fact.gpo === null) continue;
    const other = applied.get(fact.gpo);
    if (other !== undefined && other.state !== fact.state) disputed.add(fact.gpo);
    applied.set(fact.gpo, fact);
  }
  for (const guid of disputed) applied.delete(guid);
  return applied;
}

/** From the directory, or from the Domain Admins that the descriptors of the domain's own GPOs name. */
function domainSidOf(dns: string | null, { gpos }: DomainEstate, groups: Groups): string | null {
  if (dns === null) return null;
  const known = groups.domainSid(dns);
  if (known !== null) return known;
  const named = new Set(
    gpos
      .filter((gpo) => gpo.domain?.toLowerCase() === dns)
      .flatMap((gpo) => [...(gpo.sddl ?? "").matchAll(/(S-1-5-21-\d+-\d+-\d+)-512\b/g)].map(([, sid]) => sid ?? "")),
  );
  return named.size === 1 ? ([...named][0] ?? null) : null;
}
