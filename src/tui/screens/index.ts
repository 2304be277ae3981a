/** The whole frame as lines: title, the screen, what is said or typed, and the keys that work now. Pure. */
import { bodyRows, frameRows, isTooSmall, layoutOf, SMALLEST } from "../layout.ts";
import { beside, EMPTY, fitLine, span } from "../line.ts";
import type { Model } from "../model.ts";
import { decisionsIn, filtered, screenOf, type State } from "../state.ts";
import type { Line } from "../theme.ts";
import { choiceLines, footer, messageLine, titleLine } from "./around.ts";
import { detailLines } from "./detail.ts";
import { findingsLines, sourceBox } from "./findings.ts";
import { catalogLines, inputsLines } from "./lists.ts";
import { overviewCount, overviewLines } from "./overview.ts";
import { pageLines } from "./page.ts";
import { precedenceLines, precedenceRows } from "./precedence.ts";
import { formLines } from "./form.ts";
import { reviewLines } from "./review.ts";

/** How far the selection can go: entries of a list, or lines of a text beyond the first screen. */
export function lineCount(model: Model, state: State): number {
  const screen = screenOf(state);
  switch (screen.id) {
    case "overview":
      return overviewCount(model, screen);
    case "findings":
      return filtered(model, state).findings.length;
    case "precedence":
      return precedenceRows(model, state).length;
    case "inputs":
      return model.view.inputs.length;
    case "review":
      return decisionsIn(model, state).length;
    case "catalog":
      return model.catalog.length;
    case "detail":
    case "page":
      return Math.max(textOf(model, state).length - bodyRows(state.size) + 1, 1);
  }
}

/** From 160 columns the evidence stands beside the rest of the proof. */
function isBeside(state: State): boolean {
  return screenOf(state).id === "detail" && layoutOf(state.size) === "wide";
}

function textWidth(state: State): number {
  const { columns } = state.size;
  return isBeside(state) ? Math.floor(columns * 0.55) : columns;
}

/** Of the screens that are a text to scroll. */
export function textOf(model: Model, state: State): Line[] {
  const screen = screenOf(state);
  const width = textWidth(state) - 2;
  if (screen.id === "page") return pageLines(model, state, screen.page, width);
  const finding = screen.id === "detail" ? model.byId.get(screen.finding) : undefined;
  return finding === undefined ? [] : detailLines(model, state, finding, width, !isBeside(state));
}

export function frameLines(model: Model, state: State): Line[] {
  const { size } = state;
  const { theme } = model;
  if (isTooSmall(size)) {
    const need = `needs ${SMALLEST.columns}x${SMALLEST.rows}, has ${size.columns}x${size.rows}`;
    return [fitLine([span(need)], Math.max(size.columns - 1, 1), theme)];
  }
  const body = bodyLines(model, state).slice(0, bodyRows(size));
  const filled = [...body, ...Array.from({ length: bodyRows(size) - body.length }, () => EMPTY)];
  const lines = [
    titleLine(model, state),
    ...filled,
    messageLine(model, state, textOf(model, state).length),
    ...footer(model, state),
  ];
  return lines.slice(0, frameRows(size)).map((line) => fitLine(line, size.columns, theme));
}

function bodyLines(model: Model, state: State): Line[] {
  if (state.form !== null) return formLines(model, state, state.form);
  if (state.entry?.kind === "palette" || state.entry?.kind === "help") return choiceLines(model, state, state.entry);
  const screen = screenOf(state);
  switch (screen.id) {
    case "overview":
      return overviewLines(model, state, screen);
    case "findings":
      return findingsLines(model, state, screen.selected);
    case "precedence":
      return precedenceLines(model, state, screen.selected);
    case "inputs":
      return inputsLines(model, state, screen.selected);
    case "review":
      return reviewLines(model, state, screen.selected);
    case "catalog":
      return catalogLines(model, state, screen.selected);
    case "detail":
    case "page": {
      const width = textWidth(state);
      const text = textOf(model, state)
        .slice(screen.selected, screen.selected + bodyRows(state.size))
        .map((line): Line => [span(" "), ...line]);
      if (width === state.size.columns) return text;
      const height = bodyRows(state.size);
      const filled = Array.from({ length: height }, (_, i) => fitLine(text[i] ?? EMPTY, width, model.theme));
      const finding = screen.id === "detail" ? model.byId.get(screen.finding) : undefined;
      return beside(filled, sourceBox(model, state, finding, state.size.columns - width, height));
    }
  }
}
