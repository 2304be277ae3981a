/** A history as a table: one row for each state, against the one before it. */
import type { SeriesPoint } from "../core/diff.ts";
import { timeText } from "./words.ts";

export const SERIES_HEADER = ["as of", "fail", "unknown", "pass", "regressed", "fixed", "lost", "state"] as const;

export function seriesRows(points: readonly SeriesPoint[]): string[][] {
  return points.map(({ side, since }) => [
    timeText(side.asOf),
    String(side.findings.fail),
    String(side.findings.unknown),
    String(side.findings.pass),
    ...(since === null ? ["-", "-", "-"] : [since.regression, since.fixed, since["lost-sight"]].map(String)),
    side.label,
  ]);
}
