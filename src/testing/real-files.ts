/** Real exported files lie beside the repository in `../shared/corpus`; they are read in place and never copied. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../../shared/corpus");

/** False, with the reason printed, where the folder is not there: tests that need it are skipped. */
export function haveRealFiles(): boolean {
  const found = existsSync(join(FOLDER, "expected.json"));
  if (!found) console.log("skipped: the real exported files (../shared/corpus) are not beside the repository");
  return found;
}

export function realPath(path: string): string {
  return join(FOLDER, path);
}

export function realBytes(path: string): Uint8Array {
  return readFileSync(realPath(path));
}

export function realText(path: string): string {
  return readFileSync(realPath(path), "utf8");
}

/** One entry of `expected.json`; the further fields depend on `kind`. */
export interface ExpectedEntry {
  readonly kind: string;
  readonly corpusPath: string;
  readonly [field: string]: unknown;
}

export function expectedEntries(): ExpectedEntry[] {
  return JSON.parse(realText("expected.json")) as ExpectedEntry[];
}
