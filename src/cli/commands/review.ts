/** `eventreach review`: the findings, one by one, in the terminal; without one, the report of `scan` and why. */
import { statSync } from "node:fs";
import { REPORTERS } from "../../report/index.generated.ts";
import { withFilter } from "../../report/shown.ts";
import { counted } from "../../report/words.ts";
import { printable } from "../../text/printable.ts";
import type { Binding } from "../../tui/bindings.ts";
import type { Loading } from "../../tui/loading.ts";
import type { Opened } from "../../tui/start.ts";
import { type AnalyseOptions, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { catalogEntries } from "../pages.ts";
import { progressOn } from "../progress.ts";
import type { Desk } from "../review/desk.ts";
import { judged, NothingFound, progressIn, type PhasedProgress } from "../review/load.ts";
import { asOfOfJournal, type JournalChoice, journalToReplay, openDesk, openJournal } from "../review/open.ts";
import { servicesOf } from "../review/services.ts";
import { ownKeys, type ReviewWords, wordsOf } from "../review/words.ts";
import { layWaivers, loadWaivers } from "../waivers.ts";
import { exitCode } from "./scan.ts";
import { terminalFor } from "../terminal-for.ts";

type Terminal = ReturnType<typeof terminalFor>;

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
  const words = wordsOf(paths, options);
  const bindings = await ownKeys(words.keys);
  if (words.replay !== null) return replay(words, words.replay, io);
  const terminal = terminalFor(io, options);
  const reason = reasonAgainst(io);
  if (reason !== null) {
    io.err.write(`eventreach: review needs a terminal, and ${reason}; this is the report of scan instead\n`);
    return scanned(words, terminal, io);
  }
  // A journal is only looked at where somebody can write in it, or wants to see it.
  const journal = openJournal(words.journal, paths);
  return inTerminal(words, { journal, terminal, bindings }, io);
}

/** The state that a journal leads to. */
async function replay(words: ReviewWords, path: string, io: Io): Promise<number> {
  const journal = journalToReplay(path);
  const settings = settingsOf(words, asOfOfJournal(journal, words), io);
  const { report } = await judged(words.paths, words.scope, settings, quietProgress(io));
  const { replayed } = await import("./review-replay.ts");
  return replayed(journal.opened, report, words.waivers, io);
}

/** The report of scan. */
async function scanned(words: ReviewWords, terminal: Terminal, io: Io): Promise<number> {
  // A mistake in it is said before anybody waits.
  const waivers = words.waivers === null ? null : await loadWaivers(words.waivers);
  const settings = settingsOf(words, null, io);
  const { report } = await judged(words.paths, words.scope, settings, quietProgress(io));
  const laid = waivers === null ? report : layWaivers(report, waivers, io, false);
  const shown = words.filter === null ? laid : withFilter(laid, words.filter);
  await io.out((await REPORTERS["terminal"]?.())?.render(shown, terminal) ?? []);
  return exitCode(laid, words.failOn, words.strict);
}

interface Given {
  readonly journal: JournalChoice;
  readonly terminal: Terminal;
  readonly bindings: readonly Binding[] | undefined;
}

/** The inputs are read first, then the desk is opened, then there are findings to decide on. */
async function inTerminal(words: ReviewWords, { journal, terminal, bindings }: Given, io: Io): Promise<number> {
  const { paths, scope, roles, waivers, reviewer } = words;
  // A mistake in it is said before anybody waits; one that is not there is made by the first waiver.
  if (waivers !== null && statSync(waivers, { throwIfNoEntry: false }) !== undefined) await loadWaivers(waivers);
  const settings = settingsOf(words, asOfOfJournal(journal, words), io);
  // The library draws nothing where it believes to be in CI; here somebody sits at a terminal.
  for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
  const [{ startReview }, { modelOf }, { themeOf }, { spokenTheme }] = await Promise.all([
    import("../../tui/start.ts"),
    import("../../tui/model.ts"),
    import("../../tui/theme.ts"),
    import("../../tui/spoken.ts"),
  ]);
  const screenReader = words.screenReader || io.env["INK_SCREEN_READER"] === "true";
  const theme = screenReader ? spokenTheme(themeOf(terminal)) : themeOf(terminal);
  const held: { desk: Desk | null } = { desk: null };
  const load = async (loading: Loading): Promise<Opened> => {
    const { report, evidence } = await judged(paths, scope, settings, progressIn(loading));
    loading.phase("opening the journal");
    await loading.turn();
    const handover = { paths, asOf: settings.asOf, roles, scope, catalogs: words.catalogs.map(({ id }) => id) };
    const desk = (held.desk = openDesk(report, { journal, waivers, reviewer, handover, now: () => io.now() }));
    loading.phase(`arranging: ${counted(report.findings.length, "finding")}`);
    await loading.turn();
    const own = bindings === undefined ? {} : { bindings };
    const model = modelOf(desk.report, { theme, catalog: catalogEntries(), mayCopy: words.mayCopy, ...own });
    const services = servicesOf({ evidence, report, options: settings, paths }, desk);
    return { model, services, filter: words.expression };
  };
  try {
    const { stdin, stdout } = process;
    const signal = await startReview({ load, theme, screenReader, stdin, stdout });
    const { desk } = held;
    if (signal !== null || desk === null) return signal ?? EXIT.ok;
    await io.out(desk.handover.map((line) => `${printable(line)}\n`));
    return exitCode(desk.report, words.failOn, words.strict);
  } finally {
    if ("release" in journal.opened) journal.opened.release();
  }
}

function settingsOf({ asOf, parsedRoles, catalogs }: ReviewWords, known: string | null, io: Io): AnalyseOptions {
  return { asOf: asOf ?? known ?? io.now(), roles: parsedRoles, catalogs };
}

/** Nobody could give it up. */
function quietProgress(io: Io): PhasedProgress {
  return { ...progressOn(io.err, io.clock), phase: () => undefined, turn: async () => undefined };
}

/** Null where a person can use it. */
function reasonAgainst(io: Io): string | null {
  if (!io.stdout.isTTY) return "the output is none";
  if (!io.stdin.isTTY) return "the input is none";
  return io.env["TERM"] === "dumb" ? "TERM=dumb says that this one cannot move its cursor" : null;
}
