/** UTF-8 that was read as ANSI and written as UTF-8 once more: `Ü` as two letters [formats.md 1.8]. */
import { decode } from "./decode.ts";

/** The byte behind each character of Windows-1252 above 0x7F. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from({ length: 128 }, (_, i) => [decode(Uint8Array.of(0x80 + i)).text, 0x80 + i] as const),
);

/** The text before its second encoding; the text itself when it cannot have had one. */
export function undoubled(text: string): string {
  if (!/[\u00c2-\u00f4]/.test(text)) return text;
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    // The bytes 0x80 to 0x9F stand in such files as C1 controls [V] or as the letters of Windows-1252.
    const byte = code <= 0xff ? code : BYTES.get(char);
    if (byte === undefined) return text;
    bytes.push(byte);
  }
  const { text: once, guessed } = decode(Uint8Array.from(bytes));
  return guessed ? text : once;
}
