/** What of a report is listed under a filter. Sums, verdict and exit code are always of everything. */
import type { Finding, Report } from "../core/report.ts";
import { type Filter, printFilter } from "./filter.ts";
import { matcherOf } from "./filter-match.ts";

export function withFilter(report: Report, filter: Filter): Report {
  const shown = new Set(report.findings.filter(matcherOf(filter)).map(({ id }) => id));
  return { ...report, filter: { expression: printFilter(filter), shown } };
}

export function shownFindings({ findings, filter }: Report): readonly Finding[] {
  return filter === null ? findings : findings.filter(({ id }) => filter.shown.has(id));
}

/** `5 of 61 findings shown (status:fail)`; null where nothing is left out on purpose. */
export function shownText({ findings, filter }: Report): string | null {
  if (filter === null) return null;
  return `${filter.shown.size} of ${findings.length} findings shown (${filter.expression})`;
}
