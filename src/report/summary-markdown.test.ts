import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hostileReport, hostileTexts } from "../testing/hostile-report.ts";
import { designReport, fixtureReport, passingReport } from "../testing/report-fixture.ts";
import { summaryMarkdown } from "./summary-markdown.ts";

const DIGEST = "ab".repeat(32);
const render = (report: Parameters<typeof summaryMarkdown>[0]) => [...summaryMarkdown(report, DIGEST)].join("");

test.each([
  ["fixture", fixtureReport],
  ["design", designReport],
  ["passing", passingReport],
])("%s: at most 60 lines, with sums, population and digest", (_name, make) => {
  const report = make();
  const text = render(report);
  expect(text.split("\n").length).toBeLessThanOrEqual(60);
  const { fail, unknown } = report.summary.findings;
  expect(text).toMatch(new RegExp(`[Oo]pen ${fail}:.*; unknown ${unknown};`));
  expect(text).toContain(`## Population: ${report.population.verdict}\n`);
  expect(text.replaceAll("\\", "")).toContain("Results-Digest: abab abab");
});

test("whatever the inputs are called: no more lines, no HTML, no link, no hidden character", () => {
  const lines = render(hostileReport(["AAAA", "BBBB", "CCCC", "DDDD", "EEEE", "FFFF"])).split("\n").length;
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const text = render(hostileReport(texts));
      expect(text.split("\n").length).toBeLessThanOrEqual(lines);
      expect(text.replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
      );
      expect(text.replaceAll(/^> /gm, "")).not.toMatch(/<|[^\\]\[/);
    }),
    { seed: 20261122, numRuns: 60 },
  );
});
