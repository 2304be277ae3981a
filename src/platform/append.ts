/** Lines added to a file that others may add to as well. */
import { open, rm, stat } from "node:fs/promises";
import { UsageError } from "../core/failure.ts";
import { writingProblem } from "./output.ts";
import { errorCode } from "./problem.ts";

/** While the work is done nobody else does it: what is written hangs on what was read. @throws UsageError */
export async function alone<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  await trying(path, async () => {
    try {
      await (await open(lock, "wx", 0o600)).close();
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      throw new UsageError(`${path} is being written to`, [`if nobody does, remove ${lock}`]);
    }
  });
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** At the end, and on the disk when it returns. */
export async function appendTo(path: string, text: string): Promise<void> {
  await trying(path, async () => {
    const file = await open(path, "a", 0o600);
    try {
      await file.appendFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
  });
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return false;
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  }
}

async function trying(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(path, error) : error;
  }
}
