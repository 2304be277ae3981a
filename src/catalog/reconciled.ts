/** Each computer against its policy, once for all judges that ask. */
import { reconcile } from "../policy/reconcile.ts";
import type { Reconciliation } from "../policy/reconcile.ts";
import { timesOf } from "../policy/reconcile-times.ts";
import type { HostEstate } from "../policy/hosts.ts";
import type { Selector } from "../policy/setting-index.ts";
import { DC_DEFAULTS } from "../policy/dc-defaults.ts";
import type { JudgeContext } from "./context.ts";
import { REQUIREMENTS } from "./index.generated.ts";

const KNOWN = new WeakMap<JudgeContext["estate"], ReadonlyMap<HostEstate, Reconciliation>>();

export function reconciled({ estate, evidence }: JudgeContext): ReadonlyMap<HostEstate, Reconciliation> {
  const known = KNOWN.get(estate);
  if (known !== undefined) return known;
  const times = timesOf(evidence.sources);
  const results = new Map(
    estate.hosts.map((host) => {
      const recordsByDefault = new Set(host.roles.includes("dc") ? DC_DEFAULTS : []);
      return [host, reconcile(estate, host, { recordsByDefault, times, wanted: wantedOf(host) })] as const;
    }),
  );
  KNOWN.set(estate, results);
  return results;
}

/** The audit policy and the registry values that Defender for Identity reads on a computer of these roles. */
function wantedOf({ roles }: HostEstate): Selector[] {
  return REQUIREMENTS.flatMap(({ appliesTo, expect }): Selector[] => {
    if (appliesTo.each !== "domain" || !roles.some((role) => role === appliesTo.role)) return [];
    if (expect.kind === "subcategory") return [{ kind: "subcategory", subcategory: expect.subcategory }];
    return expect.kind === "registry" && !expect.path.includes("*") ? [{ kind: "registry", path: expect.path }] : [];
  });
}
