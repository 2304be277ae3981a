/** Results against the last earlier ones, in the words of SARIF 3.27.24. What is gone is not listed: viewers would show it as open. */
import type { Finding, Report } from "../core/report.ts";
import type { JsonRecord } from "./fact-json.ts";

/** A finding that did not have this status then is new, whatever it was. Nothing without earlier results. */
export function baselineOf({ since }: Report): (finding: Finding) => JsonRecord {
  if (since === undefined) return () => ({});
  const changes = new Map(
    since.diff.findings.flatMap((change) => (change.after === null ? [] : [[change.id, change]])),
  );
  return ({ id, status }) => {
    const change = changes.get(id);
    if (change?.before?.status !== status) return { baselineState: "new" };
    return { baselineState: change.changed ? "updated" : "unchanged" };
  };
}
