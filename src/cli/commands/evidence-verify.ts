/** `eventreach evidence verify`: parts, each with its reasons; the exit code is that of the first that does not hold. */
import { type ChainBag, walkChain } from "../../bag/chain.ts";
import { judgeFresh } from "../../bag/fresh.ts";
import { signatureKind } from "../../bag/names.ts";
import { judgeSeal } from "../../bag/seal.ts";
import { SIGN_OFF_ROLES, type SignOffRole } from "../../bag/sign-off.ts";
import { judgeSignOffs } from "../../bag/sign-offs.ts";
import type { Trust } from "../../bag/trust.ts";
import { exitOf, type Part, verdictText } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { headFault } from "../../journal/heads.ts";
import type { Journal } from "../../journal/journal.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { certifiedPart, stampedPart } from "../evidence/certified.ts";
import { readJournal } from "../evidence/journal-file.ts";
import { bagJournalPart } from "../evidence/journal-parts.ts";
import { allowedSigners } from "../evidence/outside.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { revocationsOf } from "../evidence/revoked.ts";
import type { Io } from "../io.ts";
import { parseAsOf } from "../options.ts";

export interface VerifyOptions {
  readonly allowedSigners?: string;
  readonly signer?: string;
  readonly verifyTime?: string;
  readonly maxAge?: string;
  readonly previous?: readonly string[];
  readonly require?: string;
  readonly requireFourEyes?: boolean;
  readonly revoked?: string;
  readonly journal?: string;
  readonly tsaCa?: string;
  readonly ca?: string;
}

export async function verify(folder: string, options: VerifyOptions, io: Io): Promise<number> {
  const at = options.verifyTime === undefined ? io.now() : parseAsOf(options.verifyTime, "--verify-time");
  const maxDays = daysOf(options.maxAge);
  const required = rolesOf(options.require);
  const bag = await readBag(folder);
  const allowed = await allowedSigners(options.allowedSigners, folder);
  const texts = bag.signatures.map(({ text }) => text);
  const revoked = await revocationsOf(options.revoked, folder, texts, io);
  const journal = options.journal === undefined ? null : await readJournal(options.journal);
  const before: ChainBag[] = [];
  for (const place of options.previous ?? []) before.push(chainBag(place, await readBag(place)));
  const asOf = bag.info["Evidence-As-Of"] ?? null;
  const trust: Trust = { allowed, revoked, at, asOf };
  const named = bag.info["Signer-Principal"] ?? null;
  const seal = judgeSeal({
    ...trust,
    message: bag.seal,
    signatures: bag.signatures,
    whole: bag.signaturesWhole,
    expected: options.signer ?? null,
    named,
  });
  const signOffs = judgeSignOffs({
    ...trust,
    files: bag.signatures,
    bagDigest: sha256Hex(bag.seal),
    resultsDigest: bag.info["Results-Digest"] ?? "",
    preparer: { keys: seal.keys, principal: named },
    now: io.now(),
    required,
    fourEyes: options.requireFourEyes === true,
    journalFault: journal === null ? null : (head) => headFault(journal, { seq: head.seq, digest: head.sha256 }),
  });
  const fresh = judgeFresh({
    asOf,
    at,
    maxDays,
    chain: walkChain(chainBag(folder, bag), before),
  });
  const parts: readonly (Part | null)[] = [
    ...bag.parts,
    { name: "signed", holds: seal.trusted, sentences: [...seal.sentences, ...otherFiles(bag)] },
    signOffs.present ? { name: "signed-off", ...signOffs } : null,
    await stampedPart({ bag, anchors: options.tsaCa, at, now: io.now(), io }),
    await certifiedPart({ bag, anchors: options.ca, at, now: io.now(), io }),
    { name: "fresh", holds: fresh.holds, sentences: fresh.sentences },
    journalPart(bag, journal),
  ];
  const told = parts.filter((part) => part !== null);
  await io.out([verdictText(told)]);
  return exitOf(told);
}

function chainBag(label: string, { seal, info, parts }: Bag): ChainBag {
  return {
    label,
    digest: sha256Hex(seal),
    names: info["Previous-Tagmanifest-SHA256"] ?? null,
    asOf: info["Evidence-As-Of"] ?? null,
    series: info["Bag-Group-Identifier"] ?? null,
    sound: parts.every(({ holds }) => holds),
  };
}

/** Whatever else somebody laid beside the seal. */
function otherFiles({ signatures }: Bag): string[] {
  return signatures.flatMap(({ path }) => {
    const kind = signatureKind(path);
    if (kind === "time-stamp-query") return [`${path}: a question for a time stamp; it proves nothing`];
    return kind === "other" ? [`${path}: not verified by us`] : [];
  });
}

/** Null: the bag names none, and none was given. */
function journalPart({ info }: Bag, journal: Journal | null): Part | null {
  if (journal !== null) return bagJournalPart(info, journal);
  const head = info["Journal-Head-SHA256"];
  if (head === undefined) return null;
  const sentence = `the bag was made when the journal's head was ${head}: not checked: needs --journal`;
  return { name: "journal", holds: true, checked: false, sentences: [sentence] };
}

function rolesOf(text: string | undefined): readonly SignOffRole[] {
  if (text === undefined) return [];
  return text.split(",").map((word) => {
    const role = SIGN_OFF_ROLES.find((one) => one === word.trim());
    if (role !== undefined) return role;
    throw new UsageError(`--require wants ${SIGN_OFF_ROLES.join(", ")} or both with a comma, not "${text}"`);
  });
}

function daysOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`--max-age wants a number of days, not "${text}"`, ["example: --max-age 30"]);
}
