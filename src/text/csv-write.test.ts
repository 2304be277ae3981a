import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRfc4180 } from "../testing/read-csv.ts";
import { csvCell, csvRow } from "./csv-write.ts";

describe("cells", () => {
  test.each([
    ["plain", "plain"],
    ["a,b", '"a,b"'],
    ['say "x"', '"say ""x"""'],
    [" led", '" led"'],
    ["", ""],
    [null, ""],
    [7, "7"],
    [-7, "-7"],
    [true, "true"],
    [["one", "two"], '"one\ntwo"'],
    ["two\r\nlines", "two\\u{D}\\u{A}lines"],
  ])("%j is written as %j", (value, written) => {
    expect(csvCell(value)).toBe(written);
  });

  test.each(["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\0x", "＝1", "＋1", "－1", "＠x", " =1", "\uFEFF=1"])(
    "%j is no formula",
    (value) => {
      expect(readRfc4180(csvRow([value]))[0]?.[0]).toMatch(/^'/);
      expect(readRfc4180(csvRow([["harmless", value]]))[0]?.[0]?.split("\n")[1]).toMatch(/^'/);
    },
  );
});

test("whatever the texts: as many cells as were given, no formula, no control character", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom("=", "+", "-", "@", '"', ",", ";", "\r", "\n", "\t", "'", " ", "a") }),
  );
  fc.assert(
    fc.property(fc.array(fc.array(hostile, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const text = rows.map(csvRow).join("");
      expect(text.replaceAll("\r\n", "")).not.toMatch(/\p{Cc}/u);
      // A row of one empty cell is an empty line, which is a row too.
      const read = readRfc4180(text);
      expect(read.map((row) => row.length)).toEqual(rows.map((row) => row.length));
      for (const cell of read.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u);
    }),
    { seed: 20261122, numRuns: 300 },
  );
});
