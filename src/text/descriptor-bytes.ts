/** A binary security descriptor that was written as text: hexadecimal digits, base64, a list of numbers [formats.md 6.7]. */
import { LIMITS } from "../core/limits.ts";
import { bytesOfHex } from "./bytes.ts";

/** Longest text of a descriptor: `255,` and a line break for each byte. */
export const DESCRIPTOR_CHARS = LIMITS.descriptorBytes * 6;

/** Null when the text is none of the forms; whether the bytes are a descriptor is another question. Linear. */
export function descriptorBytes(text: string): Uint8Array | null {
  if (text.length > DESCRIPTOR_CHARS) return null;
  const value = text.replaceAll(/[\s\0\uFEFF]+/g, " ").trim();
  const list = /^[[({@]*(\d{1,3}(?:[ ,;]+\d{1,3})+)[\])}]*$/.exec(value)?.[1];
  const isDigits = /^(?:0x|X')?[0-9a-f]{2}(?:[ :,-]?[0-9a-f]{2})*'?$/i.test(value);
  // `01 00 04 80` is hexadecimal, `1 0 4 128` a list; hexadecimal always has two digits.
  if (isDigits) return bytesOfHex(value.replace(/^(?:0x|X')/i, "").replaceAll(/[ :,'-]/g, ""));
  const prefixed = /^0x[0-9a-f]{1,2}(?:[ ,]+0x[0-9a-f]{1,2})+$/i.test(value);
  if (prefixed) return bytesOfNumbers(value.split(/[ ,]+/).map(Number));
  if (list !== undefined) return bytesOfNumbers(list.split(/[ ,;]+/).map(Number));
  const base64 = value.replaceAll(" ", "");
  const isBase64 = base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
  return isBase64 ? new Uint8Array(Buffer.from(base64, "base64")) : null;
}

function bytesOfNumbers(numbers: readonly number[]): Uint8Array | null {
  return numbers.every((number) => number <= 255) ? Uint8Array.from(numbers) : null;
}

/** Revision 1, no reserved byte, self-relative, and parts that begin behind the header [MS-DTYP 2.4.6]. */
export function looksLikeDescriptor(bytes: Uint8Array): boolean {
  if (bytes.length < 20 || bytes[0] !== 1 || (bytes[1] ?? 1) !== 0 || ((bytes[3] ?? 0) & 0x80) === 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [4, 8, 12, 16].every((field) => {
    const offset = view.getUint32(field, true);
    return offset === 0 || (offset >= 20 && offset < LIMITS.descriptorBytes);
  });
}
