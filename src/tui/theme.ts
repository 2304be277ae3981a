/** How the review looks, by meaning: no screen names a colour. Selection and status also read without any. */
import type { Severity, Status } from "../core/report.ts";
import { ASCII_GLYPHS, paint, statusMark, type Tone as ReportTone, UNICODE_GLYPHS } from "../report/style.ts";
import { printable, printableAscii } from "../text/printable.ts";

export type Tone = ReportTone | "waived" | "plain";

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
  readonly selected?: boolean;
}

export type Line = readonly Span[];

export interface Frame {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly across: string;
  readonly down: string;
}

export interface Theme {
  readonly colour: boolean;
  readonly ascii: boolean;
  readonly frame: Frame;
  readonly bar: string;
  readonly cut: string;
  /** Whatever is shown has gone through this. */
  readonly clean: (text: string) => string;
  /** `x FAIL`, `? UNKNOWN`, `✓ PASS`, `- N/A`. */
  readonly mark: (status: Status) => string;
}

const LINES: Frame = {
  topLeft: "┌",
  topRight: "┐",
  bottomLeft: "└",
  bottomRight: "┘",
  across: "─",
  down: "│",
};
const ASCII_LINES: Frame = {
  topLeft: "+",
  topRight: "+",
  bottomLeft: "+",
  bottomRight: "+",
  across: "-",
  down: "|",
};

/** `colour`: decided by the flag, NO_COLOR and the stream; weights stay without it. */
export function themeOf({ colour, ascii }: { readonly colour: boolean; readonly ascii: boolean }): Theme {
  const glyphs = ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  return {
    colour,
    ascii,
    frame: ascii ? ASCII_LINES : LINES,
    bar: ascii ? "#" : "█",
    cut: glyphs.cut,
    clean: ascii ? (text) => printableAscii(text) : (text) => printable(text),
    mark: (status) => statusMark(status, glyphs),
  };
}

export function severityTone(severity: Severity): Tone {
  return severity === "critical" || severity === "high" ? "strong" : "plain";
}

/** Magenta: neither the red of a fail nor the blue of a pass. */
const WAIVED = "35";

/** What a tone becomes without colours: weight only. */
const WEIGHTS: Readonly<Record<Exclude<Tone, "plain">, "strong" | "faint" | null>> = {
  waived: null,
  fail: "strong",
  unknown: null,
  pass: null,
  "not-applicable": null,
  strong: "strong",
  faint: "faint",
};

/** The span as a terminal gets it. */
export function painted({ text, tone = "plain", selected = false }: Span, theme: Theme): string {
  const shown = theme.clean(text);
  const weight = tone === "plain" || theme.colour ? tone : (WEIGHTS[tone] ?? "plain");
  const inside =
    weight === "plain" || shown === ""
      ? shown
      : weight === "waived"
        ? `\u001B[${WAIVED}m${shown}\u001B[0m`
        : paint(weight, shown, true);
  return selected && shown !== "" ? `\u001B[7m${inside}\u001B[27m` : inside;
}
