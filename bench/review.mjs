/**
 * One key, and one letter of a filter, on the review of many findings: CPU milliseconds of the whole process each, from
 * the raw key to the bytes for the terminal, through the terminal library. JSON.
 */
import { EventEmitter } from "node:events";
import { openSync } from "node:fs";
import { fixtureReport } from "../src/testing/report-fixture.ts";
import { modelOf } from "../src/tui/model.ts";
import { startReview } from "../src/tui/start.ts";
import { themeOf } from "../src/tui/theme.ts";

for (const name of ["CI", "CONTINUOUS_INTEGRATION"]) delete process.env[name];
const count = Number(process.argv[2] ?? 20_000);
const [columns, rows] = (process.argv[3] ?? "80x24").split("x").map(Number);
const given = fixtureReport().findings;
const findings = Array.from({ length: count }, (_, i) => {
  const finding = given[i % given.length];
  return { ...finding, id: `${finding.id} ${i}`, subject: { ...finding.subject, name: `DC${i}` } };
});

function cpuOf(before) {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

let bytes = 0;
let last = 0;
const stdout = Object.assign(new EventEmitter(), {
  fd: openSync("/dev/null", "w"),
  isTTY: true,
  columns,
  rows,
  writable: true,
  write(chunk, ...more) {
    bytes += chunk.length;
    last = performance.now();
    const done = more.at(-1);
    if (typeof done === "function") done();
    return true;
  },
});
const stdin = Object.assign(new EventEmitter(), {
  isTTY: true,
  setRawMode: () => undefined,
  setEncoding: () => undefined,
  resume: () => undefined,
  pause: () => undefined,
});

/** Longer than a frame that waits for its turn; nobody computes meanwhile. */
const QUIET_MS = 40;
async function settle() {
  do await new Promise((done) => setTimeout(done, QUIET_MS));
  while (performance.now() - last < QUIET_MS);
}

const theme = themeOf({ colour: true, ascii: false });
const services = { writeFix: async () => "", readSource: () => null, whatIf: async () => ({ head: "", lines: [] }) };
const begun = process.cpuUsage();
const ended = startReview({
  load: async () => ({
    model: modelOf(fixtureReport({ findings }), { theme, catalog: [], mayCopy: false }),
    services,
    filter: "",
  }),
  theme,
  screenReader: false,
  stdin,
  stdout,
});
await settle();
const open = cpuOf(begun);
/** Nobody types before they have looked; meanwhile the review works ahead. `0` types at once. */
await new Promise((done) => setTimeout(done, Number(process.argv[4] ?? 500)));

const times = { move: [], filter: [], palette: [], screen: [] };
async function press(key, kind) {
  const before = process.cpuUsage();
  stdin.emit("data", key);
  await settle();
  times[kind].push(cpuOf(before));
}

await press("2", "screen");
const heaps = [];
for (let round = 0; round < 4; round += 1) {
  for (let i = 0; i < 40; i += 1)
    await press(["G", "k", "\u001B[5~", "\u001B[6~", "j", "g", "j", "\u0004"][i % 8], "move");
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed);
}
await press("/", "screen");
for (const letter of 'st:fail sev:>=high dc19 !gpo:"nobody"') await press(letter, "filter");
for (let i = 0; i < 10; i += 1) await press("\u007F", "filter");
await press("\u001B", "screen");
await press(":", "screen");
for (const letter of "findings of DC19") await press(letter, "palette");
await press("\u001B", "screen");
for (const key of ["\r", "G", "p", "\u001B", "\u001B", "1", "3", "4", "6", "?", "\u001B", "2"])
  await press(key, "screen");
globalThis.gc?.();
heaps.push(process.memoryUsage().heapUsed);
stdin.emit("data", "\u0003");
await ended;

const sorted = (list) => list.toSorted((a, b) => a - b);
const figures = (list) => ({
  median: sorted(list)[list.length >> 1],
  most: sorted(list)[Math.floor(list.length * 0.95)],
  worst: Math.max(...list),
});
process.stdout.write(
  JSON.stringify({
    open,
    move: figures(times.move),
    filter: figures(times.filter),
    palette: figures(times.palette),
    screen: figures(times.screen),
    bytes,
    /** After 40, 80, 120 and 160 keys, and at the end. */
    heaps,
  }),
);
process.exit(0);
