/** A plain file that is read by parts, never blocks, and notices when it changes under the reader. */
import { createHash } from "node:crypto";
import { breathe } from "./breathe.ts";
import type { FileStat, FileSystem, NativePath, OpenFile } from "./file-system.ts";
import { type Digest, type Limits, ReadFailure } from "./problem.ts";

/** What is read first; smaller files are read in one call. */
const HEAD_BYTES = 64 * 1024;
const PART_BYTES = 1024 * 1024;
/** For text: what is decoded from a larger part is a large object, which the engine collects late; memory doubles. */
const STREAM_PART_BYTES = 64 * 1024;

export class SourceFile {
  readonly #fs: FileSystem;
  readonly #path: NativePath;
  readonly #listed: FileStat;
  readonly #limits: Limits;
  #opened: FileStat | null = null;
  #file: OpenFile | null = null;
  #users = 0;
  #head: Uint8Array | null = null;
  #digest: Digest | null = null;

  constructor(fs: FileSystem, path: NativePath, listed: FileStat, limits: Limits) {
    this.#fs = fs;
    this.#path = path;
    this.#listed = listed;
    this.#limits = limits;
  }

  /** Bytes, when first opened. */
  get size(): number {
    return (this.#opened ?? this.#listed).size;
  }

  /** Opens it, or joins who has it open. Every call needs one `release()`. */
  acquire(): OpenFile {
    if (this.#file === null) this.#file = this.#open();
    this.#users += 1;
    return this.#file;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    const file = this.#file;
    this.#file = null;
    this.#head = null;
    file?.close();
  }

  /** At most the first 64 KiB. */
  head(): Uint8Array {
    if (this.#head !== null) return this.#head;
    const file = this.acquire();
    try {
      const buffer = new Uint8Array(Math.min(this.size, HEAD_BYTES));
      this.#head = buffer.subarray(0, file.read(buffer, 0));
      return this.#head;
    } finally {
      this.release();
    }
  }

  /** The whole content, or a failure: over the limit (with its digest), changed, not readable. */
  async bytes(): Promise<Uint8Array> {
    const file = this.acquire();
    try {
      if (this.size > this.#limits.fileBytes) {
        const digest = this.size > this.#limits.archiveBytes ? null : await this.digest();
        throw new ReadFailure("limit-exceeded", this.overLimit(), digest);
      }
      const head = this.head();
      const bytes = new Uint8Array(this.size);
      bytes.set(head);
      let filled = head.length;
      while (filled < bytes.length) {
        const count = file.read(bytes.subarray(filled, filled + PART_BYTES), filled);
        if (count === 0) break;
        filled += count;
        await breathe();
      }
      this.#assertUnchanged(file, filled);
      return bytes;
    } finally {
      this.release();
    }
  }

  /** Streams the content through SHA-256; memory stays flat. */
  async digest(): Promise<Digest> {
    while (this.#digest === null) for await (const _ of this.#parts(PART_BYTES));
    return this.#digest;
  }

  /**
   * The content from its start, in one buffer that is used again for each part; memory stays flat.
   * Whoever takes all of it gets the digest for nothing.
   */
  parts(): AsyncGenerator<Uint8Array> {
    return this.#parts(STREAM_PART_BYTES);
  }

  async *#parts(size: number): AsyncGenerator<Uint8Array> {
    const file = this.acquire();
    try {
      if (this.size > this.#limits.archiveBytes) throw new ReadFailure("limit-exceeded", this.overLimit());
      const hash = this.#digest === null ? createHash("sha256") : null;
      const part = new Uint8Array(Math.min(size, Math.max(this.size, 1)));
      let position = 0;
      // A file that grows without end must not be followed without end.
      while (position <= this.size) {
        const count = file.read(part, position);
        if (count === 0) break;
        hash?.update(part.subarray(0, count));
        position += count;
        yield part.subarray(0, count);
        await breathe();
      }
      this.#assertUnchanged(file, position);
      if (hash !== null) this.#digest = { id: hash.digest("hex"), bytes: position };
    } finally {
      this.release();
    }
  }

  overLimit(): { readonly what: string; readonly limit: number; readonly size: number } {
    return { what: "the size of the file in bytes", limit: this.#limits.fileBytes, size: this.size };
  }

  /** Throws when the file has another size or date than when it was opened; reading a zip by parts ends with this. */
  assertUnchanged(): void {
    const file = this.acquire();
    try {
      this.#assertUnchanged(file, this.size);
    } finally {
      this.release();
    }
  }

  #open(): OpenFile {
    const file = this.#fs.open(this.#path);
    try {
      const stat = file.stat();
      if (stat.type !== "file") throw new ReadFailure("not-a-file", { type: stat.type });
      // Without the device: Windows gives it in two widths, by way of the path and by way of the handle.
      if (stat.inode !== this.#listed.inode && stat.inode !== 0n && this.#listed.inode !== 0n) {
        throw new ReadFailure("not-readable", { reason: "another file took its place while it was read" });
      }
      const before = this.#opened;
      if (before !== null && (before.size !== stat.size || before.modified !== stat.modified)) {
        throw changed(before.size, stat.size);
      }
      this.#opened = stat;
      return file;
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #assertUnchanged(file: OpenFile, read: number): void {
    const stat = file.stat();
    const opened = this.#opened ?? stat;
    if (stat.size !== opened.size || stat.modified !== opened.modified) throw changed(opened.size, stat.size);
    if (read !== opened.size) throw changed(opened.size, read);
    // Some file systems list no size (`/proc`); one more byte tells.
    if (file.read(new Uint8Array(1), opened.size) !== 0) throw changed(opened.size, opened.size + 1);
  }
}

function changed(before: number, after: number): ReadFailure {
  return new ReadFailure("not-readable", { reason: "it changed while it was read", before, after });
}
