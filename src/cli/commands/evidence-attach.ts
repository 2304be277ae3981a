/** `eventreach evidence attach`: a signature by a certificate, made by openssl or a smart card's own program, beside the seal. */
import { join } from "node:path";
import { detachedFault } from "../../bag/cms.ts";
import { SIGNATURES, TAG_MANIFEST } from "../../bag/names.ts";
import { VERIFY_EXIT } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { printable } from "../../text/printable.ts";
import { soundBag, writeBeside } from "../evidence/beside-seal.ts";
import type { Io } from "../io.ts";

export interface AttachOptions {
  readonly cms: string;
}

export async function attach(folder: string, { cms }: AttachOptions, io: Io): Promise<number> {
  const bag = await soundBag(folder, io);
  if (typeof bag === "number") return bag;
  const bytes = await smallFile(cms, true);
  if (bytes === null) throw new UsageError(`${cms} is not there or cannot be read`, ["give a detached signature"]);
  const fault = detachedFault(bytes);
  if (fault !== null) {
    throw new UsageError(`${cms} is no detached CMS signature in DER: ${fault}`, [
      "it is made by: openssl cms -sign -binary -outform DER -signer CERT -inkey KEY \\",
      `  -in ${TAG_MANIFEST} -out seal.p7s`,
    ]);
  }
  const path = `${SIGNATURES}cms.${sha256Hex(bytes).slice(0, 12)}.p7s`;
  await writeBeside(bag, path, bytes);
  await io.out([
    `wrote ${printable(join(folder, path))}\n`,
    "  whether it is over this bag, and by whom, is not checked yet:\n",
    "  eventreach evidence verify <bag> --ca FILE\n",
  ]);
  return VERIFY_EXIT.holds;
}
