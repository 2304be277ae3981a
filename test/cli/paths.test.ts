/** Paths as people type them, and paths at which nothing can be read. */
import { chmodSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../src/testing/temp-folder.ts";
import { jsonLines, run } from "../support/program.ts";

const CSV = `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value
,System,Audit Credential Validation,{0CCE923F-69AE-11D9-BED3-505054503030},Success and Failure,,3
`;
const NOBODY = 65_534;

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

async function pathsOf(words: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await run(["facts", ...words], { cwd: folder.path });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return [...new Set(jsonLines(stdout).map((fact) => String(fact["path"])))];
}

describe("names", () => {
  it.each([
    "a folder with spaces",
    `it's "quoted" $(HOME) \`x\``,
    "a;b&c|d",
    "naïve 監査 ünïcode",
    "trailing dot.",
    "#hash%25",
  ])("%j is read and printed as it is", async (name) => {
    folder.write(`${name}/Machine/audit.csv`, CSV);
    expect(await pathsOf([name])).toEqual([`${name}/Machine/audit.csv`]);
    expect(await pathsOf([`${name}/`])).toEqual([`${name}/Machine/audit.csv`]);
    expect(await pathsOf([join(folder.path, name)])).toEqual([join(folder.path, name, "Machine/audit.csv")]);
  });

  it("that begin with a dash need --, and the message without it is about the option", async () => {
    folder.write("-rf/Machine/audit.csv", CSV);
    expect(await pathsOf(["--", "-rf"])).toEqual(["-rf/Machine/audit.csv"]);
    expect(await pathsOf(["./-rf"])).toEqual(["./-rf/Machine/audit.csv"]);
    const { code, stderr } = await run(["facts", "-rf"], { cwd: folder.path });
    expect(code).toBe(2);
    expect(stderr).toContain("unknown option '-rf'");
  });

  it.skipIf(process.platform === "win32")("with backslashes are names here, not folders", async () => {
    folder.write("backup\\Machine\\audit.csv", CSV);
    folder.write("backup/Machine/other.csv", CSV);
    expect(await pathsOf(["backup\\Machine\\audit.csv"])).toEqual(["backup\\Machine\\audit.csv"]);
    const { code, stderr } = await run(["facts", "backup\\Machine\\other.csv"], { cwd: folder.path });
    expect(code).toBe(3);
    expect(stderr).toContain("error: backup\\Machine\\other.csv: Nothing is at this path. [not-found]");
  });

  it("given twice, or within one another, are read once", async () => {
    folder.write("a/Machine/audit.csv", CSV);
    expect(await pathsOf(["a", "a"])).toEqual(["a/Machine/audit.csv"]);
    expect(await pathsOf(["a/Machine", "a"])).toEqual(["a/Machine/audit.csv"]);
    expect(await pathsOf([".", join(folder.path, "a/Machine/audit.csv")])).toEqual(["./a/Machine/audit.csv"]);
  });
});

describe("nothing to read", () => {
  it.each([
    ["a path that is not there", "no/such", "error: no/such: Nothing is at this path. [not-found]"],
    ["a path below a file", "file.txt/below", "error: file.txt/below: Nothing is at this path"],
    ["an empty path", "", "the path is empty"],
    ["a link to nothing", "dangling", "error: dangling: "],
  ])("%s: exit 3, the path and what to do", async (_what, path, said) => {
    folder.write("file.txt", "text");
    const { symlinkSync } = await import("node:fs");
    symlinkSync("nowhere", join(folder.path, "dangling"));
    const { code, stdout, stderr } = await run(["scan", path], { cwd: folder.path });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toContain("eventreach formats");
  });

  it("an empty folder: exit 3 and what to do", async () => {
    mkdirSync(join(folder.path, "empty"));
    const { code, stdout, stderr } = await run(["scan", "empty"], { cwd: folder.path });
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain("nothing could be read under the paths given");
    expect(stderr).toContain("Backup-GPO -All");
  });

  it("a folder of other files: exit 3, their number, a name and the reason", async () => {
    folder.write("notes/a.txt", "nothing of interest");
    folder.write("notes/b.txt", "nothing of interest");
    const { code, stderr } = await run(["scan", "notes"], { cwd: folder.path });
    expect(code).toBe(3);
    expect(stderr).toContain("note: 2 files not used: no known format: notes/a.txt, notes/b.txt");
    expect(stderr).toContain("none of the 2 files carries a policy setting");
  });
});

describe("not permitted", () => {
  const isRoot = process.getuid?.() === 0;
  // Root reads everything, so that the program has to run as somebody else.
  const uid = isRoot ? { uid: NOBODY } : {};

  it.skipIf(process.platform === "win32")(
    "a file and a folder that may not be read are named, the rest is read",
    async () => {
      folder.write("in/Machine/audit.csv", CSV);
      const file = folder.write("in/locked.csv", CSV);
      const inner = dirname(folder.write("in/locked folder/audit.csv", CSV));
      // The way down to the input is open to everybody.
      for (let up = folder.path; up.includes("eventreach-test-"); up = dirname(up)) chmodSync(up, 0o755);
      chmodSync(file, 0);
      chmodSync(inner, 0);
      try {
        const { code, stdout, stderr } = await run(["facts", join(folder.path, "in")], uid);
        expect(stderr).toMatch(
          /^error: .*\/in\/locked\.csv: The system refused to read it: permission denied \(EACCES\)\. \[not-readable\]$/m,
        );
        expect(stderr).toMatch(
          /^error: .*\/in\/locked folder: The system refused to read it: permission denied \(EACCES\)\. \[not-readable\]$/m,
        );
        expect(stderr).toContain("Copy it to a folder that you may read and scan the copy.");
        expect(code).toBe(0);
        expect(jsonLines(stdout)).toHaveLength(1);
        const alone = await run(["scan", file], uid);
        expect(alone.code).toBe(3);
        expect(alone.stderr).toContain("[not-readable]");
      } finally {
        chmodSync(inner, 0o755);
      }
    },
  );
});
