/** Everything below a folder that nobody vouches for: named and hashed, no link followed. */
import { LIMITS } from "../core/limits.ts";
import { breathe } from "./breathe.ts";
import { type NativePath, nodeFileSystem } from "./file-system.ts";
import { displayName, joinNative } from "./paths.ts";
import { rethrowDefect } from "./problem.ts";
import { SourceFile } from "./source-file.ts";

export interface FolderItem {
  /** Below the folder, with `/`. */
  readonly path: string;
  /** `file`, `directory`, `link`, `fifo` …; `unreadable` where the system does not tell. */
  readonly type: string;
  /** Null: no file, or not readable. */
  readonly sha256: string | null;
  readonly bytes: number;
}

export interface FolderContents {
  readonly items: readonly FolderItem[];
  /** False: there is more than is looked at. */
  readonly whole: boolean;
}

/** Deeper than any folder of ours; what lies below is not looked at, but its folder is listed. */
const DEPTH = 16;

export async function folderContents(folder: string): Promise<FolderContents> {
  const items: FolderItem[] = [];
  const open: { native: NativePath; path: string; depth: number }[] = [{ native: folder, path: "", depth: 0 }];
  let whole = true;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const names = listed(next.native);
    if (names === null) items.push({ path: `${next.path}/`, type: "unreadable", sha256: null, bytes: 0 });
    for (const name of names ?? []) {
      if (items.length >= LIMITS.files) return { items, whole: false };
      await breathe();
      const native = joinNative(next.native, name);
      const path = next.path === "" ? displayName(name) : `${next.path}/${displayName(name)}`;
      const item = await itemOf(native, path);
      items.push(item);
      if (item.type !== "directory") continue;
      if (next.depth < DEPTH) open.push({ native, path, depth: next.depth + 1 });
      else whole = false;
    }
  }
  return { items, whole };
}

function listed(native: NativePath): Buffer[] | null {
  try {
    return nodeFileSystem.list(native, LIMITS.files);
  } catch (error) {
    rethrowDefect(error);
    return null;
  }
}

async function itemOf(native: NativePath, path: string): Promise<FolderItem> {
  try {
    const stat = nodeFileSystem.lstat(native);
    if (stat.type !== "file") return { path, type: stat.type, sha256: null, bytes: 0 };
    try {
      const { id, bytes } = await new SourceFile(nodeFileSystem, native, stat, LIMITS).digest();
      return { path, type: "file", sha256: id, bytes };
    } catch (error) {
      rethrowDefect(error);
      return { path, type: "file", sha256: null, bytes: stat.size };
    }
  } catch (error) {
    rethrowDefect(error);
    return { path, type: "unreadable", sha256: null, bytes: 0 };
  }
}

/** The bytes of a file that is none of many; null: not there, no plain file, too large, not readable. */
export async function smallFile(path: string, follow: boolean): Promise<Uint8Array | null> {
  try {
    const stat = follow ? nodeFileSystem.stat(path) : nodeFileSystem.lstat(path);
    if (stat.type !== "file") return null;
    return await new SourceFile(nodeFileSystem, path, stat, LIMITS).bytes();
  } catch (error) {
    rethrowDefect(error);
    return null;
  }
}
