/** A terminal page under construction. Every text that comes in is made printable here, and only our own colours go out. */
import { displayWidth, printable, printableAscii, withoutLogCommands } from "../text/printable.ts";
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

/** Where a label stands, and the column in which its text begins. */
interface Place {
  readonly indent: number;
  readonly column: number;
}

/** Of the details: two of indent, the label, one space. */
export const LABEL = 10;
const FIELD: Place = { indent: 2, column: LABEL };
/** Of the first screen, where every column counts. */
export const OVERVIEW: Place = { indent: 0, column: 8 };
const LONGEST_PROSE = 2000;

export class Sheet {
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly #options: RenderOptions;
  #lines: string[] = [];
  /** The last line of what was taken already; undefined at the very beginning. */
  #before: string | undefined;
  #rule: string | undefined;

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

  /** At most one in a row, none at the beginning and none below the line of a section. */
  blank(): void {
    const last = this.#lines.at(-1) ?? this.#before;
    if (last !== undefined && last !== "" && last !== this.#rule) this.#lines.push("");
  }

  /** `── Title ─────`, the whole width. */
  section(title: string): void {
    this.blank();
    const rule = this.glyphs.rule;
    const text = cutEnd(this.prose(title), this.width - 4, this.glyphs.cut);
    const line = `${rule}${rule} ${text}`;
    const room = this.width - displayWidth(line) - 1;
    this.#rule = this.paint("strong", room > 0 ? `${line} ${rule.repeat(room)}` : line);
    this.#lines.push(this.#rule);
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
  field(label: string, text: string, place = FIELD): void {
    this.#labelled(label, wrap(this.prose(text), this.width - place.column), place);
  }

  /** One line, cut at its end: only for what stands whole elsewhere. */
  line(text: string, indent: number): void {
    this.#lines.push(" ".repeat(indent) + cutEnd(this.prose(text), this.width - indent, this.glyphs.cut));
  }

  /** As many of `parts` as one line holds, at least one; then how many are left. */
  some(label: string, lead: string, parts: readonly string[], most = parts.length, all = parts.length): void {
    const room = this.width - FIELD.column;
    let text = "";
    for (let shown = Math.min(parts.length, most); shown > 0; shown -= 1) {
      const rest = all - shown;
      text = lead + parts.slice(0, shown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
      if (displayWidth(this.prose(text)) <= room) break;
    }
    this.field(label, text);
  }

  /** A file and its position; longer than the width only if the file's own name is. `after` is our own, and short. */
  place(label: string, place: string, after = ""): void {
    const room = this.width - LABEL;
    const shown = shortenPath(this.exact(place), room - after.length, this.glyphs.cut);
    if (displayWidth(shown) + after.length <= room) this.#labelled(label, [shown + after], FIELD);
    else this.#labelled(label, [shortenPath(this.exact(place), room, this.glyphs.cut), after.trimStart()], FIELD);
  }

  /** One line of the file; the middle gives way. */
  excerpt(text: string): void {
    this.#labelled("", [cutMiddle(this.exact(text), this.width - LABEL, this.glyphs.cut)], FIELD, "faint");
  }

  /** One line, whatever its length: it is to be copied. */
  command(text: string, indent = LABEL): void {
    const shown = this.exact(text);
    this.#lines.push(" ".repeat(indent) + this.paint("strong", shown));
    const exchanged = this.#options.ascii && shown !== printable(text);
    if (exchanged) this.paragraph("# not in ASCII as it is: copy it from --format json or markdown", indent);
  }

  /** Text and, at the right end, what belongs to it; on the next line where both do not fit. */
  ends(text: string, end: string, indent: number): void {
    const shown = this.prose(end);
    const begin = this.prose(text);
    const gap = this.width - indent - displayWidth(begin) - displayWidth(shown);
    if (gap >= 2) {
      this.#lines.push(" ".repeat(indent) + begin + " ".repeat(gap) + this.paint("faint", shown));
      return;
    }
    this.paragraph(text, indent, { hanging: 2 });
    this.paragraph(end, indent + 4, { hanging: 2, tone: "faint" });
  }

  path(path: string, indent: number): void {
    this.#lines.push(" ".repeat(indent) + shortenPath(this.exact(path), this.width - indent, this.glyphs.cut));
  }

  /** What is said about it, then the command: beside it where it fits, else whole on the next line. */
  pointer(label: string, text: string, command: string, place = FIELD): void {
    const shown = this.exact(command);
    const lines = wrap(this.prose(text), this.width - place.column);
    const last = lines.at(-1) ?? "";
    const fits = displayWidth(last) + 1 + displayWidth(shown) <= this.width - place.column;
    if (fits) lines[lines.length - 1] = `${last} ${this.paint("strong", shown)}`;
    this.#labelled(label, lines, place);
    if (!fits) this.command(command, Math.min(place.column, 4));
  }

  /** Columns; the first cell of each row may have a tone. */
  table(
    rows: readonly (readonly string[])[],
    given: { indent?: number; label?: string; place?: Place; tone?: Tone } = {},
  ): void {
    const cells = rows.map((row) => row.map((cell) => this.prose(cell)));
    const indent = given.indent ?? (given.place ?? FIELD).column;
    const first = Math.max(0, ...cells.map((row) => displayWidth(row[0] ?? "")));
    const lines = columns(cells, this.width - indent).map((line) => {
      const lead = line.slice(0, first).trimEnd();
      return given.tone === undefined ? line : this.paint(given.tone, lead) + line.slice(lead.length);
    });
    if (given.indent === undefined) this.#labelled(given.label ?? "", lines, given.place ?? FIELD);
    else this.#lines.push(...lines.map((line) => " ".repeat(indent) + line));
  }

  #labelled(label: string, lines: readonly string[], place: Place, tone?: Tone): void {
    const { indent, column } = place;
    for (const [i, given] of lines.entries()) {
      const line = given.trimEnd();
      const name = i === 0 ? label : "";
      const before = " ".repeat(indent) + this.paint("faint", name);
      if (line === "") this.#lines.push(name === "" ? "" : before);
      else this.#lines.push(before + pad("", column - indent - displayWidth(name)) + this.#toned(tone, line));
    }
  }

  /** Gives what was written so far, and begins anew below it. */
  take(): string {
    const text = withoutLogCommands(this.#lines.map((line) => `${line}\n`).join(""));
    this.#before = this.#lines.at(-1) ?? this.#before;
    this.#lines = [];
    return text;
  }
}
