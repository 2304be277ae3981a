/** Files that only their owner may read, and that nothing overwrites. */
import { randomBytes } from "node:crypto";
import { open, realpath, stat } from "node:fs/promises";
import { UsageError } from "../core/failure.ts";
import { writingProblem } from "./output.ts";
import { errorCode } from "./problem.ts";

/** @throws UsageError when something is there already, or it cannot be written */
export async function writeSecret(path: string, content: string | Uint8Array): Promise<void> {
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (errorCode(error) === "EEXIST") {
      throw new UsageError(`${path} is already there; it is not overwritten`, ["give another name"]);
    }
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  }
}

/** The only randomness of this program that stands in a result. */
export async function writeNewKey(path: string, bytes: number): Promise<Uint8Array> {
  const key = randomBytes(bytes);
  await writeSecret(path, key);
  return key;
}

/** Others may read it; always false where the system has no such rights. */
export async function isShared(path: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  return ((await stat(await realpath(path))).mode & 0o077) !== 0;
}
