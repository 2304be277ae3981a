/** The list of members of a zip, read through yauzl from the central directory, by parts. */
import { type Entry as ZipEntry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from "yauzl";
import { breathe } from "./breathe.ts";
import { errorCode, failureOf, type Limits, type OnProblem, ReadFailure } from "./problem.ts";
import { collisionKey, memberName, unsafeName } from "./zip-names.ts";

/** Bytes at any place: a file on disk, or an archive in memory. */
export interface Bytes {
  readonly size: number;
  /** Fills the buffer from there; fewer bytes mean the end. */
  read(into: Uint8Array, position: number): number;
}

export interface Member {
  /** Decoded, with `/`. */
  readonly name: string;
  readonly packedSize: number;
  /** Bytes that the archive announces. */
  readonly size: number;
  readonly method: number;
  readonly crc32: number;
  /** The path of the member that counts instead, or null. */
  readonly duplicateOf: string | null;
  /** For finding its data. */
  readonly entry: ZipEntry;
}

export interface Listing {
  readonly members: readonly Member[];
  readonly zip: ZipFile;
}

const UNPACK = "Copy the archive again, or unpack it with a tool that you trust and scan the folder.";

const WINDOW_BYTES = 64 * 1024;

/** Calls back at once, so that whatever a hostile directory makes yauzl throw reaches our promise. */
class WindowReader extends RandomAccessReader {
  readonly #bytes: Bytes;
  readonly #window = new Uint8Array(WINDOW_BYTES);
  #start = 0;
  #length = 0;

  constructor(bytes: Bytes) {
    super();
    this.#bytes = bytes;
  }

  override read(
    into: Buffer,
    offset: number,
    length: number,
    position: number,
    done: (error: Error | null) => void,
  ): void {
    let error: Error | null = null;
    try {
      if (!this.#fill(into.subarray(offset, offset + length), position)) error = new Error("unexpected EOF");
    } catch (thrown) {
      error = failureOf(thrown);
    }
    done(error);
  }

  #fill(into: Uint8Array, position: number): boolean {
    // Zip64 places have 64 bits, and the hostile ones use them.
    if (position + into.length > this.#bytes.size) return false;
    if (into.length > WINDOW_BYTES) return this.#bytes.read(into, position) === into.length;
    if (position < this.#start || position + into.length > this.#start + this.#length) {
      this.#start = position;
      this.#length = this.#bytes.read(this.#window, position);
    }
    if (into.length > this.#length) return false;
    const at = position - this.#start;
    into.set(this.#window.subarray(at, at + into.length));
    return true;
  }
}

/**
 * Reads the whole list. Members that cannot be read are reported and left out; what stands before the first error
 * of the directory is kept. Null when there is no directory at all.
 */
export async function listMembers(
  bytes: Bytes,
  limits: Limits,
  path: string,
  onProblem: OnProblem,
): Promise<Listing | null> {
  const zip = await openZip(bytes, path, onProblem);
  if (zip === null) return null;
  const collector = new Collector(path, bytes.size, limits, onProblem);
  const entries = zip.eachEntry();
  for (let count = 0; ; count += 1) {
    let item: IteratorResult<ZipEntry>;
    try {
      item = await entries.next();
    } catch (error) {
      const { code, data } = zipFailure(error);
      onProblem({ code, path, data: { ...data, membersListed: zip.entriesRead, membersAnnounced: zip.entryCount } });
      break;
    }
    if (item.done === true) {
      reportUncounted(zip, bytes, path, onProblem);
      break;
    }
    if (count === limits.members) {
      onProblem({
        code: "limit-exceeded",
        path,
        data: { what: "the number of members", limit: limits.members, size: zip.entryCount },
      });
      break;
    }
    collector.add(item.value);
    await breathe();
  }
  collector.finish();
  return { members: collector.members, zip };
}

async function openZip(bytes: Bytes, path: string, onProblem: OnProblem): Promise<ZipFile | null> {
  try {
    return await fromRandomAccessReaderPromise(new WindowReader(bytes), bytes.size, {
      autoClose: false,
      decodeStrings: false,
      // One member that lies about its size must not hide the rest; reading it verifies it.
      validateEntrySizes: false,
    });
  } catch (error) {
    const { code, data } = zipFailure(error);
    onProblem({ code, path, data });
    return null;
  }
}

/** A directory that holds more headers than the archive counts: what stands behind the counted ones would be lost unseen. */
function reportUncounted(zip: ZipFile, bytes: Bytes, path: string, onProblem: OnProblem): void {
  const signature = new Uint8Array(4);
  const cursor = Number(zip.readEntryCursor);
  if (cursor + 4 > bytes.size || bytes.read(signature, cursor) < 4) return;
  if (Buffer.from(signature).readUInt32LE(0) !== 0x02014b50) return;
  const reason = "the archive lists more members than it counts";
  onProblem({ code: "malformed", path, data: { reason, membersAnnounced: zip.entryCount, next: UNPACK } });
}

/** What yauzl or the disk says about the structure of the archive. */
export function zipFailure(error: unknown): ReadFailure {
  if (error instanceof ReadFailure || errorCode(error) !== null) return failureOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes("strong encryption")) {
    return new ReadFailure("encrypted-member", { reason: "the archive uses strong encryption" });
  }
  return new ReadFailure("malformed", { reason: structureReason(text), next: UNPACK });
}

function structureReason(text: string): string {
  if (text.startsWith("End of central directory")) return "the list of members at the end of the archive is missing";
  if (text.startsWith("Invalid comment length"))
    return "bytes follow the end of the archive, or its comment is cut off";
  if (text.startsWith("unexpected EOF")) return "the list of members lies outside of the archive";
  return text.replaceAll(/[^\x20-\x7E]/g, "?");
}

/** Turns directory headers into members, in the order of the directory. */
class Collector {
  readonly members: Member[] = [];
  readonly #path: string;
  readonly #limits: Limits;
  readonly #onProblem: OnProblem;
  readonly #names = new Map<string, string>();
  /** Packed bytes that the archive still has for further members. */
  #left: number;
  #problems = 0;

  constructor(path: string, archiveBytes: number, limits: Limits, onProblem: OnProblem) {
    this.#path = path;
    this.#left = archiveBytes;
    this.#limits = limits;
    this.#onProblem = onProblem;
  }

  add(entry: ZipEntry): void {
    const name = memberName({ flags: entry.generalPurposeBitFlag, bytes: entry.fileNameRaw, extra: entry.extraFields });
    const refusal = refuse(entry, name, this.#limits);
    if (refusal === "folder") return;
    if (refusal !== null) {
      this.#report(refusal, name);
      return;
    }
    // Members that share their data can make a small archive cost hours.
    if (entry.compressedSize > this.#left) {
      const reason = "the members together are larger than the archive: their data overlaps or is cut off";
      this.#report(new ReadFailure("malformed", { reason, next: UNPACK }), name);
      return;
    }
    this.#left -= entry.compressedSize;
    const key = collisionKey(name);
    const first = this.#names.get(key) ?? null;
    if (first === null) this.#names.set(key, name);
    else this.#report(new ReadFailure("duplicate-member", { name, first }), name);
    this.members.push({
      name,
      packedSize: entry.compressedSize,
      size: entry.uncompressedSize,
      method: entry.compressionMethod,
      crc32: entry.crc32,
      duplicateOf: first === null ? null : `${this.#path}!${first}`,
      entry,
    });
  }

  /** Counts the problems that were too many to tell. */
  finish(): void {
    const more = this.#problems - this.#limits.diagnosticsPerFile;
    if (more <= 0) return;
    const data = { what: "the number of problems in one archive", limit: this.#limits.diagnosticsPerFile, more };
    this.#onProblem({ code: "limit-exceeded", path: this.#path, data });
  }

  #report(failure: ReadFailure, name: string): void {
    this.#problems += 1;
    if (this.#problems > this.#limits.diagnosticsPerFile) return;
    this.#onProblem({ code: failure.code, path: `${this.#path}!${name}`, data: failure.data });
  }
}

const ENCRYPTED = 0x0001;
const UNIX = 3;
const UNIX_TYPES: ReadonlyMap<number, string> = new Map([
  [0xa000, "link"],
  [0x1000, "fifo"],
  [0x2000, "character-device"],
  [0x6000, "block-device"],
  [0xc000, "socket"],
]);

/** Why the member is not read; `folder` when there is nothing to read. */
function refuse(entry: ZipEntry, name: string, limits: Limits): ReadFailure | "folder" | null {
  const unsafe = unsafeName(name);
  if (unsafe !== null) return new ReadFailure("unsafe-name", { name, reason: unsafe });
  if (name.endsWith("/")) {
    if (entry.uncompressedSize === 0) return "folder";
    return new ReadFailure("unsafe-name", { name, reason: "the name is a folder's, but data is attached to it" });
  }
  if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) return new ReadFailure("encrypted-member", { name });
  const type =
    entry.versionMadeBy >>> 8 === UNIX ? UNIX_TYPES.get((entry.externalFileAttributes >>> 16) & 0xf000) : undefined;
  if (type !== undefined) return new ReadFailure("not-a-file", { type });
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) {
    const reason = `it is packed with method ${entry.compressionMethod}; only stored and deflated members are unpacked`;
    return new ReadFailure("not-readable", { reason, next: UNPACK });
  }
  return tooDeep(name, limits);
}

function tooDeep(name: string, limits: Limits): ReadFailure | null {
  const depth = name.split("/").length - 1;
  if (depth <= limits.directoryDepth) return null;
  return new ReadFailure("limit-exceeded", { what: "the depth of folders", limit: limits.directoryDepth, depth });
}
