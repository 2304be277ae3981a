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
import type { Filter } from "../../report/filter.ts";
import { REPORTERS } from "../../report/index.generated.ts";
import { withFilter } from "../../report/shown.ts";
import { bytesText, counted } from "../../report/words.ts";
import { aboutText as whatIfAbout, headText, standingText, whoText } from "../../report/what-if-words.ts";
import type { WhatIf } from "../../report/what-if.ts";
import { decode } from "../../text/decode.ts";
import type { Services, SourceText, WhatIfResult } from "../../tui/effects.ts";
import type { Binding } from "../../tui/bindings.ts";
import type { Loading } from "../../tui/loading.ts";
import type { Opened } from "../../tui/start.ts";
import { type AnalyseOptions, analysing, gathering, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { parseAsOf, parseCatalogs, parseFilterOption, parseRoles } from "../options.ts";
import { catalogEntries } from "../pages.ts";
import { type Progress, progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { layWaivers, loadWaivers } from "../waivers.ts";
import { exitCode } from "./scan.ts";
import { thinkingWhatIf } from "./what-if.ts";

export async function review(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  try {
    return await reviewed(paths, options, io);
  } catch (error) {
    if (!(error instanceof NothingFound)) throw error;
    sayDiagnostics(error.evidence.diagnostics, io, true);
    throw nothingAnalysed(error.evidence);
  }
}

async function reviewed(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  const asked = askedOf(paths, options, io);
  const bindings = await ownKeys(word(options["keys"]));
  const terminal = terminalOf({
    env: io.env,
    platform: io.platform,
    isTTY: io.stdout.isTTY,
    columns: io.stdout.columns,
    noColor: options["color"] === false,
    ascii: options["ascii"] === true,
  });
  const codeOf = (report: Report): number => exitCode(report, String(options["failOn"]), options["strict"] === true);

  const reason = reasonAgainst(io);
  if (reason !== null) {
    const progress = progressOn(io.err, io.clock);
    const { report } = await reported(asked, { ...progress, phase: () => undefined, turn: async () => undefined }, io);
    io.err.write(`eventreach: review needs a terminal, and ${reason}; this is the report of scan instead\n`);
    const shown = asked.filter === null ? report : withFilter(report, asked.filter);
    await io.out((await REPORTERS["terminal"]?.())?.render(shown, terminal) ?? []);
    return codeOf(report);
  }

  // The library draws nothing where it believes to be in CI; here somebody sits at a terminal.
  for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
  const [{ startReview }, { modelOf }, { themeOf }, { spokenTheme }] = await Promise.all([
    import("../../tui/start.ts"),
    import("../../tui/model.ts"),
    import("../../tui/theme.ts"),
    import("../../tui/spoken.ts"),
  ]);
  const screenReader = options["screenReader"] === true || io.env["INK_SCREEN_READER"] === "true";
  const theme = screenReader ? spokenTheme(themeOf(terminal)) : themeOf(terminal);
  let code: number = EXIT.ok;
  const load = async (loading: Loading): Promise<Opened> => {
    const { report, evidence } = await reported(asked, progressIn(loading), io);
    code = codeOf(report);
    loading.phase(`arranging: ${counted(report.findings.length, "finding")}`);
    await loading.turn();
    const mayCopy = options["osc52"] === true;
    const own = bindings === undefined ? {} : { bindings };
    const model = modelOf(report, { theme, catalog: catalogEntries(), mayCopy, ...own });
    return { model, services: servicesOf(evidence, report, asked.settings, paths), filter: asked.expression };
  };
  return (await startReview({ load, theme, screenReader, stdin: process.stdin, stdout: process.stdout })) ?? code;
}

/** The options, understood before anything is read. */
interface Asked {
  readonly paths: readonly string[];
  readonly scope: string | undefined;
  readonly settings: AnalyseOptions;
  readonly waivers: string | undefined;
  readonly expression: string;
  readonly filter: Filter | null;
}

function askedOf(paths: readonly string[], options: Record<string, unknown>, io: Io): Asked {
  const roles = parseRoles(Array.isArray(options["role"]) ? options["role"].map(String) : []);
  const asOf = typeof options["asOf"] === "string" ? parseAsOf(options["asOf"]) : io.now();
  const catalogs = parseCatalogs(String(options["catalog"]));
  const expression = word(options["filter"]);
  return {
    paths,
    scope: word(options["scope"]),
    settings: { asOf, roles, catalogs },
    waivers: word(options["waivers"]),
    expression: expression ?? "",
    filter: expression === undefined ? null : parseFilterOption(expression),
  };
}

function word(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Progress that gives keys their turn, and begins a line for each phase. */
interface PhasedProgress extends Progress {
  readonly phase: (text: string) => void;
  readonly turn: () => Promise<void>;
}

function progressIn({ phase, say, turn }: Loading): PhasedProgress {
  phase("reading");
  return { step: (text) => say(text()), done: () => undefined, phase, turn };
}

/** Reads, judges, lays waivers over; between its parts whoever waits gets a turn. */
async function reported(
  { paths, scope, settings, waivers }: Asked,
  progress: PhasedProgress,
  io: Io,
): Promise<{ readonly report: Report; readonly evidence: Evidence }> {
  // A mistake in it is said before anybody waits.
  const laid = waivers === undefined ? null : await loadWaivers(waivers);
  const inputs = await readInputs(scope === undefined ? paths : [...paths, scope], progress);
  const bytes = inputs.files.reduce((sum, { source }) => sum + source.bytes, 0);
  progress.step(() => `reading: ${counted(inputs.files.length, "file")}, ${bytesText(bytes)}`);
  if (scope !== undefined && !inputs.files.some(({ source }) => source.kind === "scope-file")) {
    throw new UsageError(`${scope} is no scope file`, ["it begins with `schema: scope/1`; docs/scope.schema.json"]);
  }
  const evidence = await inTurns(gathering(inputs), progress);
  if (evidence.facts.length === 0) {
    throw new NothingFound(evidence);
  }
  const report = await inTurns(analysing(evidence, settings), progress);
  // What it warns of stands in the report.
  return { report: laid === null ? report : layWaivers(report, laid, io, true), evidence };
}

/** With what is to be said of the files, as soon as there is a screen to say it on. */
class NothingFound extends Error {
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

/** @throws UsageError with every mistake of the file. */
async function ownKeys(path: string | undefined): Promise<readonly Binding[] | undefined> {
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = decode(readFileSync(path)).text;
  } catch (error) {
    throw new UsageError(`--keys ${path}: it cannot be read`, [error instanceof Error ? error.message : String(error)]);
  }
  const { bindings, problems } = (await import("../../tui/remap.ts")).remapped(text);
  if (problems.length > 0) throw new UsageError(`--keys ${path}: no key was changed`, problems);
  return bindings;
}

/** Null where a person can use it. */
function reasonAgainst(io: Io): string | null {
  if (!io.stdout.isTTY) return "the output is none";
  if (!io.stdin.isTTY) return "the input is none";
  return io.env["TERM"] === "dumb" ? "TERM=dumb says that this one cannot move its cursor" : null;
}

export function servicesOf(
  evidence: Evidence,
  report: Report,
  options: AnalyseOptions,
  paths: readonly string[],
): Services {
  return {
    writeFix: (name, lines) => writeNew(name, `${lines.join("\n")}\n`, paths),
    readSource: sourceReader(),
    whatIf: async (words, isWanted) => {
      const steps = thinkingWhatIf(evidence, words, options, report);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) return resultOf(step.value.whatIf);
        await new Promise((done) => setImmediate(done));
        if (!isWanted()) throw new Error("nobody asks any more");
      }
    },
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

/** The file that was read last: who walks through findings mostly stays in one. */
interface LastFile {
  readonly id: string;
  readonly path: string;
  readonly bytes: number;
  readonly changed: number;
  readonly lines: readonly string[];
}

/** Null for a member of an archive, and for a file that is gone, larger than is read whole, or not the one that was judged. */
function sourceReader(): Services["readSource"] {
  let last: LastFile | null = null;
  return (path, id, line): SourceText | null => {
    try {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined || !stats.isFile() || stats.size > LIMITS.wholeBytes) return null;
      const same = last?.id === id && last.path === path && last.bytes === stats.size && last.changed === stats.mtimeMs;
      if (!same || last === null) {
        const bytes = readFileSync(path);
        if (sha256Hex(bytes) !== id) return null;
        const lines = decode(bytes).text.split(/\r\n|\r|\n/);
        last = { id, path, bytes: stats.size, changed: stats.mtimeMs, lines };
      }
      const first = Math.max(line - AROUND, 1);
      return { first, lines: last.lines.slice(first - 1, line + AROUND) };
    } catch {
      return null;
    }
  };
}

const MOST_CHANGES = 50;

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
