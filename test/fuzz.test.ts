/**
 * Spoiled files of every format against the readers and the rest of the program.
 * FUZZ_SECONDS prolongs it (10 by default), FUZZ_SEED changes the inputs (1 by default), FUZZ_FIRST repeats one of them.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fuzzInput, loadBases } from "./fuzz/inputs.ts";
import { ROOT } from "./support/program.ts";

const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? 10);
const SEED = Number(process.env["FUZZ_SEED"] ?? 1);
const FIRST = Number(process.env["FUZZ_FIRST"] ?? 0);
const WORKER = join(ROOT, ".build/fuzz-worker.mjs");
/** Beyond the budget: start, a slow last input, and a machine that does other things. */
const GRACE_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), "eventreach-fuzz-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const bundle = await rolldown({
    input: join(ROOT, "test/fuzz/worker.ts"),
    platform: "node",
    external: [/^node:/],
    cwd: ROOT,
  });
  await bundle.write({ file: WORKER, format: "esm", codeSplitting: false });
});

it("the same seed and number give the same bytes", () => {
  const bases = loadBases(ROOT);
  const bytes = (seed: number, number: number) => Buffer.from(fuzzInput(bases, seed, number).bytes).toString("hex");
  const numbers = Array.from({ length: 50 }, (_, number) => number);
  expect(numbers.map((number) => bytes(SEED, number))).toEqual(numbers.map((number) => bytes(SEED, number)));
  expect(new Set(numbers.map((number) => bytes(SEED, number))).size).toBeGreaterThan(40);
  expect(numbers.filter((number) => bytes(SEED, number) === bytes(SEED + 1, number)).length).toBeLessThan(10);
});

it(
  "every reader survives spoiled files, in time and in 256 MB, and what it says is true",
  { timeout: SECONDS * 1000 + 2 * GRACE_MS },
  async () => {
    const result = await work();
    if (result.failed !== null) {
      const { path, bytes, done } = fuzzInput(loadBases(ROOT), SEED, result.failed);
      const file = join(tmpdir(), `eventreach-fuzz-${SEED}-${result.failed}-${path.replaceAll(/[^A-Za-z0-9.]/g, "_")}`);
      writeFileSync(file, bytes);
      expect.fail(
        `${result.why}\ninput ${result.failed} of seed ${SEED} (${path}: ${done.join(", ")}), written to ${file}\n` +
          `again: FUZZ_SEED=${SEED} FUZZ_FIRST=${result.failed} npx vitest run test/fuzz.test.ts`,
      );
    }
    console.log(`fuzz: seed ${SEED}, ${result.text}`);
    expect(result.inputs).toBeGreaterThan(100);
  },
);

interface Result {
  /** The number of the input, or null when all went well. */
  readonly failed: number | null;
  readonly why: string;
  readonly inputs: number;
  readonly text: string;
}

function work(): Promise<Result> {
  const progress = join(folder, "progress");
  const budget = SECONDS * 1000;
  return new Promise((done, fail) => {
    const words = [WORKER, ROOT, SEED, FIRST, budget, progress].map(String);
    const child = spawn(process.execPath, ["--max-old-space-size=256", ...words], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), budget + GRACE_MS);
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString("utf8")));
    child.on("error", fail);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 && out !== "") {
        const said = JSON.parse(out) as { failed?: number; why?: string; inputs?: number };
        done({ failed: said.failed ?? null, why: said.why ?? "", inputs: said.inputs ?? 0, text: out.trim() });
        return;
      }
      const how =
        signal === "SIGKILL"
          ? `it did not return within ${budget + GRACE_MS} ms`
          : `the process ended with ${code ?? signal}`;
      done({ failed: Number(readFileSync(progress, "utf8")), why: `${how}\n${err.slice(-2000)}`, inputs: 0, text: "" });
    });
  });
}
