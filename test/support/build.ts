/** Before the first test: the bundle of the program, made again when a source is newer than it. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const ENTRY = join(ROOT, "dist/bin.js");

export default function buildIfStale(): void {
  if (existsSync(ENTRY) && statSync(ENTRY).mtimeMs >= newestSource()) return;
  const words = [join(ROOT, "node_modules/rolldown/bin/cli.mjs"), "-c"];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: "utf8" });
  // Tests that need no bundle still run; those that start the program say why they cannot (program.ts).
  if (status !== 0) process.env["EVENTREACH_BUILD_FAILED"] = stderr;
}

/** Milliseconds since 1970. */
function newestSource(): number {
  let newest = 0;
  for (const file of ["rolldown.config.mjs", "package.json"]) {
    newest = Math.max(newest, statSync(join(ROOT, file)).mtimeMs);
  }
  for (const file of readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file) || file.endsWith(".test.ts")) continue;
    newest = Math.max(newest, statSync(join(ROOT, "src", file)).mtimeMs);
  }
  return newest;
}
