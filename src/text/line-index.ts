/** Offsets to lines and columns. CRLF, LF and a lone CR each end a line; CR CR LF ends two [formats.md 0.3]. */

/** Code units between two remembered places: memory stays small for a file of line breaks only, look-ups stay short. */
const STEP = 1024;

const LF = 10;
const CR = 13;

export class LineIndex {
  readonly #text: string;
  /** For each multiple of {@link STEP}: the line that the offset is on, from 1, and the offset where that line starts. */
  #lines: Uint32Array | null = null;
  #starts: Uint32Array | null = null;
  /** The last answer: facts come in file order, mostly a line further on. */
  #last = { at: 0, line: 1, start: 0 };

  constructor(text: string) {
    this.#text = text;
  }

  /** Line and column count from 1, columns in UTF-16 code units; offsets outside the text are brought to its ends. */
  position(offset: number): { line: number; column: number } {
    const at = Math.min(Math.max(Math.trunc(offset) || 0, 0), this.#text.length);
    const near = at >= this.#last.at && at - this.#last.at <= STEP ? this.#last : this.#remembered(at);
    let { line, start } = near;
    for (let i = near.at; i < at; i += 1) {
      if (!endsLine(this.#text, i)) continue;
      line += 1;
      start = i + 1;
    }
    this.#last = { at, line, start };
    return { line, column: at - start + 1 };
  }

  #remembered(offset: number): { at: number; line: number; start: number } {
    const { lines, starts } = this.#build();
    const step = Math.floor(offset / STEP);
    return { at: step * STEP, line: lines[step] ?? 1, start: starts[step] ?? 0 };
  }

  #build(): { lines: Uint32Array; starts: Uint32Array } {
    if (this.#lines !== null && this.#starts !== null) return { lines: this.#lines, starts: this.#starts };
    const size = Math.floor(this.#text.length / STEP) + 1;
    const lines = new Uint32Array(size);
    const starts = new Uint32Array(size);
    let line = 1;
    let start = 0;
    for (let step = 0; step < size; step += 1) {
      lines[step] = line;
      starts[step] = start;
      const end = Math.min((step + 1) * STEP, this.#text.length);
      for (let i = step * STEP; i < end; i += 1) {
        if (!endsLine(this.#text, i)) continue;
        line += 1;
        start = i + 1;
      }
    }
    this.#lines = lines;
    this.#starts = starts;
    return { lines, starts };
  }
}

function endsLine(text: string, i: number): boolean {
  const code = text.charCodeAt(i);
  if (code > CR) return false;
  return code === LF || (code === CR && text.charCodeAt(i + 1) !== LF);
}

/** How many lines end in the text. One that was cut between CR and LF must not be asked. */
export function lineBreaks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (endsLine(text, at)) count += 1;
  return count;
}

/** The text's lines as half-open spans without their breaks; no line after a final break. One pass. */
export function* readLines(text: string, from = 0): Iterable<{ start: number; end: number }> {
  let start = from;
  for (let i = from; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code !== LF && code !== CR) continue;
    yield { start, end: i };
    if (code === CR && text.charCodeAt(i + 1) === LF) i += 1;
    start = i + 1;
  }
  if (start < text.length) yield { start, end: text.length };
}
