/** OCSF Compliance Finding (class 2003), one a line, for SIEMs and data lakes. What does not apply is left out. */
import { defineReporter } from "../define.ts";
import { jsonText } from "../json-text.ts";
import { complianceFinding } from "../ocsf.ts";
import { orderedFindings } from "../ordered.ts";
import { viewOf } from "../view.ts";

export const reporter = defineReporter({
  id: "ocsf",
  title: "For SIEMs: OCSF Compliance Finding 2003, one JSON object a line",
  extension: "ndjson",
  *render(report) {
    const findings = orderedFindings(report);
    const view = viewOf({ ...report, findings });
    for (const finding of findings) {
      if (finding.status !== "not-applicable") yield `${jsonText(complianceFinding(finding, view))}\n`;
    }
  },
});
