/** JSON that is safe to print: whatever a screen would obey or hide stands there as `\u` escapes, and parses back equal. */
import { isHidden } from "../text/printable.ts";

/** Pure ASCII needs no second pass: `JSON.stringify` escapes C0, and DEL is the only other control in it. */
const MAYBE_HIDDEN = /[^\x20-\x7E\n]/u;

export function jsonText(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  if (!MAYBE_HIDDEN.test(text)) return text;
  let safe = "";
  for (const character of text) {
    safe += character !== "\n" && isHidden(character.codePointAt(0) ?? 0) ? escaped(character) : character;
  }
  return safe;
}

function escaped(character: string): string {
  let units = "";
  for (let i = 0; i < character.length; i += 1) units += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return units;
}
