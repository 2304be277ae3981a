/** The signer's key: an Ed25519 key in a file of OpenSSH or as PKCS#8, without a passphrase. It is never stored or copied. */
import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { SshFormatError, SshReader, sshString, unarmoured } from "./ssh-wire.ts";

const MAGIC = "openssh-key-v1\0";

export interface SigningKey {
  readonly key: KeyObject;
  /** The public key as SSH writes it. */
  readonly blob: Buffer;
}

/** Why a key cannot be used here, and what the owner can do. */
export class KeyProblem extends Error {
  /** Whether another way of signing, such as ssh-keygen with an agent, can use it. */
  readonly elsewhere: boolean;

  constructor(message: string, elsewhere: boolean) {
    super(message);
    this.elsewhere = elsewhere;
  }
}

/** @throws KeyProblem */
export function parsePrivateKey(text: string): SigningKey {
  const openssh = unarmoured(text, "OPENSSH PRIVATE KEY");
  if (openssh !== null) return fromOpenSsh(openssh);
  if (/^-----BEGIN ENCRYPTED PRIVATE KEY-----/m.test(text) || /^Proc-Type: 4,ENCRYPTED/m.test(text)) throw encrypted();
  if (/^(?:ssh-|ecdsa-|sk-)\S+ [A-Za-z0-9+/=]+/.test(text)) {
    throw new KeyProblem("it holds a public key; its private half may be in an agent or a security key", true);
  }
  if (!text.includes("-----BEGIN ")) throw new KeyProblem("it is no private key in OpenSSH's or PKCS#8 form", false);
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    throw new KeyProblem("it is damaged, or no private key in OpenSSH's or PKCS#8 form", false);
  }
  if (key.asymmetricKeyType !== "ed25519") throw otherType(key.asymmetricKeyType ?? "an unknown type");
  return withBlob(key);
}

function fromOpenSsh(bytes: Buffer): SigningKey {
  try {
    const reader = new SshReader(bytes);
    if (reader.raw(MAGIC.length).toString("latin1") !== MAGIC) throw new SshFormatError("it has no such beginning");
    const cipher = reader.text();
    const derivation = reader.text();
    reader.string();
    if (cipher !== "none" || derivation !== "none") throw encrypted();
    if (reader.uint32() !== 1) throw new SshFormatError("it holds several keys");
    const listed = reader.string();
    const secret = new SshReader(reader.string());
    if (secret.uint32() !== secret.uint32()) throw new SshFormatError("its two check numbers differ");
    const type = secret.text();
    if (type !== "ssh-ed25519") throw otherType(type);
    const point = secret.string();
    const pair = secret.string();
    if (point.length !== 32 || pair.length !== 64) throw new SshFormatError("a number in it has the wrong length");
    const jwk = {
      kty: "OKP",
      crv: "Ed25519",
      d: pair.subarray(0, 32).toString("base64url"),
      x: point.toString("base64url"),
    };
    const signing = withBlob(createPrivateKey({ key: jwk, format: "jwk" }));
    // A public half that is not of this private half would sign what nobody can verify.
    if (!signing.blob.equals(listed)) throw new SshFormatError("its public and private halves do not fit");
    return signing;
  } catch (error) {
    if (error instanceof KeyProblem) throw error;
    throw new KeyProblem(`it is damaged: ${error instanceof Error ? error.message : "it cannot be read"}`, false);
  }
}

/** The public half is computed from the private one, never taken from the file. */
function withBlob(key: KeyObject): SigningKey {
  const seed = Buffer.from(key.export({ format: "jwk" }).d ?? "", "base64url");
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  const own = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
  const point = Buffer.from(createPublicKey(own).export({ format: "jwk" }).x ?? "", "base64url");
  return { key: own, blob: Buffer.concat([sshString("ssh-ed25519"), sshString(point)]) };
}

function encrypted(): KeyProblem {
  return new KeyProblem("it is protected by a passphrase, which is never asked for here", true);
}

function otherType(type: string): KeyProblem {
  return new KeyProblem(`it is of the type ${type}; only Ed25519 is signed with here`, true);
}
