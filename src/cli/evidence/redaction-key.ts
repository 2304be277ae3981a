/** The key of a redaction: 32 bytes in a file of its own, outside of every bag. */
import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { isInside } from "../../platform/paths.ts";
import { isShared, writeNewKey } from "../../platform/secret-file.ts";
import { KEY_BYTES } from "../../redact/tokens.ts";

const MAKE = "a key is made by: eventreach evidence redact BAG --out DIR --new-key-file FILE";

export async function readKey(path: string, bag: string): Promise<Uint8Array> {
  const key = await smallFile(path, true);
  if (key === null) throw new UsageError(`${path} is not there or cannot be read`, [MAKE]);
  if (key.length !== KEY_BYTES) {
    throw new UsageError(`${path} is no key: it has ${key.length} bytes, not ${KEY_BYTES}`, [MAKE]);
  }
  if (await isShared(path)) {
    throw new UsageError(`${path} can be read by others than its owner`, [`chmod 600 ${path}`]);
  }
  await refuseInside(path, bag);
  return key;
}

export async function makeKey(path: string, bag: string): Promise<Uint8Array> {
  await refuseInside(dirname(path), bag);
  return writeNewKey(path, KEY_BYTES);
}

async function refuseInside(path: string, bag: string): Promise<void> {
  const real = await realpath(path).catch(() => null);
  if (real === null || !isInside(Buffer.from(real), Buffer.from(await realpath(bag)))) return;
  throw new UsageError(`${path} lies in the bag; whoever gets the bag would get the key`, ["keep the key elsewhere"]);
}
