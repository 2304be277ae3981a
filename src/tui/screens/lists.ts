/** Screens 4 and 6: the inputs with what each proves, and the requirements. Pure. */
import { ageText } from "../../report/inputs.ts";
import { beside, box, type Cell, cells, selectable, span } from "../line.ts";
import type { InputRow } from "../../report/inputs.ts";
import { bodyRows, layoutOf, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import type { Page, State } from "../state.ts";
import type { Line } from "../theme.ts";
import { pageLines, pageTitle } from "./page.ts";

interface List {
  readonly title: string;
  /** The cells of a row in so many columns. */
  readonly row: (index: number, width: number) => readonly Cell[];
  readonly count: number;
  readonly selected: number;
  readonly page: Page | null;
}

export function inputsLines(model: Model, state: State, selected: number): Line[] {
  const { inputs } = model.view;
  const path = inputs[selected]?.path;
  return listLines(model, state, {
    title: "Inputs, strongest proof first",
    count: inputs.length,
    row: (index, width) => inputCells(inputs[index], width),
    selected,
    page: path === undefined ? null : { of: "input", path },
  });
}

/** Columns of age, facts, state; those of what it is follow from the width. */
const [AGE, FACTS, STATE] = [9, 9, 12];

function inputCells(row: InputRow | undefined, width: number): readonly Cell[] {
  if (row === undefined) return [];
  const name = row.gpo === null ? row.path : (row.about ?? row.path);
  const isNarrow = width < 66;
  const rest = width - 1 - AGE - FACTS - (isNarrow ? 6 : STATE + 10);
  const title = isNarrow ? 0 : Math.floor(rest * 0.36);
  const word = row.older ? "older" : row.state === "complete" ? "" : row.state;
  return [
    [row.proof ?? "-", 1],
    [name, rest - title, "plain", "middle"],
    ...(isNarrow ? [] : ([[row.title, title, "faint"]] as const)),
    [ageText(row), AGE],
    [`${row.facts} facts`, FACTS, row.facts === 0 ? "faint" : "plain"],
    ...(isNarrow ? [] : ([[word, STATE, "unknown"]] as const)),
  ];
}

export function catalogLines(model: Model, state: State, selected: number): Line[] {
  const { catalog } = model;
  const id = catalog[selected]?.id;
  return listLines(model, state, {
    title: `Catalog ${model.report.catalog.version}`,
    count: catalog.length,
    row: (index, width) => {
      const entry = catalog[index];
      const name = Math.floor((width - 12) * 0.42);
      if (entry === undefined) return [];
      return [
        [entry.severity, 8],
        [entry.id, name, "plain", "middle"],
        [entry.title, width - 12 - name],
      ];
    },
    selected,
    page: id === undefined ? null : { of: "requirement", id },
  });
}

/** From 100 columns the selected one stands beside the list. */
function listLines(model: Model, state: State, list: List): Line[] {
  const { columns } = state.size;
  const height = bodyRows(state.size);
  if (layoutOf(state.size) === "narrow") return listBox(model, list, columns, height);
  const left = Math.floor(columns * 0.5);
  const width = columns - left;
  const lines = list.page === null ? [] : pageLines(model, state, list.page, width - 4);
  return beside(
    listBox(model, list, left, height),
    box(list.page === null ? "" : pageTitle(model, list.page), lines, { width, height }, model.theme),
  );
}

function listBox({ theme }: Model, { title, count, row, selected }: List, width: number, height: number): Line[] {
  const { start, end } = windowOf(selected, count, height - 2);
  const lines = Array.from({ length: end - start }, (_, i) =>
    selectable(cells(row(start + i, width - 6), theme), start + i === selected, width - 4, theme),
  );
  const right = count === 0 ? "" : `${selected + 1}/${count}`;
  return box(title, lines.length === 0 ? [[span("Nothing.")]] : lines, { width, height, right }, theme);
}
