/** Time stamps and signatures by certificates: made by openssl, attached, judged here, and judged by openssl in the words of the documentation. */
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AS_OF, BAG_NAME, createBag, desk, digestsOf, haveTools, SAMPLE, shell } from "../support/bags.ts";
import {
  authority,
  type Certified,
  cmsOf,
  FOR_TIME_STAMPS,
  forgedStamp,
  issue,
  openssl,
  stampOf,
} from "../support/pki.ts";
import { ROOT } from "../support/program.ts";
import { type Answer, edit, evidence, person, signersList, wordOf } from "../support/signing.ts";

const TOOLS = haveTools("openssl", "bash");
const place = desk();
const alice = person(place, "alice", 1);
const list = signersList(place, "signers", alice);
const [bag, other] = [place.at("out", BAG_NAME), place.at("other", BAG_NAME)];
const docs = readFileSync(join(ROOT, "docs/sign-offs.md"), "utf8");
let count = 0;
let [root, stranger, tsa, carol]: Certified[] = [];

beforeAll(async () => {
  const seal = ["--ssh-key", alice.file, "--signer", alice.principal, "--as-of", AS_OF];
  await createBag([SAMPLE, "-o", place.at("out"), ...seal]);
  await createBag([join(ROOT, "gpo-samples/compliant"), "-o", place.at("other"), ...seal]);
  if (!TOOLS) return;
  root = authority(place, "root");
  stranger = authority(place, "stranger");
  tsa = issue(place, "tsa", root, { usage: FOR_TIME_STAMPS });
  carol = issue(place, "carol", root);
});
afterAll(() => place.remove());

function made(one: Certified | undefined): Certified {
  if (one === undefined) throw new Error("it is made before the tests");
  return one;
}

function fresh(): string {
  count += 1;
  return place.copy(bag, `bag-${count}`);
}

const verify = (folder: string, ...more: string[]): Promise<Answer> =>
  evidence(["verify", folder, "--allowed-signers", list, ...more]);
const trusting = (folder: string, ...more: string[]): Promise<Answer> =>
  verify(folder, "--tsa-ca", made(root).certificate, ...more);
const certified = (folder: string, ...more: string[]): Promise<Answer> =>
  verify(folder, "--ca", made(root).certificate, ...more);
const seal = (folder: string): string => join(folder, "tagmanifest-sha256.txt");
const digest = (folder: string): Buffer =>
  createHash("sha256")
    .update(readFileSync(seal(folder)))
    .digest();

async function queried(folder: string): Promise<string> {
  expect(await evidence(["timestamp", folder, "--query"])).toMatchObject({ code: 0 });
  return join(folder, "signatures/tsa.tsq");
}

async function stamped(): Promise<string> {
  const folder = fresh();
  const reply = stampOf(place, await queried(folder), made(tsa), "reply.tsr");
  expect(await evidence(["timestamp", folder, "--attach", reply, "--name", "example"])).toMatchObject({ code: 0 });
  return folder;
}

async function attached(by: Certified | undefined = carol, ...more: string[]): Promise<string> {
  const folder = fresh();
  const signature = cmsOf(place, seal(folder), made(by), ...more);
  expect(await evidence(["attach", folder, "--cms", signature])).toMatchObject({ code: 0 });
  return folder;
}

/** A command of the documentation, with these files instead of its own. */
function documented(start: string, files: Readonly<Record<string, string>>): string {
  const blocks = [...docs.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = ""]) => code);
  let words = blocks.find((code) => code.startsWith(start)) ?? "false";
  for (const [name, file] of Object.entries(files)) {
    expect(words).toContain(name);
    words = words.replaceAll(name, file);
  }
  return words;
}

describe.skipIf(!TOOLS)("a time stamp", () => {
  it("is asked for in the bytes that openssl writes, and nothing else changes", async () => {
    const folder = fresh();
    const query = await queried(folder);
    const theirs = place.at("theirs.tsq");
    openssl("ts", "-query", "-data", seal(folder), "-sha256", "-cert", "-no_nonce", "-out", theirs);
    expect(readFileSync(query).toString("hex")).toBe(readFileSync(theirs).toString("hex"));
    const { "signatures/tsa.tsq": added, ...rest } = digestsOf(folder);
    expect(added).toBeDefined();
    expect(rest).toEqual(digestsOf(bag));
    const answer = await verify(folder);
    expect(answer.stdout).toContain("signatures/tsa.tsq: a question for a time stamp; it proves nothing");
    expect([answer.code, wordOf(answer, "stamped")]).toEqual([0, undefined]);
    expect((await evidence(["timestamp", folder, "--query"])).stderr).toContain("is already there");
  });

  it("is attached, and holds by the authority that the reader gives; openssl says the same", async () => {
    const folder = await stamped();
    const open = await verify(folder);
    expect([open.code, wordOf(open, "stamped")]).toEqual([0, "not checked"]);
    expect(open.stdout).toContain("the signature is not checked: needs --tsa-ca");
    const answer = await trusting(folder);
    expect(answer.stdout).toMatch(
      /tsa\.example\.tsr: over this bag, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, number [0-9a-f]+;/,
    );
    expect(answer.stdout).toContain("signed by an authority of --tsa-ca: the bag was there by then");
    expect([answer.code, wordOf(answer, "stamped")]).toEqual([0, "yes"]);
    const line = documented("openssl ts -verify", { "tsa-ca.pem": made(root).certificate });
    expect(shell(folder, line)).toMatchObject({
      code: 0,
      output: expect.stringContaining("Verification: OK") as string,
    });
    edit(seal(folder), (text) => text.replace(/^./, (digit) => (digit === "0" ? "1" : "0")));
    expect(shell(folder, line).code).not.toBe(0);
  });

  it("T4: 2: what is no answer about this bag is not attached", async () => {
    const folder = fresh();
    const query = await queried(folder);
    const late = forgedStamp(place, digest(folder), "29990101000000Z", made(tsa));
    const reply = readFileSync(stampOf(place, query, made(tsa), "good.tsr"));
    const oldDigest = place.at("sha1.tsq");
    openssl("ts", "-query", "-data", seal(folder), "-sha1", "-out", oldDigest);
    const refusal = stampOf(place, oldDigest, made(tsa), "refusal.tsr");
    const before = digestsOf(folder);
    for (const [file, sentence] of [
      [query, "is no time stamp of this bag: no answer of a time stamp authority"],
      [refusal, "the authority gave no time stamp: rejected"],
      [stampOf(place, await queried(place.copy(other, "asked")), made(tsa), "other.tsr"), "wrong imprint"],
      [place.write("late.tsr", late), "is from the future: it says 2999-01-01"],
      [place.write("cut.tsr", reply.subarray(0, -1)), "it is cut"],
      [place.write("text.tsr", "hello\n"), "is no time stamp of this bag"],
      [place.at("absent.tsr"), "is not there or cannot be read"],
    ] as const) {
      const { code, stderr } = await evidence(["timestamp", folder, "--attach", file]);
      expect([file, code, stderr]).toEqual([file, 2, expect.stringContaining(sentence)]);
    }
    expect(digestsOf(folder)).toEqual(before);
    expect((await evidence(["timestamp", folder])).code).toBe(2);
    expect((await evidence(["timestamp", folder, "--attach", query, "--name", "../x"])).code).toBe(2);
  });

  const laid = async (bytes: (folder: string) => Buffer | string, ...more: string[]): Promise<Answer> => {
    const folder = fresh();
    writeFileSync(join(folder, "signatures/tsa.laid.tsr"), bytes(folder));
    return trusting(folder, ...more);
  };

  it.each<[string, string, (folder: string) => Buffer | string]>([
    [
      "T3: of another bag",
      "wrong imprint: it stamps ",
      () => forgedStamp(place, digest(other), "20260601000000Z", made(tsa)),
    ],
    [
      "T4: from the future",
      "from the future: it says 2999-01-01T00:00:00Z",
      (folder) => forgedStamp(place, digest(folder), "29990101000000Z", made(tsa)),
    ],
    [
      "T4: from before the bag's own time",
      "it says 2025-06-01T00:00:00Z, before the bag's as-of time",
      (folder) => forgedStamp(place, digest(folder), "20250601000000Z", made(tsa)),
    ],
    [
      "by a certificate that is not for time stamps",
      "but its signature does not hold: unsuitable certificate purpose",
      (folder) => forgedStamp(place, digest(folder), "20260601000000Z", made(carol)),
    ],
    [
      "by an authority that the reader did not give",
      "but its signature does not hold: self-signed certificate",
      (folder) => forgedStamp(place, digest(folder), "20260601000000Z", made(stranger)),
    ],
    [
      "with another time than was signed",
      "but its signature does not hold: ",
      (folder) => {
        const good = forgedStamp(place, digest(folder), "20260601000000Z", made(tsa));
        return Buffer.from(good.toString("latin1").replace("20260601000000Z", "20260201000000Z"), "latin1");
      },
    ],
    ["no time stamp at all", "no answer of a time stamp authority: ", () => "hello"],
    ["empty", "no answer of a time stamp authority: it is cut", () => ""],
  ])("4: %s", async (_name, sentence, bytes) => {
    const answer = await laid(bytes);
    expect(answer.stdout).toContain(sentence);
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "stamped")]).toEqual([4, "yes", "NO"]);
  });

  it("a forged one is well made but for what it says", async () => {
    const answer = await laid(
      (folder) => forgedStamp(place, digest(folder), "20260601000000Z", made(tsa)),
      "--verify-time",
      "2026-12-01",
    );
    expect([answer.code, wordOf(answer, "stamped")]).toEqual([0, "yes"]);
  });

  it("4: asked for, and none is there; a certificate that had ended; one of two is bad", async () => {
    const none = await trusting(bag);
    expect([none.code, none.stdout.includes("no time stamp is in the bag")]).toEqual([4, true]);
    const folder = await stamped();
    const late = await trusting(folder, "--verify-time", "2090-01-01");
    expect([late.code, late.stdout.includes("certificate has expired")]).toEqual([4, true]);
    writeFileSync(
      join(folder, "signatures/tsa.second.tsr"),
      forgedStamp(place, digest(folder), "20260601000000Z", made(stranger)),
    );
    expect((await trusting(folder)).code).toBe(4);
  });

  it("without openssl: told, and only an error where it was asked for", async () => {
    const folder = await stamped();
    const bare = { env: { PATH: place.folder } };
    const words = ["verify", folder, "--allowed-signers", list];
    expect((await evidence(words, bare)).code).toBe(0);
    const asked = await evidence([...words, "--tsa-ca", made(root).certificate], bare);
    expect(asked.stdout).toContain("not checked: openssl is not here");
    expect([asked.code, wordOf(asked, "stamped")]).toEqual([4, "NO"]);
  });
});

describe.skipIf(!TOOLS)("a signature by a certificate", () => {
  it("is attached, and holds by the authority that the reader gives; openssl says the same", async () => {
    const folder = await attached();
    const open = await verify(folder);
    expect([open.code, wordOf(open, "certified")]).toEqual([0, "not checked"]);
    expect(open.stdout).toContain("not checked: needs --ca");
    const answer = await certified(folder);
    expect(answer.stdout).toContain("good signature of O=Example, CN=carol, number 1267 of O=Example, CN=root");
    expect([answer.code, wordOf(answer, "certified")]).toEqual([0, "yes"]);
    const name = readdirSync(join(folder, "signatures")).find((one) => one.endsWith(".p7s")) ?? "";
    const line = documented("openssl cms -verify", { "ca.pem": made(root).certificate, "cms.0123456789ab.p7s": name });
    expect(shell(folder, line)).toMatchObject({ code: 0 });
    edit(seal(folder), (text) => text.replace(/^./, (digit) => (digit === "0" ? "1" : "0")));
    expect(shell(folder, line).code).not.toBe(0);
  });

  it("of an RSA key, and of two people in one file", async () => {
    const rsa = issue(place, "dave", made(root), { serial: 4712, newKey: ["-newkey", "rsa:3072", "-nodes"] });
    const folder = await attached(carol, "-signer", rsa.certificate, "-inkey", rsa.key);
    const answer = await certified(folder);
    expect(answer.stdout).toContain("good signature of O=Example, CN=carol");
    expect(answer.stdout).toContain("good signature of O=Example, CN=dave");
    expect(answer.code).toBe(0);
  });

  it("2: what is no detached signature is not attached", async () => {
    const folder = fresh();
    const before = digestsOf(folder);
    for (const [file, sentence] of [
      [cmsOf(place, seal(folder), made(carol), "-nodetach"), "it carries what it signs"],
      [place.write("pem.p7s", "-----BEGIN CMS-----\n"), "is no detached CMS signature in DER"],
      [made(carol).certificate, "is no detached CMS signature in DER"],
      [place.at("absent.p7s"), "is not there or cannot be read"],
    ] as const) {
      const { code, stderr } = await evidence(["attach", folder, "--cms", file]);
      expect([file, code, stderr]).toEqual([file, 2, expect.stringContaining(sentence)]);
    }
    expect(digestsOf(folder)).toEqual(before);
  });

  it.each<[string, string, () => string]>([
    ["T3: over another bag", "its signature does not hold: ", () => cmsOf(place, seal(other), made(carol))],
    [
      "by an authority that the reader did not give",
      "its signature does not hold: unable to get local issuer certificate",
      () => cmsOf(place, seal(bag), issue(place, "eve", made(stranger))),
    ],
    [
      "by a certificate that signed itself",
      "its signature does not hold: self-signed certificate",
      () => cmsOf(place, seal(bag), made(stranger)),
    ],
    [
      "without anybody who signed",
      "its signature does not hold: ",
      () => {
        const out = place.at("nobody.p7s");
        openssl("crl2pkcs7", "-nocrl", "-certfile", made(carol).certificate, "-outform", "DER", "-out", out);
        return out;
      },
    ],
    ["that carries what it signs", "it carries what it signs", () => cmsOf(place, seal(bag), made(carol), "-nodetach")],
    [
      "T8: by a certificate that had ended",
      "its signature does not hold: certificate has expired",
      () => cmsOf(place, seal(bag), issue(place, "short", made(root), { days: 0 })),
    ],
  ])("4: %s", async (_name, sentence, signature) => {
    const folder = fresh();
    copyFileSync(signature(), join(folder, "signatures/laid.p7s"));
    const answer = await certified(folder, "--verify-time", new Date(Date.now() + 5000).toISOString());
    expect(answer.stdout).toContain(sentence);
    expect([answer.code, wordOf(answer, "signed"), wordOf(answer, "certified")]).toEqual([4, "yes", "NO"]);
  });

  it("T7: the authorities of the machine do not count, whatever its environment says", async () => {
    const folder = await attached(issue(place, "outsider", made(stranger)));
    const anchors = { SSL_CERT_FILE: made(stranger).certificate, SSL_CERT_DIR: place.folder };
    const words = ["verify", folder, "--allowed-signers", list, "--ca", made(root).certificate];
    const answer = await evidence(words, { env: anchors });
    expect([answer.code, wordOf(answer, "certified")]).toEqual([4, "NO"]);
  });

  it("T20: a subject that would paint on the screen is shown as what it is", async () => {
    const subject = "/CN=\u001B[2J\u202Eevil";
    const folder = await attached(issue(place, "painter", made(root), { subject }));
    const answer = await certified(folder);
    expect(answer.stdout).toContain("evil");
    expect(answer.code).toBe(0);
  });

  it("4: asked for, and none is there; openssl is not here", async () => {
    const none = await certified(bag);
    expect([none.code, none.stdout.includes("no signature by a certificate is in the bag")]).toEqual([4, true]);
    const words = ["verify", await attached(), "--allowed-signers", list, "--ca", made(root).certificate];
    const absent = await evidence(words, { env: { PATH: place.folder } });
    expect([absent.code, absent.stdout.includes("not checked: openssl is not here")]).toEqual([4, true]);
  });
});

describe("hostile files beside the seal", () => {
  const deep = Buffer.alloc(40_000, Buffer.of(0x30, 0x80));
  it.each<[string, Buffer]>([
    ["nested 10,000 deep, without lengths", deep],
    ["with a giant length", Buffer.from("3084ffffffff3000", "hex")],
    ["truncated", Buffer.from("3082", "hex")],
    ["of zeros", Buffer.alloc(1000)],
  ])("%s: 4, and no crash", async (_name, bytes) => {
    for (const [name, part, option] of [
      ["x.tsr", "stamped", "--tsa-ca"],
      ["x.p7s", "certified", "--ca"],
    ] as const) {
      const folder = fresh();
      writeFileSync(join(folder, "signatures", name), bytes);
      for (const more of [[], [option, list]]) {
        const answer = await verify(folder, ...more);
        expect(answer.stderr).toBe("");
        expect([answer.code, wordOf(answer, part)]).toEqual([4, "NO"]);
      }
    }
  });
});
