/** `eventreach facts`: the lines, their fields, their order, and that nothing around the program changes them. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { FACT_KINDS, factComplaints } from "../support/contract.ts";
import { firstDifference, jsonLines, ROOT, type Run, run } from "../support/program.ts";

const ESTATES = readdirSync(join(ROOT, "gpo-samples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => `gpo-samples/${entry.name}`)
  .toSorted();

/** Kinds that no sample estate holds: their shape is proved where the format is. */
const NOT_IN_SAMPLES = ["audit-option", "security-descriptor"];

let all: Run;
beforeAll(async () => {
  all = await run(["facts", "-q", ...ESTATES]);
});

describe("the lines", () => {
  it("are JSON objects, each with the fields of its kind and no others", () => {
    expect(all.code).toBe(0);
    const facts = jsonLines(all.stdout);
    expect(facts.length).toBeGreaterThan(1000);
    expect(facts.flatMap((fact, at) => factComplaints(fact, `line ${at + 1}`)).slice(0, 20)).toEqual([]);
    const kinds = new Set(facts.map((fact) => String(fact["kind"])));
    expect([...kinds].toSorted()).toEqual(FACT_KINDS.filter((kind) => !NOT_IN_SAMPLES.includes(kind)).toSorted());
  });

  it("end with a line feed, without a carriage return or an empty line", () => {
    expect(all.stdout.endsWith("}\n")).toBe(true);
    expect(all.stdout).not.toMatch(/\r|\n\n/);
    expect(all.stderr).toBe("");
  });

  it("have ids that occur once and begin with their source", () => {
    const facts = jsonLines(all.stdout);
    expect(new Set(facts.map((fact) => fact["id"])).size).toBe(facts.length);
    for (const { id, source } of facts) expect(String(id).slice(0, 12)).toBe(String(source).slice(0, 12));
  });

  it("name a place where the excerpt stands", () => {
    let checked = 0;
    for (const { path, at, excerpt } of jsonLines(all.stdout)) {
      const { line, column } = at as { line?: number; column?: number };
      if (line === undefined || column === undefined || String(path).includes("!")) continue;
      const bytes = readFileSync(join(ROOT, String(path)));
      const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
      const lines = new TextDecoder(wide ? "utf-16le" : "utf-8").decode(bytes).split("\n");
      const rest = lines
        .slice(line - 1)
        .join("\n")
        .slice(column - 1);
      expect(rest.startsWith(String(excerpt)), `${String(path)}:${line}:${column}`).toBe(true);
      checked += 1;
    }
    expect(checked).toBeGreaterThan(1000);
  });
});

describe("the order", () => {
  it("is that of the arguments, then of the paths, then of the places", () => {
    const facts = jsonLines(all.stdout);
    const paths: string[] = [];
    let before = { path: "", start: 0 };
    for (const fact of facts) {
      const path = String(fact["path"]);
      const start = Number(/:(\d+)-/.exec(String(fact["id"]))?.[1]);
      if (path === before.path) expect(start).toBeGreaterThanOrEqual(before.start);
      else paths.push(path);
      before = { path, start };
    }
    expect(new Set(paths).size, "the facts of a file stand together").toBe(paths.length);
    expect(paths).toEqual(paths.toSorted((a, b) => (a < b ? -1 : 1)));
  });

  it("of two arguments given the other way round is the other way round, with the same facts", async () => {
    const [a, b] = ["gpo-samples/compliant", "gpo-samples/conflicting"];
    const one = await run(["facts", "-q", a, b]);
    const other = await run(["facts", "-q", b, a]);
    expect(other.stdout).not.toBe(one.stdout);
    const sorted = ({ stdout }: Run) => stdout.split("\n").toSorted().join("\n");
    expect(firstDifference(sorted(other), sorted(one))).toBeNull();
    expect(String(jsonLines(other.stdout)[0]?.["path"])).toMatch(/^gpo-samples\/conflicting\//);
  });
});

describe("the same bytes", () => {
  it("for a second run", async () => {
    const again = await run(["facts", "-q", ...ESTATES]);
    expect(again.bytes.stdout.equals(all.bytes.stdout)).toBe(true);
  });

  it("in another time zone, another language and another folder", async () => {
    const env = { TZ: "Asia/Tokyo", LANG: "de_DE.UTF-8", LC_ALL: "ja_JP.UTF-8" };
    const away = await run(["facts", "-q", ...ESTATES.map((path) => join(ROOT, path))], { env, cwd: tmpdir() });
    expect(away.code).toBe(0);
    expect(away.stdout).not.toBe(all.stdout);
    expect(firstDifference(away.stdout.replaceAll(JSON.stringify(`${ROOT}/`).slice(1, -1), ""), all.stdout)).toBeNull();
  });

  it("of a folder and of its zip, but for the paths", async () => {
    const folder = await run(["facts", "-q", "gpo-samples/usual-gaps"]);
    const zip = await run(["facts", "-q", "gpo-samples/zipped/usual-gaps.zip"]);
    const inFolder = zip.stdout.replaceAll("gpo-samples/zipped/usual-gaps.zip!usual-gaps", "gpo-samples/usual-gaps");
    expect(firstDifference(inFolder, folder.stdout)).toBeNull();
  });
});

describe("what is not a fact", () => {
  it("goes to stderr: problems with their place, and files that no format reads", async () => {
    const { code, stdout, stderr } = await run(["facts", "gpo-samples/hostile"]);
    expect(code).toBe(0);
    for (const line of stdout.trimEnd().split("\n")) expect(line).toMatch(/^\{.*\}$/);
    expect(stderr).toMatch(
      /^error: gpo-samples\/hostile\/broken\/Machine\/registry\.pol@\d+: .* \[truncated\]\n {4}\S/m,
    );
    expect(stderr).toMatch(/^note: \d+ files? not used: .*gpo-samples\/hostile\/README\.md/m);
    expect(stderr).toContain("`eventreach formats`");
  });

  it("makes exit 3 where there is no fact at all, with nothing on stdout", async () => {
    const { code, stdout, stderr } = await run(["facts", "gpo-samples/README.md"]);
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("gpo-samples/README.md");
    expect(stderr).toContain("eventreach formats");
  });
});
