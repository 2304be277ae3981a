/** Inputs into the bag: each file copied byte for byte, under names that do not tell where on the machine it lay. */
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { basename, resolve } from "node:path";
import { copiesOf, type Input, type InputProblem } from "../../bag/register.ts";
import { UsageError } from "../../core/failure.ts";
import { compareKeys } from "../../core/order.ts";
import { walk } from "../../platform/files.ts";
import type { OutputFolder } from "../../platform/output-folder.ts";
import { isInside } from "../../platform/paths.ts";
import { failureOf, type Problem, ReadFailure } from "../../platform/problem.ts";
import { printable } from "../../text/printable.ts";
import type { Progress } from "../progress.ts";

export interface Collected {
  /** The first parts of the inputs' paths, sorted; they stand for the arguments. */
  readonly roots: readonly string[];
  /** The path of the scope file among the inputs; null without one. */
  readonly scope: string | null;
  readonly inputs: readonly Input[];
  readonly problems: readonly InputProblem[];
}

interface Root {
  /** The argument. */
  readonly given: string;
  readonly label: string;
  readonly isScope: boolean;
  readonly inputs: readonly Input[];
  readonly problems: readonly InputProblem[];
}

/** Arguments that are there, each once; one inside another is left to that other. @throws UsageError when one is not there */
export function inputRoots(paths: readonly string[], say: (line: string) => void): readonly string[] {
  const real = paths.map((path) => {
    try {
      return realpathSync.native(path, { encoding: "buffer" });
    } catch (error) {
      failureOf(error);
      throw new UsageError(`${path} is not there or cannot be read; evidence is not sealed without it`, [
        "check the path, or leave it out",
      ]);
    }
  });
  return paths.filter((path, index) => {
    const own = real[index] ?? Buffer.of();
    const outer = real.findIndex(
      (other, at) => at !== index && isInside(own, other) && (!other.equals(own) || at < index),
    );
    if (outer >= 0) say(`note: ${printable(path)} lies within ${printable(paths[outer] ?? "")} and is taken once\n`);
    return outer < 0;
  });
}

export async function collect(
  paths: readonly string[],
  scope: string | null,
  folder: OutputFolder,
  progress: Progress,
): Promise<Collected> {
  const roots: Root[] = [];
  let copies = 0;
  for (const path of paths) {
    roots.push(
      await collectRoot(path, path === scope, async (bytes, name) => {
        copies += 1;
        progress.step(() => `copying: ${copies} files, ${printable(name)}`);
        return folder.write(`data/inputs/raw/${copies}.copy`, bytes);
      }),
    );
  }
  progress.done();
  const named = withLabels(roots);
  const inputs = named.flatMap((root) => root.inputs);
  const scopePath = scope === null ? null : scopeAmong(named, scope);
  await placeCopies(roots, copiesOf(inputs, scopePath), folder);
  return {
    roots: named.map(({ label }) => label),
    scope: scopePath,
    inputs,
    problems: named.flatMap(({ problems }) => problems),
  };
}

type Copy = (bytes: AsyncIterable<Uint8Array>, name: string) => Promise<{ sha256: string; bytes: number }>;

async function collectRoot(path: string, isScope: boolean, copy: Copy): Promise<Root> {
  const whole = resolve(path);
  const shown = process.platform === "win32" ? whole.replaceAll("\\", "/") : whole;
  const below = (found: string): string => found.slice(shown === "/" ? 0 : shown.length);
  const inputs: Input[] = [];
  const problems: InputProblem[] = [];
  const onProblem = (problem: Problem): void => {
    // What is said of the content is said again when the copies are read.
    if (problem.code === "empty") return;
    problems.push({ code: problem.code, path: below(problem.path), data: withoutPaths(problem.data ?? {}) });
  };
  for await (const entry of walk([whole], onProblem, { archives: "closed" })) {
    try {
      const parts = entry.parts?.() ?? [];
      inputs.push({ path: below(entry.path), ...(await copy(parts as AsyncIterable<Uint8Array>, entry.path)) });
    } catch (error) {
      // It has been reported, and stands in the register as a problem.
      if (!(error instanceof ReadFailure)) throw error;
      inputs.push({ path: below(entry.path), sha256: "", bytes: -1 });
    }
  }
  return { given: path, label: basename(whole) || "root", isScope, inputs, problems };
}

/** The path of the scope file in the register: a root of its own, or a file below another. */
function scopeAmong(roots: readonly Root[], scope: string): string | null {
  const own = roots.find(({ isScope }) => isScope);
  if (own !== undefined) return own.label;
  const real = realpathSync.native(scope, { encoding: "buffer" });
  for (const { given, label, inputs } of roots) {
    const root = realpathSync.native(given, { encoding: "buffer" });
    if (!isInside(real, root)) continue;
    const below = real.subarray(root.length).toString("utf8");
    const path = label + slashed(process.platform === "win32" ? below.replaceAll("\\", "/") : below);
    if (inputs.some((input) => input.path === path)) return path;
  }
  return null;
}

/** Where links lead and where else a file was given: places on a machine, which are nobody's business. */
function withoutPaths(data: Readonly<Record<string, string | number>>): Readonly<Record<string, string | number>> {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== "target" && key !== "within"));
}

/** In an order that neither the command line nor the disk decides; equal names get a number. */
function withLabels(roots: readonly Root[]): readonly Root[] {
  const sorted = roots
    .map((root) => ({ root, key: [root.label, digestOf(root)] }))
    .toSorted((a, b) => compareKeys(a.key, b.key));
  const used = new Map<string, number>();
  return sorted.map(({ root }) => {
    const count = (used.get(root.label) ?? 0) + 1;
    used.set(root.label, count);
    const label = count === 1 ? root.label : `${root.label}~${count}`;
    const placed = <T extends { readonly path: string }>(list: readonly T[]): T[] =>
      list.map((one) => ({ ...one, path: label + slashed(one.path) }));
    const read = root.inputs.filter(({ bytes }) => bytes >= 0);
    return { ...root, label, inputs: placed(read), problems: placed(root.problems) };
  });
}

function slashed(path: string): string {
  return path === "" || path.startsWith("/") ? path : `/${path}`;
}

function digestOf({ inputs }: Root): string {
  const hash = createHash("sha256");
  for (const { path, sha256 } of inputs) hash.update(`${sha256}  ${path}\n`);
  return hash.digest("hex");
}

/** Copies were numbered as they came; now each digest has one, under the name that the register gives it. */
async function placeCopies(
  roots: readonly Root[],
  copies: ReadonlyMap<string, string>,
  folder: OutputFolder,
): Promise<void> {
  const places = new Map(copies);
  let copy = 0;
  for (const { sha256 } of roots.flatMap((root) => root.inputs)) {
    copy += 1;
    const place = places.get(sha256);
    if (place === undefined) await folder.remove(`data/inputs/raw/${copy}.copy`);
    else await folder.move(`data/inputs/raw/${copy}.copy`, place);
    places.delete(sha256);
  }
}
