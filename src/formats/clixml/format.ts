/** Serialised PowerShell objects [formats.md 5.5]. */
import { answer, hasRoot, LATER, unreadFormat } from "../unread.ts";

export const clixml = unreadFormat({
  id: "clixml",
  title: "PowerShell objects (Export-Clixml)",
  madeBy: ["… | Export-Clixml <file>.xml"],
  recognisedBy: "XML with the root Objs in the namespace …/powershell/2004/04.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} bring the original export (GPO backup, \`auditpol /get /category:* /r\`, \`Get-GPOReport -ReportType Xml\`) instead`,
  sniff: (head) => answer(hasRoot(head, "Objs", "http://schemas.microsoft.com/powershell/2004/04")),
});
