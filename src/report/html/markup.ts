/**
 * HTML by construction: a template takes text, which it escapes, and markup made by this file. There is no other way in.
 * End tags that HTML lets out (of rows, cells, items, terms and parts of tables) are left out, and so are the quotes around
 * one word of ours: that is a sixth of a large table.
 */
import { escapeHtml } from "../../text/html.ts";
import { cutEnd } from "../layout.ts";

export class Markup {
  readonly text: string;

  constructor(parts: readonly string[], pieces: readonly Piece[]) {
    const { texts, places } = templateOf(parts);
    let text = texts[0] ?? "";
    for (const [i, piece] of pieces.entries()) text += textOf(piece, places[i] ?? "attribute") + (texts[i + 1] ?? "");
    this.text = text;
  }
}

type Place = "element" | "attribute";

interface Template {
  readonly texts: readonly string[];
  /** Where each piece goes. */
  readonly places: readonly Place[];
}

const TEMPLATES = new WeakMap<readonly string[], Template>();

function templateOf(parts: readonly string[]): Template {
  const known = TEMPLATES.get(parts);
  if (known !== undefined) return known;
  const template = { texts: parts.map((part, i) => unquoted(part, parts[i + 1] ?? "")), places: placesIn(parts) };
  TEMPLATES.set(parts, template);
  return template;
}

/** ` scope="row"` of our own words as ` scope=row`; what a piece fills keeps its quotes. */
function unquoted(part: string, after: string): string {
  // At the end of a part a piece follows, which is nothing or begins with a space.
  const ends = /^[\s>]/.test(after);
  return part.replace(/( [a-z-]+=)"([\w-]+)"(?=([\s>]|$))/g, (whole, name: string, value: string, next: string) =>
    next === "" && !ends ? whole : name + value,
  );
}

/** A piece stands in an element only if no tag and no quote is open before it in the template; in doubt it is an attribute's. */
function placesIn(parts: readonly string[]): readonly Place[] {
  let before = "";
  return parts.slice(0, -1).map((part) => {
    before += part;
    const tail = before.slice(Math.max(before.lastIndexOf(">"), 0));
    return tail.includes("<") || tail.split('"').length % 2 === 0 || tail.endsWith("=") ? "attribute" : "element";
  });
}

/** Strings are escaped; null is nothing. */
export type Piece = string | number | Markup | null | readonly Piece[];

export function markup(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(parts, pieces);
}

function textOf(piece: Piece, place: Place): string {
  if (piece === null) return "";
  if (piece instanceof Markup) return piece.text;
  return typeof piece === "object" ? piece.map((one) => textOf(one, place)).join("") : escapeHtml(String(piece), place);
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
