/** What is added to a bag after the seal lies in its folder of signatures, and never over what lies there. */
import { lstatSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { SIGNATURES } from "../../bag/names.ts";
import { exitOf, verdictText } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { writeFileAt, writingProblem } from "../../platform/output.ts";
import type { Io } from "../io.ts";
import { type Bag, readBag } from "./read-bag.ts";

/** The bag; or the exit code where it is not intact and complete, which has then been told. */
export async function soundBag(folder: string, io: Io): Promise<Bag | number> {
  const bag = await readBag(folder);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isFile() === true) {
    throw new UsageError(`${folder} is a zip; what is signed later lies beside the seal, in a folder`, [
      "unpack it, and give the folder of the bag",
    ]);
  }
  if (bag.parts.every(({ holds }) => holds)) return bag;
  await io.out([verdictText(bag.parts)]);
  return exitOf(bag.parts);
}

/** @throws UsageError */
export function refuseTaken({ place }: Bag, path: string): void {
  if (lstatSync(join(place, path), { throwIfNoEntry: false }) === undefined) return;
  throw new UsageError(`${path} is already there; what was signed is not overwritten`, [
    "remove it by hand if it shall be replaced",
  ]);
}

/** @throws UsageError */
export async function writeBeside(bag: Bag, path: string, bytes: string | Uint8Array): Promise<void> {
  refuseTaken(bag, path);
  try {
    await mkdir(join(bag.place, SIGNATURES), { recursive: true });
  } catch (error) {
    throw error instanceof Error ? writingProblem(SIGNATURES, error) : error;
  }
  await writeFileAt(join(bag.place, path), bytes, []);
}
