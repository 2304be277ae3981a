/** Names of zip members: decoded, and judged before anybody relies on them [APPNOTE 4.4.17, 4.6.9, appendix D]. */
import { crc32 } from "node:zlib";

// Bytes 80 to FF; below, CP437 is ASCII here, control characters included, so that what shows them can escape them.
const CP437_UPPER =
  "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00A0";

const UTF8_FLAG = 0x0800;
const UNICODE_PATH = 0x7075;

export interface RawName {
  readonly flags: number;
  readonly bytes: Buffer;
  readonly extra: readonly { readonly id: number; readonly data: Buffer }[];
}

/** The member's name with `/`. Bytes that are not UTF-8 where UTF-8 is announced become U+FFFD. */
export function memberName(raw: RawName): string {
  return decode(raw).replaceAll("\\", "/");
}

function decode(raw: RawName): string {
  if ((raw.flags & UTF8_FLAG) !== 0) return raw.bytes.toString("utf8");
  for (const field of raw.extra) {
    if (field.id !== UNICODE_PATH || field.data.length < 5 || field.data[0] !== 1) continue;
    // The checksum ties the field to the name; after a rename by a tool that does not know it, it is stale.
    if (field.data.readUInt32LE(1) === crc32(raw.bytes)) return field.data.toString("utf8", 5);
  }
  let text = "";
  for (const byte of raw.bytes)
    text += byte < 0x80 ? String.fromCharCode(byte) : (CP437_UPPER[byte - 0x80] ?? "\uFFFD");
  return text;
}

/** Why a member of this name is not read, or null. */
export function unsafeName(name: string): string | null {
  if (name === "") return "the name is empty";
  if (name.includes("\0")) return "the name holds a NUL character";
  if (name.startsWith("/")) return "the name is an absolute path";
  if (/^[A-Za-z]:/.test(name)) return "the name has a drive letter";
  const parts = name.split("/");
  if (parts.includes("..")) return "the name climbs out of its folder";
  if (parts.every((part) => part === "" || part === ".")) return "the name is empty";
  return null;
}

/** Equal for two names that a Windows folder cannot hold side by side. */
export function collisionKey(name: string): string {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return parts.join("/").toLowerCase();
}
