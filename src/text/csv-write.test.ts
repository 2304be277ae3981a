import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvCell, csvRow } from "./csv-write.ts";
import { readCsv } from "./csv.ts";
import { printable } from "./printable.ts";

describe("csvCell", () => {
  test.each([
    ["", ""],
    [null, ""],
    [-5, "-5"],
    [true, "true"],
    ["plain text", "plain text"],
    ["a,b", '"a,b"'],
    ["a;b", '"a;b"'],
    ['say "x"', '"say ""x"""'],
    [" padded ", '" padded "'],
    ["=1+1", `"'=1+1"`],
    ["+1", `"'+1"`],
    ["-1", `"'-1"`],
    ["@SUM(A1)", `"'@SUM(A1)"`],
    ["  =1", `"'  =1"`],
    ["\uFF1D1", `"'\uFF1D1"`],
    ["a=b", "a=b"],
    ["CN=Anna", "CN=Anna"],
    ["\t=1", `"'\\u{9}=1"`],
    ["\rx", `"'\\u{D}x"`],
    ["a\nb", "a\\u{A}b"],
    ["\u202Eevil", "\\u{202E}evil"],
  ])("%j is %s", (value, wanted) => {
    expect(csvCell(value)).toBe(wanted);
  });
});

test("a row ends as RFC 4180 says", () => {
  expect(csvRow(["a", 1, null, "b,c"])).toBe('a,1,,"b,c"\r\n');
});

test("whatever the texts: a row is one line, reads back, and holds no formula", () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.string({ unit: fc.constantFrom(...Array.from("=+-@\t\r\n,;\"' a\uFEFF\uFF1D")), maxLength: 8 }),
    ),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(texts, (values) => {
      const line = csvRow(values);
      expect(line.slice(0, -2)).not.toMatch(/[\r\n\t\0]/);
      const [row, rest] = [...readCsv(line)];
      expect(rest?.cells.map(({ value }) => value) ?? [""]).toEqual([""]);
      const cells = row!.cells.map(({ value }) => value);
      expect(cells).toHaveLength(values.length);
      for (const [i, cell] of cells.entries()) {
        expect(cell).not.toMatch(/^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u);
        const shown = printable(values[i]!);
        expect(cell === shown || cell === `'${shown}`).toBe(true);
      }
      // Split at the delimiter of another locale, no cell begins as a formula either.
      if (!line.includes('"')) for (const part of line.split(/[;\t|]/)) expect(part).not.toMatch(/^\s*[=+@]/);
    }),
    { seed: 20261122, numRuns: 400 },
  );
});
