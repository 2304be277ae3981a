/** A screen is lines of spans; everything here is exact in columns, so that nothing is measured after the fact. */
import { cutEnd, cutMiddle, pad, wrap } from "../report/layout.ts";
import { displayWidth } from "../text/printable.ts";
import type { Line, Span, Theme, Tone } from "./theme.ts";

export const EMPTY: Line = [];

export function span(text: string, tone: Tone = "plain"): Span {
  return { text, tone };
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + displayWidth(text), 0);
}

/** Exactly `width` columns: cut at the end, or filled with spaces. The text is clean afterwards. */
export function fitLine(line: Line, width: number, theme: Theme): Line {
  const spans: Span[] = [];
  let left = width;
  for (const [index, one] of line.entries()) {
    const text = theme.clean(one.text);
    const size = displayWidth(text);
    if (size > left || (size === left && line.slice(index + 1).some((more) => more.text !== ""))) {
      const cut = cutEnd(size > left ? text : `${text} `, left, left > theme.cut.length ? theme.cut : "");
      spans.push({ ...one, text: cut });
      left -= displayWidth(cut);
      break;
    }
    spans.push({ ...one, text });
    left -= size;
  }
  return left > 0 ? [...spans, span(" ".repeat(left))] : spans;
}

/** Left and right part in `width` columns; the left one gives way. */
export function spread(left: Line, right: Line, width: number, theme: Theme): Line {
  const clean = right.map((one) => ({ ...one, text: theme.clean(one.text) }));
  const room = width - lineWidth(clean);
  return room < 8 ? fitLine(left, width, theme) : [...fitLine(left, room - 1, theme), span(" "), ...clean];
}

/** All of it inverse, and marked by `>` before it: it shows without inverse, too. */
export function selectable(line: Line, isSelected: boolean, width: number, theme: Theme): Line {
  const whole = fitLine([span(isSelected ? "> " : "  "), ...line], width, theme);
  return isSelected ? whole.map((one) => ({ ...one, selected: true })) : whole;
}

/** Text broken into lines of at most `width`. */
export function wrapped(text: string, width: number, theme: Theme, tone: Tone = "plain"): Line[] {
  return wrap(theme.clean(text), Math.max(width, 4)).map((line) => [span(line, tone)]);
}

/** `want    Success and Failure`, wrapped under its own beginning. */
export function field(label: string, text: string, width: number, theme: Theme, tone: Tone = "plain"): Line[] {
  const column = 8;
  return wrap(theme.clean(text), Math.max(width - column, 4)).map((line, i) => [
    span((i === 0 ? label : "").padEnd(column), "faint"),
    span(line, tone),
  ]);
}

/** `middle`: for names and paths, whose end tells them apart; prose is cut at its end. */
export type Cell = readonly [text: string, width: number, tone?: Tone, cut?: "middle"];

/** Cells of the given widths, two spaces apart. */
export function cells(parts: readonly Cell[], theme: Theme): Line {
  return parts.flatMap(([text, width, tone, cut], i) => {
    const clean = theme.clean(text);
    const shorten = cut === "middle" ? cutMiddle : cutEnd;
    const shown = pad(shorten(clean, width, width > 6 ? theme.cut : ""), width);
    return i === 0 ? [span(shown, tone)] : [span("  "), span(shown, tone)];
  });
}

/** A box of exactly `width` by `height`, its title in the upper line. */
export function box(
  title: string,
  content: readonly Line[],
  { width, height, right = "" }: { readonly width: number; readonly height: number; readonly right?: string },
  theme: Theme,
): Line[] {
  const { frame } = theme;
  const end = right === "" ? frame.across : ` ${theme.clean(right)} ${frame.across}`;
  const room = width - 2 - displayWidth(end) - 1;
  const begin = cutEnd(title === "" ? "" : ` ${theme.clean(title)} `, Math.max(room, 0), theme.cut);
  const fill = Math.max(width - 3 - displayWidth(begin) - displayWidth(end), 0);
  const top: Line = [
    span(frame.topLeft + frame.across, "faint"),
    span(begin, "strong"),
    span(frame.across.repeat(fill) + end + frame.topRight, "faint"),
  ];
  const inside = Math.max(height - 2, 0);
  const rows = Array.from({ length: inside }, (_, i): Line => [
    span(`${frame.down} `, "faint"),
    ...fitLine(content[i] ?? EMPTY, width - 4, theme),
    span(` ${frame.down}`, "faint"),
  ]);
  return [top, ...rows, [span(frame.bottomLeft + frame.across.repeat(width - 2) + frame.bottomRight, "faint")]];
}

/** Two blocks of the same height, one beside the other. */
export function beside(left: readonly Line[], right: readonly Line[]): Line[] {
  return left.map((line, i) => [...line, ...(right[i] ?? EMPTY)]);
}
