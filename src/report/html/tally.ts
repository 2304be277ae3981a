/** Findings of one cell or row, counted; the parts always add up to the whole. */
import { type Finding, type Rung, type Status, STATUSES } from "../../core/report.ts";

export interface Tally {
  readonly all: number;
  readonly count: Readonly<Record<Status, number>>;
  /** The worst that occurs. */
  readonly worst: Status;
  /** The weakest evidence that any verdict rests on; null where none has a rung. */
  readonly rung: Rung | null;
}

export function tallyOf(findings: readonly Pick<Finding, "status" | "rung">[]): Tally {
  const of = (status: Status): number => findings.filter((finding) => finding.status === status).length;
  const count = { fail: of("fail"), unknown: of("unknown"), pass: of("pass"), "not-applicable": of("not-applicable") };
  const rungs = findings.flatMap(({ rung, status }) => (rung === null || status === "unknown" ? [] : [rung])).sort();
  return {
    all: findings.length,
    count,
    worst: STATUSES.find((status) => count[status] > 0) ?? "not-applicable",
    rung: rungs[0] ?? null,
  };
}
