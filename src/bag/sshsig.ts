/** The seal: a signature of OpenSSH over a file, made and checked without ssh-keygen [PROTOCOL.sshsig]. */
import { createHash, sign } from "node:crypto";
import type { SigningKey } from "./ssh-private-key.ts";
import { parsePublicKey, type SshPublicKey } from "./ssh-public-key.ts";
import { armoured, SshFormatError, SshReader, sshString, uint32, unarmoured } from "./ssh-wire.ts";

const MAGIC = "SSHSIG";
const VERSION = 1;
const LABEL = "SSH SIGNATURE";
const HASHES = ["sha512", "sha256"];

/** The same bytes for the same key and message: Ed25519 has no randomness. */
export function signMessage(key: SigningKey, namespace: string, message: Uint8Array): string {
  const signature = sign(null, signedBytes(namespace, "sha512", message), key.key);
  const blob = Buffer.concat([
    Buffer.from(MAGIC),
    uint32(VERSION),
    sshString(key.blob),
    sshString(namespace),
    sshString(""),
    sshString("sha512"),
    sshString(Buffer.concat([sshString("ssh-ed25519"), sshString(signature)])),
  ]);
  return armoured(blob, LABEL);
}

export interface SshSignature {
  readonly key: SshPublicKey;
  readonly namespace: string;
  /** Whether it is one over these bytes, by the key that it names. */
  holds(message: Uint8Array): boolean;
}

/** @throws SshFormatError */
export function parseSignature(text: string): SshSignature {
  const bytes = unarmoured(text, LABEL);
  if (bytes === null) throw new SshFormatError("it is no armoured SSH signature");
  const reader = new SshReader(bytes);
  if (reader.raw(MAGIC.length).toString("latin1") !== MAGIC) throw new SshFormatError("it is no SSH signature");
  if (reader.uint32() !== VERSION) throw new SshFormatError("its version is not 1");
  const key = parsePublicKey(Buffer.from(reader.string()));
  const namespace = reader.string().toString("utf8");
  reader.string();
  const hash = reader.text();
  if (!HASHES.includes(hash)) throw new SshFormatError(`its hash is ${hash}, not SHA-512 or SHA-256`);
  const signature = reader.string();
  reader.end();
  return { key, namespace, holds: (message) => key.verify(signature, signedBytes(namespace, hash, message)) };
}

function signedBytes(namespace: string, hash: string, message: Uint8Array): Buffer {
  const digest = createHash(hash).update(message).digest();
  return Buffer.concat([Buffer.from(MAGIC), sshString(namespace), sshString(""), sshString(hash), sshString(digest)]);
}
