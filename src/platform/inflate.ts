/** Unpacks one zip member under caps that count the bytes that come out, whatever the archive announces. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import { breathe } from "./breathe.ts";
import { ReadFailure } from "./problem.ts";

/** How many bytes may come out, and the words of the cap that says so. */
export interface Allowance {
  readonly bytes: number;
  readonly what: string;
  readonly limit: number;
  /** The cap is on the whole archive: no other member can be unpacked either. */
  readonly ofArchive: boolean;
}

export interface Packed {
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes in the archive. */
  readonly packedSize: number;
  /** Bytes that the archive announces. */
  readonly size: number;
  readonly crc32: number;
  /** The packed bytes in order. */
  parts(): Iterable<Uint8Array>;
}

// Streams cost a tenth of a millisecond each; at most 1032 times as much comes out of so few bytes.
const SYNCHRONOUS_BYTES = 64 * 1024;

/** Parts of text, as of a plain file: what is decoded from larger ones is collected late. */
const PART_BYTES = 64 * 1024;

/** The content, its size and checksum verified. `count` hears of every byte that came out, also before a failure. */
export async function inflate(
  packed: Packed,
  allowance: Allowance,
  count: (bytes: number) => void,
): Promise<Uint8Array> {
  const content = new Content(packed, allowance, count);
  if (packed.method === 0) {
    for (const part of packed.parts()) content.add(part);
    return content.finished();
  }
  try {
    if (packed.packedSize <= SYNCHRONOUS_BYTES) {
      content.add(inflateAtOnce(packed, allowance, count));
    } else {
      await pipeline(Readable.from(packed.parts(), { objectMode: false }), createInflateRaw(), async (chunks) => {
        for await (const chunk of chunks) content.add(bytesOf(chunk));
      });
    }
  } catch (error) {
    // A stream that is stopped in the middle reports that it was stopped, not always why.
    throw content.overflow ?? inflateFailure(error);
  }
  return content.finished();
}

/**
 * The same in parts, each gone with the next one. Size and checksum are verified behind the last part: whoever does
 * not take all of them knows nothing about either, and whoever does hears of it by a failure.
 */
export async function* inflateParts(
  packed: Packed,
  allowance: Allowance,
  count: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const check = new Check(packed, allowance, count);
  if (packed.method === 0) {
    for (const part of packed.parts()) {
      check.add(part);
      yield part;
      await breathe();
    }
    check.finish();
    return;
  }
  const source = Readable.from(packed.parts(), { objectMode: false });
  const unpacked = createInflateRaw({ chunkSize: PART_BYTES });
  // What goes wrong on the way comes out of the last stream, where it is heard.
  const flow = pipeline(source, unpacked).catch(() => undefined);
  try {
    for await (const chunk of unpacked) {
      const part = bytesOf(chunk);
      check.add(part);
      yield part;
    }
  } catch (error) {
    throw check.overflow ?? inflateFailure(error);
  } finally {
    unpacked.destroy();
    await flow;
  }
  check.finish();
}

/** What the first bytes unpack to; empty when nothing does. At most about a mebibyte. */
export function inflateHead(method: number, head: Uint8Array): Uint8Array {
  if (method === 0) return head;
  try {
    return inflateRawSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    // Reading the member tells what is wrong.
    return new Uint8Array(0);
  }
}

function inflateAtOnce(packed: Packed, allowance: Allowance, count: (bytes: number) => void): Uint8Array {
  const bytes = Buffer.concat([...packed.parts()]);
  try {
    return inflateRawSync(bytes, {
      maxOutputLength: Math.max(allowance.bytes, 1),
      chunkSize: Math.min(Math.max(packed.size, 1024), SYNCHRONOUS_BYTES),
    });
  } catch (error) {
    if (codeOf(error) !== "ERR_BUFFER_TOO_LARGE") throw error;
    count(allowance.bytes);
    throw exceeded(allowance);
  }
}

/** Counts what comes out, and compares it with what the archive announces. */
class Check {
  /** Set once the allowance is used up. */
  overflow: ReadFailure | null = null;
  readonly #packed: Packed;
  readonly #allowance: Allowance;
  readonly #count: (bytes: number) => void;
  #length = 0;
  #crc = 0;

  constructor(packed: Packed, allowance: Allowance, count: (bytes: number) => void) {
    this.#packed = packed;
    this.#allowance = allowance;
    this.#count = count;
  }

  add(part: Uint8Array): void {
    this.#length += part.length;
    this.#count(part.length);
    if (this.#length > this.#allowance.bytes) {
      this.overflow = exceeded(this.#allowance);
      throw this.overflow;
    }
    this.#crc = crc32(part, this.#crc);
  }

  finish(): void {
    const { size } = this.#packed;
    if (this.#length < size && this.#packed.method === 0) {
      throw new ReadFailure("truncated", { what: "the member", listed: size, found: this.#length });
    }
    if (this.#length !== size) {
      throw new ReadFailure("malformed", {
        reason: "the member unpacks to another size than the archive lists",
        listed: size,
        found: this.#length,
      });
    }
    if (this.#crc !== this.#packed.crc32) {
      throw new ReadFailure("malformed", { reason: "the member's checksum does not match its content" });
    }
  }
}

class Content {
  readonly #check: Check;
  readonly #bytes: Uint8Array;
  #length = 0;

  constructor(packed: Packed, allowance: Allowance, count: (bytes: number) => void) {
    this.#check = new Check(packed, allowance, count);
    this.#bytes = new Uint8Array(Math.min(packed.size, allowance.bytes));
  }

  get overflow(): ReadFailure | null {
    return this.#check.overflow;
  }

  add(part: Uint8Array): void {
    const start = this.#length;
    this.#length += part.length;
    this.#check.add(part);
    // More than announced is counted, not kept: it ends as malformed or over a limit.
    if (this.#length <= this.#bytes.length) this.#bytes.set(part, start);
  }

  finished(): Uint8Array {
    this.#check.finish();
    return this.#bytes;
  }
}

function exceeded(allowance: Allowance): ReadFailure {
  return new ReadFailure("limit-exceeded", { what: allowance.what, limit: allowance.limit });
}

function inflateFailure(error: unknown): unknown {
  const code = codeOf(error);
  if (code === "Z_BUF_ERROR") return new ReadFailure("truncated", { what: "the member's packed data" });
  if (code.startsWith("Z_")) return new ReadFailure("malformed", { reason: "the member's packed data is damaged" });
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function bytesOf(chunk: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  throw new TypeError("a byte stream gave something else");
}
