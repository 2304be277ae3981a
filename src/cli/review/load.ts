/** From paths to a report, in phases that whoever waits can see and give up. */
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { bytesText, counted } from "../../report/words.ts";
import type { Loading } from "../../tui/loading.ts";
import { type AnalyseOptions, analysing, gathering } from "../analyse.ts";
import type { Progress } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";

export interface Loaded {
  readonly evidence: Evidence;
  /** Without waivers. */
  readonly report: Report;
}

/** Progress that gives keys their turn, and begins a line for each phase. */
export interface PhasedProgress extends Progress {
  readonly phase: (text: string) => void;
  readonly turn: () => Promise<void>;
}

export function progressIn({ phase, say, turn }: Loading): PhasedProgress {
  phase("reading");
  return { step: (text) => say(text()), done: () => undefined, phase, turn };
}

/** Reads and judges; between its parts whoever waits gets a turn. @throws NothingFound, UsageError */
export async function judged(
  paths: readonly string[],
  scope: string | null,
  settings: AnalyseOptions,
  progress: PhasedProgress,
): Promise<Loaded> {
  const inputs = await readInputs(scope === null ? paths : [...paths, scope], progress);
  const bytes = inputs.files.reduce((sum, { source }) => sum + source.bytes, 0);
  progress.step(() => `reading: ${counted(inputs.files.length, "file")}, ${bytesText(bytes)}`);
  if (scope !== null && !inputs.files.some(({ source }) => source.kind === "scope-file")) {
    throw new UsageError(`${scope} is no scope file`, ["it begins with `schema: scope/1`; docs/scope.schema.json"]);
  }
  const evidence = await inTurns(gathering(inputs), progress);
  if (evidence.facts.length === 0) throw new NothingFound(evidence);
  return { evidence, report: await inTurns(analysing(evidence, settings), progress) };
}

/** With what is to be said of the files, as soon as there is a screen to say it on. */
export class NothingFound extends Error {
  readonly evidence: Evidence;

  constructor(evidence: Evidence) {
    super("nothing found");
    this.evidence = evidence;
  }
}

/** A phase for each thing that is said; what only counts on stays in its line. */
async function inTurns<T>(steps: Generator<string, T, undefined>, progress: PhasedProgress): Promise<T> {
  let begin = "";
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    const text = step.value;
    const head = text.split(":")[0] ?? "";
    if (head === begin) progress.step(() => text);
    else progress.phase(text);
    begin = head;
    await progress.turn();
  }
}
