/** Registry keys as the list that PowerShell shows: `Get-ItemProperty` as text [formats.md 5.4]. */
import type { FactFields, RegistryFields } from "../../core/fact.ts";
import { trimField } from "../../text/decode.ts";
import { readLines } from "../../text/line-index.ts";
import { detached, shortened, splitHive } from "../../text/registry-data.ts";
import { isProviderProperty, registryPath } from "../../text/registry-provider.ts";
import { isSecretName } from "../../text/secrets.ts";
import type { Head, Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";

const KEY_LINE = /^PSPath {1,200}: Microsoft\.PowerShell\.Core\\Registry::HK/m;

interface Row {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  end: number;
  /** Where the value begins, in the line. */
  readonly column: number;
}

function sniff(head: Head): "no" | "maybe" | "yes" {
  return head.root === null && KEY_LINE.test(head.sample.replaceAll(/[\uFEFF\0\r]/g, "\n")) ? "yes" : "no";
}

/** `Name    : value`; the name ends at the blanks before the first colon that has blanks on both sides. */
function rowOf(line: string): { name: string; column: number } | null {
  const colon = / +:(?: |$)/.exec(line);
  if (colon === null || colon.index === 0 || /^\s/.test(line)) return null;
  return { name: line.slice(0, colon.index), column: colon.index + colon[0].length };
}

function parse(input: Input, sink: Sink): ReadResult {
  const text = input.text();
  let rows: Row[] = [];
  let incomplete = false;

  const flush = (last: boolean): void => {
    const path = rows.find(({ name }) => name.toLowerCase() === "pspath");
    const key = path === undefined ? null : registryPath(path.value);
    if (key !== null) report(rows, detached(key), text, sink);
    else if (rows.some(({ name }) => !isProviderProperty(name))) {
      incomplete = true;
      const data = { what: "a list of values", message: "its PSPath is missing" };
      sink.diagnostic({ code: last ? "truncated" : "malformed", offset: rows[0]?.start ?? 0, data });
    }
    rows = [];
  };

  for (const { start, end } of readLines(text)) {
    const line = text.slice(start, end);
    if (trimField(line) === "") {
      // The extra CR of a redirected output makes a blank line.
      const extra = start > 0 && text[start - 1] === "\r" && text[start] === "\r";
      if (!extra && rows.some(({ name }) => name.toLowerCase() === "pspath")) flush(false);
      continue;
    }
    const row = rowOf(line);
    const previous = rows.at(-1);
    if (row !== null) rows.push({ name: row.name, value: line.slice(row.column), start, end, column: row.column });
    else if (previous !== undefined && /^\s/.test(line)) previous.end = end;
  }
  flush(true);
  return { read: incomplete ? "incomplete" : "complete" };
}

function report(rows: readonly Row[], path: string, text: string, sink: Sink): void {
  const { hive, key } = splitHive(path);
  const computer = trimField(rows.find(({ name }) => name.toLowerCase() === "pscomputername")?.value ?? "");
  const host = computer === "" || computer === "localhost" ? null : detached(computer);
  for (const { name: written, start, end, column } of rows) {
    if (isProviderProperty(written)) continue;
    const name = written === "(default)" ? "" : detached(written);
    const secret = isSecretName(name);
    const value = valueOf(text.slice(start, end), column);
    if (secret) sink.diagnostic({ code: "secret-redacted", offset: start, data: { what: name } });
    else if (value === null) {
      const data = { what: shortened(written), why: "the list shows several items, not their type" };
      sink.diagnostic({ code: "not-understood", offset: start, data });
    }
    const fields: RegistryFields = { kind: "registry", hive, key, name, type: null, value: secret ? null : value };
    const span = { unit: "char", start, end: secret ? start + column : end } as const;
    sink.fact({ fields, span, via: "powershell", host });
  }
}

/** The words, with the lines that were wrapped joined; null for lists `{a, b}`, which may be bytes, texts, or cut off. */
function valueOf(row: string, column: number): string | null {
  const lines = row.split(/[\r\n]+/).map((line) => line.slice(Math.min(column, indent(line))));
  const value = trimField(lines.join(""));
  return value.startsWith("{") && value.endsWith("}") ? null : detached(value);
}

/** Further lines are set in below the value. */
function indent(line: string): number {
  const blanks = /^ */.exec(line)?.[0].length ?? 0;
  return blanks === 0 ? Number.MAX_SAFE_INTEGER : blanks;
}

function reread(excerpt: string, kind: FactFields["kind"]): Partial<RegistryFields> | null {
  if (kind !== "registry") return null;
  const stop = excerpt.search(/[\r\n]/);
  const row = rowOf(stop < 0 ? excerpt : excerpt.slice(0, stop));
  if (row === null) return null;
  const name = row.name === "(default)" ? "" : row.name;
  return { kind, name, type: null, value: isSecretName(name) ? null : valueOf(excerpt, row.column) };
}

export const registryList = defineFormat({
  id: "registry-list",
  title: "Registry keys as a list (Get-ItemProperty)",
  madeBy: ["Get-ItemProperty HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa > lsa-HOST.txt"],
  recognisedBy: "A line `PSPath : Microsoft.PowerShell.Core\\Registry::HKEY_…` among lines `Name : value`.",
  proves:
    "That the values stand in a computer's registry, in words without a type. `reg query` shows the types; JSON shows lists whole.",
  sniff,
  parse,
  reread,
});
