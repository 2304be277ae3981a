/** Screen 1: is it right, who decides it, what do I do; then how many of each, by role, and what to fix first. Pure. */
import { STATUSES } from "../../core/report.ts";
import { decisiveCommand } from "../../report/commands.ts";
import { cutEnd, cutMiddle } from "../../report/layout.ts";
import { answerText, decidingSentences, DESIGN_SENTENCE } from "../../report/sentences.ts";
import { counted, type GpoRef } from "../../report/words.ts";
import { beside, box, EMPTY, selectable, span, wrapped } from "../line.ts";
import { bodyRows, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import type { Screen, State } from "../state.ts";
import type { Line } from "../theme.ts";
import { verdictRows } from "../verdicts.ts";
import { collectBox, fixFirst } from "./fix-first.ts";

type Overview = Extract<Screen, { id: "overview" }>;

/** Rows of the frame around the verdicts and roles. */
const FRAME_ROWS = 2;
const LONGEST_NAME = 40;

export function overviewCount(model: Model, { pane }: Overview): number {
  if (pane === 0) return model.blocks.length;
  return pane === 1 ? verdictRows(model).length : model.roles.length;
}

export function overviewLines(model: Model, state: State, screen: Overview): Line[] {
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const answer = answerLines(model, width - 4);
  if (height < 18) return smallOverview(model, screen, width, height, answer);
  const verdictHeight = verdictRows(model).length + FRAME_ROWS;
  const room = Math.min(Math.max(answer.length, 3), height - verdictHeight - 6) + 2;
  const shown = answer.length > room - 2 ? shortAnswer(model, width - 4, room - 2) : answer;
  const half = Math.floor(width * 0.55);
  const verdicts = box(
    "Verdicts",
    verdictLines(model, screen, half - 4),
    { width: half, height: verdictHeight },
    model.theme,
  );
  const roles = box(
    "By role",
    roleLines(model, screen, width - half - 4, verdictHeight - FRAME_ROWS),
    { width: width - half, height: verdictHeight },
    model.theme,
  );
  const rest = height - room - verdictHeight;
  const fixes = Math.min(Math.max(model.blocks.length, 1) + 2, rest);
  // A line or two of it would say less than nothing.
  const asked = rest - fixes < 5 || model.view.areas.length === 0 ? 0 : rest - fixes;
  return [
    ...box("Answer", shown, { width, height: room }, model.theme),
    ...beside(verdicts, roles),
    ...fixFirst(model, screen, width, rest - asked),
    ...(asked === 0 ? [] : collectBox(model, width, asked)),
  ];
}

function smallOverview(model: Model, screen: Overview, width: number, height: number, answer: readonly Line[]): Line[] {
  const counts = verdictRows(model)
    .filter(({ filter, count }, i) => filter !== "is:checklist" && (i < STATUSES.length || count > 0))
    .map(({ mark, count }) => `${mark} ${count}`)
    .join("  ");
  const head = (answer.length > height - SMALL_ROWS ? shortAnswer(model, width - 2, height - SMALL_ROWS) : answer)
    .slice(0, Math.max(height - SMALL_ROWS, 1))
    .map((line): Line => [span(" "), ...line]);
  const list = screen.pane === 0 ? null : panelOf(model, screen, width, height - head.length - 1);
  return [...head, [span(` ${counts}`)], ...(list ?? fixFirst(model, screen, width, height - head.length - 1))];
}

/** Of a small overview: the counts, and the least of a list. */
const SMALL_ROWS = 6;

/** The verdict on the lines that are left when everything else has one: who and what to do are seen, too. */
function shortAnswer(model: Model, width: number, rows: number): Line[] {
  const { theme, view } = model;
  const sentences = answerSentences(model, LONGEST_NAME);
  const isOne = rows - (sentences.length - 1) < 2;
  return sentences.flatMap((sentence, i) => {
    const tone = i > 0 ? "plain" : view.fails.length > 0 ? "fail" : "strong";
    if (i > 0 || isOne) return [[span(cutEnd(theme.clean(sentence), width, theme.cut), tone)]];
    const [first = EMPTY, ...rest] = wrapped(sentence, width, theme, tone);
    const second = rest.map((line) => line.map(({ text }) => text).join("")).join(" ");
    return second === "" ? [first] : [first, [span(cutEnd(second, width, theme.cut), tone)]];
  });
}

function panelOf(model: Model, screen: Overview, width: number, height: number): Line[] {
  const lines =
    screen.pane === 1 ? verdictLines(model, screen, width - 4) : roleLines(model, screen, width - 4, height - 2);
  const { start, end } = windowOf(screen.pane === 1 ? screen.selected : 0, lines.length, height - 2);
  return box(screen.pane === 1 ? "Verdicts" : "By role", lines.slice(start, end), { width, height }, model.theme);
}

/** Three sentences: is it right, who decides it, what to do. */
export function answerSentences(model: Model, longest = Number.MAX_SAFE_INTEGER): string[] {
  const { view, theme } = model;
  const name = (gpo: GpoRef): string => cutMiddle(theme.clean(view.gpo(gpo)), longest, theme.cut);
  const [decides] = decidingSentences(view, name);
  const { conflicts } = view.report;
  const disputed = `GPOs disagree on ${counted(conflicts.length, "setting")}, and nothing here decides.`;
  return [
    answerText(view),
    ...(view.report.mode === "design" ? [DESIGN_SENTENCE] : []),
    ...(decides === undefined ? [] : [decides.startsWith("Cause of ") ? decides : `Who: ${decides}`]),
    ...(decides === undefined && conflicts.length > 0 ? [disputed] : []),
    `Do: ${whatToDo(model)}`,
  ];
}

function answerLines(model: Model, width: number): Line[] {
  const { view, theme } = model;
  const sentences = answerSentences(model, LONGEST_NAME);
  return sentences.flatMap((sentence, i) => {
    if (i === 0) return wrapped(sentence, width, theme, view.fails.length > 0 ? "fail" : "strong");
    const lines = wrapped(sentence, width, theme);
    const [first = EMPTY, ...rest] = i === sentences.length - 1 ? lines : [];
    if (rest.length < 2) return lines;
    const second = rest.map((line) => line.map(({ text }) => text).join("")).join(" ");
    return [first, [span(cutEnd(second, width, theme.cut))]];
  });
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

function verdictLines(model: Model, screen: Overview, width: number): Line[] {
  const { theme } = model;
  const all = verdictRows(model);
  const most = Math.max(...all.map(({ count, note }) => (note === null ? count : 1)), 1);
  const room = Math.max(width - 20, 4);
  return all.map(({ mark, count, tone, note }, i) => {
    const bar = count === 0 ? 0 : Math.max(Math.round((count / most) * room), 1);
    const line: Line = [
      span(mark.padEnd(10), note === null || count > 0 ? tone : "faint"),
      span(String(count).padStart(5)),
      note === null ? span(`  ${theme.bar.repeat(bar)}`, tone) : span(`  ${note}`, "faint"),
    ];
    return selectable(line, screen.pane === 1 && i === screen.selected, width, theme);
  });
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

/** With the selected one in sight; the first row says what the columns are. */
function roleLines(model: Model, screen: Overview, width: number, height: number): Line[] {
  const { theme, roles } = model;
  const isHere = screen.pane === 2;
  const { start, end } = windowOf(isHere ? screen.selected : 0, roles.length, height - 1);
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
