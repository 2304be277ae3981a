import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hostileText } from "../testing/hostile-report.ts";
import { HOSTILE_NAME } from "../testing/report-parts.ts";
import { escapeHtml, hashSource } from "./html.ts";
import { printable } from "./printable.ts";

test("text stays text, in elements and in quoted attributes", () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    "&lt;a href=&#34;x&#34; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;",
  );
  expect(escapeHtml("a\u202Eb\u0000\n\u200B")).toBe("a\\u{202E}b\\u{0}\\u{A}\\u{200B}");
  expect(escapeHtml("監査 é")).toBe("監査 é");
  expect(escapeHtml(HOSTILE_NAME)).not.toMatch(/[<>"'\r\n]|\p{Cc}|\p{Bidi_Control}/u);
});

test("read back it is what printable() shows", () => {
  const marks: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'", "&amp;": "&" };
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(escapeHtml(text).replace(/&(?:lt|gt|amp|#34|#39);/g, (mark) => marks[mark] ?? mark)).toBe(printable(text));
    }),
    { seed: 20261122 },
  );
});

test("the hash of an inline style is that of the published example", () => {
  // The empty text, as `openssl dgst -sha256 -binary </dev/null | base64` gives it.
  expect(hashSource("")).toBe("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
});
