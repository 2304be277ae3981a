/** One row for each finding: for CSV and for the first sheet of the workbook. */
import type { Finding, Report } from "../core/report.ts";
import { orderedFindings } from "./ordered.ts";
import { type Column, someOf, type Table, tableOf } from "./table.ts";
import { type View, viewOf } from "./view.ts";
import { disagreeing, judgeText } from "./words.ts";

export function findingTable(report: Report): Table {
  const findings = orderedFindings(report);
  return tableOf("Findings", columnsOf(viewOf({ ...report, findings })), findings);
}

function columnsOf(view: View): readonly Column<Finding>[] {
  const { report, subject, gpo } = view;
  const origin = ({ evidence }: Finding) =>
    evidence.flatMap((id) => report.facts.get(id)?.origin ?? []).find(() => true) ?? null;
  const position = (finding: Finding, key: "line" | "column" | "offset"): number | null => {
    const at: Partial<Record<typeof key, number>> = origin(finding)?.at ?? {};
    return at[key] ?? null;
  };
  return [
    { name: "status", width: 14, of: ({ status }) => status },
    { name: "severity", width: 10, of: ({ severity }) => severity },
    { name: "requirement", width: 38, of: ({ requirement }) => requirement },
    { name: "revision", width: 9, of: ({ revision }) => revision },
    { name: "title", width: 50, of: ({ title }) => title },
    { name: "subject_kind", width: 13, of: (finding) => finding.subject.kind },
    { name: "role", width: 10, of: roleOf },
    { name: "subject", width: 36, of: subject },
    { name: "domain", width: 22, of: domainOf },
    { name: "computers", width: 24, of: ({ computers }) => someOf(computers, 50) },
    { name: "want", width: 40, of: ({ want }) => want },
    { name: "have", width: 40, of: ({ have }) => have },
    { name: "cause", width: 18, of: ({ cause }) => cause },
    { name: "rung", width: 6, of: ({ rung }) => rung },
    { name: "decided_by", width: 30, of: ({ trail }) => winnerOf(trail, gpo) },
    { name: "path", width: 60, of: (finding) => origin(finding)?.path ?? null },
    { name: "line", width: 7, of: (finding) => position(finding, "line") },
    { name: "column", width: 8, of: (finding) => position(finding, "column") },
    { name: "offset", width: 8, of: (finding) => position(finding, "offset") },
    { name: "evidence", width: 9, of: ({ evidence }) => evidence.length },
    { name: "events", width: 16, of: ({ events }) => events.join("; ") },
    {
      name: "detections",
      width: 40,
      of: ({ detections }) => someOf(detections.map(({ title, basis }) => `${title} (${basis})`)),
    },
    { name: "microsoft_differs", width: 20, of: (finding) => disagreeing(finding).map(judgeText).join("; ") },
    { name: "notes", width: 40, of: ({ notes }) => notes.join(" ") },
    { name: "ask", width: 40, of: ({ ask }) => ask },
    { name: "fix", width: 40, of: ({ remedy }) => remedy[0]?.text ?? null },
    { name: "waiver", width: 16, of: ({ waiver }) => waiver?.id ?? null },
    { name: "waiver_state", width: 12, of: ({ waiver }) => waiver?.state ?? null },
    { name: "waiver_expires", width: 14, of: ({ waiver }) => waiver?.expires ?? null },
    { name: "waiver_owner", width: 20, of: ({ waiver }) => waiver?.owner ?? null },
    { name: "waiver_reason", width: 30, of: ({ waiver }) => waiver?.reason ?? null },
    { name: "silent", width: 7, of: ({ silent }) => silent },
    { name: "checklist", width: 9, of: ({ checklist }) => checklist },
    { name: "mode", width: 10, of: () => report.mode },
    { name: "as_of", width: 22, of: () => report.asOf },
    { name: "id", width: 50, of: ({ id }) => id },
  ];
}

function roleOf({ subject }: Finding): string | null {
  if (subject.kind === "domain") return subject.role;
  return subject.kind === "host" ? subject.roles.join("; ") : null;
}

function domainOf({ subject }: Finding): string | null {
  if (subject.kind === "forest") return null;
  return subject.kind === "domain" ? subject.name : subject.domain;
}

function winnerOf(trail: Finding["trail"], gpo: View["gpo"]): string | null {
  const won = trail.find(({ result }) => result === "won");
  return won === undefined ? null : gpo(won.gpo);
}
