/** Lines of `reg query` [formats.md 5.3]. */
import type { RegistryValue } from "../../core/fact.ts";
import { trimField } from "../../text/decode.ts";
import { detached, isRegistryTypeName, quadWord } from "../../text/registry-data.ts";

export interface ValueLine {
  /** As printed; the default value stands in parentheses, in the language of the system. */
  readonly name: string;
  readonly type: string;
  readonly value: RegistryValue | null;
  readonly understood: boolean;
}

/** `HKEY_…` alone at the left edge. */
export function keyOf(line: string): string | null {
  return /^HKEY_[A-Z_]{1,20}(?:\\|\s*$)/.test(line) && !line.trimEnd().endsWith(":") ? detached(line.trimEnd()) : null;
}

/** Four blanks, name, four blanks, a known type, four blanks, data; old versions have tabs. Null for anything else. */
export function valueLine(line: string): ValueLine | null {
  const found = typeAt(line);
  if (found === null) return null;
  const { nameEnd, type, dataStart } = found;
  const name = line.slice(4, nameEnd);
  const words = line.slice(dataStart);
  const value = valueOf(type, words);
  return { name: detached(name), type, value: value ?? detached(words), understood: value !== null };
}

function typeAt(line: string): { nameEnd: number; type: string; dataStart: number } | null {
  if (!line.startsWith("    ") || line.charAt(4) === " ") return null;
  // Lazily from the left: data may hold the same words once more.
  const pattern = /( {4}|\t)(REG_[A-Z_]{2,30})(?: \(\d{1,10}\))?(?: {4}|\t|\s*$)/g;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const type = match[2] ?? "";
    if (match.index >= 4 && isRegistryTypeName(type)) {
      return { nameEnd: match.index, type, dataStart: match.index + match[0].length };
    }
    pattern.lastIndex = match.index + 1;
  }
  return null;
}

/** Null when the words do not fit the type. */
function valueOf(type: string, words: string): RegistryValue | null {
  const text = trimField(words);
  switch (type) {
    case "REG_SZ":
    case "REG_EXPAND_SZ":
    case "REG_LINK":
      return detached(words);
    case "REG_MULTI_SZ": {
      const strings = words.split("\\0").map(detached);
      while (strings.at(-1) === "") strings.pop();
      return strings;
    }
    case "REG_DWORD":
    case "REG_DWORD_BIG_ENDIAN":
      return /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : null;
    case "REG_QWORD":
      return /^0x[0-9a-f]{1,16}$/i.test(text) ? quadWord(BigInt(text)) : null;
    default:
      return text.length % 2 === 0 && /^[0-9a-f]*$/i.test(text) ? text.toLowerCase() : null;
  }
}

/** Text in parentheses and nothing else: a default value's name, or its value where none is set. */
export function inParentheses(text: string): boolean {
  return /^\([^()]{1,60}\)$/.test(text);
}

export interface Query {
  /** The computer that the query names. */
  readonly host: string | null;
  readonly key: string;
  readonly name: string | null;
}

/** `reg query \\HOST\HKLM\… /v name` behind any prompt. */
export function queryOf(line: string): Query | null {
  const found = /\breg(?:\.exe)?"?\s+query\s+/i.exec(line.slice(0, 1000));
  if (found === null) return null;
  const rest = line.slice(found.index + found[0].length, found.index + 2000);
  const path = word(rest);
  if (!/^(?:\\\\[^\\]+\\)?HK/i.test(path)) return null;
  const host = /^\\\\([^\\]+)\\/.exec(path)?.[1] ?? null;
  const option = /\s\/v\s+/i.exec(rest);
  const name =
    option === null ? (/\s\/ve(?:\s|$)/i.test(rest) ? "" : null) : word(rest.slice(option.index + option[0].length));
  return { host: host === "." ? null : host, key: host === null ? path : path.slice(host.length + 3), name };
}

function word(text: string): string {
  if (text.startsWith('"')) {
    const close = text.indexOf('"', 1);
    return text.slice(1, close < 0 ? text.length : close);
  }
  return /^\S*/.exec(text)?.[0] ?? "";
}
