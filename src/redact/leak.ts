/** The leak test: is any name that was to be replaced left in an output, in whatever form it may be written there? */
import type { Kind } from "./tokens.ts";
import type { NamedValue } from "./values.ts";
import { type View, viewsOf } from "./views.ts";
import { fold, isWordCharacter } from "./words.ts";

export interface Leak {
  readonly kind: Kind;
  readonly output: string;
  /** `as UTF-8, near line 12`; never the value. */
  readonly place: string;
}

/** Shorter ones stand in any text by chance. */
const SHORTEST = 3;
/** In decoded forms, where any bytes may stand. */
const SHORTEST_DECODED = 6;
/** From this length on a name is found within other words too. */
const WITHIN_WORDS = 10;
const KEY = 6;

const STARTS = 2 ** 18;

/** Different beginnings may share a mark. */
function startOf(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 * 31 + text.charCodeAt(at + 1) * 31 * 7 + text.charCodeAt(at + 2)) % STARTS;
}

interface Pattern {
  readonly folded: string;
  readonly kind: Kind;
  /** Hexadecimal digits only: a group of a GUID is no hit. */
  readonly hexadecimal: boolean;
}

export class LeakSearch {
  /** First characters → names that begin so, for names of each length up to {@link KEY}. */
  readonly #byStart = new Map<string, Pattern[]>();
  readonly #lengths: readonly number[];
  /** A mark for each beginning of three characters that any name has. */
  readonly #starts = new Uint8Array(STARTS);
  readonly #short = new Map<string, Kind>();
  /** How many names are sought. */
  readonly count: number;

  constructor(values: Iterable<NamedValue>) {
    const seen = new Set<string>();
    const lengths = new Set<number>();
    for (const { kind, text } of values) {
      const form = soughtForm(text);
      if (seen.has(form) || !isSought(form)) continue;
      seen.add(form);
      this.#starts[startOf(form, 0)] = 1;
      const start = form.slice(0, KEY);
      lengths.add(start.length);
      const pattern = { folded: form, kind, hexadecimal: /^[\da-f-]+$/.test(form) };
      const list = this.#byStart.get(start);
      if (list === undefined) this.#byStart.set(start, [pattern]);
      else list.push(pattern);
      if (form.length < SHORTEST_DECODED) this.#short.set(form, kind);
    }
    this.#lengths = [...lengths].toSorted((a, b) => b - a);
    this.count = seen.size;
  }

  /** The first leak in an output; null: none. */
  search(output: string, bytes: Uint8Array): Leak | null {
    for (const view of viewsOf(bytes)) {
      const found = view.decoded ? this.#decoded(view) : this.#find(view.text, SHORTEST);
      if (found === null) continue;
      return { kind: found.kind, output, place: `${view.form}, ${view.placeOf(found.at)}` };
    }
    return null;
  }

  /** In one text, as it stands. */
  inText(text: string): Kind | null {
    return this.#find(fold(text), SHORTEST)?.kind ?? null;
  }

  /** All that stand in one text, lower case. */
  allIn(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    this.#find(fold(text), SHORTEST, ({ folded }) => void found.add(folded));
    return found;
  }

  #decoded(view: View): { readonly kind: Kind; readonly at: number } | null {
    const whole = this.#short.get(view.text);
    return whole === undefined ? this.#find(view.text, SHORTEST_DECODED) : { kind: whole, at: 0 };
  }

  /** The first that stands in the text; with `each`, all of them are told and none is returned. */
  #find(
    text: string,
    shortest: number,
    each: ((pattern: Pattern) => void) | null = null,
  ): { readonly kind: Kind; readonly at: number } | null {
    for (let at = 0; at < text.length - 2; at += 1) {
      if (this.#starts[startOf(text, at)] === 0) continue;
      for (const length of this.#lengths) {
        const list = this.#byStart.get(text.slice(at, at + length));
        if (list === undefined) continue;
        for (const pattern of list) {
          if (pattern.folded.length < shortest || !standsAt(text, at, pattern)) continue;
          if (each === null) return { kind: pattern.kind, at };
          each(pattern);
        }
      }
    }
    return null;
  }
}

function standsAt(text: string, at: number, { folded, hexadecimal }: Pattern): boolean {
  if (!text.startsWith(folded, at)) return false;
  if (folded.length >= WITHIN_WORDS) return true;
  const end = at + folded.length;
  const joins = (character: string | undefined): boolean =>
    isWordCharacter(character) && character !== "_" ? true : hexadecimal && character === "-";
  if (isWordCharacter(folded[0]) && joins(text[at - 1])) return false;
  return !(isWordCharacter(folded.at(-1)) && joins(text[end]));
}

function isSought(folded: string): boolean {
  return Array.from(folded).filter(isWordCharacter).length >= SHORTEST && !/^[\d\s.:-]+$/.test(folded);
}

/** As it is sought: lower case, composed, each blank one space. */
export function soughtForm(text: string): string {
  return fold(text.normalize("NFC")).replaceAll(/\s+/gu, " ").trim();
}
