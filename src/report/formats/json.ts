/** `results/1` as one JSON document: two spaces of indent, fixed order of keys, a line break at the end. */
import type { Report } from "../../core/report.ts";
import { defineReporter } from "../define.ts";
import { factRecord, type JsonRecord } from "../fact-json.ts";
import { jsonText } from "../json-text.ts";
import {
  answerRecord,
  citedFacts,
  conflictRecord,
  containerRecord,
  diagnosticRecord,
  findingRecord,
  gpoRecord,
  headRecord,
  linkRecord,
  settingRecord,
  sourceRecord,
  subjectRecord,
  summaryRecord,
  waiverRowRecord,
} from "../records.ts";
import { populationRecord } from "../population.ts";
import { saclRecord } from "../sacl-records.ts";
import { shownFindings } from "../shown.ts";

export const reporter = defineReporter({
  id: "json",
  title: "For programs: results/1 of the contract, one document",
  extension: "json",
  *render(report) {
    const head = jsonText(headRecord(report), 2);
    yield head.slice(0, -"\n}".length);
    for (const [key, items] of lists(report)) {
      yield `,\n  "${key}": [`;
      let between = "\n    ";
      for (const item of items) {
        yield between + indented(jsonText(item, 2), "    ");
        between = ",\n    ";
      }
      yield between === "\n    " ? "]" : "\n  ]";
    }
    yield `,\n  "sacl": ${indented(jsonText(saclRecord(report.sacl), 2), "  ")}`;
    yield `,\n  "population": ${indented(jsonText(populationRecord(report.population), 2), "  ")}`;
    yield `,\n  "summary": ${indented(jsonText(summaryRecord(report.summary), 2), "  ")}\n}\n`;
  },
});

/** Written item by item, so that a report of any size needs no second copy in memory. */
function* lists(report: Report): Iterable<readonly [string, Iterable<JsonRecord>]> {
  yield ["sources", each(report.sources, (source) => sourceRecord(source, report.uses))];
  yield ["subjects", each(report.subjects, subjectRecord)];
  yield ["gpos", each(report.gpos, gpoRecord)];
  yield ["findings", each(shownFindings(report), findingRecord)];
  yield ["waivers", each(report.waivers, waiverRowRecord)];
  yield ["conflicts", each(report.conflicts, conflictRecord)];
  yield ["answers", each(report.answers, answerRecord)];
  yield ["diagnostics", each(report.diagnostics, diagnosticRecord)];
  yield ["settings", each(report.policy.settings, settingRecord)];
  yield ["links", each(report.policy.links, linkRecord)];
  yield ["containers", each(report.policy.containers, containerRecord)];
  yield ["facts", each(citedFacts(report), factRecord)];
}

function* each<T>(items: readonly T[], record: (item: T) => JsonRecord): Iterable<JsonRecord> {
  for (const item of items) yield record(item);
}

/** Line breaks stand only between tokens: within strings they are escaped. */
function indented(text: string, indent: string): string {
  return text.replaceAll("\n", `\n${indent}`);
}
