/** The part of a long text that may still be needed, with the line and column of every place in it. */

export interface LineColumn {
  readonly line: number;
  readonly column: number;
}

interface Segment {
  readonly start: number;
  readonly text: string;
}

const LF = 10;
const CR = 13;

/** Offsets count UTF-16 code units of the whole text; lines and columns as in `LineIndex`. */
export class TextWindow {
  #segments: Segment[] = [];
  #end = 0;
  /** Counted up to here: the line, from 1, and where it starts. */
  #counted = 0;
  #line = 1;
  #lineStart = 0;

  /** How much text has gone by. */
  get end(): number {
    return this.#end;
  }

  append(text: string): void {
    if (text === "") return;
    this.#segments.push({ start: this.#end, text });
    this.#end += text.length;
  }

  /** Null when a part of it was forgotten. */
  slice(start: number, end: number): string | null {
    if (start < (this.#segments[0]?.start ?? this.#end)) return null;
    const parts: string[] = [];
    for (const segment of this.#segments) {
      if (segment.start >= end || segment.start + segment.text.length <= start) continue;
      parts.push(segment.text.slice(Math.max(0, start - segment.start), end - segment.start));
    }
    return parts.join("");
  }

  /** Places are asked in ascending order, of what is not forgotten; the text up to the place itself must be there. */
  place(offset: number): LineColumn {
    this.#count(offset);
    const before = offset > 0 ? this.#code(offset - 1) : Number.NaN;
    const breaks = before === LF || (before === CR && this.#code(offset) !== LF);
    return breaks ? { line: this.#line + 1, column: 1 } : { line: this.#line, column: offset - this.#lineStart + 1 };
  }

  /** Keeps what stands at the offset and behind it. */
  forget(before: number): void {
    const end = Math.min(before, this.#end);
    this.#count(end);
    // Of the character before it only the next one tells whether it ends a line.
    const first = this.#segments.findIndex(({ start, text }) => start + text.length > end - 1);
    this.#segments = first < 0 ? [] : this.#segments.slice(first);
  }

  /** Counts the line breaks before the offset, but for the one that the character right before it may make. */
  #count(to: number): void {
    for (const { start, text } of this.#segments) {
      const stop = Math.min(text.length, to - 1 - start);
      for (let at = Math.max(0, this.#counted - 1 - start); at < stop; at += 1) {
        const code = text.charCodeAt(at);
        if (code !== LF && code !== CR) continue;
        if (code === CR && (at + 1 < text.length ? text.charCodeAt(at + 1) : this.#code(start + at + 1)) === LF)
          continue;
        this.#line += 1;
        this.#lineStart = start + at + 1;
      }
    }
    this.#counted = Math.max(this.#counted, to);
  }

  #code(offset: number): number {
    for (const { start, text } of this.#segments) {
      if (offset >= start && offset < start + text.length) return text.charCodeAt(offset - start);
    }
    return Number.NaN;
  }
}
