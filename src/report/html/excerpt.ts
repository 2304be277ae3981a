/** What stands in the files, with its line and column: one block for each file. */
import type { Fact, FactId } from "../../core/fact.ts";
import { groupBy } from "../group.ts";
import { cutMiddle } from "../layout.ts";
import type { View } from "../view.ts";
import { counted, factText } from "../words.ts";
import { LINE_BREAK, markup, type Markup } from "./markup.ts";

const LONGEST_EXCERPT = 400;
const MOST = 60;

export function excerpts(view: View, ids: readonly FactId[]): Markup | null {
  if (ids.length === 0) return null;
  const { facts } = view.report;
  const known = ids.flatMap((id) => facts.get(id) ?? []);
  const left = known.length - MOST;
  const files = groupBy(known.slice(0, MOST), ({ origin }) => origin.path).map((of) => {
    const [first] = of;
    return markup`<li><samp>${first?.origin.path ?? ""}</samp><pre>${of.toSorted(inOrder).map(line)}</pre>`;
  });
  const missing = ids.filter((id) => !facts.has(id)).map((id) => markup`<li><samp>${id}</samp>`);
  return markup`<ul class="excerpts">${files}${missing}${left > 0 ? markup`<li>and ${counted(left, "more fact")}: --format json` : null}</ul>
`;
}

function inOrder(a: Fact, b: Fact): number {
  return a.origin.span.start - b.origin.span.start;
}

function line(fact: Fact, index: number): Markup {
  const { at } = fact.origin;
  const where = "line" in at ? `${at.line}:${at.column}` : `@${at.offset}`;
  return markup`${index === 0 ? "" : LINE_BREAK}<b>${where}</b> ${cutMiddle(factText(fact), LONGEST_EXCERPT, " \u2026 ")}`;
}
