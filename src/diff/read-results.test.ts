/** Results files that anybody may have written: a snapshot or a sentence, never an error of the program. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reporter } from "../report/formats/json.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { readResults } from "./read-results.ts";
import { snapshotOf } from "./snapshot.ts";

const TEXT = [...reporter.render(fixtureReport())].join("");

type Json = Record<string, unknown>;

function edited(edit: (root: Json) => void): string {
  const root = JSON.parse(TEXT) as Json;
  edit(root);
  return JSON.stringify(root);
}

function refusal(text: string): string {
  const read = readResults(text, "x", "results");
  return read.ok ? "read" : `${read.message} | ${read.next}`;
}

test("what we wrote is what we read", () => {
  const read = readResults(TEXT, "x", "results");
  if (!read.ok) throw new Error(read.message);
  const { gpos, ...rest } = read.snapshot;
  const { gpos: _all, ...wanted } = snapshotOf(fixtureReport(), "x", "results");
  expect(rest).toEqual(wanted);
  expect(gpos).toHaveLength(fixtureReport().gpos.length);
});

describe("what is refused", () => {
  test.each<[string, string, RegExp]>([
    ["nothing", "", /not JSON, or cut off/],
    ["a cut off file", TEXT.slice(0, TEXT.length / 2), /not JSON, or cut off/],
    ["another document", '{"schema":"what-if/1"}', /its schema is "what-if\/1"/],
    ["a list", "[1,2]", /is not an object/],
    ["a newer schema", '{"schema":"results/2"}', /results\/2, and this version reads results\/1/],
    ["a filtered report", edited((root) => (root["filter"] = { expression: "x", shown: 1, of: 2 })), /--filter/],
    [
      "a status of its own",
      edited((root) => ((root["findings"] as Json[])[0]!["status"] = "great")),
      /findings\[0\]\.status is not one of/,
    ],
    [
      "a finding twice",
      edited((root) => (root["findings"] as Json[]).push((root["findings"] as Json[])[0]!)),
      /stands in it twice/,
    ],
    ["no facts", edited((root) => delete root["facts"]), /facts is not a list/],
    [
      "results from before there were settings",
      edited((root) => ["settings", "links", "containers"].forEach((key) => delete root[key])),
      /before results held settings.*scan its inputs again/,
    ],
  ])("%s", (_, text, message) => {
    expect(refusal(text)).toMatch(message);
  });
});

test("any change of any value gives a snapshot or a sentence", () => {
  const paths: (string | number)[][] = [];
  const collect = (value: unknown, path: (string | number)[]): void => {
    if (path.length > 0) paths.push(path);
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value))
      collect(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  collect(JSON.parse(TEXT), []);
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, -1, 1e300, "", [], {}, "\u0000", { __proto__: 1 }),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...paths), odd, (path, value) => {
      const text = edited((root) => {
        let at = root as unknown as Record<string | number, unknown>;
        for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
        at[path.at(-1) ?? ""] = value;
      });
      if (!readResults(text, "x", "results").ok) refused += 1;
    }),
    { seed: 20261122, numRuns: 1500 },
  );
  expect(refused).toBeGreaterThan(100);
});

test("keys of the prototype are no values", () => {
  expect(refusal('{"__proto__":{"schema":"results/1"}}')).toMatch(/schema is not text/);
  expect(refusal(TEXT.replace('"schema": "results/1"', '"schema": "results/1","constructor":{"a":1}'))).toBe("read");
});
