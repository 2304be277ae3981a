/** Several copies of one GPO: the newest backup counts, the others are named. */
import { compareText } from "../core/order.ts";
import type { Identity } from "./identity.ts";

/** Container key → key of the copy that counts instead. */
export function supersede(identities: readonly Identity[]): ReadonlyMap<string, string> {
  const copies = new Map<string, Identity[]>();
  for (const identity of identities) {
    if (identity.guid === null) continue;
    const key = `${identity.guid}@${identity.domain?.toLowerCase() ?? ""}`;
    copies.set(key, [...(copies.get(key) ?? []), identity]);
  }
  const superseded = new Map<string, string>();
  for (const group of copies.values()) {
    const [winner, ...others] = group.toSorted(newestFirst);
    for (const other of others) if (winner !== undefined) superseded.set(other.place.key, winner.place.key);
  }
  return superseded;
}

/** A copy with a time beats one without; of equal times the first path counts, so that the answer never depends on chance. */
function newestFirst(a: Identity, b: Identity): number {
  return compareText(b.backupTime ?? "", a.backupTime ?? "") || compareText(a.place.key, b.place.key);
}
