import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_CELLS, readCsv } from "./csv.ts";

const SEED = 20240229;

function values(text: string, delimiter?: string): string[][] {
  return [...readCsv(text, delimiter)].map((row) => row.cells.map((cell) => cell.value));
}

describe("readCsv", () => {
  it("splits rows and cells with their places", () => {
    const rows = [...readCsv('a,"b ""q"", c",\r\n\n,x')];
    expect(rows.map((row) => row.span)).toEqual([
      { start: 0, end: 15 },
      { start: 17, end: 17 },
      { start: 18, end: 20 },
    ]);
    expect(rows[0]?.cells).toEqual([
      { value: "a", start: 0, end: 1 },
      { value: 'b "q", c', start: 2, end: 14 },
      { value: "", start: 15, end: 15 },
    ]);
    expect(rows[1]?.cells).toEqual([{ value: "", start: 17, end: 17 }]);
    expect(rows[2]?.cells.map((cell) => cell.value)).toEqual(["", "x"]);
  });

  it("keeps quotes inside a cell, text behind a closing quote, and a quote that is never closed", () => {
    expect(values('a"b",c')).toEqual([['a"b"', "c"]]);
    expect(values('"a"b,c')).toEqual([["ab", "c"]]);
    expect(values('"a,b\nc,d')).toEqual([
      ['"a', "b"],
      ["c", "d"],
    ]);
    expect(values('"a,"",b')).toEqual([['"a', "", "b"]]);
  });

  it("takes another delimiter", () => {
    expect(values('a;"b;c";d,e', ";")).toEqual([["a", "b;c", "d,e"]]);
  });

  it("leaves the rest of a very wide row in its last cell", () => {
    const wide = ",".repeat(1000);
    const [row] = [...readCsv(wide)];
    expect(row?.cells).toHaveLength(MAX_CELLS);
    expect(row?.cells.at(-1)).toEqual({ value: wide.slice(MAX_CELLS - 1), start: MAX_CELLS - 1, end: 1000 });
  });

  it("reads back what is written with every cell quoted where it must be", () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ",", ";", " ", "a", "ü", "\ufeff"), maxLength: 6 });
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 5 });
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows
          .map((row) => row.map((value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(","))
          .map((line) => `${line}\r\n`)
          .join("");
        expect(values(text)).toEqual(rows);
        for (const row of readCsv(text)) {
          expect(row.cells.at(-1)?.end).toBe(row.span.end);
          expect(row.cells.map((c) => text.slice(c.start, c.end)).join(",")).toBe(
            text.slice(row.span.start, row.span.end),
          );
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  it("loses no character of any text", () => {
    const any = fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "a"), maxLength: 60 });
    fc.assert(
      fc.property(any, (text) => {
        const rows = [...readCsv(text)];
        const kept = rows.map((row) => row.cells.map((c) => text.slice(c.start, c.end)).join(",")).join("");
        expect(kept).toBe(text.replace(/[\r\n]/g, ""));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it("is linear on quotes", () => {
    for (const text of [
      '"'.repeat(1_000_001),
      ',"'.repeat(300_000),
      '"a,'.repeat(300_000),
      `"${'""'.repeat(500_000)}`,
    ]) {
      const started = performance.now();
      expect([...readCsv(text)]).toHaveLength(1);
      expect(performance.now() - started).toBeLessThan(1500);
    }
  });
});
