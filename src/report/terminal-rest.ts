/** What stands behind the findings that are open: disputes, questions to a person, what passed. */
import { isAdvice, withoutRemark } from "./commands.ts";
import { groupBy } from "./group.ts";
import type { Sheet } from "./sheet.ts";
import { statusMark } from "./style.ts";
import type { View } from "./view.ts";
import { counted, factPlace, judgeText, upperFirst, withoutStop } from "./words.ts";

const MOST_NAMES = 24;
const MOST_CANDIDATES = 4;
const MOST_COMMANDS = 3;

export function writeConflicts(sheet: Sheet, view: View): void {
  const { conflicts } = view.report;
  if (conflicts.length === 0) return;
  sheet.section(`GPOs that disagree, undecided (${conflicts.length})`);
  for (const conflict of conflicts) {
    sheet.blank();
    sheet.paragraph(`${conflict.setting}, ${view.subject(conflict)}`, 0, { hanging: 2, tone: "strong" });
    for (const { gpo, sets, fact } of conflict.candidates.slice(0, MOST_CANDIDATES)) {
      sheet.paragraph(`"${gpo}" sets ${sets}`, 2, { hanging: 2 });
      sheet.path(factPlace(view.report.facts, fact), 4);
    }
    const rest = conflict.candidates.length - MOST_CANDIDATES;
    if (rest > 0) sheet.paragraph(`and ${rest} more: --format json`, 2);
  }
  const commands = [...new Set(conflicts.flatMap(({ ask }) => ask.filter((line) => !isAdvice(line))))].map(
    withoutRemark,
  );
  if (commands.length === 0) return;
  sheet.blank();
  sheet.paragraph("collect, read-only:", 2, { tone: "faint" });
  for (const command of commands.slice(0, MOST_COMMANDS)) sheet.command(command, 4);
  const rest = commands.length - MOST_COMMANDS;
  if (rest > 0) sheet.paragraph(`and ${counted(rest, "more command")}: --format markdown`, 4);
}

export function writeChecklist(sheet: Sheet, view: View): void {
  if (view.checklist.length === 0) return;
  sheet.section(`Only a person can tell (${view.checklist.length})`);
  for (const { title } of view.checklist) sheet.paragraph(`[ ] ${title}`, 0, { hanging: 4 });
  const [first] = view.checklist;
  if (first !== undefined)
    sheet.pointer("", "what to ask, for one:", `eventreach explain ${first.requirement}`, { indent: 4, column: 4 });
}

export function writePassed(sheet: Sheet, view: View): void {
  const groups = [
    ...view.passed.map((group) => ({ ...group, status: "pass" as const })),
    ...view.notApplicable.map((group) => ({ ...group, status: "not-applicable" as const })),
  ];
  if (groups.length === 0) return;
  sheet.section("Passed and not applicable");
  for (const { about, names, findings, status } of groups) {
    const lead = `${statusMark(status, sheet.glyphs)} ${findings.length}  `;
    const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    const text = `${about}: ${names.slice(0, MOST_NAMES).join(", ")}${more}`;
    sheet.paragraph(text, 0, { hanging: 4, lead: [status, lead] });
  }
  writeObjections(sheet, view);
}

/** For each of Microsoft's tools the reason that most checks share, on one line. */
function writeObjections(sheet: Sheet, view: View): void {
  if (view.disagreements.length === 0) return;
  sheet.blank();
  sheet.paragraph("Microsoft's tools will object although these pass (why: --format markdown):");
  for (const group of groupBy(view.disagreements, ({ judge }) => judge)) {
    const [most] = group.toSorted((a, b) => b.findings.length - a.findings.length);
    if (most === undefined) continue;
    const checks = new Set(group.flatMap(({ findings }) => findings)).size;
    sheet.line(`${upperFirst(judgeText(most.judge))}, ${counted(checks, "check")}: ${withoutStop(most.reason)}`, 2);
  }
}
