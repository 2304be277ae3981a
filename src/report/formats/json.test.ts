import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { factJson } from "../fact-json.ts";
import { jsonText } from "../json-text.ts";
import { reporter as json } from "./json.ts";
import { reporter as ndjson } from "./ndjson.ts";

const SEED = { seed: 20261122, numRuns: 60 };
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u;

const text = (report: Report): string => [...json.render(report)].join("");
const lines = (report: Report): string[] => [...ndjson.render(report)];

describe("json", () => {
  test("has the keys of the contract in a fixed order", () => {
    const parsed = JSON.parse(text(fixtureReport())) as Record<string, Record<string, unknown>[]>;
    expect(Object.keys(parsed)).toEqual([
      "schema",
      "asOf",
      "tool",
      "catalog",
      "mode",
      "waiverFile",
      "filter",
      "sources",
      "subjects",
      "gpos",
      "findings",
      "waivers",
      "conflicts",
      "answers",
      "diagnostics",
      "settings",
      "links",
      "containers",
      "facts",
      "sacl",
      "population",
      "summary",
    ]);
    const keys = (list: string): string => Object.keys(parsed[list]![0]!).join(" ");
    expect(keys("sources")).toBe("id path kind bytes encoding read reason memberOf taken facts tier about");
    expect(keys("findings")).toBe(
      "id requirement revision title label subject computers status rung severity want have evidence trail cause ask microsoft events detections remedy notes silent checklist waiver",
    );
    expect(keys("diagnostics")).toBe("code level path at message next");
    expect(keys("facts")).toBe(
      "kind id tier via subject source path at excerpt subcategory name value success failure state",
    );
    expect(parsed["schema"]).toBe("results/1");
  });

  test("is laid out as JSON.stringify does with two spaces, and ends with a line break", () => {
    for (const report of [passingReport(), fixtureReport({ findings: [], subjects: [], diagnostics: [] })]) {
      const written = text(report);
      const parsed: unknown = JSON.parse(written);
      expect(written).toBe(`${jsonText(parsed, 2)}\n`);
    }
  });

  test("says the judges and the summary as they are", () => {
    const parsed = JSON.parse(text(fixtureReport())) as { findings: { microsoft: unknown }[]; summary: unknown };
    expect(parsed.findings[0]?.microsoft).toEqual(fixtureReport().findings[0]?.microsoft);
    expect(parsed.summary).toEqual(fixtureReport().summary);
  });

  test("whatever the inputs are called: it parses back to them, and no hidden character stands in it", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const report = hostileReport(texts);
        const written = text(report);
        expect(written.replaceAll("\n", "")).not.toMatch(HIDDEN);
        const parsed = JSON.parse(written) as Record<string, unknown>;
        expect(parsed["sources"]).toEqual(
          report.sources.map((source) => ({ ...source, facts: 0, tier: null, about: null })),
        );
        for (const key of [
          "subjects",
          "gpos",
          "findings",
          "waivers",
          "conflicts",
          "tool",
          "catalog",
          "summary",
        ] as const) {
          expect(parsed[key]).toEqual(report[key]);
        }
        expect(parsed["facts"]).toEqual(
          [...report.facts.values()].map((fact) => JSON.parse(factJson(fact)) as unknown),
        );
      }),
      SEED,
    );
  });
});

describe("ndjson", () => {
  test("one line each: run, sources, gpos, facts, findings, conflicts, diagnostics, population, summary", () => {
    const report = fixtureReport();
    const types = lines(report).map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual([
      "run",
      ...many("source", report.sources.length),
      ...many("gpo", report.gpos.length),
      ...many("fact", report.facts.size),
      ...many("finding", report.findings.length),
      ...many("waiver", report.waivers.length),
      ...many("conflict", report.conflicts.length),
      ...many("diagnostic", report.diagnostics.length),
      "population",
      "summary",
    ]);
  });

  test("a registry fact keeps its own type", () => {
    const facts = lines(fixtureReport())
      .map((line) => JSON.parse(line) as { type: string; fact?: { kind: string; type?: string } })
      .filter(({ type, fact }) => type === "fact" && fact?.kind === "registry");
    expect(facts.map(({ fact }) => fact?.type)).toEqual(["REG_DWORD"]);
  });

  test("whatever the inputs are called: every line is one object and holds no hidden character", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const report = hostileReport(texts);
        for (const line of lines(report)) {
          expect(line.endsWith("\n")).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(HIDDEN);
          JSON.parse(line);
        }
      }),
      SEED,
    );
  });
});

function many(type: string, count: number): string[] {
  return Array.from({ length: count }, () => type);
}
