/** `what-if/1`: the answer to `--what-if` as one JSON document, in a fixed order of keys. */
import { jsonText } from "./json-text.ts";
import { subjectRecord } from "./records.ts";
import { countWays } from "./what-if.ts";
import type { Change, Standing, WhatIf } from "./what-if.ts";

export function* renderJson(whatIf: WhatIf): Iterable<string> {
  const { asOf, tool, catalog, mode, edits, changes, captured, unchanged } = whatIf;
  const record = {
    schema: "what-if/1",
    asOf,
    tool: { name: tool.name, version: tool.version },
    catalog: { version: catalog.version, digest: catalog.digest },
    mode: { before: mode.before, after: mode.after },
    written: false,
    edits: edits.map(({ word, text, notes }) => ({ word, text, notes: [...notes] })),
    changes: changes.map(changeRecord),
    captured: captured.map(({ id, requirement, host, status, have, policy }) => ({
      id,
      requirement,
      host,
      status,
      have,
      policy: standingRecord(policy),
    })),
    summary: {
      changes: changes.length,
      ...countWays(whatIf),
      undecided: changes.filter(({ after }) => after?.status === "unknown").length,
      captured: captured.length,
      unchanged,
    },
  };
  yield `${jsonText(record, 2)}\n`;
}

function changeRecord({ id, requirement, title, severity, subject, computers, way, before, after }: Change) {
  return {
    id,
    requirement,
    title,
    severity,
    subject: subjectRecord(subject),
    computers: [...computers],
    way,
    before: standingRecord(before),
    after: standingRecord(after),
  };
}

function standingRecord(standing: Standing | null) {
  if (standing === null) return null;
  const { status, have, winner, candidates, cause, ask } = standing;
  return { status, have, winner, candidates: [...candidates], cause, ask: [...ask] };
}
