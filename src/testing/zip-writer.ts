/** Writes zips, honest and hostile, for tests [APPNOTE 6.3.10]. */
import { crc32, deflateRawSync } from "node:zlib";

export interface ZipMember {
  /** Text is written as UTF-8; bytes as they are. */
  readonly name: string | Uint8Array;
  readonly data: Uint8Array;
  /** 0 stored, 8 deflated (the default); others are announced over stored bytes. */
  readonly method?: number;
  /** The UTF-8 flag; by default on for text that is not ASCII. */
  readonly utf8?: boolean;
  /** Announced instead of the true checksum. */
  readonly crc?: number;
  /** Announced instead of the true size. */
  readonly declaredSize?: number;
  /** Sets the flag and puts 12 bytes in front; the data itself is not encrypted. */
  readonly encrypted?: boolean;
  /** The packed bytes, instead of packing the data. */
  readonly packed?: Uint8Array;
  /** Sizes and checksum follow the data, and the local header has zeros. */
  readonly descriptor?: boolean;
  /** Sizes and place in 64 bits, in an extra field. */
  readonly zip64?: boolean;
  readonly extra?: Uint8Array;
  /** Announces a Unix file mode, such as 0o120777 for a link. */
  readonly unixMode?: number;
  /** Has no data of its own: its header points to that of the member with this index. */
  readonly sharesDataOf?: number;
}

export interface ZipOptions {
  /** Ends with the records of zip64. */
  readonly zip64?: boolean;
  readonly comment?: Uint8Array;
  /** Announced instead of the true number of members. */
  readonly declaredCount?: number;
}

export function writeZip(members: readonly ZipMember[], options: ZipOptions = {}): Uint8Array {
  const parts: Buffer[] = [];
  const places: { offset: number; written: Written }[] = [];
  let offset = 0;
  for (const member of members) {
    const shared = member.sharesDataOf === undefined ? undefined : places[member.sharesDataOf];
    const written = shared === undefined ? pack(member) : { ...shared.written, ...named(member) };
    places.push({ offset: shared?.offset ?? offset, written });
    if (shared !== undefined) continue;
    for (const part of [localHeader(written), written.packed, written.descriptor]) {
      parts.push(part);
      offset += part.length;
    }
  }
  const directory = places.map((place) => centralHeader(place.written, place.offset));
  const directorySize = directory.reduce((sum, header) => sum + header.length, 0);
  const count = options.declaredCount ?? members.length;
  parts.push(...directory);
  if (options.zip64 === true) parts.push(zip64End(count, directorySize, offset));
  parts.push(end(count, directorySize, offset, options));
  return new Uint8Array(Buffer.concat(parts));
}

interface Written {
  readonly name: Buffer;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: Buffer;
  readonly size: number;
  readonly descriptor: Buffer;
  readonly zip64: boolean;
  readonly extra: Buffer;
  readonly unixMode: number | null;
}

function named(member: ZipMember): Pick<Written, "name"> {
  return { name: Buffer.from(member.name) };
}

function pack(member: ZipMember): Written {
  const method = member.method ?? 8;
  const plain = Buffer.from(member.packed ?? (method === 8 ? deflateRawSync(member.data) : member.data));
  const packed = member.encrypted === true ? Buffer.concat([Buffer.alloc(12, 0x5a), plain]) : plain;
  const utf8 = member.utf8 ?? (typeof member.name === "string" && /[^\0-\x7F]/.test(member.name));
  const crc = member.crc ?? crc32(member.data);
  const size = member.declaredSize ?? member.data.length;
  const descriptor =
    member.descriptor === true ? numbers([4, 0x08074b50], [4, crc], [4, packed.length], [4, size]) : Buffer.alloc(0);
  return {
    ...named(member),
    flags: (member.encrypted === true ? 1 : 0) | (member.descriptor === true ? 8 : 0) | (utf8 ? 0x800 : 0),
    method,
    crc,
    packed,
    size,
    descriptor,
    zip64: member.zip64 === true,
    extra: Buffer.from(member.extra ?? []),
    unixMode: member.unixMode ?? null,
  };
}

function localHeader(file: Written): Buffer {
  const later = (file.flags & 8) !== 0;
  const head = numbers(
    [4, 0x04034b50],
    [2, file.zip64 ? 45 : 20],
    [2, file.flags],
    [2, file.method],
    [4, 0x00210000],
    [4, later ? 0 : file.crc],
    [4, later ? 0 : file.packed.length],
    [4, later ? 0 : file.size],
    [2, file.name.length],
    [2, file.extra.length],
  );
  return Buffer.concat([head, file.name, file.extra]);
}

function centralHeader(file: Written, offset: number): Buffer {
  const wide = numbers([2, 1], [2, 24], [8, file.size], [8, file.packed.length], [8, offset]);
  const extra = Buffer.concat([file.zip64 ? wide : Buffer.alloc(0), file.extra]);
  const head = numbers(
    [4, 0x02014b50],
    [2, file.unixMode === null ? 20 : 0x0314],
    [2, file.zip64 ? 45 : 20],
    [2, file.flags],
    [2, file.method],
    [4, 0x00210000],
    [4, file.crc],
    [4, file.zip64 ? 0xffffffff : file.packed.length],
    [4, file.zip64 ? 0xffffffff : file.size],
    [2, file.name.length],
    [2, extra.length],
    [8, 0],
    [2, file.unixMode ?? 0],
    [4, file.zip64 ? 0xffffffff : offset],
  );
  return Buffer.concat([head, file.name, extra]);
}

function zip64End(count: number, size: number, offset: number): Buffer {
  const record = numbers(
    [4, 0x06064b50],
    [8, 44],
    [2, 45],
    [2, 45],
    [4, 0],
    [4, 0],
    [8, count],
    [8, count],
    [8, size],
    [8, offset],
  );
  return Buffer.concat([record, numbers([4, 0x07064b50], [4, 0], [8, offset + size], [4, 1])]);
}

function end(count: number, size: number, offset: number, options: ZipOptions): Buffer {
  const wide = options.zip64 === true;
  const comment = Buffer.from(options.comment ?? []);
  const shortCount = wide ? 0xffff : count;
  const head = numbers(
    [4, 0x06054b50],
    [4, 0],
    [2, shortCount],
    [2, shortCount],
    [4, wide ? 0xffffffff : size],
    [4, wide ? 0xffffffff : offset],
    [2, comment.length],
  );
  return Buffer.concat([head, comment]);
}

/** Little-endian numbers, each with its width in bytes. */
function numbers(...fields: readonly (readonly [width: 2 | 4 | 8, value: number])[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) buffer.writeUInt16LE(value & 0xffff, at);
    else if (width === 4) buffer.writeUInt32LE(value >>> 0, at);
    else buffer.writeBigUInt64LE(BigInt(value), at);
    at += width;
  }
  return buffer;
}
