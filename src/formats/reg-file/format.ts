/** Registry Editor files: `reg export`, regedit, and scripts of the same form [formats.md 5.2]. */
import type { FactFields, Hive, RegistryFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import type { Span } from "../../core/provenance.ts";
import { detached, shortened, splitHive } from "../../text/registry-data.ts";
import type { Input, ReadResult, Sink } from "../define.ts";
import { defineFormat } from "../define.ts";
import { endOfLine, readEntry, skipBlanks, type RegEntry, type Strings } from "./reader.ts";

const FIRST_LINE = /^(?:Windows Registry Editor Version 5\.00|REGEDIT4)(?=\s|$)/;

interface Key {
  readonly hive: Hive | null;
  readonly key: string;
}

interface Draft {
  readonly fields: RegistryFields;
  readonly span: Span;
}

function parse(input: Input, sink: Sink): ReadResult {
  return new Reader(input.text(), sink).read();
}

class Reader {
  readonly #text: string;
  readonly #sink: Sink;
  readonly #drafts: Draft[] = [];
  readonly #keys = new Set<string>();
  /** Keys that stand twice, or under which a name does. */
  readonly #repeated = new Set<string>();
  readonly #names = new Set<string>();
  readonly #roots = new Set<string>();
  #strings: Strings = "utf-16";
  #key: Key | null = null;
  #incomplete = false;
  #deletions = 0;
  #firstDeletion = 0;

  constructor(text: string, sink: Sink) {
    this.#text = text;
    this.#sink = sink;
  }

  read(): ReadResult {
    const text = this.#text;
    let at = 0;
    while (at < text.length) {
      const start = skipBlanks(text, at);
      at = this.#line(start, endOfLine(text, start));
      // At a line break or at the end.
      at += text.charCodeAt(at) === 0x0d && text.charCodeAt(at + 1) === 0x0a ? 2 : 1;
    }
    this.#finish();
    return { read: this.#incomplete ? "incomplete" : "complete" };
  }

  /** The offset where the line's content ends: at a line break or at the end of the text. */
  #line(start: number, end: number): number {
    const char = this.#text.charAt(start);
    if (start >= end || char === ";") return end;
    if (char === "[") return this.#section(start, end);
    if (char === '"' || char === "@") return this.#value(start, end);
    const first = FIRST_LINE.exec(this.#text.slice(start, Math.min(end, start + 64)))?.[0];
    if (first === undefined) this.#complain(start, end, "malformed", "a line that is neither a key nor a value");
    else this.#strings = first === "REGEDIT4" ? "ansi" : "utf-16";
    return end;
  }

  #section(start: number, end: number): number {
    this.#key = null;
    // Within the line only: looked for in the text, a bracket that is missing would cost all that stands before.
    const close = end - start > LIMITS.lineChars ? -1 : start + this.#text.slice(start, end).lastIndexOf("]");
    if (close < start) {
      this.#complain(start, end, end === this.#text.length ? "truncated" : "malformed", "a key without its bracket");
      return end;
    }
    const deleted = this.#text.charAt(start + 1) === "-";
    const path = detached(this.#text.slice(start + (deleted ? 2 : 1), close));
    const { hive, key } = splitHive(path);
    const root = path.split("\\", 1)[0] ?? "";
    if (hive === null && !this.#roots.has(root) && this.#roots.size < 50) {
      this.#roots.add(root);
      const data = { what: "root of a registry key", value: shortened(root) };
      this.#sink.diagnostic({ code: "not-understood", offset: start, data });
    }
    if (deleted) {
      this.#deletion(start);
      const fields: RegistryFields = { kind: "registry", hive, key, name: "", type: null, value: null, action: "D" };
      this.#drafts.push({ fields, span: { unit: "char", start, end: close + 1 } });
      return end;
    }
    this.#key = { hive, key };
    this.#names.clear();
    const id = idOf(this.#key);
    if (this.#keys.has(id)) this.#repeated.add(id);
    this.#keys.add(id);
    return end;
  }

  #value(start: number, end: number): number {
    const entry = readEntry(this.#text, start, this.#strings);
    if ("code" in entry) {
      this.#complain(start, end, entry.code, entry.message);
      return Math.max(end, entry.end);
    }
    const next = endOfLine(this.#text, entry.end);
    if (this.#key === null) {
      this.#complain(start, next, "malformed", "a value without a key above it");
      return next;
    }
    const { hive, key } = this.#key;
    const { name, type, value, deleted } = entry;
    const fields: RegistryFields = deleted
      ? { kind: "registry", hive, key, name, type, value, action: "D" }
      : { kind: "registry", hive, key, name, type, value };
    if (deleted) this.#deletion(start);
    if (entry.secret) this.#sink.diagnostic({ code: "secret-redacted", offset: start, data: { what: name } });
    if (entry.odd) {
      const data = { what: shortened(name), value: `${type ?? ""} of another size` };
      this.#sink.diagnostic({ code: "not-understood", offset: start, data });
    }
    const lower = name.toLowerCase();
    if (this.#names.has(lower)) this.#repeated.add(idOf(this.#key));
    this.#names.add(lower);
    this.#drafts.push({ fields, span: { unit: "char", start, end: entry.secret ? entry.dataStart : entry.end } });
    return next;
  }

  #deletion(offset: number): void {
    if (this.#deletions === 0) this.#firstDeletion = offset;
    this.#deletions += 1;
  }

  #complain(start: number, end: number, code: "truncated" | "malformed" | "limit-exceeded", message: string): void {
    this.#incomplete = true;
    const limit = { what: message, limit: LIMITS.registryDataBytes };
    // Names of keys and values only: data may be a password.
    const [name] = /^[["@][^=]*=?/.exec(this.#text.slice(start, Math.min(end, start + 80))) ?? [];
    const what = name === undefined ? { message } : { message, text: name };
    this.#sink.diagnostic({ code, offset: start, data: code === "limit-exceeded" ? limit : what });
  }

  #finish(): void {
    const script = this.#deletions > 0;
    if (script) {
      // No export ever holds a deletion: the file is meant to be imported, and says nothing of any computer.
      const data = { what: "deletions", count: this.#deletions };
      this.#sink.diagnostic({ code: "instruction", offset: this.#firstDeletion, data });
    }
    const seen = new Set<string>();
    for (const { fields, span } of this.#drafts) {
      if (this.#repeated.size > 0 && this.#repeated.has(idOf(fields))) {
        const id = `${idOf(fields)}\0${fields.name.toLowerCase()}`;
        if (seen.has(id)) {
          const data = { key: shortened(fields.name === "" ? "(default)" : fields.name), counts: "last" };
          this.#sink.diagnostic({ code: "duplicate-key", offset: span.start, data });
        }
        seen.add(id);
      }
      this.#sink.fact({ fields, span, via: "reg-file", ...(script ? { tier: "D" } : { host: null }) });
    }
  }
}

function idOf({ hive, key }: Key): string {
  const root = hive === null ? "" : `${LONG_NAMES[hive]}${key === "" ? "" : "\\"}`;
  return `${root}${key}`.toLowerCase();
}

const LONG_NAMES: Readonly<Record<Hive, string>> = {
  HKLM: "HKEY_LOCAL_MACHINE",
  HKCU: "HKEY_CURRENT_USER",
  HKU: "HKEY_USERS",
  HKCR: "HKEY_CLASSES_ROOT",
};

function reread(excerpt: string, kind: FactFields["kind"]): Partial<RegistryFields> | null {
  if (kind !== "registry") return null;
  if (excerpt.startsWith("[-") && excerpt.endsWith("]")) {
    const { hive, key } = splitHive(excerpt.slice(2, -1));
    return { kind, hive, key, name: "", type: null, value: null, action: "D" };
  }
  // A password is not cited: its name and the equals sign are all there is.
  const secret = excerpt.trimEnd().endsWith("=");
  // A list of bytes that ends with the text would be taken for one that is cut off.
  const entry: RegEntry | { code: string } = readEntry(`${excerpt}${secret ? '""' : ""}\n`, 0, "utf-16");
  if ("code" in entry) return null;
  const { name, type, value, deleted } = entry;
  if (secret) return { kind, name, value: null };
  // Which bytes spell a text is told by the first line of the file, not by the entry.
  if (entry.spelled) return { kind, name, type };
  return { kind, name, type, value, ...(deleted ? { action: "D" } : {}) };
}

export const regFile = defineFormat({
  id: "reg-file",
  title: "Registry export (.reg)",
  madeBy: ["reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa lsa-HOST.reg"],
  recognisedBy: "A first line Windows Registry Editor Version 5.00 or REGEDIT4.",
  proves:
    "The values that stood in a computer's registry when it was exported; it names neither the computer nor the time. A file with deletions is a script and proves nothing of any computer.",
  sniff: (head) => (FIRST_LINE.test(head.text) ? "yes" : "no"),
  parse,
  reread,
});
