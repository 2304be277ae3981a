/** The text that `reg query` prints, one query or several in one capture [formats.md 5.3]. */
import type { FactFields, RegistryFields } from "../../core/fact.ts";
import { trimField } from "../../text/decode.ts";
import { readLines } from "../../text/line-index.ts";
import { shortened, splitHive } from "../../text/registry-data.ts";
import { isSecretName } from "../../text/secrets.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { inParentheses, keyOf, queryOf, valueLine, type Query, type ValueLine } from "./line.ts";

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  let keys = 0;
  let answer: "no" | "maybe" = "no";
  for (const { start, end } of readLines(head.sample)) {
    const line = clean(head.sample.slice(start, Math.min(end, start + 2000)));
    if (keyOf(line) !== null) keys += 1;
    else if (keys > 0 && valueLine(line) !== null) return "yes";
    else if (queryOf(line) !== null) answer = "maybe";
  }
  return answer;
}

/** A byte order mark of a capture that was appended stands before a key. */
function clean(line: string): string {
  return line.replaceAll(/[\uFEFF\0]/g, "");
}

interface Pending {
  readonly value: ValueLine;
  readonly start: number;
  end: number;
  readonly key: string;
  readonly host: string | null;
  readonly first: boolean;
}

function parse(input: Input, sink: Sink): ReadResult {
  return new Reader(input.text(), sink).read();
}

class Reader {
  readonly #text: string;
  readonly #sink: Sink;
  #query: Query | null = null;
  /** The query has printed a key: an error behind it is another one's. */
  #answered = false;
  #key: string | null = null;
  #first = true;
  #pending: Pending | null = null;
  #incomplete = false;

  constructor(text: string, sink: Sink) {
    this.#text = text;
    this.#sink = sink;
  }

  read(): ReadResult {
    for (const { start, end } of readLines(this.#text)) this.#line(start, end);
    this.#flush();
    return { read: this.#incomplete ? "incomplete" : "complete" };
  }

  #line(start: number, end: number): void {
    const line = clean(this.#text.slice(start, end));
    if (line.trim() === "") {
      // The extra CR of a redirected output makes a blank line, which ends nothing.
      if (start > 0 && this.#text[start - 1] === "\r" && this.#text[start] === "\r") return;
      return this.#flush();
    }
    const key = keyOf(line);
    const query = key === null ? queryOf(line) : null;
    if (key !== null || query !== null) {
      this.#flush();
      this.#key = key;
      this.#query = query ?? this.#query;
      this.#answered = key !== null;
      this.#first = true;
      return;
    }
    const value = this.#key === null ? null : valueLine(line);
    if (value !== null && this.#key !== null) {
      this.#flush();
      const host = this.#query?.host ?? null;
      this.#pending = { value, start, end, key: this.#key, host, first: this.#first };
      this.#first = false;
      return;
    }
    if (this.#pending !== null && /^REG_(?:EXPAND_)?SZ$/.test(this.#pending.value.type)) {
      this.#pending.end = end;
    } else if (line.startsWith("    ") && this.#key !== null) {
      this.#incomplete = true;
      const code = end === this.#text.length ? "truncated" : "malformed";
      this.#sink.diagnostic({ code, offset: start, data: { message: "a value without a known type" } });
    } else if (isError(line)) {
      const asked = this.#answered ? null : this.#query;
      this.#absent(start, trimField(line), asked?.key ?? null, asked?.name ?? null);
    }
  }

  #absent(offset: number, message: string, key: string | null, name: string | null): void {
    const data = { message: shortened(message), ...(key === null ? {} : { key }), ...(name === null ? {} : { name }) };
    this.#sink.diagnostic({ code: "value-absent", offset, data });
  }

  #flush(): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    const { start, end, key: path, host, first } = pending;
    const reading = readValue(this.#text.slice(start, end)) ?? pending.value;
    const isDefault = first && inParentheses(reading.name);
    const name = isDefault ? "" : reading.name;
    if (isDefault && typeof reading.value === "string" && inParentheses(reading.value)) {
      return this.#absent(start, reading.value, path, "");
    }
    const secret = isSecretName(name);
    if (secret) this.#sink.diagnostic({ code: "secret-redacted", offset: start, data: { what: name } });
    else if (!reading.understood) {
      const data = { what: shortened(name), type: reading.type, value: shortened(String(reading.value)) };
      this.#sink.diagnostic({ code: "not-understood", offset: start, data });
    }
    const { hive, key } = splitHive(path);
    const fields: RegistryFields = {
      kind: "registry",
      hive,
      key,
      name,
      type: reading.type,
      value: secret ? null : reading.value,
    };
    const nameEnd = start + 4 + reading.name.length;
    this.#sink.fact({
      fields,
      span: { unit: "char", start, end: secret ? Math.min(end, nameEnd) : end },
      via: "reg-query",
      host,
    });
  }
}

/** A value with the further lines of its text. */
function readValue(excerpt: string): ValueLine | null {
  const stop = excerpt.search(/[\r\n]/);
  const reading = valueLine(clean(stop < 0 ? excerpt : excerpt.slice(0, stop)));
  if (reading === null || stop < 0 || typeof reading.value !== "string") return reading;
  return { ...reading, value: reading.value + excerpt.slice(stop) };
}

/** `ERROR: …` in any language; the line that counts the matches has a number. A prompt has a `>`. */
function isError(line: string): boolean {
  const colon = /[:\uff1a]/.exec(line)?.index ?? -1;
  return colon > 2 && colon < 16 && !/^\s/.test(line) && !/[\d>]/.test(line);
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<RegistryFields> | null {
  if (kind !== "registry") return null;
  const reading = readValue(excerpt);
  // A password is not cited: its name is all there is.
  if (reading === null) return isSecretName(excerpt) ? { kind, value: null } : null;
  const { name, type, value } = reading;
  // Whether parentheses mean the default value is told by its place below the key.
  return inParentheses(name) ? { kind, type, value } : { kind, name, type, value };
}

export const regQuery = defineFormat({
  id: "reg-query",
  title: "Registry values as text (reg query)",
  madeBy: ["reg query HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa /s > lsa-HOST.txt"],
  recognisedBy:
    "A line that begins with HKEY_ and, below it, values with four blanks before and behind a REG_ type; or the command reg query itself.",
  proves:
    "The values that stand in a computer's registry. It names the computer only when the query does. A query without a result says that the value is not there or was not to be read.",
  sniff,
  parse,
  reread,
});
