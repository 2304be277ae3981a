/** What stands around every screen: its title, what is said or typed, the keys; and the lists of commands. Pure. */
import { counted, upperFirst } from "../../report/words.ts";
import { footerText, keyOf } from "../bindings.ts";
import { type Choosing, choicesOf } from "../entry.ts";
import { bodyRows, windowOf } from "../layout.ts";
import { box, cells, EMPTY, selectable, span, spread, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import { fieldHint } from "../review/form.ts";
import { filtered, screenOf, type State } from "../state.ts";
import type { Line } from "../theme.ts";
import { pageTitle, proofText } from "./page.ts";
import { deskText, nextText, signText } from "./review.ts";

export function choiceLines(model: Model, state: State, entry: Choosing): Line[] {
  const { theme } = model;
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const choices = choicesOf(model, state, entry);
  const { start, end } = windowOf(entry.selected, choices.length, height - 2);
  const rows = choices.slice(start, end).map(({ title, keys, reason }, i) => {
    const room = width - 6 - 14 - 2;
    const words = reason === null ? title : `${title} (off: ${reason})`;
    const line = cells(
      [
        [keys, 14, "strong"],
        [words, room, reason === null ? "plain" : "faint"],
      ],
      theme,
    );
    return selectable(line, start + i === entry.selected, width - 4, theme);
  });
  const title = entry.kind === "help" ? "Keys of this screen" : "Commands and jumps";
  const right = `${choices.length === 0 ? 0 : entry.selected + 1}/${choices.length}`;
  return box(title, rows.length === 0 ? [[span("Nothing is called that.")]] : rows, { width, height, right }, theme);
}

const TITLES = {
  overview: "1 Overview",
  findings: "2 Findings",
  precedence: "3 Precedence",
  inputs: "4 Inputs",
  review: "5 Review",
  catalog: "6 Catalog",
} as const;

export function titleLine(model: Model, state: State): Line {
  const { view, report, theme } = model;
  const screen = screenOf(state);
  const domains = view.domains.length > 2 ? counted(view.domains.length, "domain") : view.domains.join(", ");
  const width = state.size.columns;
  const asOf = `as of ${report.asOf.slice(0, 10)} `;
  switch (screen.id) {
    case "detail":
    case "precedence": {
      const finding = screen.finding === null ? undefined : model.byId.get(screen.finding);
      const { findings } = filtered(model, state);
      const at = finding === undefined ? -1 : findings.indexOf(finding);
      const name = screen.id === "detail" ? "Finding" : TITLES.precedence;
      const about = finding === undefined ? "" : `  ${finding.label}  ${view.subject(finding)}`;
      const place = at < 0 ? "" : `${at + 1} of ${findings.length} `;
      return spread([span(` ${name}`, "strong"), span(about)], [span(place, "faint")], width, theme);
    }
    case "page":
      return spread([span(` ${pageTitle(model, screen.page)}`, "strong")], [span(asOf, "faint")], width, theme);
    case "review":
      return spread(
        [span(` ${TITLES.review}`, "strong"), span(`  ${domains}`)],
        [span(`${deskText(state)} `, "faint")],
        width,
        theme,
      );
    default: {
      const counts = `${counted(report.summary.files, "input")}  ${counted(report.summary.gpos, "GPO")}  `;
      const left = [span(` ${TITLES[screen.id]}`, "strong"), span(`  ${domains}`)];
      return spread(left, [span(counts + asOf, "faint")], width, theme);
    }
  }
}

export function messageLine(model: Model, state: State, count: number): Line {
  const { entry, message, form, leaving } = state;
  if (leaving && message !== null) return [span(` ${message.text}`, "strong")];
  if (form !== null) {
    if (form.problem !== null) return [span(` ! ${form.problem.text}`, "unknown")];
    return [span(` ${fieldHint(form)}`, "faint")];
  }
  if (entry !== null) {
    const mark = entry.kind === "palette" ? ":" : entry.kind === "help" ? "?" : "/";
    return [span(` ${mark}${entry.text}`, "strong"), { text: " ", selected: true }];
  }
  if (message !== null) return [span(` ${message.bad ? "! " : ""}${message.text}`, message.bad ? "unknown" : "strong")];
  const screen = screenOf(state);
  if (screen.id === "detail" || screen.id === "page") {
    const room = bodyRows(state.size);
    if (count <= room) return EMPTY;
    return [span(` lines ${screen.selected + 1} to ${Math.min(screen.selected + room, count)} of ${count}`, "faint")];
  }
  if (screen.id === "review") return [span(` ${nextText(model, state)}`, "unknown")];
  if (screen.id === "inputs")
    return [span(` ${proofText(model.view.inputs[screen.selected]?.proof ?? null)}`, "faint")];
  const attention = screen.id === "overview" ? inputsSentence(model) : "";
  if (attention !== "") return [span(` ! ${attention}`, "unknown")];
  return state.marks.size === 0 ? EMPTY : [span(` ${state.marks.size} marked`)];
}

export function footer(model: Model, state: State): Line[] {
  const { theme, view } = model;
  const width = state.size.columns;
  if (state.entry !== null) {
    const keys =
      state.entry.kind === "filter"
        ? FILTER_KEYS
        : state.entry.kind === "search"
          ? "Enter find  Esc close"
          : "type to search  Up Down choose  Enter run  Esc close";
    if (state.entry.kind !== "filter") return [[span(` ${keys}`, "faint")], EMPTY];
    const { problem } = filtered(model, state);
    const words = width < 80 ? FILTER_WORDS.replace(" event:4776", "") : FILTER_WORDS;
    // Beside what is typed there is least room when there is most to say.
    if (problem !== null)
      return wrapped(`! ${problem}`, width - 2, theme, "unknown")
        .slice(0, 2)
        .map(indented);
    return [[span(` ${keys}`, "faint")], [span(` ${words}`, "faint")]];
  }
  if (state.form !== null) return [[span(` ${FORM_KEYS}`, "faint")], EMPTY];
  const [help, palette, back, quit] = (["help", "palette", "back", "quit"] as const).map((id) => keyOf(model, id));
  const left = [
    span(
      ` ${screenKeys(model)}  ${help} keys  ${palette} command  ${width < 70 ? "" : `${back} back  `}${quit} quit`,
      "faint",
    ),
  ];
  const incomplete = width < 90 ? "" : ": verdict incomplete";
  const isReview = screenOf(state).id === "review";
  const unsure = isReview
    ? `${signText(model, state)} `
    : view.unknown.length === 0
      ? ""
      : `${view.unknown.length} unknown${incomplete} `;
  return [
    [span(` ${footerText(model, state, width - 2)}`, "faint")],
    spread(left, [span(unsure, "unknown")], width, theme),
  ];
}

function indented(line: Line): Line {
  return [span(" "), ...line];
}

/** `1-6 screens`, unless somebody gave them other keys. */
function screenKeys(model: Model): string {
  const own = (["overview", "findings", "precedence", "inputs", "review", "catalog"] as const).map((id) =>
    keyOf(model, id),
  );
  return own.join("") === "123456" ? "1-6 screens" : `${own.join(" ")} screens`;
}

const FORM_KEYS = "Enter next, then done  Esc cancel  Tab Up Down fields  Left Right choose";
const FILTER_KEYS = "Enter keep  Esc undo  Ctrl+U empty";
const FILTER_WORDS = 'words  st:fail sev:>=high host:DC0* gpo:"name" role:dc event:4776 is:open !not';

/** What of the inputs a person should look at; empty where all is well. */
function inputsSentence(model: Model): string {
  const { inputsWithProblems, files } = model.report.summary;
  if (inputsWithProblems === 0) return "";
  return upperFirst(`${inputsWithProblems} of ${counted(files, "input")} need attention (${keyOf(model, "inputs")})`);
}
