/** Several states in time: each with its counts, and what changed since the one before. */
import { type Diff, FINDING_GROUPS, type FindingGroup, type SeriesPoint, type Since } from "../core/diff.ts";
import { diffOf } from "./compare.ts";
import type { Snapshot } from "./snapshot.ts";

export function series(snapshots: readonly Snapshot[]): SeriesPoint[] {
  return snapshots.map((snapshot, i) => {
    const before = snapshots[i - 1];
    return { side: snapshot.side, since: before === undefined ? null : countGroups(diffOf(before, snapshot)) };
  });
}

/** `earlier`: oldest first, at least one. */
export function sinceOf(earlier: readonly Snapshot[], now: Snapshot): Since {
  return { diff: diffOf(earlier.at(-1) ?? now, now), points: series([...earlier, now]) };
}

function countGroups({ findings }: Pick<Diff, "findings">): Record<FindingGroup, number> {
  const counts = Object.fromEntries(FINDING_GROUPS.map((group) => [group, 0])) as Record<FindingGroup, number>;
  for (const { group } of findings) counts[group] += 1;
  return counts;
}
