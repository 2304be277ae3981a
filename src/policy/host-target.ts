/** From a computer that speaks for itself to the target for which its policy is resolved. */
import { ROLES } from "../core/report.ts";
import { sameHost } from "./computers.ts";
import type { Estate } from "./estate.ts";
import type { HostEstate } from "./hosts.ts";
import type { Target } from "./target.ts";

/** Null where the evidence does not tell which computer of which domain it is. Of several roles a domain controller's counts. */
export function targetOfHost(estate: Estate, host: HostEstate): Target | null {
  const ranked = ROLES.filter((role) => host.roles.includes(role));
  for (const role of ranked) {
    const own = estate.targets.filter(
      (target) => target.role === role && target.computers.some(({ name }) => sameHost(name, host.name)),
    );
    // A short name that computers of two domains share names neither.
    if (own.length === 1) return own[0] ?? null;
    if (own.length > 1) return null;
  }
  return taken(estate, host);
}

/** A computer of which only the role is known, where there is one domain and no other computer of that role to confuse it with. */
function taken(estate: Estate, { roles, domain }: HostEstate): Target | null {
  const role = ROLES.find((one) => roles.includes(one));
  const [only, ...others] = estate.domains;
  if (role === undefined || only === undefined || others.length > 0) return null;
  if (domain !== null && only.dns !== null && domain !== only.dns) return null;
  const [target, ...rest] = estate.targetsOf(only, role);
  return rest.length === 0 && target?.computer === null ? target : null;
}
