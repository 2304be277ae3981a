/**
 * Zip archives whose bytes are the same on every machine: a compressor of our own, because the output of zlib differs
 * between its versions. Deflate with fixed Huffman codes only (RFC 1951, 3.2.6).
 */
import { writeZip } from "../../src/testing/zip-writer.ts";

const WINDOW = 32_768;
const LONGEST = 258;
const ATTEMPTS = 24;

export interface ZipMember {
  /** As it shall stand in the archive: nothing is normalised. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Base value and extra bits of the codes for lengths (257 …) and distances (0 …). */
const LENGTHS = codeTable([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5], 3);
const DISTANCES = codeTable(
  [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13],
  1,
);

interface Code {
  readonly base: number;
  readonly extra: number;
}

function codeTable(extras: readonly number[], first: number): Code[] {
  let base = first;
  return extras.map((extra) => {
    const code = { base, extra };
    base += 1 << extra;
    return code;
  });
}

function indexOfCode(table: readonly Code[], value: number): number {
  let index = table.length - 1;
  while (index > 0 && (table[index]?.base ?? 0) > value) index -= 1;
  return index;
}

class BitWriter {
  readonly bytes: number[] = [];
  #held = 0;
  #count = 0;

  /** Least significant bit first. */
  bits(value: number, count: number): void {
    this.#held |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      this.bytes.push(this.#held & 0xff);
      this.#held >>>= 8;
      this.#count -= 8;
    }
  }

  /** A Huffman code: most significant bit first. */
  code(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) this.bits((value >>> bit) & 1, 1);
  }

  flush(): void {
    if (this.#count > 0) this.bits(0, 8 - this.#count);
  }
}

/** RFC 1951, 3.2.6. */
function literal(writer: BitWriter, symbol: number): void {
  if (symbol < 144) writer.code(0x30 + symbol, 8);
  else if (symbol < 256) writer.code(0x190 + symbol - 144, 9);
  else if (symbol < 280) writer.code(symbol - 256, 7);
  else writer.code(0xc0 + symbol - 280, 8);
}

function reference(writer: BitWriter, length: number, distance: number): void {
  // 258 has a code of its own; 284 with all extra bits set would mean the same and is not to be used.
  const lengthIndex = length === LONGEST ? 28 : indexOfCode(LENGTHS, length);
  literal(writer, 257 + lengthIndex);
  const lengthCode = LENGTHS[lengthIndex];
  if (lengthCode !== undefined) writer.bits(length - lengthCode.base, lengthCode.extra);
  const distanceIndex = indexOfCode(DISTANCES, distance);
  const distanceCode = DISTANCES[distanceIndex];
  if (distanceCode === undefined) return;
  writer.code(distanceIndex, 5);
  const rest = distance - distanceCode.base;
  writer.bits(rest & 0xff, Math.min(distanceCode.extra, 8));
  if (distanceCode.extra > 8) writer.bits(rest >>> 8, distanceCode.extra - 8);
}

function matchLength(bytes: Uint8Array, from: number, at: number): number {
  let length = 0;
  while (length < LONGEST && at + length < bytes.length && bytes[from + length] === bytes[at + length]) length += 1;
  return length;
}

export function deflateFixed(bytes: Uint8Array): Uint8Array {
  const writer = new BitWriter();
  const last = new Map<number, number>();
  const previous = new Int32Array(bytes.length).fill(-1);
  writer.bits(0b011, 3);
  const remember = (at: number): void => {
    if (at + 2 >= bytes.length) return;
    const key = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    previous[at] = last.get(key) ?? -1;
    last.set(key, at);
  };
  let at = 0;
  while (at < bytes.length) {
    remember(at);
    let best = 0;
    let distance = 0;
    let candidate = previous[at] ?? -1;
    for (let tries = 0; tries < ATTEMPTS && candidate >= 0 && at - candidate <= WINDOW; tries++) {
      const length = matchLength(bytes, candidate, at);
      if (length > best) [best, distance] = [length, at - candidate];
      candidate = previous[candidate] ?? -1;
    }
    if (best < 3) {
      literal(writer, bytes[at] ?? 0);
      at += 1;
      continue;
    }
    reference(writer, best, distance);
    for (let step = 1; step < best; step++) remember(at + step);
    at += best;
  }
  literal(writer, 256);
  writer.flush();
  return Uint8Array.from(writer.bytes);
}

/** Deflated where that is shorter, in the order given. */
export function zip(members: readonly ZipMember[]): Uint8Array {
  return writeZip(
    members.map(({ name, bytes }) => {
      const packed = deflateFixed(bytes);
      return packed.length < bytes.length ? { name, data: bytes, packed } : { name, data: bytes, method: 0 };
    }),
  );
}
