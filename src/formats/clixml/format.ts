/** Serialised PowerShell objects [formats.md 5.5]. */
import { CLIXML_NAMESPACE } from "../../text/clixml.ts";
import { hasRoot, unreadFormat } from "../unread.ts";

export const clixml = unreadFormat({
  id: "clixml",
  title: "PowerShell objects (Export-Clixml)",
  madeBy: ["… | Export-Clixml <file>.xml"],
  recognisedBy: "XML with the root Objs in the namespace …/powershell/2004/04.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "these PowerShell objects are of a kind that is not read; bring the original export (GPO backup, `auditpol /get /category:* /r`, `Get-GPOReport -ReportType Xml`) instead",
  // Formats that know the objects inside are surer of theirs.
  sniff: (head) => (hasRoot(head, "Objs", CLIXML_NAMESPACE) ? "maybe" : "no"),
});
