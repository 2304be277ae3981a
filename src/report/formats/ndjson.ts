/** The report as lines: `run` first, then every source, GPO, fact, finding, waiver, conflict, answer and diagnostic, the SACLs of the directory, the population, `summary` last. */
import { defineReporter } from "../define.ts";
import { factRecord, type JsonRecord } from "../fact-json.ts";
import { jsonText } from "../json-text.ts";
import {
  answerRecord,
  citedFacts,
  conflictRecord,
  diagnosticRecord,
  findingRecord,
  gpoRecord,
  headRecord,
  sourceRecord,
  subjectRecord,
  summaryRecord,
  waiverRowRecord,
} from "../records.ts";
import { populationRecord } from "../population.ts";
import { saclRecord } from "../sacl-records.ts";
import { shownFindings } from "../shown.ts";

export const reporter = defineReporter({
  id: "ndjson",
  title: "For streams: one JSON object a line",
  extension: "ndjson",
  *render(report) {
    yield line("run", { ...headRecord(report), subjects: report.subjects.map(subjectRecord) });
    for (const source of report.sources) yield line("source", sourceRecord(source, report.uses));
    for (const gpo of report.gpos) yield line("gpo", gpoRecord(gpo));
    // A registry fact has a `type` of its own, so facts stand one level below.
    for (const fact of citedFacts(report)) yield line("fact", { fact: factRecord(fact) });
    for (const finding of shownFindings(report)) yield line("finding", findingRecord(finding));
    for (const waiver of report.waivers) yield line("waiver", waiverRowRecord(waiver));
    for (const conflict of report.conflicts) yield line("conflict", conflictRecord(conflict));
    for (const answer of report.answers) yield line("answer", answerRecord(answer));
    for (const diagnostic of report.diagnostics) yield line("diagnostic", diagnosticRecord(diagnostic));
    const sacl = saclRecord(report.sacl);
    if (sacl !== null) yield line("sacl", sacl);
    yield line("population", populationRecord(report.population));
    yield line("summary", summaryRecord(report.summary));
  },
});

function line(type: string, record: JsonRecord): string {
  return `${jsonText({ type, ...record })}\n`;
}
