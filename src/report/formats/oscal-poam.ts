/** OSCAL plan of action and milestones, for governance and compliance programs. */
import { defineReporter } from "../define.ts";
import { planOfAction } from "../oscal/poam.ts";

export const reporter = defineReporter({
  id: "oscal-poam",
  title: "For compliance programs: OSCAL plan of action and milestones 1.2, what fails",
  extension: "json",
  render: planOfAction,
});
