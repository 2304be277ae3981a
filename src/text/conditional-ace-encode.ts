/** SDDL text of a condition to "artx" tokens: the inverse of `decodeCondition` [MS-DTYP 2.4.4.17, 2.5.1.1]. */
import { LIMITS } from "../core/limits.ts";
import { utf16Bytes } from "./bytes.ts";
import {
  AND,
  ATTRIBUTE_PREFIXES,
  COMPOSITE_CODE,
  decodeCondition,
  EXISTS_OPERATORS,
  INTEGER_CODE,
  MEMBER_OPERATORS,
  NOT,
  OCTETS_CODE,
  OR,
  RELATIONAL_OPERATORS,
  SID_CODE,
  SIGNATURE,
  STRING_CODE,
} from "./conditional-ace.ts";
import { trusteeOf } from "./sddl-tokens.ts";
import { encodeSid } from "./sid.ts";

interface Cursor {
  readonly text: string;
  at: number;
}

const OPEN = -1;
const SYMBOLS = ["==", "!=", "<=", ">=", "<", ">"];
const lower = (table: ReadonlyMap<string, number>): ReadonlyMap<string, number> =>
  new Map([...table].map(([word, code]) => [word.toLowerCase(), code]));
const RELATIONAL = lower(RELATIONAL_OPERATORS);
const EXISTS = lower(EXISTS_OPERATORS);
const MEMBER = lower(MEMBER_OPERATORS);
const RANKS: ReadonlyMap<number, number> = new Map([
  [NOT, 3],
  [AND, 2],
  [OR, 1],
]);

/** With the signature, padded to a multiple of four; null when the text is no expression in parentheses that has tokens. */
export function encodeCondition(text: string): Uint8Array | null {
  const tokens = text.startsWith("(") ? tokensOf(text) : null;
  if (tokens === null) return null;
  const bytes = [...SIGNATURE, ...tokens];
  while (bytes.length % 4 !== 0) bytes.push(0);
  const encoded = Uint8Array.from(bytes);
  // Operators and operands may still not fit one another; the decoder knows.
  return decodeCondition(encoded) === null ? null : encoded;
}

/** Infix to postfix with an explicit stack: relations bind first, then `!`, `&&`, `||` [MS-DTYP 2.5.1.3]. */
function tokensOf(text: string): number[] | null {
  const cursor: Cursor = { text, at: 0 };
  const out: number[] = [];
  const operators: number[] = [];
  let open = 0;
  let wantsTerm = true;
  for (;;) {
    skipBlanks(cursor);
    if (wantsTerm) {
      if (take(cursor, "(")) {
        operators.push(OPEN);
        open += 1;
        if (open > LIMITS.conditionDepth) return null;
      } else if (take(cursor, "!")) {
        operators.push(NOT);
      } else if (readTerm(cursor, out)) {
        wantsTerm = false;
      } else {
        return null;
      }
      continue;
    }
    if (take(cursor, ")")) {
      open -= 1;
      if (open < 0) return null;
      popWhile(operators, out, () => true);
      operators.pop();
      continue;
    }
    if (cursor.at === text.length) {
      popWhile(operators, out, () => true);
      return open === 0 ? out : null;
    }
    const operator = take(cursor, "&&") ? AND : take(cursor, "||") ? OR : null;
    if (operator === null) return null;
    popWhile(operators, out, (code) => rankOf(code) >= rankOf(operator));
    operators.push(operator);
    wantsTerm = true;
  }
}

function rankOf(code: number): number {
  return RANKS.get(code) ?? 0;
}

/** Moves operators to the output, down to an open parenthesis at most. */
function popWhile(operators: number[], out: number[], holds: (code: number) => boolean): void {
  for (;;) {
    const top = operators.at(-1);
    if (top === undefined || top === OPEN || !holds(top)) return;
    out.push(top);
    operators.pop();
  }
}

/** `Exists x`, `Member_of {…}`, `x`, or `x op y`. */
function readTerm(cursor: Cursor, out: number[]): boolean {
  const word = peekWord(cursor);
  const exists = EXISTS.get(word);
  const member = MEMBER.get(word);
  if (exists !== undefined || member !== undefined) {
    cursor.at += word.length;
    skipBlanks(cursor);
    const operand = exists === undefined ? readValue(cursor, out) : readAttribute(cursor, out);
    if (operand) out.push(exists ?? member ?? 0);
    return operand;
  }
  if (!readAttribute(cursor, out)) return false;
  const before = cursor.at;
  skipBlanks(cursor);
  const relation = readRelation(cursor);
  if (relation === null) {
    cursor.at = before;
    return true;
  }
  skipBlanks(cursor);
  const start = cursor.at;
  const right = readValue(cursor, out) || (cursor.at === start && readAttribute(cursor, out));
  if (right) out.push(relation);
  return right;
}

function readRelation(cursor: Cursor): number | null {
  const symbol = SYMBOLS.find((candidate) => cursor.text.startsWith(candidate, cursor.at)) ?? peekWord(cursor);
  const code = RELATIONAL.get(symbol);
  if (code === undefined) return null;
  cursor.at += symbol.length;
  return code;
}

/** Lower case. */
function peekWord(cursor: Cursor): string {
  return match(cursor, /[A-Za-z0-9:._/%\u0080-\uFFFF]{1,64}/y)?.toLowerCase() ?? "";
}

/** A literal or a list of literals. */
function readValue(cursor: Cursor, out: number[]): boolean {
  if (!take(cursor, "{")) return readLiteral(cursor, out);
  const items: number[] = [];
  skipBlanks(cursor);
  let more = !take(cursor, "}");
  while (more) {
    skipBlanks(cursor);
    if (!readLiteral(cursor, items)) return false;
    skipBlanks(cursor);
    more = take(cursor, ",");
    if (!more && !take(cursor, "}")) return false;
  }
  pushBody(out, COMPOSITE_CODE, items);
  return true;
}

function readLiteral(cursor: Cursor, out: number[]): boolean {
  const string = match(cursor, /"[^"]*"/y);
  if (string !== null) {
    cursor.at += string.length;
    pushBody(out, STRING_CODE, utf16Bytes(string.slice(1, -1)));
    return true;
  }
  const octets = match(cursor, /#[0-9a-f]*/iy);
  if (octets !== null) {
    cursor.at += octets.length;
    if (octets.length % 2 === 0) return false;
    const bytes: number[] = [];
    for (let at = 1; at < octets.length; at += 2) bytes.push(Number.parseInt(octets.slice(at, at + 2), 16));
    pushBody(out, OCTETS_CODE, bytes);
    return true;
  }
  const sid = match(cursor, /SID\s{0,16}\(\s{0,16}[A-Za-z0-9-]{1,200}\s{0,16}\)/iy);
  if (sid !== null) {
    cursor.at += sid.length;
    const bytes = encodeSid(trusteeOf(sid.slice(sid.indexOf("(") + 1, -1).trim()) ?? "");
    if (bytes === null) return false;
    pushBody(out, SID_CODE, [...bytes]);
    return true;
  }
  const number = match(cursor, /[+-]?(?:0x[0-9a-f]{1,16}|[0-9]{1,24})/iy);
  return number !== null && readNumber(cursor, out, number);
}

function readNumber(cursor: Cursor, out: number[], text: string): boolean {
  cursor.at += text.length;
  const sign = text.startsWith("+") ? 1 : text.startsWith("-") ? 2 : 3;
  const digits = sign === 3 ? text : text.slice(1);
  const base = /^0x/i.test(digits) ? 3 : digits.length > 1 && digits.startsWith("0") ? 1 : 2;
  if (base === 1 && !/^[0-7]+$/.test(digits)) return false;
  const magnitude = BigInt(base === 1 ? `0o${digits.slice(1)}` : digits);
  const value = sign === 2 ? -magnitude : magnitude;
  if (BigInt.asIntN(64, value) !== value) return false;
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value, true);
  out.push(INTEGER_CODE, ...bytes, sign, base);
  return true;
}

/** A name with `@User.`, `@Device.`, `@Resource.` or none; `%XXXX` is one UTF-16 code unit. */
function readAttribute(cursor: Cursor, out: number[]): boolean {
  const prefixed = match(cursor, /@(?:User|Device|Resource)\./iy);
  const name = prefixed === null ? /[A-Za-z:._/%\u0080-\uFFFF][A-Za-z0-9:._/%\u0080-\uFFFF]*/y : /[^\s"&|()<>=!,]+/y;
  cursor.at += prefixed?.length ?? 0;
  const written = match(cursor, name);
  if (written === null) return false;
  cursor.at += written.length;
  const plain = written.replaceAll(/%([0-9a-f]{4})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const prefix = prefixed?.toLowerCase() ?? "";
  for (const [code, word] of ATTRIBUTE_PREFIXES) {
    if (word.toLowerCase() === prefix) pushBody(out, code, utf16Bytes(plain));
  }
  return true;
}

function pushBody(out: number[], code: number, body: readonly number[]): void {
  const { length } = body;
  out.push(code, length & 0xff, (length >>> 8) & 0xff, (length >>> 16) & 0xff, (length >>> 24) & 0xff);
  for (const byte of body) out.push(byte);
}

function match(cursor: Cursor, sticky: RegExp): string | null {
  sticky.lastIndex = cursor.at;
  return sticky.exec(cursor.text)?.[0] ?? null;
}

function take(cursor: Cursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

function skipBlanks(cursor: Cursor): void {
  while (/\s/.test(cursor.text.charAt(cursor.at)) && cursor.at < cursor.text.length) cursor.at += 1;
}
