/** An output read in every way in which a name may be hidden in it: the forms are undone, so that mixtures are found too. */
import { fold } from "./words.ts";

export interface View {
  /** In words, for who reads of a leak. */
  readonly form: string;
  /** Lower case; blanks are one space each. */
  readonly text: string;
  /** Bytes that may be anything: only longer names are sought in it. */
  readonly decoded: boolean;
  placeOf(at: number): string;
}

const utf8 = new TextDecoder("utf-8");
const utf16 = new TextDecoder("utf-16le");

export function* viewsOf(bytes: Uint8Array): Iterable<View> {
  const text = utf8.decode(bytes);
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
  yield* encoded(text, "in base64", /[A-Za-z0-9+/_-]{4,}={0,2}/g, fromBase64);
  yield* encoded(text, "in hexadecimal", /(?:[0-9A-Fa-f]{2}[ ,:-]?){3,}/g, fromHexadecimal);
}

function viewOf(form: string, text: string): View {
  return {
    form,
    text: fold(text.normalize("NFC")).replaceAll(/\s+/gu, " "),
    decoded: false,
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
  const parts: string[] = [];
  const places: number[] = [];
  const ends: number[] = [];
  let length = 0;
  const add = (decoded: string, at: number): void => {
    const folded = fold(decoded);
    parts.push(folded);
    length += folded.length + 1;
    ends.push(length);
    places.push(at);
  };
  for (const match of text.matchAll(run)) {
    for (const bytes of decode(match[0])) {
      if (bytes.length < 3) continue;
      add(utf8.decode(bytes), match.index);
      if (bytes.includes(0)) add(utf16.decode(bytes), match.index);
    }
  }
  if (parts.length === 0) return;
  const placeOf = (at: number): string => lineAt(text, places[ends.findIndex((end) => at < end)] ?? 0);
  yield { form, text: parts.join("\n"), decoded: true, placeOf };
  // A short name is found where a run holds nothing else.
  for (const [index, part] of parts.entries()) {
    if (part.length < 3 || part.length > 5) continue;
    yield { form, text: part, decoded: true, placeOf: () => lineAt(text, places[index] ?? 0) };
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
