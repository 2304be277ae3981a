/** Where words begin and end, the same for what is replaced, for what is known, and for what is sought. */

/** Same length as the text, so that a place in one is a place in the other. */
export function fold(text: string): string {
  return text.replace(/[A-Z]+|[^\0-\x7F]+/g, (part) => {
    const lower = part.toLowerCase();
    if (lower.length === part.length) return lower;
    return Array.from(part, (one) => (one.toLowerCase().length === one.length ? one.toLowerCase() : one)).join("");
  });
}

const LETTER = String.raw`\p{L}\p{N}\p{M}\p{So}\p{Co}\p{Cn}\p{Cs}_`;

/** Letters, digits and whatever a name may be written in that is neither punctuation nor space. */
const WORD_CHARACTER = new RegExp(`^[${LETTER}]$`, "u");

export function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && character !== "" && WORD_CHARACTER.test(character);
}

const JOINED = String.raw`[${LETTER}]+(?:[-.@'’$][${LETTER}]+)*\$?`;

/** A word with what is joined to it: `dc1.corp.example`, `read-only`, `svc_scan@corp.example`. */
export function compounds(): RegExp {
  return new RegExp(JOINED, "gu");
}

/** For a match at one place. */
export function compoundAt(): RegExp {
  return new RegExp(JOINED, "uy");
}
