/**
 * The effective audit policy of every domain controller, with a clock between the steps: every subcategory of every one
 * is resolved and its winner named. `run.mjs` bundles it. CPU and wall seconds and peak memory of each step as JSON.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import { SUBCATEGORIES } from "../src/core/audit-policy.ts";
import { estateOf } from "../src/policy/estate.ts";
import { resolve } from "../src/policy/resolve.ts";

function status(name) {
  return 1024 * Number(new RegExp(`${name}:\\s*(\\d+)`).exec(readFileSync("/proc/self/status", "latin1"))?.[1]);
}

const steps = {};
async function step(name, work) {
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const wall = Number(process.hrtime.bigint() - started) / 1e9;
  steps[name] = { cpu: (user + system) / 1e6, wall, peak: status("VmHWM"), resident: status("VmRSS") };
  return result;
}

const inputs = await step("read", () =>
  readInputs(process.argv.slice(2), { step: () => undefined, done: () => undefined }),
);
const counts = { files: inputs.files.length, bytes: inputs.files.reduce((sum, file) => sum + file.source.bytes, 0) };
const evidence = await step("assemble", () => evidenceOf(inputs));
const estate = await step("estate", () => estateOf(evidence, new Map()));
const targets = estate.targets.filter(({ role, computer }) => role === "dc" && computer !== null);
const digest = createHash("sha256");
const answers = await step("resolve", () => {
  const found = { decided: 0, open: 0, absent: 0 };
  for (const target of targets) {
    for (const { guid } of SUBCATEGORIES) {
      const { outcomes } = resolve({ kind: "subcategory", subcategory: guid }, target);
      const [outcome] = outcomes;
      if (outcomes.length > 1) found.open += target.computers.length;
      else if (outcome.by === null) found.absent += target.computers.length;
      else found.decided += target.computers.length;
      digest.update(
        `${target.computer.name} ${guid} ${outcomes.map(({ state, by }) => `${state} ${by?.gpo.name} ${by?.fact.id}`).join()}\n`,
      );
    }
  }
  return found;
});
counts.gpos = evidence.gpos.length;
counts.controllers = targets.reduce((sum, { computers }) => sum + computers.length, 0);
counts.classes = targets.length;
process.stdout.write(JSON.stringify({ steps, counts, answers, digest: digest.digest("hex").slice(0, 16) }));
