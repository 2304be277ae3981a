/** Paths to files read: the only place where bytes meet formats. At most one file is in memory at a time. */
import type { Diagnostic } from "../core/diagnostic.ts";
import { printable } from "../text/printable.ts";
import type { Taken } from "../core/provenance.ts";
import type { ReadFile } from "../evidence/assemble.ts";
import { LIMITS } from "../core/limits.ts";
import { type FileReading, readFile } from "../formats/read.ts";
import { readFileStream } from "../formats/read-stream.ts";
import { sha256Hex } from "../platform/digest.ts";
import type { Entry } from "../platform/entry.ts";
import { type Digest, ReadFailure } from "../platform/problem.ts";
import { walk, type WalkOptions } from "../platform/files.ts";
import { bytesText } from "../report/words.ts";
import type { Progress } from "./progress.ts";

export interface Inputs {
  /** In the fixed order of the walk. */
  readonly files: readonly ReadFile[];
  /** About paths that never became a file. */
  readonly problems: readonly Diagnostic[];
}

export async function readInputs(
  paths: readonly string[],
  progress: Progress,
  options: WalkOptions = {},
): Promise<Inputs> {
  const files: ReadFile[] = [];
  const problems: Diagnostic[] = [];
  const onProblem = (problem: { code: Diagnostic["code"]; path: string; data?: Diagnostic["data"] }): void => {
    problems.push({ code: problem.code, path: problem.path, at: null, data: problem.data ?? {} });
  };
  let bytes = 0;
  for await (const entry of walk(paths, onProblem, options)) {
    progress.step(() => `reading: ${files.length} files, ${bytesText(bytes)}, ${printable(entry.path)}`);
    await progress.turn?.();
    const file = await readEntry(entry, async (size) => {
      progress.step(() => `reading: ${bytesText(size)} of ${printable(entry.path)}`);
      await progress.turn?.();
    });
    bytes += file.source.bytes;
    files.push(file);
  }
  progress.done();
  return { files, problems };
}

type OnPart = (read: number) => Promise<void>;

async function readEntry(entry: Entry, onPart: OnPart): Promise<ReadFile> {
  if (entry.container !== null || entry.noise || entry.duplicateOf !== null || isConflictCopy(entry.path)) {
    return listed(entry);
  }
  try {
    const streamed = await readInParts(entry, onPart);
    if (streamed !== null) return fileOf(entry, streamed, await entry.digest());
    const bytes = await entry.read();
    return fileOf(entry, readFile(entry.path, bytes), { id: sha256Hex(bytes), bytes: bytes.length });
  } catch (error) {
    return unread(entry, error);
  }
}

/** Null for a small file, and for a format that has to have the whole. */
async function readInParts(entry: Entry, onPart: OnPart): Promise<FileReading | null> {
  const { parts } = entry;
  if (parts === null || entry.size <= LIMITS.wholeBytes) return null;
  return await readFileStream(entry.path, async function* open() {
    let read = 0;
    for await (const part of parts()) {
      read += part.length;
      await onPart(read);
      yield part;
    }
  });
}

function fileOf(entry: Entry, reading: FileReading, { id, bytes }: Digest): ReadFile {
  return {
    source: {
      id,
      path: entry.path,
      kind: reading.format?.id ?? null,
      bytes,
      encoding: reading.encoding,
      read: reading.read,
      reason: reading.reason,
      memberOf: entry.memberOf,
      taken: takenOf(entry, reading.taken),
    },
    drafts: reading.drafts,
    diagnostics: reading.diagnostics,
  };
}

/** What the file says counts before what its archive says. */
function takenOf(entry: Entry, said: string | null): Taken | null {
  if (said !== null) return { time: said, basis: "content" };
  return entry.modified === null ? null : { time: entry.modified, basis: "zip-entry" };
}

/** Folders that file replication renamed: `Machine_NTFRS_0012ab34`, `{GUID}CNF:…` (formats.md 1.4). */
function isConflictCopy(path: string): boolean {
  return /_NTFRS_[0-9a-f]{8}(?:[/!]|$)|\}CNF[:\uF03A-]/i.test(path);
}

/** A file that the walk could not read has had its diagnostic; it is still listed. */
function unread(entry: Entry, error: unknown): ReadFile {
  if (!(error instanceof ReadFailure)) throw error;
  return {
    source: {
      id: error.digest?.id ?? "",
      path: entry.path,
      kind: null,
      bytes: error.digest?.bytes ?? entry.size,
      encoding: "binary",
      read: "unrecognised",
      reason: `not read: ${error.code}`,
      memberOf: entry.memberOf,
      taken: takenOf(entry, null),
    },
    drafts: [],
    diagnostics: [],
  };
}

/** Archives, documents, housekeeping files and doubles: named, hashed, not read. */
async function listed(entry: Entry): Promise<ReadFile> {
  const [kind, read, reason] =
    entry.container === "zip"
      ? (["zip", "complete", null] as const)
      : entry.container === "office"
        ? (["excel-workbook", "refused", "an Office document; save the sheet as CSV and scan that"] as const)
        : entry.noise
          ? ([null, "ignored", "housekeeping file of a file manager or of version control"] as const)
          : entry.duplicateOf !== null
            ? ([null, "ignored", `a member of the same name counts instead: ${entry.duplicateOf}`] as const)
            : ([null, "ignored", "a conflict copy of replication, which clients never read"] as const);
  try {
    const { id, bytes } = await entry.digest();
    return {
      source: {
        id,
        path: entry.path,
        kind,
        bytes,
        encoding: "binary",
        read,
        reason,
        memberOf: entry.memberOf,
        taken: takenOf(entry, null),
      },
      drafts: [],
      diagnostics: [],
    };
  } catch (error) {
    return unread(entry, error);
  }
}
