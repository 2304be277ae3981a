import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineIndex, readLines } from "./line-index.ts";

const SEED = 20240229;

/** The definition, read off the text before the offset. */
function slow(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (const match of text.matchAll(/\r\n|\r|\n/g)) {
    const end = match.index + match[0].length;
    if (end > offset) break;
    line += 1;
    start = end;
  }
  return { line, column: offset - start + 1 };
}

describe("LineIndex", () => {
  it("counts CRLF, LF and CR, and CR CR LF as two", () => {
    const index = new LineIndex("a\r\nb\nc\rd\r\r\ne");
    const at = (offset: number): string => Object.values(index.position(offset)).join(":");
    expect([0, 1, 2, 3, 5, 7, 8, 9, 11, 12].map(at)).toEqual([
      "1:1",
      "1:2",
      "1:3",
      "2:1",
      "3:1",
      "4:1",
      "4:2",
      "5:1",
      "6:1",
      "6:2",
    ]);
  });

  it("brings offsets outside the text to its ends", () => {
    const index = new LineIndex("ab\ncd");
    expect(index.position(-5)).toEqual({ line: 1, column: 1 });
    expect(index.position(99)).toEqual({ line: 2, column: 3 });
    expect(index.position(Number.NaN)).toEqual({ line: 1, column: 1 });
    expect(new LineIndex("").position(0)).toEqual({ line: 1, column: 1 });
  });

  it("agrees with the definition at every offset, also over its own steps", () => {
    const lines = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "ü"), { maxLength: 40 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 1015, max: 1030 }), (parts, pad) => {
        const text = `${parts.join("")}${"x".repeat(pad)}${parts.join("")}`;
        const index = new LineIndex(text);
        const offsets = [0, 1, 2, 5, 1020, 1022, 1023, 1024, 1025, 1026, 1030, text.length - 1, text.length];
        for (const offset of offsets.filter((place) => place <= text.length)) {
          expect({ offset, ...index.position(offset) }).toEqual({ offset, ...slow(text, offset) });
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("remembers its last answer and gives the same in any order", () => {
    const text = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a".repeat(300)), { maxLength: 30 });
    const order = fc.array(fc.nat({ max: 9000 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(text, order, (parts, offsets) => {
        const whole = parts.join("");
        const index = new LineIndex(whole);
        for (const offset of offsets.map((one) => Math.min(one, whole.length))) {
          expect({ offset, ...index.position(offset) }).toEqual({ offset, ...slow(whole, offset) });
        }
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  it("is quick on a text of breaks only and on one long line", () => {
    const breaks = new LineIndex("\n".repeat(2_000_000));
    expect(breaks.position(1_999_999)).toEqual({ line: 2_000_000, column: 1 });
    expect(new LineIndex("x".repeat(2_000_000)).position(1_500_000)).toEqual({ line: 1, column: 1_500_001 });
  });
});

describe("readLines", () => {
  it("gives the lines without their breaks and none after the last", () => {
    const text = "a\r\n\nb\rc\r\r\n";
    expect([...readLines(text)].map(({ start, end }) => text.slice(start, end))).toEqual(["a", "", "b", "c", ""]);
    expect([...readLines("")]).toEqual([]);
    expect([...readLines("x")]).toEqual([{ start: 0, end: 1 }]);
  });
});
