/** What policy delivered to one computer [formats.md 3]. */
import { answer, hasRoot, LATER, unreadFormat } from "../unread.ts";

export const rsopXml = unreadFormat({
  id: "rsop-xml",
  title: "Resultant set of policy (gpresult /X)",
  madeBy: ["gpresult /X <file>.xml", "Get-GPResultantSetOfPolicy -ReportType Xml -Path <file>.xml"],
  recognisedBy: "XML with the root Rsop in the namespace …/GroupPolicy/Rsop.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason: `${LATER} bring \`auditpol /get /category:* /r > <file>.csv\` of the host and backups of its GPOs (GPMC, Back Up) instead`,
  sniff: (head) => answer(hasRoot(head, "Rsop", "http://www.microsoft.com/GroupPolicy/Rsop")),
});
