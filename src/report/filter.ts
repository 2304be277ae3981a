/**
 * The language of `--filter`, and of `/` in the terminal UI: `status:fail severity:>=high -gpo:"Legacy SOC"`.
 * Words stand side by side for and, `|` or `or` for or; `-` or `!` negates what is right behind it; parentheses group.
 */
import { STATUSES, SEVERITIES } from "../core/report.ts";
import { WAIVER_STATES } from "../core/waiver.ts";
import { CAUSE_WORDS } from "./words.ts";

export const FILTER_KEYS = [
  "title",
  "requirement",
  "subject",
  "host",
  "gpo",
  "event",
  "is",
  "kind",
  "status",
  "severity",
  "cause",
  "role",
  "rung",
  "waiver",
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

/** For whoever types. */
const SHORT_KEYS: ReadonlyMap<string, FilterKey> = new Map([
  ["st", "status"],
  ["sev", "severity"],
  ["id", "requirement"],
]);

/** `is`: the whole value, or its pattern with `*`; `has`: it stands somewhere in it. The others compare severities. */
export type FilterOperator = "has" | "=" | ">=" | ">" | "<=" | "<";

export type Filter =
  | { readonly kind: "term"; readonly key: FilterKey | null; readonly operator: FilterOperator; readonly value: string }
  | { readonly kind: "not"; readonly of: Filter }
  | { readonly kind: "all" | "any"; readonly of: readonly Filter[] };

export interface FilterProblem {
  readonly message: string;
  /** What is known instead. */
  readonly next: string;
  /** Half-open, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

export type ParsedFilter =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problem: FilterProblem };

/** The words that a key knows; a key that is not here takes any text. */
export const FILTER_WORDS: Readonly<Partial<Record<FilterKey, readonly string[]>>> = {
  status: STATUSES,
  severity: SEVERITIES,
  cause: Object.keys(CAUSE_WORDS),
  role: ["dc", "ca", "adfs", "entra-connect", "sensor", "none"],
  kind: ["domain", "host", "gpo", "object", "forest"],
  is: ["open", "waived", ...WAIVER_STATES, "silent", "checklist"],
  rung: ["L1", "L2", "L3", "L4", "none"],
};

/** Besides these, `waiver:` takes an id. */
export const WAIVER_WORDS: readonly string[] = [...WAIVER_STATES, "any", "none"];

const LONGEST = 10_000;
const DEPTH = 50;

/** Total. An expression without a word is a problem, too: it would say nothing. */
export function parseFilter(text: string): ParsedFilter {
  if (text.length > LONGEST)
    return { ok: false, problem: { message: "too long", next: `at most ${LONGEST} characters`, start: 0, end: 0 } };
  const parser = new Parser(text);
  const filter = parser.any(0);
  if (parser.problem === null) parser.end();
  if (parser.problem !== null) return { ok: false, problem: parser.problem };
  if (filter === null) return { ok: false, problem: { message: "it says nothing", next: EXAMPLE, start: 0, end: 0 } };
  return { ok: true, filter };
}

const EXAMPLE = 'for example status:fail severity:>=high -gpo:"Legacy SOC"';

/** A group within a group of its kind is the same as no group. */
export function joined(kind: "all" | "any", of: readonly Filter[]): Filter | null {
  const flat = of.flatMap((part) => (part.kind === kind ? part.of : [part]));
  const [only] = flat;
  return only !== undefined && flat.length > 1 ? { kind, of: flat } : (only ?? null);
}

class Parser {
  readonly #text: string;
  #at = 0;
  problem: FilterProblem | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  any(depth: number): Filter | null {
    const parts: Filter[] = [];
    for (;;) {
      const part = this.#all(depth);
      if (this.problem !== null) return null;
      const begun = this.#at;
      const or = this.#or();
      if (part === null) {
        if (or || parts.length > 0) this.#fail("a word is missing here", EXAMPLE, begun, begun + 1);
        return null;
      }
      parts.push(part);
      if (!or) return joined("any", parts);
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.#text.length)
      this.#fail("nothing was opened here", "remove the parenthesis", this.#at, this.#at + 1);
  }

  #all(depth: number): Filter | null {
    const parts: Filter[] = [];
    for (;;) {
      this.#space();
      const char = this.#text.charAt(this.#at);
      if (char === "" || char === ")" || char === "|" || this.#keyword("or") !== null) break;
      const and = this.#keyword("and");
      if (and !== null && parts.length > 0) {
        this.#at = and;
        this.#space();
        if (!/^[^)|]/.test(this.#text.slice(this.#at)) || this.#keyword("or") !== null || this.#keyword("and") !== null)
          this.#fail("a word is missing here", EXAMPLE, this.#at, this.#at + 1);
        if (this.problem !== null) return null;
      }
      const part = this.#one(depth);
      if (part === null) return null;
      parts.push(part);
    }
    return joined("all", parts);
  }

  #one(depth: number): Filter | null {
    const start = this.#at;
    if (depth > DEPTH) return this.#fail("nested too deep", `at most ${DEPTH} levels`, start, start + 1);
    const char = this.#text.charAt(start);
    if (char === "-" || char === "!") {
      this.#at += 1;
      if (!/^[^\s|)]/.test(this.#text.slice(this.#at))) {
        const next = `${char} itself stands in quotes: "${char}"`;
        return this.#fail(`${char} negates the word right behind it`, next, start, start + 1);
      }
      const of = this.#one(depth + 1);
      return of === null ? null : { kind: "not", of };
    }
    if (char === "(") {
      this.#at += 1;
      const inner = this.any(depth + 1);
      if (this.problem !== null) return null;
      if (this.#text.charAt(this.#at) !== ")")
        return this.#fail("this parenthesis is not closed", "add ) behind the last word", start, start + 1);
      this.#at += 1;
      if (inner === null) return this.#fail("nothing stands between these", EXAMPLE, start, this.#at);
      return inner;
    }
    return this.#term();
  }

  #term(): Filter | null {
    const start = this.#at;
    const name = /^[A-Za-z]+(?=:)/.exec(this.#text.slice(start, start + 40))?.[0] ?? "";
    const key = FILTER_KEYS.find((one) => one === name.toLowerCase()) ?? SHORT_KEYS.get(name.toLowerCase()) ?? null;
    if (name !== "" && key === null) {
      const next = `keys: ${FILTER_KEYS.join(", ")}; a word with a colon stands in quotes`;
      return this.#fail(`"${name}" is no key`, next, start, start + name.length);
    }
    if (key !== null) this.#at += name.length + 1;
    const from = this.#at;
    const operator = key === null ? "has" : this.#operator();
    const value = this.#value();
    if (value === null) return null;
    return this.#checked({ kind: "term", key, operator, value }, from);
  }

  /** The words that the key knows, in their own spelling. */
  #checked(term: Extract<Filter, { kind: "term" }>, from: number): Filter | null {
    const { key, operator, value } = term;
    const words = key === null ? undefined : FILTER_WORDS[key];
    if (operator !== "has" && operator !== "=" && key !== "severity")
      return this.#fail(`${key ?? ""} has no order`, `${operator} is for severity:${operator}high`, from, this.#at);
    if (words === undefined) {
      const known = key === "waiver" ? WAIVER_WORDS.find((one) => one === value.toLowerCase()) : undefined;
      return { ...term, value: known ?? value };
    }
    const found = words.find((one) => one.toLowerCase() === value.toLowerCase());
    if (found === undefined)
      return this.#fail(`"${value}" is no ${key ?? ""}`, `known: ${words.join(", ")}`, from, this.#at);
    // A word of a list is it or is not it.
    return { ...term, operator: operator === "has" ? "=" : operator, value: found };
  }

  #operator(): FilterOperator {
    const found = OPERATORS.find((one) => this.#text.startsWith(one, this.#at));
    if (found === undefined) return "has";
    this.#at += found.length;
    return found;
  }

  #value(): string | null {
    const start = this.#at;
    if (this.#text.charAt(start) !== '"') {
      while (this.#at < this.#text.length && !/[\s()|"]/.test(this.#text.charAt(this.#at))) this.#at += 1;
      const value = this.#text.slice(start, this.#at);
      return value === "" ? this.#fail("a value is missing here", EXAMPLE, start, start + 1) : value;
    }
    let value = "";
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      let char = this.#text.charAt(this.#at);
      if (char === '"') {
        this.#at += 1;
        return value === "" ? this.#fail("nothing stands between the quotes", EXAMPLE, start, this.#at) : value;
      }
      if (char === "\\" && /["\\]/.test(this.#text.charAt(this.#at + 1))) {
        this.#at += 1;
        char = this.#text.charAt(this.#at);
      }
      value += char;
    }
    return this.#fail("this quote is not closed", 'add " behind the last word', start, start + 1);
  }

  #or(): boolean {
    this.#space();
    const word = this.#keyword("or");
    if (this.#text.charAt(this.#at) === "|") this.#at += 1;
    else if (word === null) return false;
    else this.#at = word;
    return true;
  }

  /** Where the keyword ends that stands here; null for any other word. */
  #keyword(word: "or" | "and"): number | null {
    const end = this.#at + word.length;
    if (this.#text.slice(this.#at, end).toLowerCase() !== word) return null;
    const behind = this.#text.charAt(end);
    return behind === "" || /[\s()|]/.test(behind) ? end : null;
  }

  #space(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #fail(message: string, next: string, start: number, end: number): null {
    this.problem ??= { message, next, start, end };
    return null;
  }
}

/** Longer ones first. */
const OPERATORS = [">=", "<=", ">", "<", "="] as const;

/** The expression in one spelling; it parses to the same filter. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case "any":
      return filter.of.map((part) => printFilter(part)).join(" | ");
    case "all":
      return filter.of.map((part) => (part.kind === "any" ? `(${printFilter(part)})` : printFilter(part))).join(" ");
    case "not": {
      const inner = printFilter(filter.of);
      return filter.of.kind === "term" || filter.of.kind === "not" ? `-${inner}` : `-(${inner})`;
    }
    case "term": {
      const { key, operator, value } = filter;
      const plain = /^[^\s()|":<>=!-][^\s()|":]*$/.test(value) && !/^(?:or|and)$/i.test(value);
      const word = plain ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
      const sign =
        operator === "has" || (operator === "=" && key !== null && FILTER_WORDS[key] !== undefined) ? "" : operator;
      return key === null ? word : `${key}:${sign}${word}`;
    }
  }
}
