import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { displayWidth, escapeMarkdown, printable, printableAscii, withoutLogCommands } from "./printable.ts";

const SEED = { seed: 20261122, numRuns: 500 };
const anyText = fc.string({ unit: "binary", maxLength: 60 });
const loneSurrogates = fc
  .array(fc.integer({ min: 0xd700, max: 0xe0ff }), { maxLength: 20 })
  .map((units) => String.fromCharCode(...units));

describe("printable", () => {
  test.each([
    ["\u001B[31mred\u0007", "\\u{1B}[31mred\\u{7}"],
    ["a\r\nb\tc\0", "a\\u{D}\\u{A}b\\u{9}c\\u{0}"],
    ["\u007F\u0085\u009B31m", "\\u{7F}\\u{85}\\u{9B}31m"],
    ["abc\u202Efdp.exe\u2066x\u2069", "abc\\u{202E}fdp.exe\\u{2066}x\\u{2069}"],
    ["\u200Bzero\u200D\uFEFF\u2060\u00AD", "\\u{200B}zero\\u{200D}\\u{FEFF}\\u{2060}\\u{AD}"],
    ["\u2028\u2029", "\\u{2028}\\u{2029}"],
    ["\uD800x\uDC00", "\\u{D800}x\\u{DC00}"],
    ["\u{E0041}\u{E007F}\u{E0101}", "\\u{E0041}\\u{E007F}\\u{E0101}"],
    ["\u3164\u115F\uFFA0\u061C", "\\u{3164}\\u{115F}\\u{FFA0}\\u{61C}"],
    ["Überwachung 監査 Ωμέγα e\u0301 𝒜 🛡", "Überwachung 監査 Ωμέγα e\u0301 𝒜 🛡"],
    ["C:\\users\\u{1B}", "C:\\users\\u{1B}"],
    ["", ""],
  ])("%j shows as %j", (text, shown) => expect(printable(text)).toBe(shown));

  test("whatever the text, nothing that a terminal obeys is left, and a second pass changes nothing", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, loneSurrogates), (text) => {
        const shown = printable(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u);
        expect(printable(shown)).toBe(shown);
      }),
      SEED,
    );
  });

  test("the ASCII form has printable ASCII only and agrees with printable on ASCII text", () => {
    expect(printableAscii("Über\u001B\u{1F6E1}")).toBe("\\u{DC}ber\\u{1B}\\u{1F6E1}");
    fc.assert(
      fc.property(fc.oneof(anyText, loneSurrogates), (text) => {
        expect(printableAscii(text)).toMatch(/^[\x20-\x7E]*$/);
      }),
      SEED,
    );
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), (text) => {
        expect(printableAscii(text)).toBe(text);
        expect(printable(text)).toBe(text);
      }),
      SEED,
    );
  });
});

test.each([
  ["::error::x\n  ::set-output name=a::b", "\\u{3A}:error::x\n  \\u{3A}:set-output name=a::b"],
  ["a ##vso[task.setvariable]b ##[error]c ###[d", "a \\u{23}#vso[task.setvariable]b \\u{23}#[error]c #\\u{23}#[d"],
  ["[guid]::NewGuid() ## title [x]", "[guid]::NewGuid() ## title [x]"],
])("T20: a build log obeys nothing in %j", (text, shown) => {
  expect(withoutLogCommands(text)).toBe(shown);
  expect(withoutLogCommands(shown)).toBe(shown);
});

describe("displayWidth", () => {
  test.each([
    ["", 0],
    ["audit.csv", 9],
    ["Überwachung", 11],
    ["監査ポリシー", 12],
    ["e\u0301te\u0301", 3],
    ["감사", 4],
    ["ＡＢ", 4],
    ["🛡️".slice(0, 2), 2],
    ["𠀀", 2],
    ["✓─…", 3],
    ["ﬁ𝒜", 2],
  ])("%j takes %i columns", (text, width) => expect(displayWidth(text)).toBe(width));

  test("never more than two columns for a code point, and adds up", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(displayWidth(a)).toBeLessThanOrEqual(2 * Array.from(a).length);
        expect(displayWidth(a + b)).toBe(displayWidth(a) + displayWidth(b));
      }),
      SEED,
    );
  });
});

describe("escapeMarkdown", () => {
  test.each([
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ["a|b`c`*d*_e_", "a\\|b\\`c\\`\\*d\\*\\_e\\_"],
    ["[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))"],
    ["# title", "\\# title"],
    ["- item", "\\- item"],
    ["--- rule", "\\--- rule"],
    ["12. twelve", "12\\. twelve"],
    ["3) three", "3\\) three"],
    ["a - b 1. c", "a - b 1. c"],
    ["AT&T &lt;", "AT&amp;T &amp;lt;"],
    ["https://evil.example www.evil.example", "https\\://evil.example www\\.evil.example"],
    ["$(calc) \\ $x$", "\\$(calc) \\\\ \\$x\\$"],
    ["line\nbreak | cell", "line\\\\u{A}break \\| cell"],
    ["~~gone~~ ![i](u)", "\\~\\~gone\\~\\~ !\\[i\\](u)"],
    ["3.7 KB", "3.7 KB"],
  ])("%j is written %j", (text, written) => expect(escapeMarkdown(text)).toBe(written));

  test("no cell separator, HTML, span or line break survives, and the text can be read back", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...Array.from("|`<>&[]*_#\\-1.)\n$!~:/w")) })),
        (text) => {
          const written = escapeMarkdown(text);
          expect(written).not.toMatch(/[\n\r<>]/);
          expect(written.replace(/\\[\\`*_[\]#|~$:.)+=-]/g, "")).not.toMatch(/[|`*_[\]#~$]/);
          expect(unescapeMarkdown(written)).toBe(printable(text));
        },
      ),
      SEED,
    );
  });
});

function unescapeMarkdown(written: string): string {
  return written
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replace(/\\([\\`*_[\]#|~$:.)+=-])/g, "$1");
}
