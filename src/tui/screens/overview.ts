/** Screen 1: is it right, who decides it, what do I do; then how many of each, by role, and what to fix first. Pure. */
import { STATUSES, type Status } from "../../core/report.ts";
import { decisiveCommand } from "../../report/commands.ts";
import { cutMiddle } from "../../report/layout.ts";
import { answerText, decidingSentences, DESIGN_SENTENCE } from "../../report/sentences.ts";
import { counted, type GpoRef } from "../../report/words.ts";
import { beside, box, selectable, span, wrapped } from "../line.ts";
import { bodyRows, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import type { Screen, State } from "../state.ts";
import type { Line } from "../theme.ts";
import { collectBox, fixFirst } from "./fix-first.ts";

type Overview = Extract<Screen, { id: "overview" }>;

/** Rows of the verdicts, the frame among them. */
const VERDICT_ROWS = 7;
const LONGEST_NAME = 40;

export function overviewCount(model: Model, { pane }: Overview): number {
  if (pane === 0) return model.blocks.length;
  return pane === 1 ? STATUSES.length + 1 : model.roles.length;
}

export function overviewLines(model: Model, state: State, screen: Overview): Line[] {
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const answer = answerLines(model, width - 4);
  if (height < 18) return smallOverview(model, screen, width, height, answer);
  const room = Math.min(Math.max(answer.length, 3), height - VERDICT_ROWS - 6) + 2;
  const half = Math.floor(width * 0.55);
  const verdicts = box(
    "Verdicts",
    verdictLines(model, screen, half - 4),
    { width: half, height: VERDICT_ROWS },
    model.theme,
  );
  const roles = box(
    "By role",
    roleLines(model, screen, width - half - 4),
    { width: width - half, height: VERDICT_ROWS },
    model.theme,
  );
  const rest = height - room - VERDICT_ROWS;
  const fixes = Math.min(Math.max(model.blocks.length, 1) + 2, rest);
  // A line or two of it would say less than nothing.
  const asked = rest - fixes < 5 || model.view.areas.length === 0 ? 0 : rest - fixes;
  return [
    ...box("Answer", answer, { width, height: room }, model.theme),
    ...beside(verdicts, roles),
    ...fixFirst(model, screen, width, rest - asked),
    ...(asked === 0 ? [] : collectBox(model, width, asked)),
  ];
}

function smallOverview(model: Model, screen: Overview, width: number, height: number, answer: readonly Line[]): Line[] {
  const counts = STATUSES.map((status) => `${model.theme.mark(status)} ${countOf(model, status)}`).join("   ");
  const head = answer.slice(0, Math.max(height - 6, 1)).map((line): Line => [span(" "), ...line]);
  const list = screen.pane === 0 ? null : panelOf(model, screen, width, height - head.length - 1);
  return [...head, [span(` ${counts}`)], ...(list ?? fixFirst(model, screen, width, height - head.length - 1))];
}

function panelOf(model: Model, screen: Overview, width: number, height: number): Line[] {
  const lines = screen.pane === 1 ? verdictLines(model, screen, width - 4) : roleLines(model, screen, width - 4);
  return box(screen.pane === 1 ? "Verdicts" : "By role", lines.slice(-(height - 2)), { width, height }, model.theme);
}

/** Three sentences: is it right, who decides it, what to do. */
function answerLines(model: Model, width: number): Line[] {
  const { view, theme } = model;
  const name = (gpo: GpoRef): string => cutMiddle(theme.clean(view.gpo(gpo)), LONGEST_NAME, theme.cut);
  const [decides] = decidingSentences(view, name);
  const { conflicts } = view.report;
  const disputed = `GPOs disagree on ${counted(conflicts.length, "setting")}, and nothing here decides.`;
  return [
    ...wrapped(answerText(view), width, theme, view.fails.length > 0 ? "fail" : "strong"),
    ...(view.report.mode === "design" ? wrapped(DESIGN_SENTENCE, width, theme) : []),
    ...(decides === undefined ? [] : wrapped(`Who: ${decides}`, width, theme)),
    ...(decides === undefined && conflicts.length > 0 ? wrapped(disputed, width, theme) : []),
    ...wrapped(`Do: ${whatToDo(model)}`, width, theme).slice(0, 2),
  ];
}

function whatToDo({ view }: Model): string {
  const [fix] = [...view.topFixes].sort((a, b) => b.findings.length - a.findings.length);
  if (fix !== undefined) {
    const settles = `settles ${fix.findings.length} of ${view.fails.length}`;
    const command = decisiveCommand(fix.remedy.commands);
    return `fix ${fix.number} ${settles}: ${command ?? fix.remedy.text}`;
  }
  const [area] = view.areas;
  if (area !== undefined) return `collect what is missing; most is about ${area.about} (${area.findings.length}).`;
  return "nothing; keep this report as proof.";
}

function countOf(model: Model, status: Status): number {
  return model.report.summary.findings[status];
}

function verdictLines(model: Model, screen: Overview, width: number): Line[] {
  const { theme, view } = model;
  const most = Math.max(...STATUSES.map((status) => countOf(model, status)), 1);
  const room = Math.max(width - 20, 4);
  const rows = STATUSES.map((status): Line => {
    const count = countOf(model, status);
    const bar = count === 0 ? 0 : Math.max(Math.round((count / most) * room), 1);
    return [
      span(theme.mark(status).padEnd(10), status),
      span(String(count).padStart(5)),
      span(`  ${theme.bar.repeat(bar)}`, status),
    ];
  });
  const checklist: Line = [
    span("checklist ".padEnd(10), "faint"),
    span(String(view.checklist.length).padStart(5)),
    span("  for a person", "faint"),
  ];
  return [...rows, checklist].map((line, i) =>
    selectable(line, screen.pane === 1 && i === screen.selected, width, theme),
  );
}

const ROLE_NAMES: Readonly<Record<string, string>> = {
  dc: "DC",
  ca: "CA",
  adfs: "AD FS",
  "entra-connect": "Entra Connect",
  sensor: "sensors",
  object: "objects",
  gpo: "GPOs",
};

/** Five rows with the selected one in sight; the first of them says what the columns are. */
function roleLines(model: Model, screen: Overview, width: number): Line[] {
  const { theme, roles } = model;
  const isHere = screen.pane === 2;
  const { start, end } = windowOf(isHere ? screen.selected : 0, roles.length, VERDICT_ROWS - 3);
  const room = Math.min(Math.floor((width - 15) / STATUSES.length), 7);
  const numbers = (parts: readonly string[]): string => parts.map((part) => part.padStart(room)).join("");
  const head: Line = [span(`  ${"".padEnd(13)}${numbers(["x", "?", theme.mark("pass").slice(0, 1), "-"])}`, "faint")];
  const rows = roles.slice(start, end).map(({ role, counts }, i) => {
    const shown = STATUSES.map((status) => String(counts[status]));
    const name = ROLE_NAMES[role] ?? role;
    return selectable(
      [span(name.padEnd(13)), span(numbers(shown))],
      isHere && start + i === screen.selected,
      width,
      theme,
    );
  });
  return [head, ...rows];
}
