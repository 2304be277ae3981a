/** What the formats made of PowerShell objects share: telling them by their property names, and values in the forms of three serialisations. */
import type { FactFields } from "../core/fact.ts";
import { trimField } from "../text/decode.ts";
import type { PsObject, PsProperty, PsValue } from "../text/powershell-objects.ts";
import { isCutOff, isPsList, isPsObject, property, psDate, readObjects } from "../text/powershell-objects.ts";
import { isSecretAttribute } from "../text/secrets.ts";
import type { Head, Input, ReadResult, Sink } from "./define.ts";

export interface ObjectHead {
  readonly form: "json" | "csv" | "clixml";
  /** Property names in the head at any depth, lower case. */
  readonly names: ReadonlySet<string>;
}

const CLIXML_NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04";

const heads = new WeakMap<Head, ObjectHead | null>();

/** Null when the head is no serialised object. */
export function objectHead(head: Head): ObjectHead | null {
  const known = heads.get(head);
  if (known !== undefined) return known;
  const found = readHead(head);
  heads.set(head, found);
  return found;
}

function readHead(head: Head): ObjectHead | null {
  if (head.root !== null) {
    if (head.root.name !== "Objs" || head.root.namespace !== CLIXML_NAMESPACE) return null;
    return { form: "clixml", names: namesIn(head.sample, /\sN="([\w-]{1,64})"/g) };
  }
  if (/^[[{]/.test(head.text)) return { form: "json", names: namesIn(head.sample, /"([A-Za-z][\w-]{0,63})"\s{0,8}:/g) };
  const [first = "", second = ""] = head.text.split(/\r\n|\r|\n/, 2);
  const line = first.startsWith("#TYPE") ? second : first;
  const names = line.split(/[,;\t|]/).map((cell) =>
    trimField(cell)
      .replace(/^"(.*)"$/, "$1")
      .toLowerCase(),
  );
  return names.length > 1 && names.every((name) => /^[a-z][\w-]{0,63}$/.test(name))
    ? { form: "csv", names: new Set(names) }
    : null;
}

function namesIn(sample: string, pattern: RegExp): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of sample.matchAll(pattern)) names.add((match[1] ?? "").toLowerCase());
  return names;
}

/** Every one of these names, lower case. */
export function hasAll(head: Pick<ObjectHead, "names"> | null, ...names: readonly string[]): boolean {
  return head !== null && names.every((name) => head.names.has(name));
}

/** Reads every object, says what is wrong with the file, and what the file holds besides. */
export function readEach(input: Input, sink: Sink, visit: (object: PsObject) => void): ReadResult {
  const { objects, problem, notes } = readObjects(input.text());
  for (const note of notes) sink.diagnostic(note);
  for (const object of objects) visit(object);
  if (problem !== null) sink.diagnostic(problem);
  return { read: problem === null ? "complete" : "incomplete" };
}

/** The one object of an excerpt; null for a row of CSV, whose names stand in the header, and for anything else. */
export function objectOf(excerpt: string): PsObject | null {
  return /^[\s\uFEFF\0]*[{<]/.test(excerpt) ? (readObjects(excerpt).objects[0] ?? null) : null;
}

/** The one property of an excerpt of JSON or CLIXML; null for a cell of CSV and for anything else. */
export function propertyOf(excerpt: string): PsProperty | null {
  const whole = excerpt.startsWith("<") ? `<Obj><MS>${excerpt}</MS></Obj>` : `{${excerpt}}`;
  const [only, second] = objectOf(whole)?.properties ?? [];
  return second === undefined ? (only ?? null) : null;
}

/** What an excerpt tells when it is a row of CSV: its kind, by the file's header. */
export function rowOnly<K extends FactFields["kind"]>(kind: K): { readonly kind: K } {
  return { kind };
}

interface CharSpan {
  readonly unit: "char";
  readonly start: number;
  readonly end: number;
}

/** Of an object that carries a secret (a password of LAPS) only what stands before it, or its first harmless property. */
export function charSpan(place: Pick<PsObject, "start" | "end"> | PsObject): CharSpan {
  const secret = "properties" in place ? place.properties.find(isSecret) : undefined;
  if (!("properties" in place) || secret === undefined) return { unit: "char", start: place.start, end: place.end };
  const [first] = place.properties;
  if (first !== undefined && first.end <= secret.start) return { unit: "char", start: place.start, end: secret.start };
  const harmless = place.properties.find((one) => !isSecret(one)) ?? { start: place.start, end: place.start };
  return { unit: "char", start: harmless.start, end: harmless.end };
}

function isSecret({ name, value }: PsProperty): boolean {
  return isSecretAttribute(name) && value !== null && value !== "";
}

/** The first property of these names that has a value. */
export function valueOf(object: PsObject, ...names: readonly string[]): PsValue {
  for (const name of names) {
    const value = property(object, name)?.value;
    if (value !== undefined && value !== null && value !== "") return value;
  }
  return null;
}

/** Text, numbers and the string form of an object such as a SID; null for an empty text, and for what was cut off. */
export function textOf(object: PsObject, ...names: readonly string[]): string | null {
  return asText(valueOf(object, ...names));
}

export function asText(value: PsValue): string | null {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return value.trim() === "" || isCutOff(value) ? null : value.trim();
  if (isPsList(value)) return value.length === 1 ? asText(value[0] ?? null) : null;
  if (!isPsObject(value)) return null;
  // A SecurityIdentifier or an enumeration as an object: `{ "Value": "S-1-5-…" }`.
  const inner = property(value, "Value")?.value;
  return typeof inner === "string" && inner !== "" ? inner : (value.text ?? null);
}

/** Words of CSV count like the booleans of JSON; null for anything else. */
export function asBoolean(value: PsValue): boolean | null {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : value;
  if (word === "true" || word === "yes" || word === 1 || word === "1") return true;
  if (word === "false" || word === "no" || word === 0 || word === "0") return false;
  return null;
}

/** Unsigned 32 bit; null for anything that is no whole number. */
export function asNumber(value: PsValue): number | null {
  const number = typeof value === "string" && /^-?\d{1,10}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? (number < 0 ? number >>> 0 : number) : null;
}

/** Objects of a property: a lone one counts as a list of one, since PowerShell unwraps lists of one. */
export function objectsOf(value: PsValue): readonly PsObject[] {
  if (isPsObject(value)) return [value];
  return isPsList(value) ? value.filter((item) => isPsObject(item)) : [];
}

/** Texts of a property; `cut` when the export left the list out, or a part of it. */
export function textsOf(value: PsValue): { readonly texts: readonly string[]; readonly cut: boolean } {
  const list = isPsList(value) ? value : [value];
  const texts = list.flatMap((item) => asText(item) ?? []);
  const filled = list.filter((item) => (typeof item === "string" ? item.trim() !== "" : item !== null));
  return { texts, cut: texts.length < filled.length };
}

/** `/Date(…)/` of PowerShell 5.1 as ISO 8601; any other text as written. */
export function asDate(value: PsValue): string | null {
  const since = psDate(value);
  if (since === null) return asText(value);
  return Math.abs(since) <= 8.64e15 ? new Date(since).toISOString() : null;
}

/** The computer that remoting names; null when the file does not. */
export function hostOf(object: PsObject): string | null {
  return textOf(object, "PSComputerName", "ComputerName", "SystemName");
}

/** A value of that property was left out by the export; what to run instead stands in `eventreach formats`. */
export function sayCut(sink: Sink, place: PsProperty | PsObject, what: string, format: string): void {
  const next = `Export it again with a command that \`eventreach formats\` lists for ${format}.`;
  sink.diagnostic({
    code: "not-understood",
    offset: place.start,
    data: { what, why: "the export left the list out", next },
  });
}
