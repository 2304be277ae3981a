/** Takes a zip apart, one level, from its file descriptor; nothing is ever written. */
import { createHash } from "node:crypto";
import { compareText } from "../core/order.ts";
import type { SourceId } from "../core/provenance.ts";
import { type Entry, isNoise, reportedParts, reporting } from "./entry.ts";
import { type Allowance, inflate, inflateHead, inflateParts } from "./inflate.ts";
import {
  type Digest,
  failureOf,
  type Limits,
  type OnProblem,
  type Problem,
  ReadFailure,
  rethrowDefect,
} from "./problem.ts";
import type { SourceFile } from "./source-file.ts";
import { type Bytes, type Listing, listMembers, type Member, zipFailure } from "./zip-list.ts";
import { zipTime } from "./zip-time.ts";

const PART_BYTES = 64 * 1024;
/** Enough packed bytes for the first unpacked ones, the tables of a deflate block included. */
const HEAD_BYTES = 1024;

/** A local header, or the end record of an archive without members. */
export function looksLikeZip(head: Uint8Array): boolean {
  if (head.length < 4 || head[0] !== 0x50 || head[1] !== 0x4b) return false;
  return (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6);
}

/** What a zip needs of the walk. */
export interface ZipContext {
  readonly limits: Limits;
  readonly onProblem: OnProblem;
  /** Counts one more entry; false when there are too many, and the walk ends. */
  admit(path: string): boolean;
}

/**
 * The zip itself, then its members by path in code-unit order. An office document comes out alone.
 * The caller keeps the file open meanwhile; members can also be read later.
 */
export async function* expandZip(source: SourceFile, path: string, context: ZipContext): AsyncGenerator<Entry> {
  const { limits, onProblem } = context;
  if (!context.admit(path)) return;
  if (source.size > limits.archiveBytes) {
    const data = { what: "the size of the archive in bytes", limit: limits.archiveBytes, size: source.size };
    onProblem({ code: "limit-exceeded", path, data });
    yield wholeZip(source, path, "zip", onProblem, ["limit-exceeded"]);
    return;
  }
  const reported = reporting(path, onProblem);
  const id = await orNull(() => reported(async () => (await source.digest()).id));
  if (id === null) return;
  const bytes = bytesOf(source);
  // Problems wait until it is known that this is no office document, whose inside is nobody's business.
  const problems: Problem[] = [];
  const listing = await listMembers(bytes, limits, path, (problem) => problems.push(problem));
  const office = listing !== null && isOffice(listing);
  if (!office) for (const problem of problems) onProblem(problem);
  yield wholeZip(source, path, office ? "office" : "zip", onProblem);
  if (office || listing === null) return;
  if (listing.members.length === 0 && problems.length === 0) onProblem({ code: "empty", path });
  yield* membersOf(new Archive(bytes, listing, limits, source), listing, path, id, context);
  await orNull(() => reported(async () => source.assertUnchanged()));
}

async function* membersOf(
  archive: Archive,
  listing: Listing,
  path: string,
  id: SourceId,
  context: ZipContext,
): AsyncGenerator<Entry> {
  const { onProblem } = context;
  const sorted = listing.members.toSorted((a, b) => compareText(a.name, b.name));
  for (const [index, member] of sorted.entries()) {
    if (archive.exhausted !== null) {
      const data = {
        what: archive.exhausted.what,
        limit: archive.exhausted.limit,
        membersNotRead: sorted.length - index,
      };
      onProblem({ code: "limit-exceeded", path, data });
      return;
    }
    const memberPath = `${path}!${member.name}`;
    if (!context.admit(memberPath)) return;
    const noise = isNoise(member.name);
    if (member.size === 0 && !noise) onProblem({ code: "empty", path: memberPath });
    const container = noise ? null : await archive.containerOf(member);
    if (container === "zip" && member.duplicateOf === null) {
      const next = "Unpack the outer archive and scan the folder.";
      onProblem({ code: "nested-archive", path: memberPath, data: { name: member.name, next } });
    }
    const reported = reporting(memberPath, onProblem);
    yield {
      path: memberPath,
      size: member.size,
      noise,
      container,
      duplicateOf: member.duplicateOf,
      memberOf: id,
      modified: zipTime(member.entry),
      read: () => reported(() => archive.read(member)),
      parts: () => reportedParts(reported, archive.parts(member)),
      digest: () => reported(() => archive.digest(member)),
    };
  }
}

/** One open zip: where the data of a member lies, and how much has come out of all of them. */
class Archive {
  /** The cap on all members together, once it stopped one. */
  exhausted: Allowance | null = null;
  readonly #bytes: Bytes;
  readonly #listing: Listing;
  readonly #limits: Limits;
  readonly #source: SourceFile;
  /** How many bytes of each member are counted: what is read again does not count again. */
  readonly #counted = new Map<Member, number>();
  readonly #digests = new Map<Member, Digest>();
  #inflated = 0;

  constructor(bytes: Bytes, listing: Listing, limits: Limits, source: SourceFile) {
    this.#bytes = bytes;
    this.#listing = listing;
    this.#limits = limits;
    this.#source = source;
  }

  /** The whole content, verified. */
  async read(member: Member): Promise<Uint8Array> {
    const { memberBytes } = this.#limits;
    if (member.size > memberBytes) {
      const what = "the unpacked size of the member in bytes";
      throw new ReadFailure("limit-exceeded", { what, limit: memberBytes, size: member.size });
    }
    const allowance = this.#allowance(member, memberBytes);
    this.#source.acquire();
    try {
      return await inflate(await this.#packed(member), allowance, this.#counter(member));
    } catch (error) {
      throw this.#noted(error, allowance);
    } finally {
      this.#source.release();
    }
  }

  /** The content in parts; whoever takes all of it knows that it is verified, and gets the digest for nothing. */
  async *parts(member: Member): AsyncGenerator<Uint8Array> {
    const allowance = this.#allowance(member, Infinity);
    const hash = this.#digests.has(member) ? null : createHash("sha256");
    let length = 0;
    this.#source.acquire();
    try {
      for await (const part of inflateParts(await this.#packed(member), allowance, this.#counter(member))) {
        hash?.update(part);
        length += part.length;
        yield part;
      }
      if (hash !== null) this.#digests.set(member, { id: hash.digest("hex"), bytes: length });
    } catch (error) {
      throw this.#noted(error, allowance);
    } finally {
      this.#source.release();
    }
  }

  async digest(member: Member): Promise<Digest> {
    for (;;) {
      const known = this.#digests.get(member);
      if (known !== undefined) return known;
      for await (const _ of this.parts(member));
    }
  }

  async #packed(member: Member) {
    const start = await this.#dataStart(member);
    return { ...member, parts: () => partsOf(this.#bytes, start, member.packedSize) };
  }

  #counter(member: Member): (bytes: number) => void {
    let read = 0;
    return (bytes) => {
      read += bytes;
      const counted = this.#counted.get(member) ?? 0;
      this.#counted.set(member, Math.max(read, counted));
      this.#inflated += Math.max(read - counted, 0);
    };
  }

  #noted(error: unknown, allowance: Allowance): unknown {
    if (allowance.ofArchive && failureOf(error).code === "limit-exceeded") this.exhausted = allowance;
    return error;
  }

  /** Recognises an archive within the archive by its first bytes; anything wrong with it is told when it is read. */
  async containerOf(member: Member): Promise<"zip" | "office" | null> {
    try {
      const start = await this.#dataStart(member);
      const packed = new Uint8Array(Math.min(member.packedSize, HEAD_BYTES));
      const count = this.#bytes.read(packed, start);
      if (!looksLikeZip(inflateHead(member.method, packed.subarray(0, count)))) return null;
    } catch (error) {
      rethrowDefect(error);
      return null;
    }
    const content = await orNull(() => this.read(member));
    if (content === null) return "zip";
    const listing = await listMembers(bytesIn(content), this.#limits, "", () => {});
    return listing !== null && isOffice(listing) ? "office" : "zip";
  }

  async #dataStart(member: Member): Promise<number> {
    try {
      const header = await this.#listing.zip.readLocalFileHeaderPromise(member.entry, { minimal: true });
      return header.fileDataStart;
    } catch (error) {
      const text = error instanceof Error ? error.message : "";
      if (text.startsWith("file data overflows") || text.startsWith("unexpected EOF")) {
        throw new ReadFailure("truncated", { what: "the archive, before the member's data does" });
      }
      throw zipFailure(error);
    }
  }

  #allowance(member: Member, memberBytes: number): Allowance {
    const { archiveInflatedBytes, inflationRatio, ratioFloorBytes } = this.#limits;
    const byRatio = Math.max(ratioFloorBytes, inflationRatio * member.packedSize);
    const left = archiveInflatedBytes - this.#inflated + (this.#counted.get(member) ?? 0);
    const smallest = Math.min(memberBytes, byRatio, Math.max(left, 0));
    if (smallest === memberBytes) {
      const what = "the unpacked size of the member in bytes";
      return { bytes: smallest, what, limit: memberBytes, ofArchive: false };
    }
    if (smallest === byRatio) {
      return {
        bytes: smallest,
        what: "the ratio of unpacked to packed bytes",
        limit: inflationRatio,
        ofArchive: false,
      };
    }
    const what = "the unpacked size of all members in bytes";
    return { bytes: smallest, what, limit: archiveInflatedBytes, ofArchive: true };
  }
}

function wholeZip(
  source: SourceFile,
  path: string,
  container: "zip" | "office",
  onProblem: OnProblem,
  told: readonly string[] = [],
): Entry {
  const reported = reporting(path, onProblem, told);
  return {
    path,
    size: source.size,
    noise: false,
    container,
    duplicateOf: null,
    memberOf: null,
    modified: null,
    read: () => reported(() => source.bytes()),
    parts: null,
    digest: () => reported(() => source.digest()),
  };
}

function isOffice(listing: Listing): boolean {
  const names = listing.members.map((member) => member.name);
  return (
    names.includes("[Content_Types].xml") && names.some((name) => name.startsWith("xl/") || name.startsWith("word/"))
  );
}

function bytesOf(source: SourceFile): Bytes {
  return {
    size: source.size,
    read(into, position) {
      const file = source.acquire();
      try {
        return file.read(into, position);
      } finally {
        source.release();
      }
    },
  };
}

function bytesIn(content: Uint8Array): Bytes {
  return {
    size: content.length,
    read(into, position) {
      const part = content.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

function* partsOf(bytes: Bytes, start: number, size: number): Generator<Uint8Array> {
  for (let done = 0; done < size; done += PART_BYTES) {
    const part = new Uint8Array(Math.min(PART_BYTES, size - done));
    const count = bytes.read(part, start + done);
    if (count > 0) yield part.subarray(0, count);
    if (count < part.length) return;
  }
}

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    rethrowDefect(error);
    return null;
  }
}
