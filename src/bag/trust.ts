/** Whether one signature is over these bytes, made for this purpose, by a key that the reader gives to this person. */
import { type AllowedSigner, type AllowedSigners, matchesList } from "./allowed-signers.ts";
import type { SshPublicKey } from "./ssh-public-key.ts";
import { parseSignature, type SshSignature } from "./sshsig.ts";
import { SshFormatError } from "./ssh-wire.ts";

/** What a list of revoked keys says of a key; `not-checked` trusts nobody. */
export interface Revocation {
  readonly state: "revoked" | "not-revoked" | "not-checked";
  readonly reason: string;
}

/** By fingerprint. Null: no list was given. */
export type Revocations = ((fingerprint: string) => Revocation) | null;

export interface Trust {
  /** Null: no list was given. */
  readonly allowed: AllowedSigners | null;
  readonly revoked: Revocations;
  /** ISO time at which the keys have to be valid. */
  readonly at: string;
  /** The bag's own time: nothing about it was signed before. Null: it says none. */
  readonly asOf: string | null;
}

export interface SignatureQuestion extends Trust {
  readonly path: string;
  readonly text: string;
  readonly message: Uint8Array;
  /** What the message is, in a sentence. */
  readonly over: string;
  readonly namespace: string;
  /** Whose it should be; null: nobody is named. */
  readonly principal: string | null;
  /** Why it cannot be of the one who is named, whatever the list says. */
  readonly objection: string | null;
}

export interface Judged {
  /** `broken`: no signature of this thing, or by a revoked key, so that somebody changed or stole something. */
  readonly state: "trusted" | "unknown" | "broken";
  readonly sentence: string;
  /** Null: it could not be read. */
  readonly key: SshPublicKey | null;
}

export function judgeSignature(question: SignatureQuestion): Judged {
  const { path, text, namespace } = question;
  let signature: SshSignature;
  try {
    signature = parseSignature(text);
  } catch (error) {
    if (!(error instanceof SshFormatError)) throw error;
    return { state: "broken", sentence: `${path}: not usable: ${error.message}`, key: null };
  }
  const { key } = signature;
  const by = `${path}: ${key.fingerprint}`;
  const broken = (why: string): Judged => ({ state: "broken", sentence: `${by}: ${why}`, key });
  if (signature.namespace !== namespace) {
    return broken(`wrong namespace: made for "${signature.namespace}", not for "${namespace}"`);
  }
  if (!signature.holds(question.message)) return broken(`bad signature: it is not over ${question.over}`);
  const revocation = question.revoked?.(key.fingerprint) ?? null;
  if (revocation?.state === "revoked") return broken(`revoked key: ${revocation.reason}`);
  if (revocation?.state === "not-checked") {
    return { state: "unknown", sentence: `${by}: whether it was revoked is not checked: ${revocation.reason}`, key };
  }
  const refused = refusalOf(key.blob, question);
  if (refused !== null) return { state: "unknown", sentence: `${by}: ${refused}`, key };
  return { state: "trusted", sentence: `${by}: good signature of ${question.principal}`, key };
}

/** Null: trusted. */
function refusalOf(blob: Buffer, question: SignatureQuestion): string | null {
  const { allowed, principal, objection } = question;
  if (allowed === null) return "good signature, signer unknown: no list of allowed signers was given";
  if (principal === null) return "good signature, but nobody is named whose it should be: give --signer";
  if (objection !== null) return objection;
  const lines = allowed.signers.filter((signer) => signer.blob.equals(blob));
  if (lines.length === 0) return "unknown key: no line of the allowed signers has it";
  const reasons: string[] = [];
  for (const signer of lines) {
    const reason = refusalBy(signer, principal, question);
    if (reason === null) return null;
    reasons.push(reason);
  }
  return reasons.join("; ");
}

function refusalBy(signer: AllowedSigner, principal: string, question: SignatureQuestion): string | null {
  const { at, asOf, namespace } = question;
  const line = `line ${signer.line} of the allowed signers`;
  if (signer.authority) return `${line} is for certificates, which are not accepted here`;
  if (!matchesList(principal, signer.principals)) {
    return `wrong principal: ${line} gives the key to ${signer.principals}, not to ${principal}`;
  }
  if (signer.namespaces !== null && !matchesList(namespace, signer.namespaces)) {
    return `wrong namespace: ${line} allows ${signer.namespaces}, not ${namespace}`;
  }
  const moment = Date.parse(at);
  if (signer.validAfter !== null && moment < signer.validAfter) {
    return `key not yet valid at ${at}: by ${line} it is from ${isoOf(signer.validAfter)}`;
  }
  if (signer.validBefore === null) return null;
  if (moment > signer.validBefore) return `expired key: at ${at} ${line} had ended, on ${isoOf(signer.validBefore)}`;
  // The bag is of this time or later, so the key had ended when it signed, at whatever time one looks.
  if (asOf !== null && Date.parse(asOf) > signer.validBefore) {
    return `expired key: the bag is as of ${asOf}, and ${line} ended on ${isoOf(signer.validBefore)}`;
  }
  return null;
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString().replace(".000Z", "Z");
}
