/** A folder that appears whole or not at all: filled under another name beside its place, then renamed. */
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "../core/failure.ts";
import { type Chunks, writingProblem } from "./output.ts";
import { errorCode, rethrowDefect } from "./problem.ts";

export interface Written {
  readonly sha256: string;
  readonly bytes: number;
}

export class OutputFolder {
  readonly #target: string;
  readonly #staging: string;

  private constructor(target: string, staging: string) {
    this.#target = target;
    this.#staging = staging;
  }

  /** Only its owner can read what stands in it. @throws UsageError when the place is taken or cannot be written to */
  static async begin(parent: string, name: string): Promise<OutputFolder> {
    const target = join(resolve(parent), name);
    const staging = join(resolve(parent), `.eventreach-${randomBytes(6).toString("hex")}.tmp`);
    await trying(parent, () => mkdir(resolve(parent), { recursive: true }));
    if (await exists(target)) {
      throw new UsageError(`${join(parent, name)} is already there; evidence is not overwritten.`, [
        "Give another folder with -o, or another time with --as-of.",
      ]);
    }
    await trying(parent, () => mkdir(staging, { mode: 0o700 }));
    return new OutputFolder(target, staging);
  }

  /** Where a file of this folder lies while it is filled. */
  at(path: string): string {
    return join(this.#staging, path);
  }

  async write(path: string, chunks: Chunks): Promise<Written> {
    const hash = createHash("sha256");
    let bytes = 0;
    await trying(path, async () => {
      await mkdir(dirname(this.at(path)), { recursive: true });
      const file = await open(this.at(path), "wx", 0o600);
      try {
        for await (const chunk of typeof chunks === "string" || chunks instanceof Uint8Array ? [chunks] : chunks) {
          const part = typeof chunk === "string" ? Buffer.from(chunk, "utf8") : chunk;
          hash.update(part);
          bytes += part.length;
          await file.appendFile(part);
        }
      } finally {
        await file.close();
      }
    });
    return { sha256: hash.digest("hex"), bytes };
  }

  async folder(path: string): Promise<void> {
    await trying(path, () => mkdir(this.at(path), { recursive: true }));
  }

  async move(from: string, to: string): Promise<void> {
    await trying(to, async () => {
      await mkdir(dirname(this.at(to)), { recursive: true });
      await rename(this.at(from), this.at(to));
    });
  }

  /** Into another folder that is being filled beside this one. */
  async moveInto(other: OutputFolder, path: string): Promise<void> {
    await trying(path, async () => {
      await mkdir(dirname(other.at(path)), { recursive: true });
      await rename(this.at(path), other.at(path));
    });
  }

  async remove(path: string): Promise<void> {
    await rm(this.at(path), { force: true });
  }

  /** A folder in which nothing is left; another stays. */
  async removeEmpty(path: string): Promise<void> {
    await rmdir(this.at(path)).catch(rethrowDefect);
  }

  async commit(): Promise<void> {
    await trying(this.#target, () => rename(this.#staging, this.#target));
  }

  async discard(): Promise<void> {
    await rm(this.#staging, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error instanceof Error ? writingProblem(path, error) : error;
  }
}

async function trying<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  }
}
