/** The pages of a difference, whatever the inputs are called. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Since } from "../core/diff.ts";
import type { Report } from "../core/report.ts";
import { sinceOf } from "../diff/series.ts";
import { snapshotOf } from "../diff/snapshot.ts";
import { displayWidth } from "../text/printable.ts";
import { hostileReport, hostileTexts } from "../testing/hostile-report.ts";
import { shapeOf, tagsOf } from "../testing/html-shape.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { withSince } from "../testing/since.ts";
import { renderJson, renderSeriesJson } from "./diff-json.ts";
import { renderSeriesMarkdown } from "./diff-markdown.ts";
import { renderSeriesTerminal, renderTerminal } from "./diff-terminal.ts";
import { reporter as html } from "./formats/html.ts";
import { reporter as markdown } from "./formats/markdown.ts";
import { reporter as sarif } from "./formats/sarif.ts";
import { seriesPlot } from "./html/series-plot.ts";

const OPTIONS = { colour: false, ascii: false, width: 80 };
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u;

function sinceOfReport(report: Report): Since {
  const { since } = withSince(report);
  if (since === undefined) throw new Error("without earlier results");
  return since;
}

test("the fixture has every kind of row", () => {
  const { diff, points } = sinceOfReport(fixtureReport());
  expect(new Set(diff.findings.map(({ group }) => group))).toEqual(
    new Set(["regression", "fixed", "still-failing", "lost-sight", "became-known", "same"]),
  );
  for (const list of [diff.notes, diff.settings, diff.gpos, diff.links, diff.waivers, diff.population, diff.inputs]) {
    expect(list.length).toBeGreaterThan(0);
  }
  expect(diff.notComparable.length).toBeGreaterThan(0);
  expect(points).toHaveLength(3);
});

test("regressions come first, on the first line and as the first group", () => {
  const { diff } = sinceOfReport(fixtureReport());
  const lines = [...renderTerminal(diff, OPTIONS)].join("").split("\n");
  expect(lines[0]).toMatch(/^\d+ regressions? \(\d+ /);
  expect(lines.find((line) => line.startsWith("──"))).toMatch(/^── Regressions \(/);
  const record = JSON.parse([...renderJson(diff)].join("")) as { schema: string; findings: { group: string }[] };
  expect(record.schema).toBe("diff/1");
  expect(record.findings[0]?.group).toBe("regression");
});

test("no line is wider than 80 columns but commands, and ASCII is ASCII", () => {
  const { diff, points } = sinceOfReport(fixtureReport());
  const text = [...renderSeriesTerminal(points, diff, OPTIONS)].join("");
  const asks = [
    ...diff.findings.flatMap(({ after }) => after?.ask ?? []),
    ...diff.notComparable.flatMap(({ ask }) => ask),
  ];
  for (const line of text.split("\n").filter((one) => !asks.includes(one.trim()))) {
    expect(displayWidth(line), line).toBeLessThanOrEqual(80);
  }
  expect([...renderSeriesTerminal(points, diff, { ...OPTIONS, ascii: true })].join("")).toMatch(/^[\n\x20-\x7E]*$/);
});

describe("whatever the inputs are called", () => {
  test("no output holds a character that a screen would obey or hide", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const { diff, points } = sinceOfReport(hostileReport(texts));
        for (const render of [renderSeriesTerminal, renderSeriesMarkdown, renderSeriesJson]) {
          expect([...render(points, diff, OPTIONS)].join("").replaceAll("\n", "")).not.toMatch(HIDDEN);
        }
        const report = withSince(hostileReport(texts));
        for (const reporter of [html, markdown, sarif]) {
          expect([...reporter.render(report, OPTIONS)].join("").replaceAll("\n", "")).not.toMatch(HIDDEN);
        }
        expect(() => tagsOf([...html.render(report)].join(""))).not.toThrow();
      }),
      { seed: 20261122, numRuns: 40 },
    );
  });

  test("the section's shape is that of harmless inputs", () => {
    const section = (name: string): string[] => {
      const page = [...html.render(withSince(hostileReport([name, "p", "h", "e", "s", "r"])))].join("");
      return shapeOf(/<section id="since"[^]*?<\/section>/.exec(page)?.[0] ?? "");
    };
    expect(section("<img src=x onerror=alert(1)>|`[x](y)").length).toBeGreaterThan(50);
    expect(section("<img src=x onerror=alert(1)>|`[x](y)")).toEqual(section("AAAA"));
  });
});

test("in HTML every link leads somewhere, and the history stands as numbers beside its lines", () => {
  const report = withSince(fixtureReport());
  const page = [...html.render(report)].join("");
  const tags = tagsOf(page);
  const ids = new Set(tags.flatMap(({ attributes }) => attributes.get("id") ?? []));
  for (const { attributes } of tags) {
    const target = attributes.get("href");
    if (target !== undefined) expect(ids, target).toContain(target.slice(1));
  }
  expect(page).toContain("Changes since 2026-10-01");
  expect(page).toMatch(/<polyline points="[\d, ]+" stroke-dasharray="6 4"\/>/);
  expect(page).toContain("<caption>History");
});

test("a plot needs two states, and names at its right end do not meet", () => {
  const snapshot = snapshotOf(fixtureReport(), "a", "inputs");
  const flat = {
    ...snapshot,
    side: { ...snapshot.side, findings: { ...snapshot.side.findings, fail: 5, unknown: 5, pass: 5 } },
  };
  const { points } = sinceOf([flat], flat);
  expect(seriesPlot(points.slice(0, 1))).toBeNull();
  const places = [...(seriesPlot(points)?.text ?? "").matchAll(/<text x="\d+" y="(\d+)">/g)].map((match) =>
    Number(match[1]),
  );
  expect(places).toHaveLength(3);
  expect(Math.min(...places.slice(1).map((y, i) => y - (places[i] ?? 0)))).toBeGreaterThanOrEqual(16);
});

test("SARIF says of each result what it was before", () => {
  const plain = [...sarif.render(fixtureReport())].join("");
  expect(plain).not.toContain("baselineState");
  const log = JSON.parse([...sarif.render(withSince(fixtureReport()))].join("")) as {
    runs: { results: { baselineState: string }[] }[];
  };
  const states = log.runs[0]?.results.map(({ baselineState }) => baselineState) ?? [];
  expect(new Set(states)).toEqual(new Set(["new", "unchanged"]));
});
