/**
 * CLIXML, what `Export-Clixml` writes [formats.md 5.5]: objects with their properties, back references resolved.
 * Secure strings are never decoded and never given.
 */
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { LIMITS } from "../core/limits.ts";
import type { PsObject, PsProperty, PsValue } from "./powershell-objects.ts";
import { attribute, childrenNamed, parseXmlPrefix, xmlDiagnostic, type XmlElement } from "./xml.ts";
import { splitXml } from "./xml-split.ts";

export const CLIXML_NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04";

/** No excerpt may cover one, though it is encrypted: for its own user it is a password in plain words. */
export function holdsSecureString(text: string, start: number, end: number): boolean {
  return /<(?:[\w.-]{1,40}:)?SS[\s/>]/.test(text.slice(start, end));
}

export interface Clixml {
  readonly objects: readonly PsObject[];
  readonly problem: DiagnosticDraft | null;
  readonly notes: readonly DiagnosticDraft[];
}

/**
 * The objects of a document, in order; lists at the top are laid out. Each is read alone, so that a document of any
 * size is; an object without its end is left out, because what it lacks would look absent.
 */
export function readClixml(text: string): Clixml {
  const reader = new Reader();
  let problem: DiagnosticDraft | null = null;
  const objects: PsObject[] = [];
  for (const piece of splitXml(text, "Obj")) {
    if (piece.kind === "doctype") {
      problem ??= { code: "malformed", data: { message: "a document type declaration" }, offset: piece.offset };
      break;
    }
    if (piece.kind === "bad") {
      problem ??= { code: "malformed", data: { message: "a < that begins no markup" }, offset: piece.offset };
      continue;
    }
    if (piece.kind === "unclosed") {
      problem ??= { code: "truncated", data: { what: "the document" }, offset: piece.offset };
      continue;
    }
    const parsed = parseXmlPrefix(text.slice(piece.start, piece.end), piece.start, piece.scope);
    if (parsed.problem !== null) problem ??= xmlDiagnostic(parsed.problem);
    if (parsed.root !== null) objects.push(...reader.top(parsed.root, parsed.unclosed));
  }
  return { objects, problem, notes: reader.notes };
}

/** Nodes of one value after its references are laid out, and how deep they lie: both are capped. */
interface Extent {
  readonly nodes: number;
  readonly depth: number;
}

const LEAF: Extent = { nodes: 1, depth: 1 };
/** Of one document, by its references. */
const MAX_COPIES = LIMITS.xmlPieces;
const MAX_DEPTH = LIMITS.jsonDepth / 4;

interface Sized {
  readonly value: PsValue;
  readonly extent: Extent;
}

class Reader {
  readonly notes: DiagnosticDraft[] = [];
  /** Whole objects by their number; one that is still being read is not here: a reference to it leads back. */
  readonly #objects = new Map<string, Sized>();
  readonly #types = new Map<string, readonly string[]>();
  #secrets = 0;
  #cut = 0;
  #copies = 0;

  /** An object, or the items of a list, without those that have no end. */
  top(element: XmlElement, unclosed: ReadonlySet<XmlElement>): PsObject[] {
    if (!unclosed.has(element)) return [...flat(this.#element(element).value)];
    const objects: PsObject[] = [];
    for (const list of element.children) {
      if (!LISTS.has(list.name)) continue;
      for (const item of list.children) {
        if (item.name === "Obj") objects.push(...this.top(item, unclosed));
      }
    }
    return objects;
  }

  #element(element: XmlElement): Sized {
    switch (element.name) {
      case "Obj":
        return this.#object(element);
      case "Ref":
        return this.#reference(element);
      case "Nil":
        return leaf(null);
      case "B":
        return leaf(booleanOf(element.text));
      case "SS":
        this.#secret(element);
        return leaf(null);
      case "BA":
        return leaf(bytesOf(element.text));
      default:
        return leaf(NUMBERS.has(element.name) ? numberOf(element.text) : unescaped(element.text));
    }
  }

  #object(element: XmlElement): Sized {
    const typeNames = this.#typeNames(element);
    const properties: PsProperty[] = [];
    const extents: Extent[] = [];
    let text: string | null = null;
    let inner: Sized | null = null;
    for (const part of element.children) {
      if (part.name === "TN" || part.name === "TNRef") continue;
      if (part.name === "ToString") text = unescaped(part.text);
      else if (part.name === "Props" || part.name === "MS") {
        for (const property of part.children) {
          const name = unescaped(attribute(property, "N") ?? "");
          properties.push(this.#property(name, property, property, extents));
        }
      } else if (LISTS.has(part.name)) {
        const items = part.children.map((item) => this.#element(item));
        inner = { value: items.map(({ value }) => value), extent: extentOf(items.map(({ extent }) => extent)) };
      } else if (part.name === "DCT") {
        for (const entry of childrenNamed(part, "En")) {
          const [key, value] = ["Key", "Value"].map((n) => entry.children.find((one) => attribute(one, "N") === n));
          if (key === undefined || value === undefined) continue;
          const named = this.#element(key).value;
          const name = typeof named === "object" ? "" : String(named);
          properties.push(this.#property(name, value, entry, extents));
        }
      } else {
        inner ??= this.#element(part);
      }
    }
    const { start, end } = element;
    let sized: Sized;
    if (inner !== null && properties.length === 0) {
      sized = inner;
    } else {
      if (inner !== null) {
        properties.push({ name: "value", value: inner.value, start, end });
        extents.push(inner.extent);
      }
      sized = { value: { typeNames, properties, text, start, end }, extent: extentOf(extents) };
    }
    const id = attribute(element, "RefId");
    if (id !== null && !this.#objects.has(id)) this.#objects.set(id, sized);
    return sized;
  }

  #property(name: string, element: XmlElement, place: XmlElement, extents: Extent[]): PsProperty {
    const { value, extent } = this.#element(element);
    extents.push(extent);
    const { start, end } = place;
    return { name, value, start, end };
  }

  #reference(element: XmlElement): Sized {
    const found = this.#objects.get(attribute(element, "RefId") ?? "");
    // A reference to an object around it, to none, or to one so large that copies of it would fill the memory.
    this.#copies += found?.extent.nodes ?? 0;
    if (found === undefined || this.#copies > MAX_COPIES || found.extent.depth > MAX_DEPTH) {
      if (this.#cut === 0) {
        const data = { what: "a back reference", why: "it leads around in a circle, to nothing, or to too much" };
        this.notes.push({ code: "not-understood", data, offset: element.start });
      }
      this.#cut += 1;
      return leaf(null);
    }
    return found;
  }

  #typeNames(element: XmlElement): readonly string[] {
    const names = element.children.find(({ name }) => name === "TN");
    if (names === undefined) {
      const reference = element.children.find(({ name }) => name === "TNRef");
      return reference === undefined ? [] : (this.#types.get(attribute(reference, "RefId") ?? "") ?? []);
    }
    const list = childrenNamed(names, "T").map(({ text }) => unescaped(text));
    const id = attribute(names, "RefId");
    if (id !== null && !this.#types.has(id)) this.#types.set(id, list);
    return list;
  }

  #secret(element: XmlElement): void {
    this.#secrets += 1;
    if (this.#secrets > 20) return;
    const name = attribute(element, "N");
    this.notes.push({
      code: "secret-redacted",
      data: { what: name === null ? "SecureString" : unescaped(name) },
      offset: element.start,
    });
  }
}

const LISTS: ReadonlySet<string> = new Set(["LST", "IE", "STK", "QUE"]);
const NUMBERS: ReadonlySet<string> = new Set(["By", "SB", "I16", "I32", "I64", "U16", "U32", "U64", "Db", "Sg", "D"]);

function leaf(value: PsValue): Sized {
  return { value, extent: LEAF };
}

function extentOf(parts: readonly Extent[]): Extent {
  let nodes = 1;
  let depth = 1;
  for (const part of parts) {
    nodes += part.nodes;
    depth = Math.max(depth, part.depth + 1);
  }
  return { nodes, depth };
}

function* flat(value: PsValue): Iterable<PsObject> {
  if (isList(value)) for (const item of value) yield* flat(item);
  else if (typeof value === "object" && value !== null) yield value;
}

function isList(value: PsValue): value is readonly PsValue[] {
  return Array.isArray(value);
}

function booleanOf(text: string): boolean | string {
  const word = text.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : text;
}

/** Above 2^53, and where it is no number, its words. */
function numberOf(text: string): number | string {
  const trimmed = text.trim();
  if (!/^-?\d{1,39}(?:\.\d{1,40})?(?:E[+-]?\d{1,3})?$/i.test(trimmed)) return trimmed;
  const number = Number(trimmed);
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? trimmed : number;
}

/** Base64 to a list of numbers, as JSON has byte arrays; the words when it is no Base64. */
function bytesOf(text: string): PsValue {
  const digits = text.replaceAll(/\s/g, "");
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return digits;
  return [...Buffer.from(digits, "base64")];
}

/** `_x000A_` is LF, `_x005F_` an underscore that could begin such a word. */
function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
