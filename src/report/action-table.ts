/** What to run, where, in which order, and what it settles: every open failure stands in at least one row. */
import { type Finding, type Report, SEVERITIES, type Severity } from "../core/report.ts";
import { collectFixes, type Fix, rankFixes, remedyKey, withoutWant } from "./fixes.ts";
import { groupBy } from "./group.ts";
import { isOpen, orderedFindings } from "./ordered.ts";
import { type Column, someOf, type Table, tableOf } from "./table.ts";
import { type View, viewOf } from "./view.ts";
import { DESIGN_SENTENCE } from "./sentences.ts";

interface Action {
  readonly order: number;
  readonly via: string;
  readonly action: string;
  readonly commands: readonly string[];
  readonly findings: readonly Finding[];
  /** Other ways to the same end. */
  readonly otherwise: readonly string[];
}

export function actionTable(report: Report): Table {
  const findings = orderedFindings(report);
  return tableOf("Action plan", columnsOf(viewOf({ ...report, findings })), actionsOf(findings.filter(isOpen)));
}

function actionsOf(open: readonly Finding[]): Action[] {
  const fixes = collectFixes(open);
  const ranked = rankFixes(open, fixes).map((fix) => actionOf(fix, fixes));
  const without = groupBy(
    open.filter(({ remedy }) => remedy.length === 0),
    ({ requirement }) => requirement,
  ).map((findings) => ({
    via: "none",
    action: "No remedy is known for this: decide by what it has and what it wants.",
    commands: [],
    findings,
    otherwise: [],
  }));
  return [...ranked, ...without].map((action, at) => ({ ...action, order: at + 1 }));
}

function actionOf(fix: Fix, fixes: ReadonlyMap<string, Fix>): Omit<Action, "order"> {
  const { remedy, findings } = fix;
  const others = findings.flatMap((finding) =>
    finding.remedy.flatMap((other) => {
      const known = fixes.get(remedyKey(other, finding));
      return known === undefined || known === fix ? [] : [`${other.via}: ${withoutWant(other.text, finding.want)}`];
    }),
  );
  return {
    via: remedy.via,
    action: withoutWant(remedy.text, findings[0]?.want ?? ""),
    commands: remedy.commands,
    findings,
    otherwise: [...new Set(others)],
  };
}

function columnsOf({ report, subject }: View): readonly Column<Action>[] {
  const unique = (of: (finding: Finding) => string) => (action: Action) =>
    someOf([...new Set(action.findings.map(of))]);
  return [
    { name: "order", width: 7, of: ({ order }) => order },
    { name: "severity", width: 10, of: ({ findings }) => worstOf(findings) },
    { name: "settles", width: 8, of: ({ findings }) => findings.length },
    { name: "via", width: 9, of: ({ via }) => via },
    { name: "action", width: 50, of: ({ action }) => action },
    { name: "commands", width: 80, of: ({ commands }) => commands },
    { name: "where", width: 40, of: unique(subject) },
    { name: "what", width: 50, of: unique(({ label }) => label) },
    { name: "wants", width: 40, of: unique(({ want }) => want) },
    { name: "requirements", width: 40, of: unique(({ requirement }) => requirement) },
    { name: "otherwise", width: 40, of: ({ otherwise }) => someOf(otherwise, 5) },
    { name: "note", width: 30, of: () => (report.mode === "design" ? DESIGN_SENTENCE : null) },
    { name: "findings", width: 40, of: unique(({ id }) => id) },
    { name: "as_of", width: 22, of: () => report.asOf },
    { name: "owner", width: 16, of: () => null },
    { name: "due", width: 12, of: () => null },
    { name: "comment", width: 30, of: () => null },
  ];
}

function worstOf(findings: readonly Finding[]): Severity {
  return SEVERITIES.find((severity) => findings.some((finding) => finding.severity === severity)) ?? "info";
}
