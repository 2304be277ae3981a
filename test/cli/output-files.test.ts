/** Reports written to files: whole or not at all, and never over the evidence. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TempFolder, tempFolder } from "../../src/testing/temp-folder.ts";
import { ROOT, run } from "../support/program.ts";

const ESTATE = join(ROOT, "gpo-samples/sysvol-copy");
const SCAN = ["scan", "--as-of", "2026-11-22T08:00:00Z", "--fail-on", "none"];

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

function at(name: string): string {
  return join(folder.path, name);
}

describe("-o and --format FORMAT=FILE", () => {
  it("write what stdout would have had, and say so", async () => {
    const direct = await run([...SCAN, "-f", "json", ESTATE]);
    const { code, stdout, stderr } = await run([...SCAN, "-f", "json", "-o", at("report.json"), ESTATE]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`wrote ${at("report.json")}`);
    expect(readFileSync(at("report.json"), "utf8")).toBe(direct.stdout);
    expect(readdirSync(folder.path)).toEqual(["report.json"]);
  });

  it("write several formats of one scan, and one more to stdout", async () => {
    const words = ["-f", `json=${at("r.json")}`, "--format", `markdown=${at("r.md")}`, "-f", "ndjson"];
    const { code, stdout } = await run([...SCAN, ...words, ESTATE]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\{"type":"run"/);
    expect(JSON.parse(readFileSync(at("r.json"), "utf8"))).toMatchObject({ schema: "results/1" });
    expect(readFileSync(at("r.md"), "utf8")).toMatch(/^# eventreach/);
    expect(readdirSync(folder.path).toSorted()).toEqual(["r.json", "r.md"]);
  });

  it("keep names with an equals sign", async () => {
    await run([...SCAN, "-f", `json=${at("a=b.json")}`, ESTATE]);
    expect(existsSync(at("a=b.json"))).toBe(true);
  });

  it("put no colour into a file, whatever the terminal", async () => {
    await run([...SCAN, "-f", "terminal", "-o", at("report.txt"), ESTATE], {
      env: { FORCE_COLOR: "1", LANG: "C.UTF-8" },
    });
    expect(readFileSync(at("report.txt"), "utf8")).not.toContain("\u001B");
  });

  it("replace an older report as a whole, and stay quiet with -q", async () => {
    writeFileSync(at("report.json"), "x".repeat(10_000_000));
    const { stderr } = await run([...SCAN, "-q", "-f", "json", "-o", at("report.json"), ESTATE]);
    expect(stderr).toBe("");
    expect(JSON.parse(readFileSync(at("report.json"), "utf8"))).toMatchObject({ schema: "results/1" });
    expect(readdirSync(folder.path)).toEqual(["report.json"]);
  });

  it("do not change the exit code", async () => {
    const words = ["scan", "-q", "-f", "json", "-o", at("r.json")];
    expect((await run([...words, join(ROOT, "gpo-samples/usual-gaps")])).code).toBe(1);
  });
});

describe("evidence is never overwritten", () => {
  it("neither an input file, nor a file below an input folder, nor either through a link", async () => {
    const input = folder.write("in/Machine/audit.csv", readSample());
    symlinkSync(input, at("link.csv"));
    for (const [argument, target] of [
      [input, input],
      [at("in"), input],
      [at("in"), at("in/../in/Machine/audit.csv")],
      [at("in"), at("link.csv")],
    ] as const) {
      const { code, stdout, stderr } = await folder.unchanged(() =>
        run([...SCAN, "-f", "json", "-o", target, argument]),
      );
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("is one of the inputs; it is not overwritten.");
      expect(stderr).toContain("Give -o a path outside of the inputs");
    }
  });

  it.each([
    ["a folder", "out", "is a folder"],
    ["a folder that is not there", "no/such/report.json", "its folder does not exist"],
    ["a path below a file", "file.txt/report.json", "a part of the path is a file, not a folder"],
  ])("%s is refused with the reason, and nothing is left behind", async (_what, target, said) => {
    mkdirSync(at("out"));
    writeFileSync(at("file.txt"), "text");
    const { code, stdout, stderr } = await folder.unchanged(() =>
      run([...SCAN, "-f", "json", "-o", at(target), ESTATE]),
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\n {2}Give -o /);
  });
});

function readSample(): Uint8Array {
  const name = readdirSync(ESTATE, { recursive: true, encoding: "utf8" }).find((file) => /audit\.csv$/i.test(file));
  return readFileSync(join(ESTATE, name ?? ""));
}
