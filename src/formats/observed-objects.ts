/**
 * What the formats of PowerShell's readings of a computer share: objects in five forms (JSON, CSV, CLIXML, and the list and
 * table of the console, whose names are the same in every language), and one observation for each property that counts.
 */
import type { ComputerFields, FactFields, ObservationFields } from "../core/fact.ts";
import { readTables } from "../text/console-table.ts";
import { readListText } from "./acl-objects/list-text.ts";
import type { PsObject, PsProperty, PsValue } from "../text/powershell-objects.ts";
import { property } from "../text/powershell-objects.ts";
import type { Head, Input, ReadResult, Sink } from "./define.ts";
import { asText, charSpan, objectHead, objectOf, propertyOf, readEach, textOf } from "./objects.ts";

export type Reader = (value: PsValue) => ObservationFields["value"];

/** A property, the name of its observation, and what its value means; null: not understood. */
export type Rule = readonly [property: string, name: string, reader: Reader];

export interface Observed {
  readonly place: PsProperty;
  readonly topic: string;
  readonly name: string;
  readonly value: ObservationFields["value"];
}

export interface ObjectKind {
  /** Lower case: an object that has them all, and none of `lacks`, is of this kind. */
  readonly has: readonly string[];
  readonly lacks?: readonly string[];
  /** The computer that the object names; null when it does not. */
  host(object: PsObject): string | null;
  read(object: PsObject): readonly Observed[];
  computer?(object: PsObject): ComputerFields | null;
}

/** One observation for each rule whose property has a value; what is empty was not told. */
export function observe(object: PsObject, topic: string, prefix: string, rules: readonly Rule[]): Observed[] {
  return rules.flatMap(([from, name, reader]) => {
    const place = property(object, from);
    if (place === undefined || place.value === null || place.value === "") return [];
    return [{ place, topic, name: prefix + name, value: reader(place.value) }];
  });
}

/** A whole number of up to 15 digits, not negative; null for anything else. */
export function asWhole(value: PsValue): number | null {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** A whole number of these units, rounded down. */
export function inUnits(unit: number): Reader {
  return (value) => {
    const number = asWhole(value);
    return number === null ? null : Math.floor(number / unit);
  };
}

export function remotingHost(object: PsObject): string | null {
  const name = textOf(object, "PSComputerName");
  return name === null || name.toLowerCase() === "localhost" ? null : name;
}

/** The names of the properties in the head, lower case; null when it holds no objects. */
export function namesIn(head: Head): ReadonlySet<string> | null {
  const found = objectHead(head);
  if (found !== null) return found.names;
  if (head.root !== null) return null;
  const names = readTables(head.sample).names;
  const shown = names.length > 0 ? names : readListText(head.sample)[0]?.properties.map(({ name }) => name);
  return shown === undefined ? null : new Set(shown.map((name) => name.toLowerCase()));
}

export function isKind(names: ReadonlySet<string> | null, { has, lacks = [] }: ObjectKind): boolean {
  return names !== null && has.every((name) => names.has(name)) && !lacks.some((name) => names.has(name));
}

function textObjects(text: string): { objects: readonly PsObject[]; broken: readonly { readonly start: number }[] } {
  const table = readTables(text);
  return table.names.length > 0 ? table : { objects: readListText(text), broken: [] };
}

const isText = (text: string): boolean =>
  !/^[\s\uFEFF\0]*[[{<]/.test(text) && !/^[\s\uFEFF\0]*(?:#TYPE|"?[A-Za-z][\w-]{0,63}"?[,;\t|])/.test(text);

/** Every object of any of the five forms; rows that are out of line and a last line without end are said. */
export function readObjectsOfAnyForm(input: Input, sink: Sink, visit: (object: PsObject) => void): ReadResult {
  const text = input.text();
  if (!isText(text)) return readEach(input, sink, visit);
  const { objects, broken } = textObjects(text);
  const last = objects.at(-1);
  const cut = unfinished(text, last);
  for (const object of objects) visit(cut !== null && object === last ? withoutLast(object) : object);
  for (const { start } of broken) {
    const why = "its cells do not stand below their names; export the objects as JSON";
    sink.diagnostic({ code: "not-understood", offset: start, data: { what: "a row", why } });
  }
  if (cut === null) return { read: "complete" };
  sink.diagnostic({ code: "truncated", offset: cut, data: { message: "the last line has no end" } });
  return { read: "incomplete" };
}

/** Reads every object of these kinds; what is of no kind is said once. */
export function readKinds(kinds: readonly ObjectKind[], input: Input, sink: Sink): ReadResult {
  let strange: PsObject | null = null;
  let known = false;
  const result = readObjectsOfAnyForm(input, sink, (object) => {
    const names = new Set(object.properties.map(({ name }) => name.toLowerCase()));
    const kind = kinds.find((one) => isKind(names, one));
    if (kind === undefined) strange ??= object;
    else {
      known = true;
      tell(kind, object, sink);
    }
  });
  if (strange !== null) {
    const data = { what: "an object", why: known ? "it is of another kind than the others" : "its kind is not known" };
    sink.diagnostic({ code: "not-understood", offset: (strange as PsObject).start, data });
  }
  return result;
}

/** PowerShell ends what it shows with empty lines: an object that the file ends in was cut. */
function unfinished(text: string, last: PsObject | undefined): number | null {
  return last !== undefined && last.end >= text.trimEnd().length && !/[\r\n][\s\0]*$/.test(text) ? last.start : null;
}

/** Without the value that may go on. */
function withoutLast(object: PsObject): PsObject {
  const properties = object.properties.map((one) => (one.end < object.end ? one : { ...one, value: null }));
  return { ...object, properties };
}

function tell(kind: ObjectKind, object: PsObject, sink: Sink): void {
  const host = kind.host(object);
  const computer = kind.computer?.(object) ?? null;
  if (computer !== null) sink.fact({ fields: computer, span: charSpan(object), via: "powershell", host });
  for (const { place, topic, name, value } of kind.read(object)) {
    if (value === null) {
      const data = { what: name.slice(0, 120), value: (asText(place.value) ?? "").slice(0, 80) };
      sink.diagnostic({ code: "not-understood", offset: place.start, data });
    }
    const fields = { kind: "observation", topic, name, value } as const;
    sink.fact({ fields, span: charSpan(place), via: "powershell", host });
  }
}

/** The value of one property on its own; a cell of CSV or of a table does not tell which property it is. */
export function rereadKinds(
  kinds: readonly ObjectKind[],
  excerpt: string,
  kind: FactFields["kind"],
): Partial<FactFields> | null {
  const listed = /^[\s\uFEFF\0]*[A-Za-z][\w-]{0,63} +:/.test(excerpt) ? readListText(excerpt)[0] : undefined;
  if (kind === "computer") {
    const object = objectOf(excerpt) ?? listed ?? null;
    if (object === null) return { kind };
    return kinds.flatMap((one) => one.computer?.(object) ?? [])[0] ?? { kind };
  }
  if (kind !== "observation") return null;
  const place = listed?.properties[0] ?? (/^["<]/.test(excerpt) ? propertyOf(excerpt) : null);
  if (place === null) return { kind };
  const alone: PsObject = { typeNames: [], properties: [place], text: null, start: place.start, end: place.end };
  const [only, second] = kinds.flatMap((one) => one.read(alone));
  // Several observations may cite one property, and a name may need the object's other properties.
  return only === undefined || second !== undefined ? { kind } : { kind, topic: only.topic, value: only.value };
}
