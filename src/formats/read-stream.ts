/** A file that is too large to stand in memory whole, read in parts by the formats that can. Touches no system itself. */
import { StreamDecoder, Utf8Check } from "../text/decode-stream.ts";
import { beginningOf } from "../text/decode.ts";
import { LineIndex } from "../text/line-index.ts";
import type { Format, Sink, StreamSink, TextPart } from "./define.ts";
import { type FileReading, Findings, headOf, isBinary, recognise } from "./read.ts";

/** Enough for the sample that formats are recognised by, in any encoding. */
const HEAD_BYTES = 256 * 1024;

/**
 * The same reading as of the whole bytes, or null when the format has to have them whole.
 * `open` gives the bytes from the start each time; a part is used up before the next one is asked for.
 */
export async function readFileStream(path: string, open: () => AsyncIterable<Uint8Array>): Promise<FileReading | null> {
  const head = await headBytes(open());
  const format = streamedBy(head);
  if (format === null) return null;
  const decoder = new StreamDecoder(head, await isUtf8(head, open));
  const found = new Findings(path, decoder);
  const stream = format.start(placing(found));
  for await (const bytes of open()) stream.push(decoder.push(bytes));
  stream.push(decoder.end());
  return { ...found.reading(stream.end()), encoding: decoder.encoding, format: format.format };
}

async function headBytes(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const head = new Uint8Array(HEAD_BYTES);
  let filled = 0;
  for await (const part of parts) {
    const rest = part.subarray(0, HEAD_BYTES - filled);
    head.set(rest, filled);
    filled += rest.length;
    if (filled === HEAD_BYTES) break;
  }
  return head.subarray(0, filled);
}

interface StreamedFormat {
  readonly format: Format;
  readonly start: NonNullable<Format["stream"]>;
}

/** The one format that claims the head, if it reads in parts. */
function streamedBy(head: Uint8Array): StreamedFormat | null {
  if (isBinary(head)) return null;
  const decoder = new StreamDecoder(head, true);
  const text = decoder.push(head) + (head.length < HEAD_BYTES ? decoder.end() : "");
  const format = recognise(headOf(head, { text, encoding: decoder.encoding, guessed: decoder.guessed }));
  if (format === null || Array.isArray(format) || format.stream === undefined) return null;
  return { format, start: format.stream.bind(format) };
}

/** What is neither UTF-16 nor valid UTF-8 to its end is read as a legacy code page, as in a small file. */
async function isUtf8(head: Uint8Array, open: () => AsyncIterable<Uint8Array>): Promise<boolean> {
  const { encoding, mark } = beginningOf(head);
  if (encoding !== "utf-8") return true;
  const check = new Utf8Check();
  let skip = mark;
  for await (const part of open()) {
    check.push(part.subarray(skip));
    skip = Math.max(0, skip - part.length);
    if (!check.valid) return false;
  }
  return check.end();
}

/** Facts are placed while their part is there. */
function placing(found: Findings): StreamSink {
  return {
    within(part) {
      const place = placer(part);
      const sink: Sink = {
        fact(draft) {
          const { unit, start, end } = draft.span;
          const span = { unit, start: start + part.start, end: end + part.start };
          found.add(draft, span, place(start), found.excerpts.copyOf(part.text.slice(start, end)));
        },
        diagnostic(draft) {
          found.say(draft, draft.offset === undefined ? null : place(draft.offset));
        },
        taken(time) {
          found.take(time);
        },
      };
      return sink;
    },
    review(change) {
      found.review(change);
    },
  };
}

function placer({ text, at }: TextPart): (offset: number) => { line: number; column: number } {
  const index = new LineIndex(text);
  return (offset) => {
    const { line, column } = index.position(offset);
    return { line: at.line + line - 1, column: line === 1 ? at.column + column - 1 : column };
  };
}
