/** {@link nextMarkup} for a text that arrives in parts: the same pieces of markup, whatever the cuts. */
import { LIMITS } from "../core/limits.ts";
import { BANG, declarationAt, endsName, isNameStart, isXmlSpace, type Markup } from "./xml-tokens.ts";

/** A piece of markup with offsets in the whole text; `tag` is the text of a start tag, at most its first {@link LIMITS.xmlTokenChars}. */
export interface StreamedMarkup extends Markup {
  readonly tag: string;
}

/** After a `<` this much must be seen to tell what begins there, `<!DOCTYPE` or `<![CDATA[`, and that more follows. */
const LOOK_AHEAD = 10;

type Mode = "text" | "name" | "tag" | "quote" | "end-name" | "end-space" | "instruction" | "until";

const SLASH = 0x2f;
const QUESTION = 0x3f;
const LESS = 0x3c;
const GREATER = 0x3e;
const DOUBLE = 0x22;
const SINGLE = 0x27;

export class MarkupStream {
  #mode: Mode = "text";
  /** Seen and not yet judged: the beginning of the next part. */
  #carry = "";
  /** Offset of the first character of the carry, or of the next part without one. */
  #base = 0;
  #start = 0;
  #name = "";
  #close = "";
  #kind: Markup["kind"] = "comment";
  #quote = "";
  #previous = 0;
  /** The part of an unfinished start tag that stood in earlier parts. */
  #tag = "";

  /** Everything that is complete with this part. The whole iterable has to be consumed before the next call. */
  *push(part: string): Iterable<StreamedMarkup> {
    yield* this.#scan(this.#carry === "" ? part : this.#carry + part, false);
  }

  /** What is left when the text ends; the last of it is `unfinished` when a piece is open. */
  *end(): Iterable<StreamedMarkup> {
    yield* this.#scan(this.#carry, true);
    if (this.#mode === "text") return;
    yield { kind: "unfinished", start: this.#start, end: this.#base, name: "", tag: "" };
    this.#mode = "text";
  }

  /** From here on the text may still make a piece that somebody asks for; a comment and a CDATA section are none. */
  get undecidedFrom(): number {
    const plain = this.#mode === "text" || (this.#mode === "until" && this.#kind !== "instruction");
    return plain ? this.#base : this.#start;
  }

  *#scan(part: string, last: boolean): Iterable<StreamedMarkup> {
    const base = this.#base;
    let at = 0;
    const done = (end: number): void => {
      this.#carry = part.slice(end);
      this.#base = base + end;
    };
    for (;;) {
      switch (this.#mode) {
        case "text": {
          const less = part.indexOf("<", at);
          if (less < 0) return done(part.length);
          if (!last && part.length - less < LOOK_AHEAD) return done(less);
          this.#start = base + less;
          at = less + this.#open(part, less);
          if (this.#mode === "text") {
            const { kind, start, end, name } = declarationAt(part, less);
            if (kind === "unfinished") {
              yield { kind, start: base + start, end: base + end, name, tag: "" };
              return done(part.length);
            }
            yield { kind, start: base + start, end: base + end, name, tag: "" };
            at = end;
          }
          break;
        }
        case "name":
        case "end-name":
        case "instruction": {
          const end = nameEnd(part, at);
          if (this.#name.length < LIMITS.xmlTokenChars) this.#name += part.slice(at, end);
          at = end;
          if (at >= part.length) return this.#suspend(part, at, done);
          if (this.#mode === "instruction") this.#until("?>", "instruction");
          else if (this.#mode === "end-name") this.#mode = "end-space";
          else if (this.#name === "" || !isNameStart(this.#name.charCodeAt(0))) yield this.#bad(this.#start + 1);
          else this.#mode = "tag";
          break;
        }
        case "end-space": {
          while (isXmlSpace(part.charCodeAt(at))) at += 1;
          if (at >= part.length) return done(at);
          const good = this.#name !== "" && part.charCodeAt(at) === GREATER;
          if (good) yield this.#whole("end", base + at + 1, "");
          else yield this.#bad(this.#start + 1);
          if (good) at += 1;
          break;
        }
        case "tag": {
          const end = tagStop(part, at);
          if (end > at) this.#previous = part.charCodeAt(end - 1);
          at = end;
          if (at >= part.length) return this.#suspend(part, at, done);
          const code = part.charCodeAt(at);
          if (code === LESS) {
            yield this.#bad(base + at);
            break;
          }
          at += 1;
          if (code === GREATER) {
            const kind = this.#previous === SLASH ? "empty" : "start";
            yield this.#whole(kind, base + at, this.#tagText(part, base, at));
            break;
          }
          this.#quote = code === DOUBLE ? '"' : "'";
          this.#previous = code;
          this.#mode = "quote";
          break;
        }
        case "quote": {
          const close = part.indexOf(this.#quote, at);
          if (close < 0) return this.#suspend(part, part.length, done);
          at = close + 1;
          this.#mode = "tag";
          break;
        }
        case "until": {
          const close = part.indexOf(this.#close, at);
          if (close < 0) return done(last ? part.length : Math.max(at, part.length - this.#close.length + 1));
          at = close + this.#close.length;
          yield this.#whole(this.#kind, base + at, "");
          break;
        }
      }
    }
  }

  /** Sets the mode by what follows the `<`, and gives how much of it is read. The mode stays `text` for a declaration. */
  #open(part: string, less: number): number {
    this.#name = "";
    this.#tag = "";
    this.#previous = 0;
    const next = part.charCodeAt(less + 1);
    if (next === QUESTION) return this.#enter("instruction", 2);
    if (next === SLASH) return this.#enter("end-name", 2);
    if (next !== BANG) return this.#enter("name", 1);
    if (part.startsWith("<!--", less)) return this.#until("-->", "comment", 4);
    return part.startsWith("<![CDATA[", less) ? this.#until("]]>", "cdata", 9) : 0;
  }

  #enter(mode: Mode, length: number): number {
    this.#mode = mode;
    return length;
  }

  #until(close: string, kind: Markup["kind"], length = 0): number {
    this.#close = close;
    this.#kind = kind;
    return this.#enter("until", length);
  }

  #bad(end: number): StreamedMarkup {
    this.#mode = "text";
    return { kind: "bad", start: this.#start, end, name: "", tag: "" };
  }

  #whole(kind: Markup["kind"], end: number, tag: string): StreamedMarkup {
    this.#mode = "text";
    const named = kind !== "comment" && kind !== "cdata";
    return { kind, start: this.#start, end, name: named ? this.#name : "", tag };
  }

  /** The part ends inside of a tag: what stands here of it is remembered. */
  #suspend(part: string, at: number, done: (end: number) => void): void {
    if (this.#mode !== "end-name" && this.#mode !== "instruction") this.#tag = this.#tagText(part, this.#base, at);
    done(at);
  }

  #tagText(part: string, base: number, end: number): string {
    if (this.#tag.length >= LIMITS.xmlTokenChars) return this.#tag;
    const text = this.#tag + part.slice(Math.max(0, this.#start - base), end);
    return text.length > LIMITS.xmlTokenChars ? text.slice(0, LIMITS.xmlTokenChars) : text;
  }
}

function nameEnd(part: string, from: number): number {
  let at = from;
  while (at < part.length && !endsName(part.charCodeAt(at))) at += 1;
  return at;
}

/** The next `<`, `>` or quotation mark. */
function tagStop(part: string, from: number): number {
  for (let at = from; at < part.length; at += 1) {
    const code = part.charCodeAt(at);
    if (code === GREATER || code === LESS || code === DOUBLE || code === SINGLE) return at;
  }
  return part.length;
}
