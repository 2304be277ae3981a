/** What the formats of other tools' JSON share: reading with places, names in any case, compact details. */
import type { FactDraft, ToolRowFields } from "../core/fact.ts";
import { isEdge, trimField } from "../text/decode.ts";
import { parseJson, text, type JsonEntry, type JsonNode, type JsonObject } from "../text/json.ts";
import type { Head, Input, ReadResult, Sink } from "./define.ts";

/** Subject of a row about a domain that its file does not name. */
export const UNNAMED_DOMAIN = { kind: "domain", name: "the report's domain, not named" } as const;

/** UTF-16 code units of a row's details; the excerpt has the whole. */
const MOST_DETAILS = 2000;

const heads = new WeakMap<Head, JsonNode | null>();

/** The sample as far as it is JSON; null when it is none. */
export function jsonHead(head: Head): JsonNode | null {
  const known = heads.get(head);
  if (known !== undefined) return known;
  let found: JsonNode | null = null;
  if (/^[[{]/.test(head.text)) {
    const result = parseJson(withoutEdges(head.sample));
    found = result.ok ? result.value : result.partial;
  }
  heads.set(head, found);
  return found;
}

/** Hands over the document, or what of it was whole before its first error. */
export function readDocument(input: Input, sink: Sink, visit: (root: JsonNode) => void): ReadResult {
  const source = withoutEdges(input.text());
  const result = parseJson(source);
  const root = result.ok ? result.value : result.partial;
  if (root !== null) visit(root);
  if (result.ok) return { read: "complete" };
  const { message, offset } = result;
  sink.diagnostic({ code: offset >= source.trimEnd().length ? "truncated" : "malformed", offset, data: { message } });
  return { read: "incomplete" };
}

/** Marks and NULs around the document become blanks, so that offsets stay those of the text. */
function withoutEdges(source: string): string {
  let start = 0;
  let end = source.length;
  while (start < end && isEdge(source.charCodeAt(start))) start += 1;
  while (end > start && isEdge(source.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === source.length ? source : " ".repeat(start) + source.slice(start, end);
}

/** The object of an excerpt; null when it is none. */
export function objectOfExcerpt(excerpt: string): JsonObject | null {
  const result = parseJson(excerpt);
  return result.ok && result.value.kind === "object" ? result.value : null;
}

/** The entry of a name in any case, as PowerShell and Graph write it; of several the last. */
export function entry(node: JsonNode | undefined, name: string): JsonEntry | undefined {
  const wanted = name.toLowerCase();
  return node?.kind === "object" ? node.entries.findLast(({ key }) => key.toLowerCase() === wanted) : undefined;
}

export function field(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return entry(node, name)?.value;
}

/** The tool's own word: a boolean, or the scalar as text; null where it says nothing. */
export function verdictOf(node: JsonNode | undefined): ToolRowFields["verdict"] {
  return node?.kind === "boolean" ? node.value : text(node);
}

/** The name of a computer or domain; null where there is none. */
export function nameIn(node: JsonNode | undefined): string | null {
  const name = node?.kind === "string" ? trimField(node.value) : "";
  return name === "" || name.length > 255 ? null : name;
}

/** The value as JSON without blanks, or a lone string as it is; cut where it is long. */
export function compact(node: JsonNode | undefined): string {
  if (node === undefined || node.kind === "null") return "";
  if (node.kind === "string") return cut(node.value);
  const parts: string[] = [];
  write(node, parts, MOST_DETAILS + 1);
  return cut(parts.join(""));
}

/** Gives what is left of the budget; stops writing when it is used up. */
function write(node: JsonNode, parts: string[], budget: number): number {
  if (budget <= 0) return 0;
  const put = (part: string): void => {
    parts.push(part);
    budget -= part.length;
  };
  if (node.kind === "array" || node.kind === "object") {
    put(node.kind === "array" ? "[" : "{");
    let first = true;
    for (const child of node.kind === "array" ? node.items : node.entries) {
      if (budget <= 0) return 0;
      if (!first) put(",");
      first = false;
      if ("key" in child) put(`${JSON.stringify(child.key)}:`);
      budget = write("key" in child ? child.value : child, parts, budget);
    }
    put(node.kind === "array" ? "]" : "}");
  } else {
    put(node.raw);
  }
  return budget;
}

export function cut(details: string): string {
  return details.length > MOST_DETAILS ? `${details.slice(0, MOST_DETAILS)}…` : details;
}

/** `name=value; …` of the names that have a value. */
export function labelled(pairs: readonly (readonly [string, string])[]): string {
  return cut(pairs.flatMap(([name, value]) => (value === "" ? [] : [`${name}=${value}`])).join("; "));
}

/** A row of tier E: raw rows of another tool [formats.md 0.5]. */
export function toolRow(
  fields: ToolRowFields,
  place: { readonly start: number; readonly end: number },
  subject: Pick<FactDraft, "host" | "object">,
): FactDraft {
  const span = { unit: "char", start: place.start, end: place.end } as const;
  return { fields, span, via: "tool-report", tier: "E", ...subject };
}
