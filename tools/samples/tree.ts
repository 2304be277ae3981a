/** Reads and writes the tree of samples. */
import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { differences, isReadme } from "./samples.ts";

/** Every file below a folder by its path with `/`; empty when the folder is not there. */
export function readTree(root: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const walk = (folder: string, prefix: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path, `${prefix}${entry.name}/`);
      else files.set(`${prefix}${entry.name}`, new Uint8Array(readFileSync(path)));
    }
  };
  try {
    walk(root, "");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  return files;
}

function removeEmptyFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeEmptyFolders(join(folder, entry.name));
  }
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

/** Makes the tree equal to the samples, but for READMEs. Returns the number of files touched. */
export function writeTree(root: string, wanted: ReadonlyMap<string, Uint8Array>): number {
  mkdirSync(root, { recursive: true });
  const stale = differences(wanted, readTree(root));
  for (const { path, kind } of stale) {
    if (kind === "extra" && !isReadme(path)) rmSync(join(root, path));
    const bytes = wanted.get(path);
    if (bytes === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  removeEmptyFolders(root);
  return stale.length;
}
