/** An output read in every way in which a name may be hidden in it: the forms are undone, so that mixtures are found too. */
import { fold } from "./words.ts";

export interface View {
  /** In words, for who reads of a leak. */
  readonly form: string;
  /** Of text: lower case, blanks are one space each. Of bytes: a character each. */
  readonly text: string;
  /** Decoded text may hold anything: only longer names are sought in it. */
  readonly holds: "text" | "decoded text" | "bytes";
  placeOf(at: number): string;
}

const utf8 = new TextDecoder("utf-8");
const utf16 = new TextDecoder("utf-16le");

export function* viewsOf(bytes: Uint8Array): Iterable<View> {
  const text = withoutCellNames(bytes, utf8.decode(bytes));
  yield viewOf("as UTF-8", text);
  const plain = withoutEscapes(text);
  if (plain !== text) {
    yield viewOf("escaped", plain);
    const twice = withoutEscapes(plain);
    if (twice !== plain) yield viewOf("escaped twice", twice);
  }
  if (bytes.includes(0)) {
    for (const offset of [0, 1]) yield viewOf("as UTF-16LE", utf16.decode(bytes.subarray(offset)));
  }
  const raw = Buffer.from(bytes).toString("latin1");
  yield { form: "as bytes", text: raw, holds: "bytes", placeOf: (at) => `byte ${at}` };
  yield* encoded(text, "in base64", /[A-Za-z0-9+/_-]{4,}={0,2}/g, fromBase64);
  yield* encoded(text, "in hexadecimal", /(?:[0-9A-Fa-f]{2}[ ,:-]?){3,}/g, fromHexadecimal);
}

/** A workbook calls its cells DC01 and B64; a host may be called so too. */
function withoutCellNames(bytes: Uint8Array, text: string): string {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  return isZip ? text.replaceAll(/ (?:r|ref|topLeftCell)="[A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?"/g, " ") : text;
}

function viewOf(form: string, text: string): View {
  return {
    form,
    text: fold(text.normalize("NFC")).replaceAll(/\s+/gu, " "),
    holds: "text",
    placeOf: (at) => lineOf(text, at),
  };
}

/** Of the text before blanks were joined; close enough to be found. */
function lineOf(text: string, at: number): string {
  let line = 1;
  let joined = 0;
  let blank = false;
  for (let index = 0; index < text.length && joined < at; index += 1) {
    const isBlank = /\s/u.test(text[index] ?? "");
    if (text[index] === "\n") line += 1;
    if (!isBlank || !blank) joined += 1;
    blank = isBlank;
  }
  return `near line ${line}`;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

const ESCAPES =
  /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos|nbsp));|(?:%[0-9a-f]{2})+|\\u\{([0-9a-f]{1,6})\}|\\u([0-9a-f]{4})|\\([bfnrt])|\\([^\p{L}\p{N}\s])|''|""|_x([0-9a-f]{4})_/giu;

/** HTML and XML, percent signs, JSON, Markdown, our own marks for what is hidden, doubled quotes. */
export function withoutEscapes(text: string): string {
  return text.replaceAll(
    ESCAPES,
    (
      whole: string,
      hexadecimal?: string,
      decimal?: string,
      named?: string,
      braced?: string,
      four?: string,
      letter?: string,
      mark?: string,
      excel?: string,
    ) => {
      const code = hexadecimal ?? braced ?? four ?? excel;
      if (code !== undefined) return character(Number.parseInt(code, 16));
      if (decimal !== undefined) return character(Number(decimal));
      if (named !== undefined) return NAMED[named.toLowerCase()] ?? whole;
      if (letter !== undefined) return " ";
      if (mark !== undefined) return mark;
      if (whole.startsWith("%")) return Buffer.from(whole.replaceAll("%", ""), "hex").toString("utf8");
      return whole.slice(1);
    },
  );
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

type Decode = (run: string) => Iterable<Uint8Array>;

/** One view for all runs of a form: they are set apart, so that no name is made of two. */
function* encoded(text: string, form: string, run: RegExp, decode: Decode): Iterable<View> {
  const texts = new Runs(text, form, "decoded text");
  const raw = new Runs(text, form, "bytes");
  for (const match of text.matchAll(run)) {
    for (const bytes of decode(match[0])) {
      if (bytes.length < 3) continue;
      texts.add(fold(utf8.decode(bytes).normalize("NFC")), match.index);
      if (bytes.includes(0)) texts.add(fold(utf16.decode(bytes).normalize("NFC")), match.index);
      // The shortest of what is sought as bytes, a SID's, has twelve.
      if (bytes.length >= 12) raw.add(Buffer.from(bytes).toString("latin1"), match.index);
    }
  }
  yield* texts.views();
  yield* raw.views();
  // A short name is found where a run holds nothing else.
  yield* texts.each(3, 5);
}

class Runs {
  readonly #parts: string[] = [];
  readonly #places: number[] = [];
  readonly #ends: number[] = [];
  #length = 0;

  readonly #text: string;
  readonly #form: string;
  readonly #holds: View["holds"];

  constructor(text: string, form: string, holds: View["holds"]) {
    this.#text = text;
    this.#form = form;
    this.#holds = holds;
  }

  add(part: string, at: number): void {
    this.#parts.push(part);
    this.#length += part.length + 1;
    this.#ends.push(this.#length);
    this.#places.push(at);
  }

  *views(): Iterable<View> {
    if (this.#parts.length > 0)
      yield this.#view(this.#parts.join("\n"), (at) => this.#ends.findIndex((end) => at < end));
  }

  *each(shortest: number, longest: number): Iterable<View> {
    for (const [index, part] of this.#parts.entries()) {
      if (part.length >= shortest && part.length <= longest) yield this.#view(part, () => index);
    }
  }

  #view(part: string, runAt: (at: number) => number): View {
    const placeOf = (at: number): string => lineAt(this.#text, this.#places[runAt(at)] ?? 0);
    return { form: this.#form, text: part, holds: this.#holds, placeOf };
  }
}

function lineAt(text: string, at: number): string {
  return `line ${text.slice(0, at).split("\n").length}`;
}

function* fromBase64(run: string): Iterable<Uint8Array> {
  const plain = run.replaceAll("-", "+").replaceAll("_", "/").replaceAll("=", "");
  for (let offset = 0; offset < 4 && plain.length - offset >= 4; offset += 1) {
    yield Buffer.from(plain.slice(offset), "base64");
  }
}

function* fromHexadecimal(run: string): Iterable<Uint8Array> {
  const plain = run.replaceAll(/[^0-9A-Fa-f]/g, "");
  for (const offset of [0, 1]) yield Buffer.from(plain.slice(offset), "hex");
}
