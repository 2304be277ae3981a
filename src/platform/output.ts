/** Where results go: a stream with back-pressure, or a file that appears whole or not at all. */
import { randomBytes } from "node:crypto";
import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Writable } from "node:stream";
import { UsageError } from "../core/failure.ts";
import { isInside } from "./paths.ts";
import { errorCode } from "./problem.ts";

type Chunk = string | Uint8Array;
export type Chunks = string | Uint8Array | Iterable<Chunk> | AsyncIterable<Chunk>;

interface StreamState {
  /** The reader closed its end: `eventreach … | head`. */
  gone: boolean;
  error: Error | null;
}

const states = new WeakMap<Writable, StreamState>();
const BATCH_CHARS = 64 * 1024;

/** Keeps a closed pipe on this stream from ending the process; `writeTo` does it by itself. */
export function guardStream(stream: Writable): void {
  stateOf(stream);
}

/** Writes one part after the other, each when the one before has gone out. False: the reader has gone, the rest was not made. */
export async function writeTo(stream: Writable, chunks: Chunks): Promise<boolean> {
  const state = stateOf(stream);
  if (!state.gone) {
    for await (const batch of batches(chunks)) {
      await written(stream, batch, state);
      if (state.error !== null) throw writingProblem("the output", state.error);
      if (state.gone) break;
    }
  }
  return !state.gone;
}

function stateOf(stream: Writable): StreamState {
  const known = states.get(stream);
  if (known !== undefined) return known;
  const state: StreamState = { gone: false, error: null };
  states.set(stream, state);
  stream.on("error", (error) => note(state, error));
  return state;
}

function written(stream: Writable, chunk: Chunk, state: StreamState): Promise<void> {
  return new Promise((done) => {
    stream.write(chunk, (error) => {
      if (error !== null && error !== undefined) note(state, error);
      done();
    });
  });
}

function note(state: StreamState, error: Error): void {
  const code = errorCode(error);
  // Windows says EOF; a stream that failed once says that it is destroyed.
  if (code === "EPIPE" || code === "EOF" || code === "ERR_STREAM_DESTROYED") state.gone = true;
  else state.error ??= error;
}

/** Small texts joined, so that a line does not cost a system call. */
async function* batches(chunks: Chunks): AsyncGenerator<Chunk> {
  if (typeof chunks === "string" || chunks instanceof Uint8Array) {
    yield chunks;
    return;
  }
  let text = "";
  for await (const chunk of chunks) {
    if (typeof chunk === "string") {
      text += chunk;
      if (text.length < BATCH_CHARS) continue;
      yield text;
      text = "";
    } else {
      if (text !== "") yield text;
      text = "";
      yield chunk;
    }
  }
  if (text !== "") yield text;
}

/** The calls that write a file; tests make them fail. */
export interface OutputFiles {
  /** Fails when the name is taken, unless told to write over what is there. */
  create(path: string, over: boolean): Promise<OutputFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
}

interface OutputFile {
  write(chunk: Chunk): Promise<void>;
  /** Brings it to the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

const nodeOutputFiles: OutputFiles = {
  async create(path, over) {
    const handle = await open(path, over ? "w" : "wx");
    return {
      write: (chunk) => handle.appendFile(chunk),
      sync: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
};

/**
 * Writes a new file beside the target and renames it, so that nobody ever sees half a report. A link is followed.
 * Refuses folders, the inputs, and whatever already stands below an input folder: evidence is never overwritten.
 */
export async function writeFileAt(
  path: string,
  chunks: Chunks,
  inputs: readonly string[],
  files: OutputFiles = nodeOutputFiles,
): Promise<void> {
  const target = await targetOf(path);
  if (target.type === "folder") throw new UsageError(`${path} is a folder.`, ["Give -o the name of a file."]);
  if (target.type === "device") {
    // A pipe or /dev/null takes the bytes as they come; it must not be replaced by a file.
    await fill(await created(files, target.path, true, path), chunks, path, false);
    return;
  }
  if (target.type === "file" && (await isInput(target.path, inputs))) {
    throw new UsageError(`${path} is one of the inputs; it is not overwritten.`, [
      "Give -o a path outside of the inputs, or a name that does not exist yet.",
    ]);
  }
  const temporary = join(dirname(target.path), `.eventreach-${randomBytes(6).toString("hex")}.tmp`);
  const file = await created(files, temporary, false, path);
  try {
    await fill(file, chunks, path, true);
    await files.rename(temporary, target.path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  }
}

async function fill(file: OutputFile, chunks: Chunks, path: string, sync: boolean): Promise<void> {
  try {
    for await (const chunk of batches(chunks)) await file.write(chunk);
    if (sync) await file.sync();
  } catch (error) {
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  } finally {
    await file.close();
  }
}

async function created(files: OutputFiles, name: string, over: boolean, path: string): Promise<OutputFile> {
  try {
    return await files.create(name, over);
  } catch (error) {
    throw error instanceof Error ? writingProblem(path, error) : error;
  }
}

interface Target {
  /** Absolute; without links when it exists. */
  readonly path: string;
  readonly type: "none" | "file" | "folder" | "device";
}

async function targetOf(path: string): Promise<Target> {
  try {
    const stats = await stat(path);
    // `/dev/stdout` leads to names that no path has, such as `pipe:[1]`.
    if (!stats.isFile() && !stats.isDirectory()) return { path, type: "device" };
    return { path: await realpath(path), type: stats.isDirectory() ? "folder" : "file" };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return { path: resolve(path), type: "none" };
    throw error instanceof Error ? writingProblem(path, error) : error;
  }
}

async function isInput(target: string, inputs: readonly string[]): Promise<boolean> {
  for (const input of inputs) {
    // An input that is not there has been reported and cannot be overwritten.
    const real = await realpath(input).catch(() => null);
    if (real !== null && isInside(Buffer.from(target), Buffer.from(real))) return true;
  }
  return false;
}

/** What to say, and what to do, when the system does not let us write. */
export function writingProblem(what: string, error: Error): UsageError {
  const code = errorCode(error);
  const reason = (code === null ? undefined : REASONS.get(code)) ?? error.message;
  return new UsageError(`Cannot write ${what}: ${reason}.`, ["Give -o a path in a folder that you may write to."]);
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ["EACCES", "permission denied"],
  ["EPERM", "permission denied"],
  ["EROFS", "the disk is read-only"],
  ["ENOSPC", "the disk is full"],
  ["ENOENT", "its folder does not exist"],
  ["ENOTDIR", "a part of the path is a file, not a folder"],
  ["ENAMETOOLONG", "the name is too long"],
]);
