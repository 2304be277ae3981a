/**
 * XML text to a small positioned tree. Total, linear, without entities, DTD and network;
 * the only user of the XML parser library, which sees a text only after {@link scanXml}.
 */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { LIMITS } from "../core/limits.ts";
import { trimField } from "./decode.ts";
import { FILLER, scanXml, type ScanProblem, type XmlScan } from "./xml-scan.ts";
import { declaredPrefix, decodeReferences, localName, namespaceOf, prefixOf, type XmlScope } from "./xml-tokens.ts";

export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  /** Null for an attribute without prefix, and for a prefix that nothing declares. */
  readonly namespace: string | null;
  readonly value: string;
}

export interface XmlElement {
  /** The local name. */
  readonly name: string;
  readonly prefix: string;
  readonly namespace: string | null;
  /** Without namespace declarations. */
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** The element's own text and CDATA joined, references decoded, not trimmed; line breaks are LF. */
  readonly text: string;
  /** Half-open: the whole element, in UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

export type XmlFailure = {
  readonly ok: false;
  readonly code: "doctype" | "depth" | "limit" | "malformed";
  readonly message: string;
  readonly offset: number;
};

export type XmlResult = { readonly ok: true; readonly root: XmlElement } | XmlFailure;

/** What could be read before the first structural error. */
export interface XmlPrefix {
  /** Null when not even a root element begins. */
  readonly root: XmlElement | null;
  /** Null when the text is a whole document. */
  readonly problem: ScanProblem | null;
  /** Elements whose end tag is missing; their `end` is where reading stopped. */
  readonly unclosed: ReadonlySet<XmlElement>;
}

/**
 * Reads a whole document. Offsets count from `baseOffset`; `scope` gives the namespaces
 * that are declared around a piece of a larger document. Never throws.
 */
export function parseXml(text: string, baseOffset = 0, scope: XmlScope | null = null): XmlResult {
  const { root, problem } = parseXmlPrefix(text, baseOffset, scope);
  if (problem === null && root !== null) return { ok: true, root };
  const { code, message, offset } = problem ?? { code: "malformed", message: "no element", offset: baseOffset };
  return { ok: false, code: code === "truncated" ? "malformed" : code, message, offset };
}

/** Reads as far as the text is well formed. After a document type declaration nothing is kept. Never throws. */
export function parseXmlPrefix(text: string, baseOffset = 0, scope: XmlScope | null = null): XmlPrefix {
  const first = attempt(text, scanXml(text), baseOffset, scope);
  if (typeof first !== "number") return first;
  // The validator objects to something before the cut: once more, up to there.
  const second = attempt(text, scanXml(text, first), baseOffset, scope);
  return typeof second === "number" ? nothing("malformed", "not well-formed", baseOffset + second) : second;
}

/** The tree, or the offset at which the validator objects. */
function attempt(text: string, scan: XmlScan, baseOffset: number, scope: XmlScope | null): XmlPrefix | number {
  const { problem, open, cut, prepared } = scan;
  if (problem?.code === "doctype") return nothing("doctype", problem.message, baseOffset + problem.offset);
  const whole =
    prepared +
    open
      .map((name) => `</${name}>`)
      .reverse()
      .join("");
  const verdict = XMLValidator.validate(whole);
  if (verdict !== true) {
    const at = Math.min(offsetOf(whole, verdict.err.line, verdict.err.col), cut);
    if (problem === null || (at < cut && at > 0)) return at;
    return nothing(problem.code, problem.message, baseOffset + problem.offset);
  }
  const nodes = parsedNodes(whole);
  if (nodes === null) return nothing("malformed", "the parser refused it", baseOffset);
  const builder = new TreeBuilder(text, cut, baseOffset);
  const root = builder.elements(nodes, scope)[0] ?? null;
  const shifted = problem === null ? null : { ...problem, offset: baseOffset + problem.offset };
  return { root, problem: shifted, unclosed: new Set(rightmost(root, open.length)) };
}

function nothing(code: ScanProblem["code"], message: string, offset: number): XmlPrefix {
  return { root: null, problem: { code, message, offset }, unclosed: new Set() };
}

function* rightmost(root: XmlElement | null, count: number): Iterable<XmlElement> {
  let at: XmlElement | null | undefined = root;
  for (let i = 0; i < count && at; i += 1) {
    yield at;
    at = at.children.at(-1);
  }
}

const TEXT = "#text";
const CDATA = "#cdata";
const ATTRIBUTES = ":@";
const ATTRIBUTE_PREFIX = "@_";

/**
 * Every element is called `e` inside the parser: it refuses elements named `constructor` or `__proto__`
 * and renames `toString`; the true name is read from the text. References are decoded here, not there:
 * the parser counts them against a limit of its own.
 */
const PARSER = new XMLParser({
  preserveOrder: true,
  captureMetaData: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  htmlEntities: false,
  transformTagName: (name) => (name.endsWith("/") ? "e/" : "e"),
  maxNestedTags: LIMITS.xmlDepth + 1,
  jPath: false,
});

/** The library types its symbol as the wrapper object. */
const PLACE = XMLParser.getMetaDataSymbol() as symbol;

function parsedNodes(text: string): readonly unknown[] | null {
  try {
    const nodes: unknown = PARSER.parse(text);
    return Array.isArray(nodes) ? nodes : null;
  } catch {
    return null;
  }
}

class TreeBuilder {
  readonly #text: string;
  readonly #cut: number;
  readonly #base: number;

  constructor(text: string, cut: number, base: number) {
    this.#text = text;
    this.#cut = cut;
    this.#base = base;
  }

  elements(nodes: readonly unknown[], scope: XmlScope | null): XmlElement[] {
    const elements: XmlElement[] = [];
    for (const node of nodes) {
      if (!isRecord(node)) continue;
      const children = node["e"];
      if (Array.isArray(children)) elements.push(this.#element(node, children, scope));
    }
    return elements;
  }

  /** Recursion is bounded by {@link LIMITS.xmlDepth}. */
  #element(
    node: Readonly<Record<PropertyKey, unknown>>,
    nodes: readonly unknown[],
    outer: XmlScope | null,
  ): XmlElement {
    const place = node[PLACE];
    const start = isRecord(place) && typeof place["startIndex"] === "number" ? place["startIndex"] : 0;
    const end = isRecord(place) && typeof place["endIndex"] === "number" ? place["endIndex"] : this.#cut;
    const written = this.#nameAt(start + 1);
    const raw = attributesOf(node[ATTRIBUTES]);
    const scope = scopeOf(raw, outer);
    const attributes: XmlAttribute[] = [];
    for (const [name, value] of raw) {
      if (declaredPrefix(name) !== null) continue;
      const prefix = prefixOf(name);
      const namespace = prefix === "" ? null : namespaceOf(prefix, scope);
      attributes.push({ name: localName(name), prefix, namespace, value });
    }
    const prefix = prefixOf(written);
    return {
      name: localName(written),
      prefix,
      namespace: namespaceOf(prefix, scope),
      attributes,
      children: this.elements(nodes, scope),
      text: detached(ownText(nodes)),
      start: this.#base + start,
      end: this.#base + Math.min(end, this.#cut),
    };
  }

  #nameAt(start: number): string {
    let end = start;
    while (end < this.#cut && !/[\s/>]/.test(this.#text.charAt(end))) end += 1;
    return this.#text.slice(start, end);
  }
}

function isRecord(value: unknown): value is Readonly<Record<PropertyKey, unknown>> {
  return typeof value === "object" && value !== null;
}

function attributesOf(group: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(group)) return [];
  const attributes: [string, string][] = [];
  for (const [key, value] of Object.entries(group)) {
    if (typeof value !== "string") continue;
    // XML 1.0, 3.3.3: white space in an attribute value is a space, unless it is written as a reference.
    attributes.push([key.slice(ATTRIBUTE_PREFIX.length), detached(decodeReferences(value.replace(/[\t\n\r]/g, " ")))]);
  }
  return attributes;
}

function scopeOf(attributes: readonly (readonly [string, string])[], outer: XmlScope | null): XmlScope | null {
  const declared = new Map<string, string>();
  for (const [name, value] of attributes) {
    const prefix = declaredPrefix(name);
    if (prefix !== null) declared.set(prefix, value);
  }
  return declared.size === 0 ? outer : { declared, outer };
}

function ownText(nodes: readonly unknown[]): string {
  let text = "";
  for (const node of nodes) {
    if (!isRecord(node)) continue;
    const plain = node[TEXT];
    if (typeof plain === "string") text += decodeReferences(plain.replaceAll(FILLER, ""));
    const section = node[CDATA];
    const inner: unknown = Array.isArray(section) ? section[0] : null;
    if (isRecord(inner) && typeof inner[TEXT] === "string") text += inner[TEXT];
  }
  return text;
}

/** The engine keeps a whole text alive for a slice of it: a fact of a few words must not hold its document. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

/** The validator counts lines by LF and CRLF, columns from 1. */
function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let i = 1; i < line; i += 1) {
    const next = text.indexOf("\n", at);
    if (next < 0) break;
    at = next + 1;
  }
  return Math.min(at + Math.max(0, (column || 1) - 1), text.length);
}

/** The first child with that local name; with a namespace (null: none) only one that is in it. */
export function child(
  element: XmlElement | undefined,
  name: string,
  namespace?: string | null,
): XmlElement | undefined {
  return element?.children.find((one) => isNamed(one, name, namespace));
}

/** Every child with that local name; with a namespace (null: none) only those that are in it. */
export function childrenNamed(
  element: XmlElement | undefined,
  name: string,
  namespace?: string | null,
): readonly XmlElement[] {
  return element?.children.filter((one) => isNamed(one, name, namespace)) ?? [];
}

function isNamed(element: XmlElement, name: string, namespace: string | null | undefined): boolean {
  return element.name === name && (namespace === undefined || element.namespace === namespace);
}

/** The value of an attribute without namespace, or of the namespace given. */
export function attribute(element: XmlElement, name: string, namespace: string | null = null): string | null {
  const found = element.attributes.find(
    (one) => one.name === name && one.namespace === namespace && (namespace !== null || one.prefix === ""),
  );
  return found?.value ?? null;
}

/** White space, NUL and U+FEFF off both ends; null for a missing element. */
export function textOf(element: XmlElement | undefined): string | null {
  return element === undefined ? null : trimField(element.text);
}

/** The element and everything below it, in document order. */
export function* descendants(element: XmlElement): Iterable<XmlElement> {
  yield element;
  for (const one of element.children) yield* descendants(one);
}

/** What a reader says about a document that it could not, or not wholly, read. */
export function xmlDiagnostic(problem: Pick<ScanProblem, "code" | "message" | "offset">): DiagnosticDraft {
  const { code, message, offset } = problem;
  if (code === "depth") return { code: "limit-exceeded", data: { what: message, limit: LIMITS.xmlDepth }, offset };
  if (code === "limit") return { code: "limit-exceeded", data: { what: message }, offset };
  if (code === "truncated") return { code: "truncated", data: { what: "an XML element", message }, offset };
  return { code: "malformed", data: { message }, offset };
}
