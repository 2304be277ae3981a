/** Security identifiers: `S-1-…` text and bytes [MS-DTYP 2.4.2]. */

const MAX_SUBAUTHORITIES = 15;
const MAX_AUTHORITY = 2 ** 48 - 1;

interface SidParts {
  readonly authority: number;
  readonly subAuthorities: readonly number[];
}

/** The canonical form: decimal numbers, an authority from 2^32 as `0x` and 12 digits; null when the text is no SID. */
export function normalSid(text: string): string | null {
  const parts = partsOf(text);
  return parts === null ? null : sidText(parts);
}

/** The SID that begins at `offset` and ends at or before `end`, with the offset behind it. */
export function decodeSid(bytes: Uint8Array, offset: number, end: number): { sid: string; end: number } | null {
  const count = bytes[offset + 1];
  if (count === undefined || bytes[offset] !== 1 || count > MAX_SUBAUTHORITIES) return null;
  const after = offset + 8 + 4 * count;
  if (after > Math.min(end, bytes.length)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const authority = view.getUint16(offset + 2) * 2 ** 32 + view.getUint32(offset + 4);
  const subAuthorities: number[] = [];
  for (let at = offset + 8; at < after; at += 4) subAuthorities.push(view.getUint32(at, true));
  return { sid: sidText({ authority, subAuthorities }), end: after };
}

/** Null when the text is no SID. */
export function encodeSid(sid: string): Uint8Array | null {
  const parts = partsOf(sid);
  if (parts === null) return null;
  const bytes = new Uint8Array(8 + 4 * parts.subAuthorities.length);
  const view = new DataView(bytes.buffer);
  bytes[0] = 1;
  bytes[1] = parts.subAuthorities.length;
  view.setUint16(2, Math.floor(parts.authority / 2 ** 32));
  view.setUint32(4, parts.authority % 2 ** 32);
  for (const [index, value] of parts.subAuthorities.entries()) view.setUint32(8 + 4 * index, value, true);
  return bytes;
}

function partsOf(text: string): SidParts | null {
  const [letter, revision, authorityText, ...rest] = text.slice(0, 256).split("-");
  if (text.length > 256 || letter?.toUpperCase() !== "S" || revision !== "1" || authorityText === undefined)
    return null;
  const authority = /^(?:0x[0-9a-f]{1,12}|\d{1,15})$/i.test(authorityText) ? Number(authorityText) : Number.NaN;
  if (!(authority <= MAX_AUTHORITY) || rest.length > MAX_SUBAUTHORITIES) return null;
  const subAuthorities: number[] = [];
  for (const digits of rest) {
    const value = /^\d{1,10}$/.test(digits) ? Number(digits) : Number.NaN;
    if (!(value <= 0xffff_ffff)) return null;
    subAuthorities.push(value);
  }
  return { authority, subAuthorities };
}

function sidText({ authority, subAuthorities }: SidParts): string {
  const head = authority < 2 ** 32 ? String(authority) : `0x${authority.toString(16).padStart(12, "0")}`;
  return ["S-1", head, ...subAuthorities].join("-");
}
