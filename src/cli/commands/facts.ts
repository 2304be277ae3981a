/** `eventreach facts`: what was read, one JSON object a line, nothing judged. */
import { factJson } from "../../report/fact-json.ts";
import { evidenceOf, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { sayUnused } from "../unused.ts";

export async function facts(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  const evidence = evidenceOf(await readInputs(paths, progressOn(io.err, io.clock)));
  if (options["quiet"] !== true) {
    sayDiagnostics(evidence.diagnostics, io, evidence.facts.length === 0);
    sayUnused(evidence.sources, io);
  }
  if (evidence.facts.length === 0) throw nothingAnalysed(evidence);
  await io.out(lines(evidence.facts));
  return EXIT.ok;
}

function* lines(list: readonly Parameters<typeof factJson>[0][]): Iterable<string> {
  for (const fact of list) yield `${factJson(fact)}\n`;
}
