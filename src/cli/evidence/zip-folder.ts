/** A folder of ours as one zip: sorted, stored, with one fixed time, so that the same files are the same bytes everywhere. */
import { createReadStream } from "node:fs";
import { randomBytes } from "node:crypto";
import { open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { UsageError } from "../../core/failure.ts";
import { compareText } from "../../core/order.ts";
import { writingProblem } from "../../platform/output.ts";
import { errorCode } from "../../platform/problem.ts";
import { endOfZip, MOST_MEMBERS, MOST_ZIP_BYTES, zipHeaders } from "../../text/zip-write.ts";

/** Beside its place under another name, only for its owner; whoever calls renames it. */
export async function writeZip(target: string, folder: string, paths: readonly string[], top: string): Promise<string> {
  const staged = `${target}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(staged, "wx", 0o600);
    try {
      for await (const part of zipFolder(folder, paths, top)) await file.appendFile(part);
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(staged, { force: true });
    throw error instanceof Error && errorCode(error) !== null ? writingProblem(target, error) : error;
  }
  return staged;
}

/** `top`: the one folder that everything in the zip lies in. Each file is read twice, and none is held in memory. */
async function* zipFolder(folder: string, paths: readonly string[], top: string): AsyncGenerator<Uint8Array> {
  const sorted = paths.toSorted(compareText);
  const sizes = await Promise.all(sorted.map(async (path) => (await stat(join(folder, path))).size));
  const total = sizes.reduce((sum, size) => sum + size + 2 * 300, 0);
  if (total > MOST_ZIP_BYTES || sorted.length > MOST_MEMBERS) {
    throw new UsageError(`the bag is too large for one zip: ${sorted.length} files, ${total} bytes`, [
      "leave out --zip, or keep the inputs apart with --raw separate",
    ]);
  }
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const path of sorted) {
    let crc = 0;
    let size = 0;
    for await (const part of partsOf(join(folder, path))) {
      crc = crc32(part, crc);
      size += part.length;
    }
    const { local, central } = zipHeaders(`${top}/${path}`, crc, size, offset);
    yield local;
    yield* partsOf(join(folder, path));
    directory.push(central);
    offset += local.length + size;
  }
  yield* directory;
  yield endOfZip(directory, offset);
}

function partsOf(file: string): AsyncIterable<Uint8Array> {
  return createReadStream(file) as AsyncIterable<Uint8Array>;
}
