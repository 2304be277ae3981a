/** Of the overview: what to fix first, and what to collect. Pure. */
import { worstOf } from "../../report/blocks.ts";
import { shortTitles } from "../../report/short-titles.ts";
import { keyOf } from "../bindings.ts";
import { box, cells, selectable, span } from "../line.ts";
import { windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { severityTone, type Line } from "../theme.ts";

export function fixFirst(
  model: Model,
  screen: { readonly pane: number; readonly selected: number },
  width: number,
  height: number,
): Line[] {
  const { theme, blocks, view } = model;
  const inside = width - 4;
  const rows = Math.max(height - 2, 0);
  const isHere = screen.pane === 0;
  const { start, end } = windowOf(isHere ? screen.selected : 0, blocks.length, rows);
  const lines = blocks.slice(start, end).map(({ first, rows: same, findings }, i) => {
    const severity = worstOf(findings);
    const decider = inside < 66 ? 0 : 22;
    const room = inside - 2 - 10 - 7 - (decider === 0 ? 4 : decider + 6);
    const names = storyText(shortTitles(same), first.silent ? " (silent)" : "", room);
    const fix = view.fixesOf(first)[0];
    const who = first.trail.find(({ result }) => result === "won");
    const parts = cells(
      [
        [`x ${severity}`, 10, severityTone(severity) === "strong" ? "fail" : "plain"],
        [names, room],
        ...(decider === 0
          ? []
          : ([[who === undefined ? view.subject(first) : view.gpo(who.gpo), decider, "plain", "middle"]] as const)),
        [fix === undefined ? "" : `fix ${fix.number}`, 7, "faint"],
      ],
      theme,
    );
    return selectable(parts, isHere && start + i === screen.selected, inside, theme);
  });
  const none =
    view.unknown.length > 0
      ? `Nothing fails; ${keyOf(model, "findings")} shows what cannot be told.`
      : "Nothing fails.";
  const right = blocks.length === 0 ? "" : `${isHere ? screen.selected + 1 : 1}/${blocks.length}`;
  return box("Fix first", lines.length === 0 ? [[span(none)]] : lines, { width, height, right }, theme);
}

/** As many names as the row holds, and how many more. */
function storyText(names: readonly string[], end: string, room: number): string {
  for (let count = names.length; count > 1; count -= 1) {
    const more = count < names.length ? ` and ${names.length - count} more` : "";
    const text = names.slice(0, count).join(", ") + more + end;
    if (text.length <= room) return text;
  }
  return `${names[0] ?? ""}${names.length > 1 ? ` and ${names.length - 1} more` : ""}${end}`;
}

/** What would settle what cannot be told. */
export function collectBox({ view, theme }: Model, width: number, height: number): Line[] {
  const lines = view.areas.flatMap(({ about, findings, advice, commands }): Line[] => [
    cells(
      [
        [`? ${findings.length}`, 6, "unknown"],
        [about, 26],
        [commands[0] ?? advice[0] ?? "", width - 4 - 6 - 26 - 4, "faint"],
      ],
      theme,
    ),
  ]);
  return box("Collect, read-only: settles what cannot be told", lines, { width, height }, theme);
}
