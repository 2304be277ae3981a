/** The only place that knows a colour. Status reads without it: glyph, then word, then colour [design.md 4.2]. */
import type { Status } from "../core/report.ts";

export type Tone = Status | "strong" | "faint";

/** Pass is blue: green beside red is one colour to many eyes. The bright ones are legible on black and on white. */
const CODES: Readonly<Record<Tone, string>> = {
  fail: "1;91",
  unknown: "33",
  pass: "94",
  "not-applicable": "2",
  strong: "1",
  faint: "2",
};

export function paint(tone: Tone, text: string, colour: boolean): string {
  return colour && text !== "" ? `\u001B[${CODES[tone]}m${text}\u001B[0m` : text;
}

export interface Glyphs {
  readonly pass: string;
  readonly rule: string;
  readonly cut: string;
}

export const UNICODE_GLYPHS: Glyphs = { pass: "✓", rule: "─", cut: "…" };
export const ASCII_GLYPHS: Glyphs = { pass: "v", rule: "-", cut: "..." };

/** `x FAIL`, `? UNKNOWN`, `✓ PASS`, `- N/A`: the letters differ, so it reads in monochrome. */
export function statusMark(status: Status, glyphs: Glyphs): string {
  if (status === "fail") return "x FAIL";
  if (status === "unknown") return "? UNKNOWN";
  return status === "pass" ? `${glyphs.pass} PASS` : "- N/A";
}
