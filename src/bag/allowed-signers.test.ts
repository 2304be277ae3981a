import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { matchesList, parseAllowedSigners } from "./allowed-signers.ts";
import { parsePrivateKey } from "./ssh-private-key.ts";

const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const KEY = `ssh-ed25519 ${parsePrivateKey(PEM).blob.toString("base64")}`;

describe("patterns", () => {
  it.each([
    ["alice@example.org", "alice@example.org", true],
    ["alice@example.org", "Alice@example.org", false],
    ["alice@example.org", "*@example.org", true],
    ["alice@example.org", "*@example.or", false],
    ["alice@example.org", "al?ce@*", true],
    ["alice@example.org", "bob@example.org,alice@example.org", true],
    ["alice@example.org", "*,!alice@*", false],
    ["alice@example.org", "!alice@*,*", false],
    ["alice@example.org", "!bob@*", false],
    ["", "*", true],
    ["ab", "a", false],
    ["a", "", false],
  ])("%j in %j: %j", (name, list, expected) => {
    expect(matchesList(name, list)).toBe(expected);
  });

  it("end in time whatever they are", () => {
    const start = performance.now();
    expect(matchesList("a".repeat(5000), `${"*a".repeat(50)}b`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("a line", () => {
  it("gives principals, options and key; comments and blank lines are none", () => {
    const text = `# who\n\n"alice@a,*@b" namespaces="evidence-v1@x,git",valid-after="20250101Z",valid-before="20270101120000Z" ${KEY} of Alice\n`;
    const { signers, faults } = parseAllowedSigners(text);
    expect(faults).toEqual([]);
    expect(signers).toHaveLength(1);
    expect(signers[0]).toMatchObject({
      line: 3,
      principals: "alice@a,*@b",
      namespaces: "evidence-v1@x,git",
      validAfter: Date.UTC(2025, 0, 1),
      validBefore: Date.UTC(2027, 0, 1, 12),
      authority: false,
    });
  });

  it("may have no option, and cert-authority has no value", () => {
    const { signers } = parseAllowedSigners(`a ${KEY}\r\nb cert-authority,namespaces="n" ${KEY}\n`);
    expect(signers.map(({ authority, namespaces }) => [authority, namespaces])).toEqual([
      [false, null],
      [true, "n"],
    ]);
  });

  it.each([
    [`a`, "it has no key"],
    [`a ${KEY.slice(0, 40)}`, "the key"],
    [`a "namespaces ${KEY}`, "quote is not closed"],
    [`a namespaces="x",namespaces="y" ${KEY}`, "stands twice"],
    [`a no-touch-required ${KEY}`, "not known"],
    [`a namespaces ${KEY}`, "no such value"],
    [`a valid-before="2027" ${KEY}`, "a time is not"],
    [`a valid-before="20270230Z" ${KEY}`, "a time is not"],
    [`a valid-after="20270101Z",valid-before="20260101Z" ${KEY}`, "ends before it begins"],
    [`a namespaces="x"valid-before="20270101Z" ${KEY}`, "cannot be understood"],
    [`a ssh-dss AAAAB3NzaC1kc3M=`, "the key"],
    [`a ecdsa-sha2-nistp256 ${KEY.split(" ")[1]}`, "another type"],
  ])("%j allows nobody", (line, fault) => {
    const { signers, faults } = parseAllowedSigners(line);
    expect(signers).toEqual([]);
    expect(faults.join("\n")).toContain(fault);
  });
});
