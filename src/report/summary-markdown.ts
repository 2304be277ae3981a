/** One screen for a ticket: the answer, what is open, whether it is all of them, and by which digest the whole is known. At most 60 lines. */
import { escapeMarkdown as e } from "../text/printable.ts";
import type { Report } from "../core/report.ts";
import { digestLine } from "./digest-text.ts";
import { table } from "./markdown-text.ts";
import { COMPARISON_TITLES, VERDICT_SENTENCES } from "./population.ts";
import { answerText, DESIGN_SENTENCE, totalsText } from "./sentences.ts";
import { cutEnd } from "./layout.ts";
import { viewOf } from "./view.ts";
import { waiverSentence } from "./waivers.ts";
import { CAUSE_WORDS, counted, listed, timeText, upperFirst } from "./words.ts";

const MOST_FAILS = 15;
/** Of a name that comes from the inputs. */
const LONGEST = 200;

function short(text: string): string {
  return cutEnd(text, LONGEST, "...");
}

export function* summaryMarkdown(report: Report, resultsDigest: string): Generator<string> {
  const view = viewOf(report);
  const by = `${report.tool.name} ${report.tool.version}, catalog ${report.catalog.version}`;
  yield `# ${e(short(answerText(view)))}\n\n`;
  yield `${e(`${short(listed(view.domains) || "no domain named")}, as of ${timeText(report.asOf)}, by ${by}`)}\n\n`;
  if (report.mode === "design") yield `> ${e(DESIGN_SENTENCE)}\n\n`;
  yield `${e(upperFirst(totalsText(view)))}\n\n`;
  const waived = waiverSentence(report);
  if (waived !== null) yield `${e(waived)}\n\n`;
  if (view.fails.length > 0) {
    const rows = view.fails
      .slice(0, MOST_FAILS)
      .map((finding) => [
        finding.severity,
        finding.title,
        short(view.subject(finding)),
        (finding.cause === null ? "" : CAUSE_WORDS[finding.cause]) +
          (finding.waiver === null ? "" : ` (waiver ${short(finding.waiver.id)}: ${finding.waiver.state})`),
      ]);
    yield `## Open, worst first\n\n${table(["severity", "fails", "where", "why"], rows)}\n`;
    const left = view.fails.length - MOST_FAILS;
    if (left > 0) yield `and ${left} more, in report.html\n\n`;
  }
  if (view.unknown.length > 0) {
    const asks = view.asks.filter(({ ask }) => ask.length > 0).length;
    yield `${e(`${counted(view.unknown.length, "check")} cannot be told from these files; ${counted(asks, "collection")} would settle them.`)}\n\n`;
  }
  const { verdict, comparisons } = report.population;
  yield `## ${e(`Population: ${verdict}`)}\n\n${e(VERDICT_SENTENCES[verdict])}\n\n`;
  for (const one of comparisons) {
    if (one.verdict === "closed") continue;
    yield `- ${e(`${COMPARISON_TITLES[one.id]}: ${one.verdict}, ${counted(one.differences.length, "difference")}`)}\n`;
  }
  yield `\n${e("It shows what is configured, not that events were written, collected or looked at, nor where the files came from.")}\n`;
  yield `\n${e(digestLine(resultsDigest))}\n`;
}
