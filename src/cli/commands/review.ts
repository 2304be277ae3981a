/** `eventreach review`: the findings, one by one, in the terminal; without one, the report of `scan` and why. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { LIMITS } from "../../core/limits.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { writeFileAt } from "../../platform/output.ts";
import { terminalOf } from "../../platform/terminal.ts";
import { REPORTERS } from "../../report/index.generated.ts";
import { aboutText as whatIfAbout, headText, standingText, whoText } from "../../report/what-if-words.ts";
import type { WhatIf } from "../../report/what-if.ts";
import { decode } from "../../text/decode.ts";
import { printable } from "../../text/printable.ts";
import type { Services, SourceText, WhatIfResult } from "../../tui/effects.ts";
import { analyse, type AnalyseOptions, evidenceOf, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import type { Io } from "../io.ts";
import { parseAsOf, parseRoles } from "../options.ts";
import { catalogEntries } from "../pages.ts";
import { progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import type { Desk } from "../review/desk.ts";
import { asOfOfJournal, journalToReplay, openDesk, openJournal } from "../review/open.ts";
import { layWaivers, loadWaivers } from "../waivers.ts";
import { exitCode } from "./scan.ts";
import { thinkWhatIf } from "./what-if.ts";

export async function review(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  const given = wordsOf(paths, options);
  const { asOf, roles, replay } = given;
  const reason = reasonAgainst(io);
  // A journal is only looked at where somebody can write in it, or wants to see it.
  const journal =
    replay !== null ? journalToReplay(replay) : reason === null ? openJournal(given.journal, paths) : null;
  const known = journal === null ? null : asOfOfJournal(journal, given);
  const inputs = await readInputs(given.scope === null ? paths : [...paths, given.scope], progressOn(io.err, io.clock));
  if (given.scope !== null && !inputs.files.some(({ source }) => source.kind === "scope-file")) {
    throw new UsageError(`${given.scope} is no scope file`, [
      "it begins with `schema: scope/1`; docs/scope.schema.json",
    ]);
  }
  const evidence = evidenceOf(inputs);
  if (evidence.facts.length === 0) {
    sayDiagnostics(evidence.diagnostics, io, true);
    throw nothingAnalysed(evidence);
  }
  const settings: AnalyseOptions = { asOf: asOf ?? known ?? io.now(), roles: parseRoles(roles) };
  const report = analyse(evidence, settings);
  const failOn = String(options["failOn"]);
  const terminal = terminalOf({
    env: io.env,
    platform: io.platform,
    isTTY: io.stdout.isTTY,
    columns: io.stdout.columns,
    noColor: options["color"] === false,
    ascii: options["ascii"] === true,
  });
  if (replay !== null && journal !== null && "entries" in journal.opened) {
    const { replayed } = await import("./review-replay.ts");
    return replayed(journal.opened, report, given.waivers, io);
  }
  if (reason !== null || journal === null) {
    io.err.write(`eventreach: review needs a terminal, and ${reason}; this is the report of scan instead\n`);
    const laid = given.waivers === null ? report : layWaivers(report, await loadWaivers(given.waivers), io, false);
    await io.out((await REPORTERS["terminal"]?.())?.render(laid, terminal) ?? []);
    return exitCode(laid, failOn, false);
  }

  const { reviewer, waivers } = given;
  const handover = { paths, asOf: settings.asOf, roles, scope: given.scope };
  const desk = openDesk(report, { journal, waivers, reviewer, handover, now: () => io.now() });
  try {
    // The library draws nothing where it believes to be in CI; here somebody sits at a terminal.
    for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
    const [{ runReview }, { modelOf }, { themeOf }] = await Promise.all([
      import("../../tui/run.tsx"),
      import("../../tui/model.ts"),
      import("../../tui/theme.ts"),
    ]);
    const model = modelOf(desk.report, {
      theme: themeOf(terminal),
      catalog: catalogEntries(),
      mayCopy: options["osc52"] === true,
    });
    const services = servicesOf(evidence, report, settings, paths, desk);
    const signal = await runReview({ model, services, stdin: process.stdin, stdout: process.stdout });
    if (signal === null) await io.out(desk.handover.map((line) => `${printable(line)}\n`));
    return signal ?? exitCode(desk.report, failOn, false);
  } finally {
    desk.close();
  }
}

function wordsOf(paths: readonly string[], options: Record<string, unknown>) {
  const text = (name: string): string | null => {
    const value = options[name];
    return typeof value === "string" ? value : null;
  };
  const asOf = text("asOf");
  const roles = Array.isArray(options["role"]) ? options["role"].map(String) : [];
  parseRoles(roles);
  const reviewer = text("reviewer");
  if (reviewer !== null && (reviewer.trim() === "" || reviewer.length > LONGEST_NAME)) {
    throw new UsageError("--reviewer wants the name of a person", ["example: --reviewer a.meyer@corp.example"]);
  }
  return {
    paths,
    roles,
    scope: text("scope"),
    asOf: asOf === null ? null : parseAsOf(asOf),
    waivers: text("waivers"),
    journal: text("journal"),
    replay: text("replay"),
    reviewer: reviewer?.trim() ?? null,
  };
}

const LONGEST_NAME = 200;

/** Null where a person can use it. */
function reasonAgainst(io: Io): string | null {
  if (!io.stdout.isTTY) return "the output is none";
  if (!io.stdin.isTTY) return "the input is none";
  return io.env["TERM"] === "dumb" ? "TERM=dumb says that this one cannot move its cursor" : null;
}

function servicesOf(
  evidence: Evidence,
  report: Report,
  options: AnalyseOptions,
  paths: readonly string[],
  desk: Desk,
): Services {
  return {
    desk,
    writeFix: (name, lines) => writeNew(name, `${lines.join("\n")}\n`, paths),
    readSource,
    whatIf: (words) => resultOf(thinkWhatIf(evidence, words, options, report).whatIf),
  };
}

/** Beside what is there already: nothing is overwritten. */
async function writeNew(name: string, text: string, paths: readonly string[]): Promise<string> {
  const dot = name.lastIndexOf(".");
  for (let number = 1; number < 1000; number += 1) {
    const path = resolve(number === 1 ? name : `${name.slice(0, dot)}-${number}${name.slice(dot)}`);
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    await writeFileAt(path, text, paths);
    return path;
  }
  throw new UsageError(`${name} and 998 others of its name are there already`);
}

/** Lines kept on either side of a fact. */
const AROUND = 200;

/** Null for a member of an archive, and for a file that is gone, larger than is read whole, or not the one that was judged. */
function readSource(path: string, id: string, line: number): SourceText | null {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile() || stats.size > LIMITS.wholeBytes) return null;
    const bytes = readFileSync(path);
    if (sha256Hex(bytes) !== id) return null;
    const first = Math.max(line - AROUND, 1);
    return {
      first,
      lines: decode(bytes)
        .text.split(/\r\n|\r|\n/)
        .slice(first - 1, line + AROUND),
    };
  } catch {
    return null;
  }
}

const MOST_CHANGES = 6;

function resultOf(whatIf: WhatIf): WhatIfResult {
  const about = whatIfAbout(whatIf);
  const changes = whatIf.changes.slice(0, MOST_CHANGES).map(({ way, title, subject, before, after }) => {
    const who = whoText(subject);
    return `${way}: ${title} (${who}): ${standingText(before)} -> ${standingText(after)}`;
  });
  const more = whatIf.changes.length - changes.length;
  return {
    head: headText(whatIf).split(";")[0] ?? "",
    lines: [
      ...(about === null ? [] : [about]),
      ...changes,
      ...(more > 0 ? [`and ${more} more; scan --what-if lists all`] : []),
    ],
  };
}
