/**
 * The expression of a conditional ACE: "artx" tokens in postfix order to SDDL text and back
 * [MS-DTYP 2.4.4.17, 2.5.1.1, 2.5.1.3; formats.md 6.2].
 */
import { LIMITS } from "../core/limits.ts";
import { hexOf, utf16At } from "./bytes.ts";
import { printTrustee } from "./sddl-tokens.ts";
import { decodeSid } from "./sid.ts";

export const SIGNATURE = [0x61, 0x72, 0x74, 0x78] as const;

export const RELATIONAL_OPERATORS: ReadonlyMap<string, number> = new Map([
  ["==", 0x80],
  ["!=", 0x81],
  ["<", 0x82],
  ["<=", 0x83],
  [">", 0x84],
  [">=", 0x85],
  ["Contains", 0x86],
  ["Any_of", 0x88],
  ["Not_Contains", 0x8e],
  ["Not_Any_of", 0x8f],
]);
export const EXISTS_OPERATORS: ReadonlyMap<string, number> = new Map([
  ["Exists", 0x87],
  ["Not_Exists", 0x8d],
]);
export const MEMBER_OPERATORS: ReadonlyMap<string, number> = new Map([
  ["Member_of", 0x89],
  ["Device_Member_of", 0x8a],
  ["Member_of_Any", 0x8b],
  ["Device_Member_of_Any", 0x8c],
  ["Not_Member_of", 0x90],
  ["Not_Device_Member_of", 0x91],
  ["Not_Member_of_Any", 0x92],
  ["Not_Device_Member_of_Any", 0x93],
]);
export const AND = 0xa0;
export const OR = 0xa1;
export const NOT = 0xa2;

/** Code and prefix of attribute names; local ones have none. */
export const ATTRIBUTE_PREFIXES: ReadonlyMap<number, string> = new Map([
  [0xf8, ""],
  [0xf9, "@User."],
  [0xfa, "@Resource."],
  [0xfb, "@Device."],
]);

export const INTEGER_CODE = 0x04;
export const STRING_CODE = 0x10;
export const OCTETS_CODE = 0x18;
export const COMPOSITE_CODE = 0x50;
export const SID_CODE = 0x51;

const WORDS: ReadonlySet<string> = new Set(
  [...RELATIONAL_OPERATORS.keys(), ...EXISTS_OPERATORS.keys(), ...MEMBER_OPERATORS.keys(), "SID"].map((word) =>
    word.toLowerCase(),
  ),
);

const nameOf = (table: ReadonlyMap<string, number>): ReadonlyMap<number, string> =>
  new Map([...table].map(([word, code]) => [code, word]));
const RELATIONAL_WORDS = nameOf(RELATIONAL_OPERATORS);
const EXISTS_WORDS = nameOf(EXISTS_OPERATORS);
const MEMBER_WORDS = nameOf(MEMBER_OPERATORS);

/** How tightly the text holds together; what is looser than its surroundings gets parentheses. */
const OR_RANK = 1;
const AND_RANK = 2;
const ATOM_RANK = 3;

interface Term {
  readonly text: string;
  readonly kind: "attribute" | "literal" | "sids" | "result";
  readonly rank: number;
  /** Parentheses inside one another. */
  readonly depth: number;
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** The expression with its outer parentheses; null when the bytes are not one well-formed expression. Never recursive. */
export function decodeCondition(bytes: Uint8Array): string | null {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) return null;
  const reader: Reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  const stack: Term[] = [];
  let at: number = SIGNATURE.length;
  while (at < bytes.length) {
    const code = bytes[at] ?? 0;
    if (code === 0) {
      if (!isPadding(bytes, at)) return null;
      break;
    }
    if (code >= 0x80 && code <= NOT) {
      const term = applyOperator(code, stack);
      if (term === null || term.depth >= LIMITS.conditionDepth) return null;
      stack.push(term);
      at += 1;
      continue;
    }
    const operand = readOperand(reader, at, bytes.length);
    if (operand === null) return null;
    stack.push(operand.term);
    at = operand.end;
  }
  const [only, ...others] = stack;
  if (only === undefined || others.length > 0 || !isBoolean(only)) return null;
  return `(${only.text})`;
}

/** The tokens are padded with zeros to a multiple of four. */
function isPadding(bytes: Uint8Array, at: number): boolean {
  return bytes.length - at < 4 && bytes.subarray(at).every((byte) => byte === 0);
}

/** An attribute on its own is true when it has a value other than zero. */
function isBoolean(term: Term | undefined): term is Term {
  return term !== undefined && (term.kind === "result" || term.kind === "attribute");
}

function applyOperator(code: number, stack: Term[]): Term | null {
  const right = stack.pop();
  if (right === undefined) return null;
  if (code === NOT) {
    if (!isBoolean(right)) return null;
    return { text: `!(${right.text})`, kind: "result", rank: ATOM_RANK, depth: right.depth + 1 };
  }
  const exists = EXISTS_WORDS.get(code);
  if (exists !== undefined) return right.kind === "attribute" ? atom(`${exists} ${right.text}`) : null;
  const member = MEMBER_WORDS.get(code);
  if (member !== undefined) return right.kind === "sids" ? atom(`${member} ${right.text}`) : null;

  const left = stack.pop();
  if (left === undefined) return null;
  const relational = RELATIONAL_WORDS.get(code);
  if (relational !== undefined) {
    if (left.kind !== "attribute" || right.kind === "result") return null;
    return atom(`${left.text} ${relational} ${right.text}`);
  }
  if ((code !== AND && code !== OR) || !isBoolean(left) || !isBoolean(right)) return null;
  const rank = code === AND ? AND_RANK : OR_RANK;
  const first = left.rank < rank ? inParentheses(left) : left;
  const second = right.rank <= rank ? inParentheses(right) : right;
  const text = `${first.text} ${code === AND ? "&&" : "||"} ${second.text}`;
  return { text, kind: "result", rank, depth: Math.max(first.depth, second.depth) };
}

function atom(text: string): Term {
  return { text, kind: "result", rank: ATOM_RANK, depth: 0 };
}

function inParentheses(term: Term): Term {
  return { ...term, text: `(${term.text})`, rank: ATOM_RANK, depth: term.depth + 1 };
}

function readOperand(reader: Reader, at: number, end: number): { term: Term; end: number } | null {
  const code = reader.bytes[at] ?? 0;
  if (code !== COMPOSITE_CODE && !ATTRIBUTE_PREFIXES.has(code)) {
    const literal = readLiteral(reader, at, end);
    if (literal === null) return null;
    return {
      term: { text: literal.text, kind: literal.isSid ? "sids" : "literal", rank: ATOM_RANK, depth: 0 },
      end: literal.end,
    };
  }
  const body = bodyOf(reader, at, end);
  if (body === null) return null;
  const prefix = ATTRIBUTE_PREFIXES.get(code);
  if (prefix !== undefined) {
    const name = readName(reader, body.start, body.end, prefix === "");
    return name === null
      ? null
      : { term: { text: prefix + name, kind: "attribute", rank: ATOM_RANK, depth: 0 }, end: body.end };
  }
  const items: string[] = [];
  let sids = true;
  let next = body.start;
  while (next < body.end) {
    const item = readLiteral(reader, next, body.end);
    if (item === null) return null;
    items.push(item.text);
    sids &&= item.isSid;
    next = item.end;
  }
  const kind = sids && items.length > 0 ? "sids" : "literal";
  return { term: { text: `{${items.join(", ")}}`, kind, rank: ATOM_RANK, depth: 0 }, end: body.end };
}

/** The bytes behind a code and a 32-bit length. */
function bodyOf({ view }: Reader, at: number, end: number): { start: number; end: number } | null {
  if (at + 5 > end) return null;
  const after = at + 5 + view.getUint32(at + 1, true);
  return after > end ? null : { start: at + 5, end: after };
}

function readLiteral(reader: Reader, at: number, end: number): { text: string; isSid: boolean; end: number } | null {
  const code = reader.bytes[at] ?? 0;
  if (code >= 0x01 && code <= INTEGER_CODE) {
    const text = at + 11 > end ? null : readInteger(reader, at + 1);
    return text === null ? null : { text, isSid: false, end: at + 11 };
  }
  const body = bodyOf(reader, at, end);
  if (body === null) return null;
  const plain = (text: string) => ({ text, isSid: false, end: body.end });
  if (code === OCTETS_CODE) return plain(`#${hexOf(reader.bytes.subarray(body.start, body.end))}`);
  if (code === STRING_CODE) {
    const text = readUtf16(reader, body.start, body.end);
    return text === null || text.includes('"') || text.includes("\0") ? null : plain(`"${text}"`);
  }
  if (code !== SID_CODE) return null;
  const sid = decodeSid(reader.bytes, body.start, body.end);
  if (sid === null || sid.end !== body.end) return null;
  return { text: `SID(${printTrustee(sid.sid)})`, isSid: true, end: body.end };
}

/** Eight bytes two's complement, a sign (1 plus, 2 minus, 3 none) and a base (1 octal, 2 decimal, 3 hexadecimal). */
function readInteger({ bytes, view }: Reader, at: number): string | null {
  const value = view.getBigInt64(at, true);
  const sign = bytes[at + 8] ?? 0;
  const base = bytes[at + 9] ?? 0;
  if (sign < 1 || sign > 3 || base < 1 || base > 3 || (sign === 2 && value > 0n) || (sign !== 2 && value < 0n))
    return null;
  const magnitude = value < 0n ? -value : value;
  const prefix = sign === 1 ? "+" : sign === 2 ? "-" : "";
  if (base === 2) return prefix + magnitude.toString();
  return prefix + (base === 1 ? `0${magnitude.toString(8)}` : `0x${magnitude.toString(16)}`);
}

/** Characters outside the plain set stand as `%` and four digits; so does the first one of a name that would be read as another token. */
function readName(reader: Reader, start: number, end: number, local: boolean): string | null {
  const name = readUtf16(reader, start, end);
  if (name === null || name === "" || name.includes("\0")) return null;
  const ambiguous = local && (WORDS.has(name.toLowerCase()) || /^[0-9]/.test(name));
  const plain = name.replaceAll(/[^A-Za-z0-9:._/]/g, escapeUnit);
  return ambiguous ? escapeUnit(name.charAt(0)) + plain.slice(1) : plain;
}

function escapeUnit(unit: string): string {
  return `%${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Null for an odd number of bytes. */
function readUtf16({ bytes }: Reader, start: number, end: number): string | null {
  return (end - start) % 2 === 0 ? utf16At(bytes, start, end) : null;
}
