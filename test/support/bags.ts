/** Evidence bags for tests: keys made of fixed seeds, lists of signers, a bag as one map of digests, and the tools that judge it. */
import { spawnSync } from "node:child_process";
import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { ROOT, run, scrubbed } from "./program.ts";

export const NAMESPACE = "evidence-v1@eventreach";
export const ALICE = "alice@example.org";
export const SAMPLE = join(ROOT, "gpo-samples/usual-gaps");
export const AS_OF = "2026-01-01T00:00:00Z";
export const BAG_NAME = "evidence-20260101T000000Z";

/** The same key on every machine: a seed of one repeated byte. */
export function keyOfSeed(byte: number): KeyObject {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  return createPrivateKey({ key: Buffer.concat([prefix, Buffer.alloc(32, byte)]), format: "der", type: "pkcs8" });
}

export function pkcs8Of(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

/** `ssh-ed25519 AAAA…` */
export function publicLine(key: KeyObject): string {
  return `ssh-ed25519 ${parsePrivateKey(pkcs8Of(key)).blob.toString("base64")}`;
}

export interface Desk {
  readonly folder: string;
  at(...parts: readonly string[]): string;
  write(name: string, text: string | Uint8Array): string;
  /** A bag copied, to be tampered with. */
  copy(bag: string, name: string): string;
  remove(): void;
}

export function desk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), "eventreach-bag-"));
  const at = (...parts: readonly string[]) => join(folder, ...parts);
  return {
    folder,
    at,
    write: (name, text) => {
      writeFileSync(at(name), text);
      return at(name);
    },
    copy: (bag, name) => {
      cpSync(bag, at(name), { recursive: true, verbatimSymlinks: true });
      return at(name);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Ends with 0 or fails the test with what the program said. */
export async function createBag(words: readonly string[], options: Parameters<typeof run>[1] = {}): Promise<string> {
  const { code, stdout, stderr } = await run(["evidence", "create", "-q", ...words], options);
  if (code !== 0) throw new Error(`${code}: ${stderr}${stdout}`);
  return stdout;
}

/** Path → SHA-256 of every file below the folder. */
export function digestsOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pairs = files.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path.slice(folder.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** True when each tool is on this machine; else the reason is printed. */
export function haveTools(...names: readonly string[]): boolean {
  const missing = names.filter((name) => spawnSync("sh", ["-c", `command -v ${name}`]).status !== 0);
  if (missing.length > 0) console.log(`skipped: not on this machine: ${missing.join(", ")}`);
  return missing.length === 0;
}

/** A line of bash in a folder. */
export function shell(cwd: string, command: string): { readonly code: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync("bash", ["--norc", "-c", command], {
    cwd,
    encoding: "utf8",
    env: scrubbed(),
  });
  return { code: status, output: stdout + stderr };
}
