/** `eventreach explain`: a requirement's page; with paths, who decides the value and why. */
import { InputError } from "../../core/failure.ts";
import type { Finding, Report, TrailStep } from "../../core/report.ts";
import { placeOf } from "../../core/provenance.ts";
import { wrap } from "../../report/layout.ts";
import { STATUS_WORDS, linkText, ruleText, subjectText } from "../../report/words.ts";
import { printable, printableAscii } from "../../text/printable.ts";
import { analyse, evidenceOf, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { parseRoles } from "../options.ts";
import { requirementById, requirementPage } from "../pages.ts";
import { progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { sayUnused } from "../unused.ts";

export async function explain(
  id: string,
  paths: readonly string[],
  options: Record<string, unknown>,
  io: Io,
): Promise<number> {
  const requirement = requirementById(id);
  const roles = parseRoles(Array.isArray(options["role"]) ? options["role"].map(String) : []);
  const width = Math.min(io.stdout.columns ?? 80, 100);
  const shown = options["ascii"] === true ? inAscii : (chunks: Iterable<string>) => chunks;
  await io.out(shown(requirementPage(requirement, width)));
  if (paths.length === 0) return EXIT.ok;

  const evidence = evidenceOf(await readInputs(paths, progressOn(io.err, io.clock)));
  sayDiagnostics(evidence.diagnostics, io);
  sayUnused(evidence.sources, io);
  if (evidence.facts.length === 0) throw nothingAnalysed(evidence);
  const report = analyse(evidence, { asOf: io.now(), roles });
  const findings = report.findings.filter((finding) => finding.requirement === requirement.id);
  if (findings.length === 0) {
    throw new InputError(`nothing in the evidence is a subject of ${requirement.id}`, [
      "give GPO backups or a SYSVOL copy",
    ]);
  }
  for (const finding of findings) await io.out(shown(decision(finding, report, width)));
  return EXIT.ok;
}

function gpoName(gpo: { name: string | null; guid: string | null; container: string }): string {
  return gpo.name ?? gpo.guid ?? gpo.container;
}

function* decision(finding: Finding, report: Report, width: number): Iterable<string> {
  yield `\n${STATUS_WORDS[finding.status]}  ${printable(subjectText(finding.subject, gpoName))}\n`;
  yield* indented(`have: ${finding.have}`, width);
  if (finding.trail.length === 0) yield "  no GPO in the evidence speaks of it\n";
  let position = finding.trail.length;
  for (const step of finding.trail) {
    yield* stepLines(step, position, report, width);
    position -= 1;
  }
  for (const note of finding.notes) yield* indented(note, width);
  for (const line of finding.ask) yield `    ${printable(line)}\n`;
}

function* stepLines(step: TrailStep, position: number, report: Report, width: number): Iterable<string> {
  const mark = { won: "won", lost: "lost", candidate: "open", excluded: "out" }[step.result];
  yield* indented(`${position}. ${mark.padEnd(4)} ${gpoName(step.gpo)} (${linkText(step.link)}): ${step.sets}`, width);
  yield* indented(`   ${ruleText(step)}`, width);
  const fact = report.facts.get(step.fact);
  if (fact !== undefined) yield `     read at ${printable(placeOf(fact.origin))}\n`;
}

function* indented(text: string, width: number): Iterable<string> {
  for (const line of wrap(printable(text), width - 2)) yield `  ${line}\n`;
}

/** Typography becomes plain, any other character an escape. */
function* inAscii(chunks: Iterable<string>): Iterable<string> {
  for (const chunk of chunks) {
    const lines = chunk.replaceAll("\u2026", "...").split("\n");
    yield lines.map((line) => printableAscii(line)).join("\n");
  }
}
