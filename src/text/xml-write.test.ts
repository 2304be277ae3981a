import * as fc from "fast-check";
import { expect, test } from "vitest";
import { escapeXml, xmlAttributes } from "./xml-write.ts";

test("what XML obeys is text", () => {
  expect(escapeXml(`<a b="c">&'`)).toBe("&lt;a b=&quot;c&quot;&gt;&amp;&apos;");
  expect(escapeXml("]]>")).toBe("]]&gt;");
  expect(xmlAttributes({ name: 'a"b', tests: 3, time: null })).toBe(' name="a&quot;b" tests="3"');
});

test("only characters of XML 1.0 are left, and none that a screen obeys", () => {
  expect(escapeXml("\0\u001B\uFFFE\uFFFF\uD800\u202E\r\n")).toBe(
    "\\u{0}\\u{1B}\\u{FFFE}\\u{FFFF}\\u{D800}\\u{202E}\\u{D}\\u{A}",
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(escapeXml(text)).toMatch(/^[\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
      expect(escapeXml(text)).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|apos);)/);
    }),
    { seed: 20261122 },
  );
});
