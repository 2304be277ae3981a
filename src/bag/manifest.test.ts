import { describe, expect, it } from "vitest";
import { manifestText, manifestProblem, parseManifest } from "./manifest.ts";
import { unsafePath } from "./names.ts";

const A = "a".repeat(64);
const B = "b".repeat(64);

describe("a manifest", () => {
  it("is sorted by code unit, as sha256sum writes it, and reads back", () => {
    const files = [
      { path: "data/b.txt", sha256: B },
      { path: "data/B.txt", sha256: A },
    ];
    const text = manifestText(files);
    expect(text).toBe(`${A}  data/B.txt\n${B}  data/b.txt\n`);
    expect(parseManifest("m", manifestText([{ path: "data/b.txt", sha256: B }]))).toEqual({
      files: [{ path: "data/b.txt", sha256: B }],
      faults: [],
    });
  });

  it.each([
    [`${A}  data/a`, "does not end with a line break"],
    [`${A}  data/a\r\n`, "carriage return"],
    [`${A} *data/a\n`, "no line of a digest and a path"],
    [`${A.toUpperCase()}  data/a\n`, "no line of a digest and a path"],
    [`${A}  data/a\n${B}  data/a\n`, "listed twice"],
    [`${A}  data/a\n${B}  data/A\n`, "listed twice"],
    [`${A}  /etc/passwd\n`, "absolute path"],
    [`${A}  data/../../x\n`, "climbs through the folders"],
    [`${A}  data/./x\n`, "climbs through the folders"],
    [`${A}  data\\x\n`, "backslash"],
    [`${A}  C:x\n`, "drive letter"],
    [`${A}  data/a%0Ab\n`, "percent-encoded"],
    [`${A}  data/a:stream\n`, "not a name that this program writes"],
    [`${A}  data//a\n`, "not a name that this program writes"],
    [`${A}  data/\u202Ea\n`, "not a name that this program writes"],
    [`${B}  data/b\n${A}  data/a\n`, "re-ordered: data/a"],
  ])("%j is at fault", (text, fault) => {
    const { faults } = parseManifest("m", text);
    expect(faults.join("\n")).toContain(fault);
  });

  it("lists no file whose path is unsafe", () => {
    expect(parseManifest("m", `${A}  ../x\n${A}  data/x\n`).files.map(({ path }) => path)).toEqual(["data/x"]);
    expect(unsafePath("data/inputs/raw/0001.bin")).toBeNull();
  });
});

describe("one file of it", () => {
  const digest = "a".repeat(64);
  const path = "data/results/results.json";
  it.each<[string, string, RegExp | null]>([
    ["is listed", `${digest}  ${path}\n${"b".repeat(64)}  data/x\n`, null],
    ["has other bytes", `${"b".repeat(64)}  ${path}\n`, /SHA-256 differs/],
    ["is not listed", `${digest}  ${path}.bak\n`, /does not list/],
    ["is listed twice", `${digest}  ${path}\n${digest}  ${path}\n`, /listed twice/],
    ["stands in a manifest that was converted", `${digest}  ${path}\r\n`, /carriage return/],
    ["stands in an empty one", "", /does not end|does not list/],
  ])("%s", (_, manifest, wanted) => {
    const problem = manifestProblem("manifest-sha256.txt", manifest, path, digest);
    if (wanted === null) expect(problem).toBeNull();
    else expect(problem).toMatch(wanted);
  });
});
