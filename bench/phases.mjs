/**
 * The pipeline of `scan` with a clock between its steps: paths in, CPU seconds and peak memory of each step out, as JSON.
 * `run.mjs` bundles it, because Node 20 reads no TypeScript. With --read it stops after reading.
 */
import { readFileSync } from "node:fs";
import { analyse, evidenceOf } from "../src/cli/analyse.ts";
import { readInputs } from "../src/cli/read-inputs.ts";
import { REPORTERS } from "../src/report/index.generated.ts";

const words = process.argv.slice(2);
const readOnly = words[0] === "--read";
const paths = readOnly ? words.slice(1) : words;

function peak() {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "latin1"))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

const steps = {};
async function step(name, work) {
  const memory = peak();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  steps[name] = { cpu: (user + system) / 1e6, peak: peak(), grown: peak() - memory };
  return result;
}

const silent = { step: () => undefined, done: () => undefined };
const inputs = await step("read", () => readInputs(paths, silent));
const counts = {
  files: inputs.files.length,
  bytes: inputs.files.reduce((sum, file) => sum + file.source.bytes, 0),
  facts: inputs.files.reduce((sum, file) => sum + file.drafts.length, 0),
  problems: inputs.files.reduce((sum, file) => sum + file.diagnostics.length, inputs.problems.length),
};
if (!readOnly) {
  const evidence = await step("assemble", () => evidenceOf(inputs));
  const options = { asOf: "2026-11-22T00:00:00Z", roles: new Map() };
  const report = await step("judge", () => analyse(evidence, options));
  const reporter = await REPORTERS.json?.();
  if (reporter !== undefined) {
    await step("report", () => {
      let length = 0;
      for (const text of reporter.render(report, { colour: false, ascii: false, width: 80 })) length += text.length;
      return length;
    });
  }
  counts.gpos = report.summary.gpos;
  counts.findings = report.findings.length;
}
process.stdout.write(JSON.stringify({ steps, counts }));
