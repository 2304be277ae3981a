/** JSON that is safe to print: whatever a screen would obey or hide stands there as `\u` escapes, and parses back equal. */
import { isHidden } from "../text/printable.ts";

/** Only these can be hidden: `JSON.stringify` escapes C0, and DEL is the only other control in ASCII. */
const MAYBE_HIDDEN = /[^\x20-\x7E\n]/gu;

export function jsonText(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).replace(MAYBE_HIDDEN, (character) =>
    isHidden(character.codePointAt(0) ?? 0) ? escaped(character) : character,
  );
}

function escaped(character: string): string {
  let units = "";
  for (let i = 0; i < character.length; i += 1) units += `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`;
  return units;
}
