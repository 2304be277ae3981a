/** The evidence by domain: which GPOs a domain has, and whether anything tells where they are linked. */
import type { Mode, Role } from "../core/report.ts";
import { compareText } from "../core/order.ts";
import { folderOf } from "../evidence/container.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";

export interface DomainEstate {
  /** DNS name in lower case; for GPOs that name no domain, words that say where they stand. */
  readonly name: string;
  /** Null when the GPOs name no domain. */
  readonly dns: string | null;
  /** The copies that count, ordered by container. */
  readonly gpos: readonly Gpo[];
}

export interface Estate {
  readonly mode: Mode;
  readonly domains: readonly DomainEstate[];
  /** Host name → roles, as the user said. */
  readonly roles: ReadonlyMap<string, readonly Role[]>;
}

export function estateOf(evidence: Evidence, roles: ReadonlyMap<string, readonly Role[]>): Estate {
  const domains = new Map<string, { dns: string | null; gpos: Gpo[] }>();
  for (const gpo of evidence.gpos) {
    if (gpo.supersededBy !== null || !saysSomething(gpo)) continue;
    const dns = gpo.domain?.toLowerCase() ?? null;
    const name = dns ?? `no domain named (${folderOf(gpo.container)})`;
    const domain = domains.get(name) ?? { dns, gpos: [] };
    domain.gpos.push(gpo);
    domains.set(name, domain);
  }
  const linked = evidence.gpos.some((gpo) => (gpo.links?.length ?? 0) > 0);
  return {
    mode: linked ? "deployed" : "design",
    domains: [...domains]
      .map(([name, { dns, gpos }]) => ({ name, dns, gpos }))
      .toSorted((a, b) => compareText(a.name, b.name)),
    roles,
  };
}

/** A loose file without an identity and without settings (an empty GPT.INI) makes no domain. */
function saysSomething(gpo: Gpo): boolean {
  return gpo.settings.length > 0 || gpo.guid !== null || gpo.name !== null || gpo.kind !== "loose";
}
