/** The reconciliation of the population: seven comparisons with their verdicts, and every difference below. */
import type { Population, PopulationVerdict } from "../../core/population.ts";
import { groupBy } from "../group.ts";
import { COMPARISON_TITLES, countsText, detailText, groupKinds, VERDICT_SENTENCES } from "../population.ts";
import { folded, list, table } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";

/** Of one kind; the JSON has all. */
const MOST = 20;

const CLASSES: Readonly<Record<PopulationVerdict, string>> = {
  closed: "pass",
  "closed with declared exceptions": "na",
  open: "unknown",
};

function verdictChip(verdict: PopulationVerdict): Markup {
  return markup`<b class="chip ${CLASSES[verdict]}">${verdict}</b>`;
}

export function comparisons({ verdict, comparisons: all }: Population): Markup {
  const rows = all.map((one) => [
    COMPARISON_TITLES[one.id],
    countsText(one),
    one.differences.length,
    verdictChip(one.verdict),
  ]);
  const groups = groupKinds(all.flatMap((one) => one.differences)).map(({ words, excepted, differences }) => {
    const shown = differences.slice(0, MOST).map((one) => ({ name: one.name, detail: detailText(one) }));
    const items = groupBy(shown, ({ detail }) => detail).flatMap((alike): Piece[] => {
      const names = alike.map(({ name }) => name);
      const detail = alike[0]?.detail ?? "";
      if (detail === "") return names;
      return alike.length === 1 ? [`${names.join("")}: ${detail}`] : [markup`${detail}:${list(names)}`];
    });
    const left = differences.length - MOST;
    return folded(
      `${differences.length}${excepted ? " declared" : ""}: ${words}`,
      list(left > 0 ? [...items, `and ${left} more: --format json`] : items),
    );
  });
  return markup`<p>${verdictChip(verdict)} ${VERDICT_SENTENCES[verdict]}</p>
${table("Seven comparisons", ["Comparison", "counts", { name: "differences", class: "n" }, "verdict"], rows)}${groups}`;
}
