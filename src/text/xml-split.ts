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
  const around = new Surroundings();
  let start = -1;
  let depth = 0;
  for (let at = 0; ;) {
    const markup = nextMarkup(text, at);
    if (markup === null || markup.kind === "unfinished") {
      if (depth > 0) yield { kind: "truncated", start, end: text.length, scope: around.scope() };
      else if (markup !== null || around.open()) yield { kind: "unclosed", offset: text.length };
      return;
    }
    at = markup.end;
    if (markup.kind === "doctype") {
      yield { kind: "doctype", offset: markup.start };
      return;
    }
    if (markup.kind === "instruction" && markup.name.toLowerCase() === "xml") {
      if (depth > 0) yield { kind: "truncated", start, end: markup.start, scope: around.scope() };
      else if (around.open()) yield { kind: "unclosed", offset: markup.start };
      depth = 0;
      start = -1;
      around.clear();
      continue;
    }
    if (depth === 0 && markup.kind === "bad") yield { kind: "bad", offset: markup.start };
    if (markup.kind !== "start" && markup.kind !== "empty" && markup.kind !== "end") continue;
    if (localName(markup.name) !== name) {
      if (depth === 0) around.tag(text, markup);
      continue;
    }
    if (markup.kind === "end") {
      depth = Math.max(0, depth - 1);
      if (depth > 0 || start < 0) continue;
      yield { kind: "element", start, end: markup.end, scope: around.scope() };
      start = -1;
      continue;
    }
    if (depth === 0) start = markup.start;
    if (markup.kind === "start") {
      depth += 1;
    } else if (depth === 0) {
      yield { kind: "element", start, end: markup.end, scope: around.scope() };
      start = -1;
    }
  }
}

/** The open elements around the pieces, for the namespaces that they declare. */
class Surroundings {
  readonly #scopes: (XmlScope | null)[] = [];

  tag(text: string, markup: Markup): void {
    if (markup.kind === "end") this.#scopes.pop();
    if (markup.kind !== "start" || this.#scopes.length >= LIMITS.xmlDepth) return;
    const declared = declarations(text.slice(markup.start, Math.min(markup.end, markup.start + LIMITS.xmlTokenChars)));
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
    if (prefix !== null && !declared.has(prefix)) declared.set(prefix, decodeReferences(tag.slice(open + 1, close)));
    at = close + 1;
  }
  return declared;
}
