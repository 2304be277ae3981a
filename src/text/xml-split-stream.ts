/** {@link splitXml} for a text that arrives in parts and never stands in memory whole. */
import { LIMITS } from "../core/limits.ts";
import { TextWindow, type LineColumn } from "./text-window.ts";
import { MarkupStream, type StreamedMarkup } from "./xml-markup-stream.ts";
import { PieceFinder, type XmlPiece } from "./xml-split.ts";

/** A piece, where it begins, and for an element its text; null when it is longer than {@link LIMITS.xmlChars}. */
export interface StreamedPiece {
  readonly piece: XmlPiece;
  readonly at: LineColumn;
  readonly text: string | null;
}

/** Hands over one element at a time; what lies between them is forgotten at once. */
export class XmlSplitter {
  readonly #finder: PieceFinder;
  readonly #markups = new MarkupStream();
  readonly #window = new TextWindow();
  /** The first offset that is kept, and its place. */
  #kept: { readonly offset: number; readonly at: LineColumn } = { offset: 0, at: { line: 1, column: 1 } };

  constructor(name: string) {
    this.#finder = new PieceFinder(name);
  }

  /** The whole iterable has to be consumed before the next call. */
  *push(part: string): Iterable<StreamedPiece> {
    if (this.#finder.done) return;
    this.#window.append(part);
    yield* this.#pieces(this.#markups.push(part));
    this.#forget();
  }

  *end(): Iterable<StreamedPiece> {
    if (this.#finder.done) return;
    yield* this.#pieces(this.#markups.end());
    if (this.#finder.done) return;
    const piece = this.#finder.end(this.#window.end, this.#unfinished);
    if (piece !== null) yield this.#streamed(piece);
  }

  #unfinished = false;

  *#pieces(markups: Iterable<StreamedMarkup>): Iterable<StreamedPiece> {
    for (const markup of markups) {
      if (markup.kind === "unfinished") {
        this.#unfinished = true;
        return;
      }
      const piece = this.#finder.take(markup, () => markup.tag);
      if (piece !== null) yield this.#streamed(piece);
      if (this.#finder.done) return;
    }
  }

  #streamed(piece: XmlPiece): StreamedPiece {
    const start = "offset" in piece ? piece.offset : piece.start;
    const at = start === this.#kept.offset ? this.#kept.at : this.#window.place(start);
    return { piece, at, text: piece.kind === "element" ? this.#window.slice(piece.start, piece.end) : null };
  }

  #forget(): void {
    const { end } = this.#window;
    const open = this.#finder.openFrom;
    const needed = open < 0 ? this.#markups.undecidedFrom : open;
    const tooLong = end - needed > LIMITS.xmlChars;
    // At the very end the next character is not known, and with it the place; nothing begins there yet.
    if (needed < end && needed !== this.#kept.offset) this.#kept = { offset: needed, at: this.#window.place(needed) };
    else if (needed < end && !tooLong) return;
    // An element that is too long is not read; only its place is.
    this.#window.forget(tooLong ? end : needed);
  }
}
