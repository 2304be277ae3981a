/** Contrast as WCAG 2.2 defines it, of every pair that the page uses, in both palettes. */
import { describe, expect, test } from "vitest";
import { DARK, GRAPHIC_PAIRS, LIGHT, type Palette, TEXT_PAIRS } from "./palette.ts";
import { STYLE } from "./style.ts";

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test("the formula gives 21 for black on white, and 4.54 for the grey that just passes", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});

describe.each<readonly [string, Palette]>([
  ["light", LIGHT],
  ["dark", DARK],
])("%s", (_, palette) => {
  test.each(TEXT_PAIRS)("text %s on %s: 4.5 to 1", (ink, paper) => {
    expect(contrast(palette[ink], palette[paper])).toBeGreaterThanOrEqual(4.5);
  });
  test.each(GRAPHIC_PAIRS)("graphics %s on %s: 3 to 1", (ink, paper) => {
    expect(contrast(palette[ink], palette[paper])).toBeGreaterThanOrEqual(3);
  });
});

test("the style fetches nothing and has no colour of its own but in print margins", () => {
  expect(STYLE).not.toMatch(/url\(|@import|@font-face|<|expression/i);
  const rules = STYLE.replace(/--[\w-]+:#[0-9a-f]{6};/g, "").replace(/@bottom-\w+\{[^}]*\}/g, "");
  expect(rules).not.toMatch(/#[0-9a-f]{3,8}\b(?=[;}])/i);
});
