/** `eventreach evidence verify`: four parts, each with its reasons; the exit code is that of the first that does not hold. */
import { realpath } from "node:fs/promises";
import { parseAllowedSigners } from "../../bag/allowed-signers.ts";
import { type ChainBag, walkChain } from "../../bag/chain.ts";
import { judgeFresh } from "../../bag/fresh.ts";
import { judgeSeal } from "../../bag/seal.ts";
import { exitOf, type Part, verdictText } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { isInside } from "../../platform/paths.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import type { Io } from "../io.ts";
import { parseAsOf } from "../options.ts";

export interface VerifyOptions {
  readonly allowedSigners?: string;
  readonly signer?: string;
  readonly verifyTime?: string;
  readonly maxAge?: string;
  readonly previous?: readonly string[];
}

export async function verify(folder: string, options: VerifyOptions, io: Io): Promise<number> {
  const at = options.verifyTime === undefined ? io.now() : parseAsOf(options.verifyTime);
  const maxDays = daysOf(options.maxAge);
  const bag = await readBag(folder);
  const allowed = options.allowedSigners === undefined ? null : await allowedSigners(options.allowedSigners, folder);
  const before: ChainBag[] = [];
  for (const place of options.previous ?? []) before.push(chainBag(place, await readBag(place)));
  const asOf = bag.info["Evidence-As-Of"] ?? null;
  const seal = judgeSeal({
    message: bag.seal,
    signatures: bag.signatures,
    allowed,
    expected: options.signer ?? null,
    named: bag.info["Signer-Principal"] ?? null,
    at,
    asOf,
  });
  const fresh = judgeFresh({
    asOf,
    at,
    maxDays,
    chain: walkChain(chainBag(folder, bag), before),
  });
  const parts: readonly Part[] = [
    ...bag.parts,
    { name: "signed", holds: seal.trusted, sentences: seal.sentences },
    { name: "fresh", holds: fresh.holds, sentences: fresh.sentences },
  ];
  await io.out([verdictText(parts)]);
  return exitOf(parts);
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

async function allowedSigners(file: string, bag: string) {
  const bytes = await smallFile(file, true);
  if (bytes === null)
    throw new UsageError(`${file} is not there or cannot be read`, ["give a file of allowed signers"]);
  if (isInside(Buffer.from(await realpath(file)), Buffer.from(await realpath(bag)))) {
    throw new UsageError(`${file} lies in the bag; who seals a bag must not say whom to trust`, [
      "make the file from a public key that its owner gave you",
    ]);
  }
  return parseAllowedSigners(Buffer.from(bytes).toString("utf8"));
}

function daysOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UsageError(`--max-age wants a number of days, not "${text}"`, ["example: --max-age 30"]);
}
