/** Findings in an order of their own, whatever the order in the report: worst status, worst severity, then the id. */
import { compareKeys, compareText } from "../core/order.ts";
import { type Finding, type Report, SEVERITIES, STATUSES } from "../core/report.ts";
import { shownFindings } from "./shown.ts";

export function orderedFindings(report: Report): Finding[] {
  return shownFindings(report).toSorted((a, b) => compareKeys(keyOf(a), keyOf(b)) || compareText(a.id, b.id));
}

function keyOf({ status, severity, checklist }: Finding): readonly number[] {
  return [Number(checklist), STATUSES.indexOf(status), SEVERITIES.indexOf(severity)];
}

/** It fails, and no waiver that is in force accepts it. */
export function isOpen({ status, waiver }: Finding): boolean {
  return status === "fail" && waiver?.state !== "active";
}
