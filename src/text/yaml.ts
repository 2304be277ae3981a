/**
 * YAML 1.2 for our own small files, as strings with places: no aliases, no tags, no types, so that `10.0`, `no` and
 * `S-1-5-18` stay what was written. JSON is read by the same rules.
 */
import type { Node } from "yaml";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { LIMITS } from "../core/limits.ts";

/** Scalars are strings; an empty one is null. */
export type YamlValue = string | null | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

export interface YamlProblem {
  readonly message: string;
  /** UTF-16 code units of the text. */
  readonly offset: number;
  /** What stands from here on may have been read as something else. */
  readonly structural: boolean;
}

export interface YamlResult {
  /** What could be read; null for an empty text. */
  readonly value: YamlValue;
  readonly problems: readonly YamlProblem[];
  /** Half-open place of the value at a path of keys and indexes; null when nothing is there. */
  positionOf(path: readonly (string | number)[]): { readonly start: number; readonly end: number } | null;
  /** Where the key that a path ends with stands; an index, which has no key, stands where its value does. */
  keyStart(path: readonly (string | number)[]): number | null;
}

/** Levels of one another; our files have four. */
const DEPTH = 32;

/** Total: any text gives a result. Beyond the limits nothing is read and a problem says so. */
export function parseYaml(text: string): YamlResult {
  if (text.length > LIMITS.yamlChars) return nothing(`longer than ${LIMITS.yamlChars} characters`);
  if (nestsTooDeep(text)) return nothing(`more than ${DEPTH} levels`);
  let contents: Node | null;
  const problems: YamlProblem[] = [];
  try {
    // Keys are compared here, not there: the parser's own comparison takes time by the square of their number.
    const document = parseDocument(text, {
      schema: "failsafe",
      uniqueKeys: false,
      merge: false,
      customTags: [],
      resolveKnownTags: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    ({ contents } = document);
    for (const { message, pos } of document.errors) problems.push({ message, offset: pos[0], structural: true });
    for (const { message, pos } of document.warnings) problems.push({ message, offset: pos[0], structural: false });
  } catch (error) {
    return nothing(error instanceof Error ? error.message.slice(0, 200) : "not readable");
  }
  const places = new Map<YamlValue, Map<string | number, Place>>();
  const root = contents === null ? null : convert(contents, places, problems, 0);
  const placeAt = (path: readonly (string | number)[]): Place | null => {
    let at: Place | null = root;
    for (const step of path) at = (at === null ? undefined : places.get(at.value)?.get(step)) ?? null;
    return at;
  };
  return {
    value: root?.value ?? null,
    problems: problems.toSorted((a, b) => a.offset - b.offset),
    positionOf(path) {
      const at = placeAt(path);
      return at === null ? null : { start: at.start, end: at.end };
    },
    keyStart(path) {
      const at = placeAt(path);
      return at === null ? null : (at.keyStart ?? at.start);
    },
  };
}

function nothing(message: string): YamlResult {
  return {
    value: null,
    problems: [{ message, offset: 0, structural: true }],
    positionOf: () => null,
    keyStart: () => null,
  };
}

/** Counts open brackets, and the indicators that a line begins with: at least the true depth of what stands on one line. */
function nestsTooDeep(text: string): boolean {
  let brackets = 0;
  let indicators = 0;
  let begun = false;
  for (let i = 0; i < text.length; i += 1) {
    const char = text.charAt(i);
    if (char === "\n" || char === "\r") {
      indicators = 0;
      begun = false;
    } else if (char === "[" || char === "{") brackets += 1;
    else if ((char === "]" || char === "}") && brackets > 0) brackets -= 1;
    else if (!begun && (char === "-" || char === "?" || char === ":")) indicators += 1;
    else if (char !== " " && char !== "\t") begun = true;
    if (brackets > DEPTH || (!begun && indicators > DEPTH)) return true;
  }
  return false;
}

interface Place {
  readonly value: YamlValue;
  readonly start: number;
  readonly end: number;
  readonly keyStart?: number;
}

function convert(
  node: unknown,
  places: Map<YamlValue, Map<string | number, Place>>,
  problems: YamlProblem[],
  depth: number,
): Place {
  const range = rangeOf(node);
  if (depth > DEPTH) {
    problems.push({ message: `more than ${DEPTH} levels`, offset: range.start, structural: false });
    return { value: null, ...range };
  }
  if (isScalar(node)) {
    const value = typeof node.value === "string" ? node.value : null;
    const empty = value === null || (node.type === "PLAIN" && /^(?:|~|null)$/i.test(value));
    return { value: empty ? null : value, ...range };
  }
  if (isSeq(node)) {
    const value: YamlValue[] = [];
    const inner = new Map<string | number, Place>();
    places.set(value, inner);
    for (const item of node.items) {
      const place = convert(item, places, problems, depth + 1);
      inner.set(value.length, place);
      value.push(place.value);
    }
    return { value, ...range };
  }
  if (isMap(node)) {
    const value = new Map<string, YamlValue>();
    const inner = new Map<string | number, Place>();
    places.set(value, inner);
    for (const { key: name, value: item } of node.items) {
      const key = isScalar(name) && typeof name.value === "string" ? name.value : null;
      if (key === null) {
        problems.push({ message: "a key that is no text", offset: rangeOf(name).start, structural: false });
        continue;
      }
      if (value.has(key)) {
        problems.push({
          message: `the key ${key.slice(0, 80)} stands here again; the first counts`,
          offset: rangeOf(name).start,
          structural: false,
        });
        continue;
      }
      const place = convert(item, places, problems, depth + 1);
      inner.set(key, { ...place, keyStart: rangeOf(name).start });
      value.set(key, place.value);
    }
    return { value, ...range };
  }
  if (node !== null && node !== undefined)
    problems.push({ message: "an alias, which is not read", offset: range.start, structural: false });
  return { value: null, ...range };
}

function rangeOf(node: unknown): { start: number; end: number } {
  if (node === null || typeof node !== "object" || !("range" in node) || !Array.isArray(node.range))
    return { start: 0, end: 0 };
  const [start, end] = node.range as unknown[];
  return { start: typeof start === "number" ? start : 0, end: typeof end === "number" ? end : 0 };
}
