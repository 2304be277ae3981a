/** Signs with the user's key: here, where the file holds it openly; else ssh-keygen does, and asks what it has to ask. */
import { resolve } from "node:path";
import { KeyProblem, parsePrivateKey } from "../../bag/ssh-private-key.ts";
import { parsePublicKey } from "../../bag/ssh-public-key.ts";
import { parseSignature, signMessage } from "../../bag/sshsig.ts";
import { SshFormatError } from "../../bag/ssh-wire.ts";
import { UsageError } from "../../core/failure.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { runTool, withFiles } from "../../platform/tool.ts";
import { printable } from "../../text/printable.ts";
import type { Io } from "../io.ts";

export interface Signed {
  readonly text: string;
  /** The public key that signed. */
  readonly blob: Buffer;
}

export interface Signer {
  /** Null: it is known only when it has signed. */
  readonly blob: Buffer | null;
  /** @throws UsageError */
  sign(namespace: string, message: Uint8Array): Promise<Signed>;
}

/** Long enough to find a token and remember a passphrase. */
const SIGNING_MS = 300_000;

/** `otherwise`: what to do where the key cannot sign here. @throws UsageError */
export async function signerOf(file: string, otherwise: readonly string[], io: Io): Promise<Signer> {
  const text = await keyText(file);
  try {
    const key = parsePrivateKey(text);
    return {
      blob: key.blob,
      sign: (namespace, message) => Promise.resolve({ text: signMessage(key, namespace, message), blob: key.blob }),
    };
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    const why = `${file} cannot sign: ${error.message}`;
    if (!error.elsewhere) throw new UsageError(why, ["a key is made by: ssh-keygen -t ed25519 -f evidence-key"]);
    return {
      blob: publicBlob(text),
      sign: (namespace, message) => signElsewhere(file, namespace, message, why, otherwise, io),
    };
  }
}

/** The key of a public or private file, without using it. @throws UsageError */
export async function publicKeyOf(file: string): Promise<Buffer> {
  const text = await keyText(file);
  const blob = publicBlob(text);
  if (blob !== null) return blob;
  try {
    return parsePrivateKey(text).blob;
  } catch (error) {
    if (!(error instanceof KeyProblem)) throw error;
    throw new UsageError(`${file} does not show its public key: ${error.message}`, [
      "give the file of the public key, which ends with .pub",
    ]);
  }
}

async function keyText(file: string): Promise<string> {
  const bytes = await smallFile(file, true);
  if (bytes !== null) return Buffer.from(bytes).toString("utf8");
  throw new UsageError(`${file} is not there or cannot be read`, ["give the file of a private key"]);
}

function publicBlob(text: string): Buffer | null {
  const [, base64] = /^(?:ssh-|ecdsa-|sk-)\S+ ([A-Za-z0-9+/=]+)/.exec(text) ?? [];
  try {
    return base64 === undefined ? null : parsePublicKey(Buffer.from(base64, "base64")).blob;
  } catch (error) {
    if (error instanceof SshFormatError) return null;
    throw error;
  }
}

/** A passphrase is typed into ssh-keygen, never into this program. */
async function signElsewhere(
  file: string,
  namespace: string,
  message: Uint8Array,
  why: string,
  otherwise: readonly string[],
  io: Io,
): Promise<Signed> {
  const { answer, text } = await withFiles({ message }, async (at) => {
    const words = ["-Y", "sign", "-f", resolve(file), "-n", namespace, at("message")];
    const asking = (said: string): void => void io.err.write(shown(said));
    const done = await runTool("ssh-keygen", words, { env: io.env, limitMs: SIGNING_MS, asking });
    const made = done.code === 0 ? await smallFile(at("message.sig"), false) : null;
    return { answer: done, text: made === null ? null : Buffer.from(made).toString("utf8") };
  });
  if (answer.state === "absent") throw new UsageError(`${why}; ssh-keygen, which could, is not here`, otherwise);
  if (answer.state === "overdue") throw new UsageError(`${why}; ssh-keygen was not answered in time`, otherwise);
  if (text === null) throw new UsageError(`${why}; ssh-keygen could not sign either`, otherwise);
  const signature = parseSignature(text);
  if (signature.namespace !== namespace || !signature.holds(message)) {
    throw new UsageError(`${why}; what ssh-keygen made is no signature of it`, otherwise);
  }
  return { text, blob: signature.key.blob };
}

/** What it asks and why it fails; which file it signs is no help, since that one is ours and gone in a moment. */
function shown(text: string): string {
  const lines = text.replaceAll(/^(?:Signing file|Write signature to) .*(?:\n|$)/gm, "").split(/\r?\n/);
  return lines.map(printable).join("\n");
}
