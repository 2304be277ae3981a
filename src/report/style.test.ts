import { expect, test } from "vitest";
import { STATUSES } from "../core/report.ts";
import { ASCII_GLYPHS, paint, statusMark, UNICODE_GLYPHS } from "./style.ts";

test("a status reads without colour: no two share a glyph or a word", () => {
  expect(STATUSES.map((status) => statusMark(status, UNICODE_GLYPHS))).toEqual([
    "x FAIL",
    "? UNKNOWN",
    "✓ PASS",
    "- N/A",
  ]);
  expect(STATUSES.map((status) => statusMark(status, ASCII_GLYPHS))).toEqual([
    "x FAIL",
    "? UNKNOWN",
    "v PASS",
    "- N/A",
  ]);
});

test("pass is blue, never green; without colour nothing is added", () => {
  expect(paint("pass", "ok", true)).toBe("\u001B[94mok\u001B[0m");
  expect(paint("fail", "no", true)).toBe("\u001B[1;91mno\u001B[0m");
  expect(paint("fail", "no", false)).toBe("no");
  expect(paint("fail", "", true)).toBe("");
  for (const tone of [...STATUSES, "strong", "faint"] as const)
    expect(paint(tone, "x", true)).not.toMatch(/\u001B\[(?:\d+;)*(?:32|92|42|102)m/);
});
