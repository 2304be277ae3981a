/** Sign-offs, heads of journals and lists of revoked keys that nobody vouches for: read as they were written, or refused. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { headText, parseHead } from "../journal/heads.ts";
import { isBinaryRevocationList, parseRevoked } from "./revoked.ts";
import { parseSignOff, type SignOff, signOffText } from "./sign-off.ts";

const SIGN_OFF: SignOff = {
  bagDigest: "a".repeat(64),
  resultsDigest: "b".repeat(64),
  role: "reviewer",
  principal: "bob@example.org",
  conclusion: "accepted-with-limits",
  limits: "DCs only",
  date: "2026-11-22T14:00:00Z",
  journalHead: { seq: 3, sha256: "c".repeat(64) },
};
const TEXT = signOffText(SIGN_OFF);
const HEAD = { seq: 3, digest: "c".repeat(64), principal: "bob@example.org", date: "2026-11-22T14:00:00Z" };

describe("a sign-off", () => {
  it("is read as it was written", () => {
    expect(parseSignOff(TEXT)).toEqual(SIGN_OFF);
    const bare = { ...SIGN_OFF, limits: null, journalHead: null };
    expect(parseSignOff(signOffText(bare))).toEqual(bare);
  });

  it.each([
    ["no JSON", "{", "it is no JSON"],
    ["a list", "[]", "it is no sign-off"],
    ["another schema", TEXT.replace("signoff/1", "signoff/2"), "its schema is not signoff/1"],
    ["a digest that is short", TEXT.replace("aaaa", "aaa"), "a digest in it is none"],
    ["a role that nobody has", TEXT.replace("reviewer", "king"), "its role is none of reviewer, approver"],
    ["a conclusion that is none", TEXT.replace('"accepted-with-limits"', '"maybe"'), "its conclusion is none of"],
    [
      "a principal with a line break",
      TEXT.replace("bob@", String.raw`bob\n@`),
      "its principal is no name like an address",
    ],
    ["a principal that is a pattern", TEXT.replace("bob@", "*@"), "its principal is no name like an address"],
    ["the 30th of February", TEXT.replace("11-22", "02-30"), "its date is no time"],
    ["a head that is none", TEXT.replace('"seq": 3', '"seq": -3'), "its head of a journal is none"],
    ["limits without an end", TEXT.replace("DCs only", "x".repeat(4001)), "its limits are no text"],
    ["a key more", TEXT.replace("{", '{"more": 1,'), "it is not written as this program writes it"],
    ["a key twice", TEXT.replace("{", '{"role": "approver",'), "it is not written as this program writes it"],
    ["a space more", `${TEXT} `, "it is not written as this program writes it"],
  ])("with %s is refused", (_name, text, sentence) => {
    expect(parseSignOff(text)).toContain(sentence);
  });

  it("fuzz: with any change of its text it is refused, or says the same in the same words", () => {
    expect(parseSignOff("")).toBe("it is no JSON");
    fc.assert(
      fc.property(fc.nat(TEXT.length - 1), fc.string({ maxLength: 3 }), fc.nat(5), (at, put, cut) => {
        const text = TEXT.slice(0, at) + put + TEXT.slice(at + cut);
        const read = parseSignOff(text);
        if (typeof read !== "string") expect(signOffText(read)).toBe(text);
      }),
      { numRuns: 5000, seed: 1 },
    );
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => typeof parseSignOff(text) === "string"));
  });
});

it("fuzz: the head of a journal is read as it was written, or refused", () => {
  const text = headText(HEAD);
  expect(parseHead(text)).toEqual(HEAD);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), fc.nat(5), (at, put, cut) => {
      const changed = text.slice(0, at) + put + text.slice(at + cut);
      const read = parseHead(changed);
      if (read !== null) expect(headText(read)).toBe(changed);
    }),
    { numRuns: 5000, seed: 1 },
  );
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => parseHead(any) === null));
});

describe("a list of revoked keys", () => {
  const wire = Buffer.concat([Buffer.of(0, 0, 0, 11), Buffer.from("ssh-ed25519"), Buffer.of(0, 0, 0, 1, 7)]);
  const line = `ssh-ed25519 ${wire.toString("base64")}`;

  it("is read, with the number of the line", () => {
    expect(parseRevoked(`# lost\r\n\n${line} bob's key\n${line}`)).toEqual([
      { line: 3, blob: wire },
      { line: 4, blob: wire },
    ]);
    expect(parseRevoked("")).toEqual([]);
  });

  it.each([
    ["a word", "hello"],
    ["no key", "ssh-ed25519"],
    ["another type than it says", line.replace("ed25519", "ed25518")],
    ["a key that is cut", line.slice(0, 24)],
    ["letters that are no base64", line.replace("AAAA", "A*AA")],
    ["options in front", `cert-authority ${line}`],
    ["a fingerprint", "SHA256:fe85JkIjo8VPe+XqXJGH5Mau1EMFdK1OdKvJUFicyA8"],
  ])("with %s in a line is not half believed", (_name, text) => {
    expect(parseRevoked(`${line}\n${text}\n`)).toBe("line 2 is no public key");
  });

  it("fuzz: any text gives keys, or the line that is not understood", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const answer = parseRevoked(text);
        expect(typeof answer === "string" ? /^line \d+ is no public key$/.test(answer) : Array.isArray(answer)).toBe(
          true,
        );
      }),
    );
    expect(isBinaryRevocationList(Buffer.from("SSHKRL\n\0\0\0\0\u0001"))).toBe(true);
    expect(isBinaryRevocationList(Buffer.from("SSHKRL"))).toBe(false);
  });
});
