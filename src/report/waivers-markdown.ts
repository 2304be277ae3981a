/** The waivers of a report as a table. */
import { escapeMarkdown as e } from "../text/printable.ts";
import { codeSpan, item, table } from "./markdown-text.ts";
import type { View } from "./view.ts";
import { approvalText, sortedRows, stateText, WAIVERS_TITLE } from "./waivers.ts";

export function* waiversMarkdown({ report }: View): Generator<string> {
  const { waiverFile, waivers, asOf } = report;
  if (waiverFile === null) return;
  yield `\n## ${WAIVERS_TITLE}\n\n`;
  yield item("File", codeSpan(waiverFile.path));
  yield item("SHA-256", codeSpan(waiverFile.digest));
  if (waivers.length === 0) yield "\nThe file holds none.\n";
  if (waivers.length === 0) return;
  const rows = sortedRows(report).map((row) => [
    stateText(row, asOf),
    row.id,
    row.kind,
    row.rules.join(", "),
    row.subjects.join(", "),
    row.expires,
    row.owner,
    row.requestedBy,
    approvalText(row),
    row.reason,
    row.evidence.join(", "),
    String(row.findings.length),
  ]);
  const head = [
    "state",
    "id",
    "kind",
    "rules",
    "subjects",
    "until",
    "owner",
    "requested by",
    "approved by",
    "reason",
    "evidence",
    "failing",
  ];
  yield `\n${table(head, rows)}`;
  const warned = waivers.filter(({ warnings }) => warnings.length > 0);
  if (warned.length > 0) yield "\n";
  for (const { at, warnings } of warned)
    for (const warning of warnings) yield `- ${e(`line ${at.line}: ${warning}`)}\n`;
}
