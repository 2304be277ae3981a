import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quotePowerShell } from "./powershell.ts";

const SEED = { seed: 20261122, numRuns: 800 };

describe("quotePowerShell", () => {
  test.each([
    ["", "''"],
    ["Legacy SOC", "'Legacy SOC'"],
    ["O'Brien", "'O''Brien'"],
    ["x'; calc; '", "'x''; calc; '''"],
    ["\u2018a\u2019\u201Ab\u201B", "'\u2018\u2018a\u2019\u2019\u201A\u201Ab\u201B\u201B'"],
    ['$(calc) `n "x" $env:x', "'$(calc) `n \"x\" $env:x'"],
    ["a\u001B[31mb", "('a' + [char]0x1B + '[31mb')"],
    ["\r\nx", "('' + [char]0x0D + [char]0x0A + 'x')"],
    ["\u202Egpj'", "('' + [char]0x202E + 'gpj''')"],
    ["\uD800", "('' + [char]0xD800)"],
    ["\u{E0041}", "('' + [char]0xDB40 + [char]0xDC41)"],
    ["Überwachung 監査 🛡", "'Überwachung 監査 🛡'"],
  ])("%j is written %s", (text, written) => {
    expect(quotePowerShell(text)).toBe(written);
    expect(evaluate(written)).toBe(text);
  });

  test("whatever the text, one line that PowerShell reads back exactly and that ends where we end it", () => {
    const tricky = fc.string({
      unit: fc.constantFrom(...Array.from("'\u2018\u2019\u201A\u201B\"`$();\n\r\0\u001B\u2028x ")),
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), tricky), (text) => {
        const written = quotePowerShell(text);
        expect(written).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        expect(evaluate(written)).toBe(text);
      }),
      SEED,
    );
  });
});

/** What PowerShell's tokenizer makes of it: a doubled quote, of any of the five kinds, gives its second character. */
function evaluate(source: string): string {
  let at = 0;
  const literal = (): string => {
    if (!isQuote(source.charAt(at))) throw new Error(`no literal at ${at} of ${source}`);
    let value = "";
    for (at += 1; at < source.length; at += 1) {
      if (isQuote(source.charAt(at))) {
        if (!isQuote(source.charAt(at + 1))) {
          at += 1;
          return value;
        }
        at += 1;
      }
      value += source.charAt(at);
    }
    throw new Error(`literal without end in ${source}`);
  };
  const sum = (): string => {
    at += 1;
    let value = literal();
    while (source.startsWith(" + ", at)) {
      at += 3;
      const char = /^\[char\]0x([0-9A-F]+)/.exec(source.slice(at));
      if (char === null) value += literal();
      else {
        value += String.fromCharCode(Number.parseInt(char[1] ?? "", 16));
        at += char[0].length;
      }
    }
    if (source.charAt(at) !== ")") throw new Error(`sum without end in ${source}`);
    at += 1;
    return value;
  };
  const value = source.startsWith("(") ? sum() : literal();
  if (at !== source.length) throw new Error(`more after the text in ${source}`);
  return value;
}

function isQuote(unit: string): boolean {
  return unit !== "" && "'\u2018\u2019\u201A\u201B".includes(unit);
}
