/** OSCAL assessment results, for governance and compliance programs. */
import { defineReporter } from "../define.ts";
import { assessmentResults } from "../oscal/results.ts";

export const reporter = defineReporter({
  id: "oscal",
  title: "For compliance programs: OSCAL assessment results 1.2, every finding",
  extension: "json",
  render: assessmentResults,
});
