/** A form over the whole body: what it is about, then its fields, the one that is typed in marked. Pure. */
import { cutMiddle } from "../../report/layout.ts";
import { displayWidth } from "../../text/printable.ts";
import { bodyRows, windowOf } from "../layout.ts";
import { box, span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import type { Field, Form } from "../review/form.ts";
import type { State } from "../state.ts";
import type { Line, Theme } from "../theme.ts";

const LABEL = 14;

export function formLines(model: Model, state: State, form: Form): Line[] {
  const { theme } = model;
  const width = state.size.columns;
  const height = bodyRows(state.size);
  const about = form.about
    .flatMap((text) => wrapped(text, width - 4, theme))
    .slice(0, Math.max(height - 2 - form.fields.length, 1));
  const room = height - 2 - about.length;
  const { start, end } = windowOf(form.at, form.fields.length, room);
  const gap: Line[] = about.length > 1 && room > form.fields.length ? [[]] : [];
  const fields = form.fields
    .slice(start, end)
    .map((field, i) => fieldLine(field, start + i === form.at, width - 4, theme));
  return box(
    form.title,
    [...about, ...gap, ...fields],
    { width, height, right: `${form.at + 1}/${form.fields.length}` },
    theme,
  );
}

/** The end of a long text is where one types. */
function fieldLine({ name, value, choices }: Field, isHere: boolean, width: number, theme: Theme): Line {
  const label = span(`${isHere ? "> " : "  "}${name.padEnd(LABEL)}`, isHere ? "strong" : "faint");
  const room = width - LABEL - 3;
  if (choices !== undefined) {
    const shown = cutMiddle(theme.clean(value), room - 5, theme.cut);
    return isHere ? [label, { text: shown, selected: true }, span("  < >", "faint")] : [label, span(shown)];
  }
  const shown = tail(theme.clean(value), room - 1, theme.cut);
  return isHere ? [label, span(shown), { text: " ", selected: true }] : [label, span(shown)];
}

function tail(text: string, width: number, mark: string): string {
  if (displayWidth(text) <= width) return text;
  const letters = Array.from(text);
  while (letters.length > 0 && displayWidth(letters.join("")) > width - displayWidth(mark)) letters.shift();
  return mark + letters.join("");
}
