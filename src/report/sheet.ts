/** A terminal page under construction. Every text that comes in is made printable here, and only our own colours go out. */
import { displayWidth, printable, printableAscii } from "../text/printable.ts";
import type { RenderOptions } from "./define.ts";
import { columns, cutEnd, cutMiddle, pad, shortenPath, wrap } from "./layout.ts";
import { ASCII_GLYPHS, type Glyphs, paint, type Tone, UNICODE_GLYPHS } from "./style.ts";

/** Typography that prose may hold and a console without UTF-8 cannot show. */
const PLAIN: Readonly<Record<string, string>> = {
  "\u2018": "'",
  "\u2019": "'",
  "\u201C": '"',
  "\u201D": '"',
  "\u2013": "-",
  "\u2014": "-",
  "\u2026": "...",
  "\u2192": "->",
  "\u00B7": "|",
  "\u2264": "<=",
  "\u2265": ">=",
  "\u00A0": " ",
};
const TYPOGRAPHY = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "g");

/** Columns of a field before its text: two of indent, the label, one space. */
export const LABEL = 10;
const LONGEST_PROSE = 2000;

export class Sheet {
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly #options: RenderOptions;
  #lines: string[] = [];
  /** The last line of what was taken already; undefined at the very beginning. */
  #before: string | undefined;

  constructor(options: RenderOptions) {
    this.#options = options;
    this.width = Math.max(options.width, 20);
    this.glyphs = options.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS;
  }

  /** Words for people; a value that never ends is cut, and says how long it is. */
  prose(text: string): string {
    const over = text.length > LONGEST_PROSE;
    const short = over ? `${cutEnd(text, LONGEST_PROSE / 2, "...")} (${text.length} characters)` : text;
    return this.exact(this.#options.ascii ? short.replace(TYPOGRAPHY, (mark) => PLAIN[mark] ?? mark) : short);
  }

  /** Paths, excerpts and commands: no character is exchanged for a similar one. */
  exact(text: string): string {
    return this.#options.ascii ? printableAscii(text) : printable(text);
  }

  paint(tone: Tone, text: string): string {
    return paint(tone, text, this.#options.colour);
  }

  /** At most one in a row, none at the beginning. */
  blank(): void {
    const last = this.#lines.at(-1) ?? this.#before;
    if (last !== undefined && last !== "") this.#lines.push("");
  }

  /** `── Title ─────`, the whole width. */
  section(title: string): void {
    this.blank();
    const rule = this.glyphs.rule;
    const text = cutEnd(this.prose(title), this.width - 4, this.glyphs.cut);
    const line = `${rule}${rule} ${text}`;
    const room = this.width - displayWidth(line) - 1;
    this.#lines.push(this.paint("strong", room > 0 ? `${line} ${rule.repeat(room)}` : line));
    this.blank();
  }

  title(text: string): void {
    for (const line of wrap(this.prose(text.trimEnd()), this.width)) this.#lines.push(this.paint("strong", line));
  }

  /** Wrapped, following lines `hanging` columns further in; `lead` is painted where it begins the first line. */
  paragraph(
    text: string,
    indent = 0,
    given: { hanging?: number; lead?: readonly [Tone, string]; tone?: Tone } = {},
  ): void {
    const lead = given.lead?.[1] ?? "";
    const room = this.width - indent;
    const [first = "", ...rest] = wrap(lead + this.prose(text), room - (given.hanging ?? 0), room);
    const led = lead !== "" && first.startsWith(lead) ? this.paint(given.lead?.[0] ?? "strong", lead) : "";
    const head = this.#toned(given.tone, led === "" ? first : first.slice(lead.length));
    this.#lines.push(" ".repeat(indent) + led + head);
    for (const line of rest)
      this.#lines.push(" ".repeat(indent + (given.hanging ?? 0)) + this.#toned(given.tone, line));
  }

  #toned(tone: Tone | undefined, text: string): string {
    return tone === undefined ? text : this.paint(tone, text);
  }

  /** `  want    text`; an empty label continues the field above. */
  field(label: string, text: string, tone?: Tone): void {
    this.#labelled(label, wrap(this.prose(text), this.width - LABEL), tone);
  }

  /** A field of one line: `lead` whole, the middle cut first, the end cut where it would take more than half. */
  line(label: string, lead: readonly [Tone, string], middle: string, end: string): void {
    const room = this.width - LABEL - displayWidth(lead[1]);
    const mark = this.glyphs.cut;
    const begin = this.prose(middle);
    const half = Math.max(Math.floor(room / 2), room - displayWidth(begin));
    const tail = cutMiddle(this.prose(end), half, mark);
    const text = cutEnd(begin, room - displayWidth(tail), mark) + tail;
    this.#labelled(label, [this.paint(lead[0], lead[1]) + text]);
  }

  /** A file and its position; longer than the width only if the file's own name is. */
  place(label: string, place: string): void {
    this.#labelled(label, [shortenPath(this.exact(place), this.width - LABEL, this.glyphs.cut)]);
  }

  /** One line of the file; the middle gives way. */
  excerpt(text: string): void {
    this.#labelled("", [cutMiddle(this.exact(text), this.width - LABEL, this.glyphs.cut)], "faint");
  }

  /** One line, whatever its length: it is to be copied. */
  command(text: string, indent = LABEL): void {
    const shown = this.exact(text);
    this.#lines.push(" ".repeat(indent) + this.paint("strong", shown));
    const exchanged = this.#options.ascii && shown !== printable(text);
    if (exchanged) this.paragraph("# not in ASCII as it is: copy it from --format json or markdown", indent);
  }

  path(path: string, indent: number): void {
    this.#lines.push(" ".repeat(indent) + shortenPath(this.exact(path), this.width - indent, this.glyphs.cut));
  }

  table(rows: readonly (readonly string[])[], indent: number, label = ""): void {
    const cells = rows.map((row) => row.map((cell) => this.prose(cell)));
    const lines = columns(cells, this.width - indent);
    if (indent === LABEL) this.#labelled(label, lines);
    else this.#lines.push(...lines.map((line) => " ".repeat(indent) + line));
  }

  #labelled(label: string, lines: readonly string[], tone?: Tone): void {
    for (const [i, given] of lines.entries()) {
      const line = given.trimEnd();
      const name = i === 0 ? label : "";
      if (line === "") this.#lines.push(name === "" ? "" : `  ${this.paint("faint", name)}`);
      else
        this.#lines.push(
          `  ${this.paint("faint", name)}${pad("", LABEL - 2 - displayWidth(name))}${this.#toned(tone, line)}`,
        );
    }
  }

  /** Gives what was written so far, and begins anew below it. */
  take(): string {
    const text = this.#lines.map((line) => `${line}\n`).join("");
    this.#before = this.#lines.at(-1) ?? this.#before;
    this.#lines = [];
    return text;
  }
}
