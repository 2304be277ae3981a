/** A report for people: localised, without GUIDs [formats.md 2.7]. */
import type { Head } from "../define.ts";
import { unreadFormat } from "../unread.ts";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (!/^<(?:!doctype\s{1,99}html|html)\b/i.test(head.text)) return "no";
  if (/group policy/i.test(head.sample)) return "yes";
  return head.text.includes("gpmc_reportInitialized") ? "maybe" : "no";
}

export const htmlReport = unreadFormat({
  id: "html-report",
  title: "Group Policy report as HTML",
  madeBy: ["GPMC: Save Report", "Get-GPOReport -ReportType Html", "gpresult /H <file>.html"],
  recognisedBy:
    "An HTML page with the words Group Policy, or with the attribute gpmc_reportInitialized of its html element.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "HTML reports are localised and have no GUIDs; export the same with `Get-GPOReport -All -ReportType Xml -Path <file>.xml`, or back up the GPOs",
  sniff,
});
