/** The few calls through which inputs are read. None of them writes. */
import { closeSync, constants, fstatSync, lstatSync, opendirSync, openSync, readlinkSync, readSync } from "node:fs";
import { realpathSync, statSync } from "node:fs";
import type { BigIntStats } from "node:fs";

/** A string, or the bytes of a name that is not UTF-8. */
export type NativePath = string | Buffer;

type FileType = "file" | "directory" | "link" | "fifo" | "socket" | "character-device" | "block-device" | "other";

export interface FileStat {
  readonly type: FileType;
  /** Bytes. */
  readonly size: number;
  readonly device: bigint;
  /** 0 where the file system has no such number. */
  readonly inode: bigint;
  /** Last change of the content, nanoseconds since 1970. */
  readonly modified: bigint;
}

export interface OpenFile {
  stat(): FileStat;
  /** Fills the buffer from the offset in the file; fewer bytes than asked for mean its end, 0 that nothing is left. */
  read(into: Uint8Array, position: number): number;
  close(): void;
}

/**
 * Synchronous on purpose: a walk makes six small calls a file, and each costs about fifteen times as much through
 * the thread pool. Long reads are cut into parts between which the event loop runs.
 */
export interface FileSystem {
  /** Of the link itself. */
  lstat(path: NativePath): FileStat;
  /** Of what the link leads to. */
  stat(path: NativePath): FileStat;
  /** Absolute, without links. */
  realPath(path: NativePath): Buffer;
  /** What is written in the link. */
  linkTarget(path: NativePath): Buffer;
  /** Names in a folder, unsorted, at most one more than `max`. */
  list(path: NativePath, max: number): Buffer[];
  open(path: NativePath): OpenFile;
}

// A FIFO or a device that took the place of a file between the look and the opening must not block or become our terminal.
const OPEN_FLAGS = constants.O_RDONLY | (process.platform === "win32" ? 0 : constants.O_NONBLOCK | constants.O_NOCTTY);

// Node takes "buffer" here as in readdir, its type declarations do not: names then come as bytes, not as strings.
const NAMES_AS_BYTES: unknown = "buffer";
const AS_BYTES = NAMES_AS_BYTES as BufferEncoding;

export const nodeFileSystem: FileSystem = {
  lstat(path) {
    return statOf(lstatSync(path, { bigint: true }));
  },
  stat(path) {
    return statOf(statSync(path, { bigint: true }));
  },
  realPath(path) {
    return realpathSync.native(path, { encoding: "buffer" });
  },
  linkTarget(path) {
    return readlinkSync(path, { encoding: "buffer" });
  },
  list(path, max) {
    const names: Buffer[] = [];
    const folder = opendirSync(path, { encoding: AS_BYTES, bufferSize: 1024 });
    try {
      for (let item = folder.readSync(); item !== null && names.length <= max; item = folder.readSync()) {
        const name: unknown = item.name;
        names.push(Buffer.isBuffer(name) ? name : Buffer.from(String(name)));
      }
    } finally {
      folder.closeSync();
    }
    return names;
  },
  open(path) {
    const descriptor = openSync(path, OPEN_FLAGS);
    return {
      stat: () => statOf(fstatSync(descriptor, { bigint: true })),
      read: (into, position) => readFully(descriptor, into, position),
      close: () => closeSync(descriptor),
    };
  },
};

function readFully(descriptor: number, into: Uint8Array, position: number): number {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(descriptor, into, filled, into.length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

function statOf(stats: BigIntStats): FileStat {
  return {
    type: typeOf(stats),
    size: Number(stats.size),
    device: stats.dev,
    inode: stats.ino,
    modified: stats.mtimeNs,
  };
}

function typeOf(stats: BigIntStats): FileType {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  if (stats.isSymbolicLink()) return "link";
  if (stats.isFIFO()) return "fifo";
  if (stats.isSocket()) return "socket";
  if (stats.isCharacterDevice()) return "character-device";
  if (stats.isBlockDevice()) return "block-device";
  return "other";
}
