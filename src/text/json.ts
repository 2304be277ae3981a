/** JSON with places [RFC 8259]: strict, linear, capped in depth; every value keeps its offsets, every key its order. */
import { LIMITS } from "../core/limits.ts";

interface Place {
  /** UTF-16 code units of the text, half-open. */
  readonly start: number;
  readonly end: number;
}

export interface JsonEntry {
  readonly key: string;
  readonly value: JsonNode;
  /** Of the key's opening quote; the entry ends where its value ends. */
  readonly start: number;
}

export interface JsonObject extends Place {
  readonly kind: "object";
  /** In the order written; a key that stands twice is here twice. */
  readonly entries: readonly JsonEntry[];
  /** The text ended or broke inside: what stands here was whole. */
  readonly open?: true;
}

export interface JsonArray extends Place {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
  readonly open?: true;
}

interface Leaf<Kind extends string, Value> extends Place {
  readonly kind: Kind;
  readonly value: Value;
  /** As written, quotes included. Numbers above 2^53 are exact here only. */
  readonly raw: string;
}

export type JsonScalar =
  | Leaf<"string", string>
  | Leaf<"number", number>
  | Leaf<"boolean", boolean>
  | Leaf<"null", null>;

export type JsonNode = JsonObject | JsonArray | JsonScalar;

export type JsonResult =
  | { readonly ok: true; readonly value: JsonNode }
  | {
      readonly ok: false;
      readonly message: string;
      readonly offset: number;
      /** What was read before the error; containers that it left unfinished are `open`. Null when nothing was. */
      readonly partial: JsonNode | null;
    };

/** One document with nothing but white space around it. Total: any text gives a result. */
export function parseJson(text: string): JsonResult {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.failure === null && reader.at < text.length) reader.fail("text behind the document");
  if (reader.failure !== null) return { ok: false, ...reader.failure, partial: value };
  return value === null ? { ok: false, message: "no value", offset: 0, partial: null } : { ok: true, value };
}

/** The value under a key, exactly written; of several the last, as `JSON.parse` has it. */
export function member(node: JsonNode | undefined, key: string): JsonNode | undefined {
  return node?.kind === "object" ? node.entries.findLast((entry) => entry.key === key)?.value : undefined;
}

/** The items of an array; a lone value counts as one item, since PowerShell unwraps arrays of one; null is none. */
export function items(node: JsonNode | undefined): readonly JsonNode[] {
  if (node === undefined || node.kind === "null") return [];
  return node.kind === "array" ? node.items : [node];
}

/** A scalar as text: strings unescaped, numbers as written, `true`, `false`; null for anything else. */
export function text(node: JsonNode | undefined): string | null {
  if (node?.kind === "string") return node.value;
  return node?.kind === "number" || node?.kind === "boolean" ? node.raw : null;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

const WORDS: readonly (readonly [string, "boolean" | "null", boolean | null])[] = [
  ["true", "boolean", true],
  ["false", "boolean", false],
  ["null", "null", null],
];

class Reader {
  at = 0;
  failure: { readonly message: string; readonly offset: number } | null = null;
  readonly #text: string;
  #values = 0;

  constructor(source: string) {
    this.#text = source;
  }

  /** The first error counts. */
  fail(message: string, offset = this.at): null {
    this.failure ??= { message, offset };
    return null;
  }

  space(): void {
    while (this.at < this.#text.length) {
      const code = this.#text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  /** Null after an error, unless it struck inside a container: that is returned, marked as open. */
  value(depth: number): JsonNode | null {
    this.space();
    this.#values += 1;
    if (this.#values > LIMITS.jsonValues) return this.fail(`more than ${LIMITS.jsonValues} values`);
    const char = this.#text.charAt(this.at);
    if (char === "{" || char === "[") {
      if (depth >= LIMITS.jsonDepth) return this.fail(`more than ${LIMITS.jsonDepth} levels`);
      return char === "{" ? this.#object(depth) : this.#array(depth);
    }
    if (char === '"') {
      const start = this.at;
      const value = this.#string();
      return value === null ? null : { kind: "string", value, ...this.#written(start) };
    }
    if (char === "-" || (char >= "0" && char <= "9")) return this.#number(depth);
    return this.#word(char);
  }

  #written(start: number): { raw: string; start: number; end: number } {
    return { raw: this.#text.slice(start, this.at), start, end: this.at };
  }

  #object(depth: number): JsonObject {
    const start = this.at;
    const entries: JsonEntry[] = [];
    this.at += 1;
    const closed = this.#list("}", () => {
      const at = this.at;
      if (this.#text.charAt(at) !== '"') return this.fail("a key was expected");
      const key = this.#string();
      if (key === null) return null;
      this.space();
      if (this.#text.charAt(this.at) !== ":") return this.fail("a colon was expected");
      this.at += 1;
      const value = this.value(depth + 1);
      if (value !== null) entries.push({ key, value, start: at });
      return value;
    });
    const node: JsonObject = { kind: "object", entries, start, end: this.at };
    return closed ? node : { ...node, open: true };
  }

  #array(depth: number): JsonArray {
    const start = this.at;
    const found: JsonNode[] = [];
    this.at += 1;
    const closed = this.#list("]", () => {
      const value = this.value(depth + 1);
      if (value !== null) found.push(value);
      return value;
    });
    const node: JsonArray = { kind: "array", items: found, start, end: this.at };
    return closed ? node : { ...node, open: true };
  }

  /** What stands between the brackets; false when it does not end as it should. */
  #list(close: string, one: () => JsonNode | null): boolean {
    this.space();
    if (this.#text.charAt(this.at) === close) {
      this.at += 1;
      return true;
    }
    for (;;) {
      this.space();
      if (one() === null || this.failure !== null) return false;
      this.space();
      const char = this.#text.charAt(this.at);
      if (char !== "," && char !== close) {
        this.fail(char === "" ? "the text ends here" : `a comma or ${close} was expected`);
        return false;
      }
      this.at += 1;
      if (char === close) return true;
    }
  }

  #string(): string | null {
    const source = this.#text;
    const parts: string[] = [];
    let from = this.at + 1;
    for (let at = from; at < source.length; at += 1) {
      const code = source.charCodeAt(at);
      if (code === 0x22) {
        this.at = at + 1;
        parts.push(source.slice(from, at));
        return parts.length === 1 ? (parts[0] ?? "") : parts.join("");
      }
      if (code < 0x20) return this.fail("a control character in a string", at);
      if (code !== 0x5c) continue;
      parts.push(source.slice(from, at));
      at += 1;
      const letter = source.charAt(at);
      const digits = letter === "u" ? source.slice(at + 1, at + 5) : "";
      if (/^[0-9a-f]{4}$/i.test(digits)) {
        parts.push(String.fromCharCode(Number.parseInt(digits, 16)));
        at += 4;
      } else {
        const escaped = ESCAPES.get(letter);
        if (escaped === undefined) return this.fail(letter === "" ? "the text ends here" : "an unknown escape", at - 1);
        parts.push(escaped);
      }
      from = at + 1;
    }
    return this.fail("the text ends inside a string", source.length);
  }

  #number(depth: number): JsonNode | null {
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    const start = this.at;
    pattern.lastIndex = start;
    const raw = pattern.exec(this.#text)?.[0];
    if (raw === undefined) return this.fail("not a number");
    // Within brackets a number at the very end may have lost digits.
    if (depth > 0 && start + raw.length === this.#text.length)
      return this.fail("the text ends here", this.#text.length);
    this.at = start + raw.length;
    return { kind: "number", value: Number(raw), ...this.#written(start) };
  }

  #word(char: string): JsonNode | null {
    const start = this.at;
    for (const [word, kind, value] of WORDS) {
      if (!this.#text.startsWith(word, start)) continue;
      this.at += word.length;
      const written = this.#written(start);
      if (kind === "null") return { kind, value: null, ...written };
      return { kind, value: value === true, ...written };
    }
    return this.fail(char === "" ? "the text ends here" : "a value was expected");
  }
}
