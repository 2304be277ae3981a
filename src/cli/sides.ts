/** One side of a comparison: inputs are analysed as `scan` does, a results file or an evidence bag is read. */
import type { SideKind } from "../core/diff.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import { InputError } from "../core/failure.ts";
import { messageOf } from "../core/messages.ts";
import { manifestProblem } from "../bag/manifest.ts";
import { BAGIT, MANIFEST, RESULTS } from "../bag/names.ts";
import { readResults } from "../diff/read-results.ts";
import { type Snapshot, snapshotOf } from "../diff/snapshot.ts";
import { sha256Hex } from "../platform/digest.ts";
import type { Entry } from "../platform/entry.ts";
import { walk } from "../platform/files.ts";
import { ReadFailure } from "../platform/problem.ts";
import { decode } from "../text/decode.ts";
import { type AnalyseOptions, analyse, evidenceOf, nothingAnalysed } from "./analyse.ts";
import { sayDiagnostics } from "./diagnostics.ts";
import type { Io } from "./io.ts";
import { progressOn } from "./progress.ts";
import { readInputs } from "./read-inputs.ts";
import { layWaivers, type Waivers } from "./waivers.ts";

export interface SideOptions extends AnalyseOptions {
  readonly scope: string | undefined;
  readonly waivers: Waivers | null;
  readonly quiet: boolean;
}

/** @throws InputError when nothing of it can be analysed. */
export async function loadSide(path: string, options: SideOptions, io: Io): Promise<Snapshot> {
  return (await resultsAt(path)) ?? (await analysed(path, options, io));
}

/** A results file, or a bag's; null for inputs. @throws InputError when it is one and cannot be used. */
export async function resultsAt(path: string): Promise<Snapshot | null> {
  const found = await bagAt(path);
  if (found !== null) return await bagResults(path, found);
  const [file] = await entriesAt([path], 1);
  if (
    file === undefined ||
    file.container !== null ||
    !samePath(file.path, path) ||
    !looksLikeResults(await headOf(file))
  )
    return null;
  return snapshotIn(await bytesOf(file, path), path, "results");
}

/** @throws InputError */
export async function requireResults(path: string): Promise<Snapshot> {
  const snapshot = await resultsAt(path);
  if (snapshot !== null) return snapshot;
  throw new InputError(`${path} is no results file of ours and no evidence bag`, [
    "results are written by `eventreach scan PATH --format json -o results.json`",
  ]);
}

async function analysed(path: string, options: SideOptions, io: Io): Promise<Snapshot> {
  const { scope, waivers, quiet } = options;
  const inputs = await readInputs(scope === undefined ? [path] : [path, scope], progressOn(io.err, io.clock));
  const evidence = evidenceOf(inputs);
  if (!quiet) sayDiagnostics(evidence.diagnostics, io, evidence.facts.length === 0);
  try {
    if (evidence.facts.length === 0) throw nothingAnalysed(evidence);
    const report = analyse(evidence, options);
    return snapshotOf(waivers === null ? report : layWaivers(report, waivers, io, quiet), path, "inputs");
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${path}: ${error.message}`, [...error.next]);
  }
}

/** The folder or zip prefix of a bag; null where the path is none. */
async function bagAt(path: string): Promise<Entry[] | null> {
  const [first] = await entriesAt([path], 1);
  if (first === undefined) return null;
  if (!samePath(first.path, path)) {
    const base = path.replace(/[/\\]+$/, "");
    const [mark, ...others] = await entriesAt(
      [BAGIT, MANIFEST, RESULTS].map((name) => `${base}/${name}`),
      3,
    );
    return mark?.path.endsWith(BAGIT) === true ? [mark, ...others] : null;
  }
  if (first.container !== "zip") return null;
  const members = await entriesAt([path], MOST_MEMBERS);
  const mark = members.find((entry) => /!(?:[^/!]+\/)?bagit\.txt$/.test(entry.path));
  if (mark === undefined) return null;
  const top = mark.path.slice(0, -BAGIT.length);
  return members.filter((entry) => [BAGIT, MANIFEST, RESULTS].some((name) => entry.path === top + name));
}

const MOST_MEMBERS = 10_000;

async function bagResults(path: string, entries: readonly Entry[]): Promise<Snapshot> {
  const named = (name: string): Entry => {
    const entry = entries.find((one) => one.path.endsWith(name));
    if (entry !== undefined) return entry;
    throw new InputError(`${path} is an evidence bag without ${name}`, ["give a bag that `evidence create` wrote"]);
  };
  const bytes = await bytesOf(named(RESULTS), path);
  const manifest = decode(await bytesOf(named(MANIFEST), path)).text;
  const problem = manifestProblem(MANIFEST, manifest, RESULTS, sha256Hex(bytes));
  if (problem === null) return snapshotIn(bytes, path, "bag");
  throw new InputError(`the evidence bag ${path} is not intact: ${problem}`, [
    "`eventreach evidence verify BAG` says what else differs; get the bag again from who sealed it",
  ]);
}

function snapshotIn(bytes: Uint8Array, path: string, kind: SideKind): Snapshot {
  const read = readResults(decode(bytes).text, path, kind);
  if (read.ok) return read.snapshot;
  throw new InputError(`${path}: ${read.message}`, [read.next]);
}

/** Our results begin with their schema; every other JSON is an input. */
function looksLikeResults(head: string): boolean {
  return /^\s*\{\s*"schema"\s*:\s*"results\//.test(head);
}

async function headOf(entry: Entry): Promise<string> {
  if (entry.parts === null) return decode((await bytesOf(entry, entry.path)).subarray(0, 256)).text;
  try {
    for await (const part of entry.parts()) return decode(part.slice(0, 256)).text;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
  }
  return "";
}

async function bytesOf(entry: Entry, path: string): Promise<Uint8Array> {
  try {
    return await entry.read();
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    const { message, next } = messageOf({ code: error.code, path: entry.path, at: null, data: error.data });
    throw new InputError(`${path}: ${message}`, [next]);
  }
}

/** What cannot be found or read is told when the path is read as inputs. */
async function entriesAt(paths: readonly string[], most: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  const problems: Pick<Diagnostic, "code">[] = [];
  try {
    for await (const entry of walk(paths, (problem) => void problems.push(problem))) {
      entries.push(entry);
      if (entries.length >= most) break;
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
  }
  return entries;
}

function samePath(found: string, given: string): boolean {
  return found === given || found === given.replaceAll("\\", "/");
}
