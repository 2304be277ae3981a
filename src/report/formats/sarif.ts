/** SARIF 2.1.0 for code scanning: what fails and is not waived, the worst 5,000. */
import { defineReporter } from "../define.ts";
import { sarifLog } from "../sarif-log.ts";

export const reporter = defineReporter({
  id: "sarif",
  title: "For code scanning: SARIF 2.1.0, what fails and is not waived",
  extension: "sarif",
  render: (report) => sarifLog(report, { of: "open" }),
});
