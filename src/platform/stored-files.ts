/** A tree of files under names of its own, whose bytes lie elsewhere: what was collected, read again as it was found. */
import { type FileStat, type FileSystem, type NativePath, nodeFileSystem, type OpenFile } from "./file-system.ts";

export interface StoredFile {
  /** With `/`, without one at its beginning. */
  readonly path: string;
  /** Where the bytes lie, or the bytes themselves. */
  readonly file: string | Uint8Array;
  readonly bytes: number;
}

/** Null: two files cannot stand in one tree, for one is a folder of the other or has its name. */
export function storedFiles(files: readonly StoredFile[]): FileSystem | null {
  const byPath = new Map<string, StoredFile>();
  const folders = new Map<string, Set<string>>();
  for (const stored of files) {
    if (byPath.has(stored.path)) return null;
    byPath.set(stored.path, stored);
    const parts = stored.path.split("/");
    for (let depth = 1; depth < parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join("/");
      const names = folders.get(folder) ?? new Set();
      names.add(parts[depth] ?? "");
      folders.set(folder, names);
    }
  }
  if ([...byPath.keys()].some((path) => folders.has(path))) return null;

  const stat = (path: NativePath): FileStat => {
    const stored = byPath.get(String(path));
    if (stored !== undefined) return statOf("file", stored.bytes);
    if (folders.has(String(path))) return statOf("directory", 0);
    throw notThere(path);
  };
  return {
    lstat: stat,
    stat,
    realPath: (path) => Buffer.from(`/${String(path)}`),
    linkTarget: (path) => {
      throw notThere(path);
    },
    list: (path, max) => [...(folders.get(String(path)) ?? [])].slice(0, max + 1).map((name) => Buffer.from(name)),
    open: (path) => {
      const stored = byPath.get(String(path));
      if (stored === undefined) throw notThere(path);
      const opened = typeof stored.file === "string" ? nodeFileSystem.open(stored.file) : inMemory(stored.file);
      return {
        // Neither date nor place of the copy say anything about the file that was collected.
        stat: () => {
          const { type, size } = opened.stat();
          return statOf(type, size);
        },
        read: (into, position) => opened.read(into, position),
        close: () => opened.close(),
      };
    },
  };
}

function inMemory(bytes: Uint8Array): OpenFile {
  return {
    stat: () => statOf("file", bytes.length),
    read: (into, position) => {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
    close: () => undefined,
  };
}

function statOf(type: FileStat["type"], size: number): FileStat {
  return { type, size, device: 0n, inode: 0n, modified: 0n };
}

function notThere(path: NativePath): Error {
  return Object.assign(new Error(`no ${String(path)}`), { code: "ENOENT" });
}
