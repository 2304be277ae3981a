/** The copies searched for readable secrets, members of zips too, before any of them is kept. */
import type { Input } from "../../bag/register.ts";
import { walk } from "../../platform/files.ts";
import { ReadFailure } from "../../platform/problem.ts";
import { storedFiles } from "../../platform/stored-files.ts";
import type { Entry } from "../../platform/entry.ts";
import { printable } from "../../text/printable.ts";
import { secretByName, SecretScan } from "../../text/secret-scan.ts";
import type { Progress } from "../progress.ts";
import type { CopiedInput } from "./judgement.ts";

/** Digest → why the copy is not kept. A zip is one copy: whatever a member holds, the whole is withheld. */
export async function findSecrets(
  inputs: readonly CopiedInput[],
  roots: readonly string[],
  progress: Progress,
): Promise<ReadonlyMap<string, string>> {
  const fs = storedFiles(inputs);
  if (fs === null) return new Map();
  const byPath = new Map(inputs.map((input) => [input.path, input]));
  const found = new Map<string, string>();
  const failed: string[] = [];
  const there = roots.filter((root) => inputs.some(({ path }) => path === root || path.startsWith(`${root}/`)));
  let count = 0;
  for await (const entry of walk(there, ({ code, path }) => code !== "empty" && failed.push(path), {
    fs,
    windows: false,
  })) {
    count += 1;
    progress.step(() => `searching for secrets: ${count} files, ${printable(entry.path)}`);
    const input = inputOf(entry.path, byPath);
    if (input === undefined || found.has(input.sha256)) continue;
    const secret = await secretIn(entry);
    if (secret !== null)
      found.set(input.sha256, entry.memberOf === null ? secret : `${secret}, in a member of the zip`);
  }
  progress.done();
  // What the walk objects to in a zip was not searched.
  for (const path of failed) {
    const input = inputOf(path, byPath);
    if (input !== undefined && !found.has(input.sha256))
      found.set(input.sha256, "it could not be searched whole for secrets");
  }
  return found;
}

/** A member's path is that of its zip, `!`, and its own; both may hold further marks. */
function inputOf(path: string, byPath: ReadonlyMap<string, Input>): Input | undefined {
  const own = byPath.get(path);
  if (own !== undefined) return own;
  for (let at = path.indexOf("!"); at >= 0; at = path.indexOf("!", at + 1)) {
    const zip = byPath.get(path.slice(0, at));
    if (zip !== undefined) return zip;
  }
  return undefined;
}

async function secretIn(entry: Entry): Promise<string | null> {
  const named = secretByName(entry.path);
  if (named !== null) return `it holds ${named}`;
  // A zip comes with its members; what is packed within a zip, and a document, is not opened.
  if (entry.container === "zip" && entry.memberOf === null) return null;
  if (entry.container !== null) return "it holds a packed file that was not searched for secrets";
  const scan = new SecretScan();
  try {
    for await (const part of partsOf(entry)) if (!scan.push(part)) break;
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return "it could not be searched whole for secrets";
  }
  const secret = scan.end();
  return secret === null ? null : `it holds ${secret} in readable form`;
}

async function* partsOf(entry: Entry): AsyncGenerator<Uint8Array> {
  if (entry.parts !== null) yield* entry.parts();
  else yield await entry.read();
}
