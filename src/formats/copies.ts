/** Copies of pieces of a text that do not keep the text in memory; a piece that repeats is kept once. */
import { Remembered } from "../text/remembered.ts";

export class Copies {
  readonly #known = new Remembered<string>();

  copyOf(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const copy = copied(text);
    this.#known.set(copy, copy);
    return copy;
  }
}

/** In half the memory where one byte a character is enough. */
function copied(text: string): string {
  const encoding = WIDE.test(text) ? "utf16le" : "latin1";
  return Buffer.from(text, encoding).toString(encoding);
}

const WIDE = /[^\0-\xff]/;
