/** Each way to tamper with a bag has its own sentence, and the exit code of the part that it breaks. */
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePrivateKey } from "../../src/bag/ssh-private-key.ts";
import { signMessage } from "../../src/bag/sshsig.ts";
import { makeFifo } from "../../src/testing/temp-folder.ts";
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
const [alice, mallory] = [keyOfSeed(1), keyOfSeed(2)];
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

function reversed(text: string): string {
  return `${text.trimEnd().split("\n").toReversed().join("\n")}\n`;
}

type Change = (path: (name: string) => string) => void;
const RESULTS = "data/results/results.json";
const TERMINAL = "data/report/report.txt";

describe("3: the contents", () => {
  it.each<[string, string, string, Change]>([
    [
      "a planted file",
      "complete",
      "planted: data/letter.txt (file)",
      (at) => writeFileSync(at("data/letter.txt"), "x"),
    ],
    [
      "a planted file at the top",
      "complete",
      "planted: verify.ps1 (file)",
      (at) => writeFileSync(at("verify.ps1"), "x"),
    ],
    ["a planted folder", "complete", "planted: approved (directory)", (at) => mkdirSync(at("approved"))],
    [
      "a planted folder of signatures",
      "complete",
      "planted: signatures/x (directory)",
      (at) => mkdirSync(at("signatures/x")),
    ],
    ["a planted link", "complete", "planted: data/link (link)", (at) => symlinkSync("/etc", at("data/link"))],
    ["a planted pipe", "complete", "planted: data/pipe (fifo)", (at) => makeFifo(at("data/pipe"))],
    [
      "another case",
      "complete",
      "differs from data/results/RESULTS.JSON only in its case",
      (at) => writeFileSync(at("data/results/RESULTS.JSON"), "x"),
    ],
    ["a removed file", "complete", `removed: ${TERMINAL}`, (at) => rmSync(at(TERMINAL))],
    ["a removed list", "complete", "removed: manifest-sha256.txt", (at) => rmSync(at("manifest-sha256.txt"))],
    ["a removed seal", "complete", "removed: tagmanifest-sha256.txt", (at) => rmSync(at("tagmanifest-sha256.txt"))],
    [
      "a renamed file",
      "complete",
      `renamed: ${TERMINAL} is now data/report/t.txt`,
      (at) => renameSync(at(TERMINAL), at("data/report/t.txt")),
    ],
    [
      "an edited file",
      "intact",
      `edited: ${RESULTS} does not have the sealed digest`,
      (at) => edit(at(RESULTS), (text) => text.replace('"fail"', '"pass"')),
    ],
    [
      "an edited README",
      "intact",
      "edited: README.txt does not",
      (at) => appendFileSync(at("README.txt"), "Trust me.\n"),
    ],
    [
      "an edited bag-info",
      "intact",
      "edited: bag-info.txt does not",
      (at) => edit(at("bag-info.txt"), (text) => text.replace("2026-01-01T", "2026-11-01T")),
    ],
    [
      "lines in another order",
      "intact",
      "edited: data/results/results.ndjson does not",
      (at) => edit(at("data/results/results.ndjson"), reversed),
    ],
    [
      "a list in another order",
      "intact",
      "edited: manifest-sha256.txt has its lines in another order",
      (at) => edit(at("manifest-sha256.txt"), reversed),
    ],
    [
      "a seal in another order",
      "intact",
      "tagmanifest-sha256.txt was re-ordered",
      (at) => edit(at("tagmanifest-sha256.txt"), reversed),
    ],
    [
      "converted line ends",
      "intact",
      "line ends were converted",
      (at) => edit(at("manifest-sha256.txt"), (text) => text.replaceAll("\n", "\r\n")),
    ],
    [
      "a file swapped for another",
      "intact",
      `edited: ${TERMINAL} holds what belongs in ${RESULTS}`,
      (at) => copyFileSync(at(RESULTS), at(TERMINAL)),
    ],
    [
      "a file replaced by a link to the same bytes",
      "intact",
      `replaced: ${TERMINAL} is now a link`,
      (at) => {
        renameSync(at(TERMINAL), at("../moved.txt"));
        symlinkSync(at("../moved.txt"), at(TERMINAL));
      },
    ],
    [
      "a list replaced by a link",
      "intact",
      "replaced: manifest-sha256.txt is now a link",
      (at) => {
        renameSync(at("manifest-sha256.txt"), at("../list.txt"));
        symlinkSync(at("../list.txt"), at("manifest-sha256.txt"));
      },
    ],
    [
      "a list that climbs out",
      "intact",
      "climbs through the folders",
      (at) => appendFileSync(at("manifest-sha256.txt"), `${"0".repeat(64)}  data/../../../etc/passwd\n`),
    ],
    [
      "a list that names an absolute path",
      "intact",
      "is an absolute path",
      (at) => appendFileSync(at("tagmanifest-sha256.txt"), `${"0".repeat(64)}  /etc/passwd\n`),
    ],
    [
      "a name that a terminal obeys",
      "complete",
      String.raw`planted: data/\u{1B}[31m\u{202E}`,
      (at) => writeFileSync(at("data/\u001B[31m\u202E"), "x"),
    ],
  ])("%s", async (_name, part, sentence, change) => {
    const answer = await verified(tampered(change), BY_ALICE);
    expect(answer.stdout).toContain(sentence);
    expect(word(answer, part)).toBe("NO");
    expect(answer.code).toBe(3);
  });

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
  it.each([
    ["unknown key", `${ALICE} ${publicLine(mallory)}`, "unknown key"],
    ["no line", "# nobody", "unknown key"],
    [
      "wrong principal",
      `bob@example.org ${publicLine(alice)}`,
      "wrong principal: line 1 of the allowed signers gives the key to bob",
    ],
    ["forbidden principal", `*,!alice@* ${publicLine(alice)}`, "wrong principal"],
    [
      "wrong namespace of the list",
      `${ALICE} namespaces="git" ${publicLine(alice)}`,
      "wrong namespace: line 1 of the allowed signers allows git",
    ],
    ["expired key", `${ALICE} valid-before="20250101Z" ${publicLine(alice)}`, "expired key: at "],
    ["key of the future", `${ALICE} valid-after="29990101Z" ${publicLine(alice)}`, "key not yet valid at "],
    ["authority", `${ALICE} cert-authority ${publicLine(alice)}`, "is for certificates"],
    [
      "a line that is not understood",
      `${ALICE} valid-before="soon" ${publicLine(alice)}`,
      "line 1 allows nobody: a time is not",
    ],
  ])("%s", async (_name, list, sentence) => {
    const answer = await verified(bag, list);
    expect(answer.stdout).toContain(sentence);
    expect([word(answer, "intact"), word(answer, "complete"), word(answer, "signed")]).toEqual(["yes", "yes", "NO"]);
    expect(answer.code).toBe(4);
  });

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
  const without: Change = (at) => {
    for (const name of readdirSync(at("signatures"))) rmSync(at(`signatures/${name}`));
  };

  it.each<[string, string, (message: Buffer) => string]>([
    [
      "made for something else",
      `wrong namespace: made for "git", not for "${NAMESPACE}"`,
      (seal) => signed(1, "git", seal),
    ],
    ["over another bag", "bad signature", () => signed(1, NAMESPACE, Buffer.from("other"))],
    ["that is none", "not usable: it is no armoured SSH signature", () => "hello"],
    ["by somebody else", "unknown key", (seal) => signed(2, NAMESPACE, seal)],
  ])("a signature %s", async (_name, sentence, text) => {
    const copy = tampered((at) => {
      without(at);
      writeFileSync(at("signatures/preparer.sshsig"), text(sealOf(bag)));
    });
    const answer = await verified(copy, BY_ALICE);
    expect(answer.stdout).toContain(sentence);
    expect(answer.code).toBe(4);
  });

  it("none at all", async () => {
    const answer = await verified(tampered(without), BY_ALICE);
    expect(answer.stdout).toContain("no signature");
    expect(answer.code).toBe(4);
  });

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
