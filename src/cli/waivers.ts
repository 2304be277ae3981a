/** `--waivers`: the file is read and laid over the report; whatever is wrong with it is said with its place, and ends the run. */
import { allRequirements } from "../catalog/catalogs.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { UsageError } from "../core/failure.ts";
import { messageOf } from "../core/messages.ts";
import type { Report } from "../core/report.ts";
import type { WaiverFile } from "../core/waiver.ts";
import { sha256Hex } from "../platform/digest.ts";
import { walk } from "../platform/files.ts";
import { decode } from "../text/decode.ts";
import { printable } from "../text/printable.ts";
import { applyWaivers } from "../waivers/apply.ts";
import type { WaiverProblem } from "../waivers/entry.ts";
import { type ReadWaivers, readWaivers } from "../waivers/read.ts";
import type { Io } from "./io.ts";

const SHOWN = 20;

export interface Waivers {
  readonly file: WaiverFile;
  readonly read: ReadWaivers;
}

/** @throws UsageError for what cannot be read, and for every error in it. */
export async function loadWaivers(path: string): Promise<Waivers> {
  const { file, bytes } = await waiverFile(path);
  return parseWaivers(file, bytes);
}

/** @throws UsageError for every error in it. */
export function parseWaivers(file: WaiverFile, bytes: Uint8Array): Waivers {
  const read = readWaivers(
    decode(bytes).text,
    allRequirements().map(({ id }) => id),
  );
  refuse(file, read.problems);
  return { file, read };
}

/** Warnings go to stderr, unless `quiet`; they stand in the report as well. @throws UsageError for two waivers that meet. */
export function layWaivers(report: Report, { file, read }: Waivers, io: Io, quiet: boolean): Report {
  const { report: laid, problems } = applyWaivers(report, file, read, report.asOf);
  refuse(file, problems);
  for (const problem of quiet ? [] : problems) {
    const [place, next] = lines(file, problem);
    io.err.write(`warning: ${printable(place)}\n    ${printable(next)}\n`);
  }
  return laid;
}

/** @throws UsageError for what cannot be read. */
export async function waiverFile(path: string): Promise<{ file: WaiverFile; bytes: Uint8Array }> {
  const problems: Diagnostic[] = [];
  const onProblem = (problem: { code: Diagnostic["code"]; path: string; data?: Diagnostic["data"] }): void =>
    void problems.push({ code: problem.code, path: problem.path, at: null, data: problem.data ?? {} });
  try {
    for await (const entry of walk([path], onProblem)) {
      if (entry.container !== null || ![path, path.replaceAll("\\", "/")].includes(entry.path)) break;
      const bytes = await entry.read();
      return { file: { path: entry.path, digest: sha256Hex(bytes) }, bytes };
    }
  } catch (error) {
    // A reading that fails has reported why.
    if (problems.length === 0) throw error;
  }
  const [problem] = problems;
  const why = problem === undefined ? "It is no plain file." : messageOf(problem).message;
  throw new UsageError(`--waivers ${path}: ${why}`, ["give the YAML file itself; docs/waivers.md has an example"]);
}

function refuse(file: WaiverFile, problems: readonly WaiverProblem[]): void {
  const errors = problems.filter(({ level }) => level === "error");
  if (errors.length === 0) return;
  const rest = errors.length - SHOWN;
  const count = errors.length === 1 ? "an error" : `${errors.length} errors`;
  throw new UsageError(`--waivers: ${count} in ${file.path}; no waiver was used and nothing was reported`, [
    ...errors.slice(0, SHOWN).flatMap((problem) => {
      const [place, next] = lines(file, problem);
      return [place, `  ${next}`];
    }),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ]);
}

function lines({ path }: WaiverFile, { at, message, next }: WaiverProblem): readonly [place: string, next: string] {
  return [`${path}:${at.line}:${at.column}: ${message}`, next];
}
