/** `diff` and `scan --previous` as their user runs them: exit codes, evidence bags, results against inputs, formats. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../src/testing/temp-folder.ts";
import { writeZip } from "../../src/testing/zip-writer.ts";
import { compile } from "../support/scenario/compile.ts";
import { readScenario } from "../support/scenario/model.ts";
import { ROOT, run } from "../support/program.ts";

const SCENARIO = `
title: Before
domains: { corp.example: { ous: { Domain Controllers: { links: [DC Audit] } } } }
gpos:
  DC Audit: { audit: { Credential Validation: SF, Security System Extension: SF } }
hosts: { DC1: {} }
expect: {}
`;
const AS_OF = ["--as-of", "2026-11-22"];

let folder: TempFolder;
const at = (name: string): string => join(folder.path, name);

function estate(name: string, edit: (text: string) => string): void {
  for (const [path, bytes] of compile(readScenario(edit(SCENARIO))).files) {
    const file = join(folder.path, name, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, bytes);
  }
}

async function results(name: string, ...words: string[]): Promise<void> {
  const { code } = await run([
    "scan",
    at(name),
    "-f",
    "json",
    "-o",
    at(`${name}.json`),
    "-q",
    "--fail-on",
    "none",
    ...AS_OF,
    ...words,
  ]);
  expect(code).toBe(0);
}

function bag(name: string, file: string, spoil = ""): void {
  const bytes = readFileSync(at(file));
  const digest = createHash("sha256").update(bytes).digest("hex");
  mkdirSync(at(`${name}/data/results`), { recursive: true });
  writeFileSync(at(`${name}/bagit.txt`), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  writeFileSync(at(`${name}/manifest-sha256.txt`), `${digest}  data/results/results.json\n`);
  writeFileSync(at(`${name}/data/results/results.json`), Buffer.concat([bytes, Buffer.from(spoil)]));
}

beforeAll(async () => {
  folder = tempFolder();
  estate("old", (text) => text);
  estate("high", (text) => text.replace("Credential Validation: SF", "Credential Validation: S"));
  estate("low", (text) => text.replace("Security System Extension: SF", "Security System Extension: none"));
  estate("gone", (text) => text.replace("expect: {}", "without: [files DC Audit]\nexpect: {}"));
  for (const name of ["old", "high", "low"]) await results(name);
  bag("bag", "high.json");
  bag("spoilt", "high.json", " ");
});
afterAll(() => folder.remove());

async function codeOf(...words: string[]): Promise<number | null> {
  return (await run(["diff", ...words, "-q"])).code;
}

describe("exit codes", () => {
  it("0 without a regression at or above --fail-on, 1 with one", async () => {
    expect(await codeOf(at("old"), at("old"))).toBe(0);
    expect(await codeOf(at("old"), at("high"))).toBe(1);
    expect(await codeOf(at("high"), at("old"))).toBe(0);
    expect(await codeOf(at("old"), at("low"))).toBe(0);
    expect(await codeOf(at("old"), at("low"), "--fail-on", "low")).toBe(1);
    expect(await codeOf(at("old"), at("high"), "--fail-on", "none")).toBe(0);
  });

  it("4 with --strict when something is not comparable or lost from sight", async () => {
    expect(await codeOf(at("old"), at("gone"))).toBe(0);
    expect(await codeOf(at("old"), at("gone"), "--strict")).toBe(4);
    expect(await codeOf(at("old"), at("old"), "--strict")).toBe(0);
  });

  it("2 for wrong usage, also for options that could have no effect", async () => {
    expect(await codeOf(at("old"))).toBe(2);
    expect(await codeOf(at("old"), at("high"), "-f", "html")).toBe(2);
    const idle = await run(["diff", at("old.json"), at("high.json"), "--role", "DC1=dc"]);
    expect([idle.code, idle.stderr]).toEqual([2, expect.stringContaining("--role changes nothing")]);
  });

  it("3 when a side cannot be analysed, and says which and why", async () => {
    writeFileSync(at("newer.json"), '{"schema":"results/2"}');
    writeFileSync(at("cut.json"), readFileSync(at("old.json"), "utf8").slice(0, 2000));
    for (const [side, reason] of [
      ["missing", /Nothing is at this path/],
      ["newer.json", /newer\.json: its schema is results\/2/],
      ["cut.json", /cut\.json: no results file of ours: it is not JSON, or cut off/],
      ["spoilt", /spoilt is not intact: .*SHA-256 differs/],
    ] as const) {
      const { code, stderr, stdout } = await run(["diff", at("old"), at(side)]);
      expect([code, stdout], side).toEqual([3, ""]);
      expect(stderr).toMatch(reason);
    }
  });
});

interface Answer {
  schema: string;
  before: { kind: string; label: string };
  after: { kind: string; label: string };
  summary: Record<string, number>;
}

async function answer(...words: string[]): Promise<Answer> {
  const { stdout, stderr } = await run(["diff", ...words, "-f", "json", "-q"]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

describe("sides", () => {
  it("inputs, results and evidence bags say the same", async () => {
    const zipped = at("bag.zip");
    const names = ["bagit.txt", "manifest-sha256.txt", "data/results/results.json"];
    writeFileSync(
      zipped,
      writeZip(names.map((name) => ({ name: `bag/${name}`, data: readFileSync(at(`bag/${name}`)) }))),
    );
    const plain = ({ before: _old, after: _new, ...rest }: Answer): unknown => rest;
    const wanted = await answer(at("old"), at("high"), ...AS_OF);
    expect(wanted.summary["regression"]).toBe(1);
    for (const [old, now, kinds] of [
      ["old.json", "high.json", ["results", "results"]],
      ["old", "high.json", ["inputs", "results"]],
      ["old.json", "bag", ["results", "bag"]],
      ["old.json", "bag.zip", ["results", "bag"]],
    ] as const) {
      const found = await answer(at(old), at(now));
      expect([found.before.kind, found.after.kind]).toEqual(kinds);
      expect(plain(found)).toEqual(plain(wanted));
    }
  });

  it("a copy elsewhere does not differ", async () => {
    cpSync(at("old"), at("copies/old"), { recursive: true });
    const { stdout } = await run(["diff", `${at("old")}/`, at("copies/old"), "-q"]);
    expect(stdout).toMatch(/^Nothing changed: /);
  });

  it("of more than two the history is told, and the last change", async () => {
    const { stdout } = await run(["diff", at("old.json"), at("low.json"), at("high.json"), "-f", "json", "-q"]);
    const series = JSON.parse(stdout) as {
      schema: string;
      points: { since: Record<string, number> | null }[];
      diff: Answer;
    };
    expect(series.schema).toBe("series/1");
    expect(series.points.map(({ since }) => since?.["regression"] ?? null)).toEqual([null, 1, 1]);
    expect(series.diff.summary["fixed"]).toBe(1);
    const page = await run(["diff", at("old.json"), at("low.json"), at("high.json"), "-q"]);
    expect(page.stdout).toMatch(/^-- History of 3 states/);
  });
});

describe("scan --previous", () => {
  it("shows what changed in HTML, Markdown and SARIF", async () => {
    const files = ["html", "markdown", "sarif"].flatMap((format) => ["-f", `${format}=${at(`since.${format}`)}`]);
    const words = ["scan", at("high"), "--previous", at("old.json"), "--previous", at("low.json"), ...files, ...AS_OF];
    const { code } = await run([...words, "--fail-on", "none", "-q"]);
    expect(code).toBe(0);
    expect(readFileSync(at("since.html"), "utf8")).toContain('<section id="since"');
    expect(readFileSync(at("since.markdown"), "utf8")).toMatch(/^## Changes since 2026-11-22 00:00 UTC$/m);
    expect(readFileSync(at("since.sarif"), "utf8")).toMatch(/"baselineState":"(?:new|unchanged)"/);
  });

  it("is refused where nothing would show it, and for a file that is not ours", async () => {
    const terminal = await run(["scan", at("high"), "--previous", at("old.json")]);
    expect([terminal.code, terminal.stderr]).toEqual([2, expect.stringContaining("eventreach diff OLD NEW")]);
    const other = await run(["scan", at("high"), "--previous", join(ROOT, "package.json"), "-f", "html"]);
    expect([other.code, other.stderr]).toEqual([3, expect.stringContaining("is no results file of ours")]);
  });
});

it("--help has examples and every exit code", async () => {
  const { stdout, code } = await run(["diff", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("eventreach diff backups-october backups-november");
  expect(stdout).toMatch(
    /0 +no regression[^]*1 +a regression[^]*3 +a side could not be analysed[^]*4 +something is not comparable/,
  );
});

describe("docs/diff.md", () => {
  it("shows what the program prints", async () => {
    for (const name of ["october", "november"])
      cpSync(join(ROOT, "gpo-samples/usual-gaps"), at(name), { recursive: true });
    rewrite("november", "{A25A9103-2D16-5333-9995-1B12C7431746}", "Credential Validation", "Success and Failure,,3");
    rewrite("november", "{A7DC62A4-2CE3-5307-9D50-930D81DE4806}", "Distribution Group Management", "No Auditing,,0");
    const words = ["diff", "october", "november", "-q", ...AS_OF];
    const { stdout, code } = await run(words, { cwd: folder.path, env: { LANG: "C.UTF-8" } });
    expect(code).toBe(1);
    const page = readFileSync(join(ROOT, "docs/diff.md"), "utf8");
    const shown = /<!-- output -->\n```text\n([^]*?)```/.exec(page)?.[1];
    expect(shown).toBe(stdout);
  });

  function rewrite(estate: string, backup: string, subcategory: string, value: string): void {
    const file = join(at(estate), backup, "DomainSysvol/GPO/Machine/microsoft/windows nt/Audit/audit.csv");
    const text = readFileSync(file, "utf8");
    const line = text.split("\r\n").find((row) => row.includes(`Audit ${subcategory},`)) ?? "";
    const changed = line.replace(/[^,]*,,\d$/, value);
    expect(changed).not.toBe(line);
    writeFileSync(file, text.replace(line, changed));
  }
});
