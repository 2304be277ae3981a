/** Bags that somebody tampered with, beyond the table of docs/evidence.md (evidence-tampering.test.ts). */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { signMessage } from "../../src/bag/sshsig.ts";
import {
  ALICE,
  AS_OF,
  BAG_NAME,
  createBag,
  desk,
  digestsOf,
  keyOfSeed,
  NAMESPACE,
  pkcs8Of,
  publicLine,
  SAMPLE,
} from "../support/bags.ts";
import { run } from "../support/program.ts";
import { unsafeCharacter } from "../support/unsafe.ts";

const place = desk();
const bag = place.at(BAG_NAME);
const alice = keyOfSeed(1);
const BY_ALICE = `${ALICE} ${publicLine(alice)}`;
let count = 0;

beforeAll(async () => {
  const key = place.write("alice.pem", pkcs8Of(alice));
  await createBag([SAMPLE, "-o", place.folder, "--ssh-key", key, "--signer", ALICE, "--as-of", AS_OF]);
});
afterAll(() => place.remove());

interface Answer {
  readonly code: number | null;
  readonly stdout: string;
}

async function verified(folder: string, list: string, ...words: string[]): Promise<Answer> {
  count += 1;
  const file = place.write(`signers-${count}`, `${list}\n`);
  const before = JSON.stringify(digestsOf(folder));
  const { code, stdout, stderr } = await run(["evidence", "verify", folder, "--allowed-signers", file, ...words]);
  expect(stderr).toBe("");
  expect(unsafeCharacter(stdout)).toBeNull();
  expect(JSON.stringify(digestsOf(folder)), "verify changed the bag").toBe(before);
  return { code, stdout };
}

/** `NO` or `yes` of a part. */
function word({ stdout }: Answer, part: string): string | undefined {
  return new RegExp(`^${part} +(yes|NO)$`, "m").exec(stdout)?.[1];
}

function tampered(change: (path: (name: string) => string) => void): string {
  count += 1;
  const copy = place.copy(bag, `tampered-${count}`);
  change((name) => join(copy, name));
  return copy;
}

function edit(path: string, change: (text: string) => string): void {
  const text = readFileSync(path, "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(path, changed);
}

describe("3: the contents", () => {
  it("an empty folder, and a folder that is none", async () => {
    mkdirSync(place.at("nothing"));
    expect((await verified(place.at("nothing"), BY_ALICE)).code).toBe(3);
    expect((await run(["evidence", "verify", place.at("no-such")])).code).toBe(2);
    expect((await run(["evidence", "verify", place.at("alice.pem")])).stderr).toContain("is a file");
  });

  it("whoever makes every list anew is stopped by the seal", async () => {
    const copy = tampered((at) =>
      edit(at("tagmanifest-sha256.txt"), (text) => text.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))),
    );
    const answer = await verified(copy, BY_ALICE);
    expect(answer.stdout).toContain("bad signature: it is not over this tagmanifest-sha256.txt");
    expect(word(answer, "signed")).toBe("NO");
  });
});

describe("4: the seal", () => {
  it("an expired key was valid at the time that the reader names, but never before the bag's own time", async () => {
    const until = (day: string) => `${ALICE} valid-before="${day}Z" ${publicLine(alice)}`;
    expect((await verified(bag, until("20260201"))).code).toBe(4);
    expect((await verified(bag, until("20260201"), "--verify-time", "2026-01-15")).code).toBe(0);
    const before = await verified(bag, until("20251201"), "--verify-time", "2025-11-30T12:00:00Z");
    expect(before.code).toBe(4);
    expect(before.stdout).toContain("expired key: the bag is as of 2026-01-01T00:00:00Z");
  });

  it("the reader may name whom they expect", async () => {
    expect((await verified(bag, BY_ALICE, "--signer", ALICE)).code).toBe(0);
    const other = await verified(bag, `*@example.org ${publicLine(alice)}`, "--signer", "bob@example.org");
    expect(other.code).toBe(4);
    expect(other.stdout).toContain("wrong principal: the bag names alice@example.org, not bob@example.org");
  });

  const signed = (seed: number, namespace: string, message: Uint8Array) =>
    signMessage(parsePrivateKey(pkcs8Of(keyOfSeed(seed))), namespace, message);
  const sealOf = (folder: string) => readFileSync(join(folder, "tagmanifest-sha256.txt"));
  it("a second one by a stranger changes nothing; a bad second one spoils the seal", async () => {
    const second = (text: string) => tampered((at) => writeFileSync(at("signatures/reviewer.sshsig"), text));
    const stranger = await verified(second(signed(2, NAMESPACE, sealOf(bag))), BY_ALICE);
    expect(stranger.code).toBe(0);
    expect(stranger.stdout).toContain("unknown key");
    const bad = await verified(second(signed(2, NAMESPACE, Buffer.from("other"))), BY_ALICE);
    expect(bad.code).toBe(4);
    expect(bad.stdout).toContain("bad signature");
  });

  it("what is no signature that we know is named as not verified", async () => {
    const answer = await verified(
      tampered((at) => writeFileSync(at("signatures/alice.asc"), "x")),
      BY_ALICE,
    );
    expect(answer.code).toBe(0);
    expect(answer.stdout).toContain("signatures/alice.asc: not verified by us");
  });
});

it("the part that comes first decides the exit code, and every part is told", async () => {
  const copy = tampered((at) => writeFileSync(at("data/letter.txt"), "x"));
  const answer = await verified(copy, "# nobody", "--max-age", "0");
  expect(answer.code).toBe(3);
  expect(answer.stdout).toContain("does not hold: complete, signed, fresh");
  expect((await verified(bag, "# nobody", "--max-age", "0")).code).toBe(4);
  expect((await verified(bag, BY_ALICE, "--max-age", "0")).code).toBe(5);
});
