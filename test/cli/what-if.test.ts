/** `scan --what-if` as its user runs it: pages, exit codes, usage errors, and that nothing is written. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/program.ts";
import { compile } from "../support/scenario/compile.ts";
import { readScenario } from "../support/scenario/model.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const COMPLIANT = "gpo-samples/compliant";
const CONFLICTING = "gpo-samples/conflicting";
const AUDIT_GPO = "Microsoft Defender for Identity - Advanced Audit Policy for DCs";
const CV = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";

interface Change {
  requirement: string;
  way: string;
  subject: { kind: string; name: string };
  before: { status: string; winner: string | null; candidates: string[] };
  after: { status: string; winner: string | null } | null;
}

interface Answer {
  schema: string;
  written: boolean;
  edits: { word: string; text: string; notes: string[] }[];
  changes: Change[];
  summary: Record<string, number>;
}

async function answer(path: string, ...edits: readonly string[]): Promise<Answer> {
  const words = edits.flatMap((edit) => ["--what-if", edit]);
  const { stdout, stderr } = await run(["scan", path, ...words, "-f", "json", "--fail-on", "none", "--quiet"]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

describe("backups", () => {
  it("unset: the requirement fails, and the exit code is that of the changed state", async () => {
    const edit = `unset:${AUDIT_GPO}:${CV}`;
    const plain = await run(["scan", COMPLIANT, "--quiet"]);
    const changed = await run(["scan", COMPLIANT, "--quiet", "--what-if", edit]);
    expect([plain.code, changed.code]).toEqual([0, 1]);
    const { schema, written, changes } = await answer(COMPLIANT, edit);
    expect({ schema, written }).toEqual({ schema: "what-if/1", written: false });
    expect(changes[0]).toMatchObject({
      requirement: CV,
      way: "worse",
      before: { status: "pass", winner: AUDIT_GPO },
      after: { status: "fail", winner: null },
    });
  });

  it("both ways: what two GPOs leave open is decided by one of them", async () => {
    const { changes, summary } = await answer(CONFLICTING, "enforce:DC Auditing - Operations@Domain Controllers");
    expect(changes.find(({ requirement }) => requirement === CV)).toMatchObject({
      before: {
        winner: null,
        candidates: ["DC Auditing - Operations", "DC Auditing - Security team"].toSorted().toReversed(),
      },
      after: { winner: "DC Auditing - Operations" },
    });
    expect(summary["worse"]).toBeGreaterThan(0);
    const other = await answer(CONFLICTING, "enforce:DC Auditing - Security team@Domain Controllers");
    expect(other.summary["better"]).toBeGreaterThan(0);
    expect(other.summary["worse"]).toBe(0);
  });

  it("taking every link away does not make the GPOs count as if nobody knew of links", async () => {
    const { changes } = await answer(
      CONFLICTING,
      "unlink:DC Auditing - Operations@Domain Controllers",
      "unlink:DC Auditing - Security team@Domain Controllers",
    );
    expect(changes.filter(({ after }) => after?.status === "pass" && after.winner !== null)).toEqual([]);
    expect(changes.find(({ requirement }) => requirement === CV)?.after?.status).toBe("fail");
  });

  it("an edit without effect says so", async () => {
    const { stdout, code } = await run([
      "scan",
      COMPLIANT,
      "-q",
      "--what-if",
      `enforce:${AUDIT_GPO}@Domain Controllers`,
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain("No finding changes");
    expect(stdout).toContain("The link is enforced already.");
  });

  it("the page fits 80 columns, has no colours when piped, and ASCII where asked", async () => {
    const words = ["scan", CONFLICTING, "-q", "--what-if", "unlink:DC Auditing - Operations@Domain Controllers"];
    const { stdout } = await run([...words, "--ascii"]);
    expect(stdout).toMatch(/^[\x20-\x7E\n]*$/);
    expect(stdout).toContain("Nothing was written");
    // Commands are to be copied, and stay whole.
    const text = stdout.slice(0, stdout.indexOf("Undecided") < 0 ? undefined : stdout.indexOf("Undecided"));
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    const again = await run([...words, "--ascii"]);
    expect(again.stdout).toBe(stdout);
  });

  it("names that try to harm a screen or a document do not", async () => {
    const gpos = (await run(["facts", "gpo-samples/hostile", "-q"])).stdout
      .split("\n")
      .flatMap((line) => (line === "" ? [] : [JSON.parse(line) as { kind: string; guid?: string | null }]))
      .flatMap(({ kind, guid }) => (kind === "gpo" && typeof guid === "string" ? [guid] : []));
    const edits = [...new Set(gpos)].slice(0, 5).flatMap((guid) => ["--what-if", `set:${guid}:${CV}=Failure`]);
    expect(edits.length).toBeGreaterThan(4);
    for (const format of ["terminal", "json", "markdown"]) {
      const { stdout, code } = await run([
        "scan",
        "gpo-samples/hostile",
        ...edits,
        "-q",
        "-f",
        format,
        "--fail-on",
        "none",
      ]);
      expect(code).toBe(0);
      expect(unsafeCharacter(stdout), format).toBeNull();
    }
    const typed = await run(["scan", COMPLIANT, "--what-if", "unset:\u001B[31m\u202Ex:y"]);
    expect(typed.code).toBe(2);
    expect(unsafeCharacter(typed.stderr)).toBeNull();
  });

  it.each([
    [["--what-if", "abolish:x"], "is no edit"],
    [["--what-if", "unset:Nobody:Logon"], "no GPO of the evidence"],
    [["--what-if", `unset:${AUDIT_GPO}:Nothing`], "no setting is called"],
    [["--what-if", `unlink:${AUDIT_GPO}@Nowhere`], "no container"],
    [["--what-if", `link:${AUDIT_GPO}@corp.example`], "link order"],
    [["--what-if", `unset:${AUDIT_GPO}:${CV}`, "-f", "ndjson"], "no answer as ndjson"],
    [["--what-if"], "argument missing"],
  ])("%j is wrong usage", async (words, message) => {
    const { code, stdout, stderr } = await run(["scan", COMPLIANT, ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

describe("a directory export and a copy of SYSVOL", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "what-if-"));
    const { files } = compile(
      readScenario(`
title: a legacy GPO hides the good one from one domain controller
domains:
  corp.example:
    links: [Baseline]
    ous:
      Domain Controllers: { links: [Legacy SOC, Good] }
      Domain Controllers/Branch: { links: [Branch] }
gpos:
  Baseline: { audit: { Logon: 3 } }
  Legacy SOC: { audit: { Credential Validation: 1 } }
  Good: { audit: { Credential Validation: 3 } }
  Branch: { audit: { Directory Service Changes: 3 } }
hosts:
  DC01: {}
  DC02: { ou: Domain Controllers/Branch }
`),
    );
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const listing = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
      entry.isFile()
        ? [`${join(entry.parentPath, entry.name)} ${readFileSync(join(entry.parentPath, entry.name), "hex")}`]
        : [],
    );

  it("unlink: better on every domain controller, and nothing is written", async () => {
    const before = listing();
    const { changes, edits } = await answer(folder, "unlink:Legacy SOC@OU=Domain Controllers,DC=corp,DC=example");
    expect(edits[0]?.text).toBe('unlink "Legacy SOC" from corp.example/Domain Controllers');
    expect(changes.filter(({ requirement }) => requirement === CV)).toMatchObject([
      { way: "better", before: { status: "fail", winner: "Legacy SOC" }, after: { status: "pass", winner: "Good" } },
    ]);
    expect(listing()).toEqual(before);
  });

  it("what differs between computers changes for the computer, and in the domain's finding", async () => {
    const about = async (...edits: readonly string[]): Promise<string[]> =>
      (await answer(folder, ...edits)).changes
        .filter(({ requirement }) => requirement === CV)
        .map(({ subject, way, after }) => [subject.kind, subject.name, way, after?.status].join(" "));
    expect(await about("unlink:Legacy SOC@Domain Controllers", "link:Legacy SOC@Branch:1")).toEqual([
      "host DC01.corp.example better pass",
      "domain corp.example other fail",
    ]);
    expect(await about("link:Good@Branch:1")).toEqual([
      "host DC02.corp.example better pass",
      "domain corp.example other fail",
    ]);
  });

  it("a document for a ticket goes to a file, the page to the terminal", async () => {
    const file = join(folder, "..", "what-if-ticket.md");
    const words = ["scan", folder, "--what-if", "enforce:Good@Domain Controllers", "--fail-on", "none"];
    const { code, stdout } = await run([...words, "-q", "-f", "terminal", "-f", `markdown=${file}`]);
    const text = readFileSync(file, "utf8");
    rmSync(file);
    expect(code).toBe(0);
    expect(stdout).toContain('enforce the link of "Good"');
    expect(text).toMatch(/^# What if: /);
    expect(text).toContain("| before | after |");
  });
});
