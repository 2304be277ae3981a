/**
 * Cuts a text into its elements of one name, without building a tree: reports of many GPOs, several documents in one file.
 * Each piece is parsed alone, so that memory is bounded by one piece and a broken one does not take the others with it.
 */
import { LIMITS } from "../core/limits.ts";
import {
  declaredPrefix,
  decodeReferences,
  isXmlSpace,
  localName,
  nextMarkup,
  type Markup,
  type XmlScope,
} from "./xml-tokens.ts";

export type XmlPiece =
  /** A whole element, half-open, with the namespaces that its surroundings declare. */
  | { readonly kind: "element"; readonly start: number; readonly end: number; readonly scope: XmlScope | null }
  /** An element without its end; reading stopped, or another document begins, at `end`. */
  | { readonly kind: "truncated"; readonly start: number; readonly end: number; readonly scope: XmlScope | null }
  /** Other elements around the pieces whose end is missing when the text, or one document of it, ends. */
  | { readonly kind: "unclosed"; readonly offset: number }
  /** Not well formed between the pieces. */
  | { readonly kind: "bad"; readonly offset: number }
  /** A document type or entity declaration: nothing after it is read. */
  | { readonly kind: "doctype"; readonly offset: number };

/** The outermost elements with that local name, in order; one linear pass, any text. */
export function* splitXml(text: string, name: string): Iterable<XmlPiece> {
  const finder = new PieceFinder(name);
  for (let at = 0; !finder.done;) {
    const markup = nextMarkup(text, at);
    if (markup === null || markup.kind === "unfinished") {
      const piece = finder.end(text.length, markup !== null);
      if (piece !== null) yield piece;
      return;
    }
    at = markup.end;
    const piece = finder.take(markup, () =>
      text.slice(markup.start, Math.min(at, markup.start + LIMITS.xmlTokenChars)),
    );
    if (piece !== null) yield piece;
  }
}

/** Pieces of markup in, elements of one name out. */
export class PieceFinder {
  readonly #name: string;
  readonly #around = new Surroundings();
  #start = -1;
  #depth = 0;
  #done = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** A document type was met: what follows is not read. */
  get done(): boolean {
    return this.#done;
  }

  /** Where the open element begins; -1 between elements. */
  get openFrom(): number {
    return this.#start;
  }

  /** `tag`: the text of a start tag. */
  take(markup: Markup, tag: () => string): XmlPiece | null {
    const { kind, start, end } = markup;
    if (kind === "doctype") {
      this.#done = true;
      return { kind, offset: start };
    }
    if (kind === "instruction" && markup.name.toLowerCase() === "xml") return this.#document(start);
    if (kind === "bad" && this.#depth === 0) return { kind, offset: start };
    if (kind !== "start" && kind !== "empty" && kind !== "end") return null;
    if (localName(markup.name) !== this.#name) {
      if (this.#depth === 0) this.#around.tag(kind, tag);
      return null;
    }
    if (kind === "end") {
      this.#depth = Math.max(0, this.#depth - 1);
      return this.#depth > 0 || this.#start < 0 ? null : this.#element(end);
    }
    if (this.#depth === 0) this.#start = start;
    if (kind === "start") this.#depth += 1;
    return kind === "empty" && this.#depth === 0 ? this.#element(end) : null;
  }

  /** The text ends, inside of a piece of markup or not. */
  end(length: number, unfinished: boolean): XmlPiece | null {
    if (this.#depth > 0) return this.#truncated(length);
    return unfinished || this.#around.open() ? { kind: "unclosed", offset: length } : null;
  }

  #element(end: number): XmlPiece {
    const start = this.#start;
    this.#start = -1;
    return { kind: "element", start, end, scope: this.#around.scope() };
  }

  #truncated(end: number): XmlPiece {
    return { kind: "truncated", start: this.#start, end, scope: this.#around.scope() };
  }

  /** Another document begins. */
  #document(start: number): XmlPiece | null {
    const open = this.#around.open();
    const piece = this.#depth > 0 ? this.#truncated(start) : null;
    this.#depth = 0;
    this.#start = -1;
    this.#around.clear();
    return piece ?? (open ? { kind: "unclosed", offset: start } : null);
  }
}

/** The open elements around the pieces, for the namespaces that they declare. */
class Surroundings {
  readonly #scopes: (XmlScope | null)[] = [];

  tag(kind: Markup["kind"], text: () => string): void {
    if (kind === "end") this.#scopes.pop();
    if (kind !== "start" || this.#scopes.length >= LIMITS.xmlDepth) return;
    const declared = declarations(text());
    this.#scopes.push(declared.size === 0 ? this.scope() : { declared, outer: this.scope() });
  }

  scope(): XmlScope | null {
    return this.#scopes.at(-1) ?? null;
  }

  open(): boolean {
    return this.#scopes.length > 0;
  }

  clear(): void {
    this.#scopes.length = 0;
  }
}

/** The namespace declarations of one start tag. */
export function declarations(tag: string): ReadonlyMap<string, string> {
  const declared = new Map<string, string>();
  if (!tag.includes("xmlns")) return declared;
  let at = 0;
  while (at < tag.length) {
    const equals = tag.indexOf("=", at);
    if (equals < 0) break;
    let from = equals;
    while (from > at && isXmlSpace(tag.charCodeAt(from - 1))) from -= 1;
    let nameStart = from;
    while (nameStart > at && !isXmlSpace(tag.charCodeAt(nameStart - 1))) nameStart -= 1;
    let open = equals + 1;
    while (isXmlSpace(tag.charCodeAt(open))) open += 1;
    const quote = tag.charAt(open);
    const close = quote === '"' || quote === "'" ? tag.indexOf(quote, open + 1) : -1;
    if (close < 0) break;
    const prefix = declaredPrefix(tag.slice(nameStart, from));
    const value = decodeReferences(tag.slice(open + 1, close));
    if (prefix !== null && !declared.has(prefix)) declared.set(detached(prefix), detached(value));
    at = close + 1;
  }
  return declared;
}

/** The engine keeps a whole text alive for a slice of it: a declaration must not hold its part of a large file. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}
