/** `eventreach scan`: read, judge, report, and the exit code that says how it stands. */
import { UsageError } from "../../core/failure.ts";
import { SEVERITIES } from "../../core/report.ts";
import type { Report } from "../../core/report.ts";
import { writeFileAt } from "../../platform/output.ts";
import { sinceOf } from "../../diff/series.ts";
import { type Snapshot, snapshotOf } from "../../diff/snapshot.ts";
import type { RenderOptions } from "../../report/define.ts";
import type { Filter } from "../../report/filter.ts";
import { REPORTERS } from "../../report/index.generated.ts";
import { withFilter } from "../../report/shown.ts";
import { printable } from "../../text/printable.ts";
import { isWaived } from "../../waivers/apply.ts";
import { analyse, evidenceOf, nothingAnalysed } from "../analyse.ts";
import { sayDiagnostics } from "../diagnostics.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import {
  type FormatChoice,
  parseAsOf,
  parseCatalogs,
  parseFilterOption,
  parseFormats,
  parseObjectsCsv,
  parsePrevious,
  parseRoles,
  parseWhatIfFormats,
} from "../options.ts";
import { progressOn } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { requireResults } from "../sides.ts";
import { resultsDigest } from "../results-digest.ts";
import { sayUnused } from "../unused.ts";
import { layWaivers, loadWaivers } from "../waivers.ts";
import { terminalFor } from "../terminal-for.ts";

export async function scan(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  const edits = words(options["whatIf"]);
  const choices = (edits.length > 0 ? parseWhatIfFormats : parseFormats)(
    words(options["format"]),
    word(options["output"]),
    Object.keys(REPORTERS),
  );
  await refuseBinaryOnScreen(choices, io);
  const objectsCsv = parseObjectsCsv(word(options["objectsCsv"]), choices, edits.length > 0);
  const catalogs = parseCatalogs(String(options["catalog"]));
  const roles = parseRoles(words(options["role"]));
  const asOf = typeof options["asOf"] === "string" ? parseAsOf(options["asOf"]) : io.now();
  const quiet = options["quiet"] === true;
  const filter = typeof options["filter"] === "string" ? parseFilterOption(options["filter"]) : null;
  const waiverPath = word(options["waivers"]);
  const previous = parsePrevious(words(options["previous"]), choices, edits.length > 0);
  if (edits.length > 0 && (filter !== null || waiverPath !== undefined)) {
    const name = filter === null ? "--waivers" : "--filter";
    throw new UsageError(`${name} and --what-if do not go together`, [
      "--what-if answers with every change that an edit makes, waived or not",
    ]);
  }

  const earlier: Snapshot[] = [];
  for (const path of previous) earlier.push(await requireResults(path));
  const scope = word(options["scope"]);
  const inputs = await readInputs(scope === undefined ? paths : [...paths, scope], progressOn(io.err, io.clock));
  if (scope !== undefined && !inputs.files.some(({ source }) => source.kind === "scope-file")) {
    throw new UsageError(`${scope} is no scope file`, ["it begins with `schema: scope/1`; docs/scope.schema.json"]);
  }
  const evidence = evidenceOf(inputs);
  if (!quiet) sayDiagnostics(evidence.diagnostics, io, evidence.facts.length === 0);
  if (evidence.facts.length === 0) {
    if (!quiet) sayUnused(evidence.sources, io);
    throw nothingAnalysed(evidence);
  }
  const { report, render }: Answer =
    edits.length > 0
      ? (await import("./what-if.ts")).answerWhatIf(evidence, edits, { asOf, roles, catalogs })
      : reported(
          await finished(
            analyse(evidence, { asOf, roles, catalogs }),
            { filter, waiverPath, quiet, earlier, label: paths.join(" ") },
            io,
          ),
        );

  const settings = terminalFor(io, options);
  for (const { format, file } of choices) {
    if (file === null) await io.out(await render(format, settings));
    else {
      const plain = { ...settings, colour: false, width: 100 };
      await writeFileAt(file, await render(format, plain), paths);
      if (!quiet) io.err.write(`wrote ${printable(file)}\n`);
    }
  }
  if (objectsCsv !== null) await writeObjects(objectsCsv, report, paths, quiet, io);
  return exitCode(report, String(options["failOn"]), options["strict"] === true);
}

async function writeObjects(file: string, { sacl }: Report, paths: readonly string[], quiet: boolean, io: Io) {
  const { objectsCsv } = await import("../../report/sacl-records.ts");
  await writeFileAt(file, objectsCsv(sacl), paths);
  if (quiet) return;
  io.err.write(`wrote ${printable(file)}\n`);
  const told = sacl?.classes.some(({ total }) => total > 0) === true;
  if (!told) io.err.write("  it is empty: no descriptor of an account or group of known class is among the inputs\n");
}

interface Answer {
  readonly report: Report;
  readonly render: (format: string, options: RenderOptions) => Rendered | Promise<Rendered>;
}

type Rendered = Iterable<string | Uint8Array>;

/** Before anything is read: nobody waits for a report that then cannot be shown. */
async function refuseBinaryOnScreen(choices: readonly FormatChoice[], io: Io): Promise<void> {
  const onScreen = choices.find(({ file }) => file === null);
  if (onScreen === undefined || !io.stdout.isTTY) return;
  const reporter = await REPORTERS[onScreen.format]?.();
  if (reporter?.binary !== true) return;
  throw new UsageError(`${onScreen.format} is not text, so it is not written to a screen`, [
    `give it a file: --format ${onScreen.format}=report.${reporter.extension}`,
  ]);
}

interface Finishing {
  readonly filter: Filter | null;
  readonly waiverPath: string | undefined;
  readonly quiet: boolean;
  /** Earlier results, oldest first. */
  readonly earlier: readonly Snapshot[];
  /** How this state is called beside them. */
  readonly label: string;
}

/** First the waivers, so that a filter can ask for them. */
async function finished(report: Report, given: Finishing, io: Io): Promise<Report> {
  const { filter, waiverPath, quiet, earlier, label } = given;
  const laid = waiverPath === undefined ? report : layWaivers(report, await loadWaivers(waiverPath), io, quiet);
  const compared =
    earlier.length === 0 ? laid : { ...laid, since: sinceOf(earlier, snapshotOf(laid, label, "inputs")) };
  return filter === null ? compared : withFilter(compared, filter);
}

function reported(report: Report): Answer {
  return {
    report,
    render: async (format, options) => {
      // A page is filed beside the results; what goes to a screen is not.
      const known = format === "html" ? { ...options, resultsDigest: resultsDigest(report) } : options;
      return (await REPORTERS[format]?.())?.render(report, known) ?? [];
    },
  };
}

/** Of all findings, whatever a filter shows; an active waiver accepts one. */
export function exitCode(report: Report, failOn: string, strict: boolean): number {
  const threshold = failOn === "none" ? -1 : SEVERITIES.findIndex((severity) => severity === failOn);
  const open = report.findings.some(
    (finding) => finding.status === "fail" && !isWaived(finding) && SEVERITIES.indexOf(finding.severity) <= threshold,
  );
  if (open) return EXIT.open;
  return strict && report.summary.verdict === "incomplete" ? EXIT.incomplete : EXIT.ok;
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function word(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
