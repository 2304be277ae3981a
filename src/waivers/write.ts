/** Puts one waiver into a waiver file; comments, the order of entries and of keys, and everything else in it stay. */
import { Document, isMap, isScalar, isSeq, parseDocument, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { UsageError } from "../core/failure.ts";
import { LIMITS } from "../core/limits.ts";
import { LineIndex } from "../text/line-index.ts";
import { ENTRY_KEYS, SCHEMA, SUBJECT_KEYS, type WaiverEntry } from "./entry.ts";

/** A text, a list of texts, or keys with such values. */
type Plain = string | readonly string[] | { readonly [key: string]: Plain };

/**
 * Changes the entry that has the id, or adds one at the end.
 * @throws UsageError for a text that is no waiver file: rewriting it could lose what somebody wrote.
 */
export function writeWaiver(text: string, waiver: WaiverEntry): string {
  // Nothing is taken for a number or a date, so that what is not changed is written as it was.
  const document = parseDocument(text, { schema: "failsafe", logLevel: "silent", prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw refused(text, broken.pos[0], broken.message);
  const list = listOf(document, text);
  const found = list.items.find((item) => isMap(item) && idOf(item) === waiver.id.toLowerCase());
  const entry = isMap(found) ? found : new YAMLMap();
  if (found === undefined) {
    list.flow = false;
    list.items.push(entry);
  }
  update(entry, plainOf(waiver), ENTRY_KEYS);
  const indentSeq = !/^waivers:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*- /m.test(text);
  const written = document.toString({ lineWidth: 0, doubleQuotedMinMultiLineLength: LIMITS.yamlChars, indentSeq });
  return text.includes("\r\n") ? written.replaceAll(/\r?\n/g, "\r\n") : written;
}

function listOf(document: Document, text: string): YAMLSeq {
  const contents: unknown = document.contents;
  if (contents === null || (isScalar(contents) && contents.source === "")) {
    const root = new YAMLMap();
    root.set("schema", SCHEMA);
    document.contents = root;
  }
  const root: unknown = document.contents;
  if (!isMap(root) || root.get("schema") !== SCHEMA) throw refused(text, 0, `it does not begin with schema: ${SCHEMA}`);
  const list: unknown = root.get("waivers", true);
  if (isSeq(list)) return list;
  if (list !== undefined && list !== null && !(isScalar(list) && list.source === ""))
    throw refused(text, 0, "waivers is no list");
  const made = new YAMLSeq();
  root.set("waivers", made);
  return made;
}

export function refused(text: string, offset: number, why: string): UsageError {
  const { line, column } = new LineIndex(text).position(offset);
  return new UsageError(`the waiver file was not changed: line ${line}, column ${column}: ${why}`, [
    "correct it by hand first; docs/waivers.md has an example",
  ]);
}

function idOf(entry: YAMLMap): string {
  const id = entry.get("id");
  return typeof id === "string" ? id.trim().toLowerCase() : "";
}

/** What is not said is left out. */
function plainOf(waiver: WaiverEntry): Readonly<Record<string, Plain>> {
  const { allowBroad, subjects, evidence, compensating, approvedBy, approvedOn, expect, ...rest } = waiver;
  const named = subjects === "all" ? "all" : keep(SUBJECT_KEYS.map((key) => [key, subjects[key] ?? null]));
  return keep([
    ["id", rest.id],
    ["kind", rest.kind],
    ["rules", rest.rules],
    ["allowBroad", allowBroad ? "true" : null],
    ["subjects", named],
    ["reason", rest.reason],
    ["evidence", evidence.length > 0 ? evidence : null],
    ["compensating", compensating],
    ["owner", rest.owner],
    ["requestedBy", rest.requestedBy],
    ["approvedBy", approvedBy],
    ["approvedOn", approvedOn],
    ["expires", rest.expires],
    ["expect", expect === null ? null : { actual: expect.actual }],
  ]);
}

function keep(pairs: readonly (readonly [string, Plain | null])[]): Readonly<Record<string, Plain>> {
  return Object.fromEntries(pairs.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
}

/** A value that is the same keeps its node, and with it its comments and its quotes. */
function update(map: YAMLMap, values: Readonly<Record<string, Plain>>, keys: readonly string[]): void {
  for (const key of keys) {
    const value = values[key];
    const node: unknown = map.get(key, true);
    if (value === undefined) map.delete(key);
    else if (isScalar(node) && typeof value === "string") {
      if (textOf(node) === value) continue;
      const { value: text, type } = scalar(value);
      node.value = text;
      if (type === undefined) delete node.type;
      else node.type = type;
    } else if (isSeq(node) && isList(value)) updateList(node, value);
    else if (isMap(node) && typeof value === "object" && !isList(value)) update(node, value, allKeys(node, value));
    else map.set(key, nodeOf(value));
  }
}

function updateList(list: YAMLSeq, texts: readonly string[]): void {
  const old = list.items.filter(isScalar);
  list.items = texts.map((text) => old.find((item) => textOf(item) === text) ?? scalar(text));
}

function allKeys(map: YAMLMap, values: Readonly<Record<string, Plain>>): string[] {
  const there = map.items.flatMap(({ key }) => (isScalar(key) && typeof key.value === "string" ? [key.value] : []));
  return [...new Set([...there, ...Object.keys(values)])];
}

function textOf({ value }: Scalar): string | null {
  return typeof value === "string" ? value.trim() : null;
}

function isList(value: Plain): value is readonly string[] {
  return Array.isArray(value);
}

function nodeOf(value: Plain): Scalar | YAMLSeq | YAMLMap {
  if (typeof value === "string") return scalar(value);
  if (isList(value)) {
    const list = new YAMLSeq();
    list.items = value.map(scalar);
    list.flow = isShort(value);
    return list;
  }
  const map = new YAMLMap();
  for (const [key, one] of Object.entries(value)) map.set(key, nodeOf(one));
  map.flow = isShort(Object.values(value).flatMap((one) => (typeof one === "object" ? Object.values(one) : [one])));
  return map;
}

/** Goes on one line with its key. */
function isShort(texts: readonly Plain[]): boolean {
  return texts.every((text) => typeof text === "string") && texts.join(", ").length < 70;
}

/** In quotes where another reader of YAML would see a number or nothing, or lines; `true` and days stay as people write them. */
function scalar(text: string): Scalar<string> {
  const node = new Scalar(text);
  if (/^(?:~|null|[-+.]?\d[\d.eE+_]*|0[xo][\da-f]+|[-+]?\.(?:inf|nan)|yes|no|on|off)$|\n/i.test(text))
    node.type = Scalar.QUOTE_DOUBLE;
  return node;
}
