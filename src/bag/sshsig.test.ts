/** Keys and signatures that are damaged, of the wrong kind, or too weak; ssh-keygen judges the good ones (test/cli). */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { KeyProblem, parsePrivateKey } from "./ssh-private-key.ts";
import { parsePublicKey } from "./ssh-public-key.ts";
import { armoured, SshFormatError, sshString, uint32, unarmoured } from "./ssh-wire.ts";
import { parseSignature, signMessage } from "./sshsig.ts";

const MESSAGE = Buffer.from("message\n");
const pem = (type: "ed25519" | "rsa", passphrase?: string): string => {
  const { privateKey } =
    type === "ed25519" ? generateKeyPairSync(type) : generateKeyPairSync(type, { modulusLength: 2048 });
  const locked = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return privateKey.export({ type: "pkcs8", format: "pem", ...locked }).toString();
};

describe("a signature", () => {
  const key = parsePrivateKey(pem("ed25519"));
  const text = signMessage(key, "n@x", MESSAGE);

  it("holds for its message, has the same bytes again, and holds for no other", () => {
    const signature = parseSignature(text);
    expect(signature.namespace).toBe("n@x");
    expect(signature.holds(MESSAGE)).toBe(true);
    expect(signature.holds(Buffer.from("massage\n"))).toBe(false);
    expect(signMessage(key, "n@x", MESSAGE)).toBe(text);
  });

  it("with any byte changed is broken or does not hold", () => {
    const bytes = unarmoured(text, "SSH SIGNATURE") ?? Buffer.of();
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      let holds = false;
      try {
        const signature = parseSignature(armoured(changed, "SSH SIGNATURE"));
        holds = signature.holds(MESSAGE) && signature.namespace === "n@x" && signature.key.blob.equals(key.blob);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(SshFormatError);
      }
      expect(holds, `byte ${at}`).toBe(false);
    }
  });

  it.each([
    ["", "no armour"],
    [text.slice(0, -40), "cut"],
    [text.replace("SSH SIGNATURE", "PGP SIGNATURE"), "other"],
  ])("%j is none", (broken) => {
    expect(() => parseSignature(broken)).toThrow(SshFormatError);
  });
});

describe("a public key", () => {
  it("of RSA below 3072 bits is refused", () => {
    const { n = "", e = "" } = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
    const modulus = Buffer.concat([Buffer.of(0), Buffer.from(n, "base64url")]);
    const blob = Buffer.concat([sshString("ssh-rsa"), sshString(Buffer.from(e, "base64url")), sshString(modulus)]);
    expect(() => parsePublicKey(blob)).toThrow("RSA of 2048 bits");
  });

  it.each(["ssh-dss", "ssh-ed25519-cert-v01@openssh.com"])("of the type %s is refused", (type) => {
    expect(() => parsePublicKey(Buffer.concat([sshString(type), sshString("x")]))).toThrow(SshFormatError);
  });

  it("of a security key counts only when somebody touched it", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const point = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    const type = "sk-ssh-ed25519@openssh.com";
    const key = parsePublicKey(Buffer.concat([sshString(type), sshString(point), sshString("ssh:")]));
    const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest();
    const signature = (flags: number) => {
      const answer = Buffer.concat([sha256("ssh:"), Buffer.of(flags), uint32(7), sha256(MESSAGE)]);
      const bytes = sign(null, answer, privateKey);
      return Buffer.concat([sshString(type), sshString(bytes), Buffer.of(flags), uint32(7)]);
    };
    expect(key.verify(signature(1), MESSAGE)).toBe(true);
    expect(key.verify(signature(5), MESSAGE)).toBe(true);
    expect(key.verify(signature(0), MESSAGE)).toBe(false);
    expect(key.verify(signature(1), Buffer.from("other"))).toBe(false);
  });
});

describe("a private key", () => {
  const problem = (text: string): KeyProblem => {
    try {
      parsePrivateKey(text);
    } catch (error) {
      if (error instanceof KeyProblem) return error;
      throw error;
    }
    throw new Error("it was accepted");
  };

  it.each([
    ["with a passphrase", pem("ed25519", "secret"), "passphrase", true],
    ["of RSA", pem("rsa"), "of the type rsa", true],
    ["that is public", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me", "public key", true],
    ["that is none", "hello", "no private key", false],
    ["that is damaged", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "damaged", false],
    ["cut", armoured(Buffer.from("openssh-key-v1\0"), "OPENSSH PRIVATE KEY"), "damaged: it is cut", false],
  ])("%s is refused with what to do", (_name, text, message, elsewhere) => {
    const found = problem(text);
    expect(found.message).toContain(message);
    expect(found.elsewhere).toBe(elsewhere);
  });

  it("whose halves do not fit is refused", () => {
    const [one, two] = [parsePrivateKey(pem("ed25519")), parsePrivateKey(pem("ed25519"))];
    const seed = Buffer.from(one.key.export({ format: "jwk" }).d ?? "", "base64url");
    const point = two.blob.subarray(-32);
    const secret = [
      uint32(1),
      uint32(1),
      sshString("ssh-ed25519"),
      sshString(point),
      sshString(Buffer.concat([seed, point])),
    ];
    const bytes = [
      Buffer.from("openssh-key-v1\0"),
      ...["none", "none", ""].map(sshString),
      uint32(1),
      sshString(two.blob),
      sshString(Buffer.concat([...secret, sshString("")])),
    ];
    expect(problem(armoured(Buffer.concat(bytes), "OPENSSH PRIVATE KEY")).message).toContain("halves do not fit");
  });
});
