/** Where a fact was read, and the words that stand there. Pure. */
import { placeOf } from "../../core/provenance.ts";
import { cutMiddle, shortenPath } from "../../report/layout.ts";
import { factText } from "../../report/words.ts";
import { span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import { sourceRequest, type State } from "../state.ts";
import type { Line } from "../theme.ts";

/** Lines of the source before and after the fact's own. */
const AROUND = 2;

/** Where it was read, and the words that stand there; with the lines around where the file is still the same. */
export function factLines(model: Model, state: State, id: string, width: number, around = AROUND): Line[] {
  const { theme, report } = model;
  const fact = report.facts.get(id);
  if (fact === undefined) return wrapped(id, width, theme, "faint");
  const { origin } = fact;
  const digest = `sha256 ${origin.source.slice(0, 4)}..${origin.source.slice(-4)}`;
  const head: Line[] = [
    [span(shortenPath(theme.clean(placeOf(origin)), width, theme.cut), "strong")],
    [span(`  ${digest}  tier ${fact.tier}`, "faint")],
  ];
  const request = sourceRequest(model, id);
  const text = request === null ? null : (state.sources.get(request.key) ?? null);
  if (request === null || text === null) {
    return [...head, [span("  "), span(cutMiddle(theme.clean(factText(fact)), width - 2, theme.cut))]];
  }
  const shown = text.lines
    .map((line, i) => ({ number: text.first + i, line }))
    .filter(({ number }) => Math.abs(number - request.line) <= around);
  return [...head, ...shown.map(({ number, line }) => sourceLine(model, number, line, number === request.line, width))];
}

export function sourceLine({ theme }: Model, number: number, text: string, isFact: boolean, width: number): Line {
  const begin = `${isFact ? ">" : " "}${String(number).padStart(5)} ${theme.frame.down} `;
  const words = cutMiddle(theme.clean(text.slice(0, 4000)), Math.max(width - 9, 4), theme.cut);
  return [span(begin, isFact ? "strong" : "faint"), span(words, isFact ? "strong" : "plain")];
}
