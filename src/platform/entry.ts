/** One thing found under the paths given: a plain file, a zip, or a member of a zip. */
import type { SourceId } from "../core/provenance.ts";
import { type Digest, failureOf, type OnProblem } from "./problem.ts";

export interface Entry {
  /** The argument as typed and the path below it, with `/`; for a member the zip's path, `!`, and the member. */
  readonly path: string;
  /** Bytes, as the folder or the archive lists them; the bytes read decide. */
  readonly size: number;
  /** Housekeeping of file managers and version control (`.git`, `.DS_Store` …): to be listed, never evidence. */
  readonly noise: boolean;
  /** `zip`: an archive; its members follow as entries of their own, or a problem says why not. `office`: a document in a zip, not taken apart. */
  readonly container: "zip" | "office" | null;
  /** The member of the same name that counts instead of this one. */
  readonly duplicateOf: string | null;
  /** The zip that this is a member of. */
  readonly memberOf: SourceId | null;
  /** For members of a zip: when it was last written, ISO 8601, by what the archive says; with `Z` where that is UTC. */
  readonly modified: string | null;
  /** The bytes, the caller's own. Rejects with a `ReadFailure` after its problem has been reported. */
  read(): Promise<Uint8Array>;
  /**
   * The bytes from their start, part by part, for files of any size; a part is gone with the next one. Null where
   * only the whole can be had. Each call begins anew; it fails as `read()` does.
   */
  readonly parts: (() => AsyncIterable<Uint8Array>) | null;
  /** SHA-256 of the content, streamed: also for what is too large for `read()`. Rejects as `read()` does. */
  digest(): Promise<Digest>;
}

/** Reports why the work failed, the same reason once, and fails all the same. */
export function reporting(path: string, onProblem: OnProblem, told: readonly string[] = []) {
  const known = new Set(told);
  return async function reported<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = failureOf(error);
      if (!known.has(failure.code)) onProblem({ code: failure.code, path, data: failure.data });
      known.add(failure.code);
      throw failure;
    }
  };
}

/** The same for what comes in parts. */
export async function* reportedParts(
  reported: <T>(work: () => Promise<T>) => Promise<T>,
  parts: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const { done, value } = await reported(() => parts.next());
      if (done === true) return;
      yield value;
    }
  } finally {
    await parts.return(undefined);
  }
}

const NOISY_FOLDERS = new Set([".git", "__macosx"]);
const NOISY_FILES = new Set([".ds_store", "thumbs.db", "desktop.ini"]);

/** Decides by the names below the argument, or within the zip; any case, as Windows writes them. */
export function isNoise(relativePath: string): boolean {
  const names = relativePath.toLowerCase().split("/");
  const last = names.at(-1) ?? "";
  // `.git` is a file in a linked work tree.
  return NOISY_FILES.has(last) || names.some((name) => NOISY_FOLDERS.has(name));
}
