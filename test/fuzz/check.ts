/** What must hold for the reading of any bytes. */
import { isDeepStrictEqual } from "node:util";
import { DIAGNOSTIC_CODES } from "../../src/core/diagnostic.ts";
import { LIMITS } from "../../src/core/limits.ts";
import { messageOf } from "../../src/core/messages.ts";
import type { FileReading, PlacedDraft } from "../../src/formats/read.ts";
import { decode } from "../../src/text/decode.ts";

/** Facts beyond these are spared the slower checks: an input of a repeated line has tens of thousands, all alike. */
const CHECKED = 200;

/** What is wrong, or null. */
export function complaint(reading: FileReading, bytes: Uint8Array): string | null {
  const text = reading.encoding === "binary" ? "" : decode(bytes).text;
  let last = 0;
  for (const [number, draft] of reading.drafts.entries()) {
    if (draft.span.start < last) return `fact ${number} stands before the one in front of it`;
    last = draft.span.start;
    const wrong = wrongPlace(draft, text, bytes) ?? (number < CHECKED ? wrongExcerpt(draft, reading, text) : null);
    if (wrong !== null) return `fact ${number} ${JSON.stringify(draft).slice(0, 400)}: ${wrong}`;
  }
  if (reading.diagnostics.length > LIMITS.diagnosticsPerFile + 1) return `${reading.diagnostics.length} diagnostics`;
  for (const diagnostic of reading.diagnostics) {
    const { message, next } = messageOf(diagnostic);
    if (!DIAGNOSTIC_CODES.includes(diagnostic.code) || message.trim() === "" || next.trim() === "") {
      return `a diagnostic without words: ${JSON.stringify(diagnostic)}`;
    }
    if (message.length > 2000) return `a diagnostic of ${message.length} characters`;
  }
  if (reading.format === null && (reading.read !== "unrecognised" || reading.reason === null))
    return "no format and no reason";
  if (reading.format === null && reading.drafts.length > 0) return "facts of no format";
  if (reading.read !== "complete" && reading.reason === null) return `${reading.read} without a reason`;
  return null;
}

function wrongPlace({ span }: PlacedDraft, text: string, bytes: Uint8Array): string | null {
  const end = span.unit === "byte" ? bytes.length : text.length;
  return span.start >= 0 && span.start < span.end && span.end <= end
    ? null
    : `its span does not lie in the ${end} of the file`;
}

function wrongExcerpt(draft: PlacedDraft, { format }: FileReading, text: string): string | null {
  const { span, at, excerpt, fields } = draft;
  if (span.unit === "char") {
    if (excerpt !== text.slice(span.start, span.end)) return "its excerpt is not what stands at its place";
    const before = text.slice(0, span.start);
    const line = 1 + (before.match(/\r\n|\r|\n/g)?.length ?? 0);
    const column = span.start - Math.max(before.lastIndexOf("\n"), before.lastIndexOf("\r"));
    if (!isDeepStrictEqual(at, { line, column })) return `it stands at ${line}:${column}`;
  } else if (!isDeepStrictEqual(at, { offset: span.start })) {
    return "its offset is not that of its place";
  }
  const again = format?.reread?.(excerpt, fields.kind) ?? null;
  if (again === null) return "its excerpt is not understood when read alone";
  const mine = new Map<string, unknown>(Object.entries(fields));
  for (const [key, value] of Object.entries(again)) {
    if (!isDeepStrictEqual(mine.get(key), value)) return `its excerpt alone gives ${key} ${JSON.stringify(value)}`;
  }
  return null;
}
