/** SARIF 2.1.0 with every verdict and with waivers as suppressions; GitHub would show all of it as open alerts. */
import { defineReporter } from "../define.ts";
import { sarifLog } from "../sarif-log.ts";

export const reporter = defineReporter({
  id: "sarif-full",
  title: "For archives: SARIF 2.1.0 with every verdict; not for GitHub",
  extension: "sarif",
  render: (report) => sarifLog(report, { of: "all" }),
});
