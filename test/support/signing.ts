/** What the tests of sign-offs, journals and time stamps share: people with keys, lists of them, and an answer's parts. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { signMessage } from "../../src/bag/sshsig.ts";
import { type Desk, keyOfSeed, pkcs8Of, publicLine } from "./bags.ts";
import { run, type RunOptions } from "./program.ts";
import { unsafeCharacter } from "./unsafe.ts";

export interface Person {
  readonly principal: string;
  /** The file of the private key. */
  readonly file: string;
  /** `ssh-ed25519 AAAA…` */
  readonly publicKey: string;
  sign(namespace: string, message: Uint8Array | string): string;
}

/** The same key for the same seed on every machine. */
export function person(place: Desk, name: string, seed: number): Person {
  const pem = pkcs8Of(keyOfSeed(seed));
  return {
    principal: `${name}@example.org`,
    file: place.write(`${name}.pem`, pem),
    publicKey: publicLine(keyOfSeed(seed)),
    sign: (namespace, message) => signMessage(parsePrivateKey(pem), namespace, Buffer.from(message)),
  };
}

export function signersList(place: Desk, name: string, ...people: readonly Person[]): string {
  return place.write(name, people.map((one) => `${one.principal} ${one.publicKey}\n`).join(""));
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function evidence(words: readonly string[], options: RunOptions = {}): Promise<Answer> {
  const { code, stdout, stderr } = await run(["evidence", ...words], options);
  expect(unsafeCharacter(stdout)).toBeNull();
  expect(unsafeCharacter(stderr)).toBeNull();
  return { code, stdout, stderr };
}

/** `NO`, `yes` or `not checked` of a part. */
export function wordOf({ stdout }: Answer, part: string): string | undefined {
  return new RegExp(`^${part} +(yes|NO|not checked)$`, "m").exec(stdout)?.[1];
}

export function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

/** What `countersign` is told. */
export function signOffWords(who: Person, role = "reviewer", conclusion = "accepted", ...more: string[]): string[] {
  return ["--ssh-key", who.file, "--signer", who.principal, "--role", role, "--conclusion", conclusion, ...more];
}

/** Countersigns, and fails the test where that is refused. */
export async function signOff(folder: string, ...all: readonly (readonly string[])[]): Promise<string> {
  for (const words of all) expect(await evidence(["countersign", folder, ...words])).toMatchObject({ code: 0 });
  return folder;
}

/** Beside the seal, with this end of the name. */
export function signaturesOf(folder: string, end: string): string[] {
  return readdirSync(join(folder, "signatures"))
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, "signatures", name));
}
