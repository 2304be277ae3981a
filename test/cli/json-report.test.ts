/** `scan --format json` and `ndjson`: results/1 as the contract has it, and what must hold between its parts. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { RESULTS } from "../support/contract.ts";
import { firstDifference, jsonLines, ROOT, run } from "../support/program.ts";

const AS_OF = "2026-11-22T08:00:00Z";
const ESTATES = [
  "compliant",
  "conflicting",
  "hostile",
  "inert-audit-csv",
  "legacy-only",
  "role-servers",
  "sysvol-copy",
  "usual-gaps",
  "zipped",
];

interface Finding {
  readonly id: string;
  readonly requirement: string;
  readonly status: string;
  readonly severity: string;
  readonly silent: boolean;
  readonly checklist: boolean;
  readonly cause: string | null;
  readonly ask: readonly string[];
  readonly evidence: readonly string[];
  readonly trail: readonly { readonly fact: string }[];
  readonly subject: Readonly<Record<string, unknown>>;
}
interface Results {
  readonly asOf: string;
  readonly mode: string;
  readonly sources: readonly {
    readonly id: string;
    readonly path: string;
    readonly read: string;
    readonly reason: string | null;
    readonly memberOf: string | null;
  }[];
  readonly subjects: readonly Readonly<Record<string, unknown>>[];
  readonly findings: readonly Finding[];
  readonly conflicts: readonly unknown[];
  readonly diagnostics: readonly { readonly code: string; readonly path: string }[];
  readonly facts: readonly { readonly id: string; readonly source: string }[];
  readonly summary: {
    readonly files: number;
    readonly verdict: string;
    readonly findings: Record<string, number>;
    readonly open: Record<string, number>;
    readonly checklist: number;
  };
}

async function reportText(estate: string): Promise<string> {
  const words = ["scan", "-q", "-f", "json", "--as-of", AS_OF, "--fail-on", "none", `gpo-samples/${estate}`];
  const { code, stdout, stderr } = await run(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

describe.each(ESTATES)("%s", (estate) => {
  let body: string;
  let report: Results;
  beforeAll(async () => {
    body = await reportText(estate);
    report = JSON.parse(body) as Results;
  });

  it("has every field of the contract, of its type, and no others", () => {
    expect(RESULTS(report, "results").slice(0, 20)).toEqual([]);
    expect(Object.keys(report)[0]).toBe("schema");
    expect(report.asOf).toBe(AS_OF);
    expect(body.endsWith("}\n")).toBe(true);
  });

  it("lists findings worst first, then by id; every id once", () => {
    const order = (finding: Finding): string =>
      [
        ["fail", "unknown", "pass", "not-applicable"].indexOf(finding.status),
        ["critical", "high", "medium", "low", "info"].indexOf(finding.severity),
        finding.silent ? 0 : 1,
        finding.id,
      ].join(" ");
    const orders = report.findings.map(order);
    expect(orders).toEqual(orders.toSorted((a, b) => (a < b ? -1 : 1)));
    expect(new Set(report.findings.map(({ id }) => id)).size).toBe(report.findings.length);
  });

  it("gives a cause for each failure, a way to settle each unknown, a fact for each pass", () => {
    for (const { id, status, cause, ask, evidence } of report.findings) {
      expect(status === "fail", id).toBe(cause !== null);
      if (status === "unknown") expect(ask, id).not.toEqual([]);
      else expect(ask, id).toEqual([]);
      if (status === "pass") expect(evidence, id).not.toEqual([]);
    }
  });

  it("holds every fact that it cites, and every fact's source", () => {
    const facts = new Set(report.facts.map((fact) => fact.id));
    const sources = new Set(report.sources.map((source) => source.id));
    const cited = report.findings.flatMap(({ evidence, trail }) => [...evidence, ...trail.map((step) => step.fact)]);
    expect(cited.filter((id) => !facts.has(id))).toEqual([]);
    expect(report.facts.filter((fact) => !sources.has(fact.source))).toEqual([]);
    expect(report.facts.length).toBe(new Set(cited).size);
  });

  it("names every subject, and gives a reason for every file that was not wholly used", () => {
    const known = new Set(report.subjects.map((subject) => JSON.stringify(subject)));
    for (const { id, subject } of report.findings) expect(known.has(JSON.stringify(subject)), id).toBe(true);
    for (const { path, read, reason } of report.sources) expect(read === "complete", path).toBe(reason === null);
    const zips = new Set(report.sources.map((source) => source.id));
    for (const { path, memberOf } of report.sources) {
      expect(path.includes("!"), path).toBe(memberOf !== null);
      if (memberOf !== null) expect(zips.has(memberOf), path).toBe(true);
    }
  });

  it("counts what it holds", () => {
    const settled = report.findings.filter((finding) => !finding.checklist);
    const { findings, open, files, checklist, verdict } = report.summary;
    expect(files).toBe(report.sources.length);
    expect(checklist).toBe(report.findings.length - settled.length);
    for (const [status, number] of Object.entries(findings)) {
      expect(settled.filter((finding) => finding.status === status).length, status).toBe(number);
    }
    for (const [severity, number] of Object.entries(open)) {
      const failed = report.findings.filter((finding) => finding.status === "fail" && finding.severity === severity);
      expect(failed.length, severity).toBe(number);
    }
    expect(verdict).toBe((findings["unknown"] ?? 0) > 0 ? "incomplete" : "complete");
  });

  it("says the same as NDJSON", async () => {
    const words = ["scan", "-q", "-f", "ndjson", "--as-of", AS_OF, "--fail-on", "none", `gpo-samples/${estate}`];
    const lines = jsonLines((await run(words)).stdout);
    expect(lines[0]?.["type"]).toBe("run");
    expect(lines.at(-1)).toEqual({ type: "summary", ...report.summary });
    const findings = lines.filter((line) => line["type"] === "finding");
    expect(findings).toEqual(report.findings.map((finding) => ({ type: "finding", ...finding })));
    const types = new Map<string, number>();
    for (const line of lines) types.set(String(line["type"]), (types.get(String(line["type"])) ?? 0) + 1);
    expect(types.get("source")).toBe(report.sources.length);
    expect(types.get("fact") ?? 0).toBe(report.facts.length);
    expect(types.get("diagnostic") ?? 0).toBe(report.diagnostics.length);
    expect(types.get("conflict") ?? 0).toBe(report.conflicts.length);
  });
});

describe("the mode", () => {
  it("is design where no GPO is linked anywhere, deployed where one is", async () => {
    expect((JSON.parse(await reportText("sysvol-copy")) as Results).mode).toBe("design");
    expect((JSON.parse(await reportText("usual-gaps")) as Results).mode).toBe("deployed");
  });
});

describe("the same bytes", () => {
  const words = ["scan", "-q", "-f", "json", "--fail-on", "none"];

  it("for two runs, in other time zones and languages, and from another folder", async () => {
    const here = await run([...words, "--as-of", AS_OF, "gpo-samples/usual-gaps"]);
    const env = { TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "ja_JP.UTF-8" };
    const asOf = ["--as-of", "2026-11-22T09:00:00+01:00"];
    const away = await run([...words, ...asOf, join(ROOT, "gpo-samples/usual-gaps")], { env, cwd: tmpdir() });
    expect(away.code).toBe(0);
    expect(
      firstDifference(away.stdout.replaceAll(JSON.stringify(`${ROOT}/`).slice(1, -1), ""), here.stdout),
    ).toBeNull();
  });

  it("a time without a zone is UTC, wherever the program runs", async () => {
    const env = { TZ: "America/St_Johns" };
    const asOf = async (word: string) => {
      const { stdout } = await run([...words, "--as-of", word, "gpo-samples/sysvol-copy"], { env });
      return (JSON.parse(stdout) as Results).asOf;
    };
    expect(await asOf("2026-01-02")).toBe("2026-01-02T00:00:00Z");
    expect(await asOf("2026-01-02T03:04")).toBe("2026-01-02T03:04:00Z");
    expect(await asOf("2026-01-02T03:04:05.678Z")).toBe("2026-01-02T03:04:05Z");
  });

  it("without --as-of only the time differs", async () => {
    const [one, two] = await Promise.all([
      run([...words, "gpo-samples/sysvol-copy"]),
      run([...words, "--as-of", AS_OF, "gpo-samples/sysvol-copy"]),
    ]);
    const { asOf, ...rest } = JSON.parse(one.stdout) as Results;
    const { asOf: other, ...otherRest } = JSON.parse(two.stdout) as Results;
    expect(rest).toEqual(otherRest);
    expect(other).toBe(AS_OF);
    expect(Math.abs(Date.parse(asOf) - Date.now())).toBeLessThan(10 * 60_000);
  });
});
