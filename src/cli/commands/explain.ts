/** `eventreach explain`: a requirement's page; with paths, who decides the value and why. */
import { InputError } from "../../core/failure.ts";
import type { Finding, Report, TrailStep } from "../../core/report.ts";
import { placeOf } from "../../core/provenance.ts";
import { columns, cutMiddle, wrap } from "../../report/layout.ts";
import { TRAIL_HEADER, trailCells, trailRows } from "../../report/trail-table.ts";
import { CAUSE_WORDS, STATUS_WORDS, subjectText } from "../../report/words.ts";
import { printable, printableAscii, withoutLogCommands } from "../../text/printable.ts";
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
  const shown = options["ascii"] === true ? inAscii : inLines;
  if (paths.length === 0) {
    await io.out(shown(requirementPage(requirement, width)));
    return EXIT.ok;
  }

  const evidence = evidenceOf(await readInputs(paths, progressOn(io.err, io.clock)));
  sayDiagnostics(evidence.diagnostics, io, evidence.facts.length === 0);
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
  await io.out(shown(requirementPage(requirement, width)));
  return EXIT.ok;
}

function* inAscii(chunks: Iterable<string>): Iterable<string> {
  // The chunks are printable already; line breaks are ours.
  for (const chunk of inLines(chunks)) yield chunk.split("\n").map(printableAscii).join("\n");
}

function* inLines(chunks: Iterable<string>): Iterable<string> {
  for (const chunk of chunks) yield withoutLogCommands(chunk);
}

function gpoName(gpo: { name: string | null; guid: string | null; container: string }): string {
  return gpo.name === null ? (gpo.guid ?? gpo.container) : `"${gpo.name}"`;
}

/** Who decides, strongest first: what each sets, whether it counts, by which rule, and where that was read. */
function* decision(finding: Finding, report: Report, width: number): Iterable<string> {
  const { status, subject, want, have, cause, trail, notes, ask } = finding;
  yield `${STATUS_WORDS[status].toUpperCase()}  ${printable(subjectText(subject, gpoName))}\n`;
  yield* labelled("want", want, width);
  yield* labelled("have", have, width);
  if (cause !== null) yield* labelled("cause", CAUSE_WORDS[cause], width);
  if (trail.length === 0) yield* labelled("who", "no GPO in the evidence speaks of it", width);
  else yield* trailLines(trail, report, width);
  for (const note of notes) yield* labelled("note", note, width);
  for (const line of ask) yield `  ask     ${printable(line)}\n`;
  yield "\n";
}

const LONGEST_NAME = 28;

/** The order of application, the weakest first; then each step with its full name and where that was read. */
function* trailLines(trail: readonly TrailStep[], report: Report, width: number): Iterable<string> {
  const rows = trailRows(trail, { gpo: gpoName, place: (container) => container });
  const numbers = rows.map(({ position }) => (position === null ? "-" : String(position)));
  const cells = rows.map((row, i) => {
    const short = { ...row, gpo: cutMiddle(printable(row.gpo), LONGEST_NAME, "...") };
    return [numbers[i] ?? "", ...trailCells(short).map(printable)];
  });
  for (const line of columns([["#", ...TRAIL_HEADER], ...cells], width - 2)) yield `  ${line}\n`;
  for (const [i, row] of rows.entries()) {
    yield* labelled(numbers[i] ?? "", row.gpo, width);
    const fact = report.facts.get(row.step.fact);
    if (fact !== undefined) yield `          ${printable(placeOf(fact.origin))}\n`;
  }
}

function* labelled(label: string, text: string, width: number): Iterable<string> {
  const [first = "", ...rest] = wrap(printable(text), width - 10);
  yield `  ${label.padEnd(8)}${first}\n`;
  for (const line of rest) yield `          ${line}\n`;
}
