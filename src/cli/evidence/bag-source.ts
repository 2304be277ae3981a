/** A bag as it was handed over: a folder, or the one zip that `create --zip` writes. Nothing is unpacked to disk. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../core/failure.ts";
import type { Entry } from "../../platform/entry.ts";
import { walk } from "../../platform/files.ts";
import { folderContents, type FolderContents, type FolderItem, smallFile } from "../../platform/folder-contents.ts";
import { ReadFailure } from "../../platform/problem.ts";

export interface BagSource extends FolderContents {
  /** What is wrong with the zip itself, a sentence each. */
  readonly faults: readonly string[];
  /** Null: not there, not a plain file, too large. */
  bytes(path: string): Promise<Uint8Array | null>;
  /** Where the bytes of a file lie, or, out of a zip, the bytes. */
  stored(path: string): Promise<string | Uint8Array | null>;
}

/** @throws UsageError when there is neither a folder nor a zip */
export async function openBag(place: string): Promise<BagSource> {
  const stat = statSync(place, { throwIfNoEntry: false });
  if (stat === undefined)
    throw new UsageError(`${place} is not there`, ["give the folder or the zip of an evidence bag"]);
  if (stat.isDirectory()) return await inFolder(place);
  return stat.isFile() ? await inZip(place) : refuse(place);
}

async function inFolder(folder: string): Promise<BagSource> {
  return {
    ...(await folderContents(folder)),
    faults: [],
    bytes: (path) => smallFile(join(folder, path), false),
    stored: async (path) => join(folder, path),
  };
}

function refuse(place: string): never {
  throw new UsageError(`${place} is a file, not the folder of a bag, nor its zip`, [
    "give the folder, or the zip that evidence create --zip wrote",
  ]);
}

/** Said of inputs that are zips themselves, which a bag may hold. */
const HARMLESS: readonly string[] = ["empty", "nested-archive"];

/** Everything lies in one folder of the zip; names that climb out, stand twice or hide are faults of the bag. */
async function inZip(place: string): Promise<BagSource> {
  const faults: string[] = [];
  const entries = new Map<string, Entry>();
  const items: FolderItem[] = [];
  const tops = new Set<string>();
  let isZip = false;
  const onProblem = ({ code, path }: { code: string; path: string }): void => {
    if (!HARMLESS.includes(code))
      faults.push(`planted: the zip is not one of ours: ${code} at ${path.slice(place.length)}`);
  };
  for await (const entry of walk([place], onProblem)) {
    if (entry.memberOf === null) {
      isZip = entry.container === "zip";
      continue;
    }
    const inside = entry.path.slice(entry.path.indexOf("!", place.length) + 1);
    const cut = inside.indexOf("/");
    const path = inside.slice(cut + 1);
    tops.add(cut < 0 ? "" : inside.slice(0, cut));
    if (entry.duplicateOf !== null || entries.has(path)) {
      faults.push(`planted: ${path} stands twice in the zip`);
      continue;
    }
    entries.set(path, entry);
    items.push(await itemOf(path, entry));
  }
  if (!isZip) refuse(place);
  if (tops.size !== 1 || tops.has("")) faults.push("planted: the zip holds more than the one folder of a bag");
  const bytes = async (path: string): Promise<Uint8Array | null> => {
    try {
      return (await entries.get(path)?.read()) ?? null;
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error;
      return null;
    }
  };
  return { items, whole: true, faults, bytes, stored: bytes };
}

async function itemOf(path: string, entry: Entry): Promise<FolderItem> {
  try {
    const { id, bytes } = await entry.digest();
    return { path, type: "file", sha256: id, bytes };
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return { path, type: "file", sha256: null, bytes: entry.size };
  }
}
