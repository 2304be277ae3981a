/**
 * One domain in which every GPO, unit, computer and file bears the name of an attack, through every verb and every output:
 * no character that a screen obeys or hides, no cell that is a formula, no markup that a name brought, and no name lost.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { REPORTERS } from "../src/report/index.generated.ts";
import { readRfc4180 } from "../src/testing/read-csv.ts";
import { type TempFolder, tempFolder } from "../src/testing/temp-folder.ts";
import { hostileEstate, NAMES } from "./support/hostile-estate.ts";
import { readXml } from "./support/junit-shape.ts";
import { jsonLines, type Run, run } from "./support/program.ts";
import { unsafeCharacter } from "./support/unsafe.ts";

const AS_OF = ["--as-of", "2026-11-22T08:00:00Z"];
const FORMATS = Object.keys(REPORTERS);
const SCAN = ["scan", "-q", "--fail-on", "none", ...AS_OF];

let folder: TempFolder;
let written: ReadonlyMap<string, Buffer>;
beforeAll(async () => {
  folder = tempFolder();
  for (const [path, text] of hostileEstate()) folder.write(join("estate", path), text);
  folder.write("before/directory.ldif", hostileEstate(NAMES.slice(0, 3)).get("directory.ldif") ?? "");
  const outputs = FORMATS.flatMap((format) => ["-f", `${format}=out.${format}`]);
  const done = await ran([...SCAN, ...outputs, "estate"]);
  if (done.code !== 0) throw new Error(done.stderr);
  written = new Map(FORMATS.map((format) => [format, readFileSync(join(folder.path, `out.${format}`))]));
}, 120_000);
afterAll(() => folder.remove());

function ran(words: readonly string[]): Promise<Run> {
  return run(words, { cwd: folder.path, limitMs: 60_000 });
}

function textOf(format: string): string {
  return (written.get(format) ?? Buffer.alloc(0)).toString("utf8");
}

function expectSafe(text: string, what: string): void {
  expect(unsafeCharacter(text), what).toBeNull();
  // What no screen shows, beyond the marks of direction: soft hyphens, tags.
  expect(/[\u00AD\u{E0000}-\u{E007F}]/u.exec(text)?.index ?? -1, what).toBe(-1);
}

const tokensIn = (text: string): string[] => NAMES.map(({ token }) => token).filter((token) => text.includes(token));
const TOKENS = NAMES.map(({ token }) => token);

describe("reports", () => {
  it.each(FORMATS)("%s is UTF-8 without a character that a screen obeys or hides", (format) => {
    const bytes = written.get(format) ?? Buffer.alloc(0);
    expect(bytes.length).toBeGreaterThan(0);
    if (format === "xlsx") {
      // Its parts are stored, not packed: the texts stand in the bytes, between the heads of the archive.
      const parts = bytes.toString("latin1").split("PK\x03\x04");
      const sheets = parts.map((part) => part.slice(part.indexOf("<"), part.lastIndexOf(">") + 1));
      expect(sheets.join("")).toContain("N00Z");
      for (const sheet of sheets) {
        const at = sheet.indexOf("PK\x01\x02");
        expectSafe(
          Buffer.from(at < 0 ? sheet : sheet.slice(0, at), "latin1")
            .toString("utf8")
            .replaceAll("\r\n", "\n"),
          format,
        );
      }
      return;
    }
    const text = bytes.toString("utf8");
    expect(Buffer.from(text, "utf8").equals(bytes)).toBe(true);
    const csv = format === "csv" || format === "action-plan";
    expectSafe(csv ? text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n") : text, format);
  });

  // The others sum up: a terminal elides, JUnit and OCSF have findings alone, a plan has what is to be done.
  it.each(["csv", "html", "json", "markdown", "ndjson", "oscal", "sarif-full"])("%s loses no name", (format) => {
    expect(tokensIn(textOf(format))).toEqual(TOKENS);
  });

  it("JSON gives every name as it is", () => {
    const { gpos } = JSON.parse(textOf("json")) as { gpos: readonly { name: string }[] };
    // Blanks at the ends of an attribute are not part of its value.
    expect(gpos.map(({ name }) => name).toSorted()).toEqual(NAMES.map(({ name }) => name.trim()).toSorted());
  });

  it("no cell of a table is a formula", () => {
    for (const format of ["csv", "action-plan"]) {
      for (const row of readRfc4180(textOf(format))) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    }
  });

  it("HTML holds the elements and attributes of our own alone", () => {
    const text = textOf("html");
    expect(text).not.toMatch(/<(?:script|img|iframe|x|%=)\b/i);
    const tags = text.match(/<[a-z][^>]*>/gi) ?? [];
    const links = tags.flatMap((tag) => tag.match(/\s(?:href|src|on\w+)\s*=\s*(?:"[^"]*"|[^\s>]+)/gi) ?? []);
    expect(links.filter((link) => !/^ href="?#/.test(link))).toEqual([]);
  });

  it("Markdown holds no tag, image, link or heading that a name brought", () => {
    const text = textOf("markdown");
    expect(text).not.toMatch(/^#+ Pass/m);
    const outside = text.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "");
    expect(outside).not.toMatch(/(?<!\\)<(?:script|img|iframe|\/style)/);
    expect(outside).not.toMatch(/(?<!\\)\]\((?:javascript|https:\/\/evil)/);
  });

  it("XML is well formed", () => {
    expect(() => readXml(textOf("junit"))).not.toThrow();
  });

  it("commands to copy keep each name inside of one quoted word", () => {
    const { findings } = JSON.parse(textOf("json")) as {
      findings: readonly { remedy: readonly { commands: readonly string[] }[] }[];
    };
    const commands = findings.flatMap(({ remedy }) => remedy.flatMap((one) => one.commands));
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      const bare = command.replaceAll(/'(?:[^'\u2018-\u201B]|''|[\u2018-\u201B]{2})*'/g, "''");
      expect(bare, command).not.toMatch(/\$\(calc\)|N\d\dZ|; calc/);
    }
  });
});

describe("verbs", () => {
  const VERBS: readonly (readonly string[])[] = [
    ["scan", ...AS_OF, "estate"],
    ["scan", "--ascii", ...AS_OF, "estate"],
    ["scan", ...AS_OF, "--filter", "fail", "estate"],
    ["explain", "MDI-DC-AUDIT-CREDENTIAL-VALIDATION", "estate"],
    ["diff", ...AS_OF, "before", "estate"],
    ["diff", ...AS_OF, "-f", "markdown", "before", "estate"],
    ["diff", ...AS_OF, "-f", "json", "before", "estate"],
    ["review", "estate"],
    ["facts", "estate"],
  ];
  it.each(VERBS)("%s %s %s", async (...words) => {
    const { code, stdout, stderr, signal } = await ran(words);
    expect(signal).toBeNull();
    expect([0, 1], stderr).toContain(code);
    expect(stdout).not.toBe("");
    expectSafe(stdout, "stdout");
    expectSafe(stderr, "stderr");
    if (words[0] === "facts")
      expect(
        tokensIn(
          jsonLines(stdout)
            .map((fact) => JSON.stringify(fact))
            .join(""),
        ),
      ).toEqual(TOKENS);
  });

  it("an edit that bears a name changes that GPO", async () => {
    for (const { name } of NAMES.filter(({ name }) => !/[\0:@]/.test(name)).slice(0, 6)) {
      const { stdout, stderr, signal } = await ran(["scan", ...AS_OF, "--what-if", `delete:${name}`, "estate"]);
      expect(signal).toBeNull();
      expectSafe(stdout + stderr, name);
    }
  });

  it("a bag holds them, and is whole", async () => {
    const made = await ran(["evidence", "create", "estate", "-o", "bags", "--unsigned", ...AS_OF]);
    expect(made.code, made.stderr).toBe(0);
    expectSafe(made.stdout + made.stderr, "create");
    const [bag = ""] = readdirSync(join(folder.path, "bags"));
    const verified = await ran(["evidence", "verify", join("bags", bag)]);
    expectSafe(verified.stdout + verified.stderr, "verify");
    expect(verified.stdout).toMatch(/intact/i);
    for (const name of readdirSync(join(folder.path, "bags", bag), { recursive: true, encoding: "utf8" })) {
      expectSafe(name, "a name in the bag");
      const path = join(folder.path, "bags", bag, name);
      if (/[/\\]inputs?[/\\]/.test(`/${name}/`) || !statSync(path).isFile() || /\.(?:xlsx|csv)$/.test(name)) continue;
      expectSafe(readFileSync(path, "utf8"), name);
    }
  });
});
