/** Walks inputs as the program does, reads every entry, and proves that nothing was written. */
import { expect } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { sha256Hex } from "../platform/digest.ts";
import type { Entry } from "../platform/entry.ts";
import { type FileSystem, nodeFileSystem } from "../platform/file-system.ts";
import { walk, type WalkOptions } from "../platform/files.ts";
import { type Limits, type Problem, ReadFailure } from "../platform/problem.ts";
import type { TempFolder } from "./temp-folder.ts";
import { writeZip, type ZipMember, type ZipOptions } from "./zip-writer.ts";

/** Text of an entry, or the code of its failure in brackets. */
export async function textOf(entry: Entry): Promise<string> {
  try {
    return Buffer.from(await entry.read()).toString("utf8");
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return `(${error.code})`;
  }
}

/** Walks and reads everything; paths are shortened to what lies below the folder. */
export async function readAll(folder: TempFolder, paths: readonly string[] = [folder.path], options: WalkOptions = {}) {
  const problems: Problem[] = [];
  const reads: { path: string; text: string; entry: Entry }[] = [];
  const short = (path: string) => (path.startsWith(folder.path) ? path.slice(folder.path.length + 1) : path);
  await folder.unchanged(async () => {
    for await (const entry of walk(paths, (problem) => problems.push(problem), options)) {
      reads.push({ path: short(entry.path), text: await textOf(entry), entry });
    }
  });
  return {
    reads,
    paths: reads.map((read) => read.path),
    problems: problems.map((problem) => ({ code: problem.code, path: short(problem.path), data: problem.data ?? {} })),
  };
}

/** Reads `a.zip` with this content: the members' paths behind `!` with their text, the entries, the problems. */
export async function readZip(folder: TempFolder, zip: Uint8Array, limits: Partial<Limits> = {}) {
  const file = folder.write("a.zip", zip);
  const { reads, problems } = await readAll(folder, [file], { limits: { ...LIMITS, ...limits } });
  const members = reads.filter(({ entry }) => entry.memberOf !== null);
  for (const { entry } of members) expect(entry.memberOf).toBe(sha256Hex(zip));
  return {
    members: members.map((read): [string, string] => [read.path.slice("a.zip!".length), read.text]),
    entries: reads.map((read) => read.entry),
    problems: problems.map(({ code, path, data }) => ({ code, path: path.slice("a.zip".length), data })),
  };
}

export async function readMembers(
  folder: TempFolder,
  members: readonly ZipMember[],
  limits: Partial<Limits> = {},
  options: ZipOptions = {},
) {
  return await readZip(folder, writeZip(members, options), limits);
}

export function member(name: string | Uint8Array, text: string, more: Partial<ZipMember> = {}): ZipMember {
  return { name, data: Buffer.from(text), ...more };
}

/** The real file system with some calls replaced. */
export function fsWith(changes: Partial<FileSystem>): FileSystem {
  return { ...nodeFileSystem, ...changes };
}

export function errno(code: string): Error {
  return Object.assign(new Error(code), { code });
}
