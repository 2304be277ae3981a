/** Writes Registry.pol files for tests, samples and examples [MS-GPREG 2.2.1]. */
import { utf16Bytes } from "../text/bytes.ts";

export interface PolEntry {
  readonly key: string;
  readonly name: string;
  /** `REG_DWORD` …, or a number for a type without a name. */
  readonly type: string;
  /** Bytes stand for themselves; text and lists get their NULs; decimal digits do for a REG_QWORD. */
  readonly data: number | string | readonly string[] | Uint8Array;
}

const TYPES = [
  "REG_NONE",
  "REG_SZ",
  "REG_EXPAND_SZ",
  "REG_BINARY",
  "REG_DWORD",
  "REG_DWORD_BIG_ENDIAN",
  "REG_LINK",
  "REG_MULTI_SZ",
  "REG_RESOURCE_LIST",
  "REG_FULL_RESOURCE_DESCRIPTOR",
  "REG_RESOURCE_REQUIREMENTS_LIST",
  "REG_QWORD",
];

export function encodeRegistryPol(entries: readonly PolEntry[]): Uint8Array {
  const parts: number[][] = [[0x50, 0x52, 0x65, 0x67], u32(1)];
  for (const { key, name, type, data } of entries) {
    const code = TYPES.indexOf(type);
    const bytes = dataBytes(type, data);
    parts.push(
      utf16Bytes(`[${key}\0;${name}\0;`),
      u32(code < 0 ? Number(type) : code),
      utf16Bytes(";"),
      u32(bytes.length),
      utf16Bytes(";"),
      bytes,
      utf16Bytes("]"),
    );
  }
  return Uint8Array.from(parts.flat());
}

function dataBytes(type: string, data: PolEntry["data"]): number[] {
  if (data instanceof Uint8Array) return [...data];
  if (type === "REG_QWORD") {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(typeof data === "object" ? 0 : data), true);
    return [...bytes];
  }
  if (typeof data === "number") return type === "REG_DWORD_BIG_ENDIAN" ? u32(data).toReversed() : u32(data);
  return utf16Bytes(typeof data === "string" ? `${data}\0` : `${data.map((text) => `${text}\0`).join("")}\0`);
}

function u32(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24];
}
