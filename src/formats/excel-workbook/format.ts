/** An OLE compound file; of the known ones the workbook is what people bring [formats.md 0.4]. */
import { answer, startsWithBytes, unreadFormat } from "../unread.ts";

export const excelWorkbook = unreadFormat({
  id: "excel-workbook",
  title: "Excel 97-2003 workbook or another OLE file",
  madeBy: ["Excel: Save As, Excel 97-2003 Workbook"],
  recognisedBy: "The bytes D0 CF 11 E0.",
  proves: "Nothing here: the file is named in the report with what to export instead.",
  read: "refused",
  reason:
    "an Excel workbook (or another OLE file) may have been edited by hand; bring the original export, or save the sheet as CSV",
  sniff: (head) => answer(startsWithBytes(head, [0xd0, 0xcf, 0x11, 0xe0])),
});
