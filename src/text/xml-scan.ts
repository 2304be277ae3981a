/**
 * The guard before the XML parser: one linear pass that refuses what a parser should never see
 * and blanks what it does not need, so that offsets hold [formats.md 0.3, 0.7].
 */
import { LIMITS } from "../core/limits.ts";
import { isXmlSpace, nextMarkup, referenceEnd, type Markup } from "./xml-tokens.ts";

export interface ScanProblem {
  readonly code: "doctype" | "depth" | "limit" | "malformed" | "truncated";
  readonly message: string;
  readonly offset: number;
}

/** A document over {@link LIMITS.xmlChars}. */
export const TOO_LONG: ScanProblem = { code: "limit", message: "the length of one XML document", offset: 0 };

export interface XmlScan {
  readonly problem: ScanProblem | null;
  /** The end of the last piece of markup before the problem; the text's length without one. */
  readonly cut: number;
  /** Qualified names of the elements that are open at `cut`, outermost first. */
  readonly open: readonly string[];
  /** The text up to `cut`, of the same length, without XML declarations and processing instructions. */
  readonly prepared: string;
}

/** Stands for a processing instruction inside an element; no character of XML, dropped from text afterwards. */
export const FILLER = "\uFFFF";

export function scanXml(text: string, stopAt = text.length): XmlScan {
  return new Scanner(text, stopAt).run();
}

class Scanner {
  readonly #text: string;
  readonly #stopAt: number;
  readonly #open: string[] = [];
  readonly #parts: string[] = [];
  #copied = 0;
  #cut = 0;
  #pieces = 0;
  #rootSeen = false;
  /** Code units since the last tag: the parser joins the text around comments. */
  #run = 0;
  #rootClosed = false;
  #ampersand = -1;
  #problem: ScanProblem | null = null;

  constructor(text: string, stopAt: number) {
    this.#text = text;
    this.#stopAt = stopAt;
  }

  run(): XmlScan {
    if (this.#text.length > LIMITS.xmlChars) this.#problem = TOO_LONG;
    while (this.#problem === null) {
      const markup = nextMarkup(this.#text, this.#cut);
      this.#characters(this.#cut, markup?.start ?? this.#text.length);
      if (this.#problem !== null) break;
      if (markup === null) {
        this.#finish();
        break;
      }
      if (markup.end > this.#stopAt) {
        this.#fail("malformed", "not well-formed", this.#stopAt);
        break;
      }
      this.#markup(markup);
      if (this.#problem === null) this.#cut = markup.end;
    }
    this.#parts.push(this.#text.slice(this.#copied, this.#cut));
    return { problem: this.#problem, cut: this.#cut, open: this.#open, prepared: this.#parts.join("") };
  }

  #fail(code: ScanProblem["code"], message: string, offset: number): void {
    this.#problem ??= { code, message, offset };
  }

  #finish(): void {
    const name = this.#open.at(-1);
    if (name !== undefined) {
      this.#fail("truncated", `the text ends inside of element ${name}`, this.#text.length);
    } else if (!this.#rootSeen) {
      this.#fail("malformed", "no element", 0);
    } else {
      this.#cut = this.#text.length;
    }
  }

  #blank(start: number, end: number, filler: string): void {
    this.#parts.push(this.#text.slice(this.#copied, start), filler.repeat(end - start));
    this.#copied = end;
  }

  #characters(start: number, end: number): void {
    if (this.#open.length === 0) {
      let stray = false;
      for (let at = start; at < end; at += 1) {
        const code = this.#text.charCodeAt(at);
        if (isXmlSpace(code)) continue;
        if (!isStray(code)) return this.#fail("malformed", "text outside of the root element", at);
        stray = true;
      }
      if (stray) this.#blank(start, end, " ");
      return;
    }
    this.#run += end - start;
    if (this.#run > LIMITS.xmlTokenChars) return this.#fail("limit", "one run of text in XML", start);
    while (this.#ampersand < end) {
      if (this.#ampersand >= start && referenceEnd(this.#text, this.#ampersand) < 0) {
        return this.#fail("malformed", "an ampersand that begins no reference", this.#ampersand);
      }
      const next = this.#text.indexOf("&", Math.max(start, this.#ampersand + 1));
      this.#ampersand = next < 0 ? Number.POSITIVE_INFINITY : next;
    }
  }

  #markup(markup: Markup): void {
    switch (markup.kind) {
      case "comment":
        return;
      case "doctype":
        return this.#fail("doctype", "a document type or entity declaration", markup.start);
      case "bad":
        return this.#fail("malformed", "a < that begins no markup", markup.start);
      case "unfinished":
        return this.#fail("truncated", "the text ends inside of markup", markup.start);
      case "cdata":
        if (this.#open.length === 0) this.#fail("malformed", "CDATA outside of the root element", markup.start);
        return this.#piece(markup);
      case "instruction":
        return this.#instruction(markup);
      case "end":
        return this.#endTag(markup);
      case "start":
      case "empty":
        return this.#startTag(markup);
      default:
        return;
    }
  }

  #instruction(markup: Markup): void {
    const inside = this.#open.length > 0;
    if (inside && markup.name.toLowerCase() === "xml") {
      return this.#fail("truncated", "another document begins inside of this one", markup.start);
    }
    this.#blank(markup.start, markup.end, inside ? FILLER : " ");
    const run = this.#run + markup.end - markup.start;
    this.#piece(markup);
    this.#run = run;
  }

  #piece(markup: Markup): void {
    this.#run = 0;
    this.#pieces += 1;
    if (this.#pieces > LIMITS.xmlPieces) this.#fail("limit", "the number of XML elements", markup.start);
  }

  #startTag(markup: Markup): void {
    if (this.#rootClosed) return this.#fail("malformed", "more than one root element", markup.start);
    if (this.#open.length >= LIMITS.xmlDepth) return this.#fail("depth", "the depth of elements", markup.start);
    if (markup.end - markup.start > LIMITS.xmlTokenChars) return this.#fail("limit", "one XML tag", markup.start);
    this.#piece(markup);
    this.#rootSeen = true;
    if (markup.kind === "start") this.#open.push(markup.name);
    else if (this.#open.length === 0) this.#rootClosed = true;
  }

  #endTag(markup: Markup): void {
    this.#run = 0;
    if (this.#open.at(-1) !== markup.name) {
      const message = this.#open.length === 0 ? "an end tag without its start" : "an end tag that does not match";
      return this.#fail("malformed", message, markup.start);
    }
    this.#open.pop();
    if (this.#open.length === 0) this.#rootClosed = true;
  }
}

/** NUL, U+FEFF and the end-of-file mark of DOS, as concatenated and padded captures carry them. */
function isStray(code: number): boolean {
  return code === 0 || code === 0xfeff || code === 0x1a;
}
