/** Registry Editor files: `reg export`, regedit, and scripts of the same form [formats.md 5.2]. */
import type { FactFields, Hive, RegistryFields } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { lineBreaks, LineIndex } from "../../text/line-index.ts";
import { detached, shortened, splitHive } from "../../text/registry-data.ts";
import { Remembered } from "../../text/remembered.ts";
import type { Input, ReadResult, Sink, StreamSink, TextPart, TextStream } from "../define.ts";
import { defineFormat } from "../define.ts";
import { readWhole } from "../whole.ts";
import { endOfLine, readEntry, skipBlanks, type RegEntry, type Strings } from "./reader.ts";

const FIRST_LINE = /^(?:Windows Registry Editor Version 5\.00|REGEDIT4)(?=\s|$)/;

interface Key {
  readonly hive: Hive | null;
  readonly key: string;
}

function parse(input: Input, sink: Sink): ReadResult {
  return readWhole(input.text(), sink, stream);
}

function stream(sink: StreamSink): TextStream {
  return new Reader(sink);
}

const NOWHERE: TextPart = { text: "", start: 0, at: { line: 1, column: 1 } };

/** Reads line by line, a value with its continuations; what has not arrived to its end waits for the next part. */
class Reader implements TextStream {
  readonly #stream: StreamSink;
  /** From the start of a line to the end of what has arrived; offsets count in it. */
  #part: TextPart = NOWHERE;
  #text = "";
  #sink: Sink;
  /** Has the end of the file arrived? */
  #whole = false;
  /** What waits is not tried again before so much is there. */
  #wanted = 0;
  /** Nothing behind an entry that is too long is read: what it is made of must not be taken for keys and values. */
  #stopped = false;
  readonly #keys = new Set<string>();
  /** Keys that stand twice, or under which a name does. */
  readonly #repeated = new Set<string>();
  readonly #names = new Set<string>();
  readonly #roots = new Set<string>();
  /** Names repeat from key to key. */
  readonly #known = new Remembered<string>();
  #strings: Strings = "utf-16";
  #key: Key | null = null;
  #incomplete = false;
  #deletions = 0;
  #firstDeletion = NOWHERE;

  constructor(sink: StreamSink) {
    this.#stream = sink;
    this.#sink = sink.within(NOWHERE);
  }

  push(text: string): void {
    if (this.#stopped) return;
    this.#text += text;
    if (this.#text.length >= this.#wanted) this.#read();
  }

  end(): ReadResult {
    this.#whole = true;
    if (!this.#stopped) this.#read();
    this.#finish();
    return { read: this.#incomplete ? "incomplete" : "complete" };
  }

  #read(): void {
    const text = this.#text;
    const { start, at } = this.#part;
    this.#part = { text, start, at };
    this.#sink = this.#stream.within(this.#part);
    let done = 0;
    while (done < text.length && !this.#stopped) {
      const next = this.#entry(done);
      if (next === null) break;
      done = Math.min(next, text.length);
    }
    const line = at.line + lineBreaks(text.slice(0, done));
    this.#part = { text: "", start: start + done, at: { line, column: 1 } };
    this.#text = this.#stopped ? "" : text.slice(done);
    this.#wanted = 2 * this.#text.length;
  }

  /** Where the next line begins; null when this one, or the value that begins on it, has not arrived to its end. */
  #entry(at: number): number | null {
    const text = this.#text;
    const start = skipBlanks(text, at);
    const line = endOfLine(text, start);
    const isValue = start < line && /["@]/.test(text.charAt(start));
    const value = isValue ? readEntry(text, start, this.#strings) : null;
    const open = value !== null && "code" in value && value.code === "truncated";
    const end = value === null ? line : Math.max(line, endOfLine(text, value.end));
    if ((open ? text.length : end) - at > LIMITS.regEntryChars) {
      this.#stop(start);
      return null;
    }
    // A line feed may still follow the last character.
    if (!this.#whole && (open || end >= text.length - 1)) return null;
    if (value === null) this.#line(start, line);
    else if ("code" in value) this.#complain(start, line, value.code, value.message);
    else this.#value(start, end, value);
    return end + (text.charCodeAt(end) === 0x0d && text.charCodeAt(end + 1) === 0x0a ? 2 : 1);
  }

  #stop(offset: number): void {
    this.#stopped = true;
    this.#incomplete = true;
    const data = { what: "the text of one key or value; nothing behind it is read", limit: LIMITS.regEntryChars };
    this.#sink.diagnostic({ code: "limit-exceeded", offset, data });
  }

  /** Anything but a value. */
  #line(start: number, end: number): void {
    const char = this.#text.charAt(start);
    if (start >= end || char === ";") return;
    if (char === "[") {
      this.#section(start, end);
      return;
    }
    const first = FIRST_LINE.exec(this.#text.slice(start, Math.min(end, start + 64)))?.[0];
    if (first === undefined) this.#complain(start, end, "malformed", "a line that is neither a key nor a value");
    else this.#strings = first === "REGEDIT4" ? "ansi" : "utf-16";
  }

  #section(start: number, end: number): void {
    this.#key = null;
    // Within the line only: looked for in the text, a bracket that is missing would cost all that stands before.
    const close = end - start > LIMITS.lineChars ? -1 : start + this.#text.slice(start, end).lastIndexOf("]");
    if (close < start) {
      this.#complain(start, end, end === this.#text.length ? "truncated" : "malformed", "a key without its bracket");
      return;
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
      this.#fact(fields, start, close + 1);
      return;
    }
    this.#key = { hive, key };
    this.#names.clear();
    const id = idOf(this.#key);
    if (this.#keys.has(id)) this.#repeated.add(id);
    this.#keys.add(id);
  }

  #value(start: number, end: number, entry: RegEntry): void {
    if (this.#key === null) {
      this.#complain(start, end, "malformed", "a value without a key above it");
      return;
    }
    const { hive, key } = this.#key;
    const { type, value, deleted } = entry;
    const name = this.#once(entry.name);
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
    this.#fact(fields, start, entry.secret ? entry.dataStart : entry.end);
  }

  #once(text: string): string {
    const known = this.#known.get(text);
    if (known === undefined) this.#known.set(text, text);
    return known ?? text;
  }

  /** A computer's own reading, until the file turns out to be a script. */
  #fact(fields: RegistryFields, start: number, end: number): void {
    this.#sink.fact({ fields, span: { unit: "char", start, end }, via: "reg-file", host: null });
  }

  #deletion(offset: number): void {
    this.#deletions += 1;
    if (this.#deletions > 1) return;
    const { line, column } = new LineIndex(this.#text).position(offset);
    const { start, at } = this.#part;
    this.#firstDeletion = { text: "", start: start + offset, at: { line: at.line + line - 1, column } };
  }

  #complain(start: number, end: number, code: "truncated" | "malformed" | "limit-exceeded", message: string): void {
    this.#incomplete = true;
    const limit = { what: message, limit: LIMITS.registryDataBytes };
    // Names of keys and values only: data may be a password.
    const [name] = /^[["@][^=]*=?/.exec(this.#text.slice(start, Math.min(end, start + 80))) ?? [];
    const what = name === undefined ? { message } : { message, text: detached(name) };
    this.#sink.diagnostic({ code, offset: start, data: code === "limit-exceeded" ? limit : what });
  }

  #finish(): void {
    const script = this.#deletions > 0;
    if (script) {
      // No export ever holds a deletion: the file is meant to be imported, and says nothing of any computer.
      const data = { what: "deletions", count: this.#deletions };
      this.#stream.within(this.#firstDeletion).diagnostic({ code: "instruction", offset: 0, data });
    }
    if (!script && this.#repeated.size === 0) return;
    const seen = new Set<string>();
    this.#stream.review((draft, say) => {
      const { fields, span, via } = draft;
      if (fields.kind === "registry" && this.#repeated.has(idOf(fields))) {
        const id = `${idOf(fields)}\0${fields.name.toLowerCase()}`;
        const key = shortened(fields.name === "" ? "(default)" : fields.name);
        if (seen.has(id)) say({ code: "duplicate-key", data: { key, counts: "last" } });
        seen.add(id);
      }
      return script ? { fields, span, via, tier: "D" } : draft;
    });
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
  stream,
  reread,
});
