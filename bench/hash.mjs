/** The least that a scan can do: read every file below the paths and hash it with SHA-256. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

export function filesBelow(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.isFile())
    .map((entry) => join(path, entry.name))
    .sort()
    .flatMap(filesBelow);
}

if (import.meta.filename === process.argv[1]) {
  for (const file of process.argv.slice(2).flatMap(filesBelow)) {
    createHash("sha256").update(readFileSync(file)).digest("hex");
  }
}
