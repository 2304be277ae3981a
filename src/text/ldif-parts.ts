/** An LDIF text of any size cut between its entries: each part holds whole entries and is read by `readLdif` alone. */
import { LIMITS } from "../core/limits.ts";
import { lineBreaks } from "./line-index.ts";

/** Whole entries, from the start of a line; null for one entry that is longer than {@link LIMITS.ldifEntryChars}. */
export interface LdifPart {
  readonly text: string | null;
  /** Where it begins in the whole text, at column 1. */
  readonly start: number;
  readonly line: number;
}

/**
 * An entry begins with `dn:` at the start of a line: nothing can be continued there, since a continuation begins with a
 * blank, and the reader of entries starts anew. So the parts, read one by one, give what the whole text gives.
 */
const BOUNDARY = /[\r\n]dn:/gi;
const BOUNDARY_CHARS = 4;

const LF = 10;

export class LdifParts {
  #held: string[] = [];
  #length = 0;
  #start = 0;
  #line = 1;
  /** The last characters that went by, in which a boundary may begin. */
  #tail = "";
  /** Within an entry that is too long: its start; what it holds is counted and forgotten. */
  #skipped: LdifPart | null = null;

  /** `text` is shorter than the limit on one entry. */
  *push(text: string): Iterable<LdifPart> {
    if (text === "") return;
    const before = this.#length - this.#tail.length;
    const places = boundaries(this.#tail + text, before);
    this.#held.push(text);
    this.#length += text.length;
    this.#tail = (this.#tail + text).slice(1 - BOUNDARY_CHARS);
    const [first] = places;
    const last = places.at(-1);
    if (first === undefined || last === undefined) {
      // The last characters may already belong to the next entry.
      if (this.#skipped !== null || this.#length - BOUNDARY_CHARS > LIMITS.ldifEntryChars) this.#skip();
      return;
    }
    const rest = this.#joined();
    this.#held = [];
    yield* this.#first(rest.slice(0, first));
    yield* this.#take(rest.slice(first, last));
    this.#hold(rest.slice(last));
  }

  *end(): Iterable<LdifPart> {
    const rest = this.#joined();
    this.#hold("");
    yield* this.#first(rest);
  }

  /** What was held back, and has come to its end. */
  *#first(text: string): Iterable<LdifPart> {
    if (this.#skipped === null && text.length > LIMITS.ldifEntryChars) this.#skipped = this.#part(null);
    if (this.#skipped === null) {
      yield* this.#take(text);
      return;
    }
    yield this.#skipped;
    this.#skipped = null;
    this.#pass(text);
  }

  *#take(text: string): Iterable<LdifPart> {
    if (text === "") return;
    yield this.#part(text);
    this.#pass(text);
  }

  #part(text: string | null): LdifPart {
    return { text, start: this.#start, line: this.#line };
  }

  /** Keeps the last characters, in which a boundary may begin. */
  #skip(): void {
    this.#skipped ??= this.#part(null);
    const text = this.#joined();
    let keep = Math.max(text.length - BOUNDARY_CHARS, 0);
    if (text.charCodeAt(keep) === LF) keep = Math.max(keep - 1, 0);
    this.#pass(text.slice(0, keep));
    this.#hold(text.slice(keep));
  }

  #pass(text: string): void {
    this.#start += text.length;
    this.#line += lineBreaks(text);
  }

  #hold(text: string): void {
    this.#held = text === "" ? [] : [text];
    this.#length = text.length;
  }

  #joined(): string {
    return this.#held.length === 1 ? (this.#held[0] ?? "") : this.#held.join("");
  }
}

/** Where entries begin, but for the start of the text itself. */
function boundaries(text: string, offset: number): number[] {
  return Array.from(text.matchAll(BOUNDARY), ({ index }) => offset + index + 1);
}
