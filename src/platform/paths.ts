/** Paths as bytes for the system and as text for the report, and the arguments they begin with. */
import { resolve } from "node:path";
import { compareText } from "../core/order.ts";
import type { FileStat, FileSystem, NativePath } from "./file-system.ts";
import { failureOf, type OnProblem } from "./problem.ts";

/** One argument that will be read. */
export interface Root {
  readonly native: string;
  /** As typed, with `/`, without the slash at the end. */
  readonly path: string;
  /** Absolute, without links. */
  readonly real: Buffer;
  /** Of what the argument leads to. */
  readonly stat: FileStat;
}

/** Looks at every argument; one that is the same as another, or lies in another, is left to that other. */
export function findRoots(
  fs: FileSystem,
  paths: readonly string[],
  windows: boolean,
  onProblem: OnProblem,
): readonly Root[] {
  const roots: Root[] = [];
  const byPlace = new Map<string, Root>();
  for (const typed of paths) {
    const path = shownArgument(typed, windows);
    try {
      if (typed === "") {
        onProblem({ code: "not-found", path, data: { reason: "the path is empty" } });
        continue;
      }
      // `C:` is the current folder of that drive; made absolute, paths can also exceed 260 characters.
      const native = windows && process.platform === "win32" ? resolve(typed) : typed;
      const stat = fs.stat(native);
      const root: Root = { native, path, real: fs.realPath(native), stat };
      const first = byPlace.get(placeOf(root));
      if (first === undefined) {
        byPlace.set(placeOf(root), root);
        roots.push(root);
      } else {
        onProblem({ code: "given-twice", path, data: { within: first.path } });
      }
    } catch (error) {
      const failure = failureOf(error);
      onProblem({ code: failure.code, path, data: failure.data });
    }
  }
  return roots.filter((root) => {
    const outer = outerRoot(root, byPlace);
    if (outer !== null) onProblem({ code: "given-twice", path: root.path, data: { within: outer.path } });
    return outer === null;
  });
}

// Latin-1 keeps every byte apart.
function placeOf(root: Root): string {
  return root.real.toString("latin1");
}

/** The outermost argument that the path lies in. */
function outerRoot(root: Root, byPlace: ReadonlyMap<string, Root>): Root | null {
  const place = placeOf(root);
  for (let end = 0; end < place.length; end += 1) {
    if (!isSeparator(place.charCodeAt(end))) continue;
    // The root folder keeps its separator: `/`, `C:\`.
    const outer = byPlace.get(place.slice(0, end)) ?? byPlace.get(place.slice(0, end + 1));
    if (outer !== undefined && outer !== root && outer.stat.type === "directory") return outer;
  }
  return null;
}

/** Whether an absolute path without links is a folder or lies below it. */
export function isInside(path: Buffer, folder: Buffer): boolean {
  if (!path.subarray(0, folder.length).equals(folder)) return false;
  if (path.length === folder.length) return true;
  return isSeparator(folder.at(-1)) || isSeparator(path[folder.length]);
}

function isSeparator(byte: number | undefined): boolean {
  return byte === 0x2f || (byte === 0x5c && process.platform === "win32");
}

/** The argument as the report shows it. */
function shownArgument(typed: string, windows: boolean): string {
  const path = windows ? typed.replaceAll("\\", "/") : typed;
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end -= 1;
  return path.slice(0, end);
}

/** A path in the report, one name further down. */
export function listedPath(folder: string, name: string): string {
  return folder.endsWith("/") ? folder + name : `${folder}/${name}`;
}

/** UTF-8; what is none becomes U+FFFD. */
export function displayName(name: Buffer): string {
  return name.toString("utf8");
}

/** Text as long as it says the same bytes: only as text, Windows accepts long paths. */
export function joinNative(folder: NativePath, name: Buffer): NativePath {
  const text = displayName(name);
  const isText = Buffer.from(text).equals(name);
  if (typeof folder === "string" && isText) return listedPath(folder, text);
  const start = Buffer.from(folder);
  return Buffer.concat(start.at(-1) === 0x2f ? [start, name] : [start, Buffer.from("/"), name]);
}

/** A folder's identity, or null where the file system has none. */
export function keyOf(stat: FileStat): string | null {
  // Windows gives the volume number in 32 or in 64 bits, depending on the call.
  return stat.inode === 0n ? null : `${stat.device & 0xffff_ffffn}:${stat.inode}`;
}

/** By name in code units, where a folder's name ends in `/`: then whole paths come in code-unit order. */
export function sortItems<T extends { readonly name: Buffer; readonly folder: boolean }>(
  items: readonly T[],
): readonly T[] {
  const keyed = items.map((item) => ({ item, key: displayName(item.name) + (item.folder ? "/" : "") }));
  keyed.sort((a, b) => compareText(a.key, b.key) || Buffer.compare(a.item.name, b.item.name));
  return keyed.map(({ item }) => item);
}
