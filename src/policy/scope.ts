/** Does a GPO reach the computers of a role in a domain, by which link, and how strongly. */
import type { FactOf } from "../core/fact.ts";
import type { Mode, Role, RuleId } from "../core/report.ts";
import type { Gpo } from "../evidence/evidence.ts";
import { applies } from "./security-filter.ts";
import { isDomainControllersOu, parseSom } from "./som.ts";

export interface Reach {
  /** `maybe`: hangs on evidence that is missing (membership, WMI, where the servers stand). */
  readonly state: "yes" | "maybe" | "no";
  readonly rule: RuleId;
  readonly link: { readonly container: string; readonly enforced: boolean; readonly order: number | null } | null;
  /** 0 site, 1 domain, 2 and more organisational units; 0 without link evidence. */
  readonly depth: number;
}

/** Every setting asks again; links and descriptors are read once for each domain and role. */
const KNOWN = new WeakMap<Gpo, Map<string, readonly Reach[]>>();

/** The reaches of a GPO, strongest first: one for each link that may count, or one that says why none does. */
export function reachesOf(gpo: Gpo, domain: string | null, role: Role, mode: Mode): readonly Reach[] {
  const known = KNOWN.get(gpo) ?? new Map<string, readonly Reach[]>();
  const key = `${mode} ${role} ${domain ?? ""}`;
  const reaches = known.get(key) ?? computeReaches(gpo, domain, role, mode);
  KNOWN.set(gpo, known.set(key, reaches));
  return reaches;
}

function computeReaches(gpo: Gpo, domain: string | null, role: Role, mode: Mode): Reach[] {
  const nowhere = { link: null, depth: 0 };
  if (gpo.computerEnabled === false) return [{ ...nowhere, state: "no", rule: "gpo-disabled" }];
  if (mode === "design") return [{ ...nowhere, state: "yes", rule: "no-scope-evidence" }];
  if (gpo.links === null) return [{ ...nowhere, state: "maybe", rule: "no-scope-evidence" }];
  if (gpo.links.length === 0) return [{ ...nowhere, state: "no", rule: "unlinked" }];

  const reaches = gpo.links.map((link) => byLink(link, domain, role));
  const possible = reaches.filter((reach) => reach.state !== "no").toSorted(strongestFirst);
  if (possible.length === 0) return [reaches.find((reach) => reach.rule === "link-disabled") ?? (reaches[0] as Reach)];
  return possible.map((reach) => filtered(reach, gpo, role));
}

function byLink(link: FactOf<"gpo-link">, domain: string | null, role: Role): Reach {
  const som = parseSom(link.container);
  const found = {
    link: { container: link.container, enforced: link.enforced === true, order: link.order },
    depth: som.kind === "site" ? 0 : 1 + som.path.length,
  };
  if (link.enabled === false) return { ...found, state: "no", rule: "link-disabled" };
  if (som.kind === "site") return { ...found, state: "maybe", rule: "partial-scope" };
  if (som.domain !== null && domain !== null && som.domain !== domain.toLowerCase()) {
    return { ...found, state: "no", rule: "wrong-scope" };
  }
  const certain = { ...found, state: link.enabled === null ? "maybe" : "yes", rule: "only-candidate" } as const;
  if (som.kind === "domain") return certain;
  if (role === "dc") {
    if (!isDomainControllersOu(som)) return { ...found, state: "no", rule: "wrong-scope" };
    return som.path.length === 1 ? certain : { ...found, state: "maybe", rule: "partial-scope" };
  }
  // Which organisational unit holds the role's servers is not in this evidence.
  return { ...found, state: "maybe", rule: "partial-scope" };
}

function filtered(reach: Reach, gpo: Gpo, role: Role): Reach {
  const allowed = applies(gpo.sddl, role);
  if (allowed === "no") return { ...reach, state: "no", rule: "filtered-out" };
  if (allowed === "unknown" || hasWmiFilter(gpo)) {
    return { ...reach, state: "maybe", rule: reach.state === "maybe" ? reach.rule : "filter-unknown" };
  }
  return reach;
}

export function hasWmiFilter(gpo: Gpo): boolean {
  return gpo.wmiFilter !== null && (gpo.wmiFilter.id !== null || gpo.wmiFilter.name !== null);
}

/**
 * Enforced before not enforced; of enforced links the highest container wins, of the others the nearest.
 * A GPO whose links are not in the evidence may stand anywhere, so nothing may hide it.
 */
export function strongestFirst(a: Reach, b: Reach): number {
  if ((a.link === null) !== (b.link === null)) return a.link === null ? -1 : 1;
  const enforcedA = a.link?.enforced === true;
  const enforcedB = b.link?.enforced === true;
  if (enforcedA !== enforcedB) return enforcedA ? -1 : 1;
  return enforcedA ? a.depth - b.depth : b.depth - a.depth;
}
