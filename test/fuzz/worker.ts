/**
 * Reads spoiled files until the time is over, in a process of its own so that a hang or a full heap ends only it.
 * Arguments: root of the repository, seed, number of the first input, milliseconds, file that holds the number of the input at work.
 * Writes one line of JSON: how many, or what failed.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { readFile } from "../../src/formats/read.ts";
import { complaint } from "./check.ts";
import { type FuzzInput, fuzzInput, loadBases } from "./inputs.ts";
import { wholeProgramComplaint } from "./whole.ts";

const LIMIT_MS = 1000;
/** After a collection of garbage: what reading thousands of files may leave behind. */
const KEPT_BYTES = 48 * 1024 * 1024;

const [root = ".", seedWord = "1", firstWord = "0", budgetWord = "10000", progressFile = ""] = process.argv.slice(2);
const seed = Number(seedWord);
const first = Number(firstWord);

async function work(): Promise<Record<string, unknown>> {
  const bases = loadBases(root);
  const progress = openSync(progressFile, "w");
  const formats = new Map<string, number>();
  const before = heapInUse();
  const end = performance.now() + Number(budgetWord);
  let number = first;
  let facts = 0;
  let slowest = 0;
  for (; performance.now() < end; number += 1) {
    writeSync(progress, String(number).padEnd(12), 0);
    const input = fuzzInput(bases, seed, number);
    const { wrong, milliseconds, reading } = readOnce(input);
    const also = wrong ?? (await wholeProgramComplaint(input, reading));
    if (also !== null) return { failed: number, why: also };
    facts += reading?.drafts.length ?? 0;
    slowest = Math.max(slowest, milliseconds);
    const id = reading?.format?.id ?? "none";
    formats.set(id, (formats.get(id) ?? 0) + 1);
  }
  closeSync(progress);
  const kept = heapInUse() - before;
  if (kept > KEPT_BYTES)
    return { failed: number, why: `${Math.round(kept / 1e6)} MB of heap are kept after ${number - first} inputs` };
  return {
    inputs: number - first,
    facts,
    slowest: Math.round(slowest),
    kept: Math.round(kept / 1e6),
    formats: Object.fromEntries(formats),
  };
}

function readOnce({ path, bytes }: FuzzInput) {
  try {
    let milliseconds = Number.POSITIVE_INFINITY;
    let reading = readFile(path, bytes);
    // A busy machine makes one measurement slow, a slow reader all of them.
    for (let tries = 0; tries < 3 && milliseconds > LIMIT_MS; tries += 1) {
      const start = performance.now();
      reading = readFile(path, bytes);
      milliseconds = performance.now() - start;
    }
    const slow = milliseconds > LIMIT_MS ? `reading ${bytes.length} bytes takes ${Math.round(milliseconds)} ms` : null;
    return { wrong: slow ?? complaint(reading, bytes), milliseconds, reading };
  } catch (error) {
    return {
      wrong: `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      milliseconds: 0,
      reading: null,
    };
  }
}

function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

process.stdout.write(`${JSON.stringify(await work())}\n`);
