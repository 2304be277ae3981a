/** What documents say about the repository is so: tests that they cite, files that they link, paths that messages name. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { MESSAGES } from "../src/core/messages.ts";
import { ROOT } from "./support/program.ts";

function text(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

describe("docs/peer-bugs.md", () => {
  const rows = text("docs/peer-bugs.md")
    .split("\n")
    .filter((line) => /^\| (?!---|bug \|)/.test(line));

  it("lists every bug", () => {
    expect(rows.length).toBe(40);
    for (const row of rows) expect(row.split("|").length, row).toBe(5);
  });

  it.each(rows.map((row) => [row.split("|")[1]?.trim(), row] as const))(
    "%s: a test that exists, or where it belongs",
    (_bug, row) => {
      const cited = [...row.matchAll(/`((?:src|test)\/[^`]+\.ts)` "([^"]+)"/g)];
      expect(cited.length > 0 || /\| later: \S/.test(row)).toBe(true);
      // A file that is named comes with the name of a test, in the form that is checked here.
      expect(row.match(/\.test\.ts`/g)?.length ?? 0).toBe(cited.length);
      for (const [, file = "", name = ""] of cited) {
        expect(existsSync(join(ROOT, file)), file).toBe(true);
        expect(text(file).includes(`"${name}"`), `${file} has no "${name}"`).toBe(true);
      }
    },
  );
});

const DOCUMENTS = [
  ...readdirSync(ROOT).filter((name) => name.endsWith(".md")),
  ...["docs", "decisions", "changes", "gpo-samples", "src"].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  ),
].filter((path) => !path.includes("__snapshots__"));

describe("links", () => {
  it("of the documents lead to files that are there", () => {
    expect(DOCUMENTS.length).toBeGreaterThan(50);
    const broken = DOCUMENTS.flatMap((path) =>
      [...text(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map((match) => match[1] ?? "")
        .filter((target) => !/^[a-z]+:/i.test(target) && !existsSync(join(ROOT, dirname(path), target)))
        .map((target) => `${path}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("of the messages too", () => {
    const named = Object.values(MESSAGES).flatMap(({ next }) => next.match(/docs\/[\w./-]+/g) ?? []);
    expect(named.length).toBeGreaterThan(0);
    for (const path of named) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});
