/** Help, version, and what is said when the words of the command line cannot be understood. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadedModules } from "../support/defect.ts";
import { ROOT, run } from "../support/program.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const VERBS = ["scan", "facts", "explain", "catalog", "evidence", "formats"];
const VERSION = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;

describe("--help", () => {
  it.each([[[]], ...VERBS.map((verb) => [[verb]])])(
    "%j: usage, examples that begin with the name, exit codes",
    async (verb) => {
      const { code, stdout, stderr } = await run([...verb, "--help"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: eventreach ${verb[0] ?? ""}`);
      expect(stdout).toMatch(/\nExamples?:\n {2}eventreach /);
      expect(stdout).toMatch(/\nExit codes:\n {2}0 {2}\S/);
      expect(stdout).toMatch(/\n {2}70 a defect of this program\n/);
      for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    },
  );

  it.each(VERBS)("help %s is the same page", async (verb) => {
    const [one, two] = await Promise.all([run(["help", verb]), run([verb, "--help"])]);
    expect(one.stdout).toBe(two.stdout);
  });

  it("of the program names every verb", async () => {
    const { stdout } = await run(["--help"]);
    for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`\\n  ${verb} `));
  });

  it("names no option with a value of ours that nobody typed", async () => {
    for (const verb of VERBS) expect((await run([verb, "--help"])).stdout).not.toContain("default: []");
  });

  it.each(VERBS)("the examples of %s are understood", async (verb) => {
    const { stdout } = await run([verb, "--help"]);
    const examples = [...stdout.matchAll(/^ {2}eventreach (.+?)(?: [|>].*)?$/gm)].map((match) =>
      String(match[1]).trim().split(/\s+/),
    );
    expect(examples.length).toBeGreaterThan(0);
    for (const words of examples) {
      const { code, stderr } = await run(words);
      // The files of the examples do not exist: that is 3. A word that is not understood would be 2.
      expect([0, 3], `${words.join(" ")}: ${stderr}`).toContain(code);
    }
  });
});

describe("--version", () => {
  it.each(["--version", "-V"])("%s prints the version of the package and nothing else", async (word) => {
    const { code, stdout, stderr } = await run([word]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: "" });
  });

  it("loads neither the command line's parser nor a reader", async () => {
    const { stdout, stderr } = await run(["--version"], { node: loadedModules() });
    expect(stdout).toBe(`${VERSION}\n`);
    const loaded = [...stderr.matchAll(/^loaded (\S+)$/gm)].map((match) => String(match[1]));
    expect(loaded.filter((url) => url.endsWith("/dist/bin.js"))).toHaveLength(1);
    const ours = loaded.filter((url) => url.startsWith("file:")).map((url) => readFileSync(new URL(url), "utf8"));
    expect(ours.join("").length).toBeLessThan(4096);
    expect(ours.join("")).not.toMatch(/CommanderError|defineFormat/);
    // The same look at a verb finds both, so that the two lines above can fail.
    const verb = await run(["formats"], { node: loadedModules() });
    const all = [...verb.stderr.matchAll(/^loaded (file:\S+)$/gm)].map((match) =>
      readFileSync(new URL(String(match[1])), "utf8"),
    );
    expect(all.join("")).toMatch(/CommanderError/);
    expect(all.join("")).toMatch(/defineFormat/);
  });
});

describe("what is not understood", () => {
  it.each([
    [["scan", "--nonsense", "x"], "unknown option '--nonsense'", "(see --help)"],
    [["scan", "--formt", "json", "x"], "unknown option '--formt'", "Did you mean --format?"],
    [["scna", "x"], "unknown command 'scna'", "Did you mean scan?"],
    [["scan"], "missing required argument 'path'", "(see --help)"],
    [["scan", "-f", "pdf", "x"], '"pdf" is no format', "formats: action-plan, csv, "],
    [["scan", "-f", "json=", "x"], "lacks the file", "example: --format json="],
    [["scan", "-f", "json", "-f", "ndjson", "x"], "only one format can go to stdout", "--format ndjson=FILE"],
    [["scan", "-f", "json=a.txt", "-f", "markdown=a.txt", "x"], "same file, a.txt", "a file of its own"],
    [["scan", "-f", "json=a.txt", "-o", "b.txt", "x"], "--output has nothing to write", "add a format without a file"],
    [["scan", "-f", "json=a.txt", "-f", "markdown", "-o", "a.txt", "x"], "same file, a.txt", "a file of its own"],
    [["scan", "--role", "DC01", "x"], '--role wants HOST=ROLE, not "DC01"', "example: --role PKI01=ca"],
    [["scan", "--role", "=dc", "x"], "--role wants HOST=ROLE", "example: --role PKI01=ca"],
    [["scan", "--role", "DC01=king", "x"], '"king" is no role', "roles: dc, ca, adfs, entra-connect"],
    [
      ["explain", "MDI-DC-NTLM-DOMAIN", "--role", "DC01=king"],
      '"king" is no role',
      "roles: dc, ca, adfs, entra-connect",
    ],
    [
      ["scan", "--as-of", "yesterday", "x"],
      '--as-of wants an ISO 8601 time, not "yesterday"',
      "example: --as-of 2026-",
    ],
    [
      ["scan", "--as-of", "2026-02-30", "x"],
      '--as-of wants an ISO 8601 time, not "2026-02-30"',
      "example: --as-of 2026-",
    ],
    [["scan", "--as-of", "2026-01-01T25:00Z", "x"], "--as-of wants an ISO 8601 time", "example: --as-of 2026-"],
    [["scan", "--fail-on", "never", "x"], "'never' is invalid", "critical, high, medium, low, none"],
    [["scan", "--catalog", "sigma", "x"], '"sigma" is no catalog', "catalogs: mdi"],
    [["explain", "MDI-NO-SUCH"], 'no requirement has the id "MDI-NO-SUCH"', "eventreach catalog list"],
    [["explain", "MDI-DC-NTLM"], 'no requirement has the id "MDI-DC-NTLM"', "near: MDI-DC-NTLM-DOMAIN"],
    [["catalog", "show", "NO-SUCH"], 'no requirement has the id "NO-SUCH"', "eventreach catalog list"],
    [["catalog", "show"], "catalog show wants an id", "eventreach catalog list"],
    [["catalog", "shuffle"], 'catalog knows no "shuffle"', "catalog export"],
    [["formats", "pdf"], "too many arguments", "(see --help)"],
  ])("%j: the fault and what to do", async (words, fault, advice) => {
    const { code, stdout, stderr } = await run(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(fault);
    expect(stderr).toContain(advice);
    expect(stderr).not.toContain("    at ");
    for (const file of ["a.txt", "b.txt"]) expect(existsSync(join(ROOT, file))).toBe(false);
  });

  it.each([
    [["scan", "--\u001B[31m\u202E", "x"]],
    [["\u001B]0;title\u0007"]],
    [["explain", "MDI\u001B[2J\u009B"]],
    [["scan", "--role", "\u001B[31m=\u001B[31m", "x"]],
    [["scan", "--fail-on", "\u001B[31m", "x"]],
    [["scan", "no\u001B[31m\u202Esuch"]],
  ])("%j: the user's own words cannot drive the terminal", async (words) => {
    const { stdout, stderr } = await run(words);
    expect(stdout).toBe("");
    expect(stderr).not.toBe("");
    expect(unsafeCharacter(stderr)).toBeNull();
  });
});

describe("pages", () => {
  it("catalog list names every requirement of the export, and explain knows each in any case", async () => {
    const [list, exported] = await Promise.all([run(["catalog", "list"]), run(["catalog", "export"])]);
    const { schema, requirements } = JSON.parse(exported.stdout) as {
      schema: string;
      requirements: { id: string; title: string }[];
    };
    expect(schema).toBe("catalog/1");
    const ids = list.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ")[0]);
    expect(ids).toEqual(requirements.map(({ id }) => id));
    const page = await run(["explain", "mdi-dc-ntlm-domain"]);
    expect(page.stdout).toContain("MDI-DC-NTLM-DOMAIN");
    expect(page.stdout).toBe((await run(["catalog", "show", "MDI-DC-NTLM-DOMAIN"])).stdout);
  });

  it("formats names every format with a way to make one", async () => {
    const { stdout } = await run(["formats"]);
    for (const id of readdirSync(join(ROOT, "src/formats")).filter((name) =>
      existsSync(join(ROOT, "src/formats", name, "format.ts")),
    )) {
      expect(stdout).toMatch(new RegExp(`^${id}$`, "m"));
    }
    for (const line of stdout.split("\n").filter((line) => !line.startsWith("    ")))
      expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it("explain with paths tells who decides, where it is read and why", async () => {
    const { stdout } = await run(["explain", "MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT", "gpo-samples/usual-gaps"]);
    const { stdout: page } = await run(["explain", "MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT"]);
    expect(stdout).toContain(page);
    const flat = stdout.replace(page, "").replaceAll(/\s+/g, " ");
    // In the order of application: who is overruled, who decides, who does not count; then each with its place.
    const place = String.raw`[^ ]*gpo-samples/usual-gaps/\{[0-9A-F-]{36}\}/DomainSysvol/GPO/Machine/microsoft/windows nt/Audit/audit\.csv:\d+:1`;
    const steps = [
      "# GPO link sets so far won or lost",
      "1 .DC Advanced.{1,120}loses: an",
      "2 .Legacy SOC.{1,120}wins: its",
      "- .Microsoft.{1,120}does not",
      `1 "DC Advanced Audit" ${place}`,
      `2 "Legacy SOC Auditing" ${place}`,
      `- "Microsoft Defender for Identity - Advanced Audit Policy for DCs" ${place}`,
    ];
    expect(flat).toMatch(new RegExp(steps.join(".*"), "i"));
  });
});
