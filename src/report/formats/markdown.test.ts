import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { hostileReport, hostileText, type HostileTexts, hostileTexts } from "../../testing/hostile-report.ts";
import { fixtureReport } from "../../testing/report-fixture.ts";
import { HOSTILE_NAME } from "../../testing/report-parts.ts";
import { codeSpan, fenced, table } from "../markdown-text.ts";
import { reporter } from "./markdown.ts";

const SEED = { seed: 20261122, numRuns: 60 };

function render(report: Report): string {
  return [...reporter.render(report, { colour: true, ascii: false, width: 40 })].join("");
}

test("the document", async () => {
  await expect(render(fixtureReport())).toMatchFileSnapshot("__snapshots__/report.md");
});

test("code spans and fences are longer than any run of backticks in them", () => {
  expect(codeSpan("a")).toBe("`a`");
  expect(codeSpan("a``b`")).toBe("``` a``b` ```");
  expect(codeSpan("a\nb")).toBe("`a\\u{A}b`");
  expect(fenced(["a", "```` b"], "powershell")).toBe("`````powershell\na\n```` b\n`````\n");
  expect(table(["a"], [["x|y\n"]])).toBe("| a |\n| --- |\n| x\\|y\\\\u{A} |\n");
});

describe("whatever the inputs are called", () => {
  test("no control or hidden character, no HTML outside of code, no cell too many", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const report = hostileReport(texts);
        const text = render(report);
        expect(text.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
        );
        const prose = outsideOfCode(text);
        expect(prose.join("\n")).not.toMatch(/<|[^\\]\[(?! \] )/);
        let cells = 0;
        for (const line of prose) {
          const row = line.startsWith("|") ? line.replaceAll("\\\\", "").replaceAll("\\|", "").split("|").length : 0;
          if (row > 0 && cells > 0) expect(row).toBe(cells);
          cells = row;
        }
      }),
      SEED,
    );
  });

  test("the shape of the document is that of harmless inputs", () => {
    const harmless = shape(["AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF"]);
    const visible = hostileText.filter((text) => text.trim() !== "");
    const texts = fc.uniqueArray(visible, {
      minLength: 6,
      maxLength: 6,
      selector: (text) => text.trim().toLowerCase(),
    });
    fc.assert(
      fc.property(texts, (given) => {
        // Texts that are too alike would be told apart, and commands that look like sentences move out of their fence.
        fc.pre(!given.some((text) => /[.?!]$/.test(text)));
        expect(shape(given.map((text, i) => `${"ABCDEF"[i]}${text}`) as unknown as HostileTexts)).toEqual(harmless);
      }),
      SEED,
    );
  });

  test("commands stand in their fence as they are to be copied", () => {
    const report = hostileReport([HOSTILE_NAME, "p", "h", "e", "s", "r"]);
    expect(render(report)).toContain(`\n${report.findings[0]!.remedy[0]!.commands[0]!}\n`);
  });
});

/** What makes a line a heading, a row, an item … */
function shape(texts: HostileTexts): string[] {
  const lines = outsideOfCode(render(hostileReport(texts)));
  return lines.map((line) => /^(?:#+ |\| |\|---|- |> |\*\*|  )?/.exec(line)?.[0] ?? "");
}

/** The lines that are neither in a fence nor a code span; what is left of a line keeps its place. */
function outsideOfCode(text: string): string[] {
  const lines: string[] = [];
  let fence = "";
  for (const line of text.split("\n")) {
    const run = /^`{3,}/.exec(line)?.[0] ?? "";
    if (fence === "" && run !== "") fence = run;
    else if (fence !== "" && line === fence) fence = "";
    else if (fence === "") lines.push(line.replace(/(?<![\\`])(`+)(?!`)([^]*?[^`])\1(?!`)/g, "code"));
  }
  return lines;
}
