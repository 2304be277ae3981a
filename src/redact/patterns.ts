/** Many texts sought in one pass. */
import type { Kind } from "./tokens.ts";
import { isWordCharacter } from "./words.ts";

export interface Pattern {
  readonly form: string;
  readonly kind: Kind;
  /** Hexadecimal digits only: a group of a GUID is no hit. */
  readonly hexadecimal: boolean;
}

export interface Found {
  readonly kind: Kind;
  readonly at: number;
}

/** From this length on a name is found within other words too. */
const WITHIN_WORDS = 10;
const KEY = 6;
const STARTS = 2 ** 18;

/** Different beginnings may share a mark. */
function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 * 31 + text.charCodeAt(at + 1) * 31 * 7 + text.charCodeAt(at + 2)) % STARTS;
}

export class Patterns {
  /** First characters → texts that begin so, for texts of each length up to {@link KEY}. */
  readonly #byStart = new Map<string, Pattern[]>();
  readonly #seen = new Set<string>();
  #lengths: readonly number[] = [];
  /** A mark for each beginning of three characters that any has. */
  readonly #starts = new Uint8Array(STARTS);

  get count(): number {
    return this.#seen.size;
  }

  /** Of three characters at least. */
  add(form: string, kind: Kind): void {
    if (this.#seen.has(form)) return;
    this.#seen.add(form);
    this.#starts[startOf(form, 0)] = 1;
    const start = form.slice(0, KEY);
    this.#lengths = [...new Set([...this.#lengths, start.length])].toSorted((a, b) => b - a);
    const pattern = { form, kind, hexadecimal: /^[\da-f-]+$/.test(form) };
    const list = this.#byStart.get(start);
    if (list === undefined) this.#byStart.set(start, [pattern]);
    else list.push(pattern);
  }

  /** The first that stands in the text; with `each`, all of them are told and none is returned. */
  find(text: string, shortest: number, each: ((pattern: Pattern) => void) | null = null): Found | null {
    for (let at = 0; at < text.length - 2; at += 1) {
      if (this.#starts[startOf(text, at)] === 0) continue;
      for (const length of this.#lengths) {
        const list = this.#byStart.get(text.slice(at, at + length));
        if (list === undefined) continue;
        for (const pattern of list) {
          if (pattern.form.length < shortest || !standsAt(text, at, pattern)) continue;
          if (each === null) return { kind: pattern.kind, at };
          each(pattern);
        }
      }
    }
    return null;
  }
}

function standsAt(text: string, at: number, { form, hexadecimal }: Pattern): boolean {
  if (!text.startsWith(form, at)) return false;
  if (form.length >= WITHIN_WORDS) return true;
  const end = at + form.length;
  const joins = (character: string | undefined): boolean =>
    isWordCharacter(character) && character !== "_" ? true : hexadecimal && character === "-";
  if (isWordCharacter(form[0]) && joins(text[at - 1])) return false;
  return !(isWordCharacter(form.at(-1)) && joins(text[end]));
}
