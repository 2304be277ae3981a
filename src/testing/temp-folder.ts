/** A real folder for tests of hostile input, and the proof that nothing was written beside it. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";

export interface TempFolder {
  /** Where the input lies: some levels down, so that names that climb still end in `base`. */
  readonly path: string;
  /** Writes a file with its folders; gives its path. */
  write(relative: string, content: string | Uint8Array): string;
  /** Runs the work and expects every file, folder and link in `base` to be as before, byte for byte. */
  unchanged<T>(work: () => Promise<T>): Promise<T>;
  remove(): void;
}

const LEVELS = ["level1", "level2", "level3", "input"];
/** Hashing the sparse giants would take longer than the tests; their size and date still count. */
const HASHED_BYTES = 16 * 1024 * 1024;

export function tempFolder(): TempFolder {
  const base = mkdtempSync(join(tmpdir(), "eventreach-test-"));
  const path = join(base, ...LEVELS);
  mkdirSync(path, { recursive: true });
  return {
    path,
    write(relative, content) {
      const file = join(path, relative);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
    async unchanged(work) {
      const before = snapshot(base);
      const working = readdirSync(process.cwd()).filter((name) => name.includes("slip"));
      const result = await work();
      expect(snapshot(base)).toEqual(before);
      expect(readdirSync(process.cwd()).filter((name) => name.includes("slip"))).toEqual(working);
      expect(readdirSync(tmpdir()).filter((name) => name.includes("slip"))).toEqual([]);
      expect(readdirSync("/").filter((name) => name.includes("slip"))).toEqual([]);
      return result;
    },
    remove() {
      rmSync(base, { recursive: true, force: true });
    },
  };
}

/** A pipe with a name, at which a careless reader waits for ever. */
export function makeFifo(path: string): void {
  execFileSync("sh", ["-c", 'mkfifo "$1"', "sh", path]);
}

function snapshot(folder: string, into = new Map<string, string>()): Map<string, string> {
  for (const name of readdirSync(folder, { encoding: "buffer" })) {
    const path = Buffer.concat([Buffer.from(`${folder}/`), name]);
    const stats = lstatSync(path);
    const key = path.toString("latin1");
    const about = `${stats.mode} ${stats.size} ${stats.mtimeMs}`;
    if (stats.isSymbolicLink()) into.set(key, `${about} ${readlinkSync(path)}`);
    else if (stats.isFile() && stats.size <= HASHED_BYTES) into.set(key, `${about} ${hash(path)}`);
    else into.set(key, about);
    if (stats.isDirectory()) snapshot(path.toString(), into);
  }
  return into;
}

function hash(path: Buffer): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}
