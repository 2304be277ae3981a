/** LGPO text: records of four lines, as `LGPO.exe /parse` prints and `/t` reads them [formats.md 1.7]. */
import type { FactFields, RegistryFields, RegistryValue } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { trimField } from "../../text/decode.ts";
import { readLines } from "../../text/line-index.ts";
import { detached, quadWord, shortened } from "../../text/registry-data.ts";
import { isSecretName } from "../../text/secrets.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const SCOPE = /^(?:(Computer)|User(?::(.{1,200}))?)$/i;
const TYPED = /^(DWORD|QWORD|SZ|EXSZ|EXPAND_SZ|MULTISZ|MULTI_SZ|BINARY):/i;
const ACTION = /^(?:DELETE|DELETEALLVALUES|DELETEKEYS|CREATEKEY|CLEAR)$/i;

/** The first and the last words of what `LGPO.exe /parse` prints. */
const PARSING = /^;\s*PARSING (?:Computer|User)\b.*\bPOLICY/i;
const COMPLETED = /^;\s*PARSING COMPLETED/i;

interface Line {
  readonly start: number;
  readonly end: number;
}

function sniff(head: Head): "no" | "maybe" | "yes" {
  if (head.root !== null) return "no";
  const lines: string[] = [];
  for (const { start, end } of linesOf(head.sample)) {
    const line = head.sample.slice(start, end);
    if (lines.length === 0 && PARSING.test(line)) return "yes";
    if (lines.length === 0 && isBetween(line)) continue;
    lines.push(line);
    if (lines.length === 4) break;
  }
  const [scope = "", key = "", , data = ""] = lines;
  return SCOPE.test(trimField(scope)) && trimField(key) !== "" && isData(data) ? "yes" : "no";
}

function isBetween(line: string): boolean {
  const text = trimField(line);
  return text === "" || text.startsWith(";");
}

function isData(line: string): boolean {
  return TYPED.test(line.trimStart()) || ACTION.test(trimField(line));
}

/** The extra CR of a redirected console output makes no line of its own: every line of a record counts. */
function* linesOf(text: string): Iterable<Line> {
  for (const line of readLines(text)) {
    const extra = line.start === line.end && text[line.start] === "\r" && text[line.start - 1] === "\r";
    if (!extra) yield line;
  }
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let record: Line[] = [];
  let incomplete = false;
  /** Behind a broken record: everything up to the next blank line or scope belongs to it. */
  let skipping = false;
  let announced = false;
  let completed = false;
  let cleared = 0;
  let firstCleared = 0;

  const complain = (code: "malformed" | "truncated", line: Line, message: string): void => {
    incomplete = true;
    skipping = true;
    sink.diagnostic({ code, offset: line.start, data: { message } });
  };

  for (const line of linesOf(text)) {
    const content = text.slice(line.start, Math.min(line.end, line.start + 512));
    if (record.length === 0) {
      if (isBetween(content)) {
        announced ||= PARSING.test(content);
        completed = COMPLETED.test(content) || (completed && !PARSING.test(content));
        skipping = false;
      } else if (SCOPE.test(trimField(content))) {
        skipping = false;
        record = [line];
      } else if (!skipping) {
        complain("malformed", line, "a record that begins with neither Computer nor User");
      }
      continue;
    }
    record.push(line);
    if (record.length < 4) continue;
    const [first = line] = record;
    record = [];
    const reading = isData(content) ? readRecord(text, first.start, line.end) : null;
    if (reading === null) {
      const cut = line.end === text.length;
      complain(
        cut ? "truncated" : "malformed",
        first,
        "a record without a key, or whose fourth line is no typed value",
      );
      continue;
    }
    if (reading.fields === null) {
      if (cleared === 0) firstCleared = first.start;
      cleared += 1;
      continue;
    }
    const { fields, understood, secret, nameEnd } = reading;
    if (secret) sink.diagnostic({ code: "secret-redacted", offset: first.start, data: { what: fields.name } });
    if (!understood && !secret) {
      const data = { what: shortened(fields.name), value: shortened(trimField(text.slice(line.start, line.end))) };
      sink.diagnostic({ code: "not-understood", offset: line.start, data });
    }
    const span = { unit: "char", start: first.start, end: secret ? nameEnd : line.end } as const;
    sink.fact({ fields, span, via: "lgpo-text", tier: "D" });
  }
  const [open] = record;
  if (open !== undefined) complain("truncated", open, "a record of fewer than four lines");
  else if (announced && !completed) {
    incomplete = true;
    sink.diagnostic({ code: "truncated", offset: text.length, data: { message: "LGPO prints PARSING COMPLETED" } });
  }
  if (cleared > 0) {
    const data = { what: "CLEAR, which takes a setting out of a policy", count: cleared };
    sink.diagnostic({ code: "instruction", offset: firstCleared, data });
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

interface Reading {
  /** Null for CLEAR, which leaves nothing configured. */
  readonly fields: RegistryFields | null;
  readonly understood: boolean;
  readonly secret: boolean;
  /** Where the third line ends. */
  readonly nameEnd: number;
}

/** Four lines, or three where the data is left out; null when they make no record. */
function readRecord(text: string, start: number, end: number): Reading | null {
  const lines = [...linesOf(text.slice(start, end))].map((line) => text.slice(start + line.start, start + line.end));
  const scope = SCOPE.exec(trimField(lines[0] ?? ""));
  const key = detached(trimField(lines[1] ?? ""));
  if (scope === null || key === "" || lines.length < 3 || lines.length > 4) return null;
  const side = scope[1] === undefined ? "user" : "machine";
  const hive = side === "machine" ? "HKLM" : "HKCU";
  const name = nameOf(lines[2] ?? "");
  const nameEnd = start + (lines[0] ?? "").length;
  const group = scope[2] === undefined ? undefined : `only for ${detached(trimField(scope[2]))}, by a local policy`;
  const soft = /^\*\*soft\./i.test(name) ? "only if the value does not exist" : undefined;
  const condition = group ?? soft;
  const common = { kind: "registry", hive, key } as const;
  const rest = { side, ...(condition === undefined ? {} : { condition }) } as const;
  const data = lines[3];
  const at = endOfThird(text, start, end) ?? nameEnd;
  const secret = isSecretName(name.replace(/^\*\*soft\./i, ""));
  const action = trimField(data ?? "").toUpperCase();
  const told = { understood: true, secret: false, nameEnd: at };
  switch (action) {
    case "DELETE":
      return { ...told, fields: { ...common, name, type: null, value: null, ...rest, action: "D" } };
    case "DELETEALLVALUES":
      return { ...told, fields: { ...common, name: "**delvals.", type: null, value: null, ...rest, action: "D" } };
    case "DELETEKEYS": {
      const value = name === "*" || name === "" ? null : name;
      return { ...told, fields: { ...common, name: "**deletekeys", type: null, value, ...rest, action: "D" } };
    }
    case "CREATEKEY":
      return { ...told, fields: { ...common, name: "", type: "REG_NONE", value: null, ...rest } };
    case "CLEAR":
      return { ...told, fields: null };
    default:
  }
  if (data === undefined) return { ...told, secret, fields: { ...common, name, type: null, value: null, ...rest } };
  const typed = TYPED.exec(data.trimStart())?.[1]?.toUpperCase();
  if (typed === undefined) return null;
  const words = data.slice(data.indexOf(":") + 1);
  const type = TYPES.get(typed) ?? null;
  const value = words.length > LIMITS.registryDataBytes ? null : valueOf(typed, words);
  const deletes = /^\*\*(?:del\.|delvals|deletevalues|deletekeys)/i.test(name) ? ({ action: "D" } as const) : {};
  return {
    fields: { ...common, name, type, value: secret ? null : (value ?? detached(words)), ...rest, ...deletes },
    understood: value !== null,
    secret,
    nameEnd: at,
  };
}

/** The end of the third line of a record, in the text. */
function endOfThird(text: string, start: number, end: number): number | null {
  let count = 0;
  for (const line of linesOf(text.slice(start, end))) {
    count += 1;
    if (count === 3) return start + line.end;
  }
  return null;
}

function nameOf(line: string): string {
  const name = detached(trimField(line));
  return name.toLowerCase() === "(default)" ? "" : name;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ["DWORD", "REG_DWORD"],
  ["QWORD", "REG_QWORD"],
  ["SZ", "REG_SZ"],
  ["EXSZ", "REG_EXPAND_SZ"],
  ["EXPAND_SZ", "REG_EXPAND_SZ"],
  ["MULTISZ", "REG_MULTI_SZ"],
  ["MULTI_SZ", "REG_MULTI_SZ"],
  ["BINARY", "REG_BINARY"],
]);

/** Null when the words do not fit the type. */
function valueOf(type: string, words: string): RegistryValue | null {
  const text = trimField(words);
  switch (type) {
    case "DWORD": {
      if (!/^(?:-?\d{1,10}|0x[0-9a-f]{1,8})$/i.test(text)) return null;
      const number = Number(text);
      return number >= -(2 ** 31) && number < 2 ** 32 ? number >>> 0 : null;
    }
    case "QWORD": {
      if (!/^(?:\d{1,20}|0x[0-9a-f]{1,16})$/i.test(text)) return null;
      const number = BigInt(text);
      return number < 2n ** 64n ? quadWord(number) : null;
    }
    case "BINARY": {
      const digits = text.replaceAll(/[\s,]/g, "");
      return digits.length % 2 === 0 && /^[0-9a-f]*$/i.test(digits) ? digits.toLowerCase() : null;
    }
    case "MULTISZ":
    case "MULTI_SZ": {
      const strings = unescaped(words);
      while (strings.at(-1) === "") strings.pop();
      return strings;
    }
    default:
      return unescaped(words).join("\0");
  }
}

/** A doubled backslash is one [V], `\0` ends a string [V]; any other backslash stands for itself [K]. */
function unescaped(text: string): string[] {
  const strings: string[] = [];
  let current = "";
  let from = 0;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", from)) {
    const next = text[at + 1];
    current += text.slice(from, next === "\\" ? at + 1 : next === "0" ? at : at + 1);
    from = next === "\\" || next === "0" ? at + 2 : at + 1;
    if (next !== "0") continue;
    strings.push(detached(current));
    current = "";
  }
  strings.push(detached(current + text.slice(from)));
  return strings;
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<RegistryFields> | null {
  if (kind !== "registry") return null;
  const reading = readRecord(excerpt, 0, excerpt.length);
  if (reading === null || reading.fields === null) return null;
  if (!reading.secret) return reading.fields;
  const { type: _, ...fields } = reading.fields;
  return fields;
}

export const lgpoText = defineFormat({
  id: "lgpo-text",
  title: "Text of LGPO (LGPO /parse)",
  madeBy: ["LGPO.exe /parse /m <Registry.pol> > computer-policy.txt"],
  recognisedBy:
    "A record of four lines (Computer or User, a key, a value name, a typed value or an action), or the first words of LGPO /parse.",
  proves:
    "The registry values that one policy asks for. It names no GPO and no computer, and does not show that it was ever applied.",
  sniff,
  parse,
  reread,
});
