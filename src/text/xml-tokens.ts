/** The pieces of markup in a decoded XML text, found in one linear pass; no tree, no values. */

export interface Markup {
  /**
   * `bad`: a `<` that begins no markup; reading may go on at `end`.
   * `unfinished`: the text ends inside this piece, `end` is the text's length.
   */
  readonly kind: "start" | "empty" | "end" | "comment" | "cdata" | "instruction" | "doctype" | "bad" | "unfinished";
  /** Half-open. */
  readonly start: number;
  readonly end: number;
  /** The qualified name of `start`, `empty` and `end`, the target of `instruction`; "" for the rest. */
  readonly name: string;
}

/** The first markup at or after `from`; null when no `<` is left. */
export function nextMarkup(text: string, from: number): Markup | null {
  const start = text.indexOf("<", from);
  if (start < 0) return null;
  const next = text.charCodeAt(start + 1);
  if (next === BANG) return declarationAt(text, start);
  if (next === QUESTION) {
    return until(text, start, "?>", 2, "instruction", text.slice(start + 2, nameEnd(text, start + 2)));
  }
  if (next === SLASH) return endTagAt(text, start);
  return startTagAt(text, start);
}

/** The part of a qualified name after its prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon > 0 && colon < name.length - 1 ? name.slice(colon + 1) : name;
}

/** "" when the name has no prefix. */
export function prefixOf(name: string): string {
  const colon = name.indexOf(":");
  return colon > 0 && colon < name.length - 1 ? name.slice(0, colon) : "";
}

export const BANG = 0x21;
const QUESTION = 0x3f;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const EQUALS = 0x3d;
const DOUBLE = 0x22;
const SINGLE = 0x27;

function until(text: string, start: number, close: string, skip: number, kind: Markup["kind"], name = ""): Markup {
  const at = text.indexOf(close, start + skip);
  return at < 0 ? unfinished(text, start) : { kind, start, end: at + close.length, name };
}

function unfinished(text: string, start: number): Markup {
  return { kind: "unfinished", start, end: text.length, name: "" };
}

function bad(start: number, end = start + 1): Markup {
  return { kind: "bad", start, end, name: "" };
}

const CDATA_OPEN = "<![CDATA[";

/** What begins with `<!`; offsets count in the text. */
export function declarationAt(text: string, start: number): Markup {
  if (text.startsWith("<!--", start)) return until(text, start, "-->", 4, "comment");
  if (text.startsWith(CDATA_OPEN, start)) return until(text, start, "]]>", CDATA_OPEN.length, "cdata");
  const word = text.slice(start, start + 9).toUpperCase();
  if (word.startsWith("<!DOCTYPE") || word.startsWith("<!ENTITY")) {
    return { kind: "doctype", start, end: start + word.length, name: "" };
  }
  const cut = start + word.length === text.length && ["<!--", CDATA_OPEN].some((open) => open.startsWith(word));
  return cut ? unfinished(text, start) : bad(start);
}

function endTagAt(text: string, start: number): Markup {
  const end = nameEnd(text, start + 2);
  let at = end;
  while (isXmlSpace(text.charCodeAt(at))) at += 1;
  if (at >= text.length) return unfinished(text, start);
  if (end === start + 2 || text.charCodeAt(at) !== GREATER) return bad(start);
  return { kind: "end", start, end: at + 1, name: text.slice(start + 2, end) };
}

function startTagAt(text: string, start: number): Markup {
  const end = nameEnd(text, start + 1);
  if (end >= text.length) return unfinished(text, start);
  if (end === start + 1 || !isNameStart(text.charCodeAt(start + 1))) return bad(start);
  for (let at = end; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === GREATER) {
      const kind = text.charCodeAt(at - 1) === SLASH ? "empty" : "start";
      return { kind, start, end: at + 1, name: text.slice(start + 1, end) };
    }
    // Reading goes on at the next `<`, never before what was already seen: the whole stays linear.
    if (code === LESS) return bad(start, at);
    if (code !== DOUBLE && code !== SINGLE) continue;
    at = text.indexOf(text.charAt(at), at + 1);
    if (at < 0) return unfinished(text, start);
  }
  return unfinished(text, start);
}

function nameEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !endsName(text.charCodeAt(at))) at += 1;
  return at;
}

export function endsName(code: number): boolean {
  return (
    isXmlSpace(code) ||
    code === SLASH ||
    code === GREATER ||
    code === LESS ||
    code === EQUALS ||
    code === DOUBLE ||
    code === SINGLE ||
    code === QUESTION
  );
}

export function isNameStart(code: number): boolean {
  return (
    (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f || code === 0x3a || code > 0x7f
  );
}

/** White space of XML: space, tab, LF, CR. */
export function isXmlSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Namespace declarations in force, innermost first. The empty prefix is the default namespace. */
export interface XmlScope {
  readonly declared: ReadonlyMap<string, string>;
  readonly outer: XmlScope | null;
}

const XML_NAMESPACE = "http://www.w3.org/XML/1998/namespace";

/** Null when the prefix is not declared, or undeclared again. */
export function namespaceOf(prefix: string, scope: XmlScope | null): string | null {
  if (prefix === "xml") return XML_NAMESPACE;
  for (let at = scope; at !== null; at = at.outer) {
    const found = at.declared.get(prefix);
    if (found !== undefined) return found === "" ? null : found;
  }
  return null;
}

/** The prefix that an attribute name declares: "" for `xmlns`, null when it declares none. */
export function declaredPrefix(attributeName: string): string | null {
  if (attributeName === "xmlns") return "";
  return attributeName.startsWith("xmlns:") ? attributeName.slice(6) : null;
}

/**
 * `&lt; &gt; &amp; &quot; &apos;` and numeric references decoded; anything else stays as written.
 * A number that is no character of XML 1.0 becomes U+FFFD.
 */
export function decodeReferences(text: string): string {
  let at = text.indexOf("&");
  if (at < 0) return text;
  const parts: string[] = [];
  let from = 0;
  while (at >= 0) {
    const end = referenceEnd(text, at);
    const value = end < 0 ? null : characterOf(text.slice(at + 1, end));
    if (value !== null) {
      parts.push(text.slice(from, at), value);
      from = end + 1;
    }
    at = text.indexOf("&", Math.max(from, at + 1));
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** The offset of the `;` that ends the reference at `at`, or -1 when none begins there. */
export function referenceEnd(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && isReferenceCharacter(text.charCodeAt(end))) end += 1;
  return end > at + 1 && text.charAt(end) === ";" ? end : -1;
}

function isReferenceCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x23 ||
    code === 0x5f
  );
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

function characterOf(reference: string): string | null {
  const named = NAMED.get(reference);
  if (named !== undefined) return named;
  const digits = /^#(?:x0*([0-9A-Fa-f]{1,6})|0*([0-9]{1,7}))$/.exec(reference);
  if (digits === null) return /^#(?:x[0-9A-Fa-f]+|[0-9]+)$/.test(reference) ? "\uFFFD" : null;
  const code = digits[1] === undefined ? Number.parseInt(digits[2] ?? "", 10) : Number.parseInt(digits[1], 16);
  const legal =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return legal ? String.fromCodePoint(code) : "\uFFFD";
}
