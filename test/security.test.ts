/** SECURITY.md holds every threat of the design, each with a test that is there, or with the reason why there is none. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./support/program.ts";

const PAGE = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const ROWS = PAGE.split("\n").filter((line) => /^\| T\d+ \|/.test(line));
const THREATS = 28;

/** `file` "name" */
function citedIn(text: string): [file: string, name: string][] {
  return [...text.matchAll(/`((?:src|test)\/[^`]+\.test\.ts)` "([^"]+)"/g)].map(([, file = "", name = ""]) => [
    file,
    name,
  ]);
}

/** The names that the file gives to tests, or to rows of a table of tests: alone on the line, or first in a call or a list. */
function namesIn(file: string): ReadonlySet<string> {
  const code = readFileSync(join(ROOT, file), "utf8");
  return new Set([...code.matchAll(/(?:[([]|^\s+)"((?:[^"\\\n]|\\.)+)",/gm)].map(([, name = ""]) => name));
}

it("every threat is there once, in order, with six columns", () => {
  const numbers = Array.from({ length: THREATS }, (_, index) => `T${index + 1}`);
  expect(ROWS.map((row) => row.split("|")[1]?.trim())).toEqual(numbers);
  for (const row of ROWS) expect(row.split("|").length, row).toBe(7);
});

describe("proof", () => {
  it.each(ROWS.map((row) => [row.split("|")[1]?.trim(), row] as const))("of %s", (_threat, row) => {
    const cited = citedIn(row);
    expect(cited.length > 0 || /\| why not\b/.test(row)).toBe(true);
    // No file is named without a test of it, which would not be checked.
    expect(row.match(/\.test\.ts`/g)?.length ?? 0).toBe(cited.length);
  });

  it.each(citedIn(PAGE))("%s: %s", (file, name) => {
    expect(existsSync(join(ROOT, file)), file).toBe(true);
    expect(namesIn(file), `${file} has no test "${name}"`).toContain(name);
  });

  it("is looked for where a name is missing, and in comments and sentences it is none", () => {
    const names = namesIn("test/security.test.ts");
    expect(names).toContain("every threat is there once, in order, with six columns");
    expect(names).not.toContain("a test that nobody wrote");
  });
});
