/**
 * 20,000 findings filtered by a filter that looks at every text of each. `node bench/filter.mjs` bundles itself; CPU
 * milliseconds of parsing, of making the matcher and of the slowest and the median of 21 passes, as JSON.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const FINDINGS = 20_000;
const GPOS = 2000;
let pool = [];
const EXPRESSION =
  'status:fail severity:>=medium (dc1 | gpo:"legacy soc" | requirement:MDI-*-NTLM*) -waiver:active -notthere';

const folder = mkdtempSync(join(tmpdir(), "filter-bench-"));
try {
  const source = new URL("../src/report", import.meta.url).pathname;
  const bundle = await rolldown({
    input: "entry",
    platform: "node",
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === "entry" ? "\0entry" : null),
        load: (id) =>
          id === "\0entry"
            ? `export { parseFilter } from "${source}/filter.ts"; export { matcherOf } from "${source}/filter-match.ts";`
            : null,
      },
    ],
  });
  await bundle.write({ dir: folder, entryFileNames: "filter.js" });
  const { parseFilter, matcherOf } = await import(pathToFileURL(join(folder, "filter.js")).href);
  pool = Array.from({ length: GPOS }, (_, n) => ({
    guid: `11111111-2222-4333-8444-${String(n).padStart(12, "0")}`,
    name: `GPO of team ${n}`,
    container: `{${n}}`,
  }));
  const findings = Array.from({ length: FINDINGS }, (_, i) => findingOf(i));
  const cpu = (work) => {
    const before = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(before);
    return { milliseconds: (user + system) / 1000, result };
  };
  const parsed = cpu(() => parseFilter(EXPRESSION));
  if (!parsed.result.ok) throw new Error(parsed.result.problem.message);
  const passes = Array.from({ length: 21 }, () => cpu(() => findings.filter(matcherOf(parsed.result.filter)).length));
  const times = passes.map(({ milliseconds }) => milliseconds);
  const sorted = times.toSorted((a, b) => a - b);
  process.stdout.write(
    `${JSON.stringify({
      findings: FINDINGS,
      shown: passes[0].result,
      parse: parsed.milliseconds,
      first: times[0],
      median: sorted[10],
      slowest: sorted.at(-1),
    })}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Six steps of a trail each, out of many GPOs, whose names are one text each, as in a report. */
function findingOf(i) {
  return {
    id: `MDI-DC-NTLM-DOMAIN@host:dc${i}`,
    requirement: i % 3 === 0 ? "MDI-DC-NTLM-DOMAIN" : "MDI-DC-AUDIT-CREDENTIAL-VALIDATION",
    title: "A domain controller records the logons that it validates, successes and failures",
    label: "Credential Validation",
    subject: { kind: "host", name: `dc${i}`, domain: "corp.example", roles: ["dc"] },
    status: i % 4 === 0 ? "pass" : "fail",
    severity: ["critical", "high", "medium", "low"][i % 4],
    cause: i % 4 === 0 ? null : "overridden",
    rung: "L2",
    trail: Array.from({ length: 6 }, (_, n) => ({ gpo: pool[(i * 7 + n * 331) % GPOS] })),
    waiver: null,
  };
}
