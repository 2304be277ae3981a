/** Domain controllers that any input names, against what was read on each of them. */
import type { PopulationDifference } from "../../core/population.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Estate } from "../estate.ts";
import { backupFields } from "./backup-index.ts";
import { isUnnamed } from "./declared.ts";
import { type Compared, count, difference } from "./difference.ts";
import { HostNames } from "./host-names.ts";

interface Controller {
  readonly name: string;
  readonly domain: string | null;
  /** Listed as one; else only named as the one that a backup was made from. */
  readonly listed: boolean;
}

export function compareControllers(evidence: Evidence, estate: Estate): Compared {
  const controllers = controllersOf(evidence, estate);
  const auditpol = new HostNames(
    estate.hosts.flatMap(({ name, facts }) => (facts.some(({ kind }) => kind === "subcategory") ? [name] : [])),
  );
  const rsop = new HostNames(estate.hosts.flatMap(({ name, delivered }) => (delivered.length > 0 ? [name] : [])));
  const differences: PopulationDifference[] = [];
  for (const { name, domain, listed } of controllers) {
    const detail = listed ? null : "named by a backup that was made from it";
    if (!auditpol.has(name)) differences.push(difference("no-auditpol", name, { domain, detail }));
    if (!rsop.has(name)) differences.push(difference("no-rsop", name, { domain, detail }));
  }
  for (const { name, dns } of estate.domains) {
    if (controllers.some(({ domain, listed }) => listed && domain === dns)) continue;
    differences.push(difference("none-known", name, { domain: name }));
  }
  return {
    counts: [
      count("domain controllers named", controllers),
      count(
        "with auditpol",
        controllers.filter(({ name }) => auditpol.has(name)),
      ),
      count(
        "with a resultant set",
        controllers.filter(({ name }) => rsop.has(name)),
      ),
    ],
    differences,
  };
}

function controllersOf({ facts }: Evidence, { computers }: Estate): Controller[] {
  const found: Controller[] = computers
    .filter(({ name, roles }) => roles.includes("dc") && !isUnnamed(name))
    .map(({ name, domain }) => ({ name, domain, listed: true }));
  const names = new HostNames(found.map(({ name }) => name));
  for (const fact of facts) {
    if (fact.kind !== "gpo" || (fact.via !== "gpmc-bkupinfo" && fact.via !== "gpmc-manifest")) continue;
    const name = backupFields(fact.origin.excerpt).GPODomainController?.toLowerCase() ?? "";
    if (name === "" || names.has(name)) continue;
    names.add(name);
    found.push({ name, domain: fact.domain?.toLowerCase() ?? null, listed: false });
  }
  return found;
}
