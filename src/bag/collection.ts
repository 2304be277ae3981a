/** Who collected the inputs, when, and with what: the word of whoever declares it, kept apart from what was measured [evidence.md 1.2, E2]. */
import { jsonText } from "../report/json-text.ts";
import { isObject } from "./register.ts";

const SCHEMA = "collection/1";
const TEXTS = ["collectedBy", "organization", "role", "from", "to", "host", "method", "transcript", "remarks"] as const;
const LISTS = ["commands", "receivedBy"] as const;
const TOOL_KEYS = ["name", "version"] as const;

export interface Collection {
  readonly texts: Readonly<Partial<Record<(typeof TEXTS)[number], string>>>;
  readonly lists: Readonly<Partial<Record<(typeof LISTS)[number], readonly string[]>>>;
  readonly tools: readonly { readonly name: string; readonly version: string | null }[];
}

/** A text says what is wrong with it. `value`: of JSON or YAML, maps as objects. */
export function parseCollection(value: unknown): Collection | string {
  if (!isObject(value)) return "it is no list of keys";
  if (value["schema"] !== SCHEMA) return `it does not begin with schema: ${SCHEMA}`;
  if ("basis" in value && value["basis"] !== "declared") return "its basis can only be: declared";
  const known: readonly string[] = ["schema", "$schema", "basis", "tools", ...TEXTS, ...LISTS];
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) return `the key ${unknown} is not known; known are ${known.join(", ")}`;
  const texts: Partial<Record<(typeof TEXTS)[number], string>> = {};
  for (const key of TEXTS) {
    const text = value[key];
    if (text === undefined || text === null) continue;
    if (typeof text !== "string" || text.trim() === "") return `${key} is no text`;
    texts[key] = text;
  }
  for (const key of ["from", "to"] as const) {
    const time = texts[key];
    if (time !== undefined && Number.isNaN(Date.parse(time))) return `${key} is no time like 2026-11-22T10:00:00Z`;
  }
  if (texts.collectedBy === undefined || texts.from === undefined)
    return "collectedBy and from are needed: who, and when";
  const lists: Partial<Record<(typeof LISTS)[number], readonly string[]>> = {};
  for (const key of LISTS) {
    const list = value[key];
    if (list === undefined || list === null) continue;
    if (!Array.isArray(list) || !list.every((one): one is string => typeof one === "string")) {
      return `${key} is no list of texts`;
    }
    lists[key] = list;
  }
  const tools = toolsOf(value["tools"]);
  return typeof tools === "string" ? tools : { texts, lists, tools };
}

function toolsOf(value: unknown): Collection["tools"] | string {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return "tools is no list";
  const tools: { name: string; version: string | null }[] = [];
  for (const one of value as readonly unknown[]) {
    if (!isObject(one)) return "a tool has no name";
    const { name, version = null } = one;
    const unknown = Object.keys(one).find((key) => !TOOL_KEYS.some((known) => known === key));
    if (unknown !== undefined) return `the key ${unknown} of a tool is not known`;
    if (typeof name !== "string" || name === "") return "a tool has no name";
    if (version !== null && typeof version !== "string") return `the version of ${name} is no text; write it in quotes`;
    tools.push({ name, version });
  }
  return tools;
}

/** As it stands in the bag: one form, whatever the file was written in. */
export function collectionText({ texts, lists, tools }: Collection): string {
  const record = {
    schema: SCHEMA,
    basis: "declared",
    ...Object.fromEntries(TEXTS.flatMap((key) => (texts[key] === undefined ? [] : [[key, texts[key]]]))),
    ...Object.fromEntries(LISTS.flatMap((key) => (lists[key] === undefined ? [] : [[key, lists[key]]]))),
    tools: tools.map(({ name, version }) => ({ name, version })),
  };
  return `${jsonText(record, 2)}\n`;
}
