/** One key, and one letter of a filter, on the review of many findings: CPU milliseconds each, state and frame. JSON. */
import { modelOf } from "../src/tui/model.ts";
import { reduce } from "../src/tui/reduce.ts";
import { frameLines } from "../src/tui/screens/index.ts";
import { initialState } from "../src/tui/state.ts";
import { themeOf } from "../src/tui/theme.ts";
import { fixtureReport } from "../src/testing/report-fixture.ts";

const count = Number(process.argv[2] ?? 20_000);
const given = fixtureReport().findings;
const findings = Array.from({ length: count }, (_, i) => {
  const finding = given[i % given.length];
  return { ...finding, id: `${finding.id} ${i}`, subject: { ...finding.subject, name: `DC${i}` } };
});

function cpu(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [result, (user + system) / 1000];
}

const theme = themeOf({ colour: true, ascii: false });
const [model, open] = cpu(() => modelOf(fixtureReport({ findings }), { theme, catalog: [], mayCopy: false }));
let state = initialState({ columns: 120, rows: 40 });
const times = { move: [], filter: [] };
function press(key, kind) {
  const [next, time] = cpu(() => {
    const step = reduce(model, state, { kind: "key", key });
    frameLines(model, step.state);
    return step.state;
  });
  state = next;
  times[kind]?.push(time);
}
press("2");
for (let i = 0; i < 200; i += 1) press(i % 50 === 0 ? "G" : i % 2 === 0 ? "k" : "pgup", "move");
press("/");
for (const letter of "st:fail sev:>=high dc19") press(letter === " " ? "space" : letter, "filter");
for (let i = 0; i < 10; i += 1) press("backspace", "filter");
const sorted = (list) => list.toSorted((a, b) => a - b);
const figures = (list) => ({ median: sorted(list)[list.length >> 1], worst: Math.max(...list) });
process.stdout.write(JSON.stringify({ open, move: figures(times.move), filter: figures(times.filter) }));
