/** SHA-256 of the results as JSON: what the foot of a report prints that stands beside them. */
import { createHash } from "node:crypto";
import type { Report } from "../core/report.ts";
import { reporter } from "../report/formats/json.ts";

export function resultsDigest(report: Report): string {
  const hash = createHash("sha256");
  for (const chunk of reporter.render(report)) hash.update(chunk);
  return hash.digest("hex");
}
