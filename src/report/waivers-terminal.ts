/** The waivers of a report on a terminal: one paragraph each, what only looks accepted first. */
import type { Sheet } from "./sheet.ts";
import type { View } from "./view.ts";
import { approvalText, scopeText, sortedRows, stateText, WAIVERS_TITLE } from "./waivers.ts";
import { counted } from "./words.ts";

export function writeWaivers(sheet: Sheet, { report }: View): void {
  const { waiverFile, waivers, asOf } = report;
  if (waiverFile === null) return;
  sheet.section(`${WAIVERS_TITLE} of ${waiverFile.path} (${waivers.length})`);
  if (waivers.length === 0) sheet.paragraph("The file holds none.");
  for (const row of sortedRows(report)) {
    const tone = row.state === "active" ? "not-applicable" : row.state === "planned" ? "unknown" : "fail";
    const lead = `${row.state}  `;
    const state = stateText(row, asOf).slice(row.state.length);
    const words = [
      `${row.id}${state}: ${scopeText(row)}`,
      `${row.kind}, until ${row.expires}, owner ${row.owner}, approved by ${approvalText(row)}`,
      counted(row.findings.length, "failing finding"),
    ].join("; ");
    sheet.paragraph(words, 0, { hanging: 2, lead: [tone, lead] });
    for (const warning of row.warnings) sheet.paragraph(`! line ${row.at.line}: ${warning}`, 2, { hanging: 2 });
  }
}
