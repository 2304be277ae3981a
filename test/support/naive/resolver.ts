/**
 * Precedence by the letter of the specification and with no thought for speed [MS-GPOL 3.2.5.1; formats.md 8.5, 8.6]:
 * write down every GPO in the order in which a client applies them, then apply them one after the other.
 */
import type { NaiveContainer, NaiveDomain, NaiveGpo } from "./domain.ts";

export interface Applied {
  readonly value: number | null;
  /** Index of the GPO whose value stands at the end; null when nobody wrote one. */
  readonly winner: number | null;
}

/** Indices of GPOs, weakest first. */
export function applicationOrder({ gpos, site, chain }: NaiveDomain): number[] {
  const nearestFirst: NaiveContainer[] = [...chain.toReversed(), site];
  const weak: number[] = [];
  const strong: number[] = [];
  let blocked = false;
  for (const container of nearestFirst) {
    const here = container.links.filter((link) => link.enabled);
    const normal = blocked ? [] : here.filter((link) => !link.enforced).map((link) => link.gpo);
    weak.unshift(...normal);
    strong.push(...here.filter((link) => link.enforced).map((link) => link.gpo));
    if (container.blocks) blocked = true;
  }
  return [...weak, ...strong].filter((index) => {
    const gpo = gpos[index];
    return gpo !== undefined && gpo.computerHalf && passes(gpo);
  });
}

function passes({ filter, wmi }: NaiveGpo): boolean {
  const allowed = filter === "everyone" || filter === "controllers";
  return allowed && wmi !== "workstations";
}

export function auditOf(domain: NaiveDomain): Applied {
  return lastWriter(domain, applicationOrder(domain), (gpo) => (gpo.auditExtension ? gpo.audit : null));
}

/** Templates are applied first for all GPOs, then security options for all GPOs. */
export function optionOf(domain: NaiveDomain): Applied {
  const order = applicationOrder(domain);
  const option = lastWriter(domain, order, (gpo) => gpo.option);
  return option.winner === null ? lastWriter(domain, order, (gpo) => gpo.template) : option;
}

function lastWriter(domain: NaiveDomain, order: readonly number[], read: (gpo: NaiveGpo) => number | null): Applied {
  let applied: Applied = { value: null, winner: null };
  for (const index of order) {
    const gpo = domain.gpos[index];
    const value = gpo === undefined ? null : read(gpo);
    if (value !== null) applied = { value, winner: index };
  }
  return applied;
}
