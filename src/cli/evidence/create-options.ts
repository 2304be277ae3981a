/** The words of `evidence create`, as values. */
import { NAMESPACE, SIGNATURES, TAG_MANIFEST } from "../../bag/names.ts";
import { isPrincipal } from "../../bag/sign-off.ts";
import { UsageError } from "../../core/failure.ts";
import { isHidden } from "../../text/printable.ts";
import type { Io } from "../io.ts";
import { parseAsOf } from "../options.ts";
import { signerOf, type Signer } from "./signer.ts";

export interface CreateOptions {
  readonly output: string;
  readonly sshKey?: string;
  readonly signer?: string;
  readonly unsigned?: boolean;
  readonly raw: string;
  readonly allowSecrets?: boolean;
  readonly previous?: string;
  readonly journal?: string;
  readonly review?: string;
  readonly asOf?: string;
  readonly role?: string[];
  readonly scope?: string;
  readonly catalog: string;
  readonly waivers?: string;
  readonly custody?: string;
  readonly organization?: string;
  readonly contact?: string;
  readonly series?: string;
  readonly zip?: boolean;
  readonly quiet?: boolean;
}

export async function signingKey({ sshKey, unsigned }: CreateOptions, io: Io): Promise<Signer | null> {
  if (unsigned === true) {
    if (sshKey !== undefined) throw new UsageError("--unsigned does not go with --ssh-key", ["leave out one of them"]);
    return null;
  }
  if (sshKey === undefined) {
    throw new UsageError("evidence create wants --ssh-key FILE, or --unsigned", [
      "a key is made by: ssh-keygen -t ed25519 -f evidence-key",
    ]);
  }
  const otherwise = [
    "make the bag with --unsigned, then sign it with ssh-keygen, which asks the passphrase or the agent:",
    `ssh-keygen -Y sign -f KEY -n ${NAMESPACE} < ${TAG_MANIFEST} > ${SIGNATURES}preparer.sshsig`,
  ];
  return signerOf(sshKey, otherwise, io);
}

/** It stands in commands that a reader copies, and as a pattern in the list of signers. */
export function principalOf({ signer, unsigned }: CreateOptions): string | null {
  if (signer === undefined) {
    if (unsigned === true) return null;
    throw new UsageError("evidence create wants --signer, whose key it is", [
      "example: --signer alice@contoso.example",
    ]);
  }
  if (isPrincipal(signer)) return signer;
  throw new UsageError(`--signer wants a name like an address, not "${signer}"`, ["letters, digits and @ . _ + -"]);
}

export function asOfOf({ asOf }: CreateOptions, io: Io): string {
  if (asOf !== undefined) return parseAsOf(asOf);
  const epoch = io.env["SOURCE_DATE_EPOCH"];
  if (epoch === undefined || epoch === "") return io.now();
  const time = new Date(/^\d{1,11}$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new UsageError(`SOURCE_DATE_EPOCH is no number of seconds: "${epoch}"`);
  return time.toISOString().replace(".000Z", "Z");
}

/** Lines of bag-info.txt that only people can know. */
export function peopleOf({ organization, contact, series }: CreateOptions) {
  const lines = {
    "Source-Organization": lineOf("--organization", organization),
    "Contact-Name": lineOf("--contact", contact),
    "Bag-Group-Identifier": lineOf("--series", series),
  };
  return Object.fromEntries(Object.entries(lines).filter(([, text]) => text !== undefined));
}

function lineOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const plain = text.trim();
  const hidden = Array.from(plain, (character) => character.codePointAt(0) ?? 0).some(isHidden);
  if (plain !== "" && plain.length <= 200 && !hidden) return plain;
  throw new UsageError(`${option} wants one line of at most 200 characters`, [
    "leave out line breaks and hidden characters",
  ]);
}
