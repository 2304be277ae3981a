/** Untrusted text as PowerShell source that evaluates to exactly this text [PowerShell language specification 2.3.5.2]. */
import { isHidden } from "./printable.ts";

/** PowerShell takes each of these as a single quote, at both ends of a literal and in pairs within it. */
const SINGLE_QUOTES = /['\u2018-\u201B]/g;

/**
 * One single-quoted literal, in which nothing is expanded. Where the text holds characters that a console would obey or
 * hide (controls, line breaks, bidi, lone surrogates), a parenthesised sum: `('a' + [char]0x1B + 'b')`. It stays on one
 * line, and stands wherever a literal may stand, as an argument too. The sum starts with a string, since
 * `[char] + …` would add numbers.
 */
export function quotePowerShell(text: string): string {
  const parts: string[] = [];
  let literal = "";
  for (const character of text) {
    if (!isHidden(character.codePointAt(0) ?? 0)) {
      literal += character;
      continue;
    }
    if (literal !== "" || parts.length === 0) parts.push(quoted(literal));
    literal = "";
    for (let i = 0; i < character.length; i += 1) parts.push(charOf(character.charCodeAt(i)));
  }
  if (parts.length === 0) return quoted(literal);
  if (literal !== "") parts.push(quoted(literal));
  return `(${parts.join(" + ")})`;
}

function quoted(literal: string): string {
  return `'${literal.replace(SINGLE_QUOTES, "$&$&")}'`;
}

function charOf(unit: number): string {
  return `[char]0x${unit.toString(16).toUpperCase().padStart(2, "0")}`;
}
