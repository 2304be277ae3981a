/** The reconciliation as a chapter: seven comparisons with their verdicts, then every difference. */
import type { Report } from "../core/report.ts";
import { escapeMarkdown as e } from "../text/printable.ts";
import { table } from "./markdown-text.ts";
import { COMPARISON_TITLES, countsText, detailText, groupKinds, VERDICT_SENTENCES } from "./population.ts";

/** Of one kind; the JSON has all. */
const MOST = 40;

export function* populationMarkdown({ population }: Report): Generator<string> {
  yield `\n## ${e(`Population: ${population.verdict}`)}\n\n${e(VERDICT_SENTENCES[population.verdict])}\n\n`;
  const rows = population.comparisons.map((one) => [
    COMPARISON_TITLES[one.id],
    countsText(one),
    String(one.differences.length),
    one.verdict,
  ]);
  yield table(["comparison", "counts", "differences", "verdict"], rows);
  const differences = population.comparisons.flatMap((one) => one.differences);
  for (const { words, excepted, differences: of } of groupKinds(differences)) {
    yield `\n- ${e(`${words} (${of.length}${excepted ? ", declared" : ""})`)}\n`;
    for (const one of of.slice(0, MOST)) {
      const detail = detailText(one);
      yield `  - ${e(detail === "" ? one.name : `${one.name}: ${detail}`)}\n`;
    }
    if (of.length > MOST) yield `  - and ${of.length - MOST} more: \`--format json\` has them\n`;
  }
}
