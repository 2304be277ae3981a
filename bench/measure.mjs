/** Runs child processes and tells what each used; nothing here compares with a fixed number. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const USAGE = fileURLToPath(new URL("usage.cjs", import.meta.url));
const MAX_OUTPUT = 1 << 28;

/**
 * CPU seconds (user and system), peak bytes and standard output of one Node process. `output: false` drops stdout.
 * @param {readonly string[]} words
 * @param {{ output?: boolean, expect?: readonly number[] }} [options]
 */
export function runNode(words, { output = false, expect = [0] } = {}) {
  const started = process.hrtime.bigint();
  const child = spawnSync(process.execPath, ["--require", USAGE, ...words], {
    stdio: ["ignore", output ? "pipe" : "ignore", "pipe", "pipe"],
    maxBuffer: MAX_OUTPUT,
  });
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  if (child.error !== undefined) throw child.error;
  if (!expect.includes(child.status)) {
    throw new Error(`node ${words.join(" ")} ended with ${child.status}\n${String(child.stderr).slice(0, 2000)}`);
  }
  return { wall, ...JSON.parse(String(child.output[3])), stdout: output ? String(child.stdout) : "" };
}

/**
 * CPU seconds of a command of the system, on average of `times` runs in one shell, whose `times` tells its children's.
 * Null where there is no such shell or command.
 */
export function runCommand(command, files, times) {
  const loop = `i=0; while [ $i -lt ${times} ]; do "$0" "$@" > /dev/null || exit 9; i=$((i+1)); done; times`;
  const child = spawnSync("sh", ["-c", loop, command, ...files], { maxBuffer: MAX_OUTPUT });
  if (child.error !== undefined || child.status !== 0) return null;
  const [, children = ""] = String(child.stdout).trim().split("\n");
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * Number(m) + Number(s));
  return { cpu: seconds.reduce((sum, one) => sum + one, 0) / times, peak: Number.NaN, wall: Number.NaN, stdout: "" };
}

/**
 * Runs the contenders in turn, `rounds` times, every second round backwards, so that a change in the machine's load
 * meets all of them alike.
 * @param {Readonly<Record<string, () => any>>} contenders
 * @returns {Record<string, { min: number, median: number, peak: number, runs: readonly object[] }>} CPU seconds
 */
export function interleave(contenders, rounds) {
  const runs = new Map(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const names = round % 2 === 0 ? [...runs.keys()] : [...runs.keys()].reverse();
    for (const name of names) {
      const run = contenders[name]();
      if (run !== null) runs.get(name).push(run);
    }
  }
  const results = {};
  for (const [name, all] of runs) {
    if (all.length === 0) continue;
    results[name] = {
      min: Math.min(...all.map((run) => run.cpu)),
      median: median(all.map((run) => run.cpu)),
      peak: Math.min(...all.map((run) => run.peak)),
      runs: all,
    };
  }
  return results;
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
