/** SELECT queries of WMI filters as an expression tree [MS-WMI 2.2.1; Microsoft Learn: WQL operators, LIKE operator]. */
import { LIMITS } from "../core/limits.ts";

export type Operator = "=" | "<>" | "<" | ">" | "<=" | ">=" | "like" | "is null" | "is not null";

export type Literal =
  | { readonly type: "string"; readonly value: string }
  /** `text` as written: compared with a text property it counts as text. */
  | { readonly type: "number"; readonly value: number; readonly text: string }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "null" };

export type Expression =
  | { readonly op: "and" | "or"; readonly parts: readonly Expression[] }
  | { readonly op: "not"; readonly part: Expression }
  | { readonly op: "test"; readonly property: string; readonly operator: Operator; readonly literal: Literal }
  /** A comparison that WQL has and that is not evaluated here. */
  | { readonly op: "unknown"; readonly why: string };

export interface Query {
  /** Lower case; empty for `*`. */
  readonly select: readonly string[];
  /** Lower case. */
  readonly from: string;
  readonly where: Expression | null;
}

export type QueryResult = { readonly ok: true; readonly query: Query } | { readonly ok: false; readonly why: string };

export function parseWql(text: string): QueryResult {
  if (text.trim() === "") return { ok: false, why: "it is empty" };
  if (text.length > LIMITS.wqlChars) return { ok: false, why: `it is longer than ${LIMITS.wqlChars} characters` };
  const tokens = tokensOf(text);
  if (tokens instanceof Problem) return { ok: false, why: tokens.why };
  const query = new Parser(tokens).query();
  return query instanceof Problem ? { ok: false, why: query.why } : { ok: true, query };
}

class Problem {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}

interface Token {
  readonly type: "word" | "string" | "number" | "sign";
  /** Words in lower case, strings without quotes and escapes. */
  readonly value: string;
}

const SPACE = /[ \t\r\n\f\v]+/y;
const WORD = /[A-Za-z_][\w.]*/y;
const NUMBER = /[+-]?(?:0x[0-9a-f]+|\d+(?:\.\d+)?)(?![\w.])/iy;
const SIGN = /<>|!=|<=|>=|[=<>(),*]/y;

function tokensOf(text: string): Token[] | Problem {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  while (at < text.length) {
    if (take(SPACE) !== null) continue;
    const quote = text.charAt(at);
    if (quote === '"' || quote === "'") {
      const string = stringAt(text, at);
      if (string instanceof Problem) return string;
      tokens.push({ type: "string", value: string.value });
      at = string.end;
      continue;
    }
    const word = take(WORD);
    const number = word === null ? take(NUMBER) : null;
    const sign = word === null && number === null ? take(SIGN) : null;
    if (word !== null) tokens.push({ type: "word", value: word.toLowerCase() });
    else if (number !== null) tokens.push({ type: "number", value: number });
    else if (sign !== null) tokens.push({ type: "sign", value: sign === "!=" ? "<>" : sign });
    else return new Problem(`a character that WQL does not know here, at ${at + 1}`);
  }
  return tokens;
}

/** A backslash stands before a quote or another backslash; what it means before anything else is not documented. */
function stringAt(text: string, start: number): { readonly value: string; readonly end: number } | Problem {
  const quote = text.charAt(start);
  let value = "";
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === quote) return { value, end: at + 1 };
    if (char === "\\") {
      at += 1;
      if (!["\\", '"', "'"].includes(text.charAt(at))) return new Problem("a backslash before an ordinary character");
    }
    value += text.charAt(at);
  }
  return new Problem("a string has no end");
}

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", ">", "<=", ">="]);
const RESERVED: ReadonlySet<string> = new Set("select from where and or not like is isa null true false".split(" "));

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  query(): Query | Problem {
    if (!this.#word("select")) return new Problem("it does not begin with SELECT");
    const select: string[] = [];
    if (!this.#sign("*")) {
      do {
        const name = this.#name();
        if (name === null) return new Problem("SELECT without names of properties");
        select.push(name);
      } while (this.#sign(","));
    }
    if (!this.#word("from")) return new Problem("it has no FROM");
    const from = this.#name();
    if (from === null) return new Problem("FROM without a class");
    let where: Expression | null = null;
    if (this.#word("where")) {
      const expression = this.#either(0);
      if (expression instanceof Problem) return expression;
      where = expression;
    }
    return this.#at < this.#tokens.length ? new Problem("words behind its end") : { select, from, where };
  }

  #either(depth: number): Expression | Problem {
    return this.#joined("or", () => this.#joined("and", () => this.#term(depth)));
  }

  #joined(op: "and" | "or", next: () => Expression | Problem): Expression | Problem {
    const parts: Expression[] = [];
    do {
      const part = next();
      if (part instanceof Problem) return part;
      parts.push(part);
    } while (this.#word(op));
    const [only, second] = parts;
    return only !== undefined && second === undefined ? only : { op, parts };
  }

  #term(depth: number): Expression | Problem {
    if (depth > LIMITS.wqlDepth) return new Problem(`it is deeper than ${LIMITS.wqlDepth} levels`);
    if (this.#word("not")) {
      const part = this.#term(depth + 1);
      return part instanceof Problem ? part : { op: "not", part };
    }
    if (this.#sign("(")) {
      const inner = this.#either(depth + 1);
      if (inner instanceof Problem) return inner;
      return this.#sign(")") ? inner : new Problem("a parenthesis has no end");
    }
    return this.#test();
  }

  #test(): Expression | Problem {
    const property = this.#name();
    if (property === null) return this.#reversed();
    if (this.#word("is")) {
      const operator = this.#word("not") ? "is not null" : "is null";
      if (!this.#word("null")) return new Problem("IS without NULL");
      return { op: "test", property, operator, literal: { type: "null" } };
    }
    if (this.#word("like")) {
      const literal = this.#literal();
      if (literal?.type !== "string") return new Problem("LIKE without a string");
      return { op: "test", property, operator: "like", literal };
    }
    if (this.#word("isa")) {
      return this.#literal() === null ? new Problem("ISA without a class") : { op: "unknown", why: "ISA" };
    }
    const sign = this.#comparison();
    if (sign === null) return new Problem("a property without a comparison");
    const literal = this.#literal();
    if (literal !== null) return { op: "test", property, operator: sign, literal };
    if (this.#name() === null) return new Problem("a comparison without a value");
    return { op: "unknown", why: "two properties are compared" };
  }

  /** `2 = ProductType`: some versions of WMI take it. */
  #reversed(): Expression | Problem {
    if (this.#literal() === null || this.#comparison() === null || this.#name() === null) {
      return new Problem("a condition without a property");
    }
    return { op: "unknown", why: "a value stands before its property" };
  }

  #comparison(): Operator | null {
    const token = this.#tokens[this.#at];
    if (token?.type !== "sign" || !COMPARISONS.has(token.value)) return null;
    this.#at += 1;
    return token.value as Operator;
  }

  #literal(): Literal | null {
    const token = this.#tokens[this.#at];
    if (token === undefined) return null;
    const literal = literalOf(token);
    if (literal !== null) this.#at += 1;
    return literal;
  }

  #name(): string | null {
    const token = this.#tokens[this.#at];
    if (token?.type !== "word" || RESERVED.has(token.value)) return null;
    this.#at += 1;
    return token.value;
  }

  #word(word: string): boolean {
    return this.#next("word", word);
  }

  #sign(sign: string): boolean {
    return this.#next("sign", sign);
  }

  #next(type: Token["type"], value: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.type !== type || token.value !== value) return false;
    this.#at += 1;
    return true;
  }
}

function literalOf({ type, value }: Token): Literal | null {
  if (type === "string") return { type: "string", value };
  if (type === "number") return { type: "number", value: Number(value.replace(/^\+/, "")), text: value };
  if (type !== "word") return null;
  if (value === "null") return { type: "null" };
  return value === "true" || value === "false" ? { type: "boolean", value: value === "true" } : null;
}
