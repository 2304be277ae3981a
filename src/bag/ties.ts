/** What each input is of, and which requirements rest on it: for the register. */
import { compareText } from "../core/order.ts";
import type { Finding, Report } from "../core/report.ts";

export interface Tie {
  readonly origin: {
    /** A computer, a GPO, a directory: as the judgement calls it; null when nothing was read in it. */
    readonly about: string | null;
    readonly tier: string | null;
    readonly gpo: string | null;
    readonly domain: string | null;
  };
  /** Ids of the requirements whose findings cite a fact of it, sorted. */
  readonly usedBy: readonly string[];
}

/** By the path of the source. */
export function tiesOf(report: Report): (path: string) => Tie {
  const used = new Map<string, Set<string>>();
  for (const finding of report.findings) {
    for (const id of citedBy(finding)) {
      const path = report.facts.get(id)?.origin.path;
      if (path === undefined) continue;
      const ids = used.get(path) ?? new Set();
      used.set(path, ids.add(finding.requirement));
    }
  }
  const gpos = new Map(report.gpos.map((gpo) => [gpo.container, gpo]));
  return (path) => {
    const use = report.uses.get(path);
    const gpo = gpoOf(path, gpos);
    return {
      origin: {
        about: use?.about ?? null,
        tier: use?.tier ?? null,
        gpo: gpo?.guid ?? null,
        domain: gpo?.domain ?? null,
      },
      usedBy: [...(used.get(path) ?? [])].toSorted(compareText),
    };
  };
}

function citedBy({ evidence, trail }: Finding): readonly string[] {
  return [...evidence, ...trail.map(({ fact }) => fact)];
}

/** The innermost container that holds the path, or is it. */
function gpoOf<T>(path: string, gpos: ReadonlyMap<string, T>): T | undefined {
  for (let at = path.length; at > 0; at -= 1) {
    if (at < path.length && path[at] !== "/" && path[at] !== "!") continue;
    const gpo = gpos.get(path.slice(0, at));
    if (gpo !== undefined) return gpo;
  }
  return undefined;
}
