/** Finds everything under the paths given, in an order that depends on names alone. Reads, and never writes. */
import type { DiagnosticCode } from "../core/diagnostic.ts";
import { LIMITS } from "../core/limits.ts";
import { breathe } from "./breathe.ts";
import { type Entry, isNoise, reportedParts, reporting } from "./entry.ts";
import { type FileStat, type FileSystem, type NativePath, nodeFileSystem } from "./file-system.ts";
import { displayName, findRoots, isInside, joinNative, keyOf, listedPath, type Root, sortItems } from "./paths.ts";
import { failureOf, type Limits, type OnProblem, type ProblemData, ReadFailure } from "./problem.ts";
import { SourceFile } from "./source-file.ts";
import { expandZip, looksLikeZip } from "./zip.ts";

export interface WalkOptions {
  readonly fs?: FileSystem;
  readonly limits?: Limits;
  /** Whether `\` separates folders in the arguments; by default where we run. */
  readonly windows?: boolean;
  /** `closed`: a zip is a file like any other, and its members are not listed. */
  readonly archives?: "expanded" | "closed";
}

/**
 * Yields plain files, zips and the members of zips: arguments in the order given, below each in code-unit order of
 * the `/`-separated path, a zip's members behind it in the same order. What does not come out as an entry is
 * reported: missing, not permitted, special files, links that loop or lead out, names in a zip that climb out.
 *
 * A link to a file inside the same argument is followed. A link to a folder inside it is not: that folder is read
 * at its own place, so each is read once whatever the names; the link is reported as `link-loop`.
 * One file is open at a time. An entry may also be read after the walk has gone on; the file is then opened again.
 */
export async function* walk(
  paths: readonly string[],
  onProblem: OnProblem,
  options: WalkOptions = {},
): AsyncGenerator<Entry> {
  const walker = new Walker(onProblem, options);
  yield* walker.walk(paths, options.windows ?? process.platform === "win32");
}

/** A file, folder, link or special file that a folder lists. */
interface Item {
  readonly native: NativePath;
  /** As shown in the report. */
  readonly path: string;
  /** Below the argument, with `/`. */
  readonly relative: string;
  readonly stat: FileStat | ReadFailure;
}

interface Folder {
  readonly items: readonly Item[];
  next: number;
  readonly key: string | null;
}

class Walker {
  readonly #fs: FileSystem;
  readonly #limits: Limits;
  readonly #onProblem: OnProblem;
  readonly #closed: boolean;
  #files = 0;
  #folders = 0;
  #stopped = false;

  constructor(onProblem: OnProblem, options: WalkOptions) {
    this.#fs = options.fs ?? nodeFileSystem;
    this.#limits = options.limits ?? LIMITS;
    this.#onProblem = onProblem;
    this.#closed = options.archives === "closed";
  }

  async *walk(paths: readonly string[], windows: boolean): AsyncGenerator<Entry> {
    for (const root of findRoots(this.#fs, paths, windows, this.#onProblem)) {
      if (this.#stopped) return;
      const item: Item = { native: root.native, path: root.path, relative: "", stat: root.stat };
      if (root.stat.type === "directory") yield* this.#below(root, item);
      else yield* this.#item(item, root);
    }
  }

  async *#below(root: Root, top: Item): AsyncGenerator<Entry> {
    const open: Folder[] = [];
    await this.#enter(top, root.stat, open);
    for (let folder = open.at(-1); folder !== undefined && !this.#stopped; folder = open.at(-1)) {
      const item = folder.items[folder.next];
      folder.next += 1;
      if (item === undefined) {
        open.pop();
        continue;
      }
      await breathe();
      if (!(item.stat instanceof ReadFailure) && item.stat.type === "directory")
        await this.#enter(item, item.stat, open);
      else yield* this.#item(item, root);
    }
  }

  /** Lists a folder and puts it on top of those being read. */
  async #enter(item: Item, stat: FileStat, open: Folder[]): Promise<void> {
    const key = keyOf(stat);
    // Mounts can put a folder below itself.
    if (key !== null && open.some((folder) => folder.key === key)) {
      this.#report("link-loop", item.path, {});
      return;
    }
    if (open.length > this.#limits.directoryDepth) {
      this.#report("limit-exceeded", item.path, { what: "the depth of folders", limit: this.#limits.directoryDepth });
      return;
    }
    this.#folders += 1;
    if (this.#folders > this.#limits.files) {
      this.#stop("the number of folders", item.path);
      return;
    }
    const items = await this.#list(item);
    if (items !== null) open.push({ items, next: 0, key });
  }

  async #list(folder: Item): Promise<Item[] | null> {
    const max = this.#limits.files;
    let names: Buffer[];
    try {
      names = this.#fs.list(folder.native, max);
    } catch (error) {
      this.#fail(folder.path, error);
      return null;
    }
    if (names.length > max) {
      // Which of them come first is the disk's whim, so none is read.
      this.#report("limit-exceeded", folder.path, { what: "the number of files in one folder", limit: max });
      return null;
    }
    const items: { name: Buffer; folder: boolean; item: Item }[] = [];
    for (const name of names) {
      const native = joinNative(folder.native, name);
      const shown = displayName(name);
      const relative = folder.relative === "" ? shown : `${folder.relative}/${shown}`;
      const stat = this.#look(native);
      const isFolder = !(stat instanceof ReadFailure) && stat.type === "directory";
      items.push({ name, folder: isFolder, item: { native, path: listedPath(folder.path, shown), relative, stat } });
      await breathe();
    }
    return sortItems(items).map(({ item }) => item);
  }

  #look(path: NativePath): FileStat | ReadFailure {
    try {
      return this.#fs.lstat(path);
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Everything but folders. */
  async *#item(item: Item, root: Root): AsyncGenerator<Entry> {
    const { path, stat } = item;
    if (stat instanceof ReadFailure) {
      this.#fail(path, stat);
      return;
    }
    if (stat.type === "link") {
      const target = this.#follow(item, root);
      if (target !== null) yield* this.#file(item, target);
      return;
    }
    if (stat.type === "file") yield* this.#file(item, stat);
    else this.#report("not-a-file", path, { type: stat.type });
  }

  /** What a link leads to, when it is a file inside the same argument. */
  #follow(item: Item, root: Root): FileStat | null {
    let target = "";
    try {
      target = displayName(this.#fs.linkTarget(item.native));
      const real = this.#fs.realPath(item.native);
      const stat = this.#fs.stat(item.native);
      if (!isInside(real, root.real)) {
        const type = "link that leads out of the path given";
        this.#report("not-a-file", item.path, { type, target: displayName(real) });
      } else if (stat.type === "directory") {
        this.#report("link-loop", item.path, { target });
      } else if (stat.type === "file") {
        return stat;
      } else {
        this.#report("not-a-file", item.path, { type: stat.type, target });
      }
    } catch (error) {
      const failure = failureOf(error);
      const broken = failure.code === "not-found" ? { reason: "the link leads to nothing" } : failure.data;
      this.#report(failure.code, item.path, target === "" ? broken : { ...broken, target });
    }
    return null;
  }

  async *#file(item: Item, stat: FileStat): AsyncGenerator<Entry> {
    const source = new SourceFile(this.#fs, item.native, stat, this.#limits);
    const noise = isNoise(item.relative);
    let zip: boolean;
    try {
      source.acquire();
    } catch (error) {
      this.#fail(item.path, error);
      return;
    }
    try {
      zip = !noise && !this.#closed && looksLikeZip(source.head());
      if (zip) yield* expandZip(source, item.path, this.#zipContext());
      else yield* this.#plain(item, source, noise);
    } catch (error) {
      this.#fail(item.path, error);
    } finally {
      source.release();
    }
  }

  *#plain(item: Item, source: SourceFile, noise: boolean): Generator<Entry> {
    const { path } = item;
    if (!this.#admit(path)) return;
    if (source.size === 0 && !noise) this.#report("empty", path, {});
    const reported = reporting(path, this.#onProblem);
    yield {
      path,
      size: source.size,
      noise,
      container: null,
      duplicateOf: null,
      memberOf: null,
      // What the file system says is lost by copying, and is never evidence.
      modified: null,
      read: () => reported(() => source.bytes()),
      parts: () => reportedParts(reported, source.parts()),
      digest: () => reported(() => source.digest()),
    };
  }

  #zipContext() {
    return { limits: this.#limits, onProblem: this.#onProblem, admit: (path: string) => this.#admit(path) };
  }

  /** Counts one more entry. */
  #admit(path: string): boolean {
    this.#files += 1;
    if (this.#files <= this.#limits.files) return true;
    this.#stop("the number of files", path);
    return false;
  }

  /** Ends the walk; the path names the first thing that was not read. */
  #stop(what: string, path: string): void {
    if (this.#stopped) return;
    this.#stopped = true;
    const data = { what, limit: this.#limits.files, next: "Nothing from here on was read. Split the input." };
    this.#report("limit-exceeded", path, data);
  }

  #fail(path: string, error: unknown): void {
    const failure = failureOf(error);
    this.#report(failure.code, path, failure.data);
  }

  #report(code: DiagnosticCode, path: string, data: ProblemData): void {
    this.#onProblem({ code, path, data });
  }
}
