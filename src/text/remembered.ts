/** Values by their texts, for texts that repeat. Bounded: a file without repeats costs no more than this. */
const MOST = 16_384;
/** The engine tells longer texts of one length apart only by comparing them, so that few are kept. */
const LONG = 16_000;
const MOST_LONG = 256;

export class Remembered<V> {
  readonly #short = new Map<string, V>();
  readonly #long = new Map<string, V>();

  get(text: string): V | undefined {
    return (text.length > LONG ? this.#long : this.#short).get(text);
  }

  /** `text` is kept: it must be no slice of a longer one. */
  set(text: string, value: V): void {
    const [map, most] = text.length > LONG ? [this.#long, MOST_LONG] : [this.#short, MOST];
    if (map.size === most) map.clear();
    map.set(text, value);
  }
}
