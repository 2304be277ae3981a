/** What `certutil -getreg` prints of a certification authority's configuration [formats.md 5.3]. */
import type { RegistryValue } from "../../core/fact.ts";
import type { ConsoleLine } from "../../text/console.ts";
import { consoleLines, isPrompt } from "../../text/console.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { answer } from "../unread.ts";

/** A line that ends a capture, in every language. */
const END = /^CertUtil: -(?:get|set)reg /i;

function sniff(head: Head): "no" | "yes" {
  if (head.root !== null) return "no";
  for (const { text } of consoleLines(head.text)) {
    if (END.test(text) || keyOf(text) !== null) return "yes";
    const row = rowOf(text);
    if (row !== null && row.type !== "REG_MULTI_SZ") return answer(row.value !== null);
  }
  return "no";
}

/** `HKEY_LOCAL_MACHINE\…\CertSvc\…:`; certutil ends its key line with a colon, `reg query` does not. */
function keyOf(text: string): string | null {
  const match = /^HKEY_LOCAL_MACHINE\\(.{1,1024}):$/i.exec(text);
  return match?.[1] !== undefined && /\\Services\\CertSvc\\/i.test(match[1]) ? match[1] : null;
}

interface Row {
  readonly name: string;
  readonly type: string;
  readonly value: number | string | null;
  /** The bracket says another number, or is missing where certutil writes one. */
  readonly doubt: "mismatch" | "cut" | null;
  readonly bracket: string;
}

/** `AuditFilter REG_DWORD = 7f (127)`: the first number is hexadecimal; below 10 there is no bracket [V]. */
function rowOf(text: string): Row | null {
  const match = /^(\S(?:[^=]{0,255}\S)?) {1,64}(REG_[A-Z_]{2,30}) =(?: |$)/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const data = text.slice(match[0].length).trim();
  const row = { name: match[1].trim(), type: match[2], doubt: null, bracket: "" };
  if (row.type !== "REG_DWORD")
    return { ...row, value: row.type === "REG_SZ" || row.type === "REG_EXPAND_SZ" ? data : null };
  const number = /^(?:0x)?([0-9a-f]{1,8})(?: \((-?\d{1,10})\))?$/i.exec(data);
  if (number?.[1] === undefined) return { ...row, value: null, doubt: "cut" };
  const value = Number.parseInt(number[1], 16);
  if (number[2] === undefined) return { ...row, value, doubt: value < 10 ? null : "cut" };
  return Number(number[2]) >>> 0 === value
    ? { ...row, value }
    : { ...row, value, doubt: "mismatch", bracket: number[2] };
}

/** One string of a REG_MULTI_SZ row: `0: text`. */
function itemOf(text: string): string | null {
  const match = /^\d{1,4}: ?/.exec(text);
  return match === null ? null : text.slice(match[0].length);
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  const lines = [...consoleLines(text)];
  const seen = new Set<string>();
  let key: string | null = null;
  let incomplete = false;
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] as ConsoleLine;
    if (isPrompt(line.text)) continue;
    const header = keyOf(line.text);
    if (header !== null) {
      key = header;
      continue;
    }
    if (END.test(line.text)) {
      // `FAILED: 0x80070002` stands for an absent value, which is not a value of 0.
      const failed = /\b0x[0-9a-f]{8}\b/i.exec(line.text)?.[0];
      if (failed !== undefined) {
        const data = {
          what: "the answer of certutil",
          value: failed,
          why: "the command failed, so the value is absent or was not read",
        };
        sink.diagnostic({ code: "not-understood", offset: line.start, data });
      }
      key = null;
      continue;
    }
    const row = rowOf(line.text);
    if (row === null) continue;
    let { end } = line;
    let value: RegistryValue | null = row.value;
    if (row.type === "REG_MULTI_SZ") {
      const items: string[] = [];
      for (let next = lines[i + 1]; next !== undefined && next.indent > line.indent; next = lines[i + 1]) {
        const item = itemOf(next.text);
        if (item === null) break;
        items.push(item);
        ({ end } = next);
        i += 1;
      }
      value = items;
    }
    const last = line === lines.at(-1) && line.end === text.length;
    // At the very end `7` may have been `7f (127)`.
    if (row.doubt === "cut" || (last && row.type === "REG_DWORD" && !line.text.endsWith(")"))) {
      incomplete = true;
      const code = last ? "truncated" : "malformed";
      sink.diagnostic({
        code,
        offset: line.start,
        data: { message: `a number without its end: ${line.text.slice(0, 80)}` },
      });
      continue;
    }
    if (row.doubt === "mismatch") {
      sink.diagnostic({
        code: "value-mismatch",
        offset: line.start,
        data: { what: "the hexadecimal number", name: row.name, value: String(row.value), text: row.bracket },
      });
    }
    const parent = key === null ? null : parentOf(key, row.name);
    const label = `${parent ?? ""}\\${row.name}`.toLowerCase();
    if (seen.has(label)) {
      sink.diagnostic({ code: "duplicate-key", offset: line.start, data: { key: row.name, counts: "last" } });
    }
    seen.add(label);
    const span = { unit: "char", start: line.start, end } as const;
    sink.fact(
      parent === null
        ? { fields: { kind: "observation", topic: "ca", name: row.name, value }, span, via: "console", host: null }
        : {
            fields: { kind: "registry", hive: "HKLM", key: parent, name: row.name, type: row.type, value },
            span,
            via: "console",
            host: null,
          },
    );
  }
  return { read: incomplete ? "incomplete" : "complete" };
}

/** For a single value certutil writes the value's name behind its key; for the values of a sub key it does not. */
function parentOf(key: string, name: string): string {
  const at = key.lastIndexOf("\\");
  return key.slice(at + 1).toLowerCase() === name.toLowerCase() ? key.slice(0, at) : key;
}

export const certutilAuditFilter = defineFormat({
  id: "certutil-audit-filter",
  title: "Configuration of a certification authority (certutil -getreg)",
  madeBy: ["certutil -getreg CA\\AuditFilter > ca-HOST.txt", "certutil -getreg CA > ca-HOST.txt"],
  recognisedBy:
    "A key line HKEY_LOCAL_MACHINE\\…\\CertSvc\\… that ends in a colon, a row `Name REG_DWORD = 7f (127)`, or the line `CertUtil: -getreg …`.",
  proves:
    "The registry values of that certification authority at that time. The file does not name the computer, and the service reads the values when it starts.",
  sniff,
  parse,
  reread(excerpt, kind) {
    const [line, ...rest] = consoleLines(excerpt);
    const row = line === undefined ? null : rowOf(line.text);
    if (row === null) return null;
    const value = row.type === "REG_MULTI_SZ" ? rest.map((item) => itemOf(item.text) ?? "") : row.value;
    if (kind === "registry") return { kind, name: row.name, type: row.type, value };
    return kind === "observation" ? { kind, name: row.name, value } : null;
  },
});
