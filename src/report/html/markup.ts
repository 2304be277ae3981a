/**
 * HTML by construction: a template takes text, which it escapes, and markup made by this file. There is no other way in.
 * End tags that HTML lets out (of rows, cells, items and terms) are left out: that is a sixth of a large table.
 */
import { escapeHtml } from "../../text/html.ts";
import { cutEnd } from "../layout.ts";

export class Markup {
  readonly text: string;

  constructor(parts: readonly string[], pieces: readonly Piece[]) {
    let text = parts[0] ?? "";
    for (const [i, piece] of pieces.entries()) text += textOf(piece) + (parts[i + 1] ?? "");
    this.text = text;
  }
}

/** Strings are escaped; null is nothing. */
export type Piece = string | number | Markup | null | readonly Piece[];

export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts, pieces);
}

function textOf(piece: Piece): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.text;
  return typeof piece === "object" ? piece.map(textOf).join("") : escapeHtml(String(piece));
}

/** Within lines that are shown as they are. */
export const LINE_BREAK = new Markup(["\n"], []);

export function joined(pieces: readonly Piece[], between: Piece): Markup {
  return markup`${pieces.flatMap((piece, i) => (i === 0 ? [piece] : [between, piece]))}`;
}

const LONGEST_PROSE = 2000;

/** Words for people; a value that never ends is cut, and says how long it is. */
export function prose(text: string): string {
  return text.length <= LONGEST_PROSE ? text : `${cutEnd(text, LONGEST_PROSE / 2, "...")} (${text.length} characters)`;
}

/** Characters of one long list; beyond that the machine-readable outputs have it. */
const LONGEST_LIST = 600_000;

/** As many as fit, then how many are left out. */
export function* within(
  items: Iterable<Markup>,
  rest: (left: number) => Markup,
  room = LONGEST_LIST,
): Generator<Markup> {
  let used = 0;
  let left = 0;
  for (const item of items) {
    used += item.text.length;
    if (used > room) left += 1;
    else yield item;
  }
  if (left > 0) yield rest(left);
}
