/** Who sealed the bag: every signature against the list of allowed signers. */
import { type AllowedSigner, type AllowedSigners, matchesList } from "./allowed-signers.ts";
import { NAMESPACE, SIGNATURES, TAG_MANIFEST } from "./names.ts";
import { parseSignature, type SshSignature } from "./sshsig.ts";
import { SshFormatError } from "./ssh-wire.ts";

export interface SealQuestion {
  /** Bytes of the tag manifest. */
  readonly message: Uint8Array;
  readonly signatures: readonly { readonly path: string; readonly text: string }[];
  /** Null: no list was given. */
  readonly allowed: AllowedSigners | null;
  /** Whom the reader expects; null: whom the bag names. */
  readonly expected: string | null;
  /** Whom the bag names; null: nobody. */
  readonly named: string | null;
  /** ISO time at which the keys have to be valid. */
  readonly at: string;
  /** The bag's own time: it was not sealed before. Null: it says none. */
  readonly asOf: string | null;
}

export interface SealAnswer {
  readonly trusted: boolean;
  readonly sentences: readonly string[];
}

export function judgeSeal(question: SealQuestion): SealAnswer {
  const seals = question.signatures.filter(({ path }) => path.endsWith(".sshsig"));
  const others = question.signatures
    .filter((one) => !seals.includes(one))
    .map(({ path }) => `${path}: not checked here`);
  if (seals.length === 0) return { trusted: false, sentences: [`no signature: ${SIGNATURES} holds none`, ...others] };
  const answers = seals.map(({ path, text }) => judgeOne(path, text, question));
  const faults = (question.allowed?.faults ?? []).map((fault) => `allowed signers, ${fault}`);
  const trusted = answers.some(({ state }) => state === "trusted") && answers.every(({ state }) => state !== "broken");
  // What a list of signers lacks matters to those who wonder why a signer is not in it.
  return { trusted, sentences: [...answers.map(({ sentence }) => sentence), ...(trusted ? [] : faults), ...others] };
}

interface Judged {
  /** `broken`: it is no signature over this bag, so that somebody changed it or the bag. */
  readonly state: "trusted" | "unknown" | "broken";
  readonly sentence: string;
}

function judgeOne(path: string, text: string, question: SealQuestion): Judged {
  let signature: SshSignature;
  try {
    signature = parseSignature(text);
  } catch (error) {
    if (!(error instanceof SshFormatError)) throw error;
    return { state: "broken", sentence: `${path}: not usable: ${error.message}` };
  }
  const { key, namespace } = signature;
  const by = `${path}: ${key.fingerprint}`;
  if (namespace !== NAMESPACE) {
    return { state: "broken", sentence: `${by}: wrong namespace: made for "${namespace}", not for "${NAMESPACE}"` };
  }
  if (!signature.holds(question.message)) {
    return { state: "broken", sentence: `${by}: bad signature: it is not over this ${TAG_MANIFEST}` };
  }
  return trustOf(by, key.blob, question);
}

function trustOf(by: string, blob: Buffer, question: SealQuestion): Judged {
  const unknown = (why: string): Judged => ({ state: "unknown", sentence: `${by}: ${why}` });
  if (question.allowed === null) return unknown("good signature, signer unknown: no list of allowed signers was given");
  const principal = question.expected ?? question.named;
  if (principal === null) return unknown("good signature, but nobody is named whose it should be: give --signer");
  if (question.named !== null && question.named !== principal) {
    return unknown(`wrong principal: the bag names ${question.named}, not ${principal}`);
  }
  const lines = question.allowed.signers.filter((signer) => signer.blob.equals(blob));
  if (lines.length === 0) return unknown("unknown key: no line of the allowed signers has it");
  const reasons: string[] = [];
  for (const signer of lines) {
    const reason = refusal(signer, principal, question);
    if (reason === null) return { state: "trusted", sentence: `${by}: good signature of ${principal}` };
    reasons.push(reason);
  }
  return unknown(reasons.join("; "));
}

function refusal(signer: AllowedSigner, principal: string, { at, asOf }: SealQuestion): string | null {
  const line = `line ${signer.line} of the allowed signers`;
  if (signer.authority) return `${line} is for certificates, which are not accepted here`;
  if (!matchesList(principal, signer.principals)) {
    return `wrong principal: ${line} gives the key to ${signer.principals}, not to ${principal}`;
  }
  if (signer.namespaces !== null && !matchesList(NAMESPACE, signer.namespaces)) {
    return `wrong namespace: ${line} allows ${signer.namespaces}, not ${NAMESPACE}`;
  }
  const moment = Date.parse(at);
  if (signer.validAfter !== null && moment < signer.validAfter) {
    return `key not yet valid at ${at}: by ${line} it is from ${isoOf(signer.validAfter)}`;
  }
  if (signer.validBefore === null) return null;
  if (moment > signer.validBefore) return `expired key: at ${at} ${line} had ended, on ${isoOf(signer.validBefore)}`;
  // The bag is of this time or later, so the key had ended when it sealed, at whatever time one looks.
  if (asOf !== null && Date.parse(asOf) > signer.validBefore) {
    return `expired key: the bag is as of ${asOf}, and ${line} ended on ${isoOf(signer.validBefore)}`;
  }
  return null;
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString().replace(".000Z", "Z");
}
