/** `eventreach evidence countersign`: a conclusion about a sealed bag, signed, beside the seal. */
import { join, resolve } from "node:path";
import { SIGN_OFF_NAMESPACE, TAG_MANIFEST } from "../../bag/names.ts";
import { judgeSeal } from "../../bag/seal.ts";
import {
  isPrincipal,
  parseSignOff,
  SIGN_OFF_ROLES,
  type SignOff,
  signOffPath,
  signOffText,
} from "../../bag/sign-off.ts";
import { fingerprintOf } from "../../bag/ssh-public-key.ts";
import { parseSignature } from "../../bag/sshsig.ts";
import { SshFormatError } from "../../bag/ssh-wire.ts";
import { VERIFY_EXIT } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { printable } from "../../text/printable.ts";
import { refuseTaken, soundBag, writeBeside } from "../evidence/beside-seal.ts";
import { soundJournal } from "../evidence/journal-file.ts";
import type { Bag } from "../evidence/read-bag.ts";
import { publicKeyOf, type Signed, signerOf } from "../evidence/signer.ts";
import type { Io } from "../io.ts";
import { claimedTime } from "../evidence/claimed-time.ts";
import { CONCLUSIONS } from "../../core/conclusion.ts";

export interface CountersignOptions {
  readonly sshKey?: string;
  readonly signer?: string;
  readonly role: string;
  readonly conclusion?: string;
  readonly limits?: string;
  readonly journal?: string;
  readonly date?: string;
  readonly prepare?: boolean;
  readonly attach?: string;
}

export async function countersign(folder: string, options: CountersignOptions, io: Io): Promise<number> {
  const bag = await soundBag(folder, io);
  if (typeof bag === "number") return bag;
  const seal = sealOf(bag, io);
  if (seal.broken) {
    await io.out([
      `not countersigned: the seal does not hold\n`,
      ...seal.sentences.map((one) => `  ${printable(one)}\n`),
    ]);
    return VERIFY_EXIT.notTrusted;
  }
  if (options.attach !== undefined) return attachSignature(bag, options.attach, options, io);

  const signOff = await signOffOf(bag, options, io);
  const text = signOffText(signOff);
  const file = options.sshKey;
  if (file === undefined) {
    throw new UsageError("evidence countersign wants --ssh-key FILE, a private key or the public one of an agent", [
      "a key is made by: ssh-keygen -t ed25519 -f review-key",
    ]);
  }
  if (options.prepare === true) {
    const blob = await publicKeyOf(file);
    const path = signOffPath(signOff.role, blob);
    await writeBeside(bag, path, text);
    warn(signOff, blob, seal.keys, bag, io);
    await io.out([
      `wrote ${printable(join(folder, path))}, which is not signed yet\n`,
      `  ssh-keygen -Y sign -f KEY -n ${SIGN_OFF_NAMESPACE} ${printable(quoted(resolve(folder, path)))}\n`,
      "  signs it in its place; for a signature made elsewhere: --attach FILE\n",
    ]);
    return VERIFY_EXIT.holds;
  }
  const signer = await signerOf(
    file,
    ["write the sign-off with --prepare, sign it with ssh-keygen -Y sign, which asks the passphrase or the agent"],
    io,
  );
  // What is taken is told before anybody types a passphrase.
  if (signer.blob !== null) refuseTaken(bag, signOffPath(signOff.role, signer.blob));
  const signed = await signer.sign(SIGN_OFF_NAMESPACE, Buffer.from(text, "utf8"));
  const path = signOffPath(signOff.role, signed.blob);
  refuseTaken(bag, path);
  await writeBeside(bag, path, text);
  await writeBeside(bag, `${path}.sig`, signed.text);
  warn(signOff, signed.blob, seal.keys, bag, io);
  await io.out([wrote(folder, path, signOff, signed)]);
  return VERIFY_EXIT.holds;
}

/** Who sealed it, as far as the bag alone tells. */
function sealOf(bag: Bag, io: Io) {
  const named = bag.info["Signer-Principal"] ?? null;
  const trust = { allowed: null, revoked: null, at: io.now(), asOf: null };
  const { signatures, signaturesWhole } = bag;
  return judgeSeal({ ...trust, message: bag.seal, signatures, whole: signaturesWhole, expected: null, named });
}

async function signOffOf(bag: Bag, options: CountersignOptions, io: Io): Promise<SignOff> {
  const role = SIGN_OFF_ROLES.find((one) => one === options.role);
  if (role === undefined) throw new UsageError(`--role wants ${SIGN_OFF_ROLES.join(" or ")}, not "${options.role}"`);
  const conclusion = CONCLUSIONS.find((one) => one === options.conclusion);
  if (conclusion === undefined) {
    throw new UsageError(`--conclusion wants one of ${CONCLUSIONS.join(", ")}`, ["example: --conclusion accepted"]);
  }
  const limits = options.limits ?? null;
  if (conclusion === "accepted" && limits !== null) {
    throw new UsageError("--limits does not go with --conclusion accepted", ["say accepted-with-limits"]);
  }
  if (conclusion === "accepted-with-limits" && (limits ?? "").trim() === "") {
    throw new UsageError("--conclusion accepted-with-limits wants --limits TEXT", [
      'example: --limits "domain controllers only"',
    ]);
  }
  const principal = options.signer ?? "";
  if (!isPrincipal(principal)) {
    throw new UsageError("evidence countersign wants --signer, whose key it is", ["example: --signer bob@example.org"]);
  }
  const journal = options.journal === undefined ? null : await soundJournal(options.journal);
  const signOff: SignOff = {
    bagDigest: sha256Hex(bag.seal),
    resultsDigest: bag.info["Results-Digest"] ?? "",
    role,
    principal,
    conclusion,
    limits,
    date: claimedTime(options.date, bag.info["Evidence-As-Of"] ?? null, io),
    journalHead: journal === null ? null : { seq: journal.head.seq, sha256: journal.head.digest },
  };
  const fault = parseSignOff(signOffText(signOff));
  if (typeof fault === "string") throw new UsageError(`this sign-off cannot be written: ${fault}`);
  return signOff;
}

async function attachSignature(bag: Bag, file: string, options: CountersignOptions, io: Io): Promise<number> {
  const role = SIGN_OFF_ROLES.find((one) => one === options.role);
  if (role === undefined) throw new UsageError(`--role wants ${SIGN_OFF_ROLES.join(" or ")}, not "${options.role}"`);
  const bytes = await smallFile(file, true);
  if (bytes === null)
    throw new UsageError(`${file} is not there or cannot be read`, ["give what ssh-keygen -Y sign made"]);
  const text = Buffer.from(bytes).toString("utf8");
  const signature = signatureIn(file, text);
  const path = signOffPath(role, signature.key.blob);
  const prepared = bag.signatures.find((one) => one.path === path);
  if (prepared === undefined) {
    throw new UsageError(`${path} is not there: nothing was prepared for this key and role`, [
      "write it with --prepare and the public key",
    ]);
  }
  const signOff = parseSignOff(prepared.text);
  if (typeof signOff === "string") throw new UsageError(`${path} is no sign-off: ${signOff}`);
  if (signOff.bagDigest !== sha256Hex(bag.seal)) throw new UsageError(`${path} is about another bag`);
  if (signature.namespace !== SIGN_OFF_NAMESPACE || !signature.holds(prepared.bytes)) {
    throw new UsageError(`${file} is no signature of ${path} in the namespace ${SIGN_OFF_NAMESPACE}`);
  }
  await writeBeside(bag, `${path}.sig`, text);
  warn(signOff, signature.key.blob, sealOf(bag, io).keys, bag, io);
  await io.out([wrote(bag.place, path, signOff, { text, blob: signature.key.blob })]);
  return VERIFY_EXIT.holds;
}

function signatureIn(file: string, text: string) {
  try {
    return parseSignature(text);
  } catch (error) {
    if (!(error instanceof SshFormatError)) throw error;
    throw new UsageError(`${file} is no signature: ${error.message}`, ["give what ssh-keygen -Y sign made"]);
  }
}

function warn({ principal }: SignOff, blob: Buffer, sealedBy: readonly Buffer[], bag: Bag, io: Io): void {
  if (sealedBy.length === 0) io.err.write(`warning: nobody sealed this bag; sign-offs are of ${TAG_MANIFEST} alone\n`);
  const sameName = bag.info["Signer-Principal"]?.toLowerCase() === principal.toLowerCase();
  if (!sameName && !sealedBy.some((key) => key.equals(blob))) return;
  io.err.write(`warning: no four eyes: ${printable(principal)} signs off what the same person or key sealed\n`);
}

function wrote(folder: string, path: string, { role, principal, conclusion }: SignOff, { blob }: Signed): string {
  return `${[
    `wrote ${printable(join(folder, path))} and its signature`,
    `  ${role} ${principal}: ${conclusion}, with ${fingerprintOf(blob)}`,
  ].join("\n")}\n`;
}

/** For a POSIX shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
