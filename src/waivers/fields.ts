/** The fields of one entry, read one by one; what is wrong with each stands at its own place. */
import type { YamlMap, YamlValue } from "../text/yaml.ts";
import { dayOf } from "./days.ts";
import { nearest } from "./nearest.ts";

export type Path = readonly (string | number)[];

/** `onKey`: the place of the key, not of its value. */
export type Complain = (path: Path, message: string, next: string, onKey?: boolean) => void;

/** A map below `path`. Each reader gives null after a complaint, and for a key that is not there. */
export class Fields {
  readonly #map: YamlMap;
  readonly #path: Path;
  readonly #complain: Complain;

  constructor(map: YamlMap, path: Path, complain: Complain) {
    this.#map = map;
    this.#path = path;
    this.#complain = complain;
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  complain(key: string, message: string, next: string): void {
    this.#complain([...this.#path, key], message, next);
  }

  onlyKeys(known: readonly string[]): void {
    for (const key of this.#map.keys()) {
      if (known.includes(key)) continue;
      const near = nearest(key, known);
      const next = near === null ? `the keys here are ${known.join(", ")}` : `did you mean ${near}?`;
      this.#complain([...this.#path, key], `unknown key ${quoted(key)}`, next, true);
    }
  }

  requireKeys(keys: readonly string[]): void {
    for (const key of keys) {
      if (!this.#map.has(key)) this.#complain(this.#path, `${key} is missing`, `add ${key}: to this entry`);
    }
  }

  text(key: string, example: string): string | null {
    if (!this.#map.has(key)) return null;
    const value = this.#map.get(key);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
    this.complain(key, `${key} wants a text`, `for example ${key}: ${example}`);
    return null;
  }

  texts(key: string, example: string): readonly string[] {
    if (!this.#map.has(key)) return [];
    const value = this.#map.get(key);
    if (!isList(value) || value.length === 0) {
      this.complain(key, `${key} wants a list`, `for example ${key}: [${example}]`);
      return [];
    }
    const texts: string[] = [];
    for (const [index, one] of value.entries()) {
      if (typeof one === "string" && one.trim() !== "") texts.push(one.trim());
      else this.#complain([...this.#path, key, index], `${key} holds something that is no text`, `write ${example}`);
    }
    return texts;
  }

  day(key: string): string | null {
    const text = this.text(key, "2027-01-15");
    if (text === null) return null;
    const day = dayOf(text);
    if (day === null) this.complain(key, `${quoted(text)} is no calendar day`, `write ${key}: YYYY-MM-DD`);
    return day;
  }

  word<T extends string>(key: string, known: readonly T[]): T | null {
    const text = this.text(key, known[0] ?? "");
    if (text === null) return null;
    const found = known.find((one) => one === text.toLowerCase());
    if (found === undefined) this.complain(key, `${quoted(text)} is no ${key}`, knownWords(text, known));
    return found ?? null;
  }

  map(key: string, example: string): Fields | null {
    if (!this.#map.has(key)) return null;
    const value = this.#map.get(key);
    if (value instanceof Map && value.size > 0)
      return new Fields(value as YamlMap, [...this.#path, key], this.#complain);
    this.complain(key, `${key} wants keys of its own`, `for example ${key}: ${example}`);
    return null;
  }

  raw(key: string): YamlValue | undefined {
    return this.#map.get(key);
  }

  /** The place of one item of a list. */
  complainItem(key: string, index: number, message: string, next: string): void {
    this.#complain([...this.#path, key, index], message, next);
  }
}

function isList(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}

export function knownWords(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === null ? `known are ${known.join(", ")}` : `did you mean ${near}?`;
}

/** A name from the file in a sentence, not longer than a line. */
export function quoted(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 80)}...` : text}"`;
}
