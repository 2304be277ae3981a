/** Whom to trust is said from outside: a file that lies in the bag is the word of who made the bag. */
import { realpath } from "node:fs/promises";
import { type AllowedSigners, parseAllowedSigners } from "../../bag/allowed-signers.ts";
import { UsageError } from "../../core/failure.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { isInside } from "../../platform/paths.ts";

/** @throws UsageError */
export async function outsideFile(file: string, folder: string, what: string): Promise<Uint8Array> {
  const bytes = await smallFile(file, true);
  if (bytes === null) throw new UsageError(`${file} is not there or cannot be read`, [`give ${what}`]);
  if (isInside(Buffer.from(await realpath(file)), Buffer.from(await realpath(folder)))) {
    throw new UsageError(`${file} lies in the bag; who seals a bag must not say whom to trust`, [
      "make the file from what its owner gave you by another way",
    ]);
  }
  return bytes;
}

/** Null: none was given. @throws UsageError */
export async function allowedSigners(file: string | undefined, folder: string): Promise<AllowedSigners | null> {
  if (file === undefined) return null;
  const bytes = await outsideFile(file, folder, "a file of allowed signers");
  return parseAllowedSigners(Buffer.from(bytes).toString("utf8"));
}
