/** The leak test: is any name that was to be replaced left in an output, in whatever form it may be written there? */
import { binaryForm } from "./binary.ts";
import { type Found, Patterns } from "./patterns.ts";
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

export class LeakSearch {
  readonly #texts = new Patterns();
  readonly #bytes = new Patterns();
  readonly #short = new Map<string, Kind>();

  constructor(values: Iterable<NamedValue>) {
    for (const value of values) {
      const form = soughtForm(value.text);
      if (!isSought(form)) continue;
      this.#texts.add(form, value.kind);
      if (form.length < SHORTEST_DECODED) this.#short.set(form, value.kind);
      const bytes = binaryForm(value);
      if (bytes !== null) this.#bytes.add(bytes, value.kind);
    }
  }

  /** How many names are sought. */
  get count(): number {
    return this.#texts.count;
  }

  /** The first leak in an output; null: none. */
  search(output: string, bytes: Uint8Array): Leak | null {
    for (const view of viewsOf(bytes)) {
      const found = this.#inView(view);
      if (found !== null) return { kind: found.kind, output, place: `${view.form}, ${view.placeOf(found.at)}` };
    }
    return null;
  }

  /** All that stand in one text, lower case. */
  allIn(text: string): ReadonlySet<string> {
    const found = new Set<string>();
    this.#texts.find(fold(text), SHORTEST, ({ form }) => void found.add(form));
    return found;
  }

  #inView({ holds, text }: View): Found | null {
    switch (holds) {
      case "text":
        return this.#texts.find(text, SHORTEST);
      case "bytes":
        return this.#bytes.find(text, SHORTEST);
      case "decoded text": {
        const whole = this.#short.get(text);
        return whole === undefined ? this.#texts.find(text, SHORTEST_DECODED) : { kind: whole, at: 0 };
      }
    }
  }
}

/** Too short, or a number: it stands in any text. */
export function isSought(form: string): boolean {
  return Array.from(form).filter(isWordCharacter).length >= SHORTEST && !/^[\d\s.:-]+$/.test(form);
}

/** As it is sought: lower case, composed, each blank one space. */
export function soughtForm(text: string): string {
  return fold(text.normalize("NFC")).replaceAll(/\s+/gu, " ").trim();
}
