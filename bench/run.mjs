/**
 * Ratios, measured in one run on one machine: `npm run bench`, or `node bench/run.mjs [--rounds N] [startup] [corpus]
 * [readers] [policy] [effective] [sacl] [review]` after `npm run build`. Nothing here fails because a number is high: the reader of the table judges.
 * Every figure is CPU time, user and system, of a child process; contenders run in turn. See docs/performance.md.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { writeEffectiveEstate } from "./effective-estate.mjs";
import { writeEstate } from "./estate.mjs";
import { filesBelow } from "./hash.mjs";
import { auditCsv, gpreport, longLine, registryPol, registryXml, template, writePieces, zip } from "./inputs.mjs";
import { interleave, runCommand, runNode } from "./measure.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const BIN = here("../bin/eventreach.js");
const HASH = here("hash.mjs");
const PHASES = here("../.build/bench/phases.js");
const EFFECTIVE = here("../.build/bench/effective.js");
const SACL = here("../.build/bench/sacl.js");
const REVIEW = here("../.build/bench/review.js");

const words = process.argv.slice(2);
const at = words.indexOf("--rounds");
const rounds = at < 0 ? 5 : Math.max(1, Number(words.splice(at, 2)[1]) || 5);
const PARTS = { startup, corpus, readers, policy, effective, sacl, review };
const unknown = words.find((word) => !(word in PARTS));
if (unknown !== undefined) {
  process.stderr.write(`no part "${unknown}"; parts: ${Object.keys(PARTS).join(", ")}\n`);
  process.exit(2);
}

/** As in the program: what the terminal library brings along for debugging is not installed. */
const noDevtools = {
  name: "no-devtools",
  resolveId: (id) => (id === "./devtools.js" ? "\0no-devtools" : null),
  load: (id) => (id === "\0no-devtools" ? "export default {};" : null),
};

const folder = mkdtempSync(join(tmpdir(), "eventreach-bench-"));
try {
  await bundle("phases.mjs", PHASES);
  await bundle("effective.mjs", EFFECTIVE);
  await bundle("sacl.mjs", SACL);
  await bundle("review.mjs", REVIEW);
  say(`${cpus().length} cores, Node ${process.version}, ${process.platform}, ${rounds} rounds`);
  for (const [name, part] of Object.entries(PARTS)) if (words.length === 0 || words.includes(name)) part();
} finally {
  rmSync(folder, { recursive: true });
}

function startup() {
  const file = join(folder, "audit.csv");
  writePieces(file, auditCsv(2));
  const results = interleave(
    {
      "node -e 0": () => runNode(["-e", "0"]),
      "--version": () => runNode([BIN, "--version"]),
      "--help": () => runNode([BIN, "--help"]),
      formats: () => runNode([BIN, "formats"]),
      "facts, one small file": () => runNode([BIN, "facts", "--quiet", file]),
      "scan, one small file": () => runNode([BIN, "scan", "--quiet", "--fail-on", "none", file]),
    },
    rounds * 3,
  );
  table("start-up, against bare Node", results, "node -e 0");
}

function corpus() {
  const real = here("../../shared/corpus");
  const path = existsSync(real) ? real : here("../gpo-samples");
  const files = filesBelow(path);
  const results = interleave(
    {
      "read and hash in Node": () => runNode([HASH, path]),
      sha256sum: () => runCommand("sha256sum", files, 10),
      facts: () => runNode([BIN, "facts", "--quiet", path]),
      "scan -f json": () => runNode([BIN, "scan", "--quiet", "--fail-on", "none", "-f", "json", path]),
    },
    rounds,
  );
  const name = existsSync(real) ? "real exports" : "gpo-samples";
  table(
    `a whole scan of ${files.length} files (${name}), against reading and hashing them`,
    results,
    "read and hash in Node",
  );
}

/** For each reader the same input in four sizes: linear when a doubling of the bytes doubles the time. */
function readers() {
  const kinds = {
    "audit.csv, rows": { extension: "csv", write: auditCsv, size: 15_000 },
    "GptTmpl.inf, lines, one of 100 KB": { extension: "inf", write: template, size: 15_000 },
    "GptTmpl.inf, one line of 1 to 8 MB": { extension: "inf", write: longLine, size: 1_000_000 },
    "Registry.pol, records": { extension: "pol", write: registryPol, size: 15_000 },
    "gpreport.xml of GPOs": { extension: "xml", write: gpreport, size: 60 },
    "Registry.xml, items": { extension: "xml", write: registryXml, size: 6000 },
    "zip, members": { extension: "zip", write: zip, size: 2000 },
  };
  const small = join(folder, "small.csv");
  writePieces(small, auditCsv(1));
  const idle = phases(["--read", small]).steps.read.peak;
  say("\nreaders: CPU s of 1x, 2x, 4x, 8x the input; ratio for each doubling of the bytes; MB/s and peak at 8x\n");
  for (const [name, { extension, write, size }] of Object.entries(kinds)) {
    const contenders = {};
    const bytes = [];
    for (const factor of [1, 2, 4, 8]) {
      const file = join(folder, `input${factor}.${extension}`);
      bytes.push(writePieces(file, write(size * factor)));
      contenders[factor] = () => asRun(phases(["--read", file]), "read");
    }
    const results = Object.values(interleave(contenders, rounds));
    const times = results.map((result) => result.min);
    const doublings = times.slice(1).map((time, i) => time / times[i] / (bytes[i + 1] / bytes[i] / 2));
    const last = results[3].runs[0];
    say(
      `${name.padEnd(36)}${times.map((time) => time.toFixed(2).padStart(6)).join("")}   x${doublings.map((one) => one.toFixed(2)).join(" x")}` +
        `   ${(last.counts.bytes / 1e6 / times[3]).toFixed(0).padStart(4)} MB/s   ${((results[3].peak - idle) / last.counts.bytes).toFixed(1)} B per B`,
    );
  }
}

/** Does judging keep up with reading, as the number of GPOs grows. */
function policy() {
  say(
    "\npolicy: CPU s of each step by number of GPOs; `usual`: every tenth sets audit policy; `rivals`: all of them do\n",
  );
  say(
    `${"".padEnd(16)}${["read", "assemble", "judge", "report"].map((one) => one.padStart(10)).join("")}   judge/read     peak`,
  );
  for (const kind of ["usual", "rivals"]) {
    for (const count of [100, 1000, 5000]) {
      const path = join(folder, `${kind}-${count}`);
      mkdirSync(path);
      writeEstate(path, count, kind);
      const steps = ["read", "assemble", "judge", "report"];
      const runs = Array.from({ length: count > 1000 ? 1 : rounds }, () => phases([path]).steps);
      const times = steps.map((step) => Math.min(...runs.map((run) => run[step]?.cpu ?? Number.NaN)));
      const peak = Math.min(...runs.map((run) => Math.max(...Object.values(run).map((step) => step.peak))));
      say(
        `${kind.padEnd(9)}${String(count).padStart(6)} ${times.map((time) => time.toFixed(2).padStart(10)).join("")}` +
          `${(times[2] / times[0]).toFixed(2).padStart(13)}${megabytes(peak).padStart(9)}`,
      );
      rmSync(path, { recursive: true });
    }
  }
}

/** Every subcategory of every domain controller, where all GPOs are linked; against reading the same files. */
function effective() {
  say(
    "\neffective: CPU s of each step; `shared`: controllers of a few classes; `own`: each has a site and a group of its own\n",
  );
  const heads = ["read", "assemble", "estate", "resolve", "wall s*", "ratio*", "peak"];
  say(`${"".padEnd(26)}${heads.map((one) => one.padStart(10)).join("")}`);
  for (const kind of ["shared", "own"]) {
    for (const [gpos, controllers] of [
      [500, 50],
      [5000, 500],
    ]) {
      const path = join(folder, `effective-${kind}-${gpos}`);
      writeEffectiveEstate(path, { gpos, controllers, kind });
      const runs = Array.from({ length: rounds }, () =>
        JSON.parse(runNode([EFFECTIVE, path], { output: true }).stdout),
      );
      const least = (of) => Math.min(...runs.map(({ steps }) => of(steps)));
      const times = ["read", "assemble", "estate", "resolve"].map((name) => least((steps) => steps[name].cpu));
      const wall = least(({ estate, resolve }) => estate.wall + resolve.wall);
      const ratio = (times[2] + times[3]) / (times[0] + times[1]);
      const figures = [
        ...times.map((one) => one.toFixed(2)),
        wall.toFixed(2),
        ratio.toFixed(2),
        megabytes(least(({ resolve }) => resolve.peak)),
      ];
      say(`${`${kind}, ${gpos} x ${controllers}`.padEnd(26)}${figures.map((one) => one.padStart(10)).join("")}`);
      rmSync(path, { recursive: true });
    }
  }
  say("\n* of estate and resolve, against reading and assembling");
}

/** A key press and a letter of the filter, from the raw key to the bytes for the terminal, in the whole process. */
function review() {
  say(
    "\nreview: CPU ms of opening, and of one key (median, 95 of 100, worst), through the terminal library; heap after 40 and after all keys\n",
  );
  const heads = [
    "open",
    "move",
    "95%",
    "worst",
    "filter",
    "95%",
    "worst",
    "jump",
    "95%",
    "worst",
    "screen",
    "worst",
    "heap",
    "then",
    "peak",
  ];
  say(`${"".padEnd(16)}${heads.map((one) => one.padStart(9)).join("")}`);
  for (const [count, size] of [
    [1000, "80x24"],
    [20_000, "80x24"],
    [20_000, "160x50"],
  ]) {
    const run = runNode(["--expose-gc", REVIEW, String(count), size], { output: true });
    const { open, move, filter, palette, screen, heaps } = JSON.parse(run.stdout);
    const keys = [move, filter, palette].flatMap(({ median, most, worst }) => [median, most, worst]);
    const times = [open, ...keys, screen.median, screen.worst];
    const figures = [
      ...times.map((one) => one.toFixed(1)),
      megabytes(heaps[0]),
      megabytes(heaps.at(-1)),
      megabytes(run.peak),
    ];
    say(`${`${count} ${size}`.padEnd(16)}${figures.map((one) => one.padStart(9)).join("")}`);
  }
}

function phases(paths) {
  return JSON.parse(runNode([PHASES, ...paths], { output: true }).stdout);
}

function asRun({ steps, counts }, step) {
  return { cpu: steps[step].cpu, peak: steps[step].peak, counts };
}

/** Is every object of a directory really audited: against decoding its descriptors one by one. */
function sacl() {
  say(
    "\nSACLs of a directory, 30 entries each: CPU us for each descriptor, and the memory of judging beside that of the facts\n",
  );
  say(
    `${"".padEnd(20)}${["objects", "decode", "judge"].map((one) => one.padStart(10)).join("")}   judge/decode    facts   beside`,
  );
  for (const [kind, objects] of [
    ["shared", 100_000],
    ["shared", 1_000_000],
    ["distinct", 100_000],
  ]) {
    const runs = Array.from({ length: Math.min(rounds, 3) }, () =>
      JSON.parse(runNode(["--max-old-space-size=8192", SACL, kind, String(objects)], { output: true }).stdout),
    );
    const least = (key) => Math.min(...runs.map((run) => run[key]));
    const micro = (key) => (least(key) * 1e6).toFixed(1).padStart(10);
    say(
      `${`${kind} SACLs`.padEnd(20)}${String(objects).padStart(10)}${micro("decode")}${micro("judge")}` +
        `${(least("judge") / least("decode")).toFixed(2).padStart(15)}${megabytes(least("before")).padStart(9)}` +
        megabytes(Math.min(...runs.map((run) => run.after - run.before))).padStart(9),
    );
  }
}

async function bundle(name, path) {
  const made = await rolldown({
    input: here(name),
    platform: "node",
    external: [/^node:/],
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
    plugins: [noDevtools],
  });
  mkdirSync(here("../.build/bench"), { recursive: true });
  const { output } = await made.generate({ format: "esm", codeSplitting: false });
  writeFileSync(path, output[0].code);
  await made.close();
}

function table(title, results, base) {
  say(`\n${title}\n`);
  say(`${"".padEnd(26)}min CPU ms   median    x min  x median     peak`);
  const { min, median } = results[base];
  for (const [name, result] of Object.entries(results)) {
    say(
      `${name.padEnd(26)}${ms(result.min).padStart(10)}${ms(result.median).padStart(9)}${(result.min / min).toFixed(2).padStart(9)}` +
        `${(result.median / median).toFixed(2).padStart(10)}${megabytes(result.peak).padStart(9)}`,
    );
  }
}

function ms(seconds) {
  return (seconds * 1000).toFixed(1);
}

function megabytes(bytes) {
  return Number.isNaN(bytes) ? "-" : `${(bytes / 1e6).toFixed(0)} MB`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
