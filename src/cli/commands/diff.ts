/** `eventreach diff`: what changed between two states, or along several; regressions decide the exit code. */
import type { Diff } from "../../core/diff.ts";
import { UsageError } from "../../core/failure.ts";
import { SEVERITIES } from "../../core/report.ts";
import { diffOf } from "../../diff/compare.ts";
import { series } from "../../diff/series.ts";
import type { Snapshot } from "../../diff/snapshot.ts";
import { writeFileAt } from "../../platform/output.ts";
import type { RenderOptions } from "../../report/define.ts";
import { renderJson, renderSeriesJson } from "../../report/diff-json.ts";
import { renderMarkdown, renderSeriesMarkdown } from "../../report/diff-markdown.ts";
import { renderSeriesTerminal, renderTerminal } from "../../report/diff-terminal.ts";
import { printable } from "../../text/printable.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import { parseAsOf, parseCatalogs, parseFormats, parseRoles } from "../options.ts";
import { loadSide, type SideOptions } from "../sides.ts";
import { loadWaivers } from "../waivers.ts";
import { terminalFor } from "../terminal-for.ts";

const RENDERERS = {
  terminal: { two: renderTerminal, more: renderSeriesTerminal },
  json: { two: renderJson, more: renderSeriesJson },
  markdown: { two: renderMarkdown, more: renderSeriesMarkdown },
} as const;

export async function diff(paths: readonly string[], options: Record<string, unknown>, io: Io): Promise<number> {
  if (paths.length < 2) {
    throw new UsageError("diff wants an old and a new side", ["example: eventreach diff january/ february/"]);
  }
  const choices = parseFormats(words(options["format"]), word(options["output"]), Object.keys(RENDERERS));
  const waivers = word(options["waivers"]);
  const sideOptions: SideOptions = {
    asOf: typeof options["asOf"] === "string" ? parseAsOf(options["asOf"]) : io.now(),
    roles: parseRoles(words(options["role"])),
    catalogs: parseCatalogs(String(options["catalog"])),
    scope: word(options["scope"]),
    waivers: waivers === undefined ? null : await loadWaivers(waivers),
    quiet: options["quiet"] === true,
  };
  const snapshots: Snapshot[] = [];
  for (const path of paths) snapshots.push(await loadSide(path, sideOptions, io));
  refuseIdle(options, snapshots);

  const [old, now] = snapshots.slice(-2);
  if (old === undefined || now === undefined) throw new Error("two paths gave less than two sides");
  const compared = diffOf(old, now);
  const settings = terminalFor(io, options);
  for (const { format, file } of choices) {
    const render = (given: RenderOptions): Iterable<string> => {
      const { two, more } = RENDERERS[format as keyof typeof RENDERERS];
      return snapshots.length === 2 ? two(compared, given) : more(series(snapshots), compared, given);
    };
    if (file === null) await io.out(render(settings));
    else {
      await writeFileAt(file, render({ ...settings, colour: false, width: 100 }), paths);
      if (!sideOptions.quiet) io.err.write(`wrote ${printable(file)}\n`);
    }
  }
  return exitCode(compared, String(options["failOn"]), options["strict"] === true);
}

/** An option that could not have had any effect is a misunderstanding. */
function refuseIdle(options: Record<string, unknown>, snapshots: readonly Snapshot[]): void {
  if (snapshots.some(({ side }) => side.kind === "inputs")) return;
  const idle = ["role", "scope", "waivers", "asOf"].find((name) => options[name] !== undefined);
  if (idle === undefined) return;
  const shown = idle === "asOf" ? "as-of" : idle;
  throw new UsageError(`--${shown} changes nothing: every side is results, which were judged when they were written`, [
    `scan the inputs again with --${shown}, or give the inputs themselves`,
  ]);
}

/** A regression that an active waiver accepts does not count. */
export function exitCode({ findings, notComparable }: Diff, failOn: string, strict: boolean): number {
  const threshold = failOn === "none" ? -1 : SEVERITIES.findIndex((severity) => severity === failOn);
  const open = findings.some(
    ({ group, severity, after }) =>
      group === "regression" && after?.waiver?.state !== "active" && SEVERITIES.indexOf(severity) <= threshold,
  );
  if (open) return EXIT.open;
  const blind = findings.some(({ group }) => BLIND.has(group)) || notComparable.length > 0;
  return strict && blind ? EXIT.incomplete : EXIT.ok;
}

const BLIND: ReadonlySet<string> = new Set(["lost-sight", "became-unknown", "not-comparable"]);

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function word(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
