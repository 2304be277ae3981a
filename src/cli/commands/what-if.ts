/** `eventreach scan --what-if`: the findings that an edit would change; the evidence stays, and nothing is written. */
import { REQUIREMENTS } from "../../catalog/index.generated.ts";
import { selectorsOf } from "../../catalog/selectors.ts";
import { computerVerdicts } from "../../catalog/what-if.ts";
import { atOnce } from "../../core/steps.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { estateOf } from "../../policy/estate.ts";
import type { Estate } from "../../policy/estate.ts";
import { thinkEdits } from "../../policy/what-if/apply.ts";
import type { Setting } from "../../policy/what-if/edit.ts";
import type { RenderOptions } from "../../report/define.ts";
import { findingsAfter, whatIfOf } from "../../report/what-if.ts";
import { renderJson } from "../../report/what-if-json.ts";
import { renderMarkdown } from "../../report/what-if-markdown.ts";
import { renderTerminal } from "../../report/what-if-terminal.ts";
import type { WhatIf } from "../../report/what-if.ts";
import { analysing } from "../analyse.ts";
import type { AnalyseOptions } from "../analyse.ts";

const RENDERERS: Readonly<Record<string, (whatIf: WhatIf, options: RenderOptions) => Iterable<string>>> = {
  terminal: renderTerminal,
  json: renderJson,
  markdown: renderMarkdown,
};

export interface Answer {
  /** Of the changed estate; the exit code is its. */
  readonly report: Report;
  readonly render: (format: string, options: RenderOptions) => Iterable<string>;
}

/** @throws UsageError for an edit that is not understood or cannot be made. */
export function answerWhatIf(evidence: Evidence, words: readonly string[], options: AnalyseOptions): Answer {
  const { whatIf, report } = thinkWhatIf(evidence, words, options);
  return { report, render: (format, settings) => RENDERERS[format]?.(whatIf, settings) ?? [] };
}

interface Thought {
  readonly whatIf: WhatIf;
  readonly report: Report;
}

function thinkWhatIf(evidence: Evidence, words: readonly string[], options: AnalyseOptions): Thought {
  return atOnce(thinkingWhatIf(evidence, words, options));
}

/** In pieces. @throws UsageError likewise. `known`: the report as it stands, where it is at hand. */
export function* thinkingWhatIf(
  evidence: Evidence,
  words: readonly string[],
  options: AnalyseOptions,
  known?: Report,
): Generator<string, Thought, undefined> {
  const thought = thinkEdits(evidence, words, settingsOf);
  if ("problem" in thought) {
    throw new UsageError(`--what-if "${thought.word}": ${thought.problem.message}`, thought.problem.next);
  }
  const before = known ?? (yield* analysing(evidence, options));
  const after = yield* analysing(thought.evidence, options);
  yield "before";
  const estate = estateOf(evidence, options.roles);
  const captures = capturedHosts(estate);
  yield "before";
  const verdicts = computerVerdicts(REQUIREMENTS, estate);
  yield "after";
  const changed = estateOf(thought.evidence, options.roles);
  yield "after";
  const computers = { before: verdicts, after: computerVerdicts(REQUIREMENTS, changed) };
  yield "changes";
  const whatIf = whatIfOf(before, after, { edits: thought.edits, captures, computers });
  return { whatIf, report: { ...after, findings: findingsAfter(before, after, captures) } };
}

/** Computers whose own readings are judged. */
function capturedHosts({ hosts }: Estate): ReadonlySet<string> {
  return new Set(hosts.flatMap(({ name, facts }) => (facts.length > 0 ? [name.toLowerCase()] : [])));
}

/** A requirement's id as a short form for the settings that it asks for. */
function settingsOf(id: string): readonly Setting[] | null {
  const requirement = REQUIREMENTS.find((one) => one.id.toLowerCase() === id.toLowerCase());
  return requirement === undefined ? null : selectorsOf(requirement.expect);
}
