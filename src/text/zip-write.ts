/**
 * A zip with fixed times and without compression [APPNOTE 6.3.10]: the same members are the same bytes on every machine
 * and under every version of zlib, whose packed bytes may differ.
 */
import { crc32 } from "node:zlib";

export interface ZipPart {
  /** ASCII, with `/`. */
  readonly name: string;
  readonly chunks: Iterable<string>;
}

/** 1980-01-01, the first day that the format knows. */
const DATE = 0x0021;
const VERSION = 20;
const MAX_BYTES = 0xffff_ffff;

/** Without 64-bit fields; some are left for the directory. */
export const MOST_ZIP_BYTES = MAX_BYTES - 0x1_0000;
export const MOST_MEMBERS = 0xffff;

/** One part is held in memory at a time; the sizes stand before its bytes, as every reader takes them. */
export function* zipOf(parts: Iterable<ZipPart>): Iterable<Uint8Array> {
  const encoder = new TextEncoder();
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, chunks } of parts) {
    const data: Uint8Array[] = [];
    let size = 0;
    let crc = 0;
    for (const chunk of joined(chunks)) {
      const encoded = encoder.encode(chunk);
      data.push(encoded);
      size += encoded.length;
      crc = crc32(encoded, crc);
    }
    if (offset + size > MOST_ZIP_BYTES) throw new RangeError("a zip without 64-bit fields ends at 4 GB");
    const { local, central } = zipHeaders(name, crc, size, offset);
    directory.push(central);
    yield local;
    yield* data;
    offset += local.length + size;
  }
  yield* directory;
  yield endOfZip(directory, offset);
}

/** What stands before a stored member, and what the directory says of it. */
export function zipHeaders(
  name: string,
  crc: number,
  size: number,
  offset: number,
): { readonly local: Uint8Array; readonly central: Uint8Array } {
  const bytes = new TextEncoder().encode(name);
  const about: readonly Field[] = [
    [2, VERSION],
    [2, 0],
    [2, 0],
    [2, 0],
    [2, DATE],
    [4, crc],
    [4, size],
    [4, size],
    [2, bytes.length],
    [2, 0],
  ];
  const central = numbers([4, 0x02014b50], [2, VERSION], ...about, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
  return {
    local: joinedBytes(numbers([4, 0x04034b50], ...about), bytes),
    central: joinedBytes(central, bytes),
  };
}

/** The record behind the directory, which begins at the offset. */
export function endOfZip(directory: readonly Uint8Array[], offset: number): Uint8Array {
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const count = directory.length;
  return numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]);
}

const CHUNK = 64 * 1024;

function* joined(chunks: Iterable<string>): Iterable<string> {
  let text = "";
  for (const chunk of chunks) {
    text += chunk;
    if (text.length < CHUNK) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

type Field = readonly [width: 2 | 4, value: number];

/** Little-endian. */
function numbers(...fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

function joinedBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
