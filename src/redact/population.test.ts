import { expect, it } from "vitest";
import type { Population, PopulationDifference } from "../core/population.ts";
import type { Redaction } from "./facts.ts";
import { Names } from "./names.ts";
import { populationNames, redactPopulation } from "./population.ts";
import { TextRedactor } from "./text.ts";
import { Tokens } from "./tokens.ts";
import { Values } from "./values.ts";

const PLAIN = { domain: null, detail: null, exception: null, facts: [] } as const;

function redacted(differences: readonly PopulationDifference[], coarse = false) {
  const population: Population = {
    verdict: "open",
    thresholds: { spreadDays: 7, ageDays: 30 },
    comparisons: [{ id: "declared", verdict: "open", counts: [{ name: "bytes read", count: 137 }], differences }],
  };
  const values = new Values();
  populationNames(population, values);
  const names = new Names(new Tokens(Buffer.alloc(32, 1)), values);
  const by: Redaction = { names, text: new TextRedactor(names, values.all, new Set()), coarse };
  const [comparison] = redactPopulation(population, by).comparisons;
  return { names, counts: comparison?.counts, differences: comparison?.differences ?? [] };
}

function one(difference: PopulationDifference, coarse = false) {
  const { names, differences } = redacted([difference], coarse);
  return { names, ...(differences[0] ?? difference) };
}

it.each<readonly [PopulationDifference["kind"], string, (names: Names) => string]>([
  ["declared-no-data", "kasse7.corp.example", (names) => names.host("kasse7.corp.example")],
  ["domain-no-data", "corp.example", (names) => names.domain("corp.example")],
  ["listed-missing", "Kanzlei", (names) => names.gpo("Kanzlei")],
  [
    "not-backed-up",
    "{11111111-2222-3333-4444-555555555555}",
    (names) => names.gpo("{11111111-2222-3333-4444-555555555555}"),
  ],
  ["listed-missing", "{no GUID}", () => "{no GUID}"],
  ["old", "kanzlei/audit.csv", (names) => names.path("kanzlei/audit.csv")],
  ["order-unknown", "corp.example/kanzlei", (names) => names.place("corp.example/kanzlei")],
  ["no-times", "times", () => "times"],
])("%s names %s", (kind, name, token) => {
  const made = one({ ...PLAIN, kind, name });
  expect(made.name).toBe(token(made.names));
});

it("a GPO without a name and a GUID is named by its path", () => {
  const made = one({ ...PLAIN, kind: "links-unknown", name: "kanzlei/gpo", detail: "kanzlei/gpo" });
  expect([made.name, made.detail]).toEqual([made.names.path("kanzlei/gpo"), made.names.path("kanzlei/gpo")]);
});

it("reasons of people are withheld", () => {
  expect(one({ ...PLAIN, kind: "no-rsop", name: "dc1", exception: "Frau Wunderlich weiss es" }).exception).toBe(
    "withheld: 24 characters",
  );
});

it.each([
  ["listed-missing", "backup {11111111-2222-3333-4444-555555555555} of 2026-01-02T03:04:05, in object/manifest.xml"],
  ["spread", "9 days between 2026-01-02T03:04:05 and 2026-01-11T03:04:05 (object/audit.csv)"],
  ["fields-differ", 'GPODisplayName: manifest.xml "Kanzlei Nord", bkupInfo.xml "Kanzlei"'],
  ["not-backed-up", "named by kasse7.corp.example"],
  ["present-unlisted", "Kanzlei Nord"],
  ["not-read", 'not read: "Kanzlei Nord" is no name'],
] as const)("%s: its detail names nobody", (kind, detail) => {
  const made = one({ ...PLAIN, kind, name: "x", detail });
  expect(made.detail).not.toMatch(/kanzlei|nord|kasse|corp\.|1111/i);
  expect(made.detail).not.toMatch(/\bobject\//);
  if (kind === "spread")
    expect(made.detail).toMatch(/^9 days between 2026-01-02T03:04:05 and 2026-01-11T03:04:05 \(path-/);
  const coarse = one({ ...PLAIN, kind, name: "x", detail }, true);
  expect(coarse.detail).not.toMatch(/T03:04/);
});

it("the order tells nothing of the names, counts are in steps where they are asked for", () => {
  const differences = ["aaa", "bbb", "ccc", "ddd", "eee", "fff"].map((name) => ({
    ...PLAIN,
    kind: "no-rsop" as const,
    name,
  }));
  const made = redacted(differences, true);
  const names = made.differences.map(({ name }) => name);
  expect(names).toEqual(names.toSorted());
  expect(made.counts).toEqual([{ name: "bytes read", count: 100 }]);
  expect(redacted(differences).counts).toEqual([{ name: "bytes read", count: 137 }]);
});
