/** UTF-16LE and hexadecimal digits inside of binary structures. */

const CHUNK = 4096;

/** The code units from `start` to before `end`; lone surrogates are kept, an odd byte at the end is left out. */
export function utf16At(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let from = start; from + 1 < end; from += 2 * CHUNK) {
    const units: number[] = [];
    const to = Math.min(from + 2 * CHUNK, end);
    for (let at = from; at + 1 < to; at += 2) units.push((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8));
    text += String.fromCharCode(...units);
  }
  return text;
}

export function utf16Bytes(text: string): number[] {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) bytes.push(text.charCodeAt(at) & 0xff, text.charCodeAt(at) >>> 8);
  return bytes;
}

/** Lower-case digits. */
export function hexOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
}

/** Null when the text is not an even number of hexadecimal digits. */
export function bytesOfHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = Number.parseInt(text.slice(2 * at, 2 * at + 2), 16);
  return bytes;
}
