/** The files that tell about a bag, over its payload, and the seal over them. */
import { BAGIT_TEXT, type BagInfo, bagInfoText } from "../../bag/bag-info.ts";
import { oxumOf } from "../../bag/contents.ts";
import { type Listed, manifestText } from "../../bag/manifest.ts";
import { BAG_INFO, BAGIT, MANIFEST, NAMESPACE, README, SIGNATURES, TAG_MANIFEST } from "../../bag/names.ts";
import { shortDigest } from "../../bag/sign-off.ts";
import { TOOL } from "../../core/version.ts";
import { sha256Hex } from "../../platform/digest.ts";
import type { OutputFolder } from "../../platform/output-folder.ts";
import type { Signed, Signer } from "./signer.ts";

export interface Sealing {
  readonly asOf: string;
  readonly principal: string | null;
  readonly signer: Signer | null;
  /** Besides what every bag says of itself. */
  readonly info: BagInfo;
  readonly readme: string;
}

export interface Sealed {
  /** SHA-256 of the tag manifest. */
  readonly digest: string;
  /** Everything in the folder, in no order. */
  readonly paths: readonly string[];
  readonly signed: Signed | null;
}

export async function sealFolder(
  folder: OutputFolder,
  payload: readonly (Listed & { readonly bytes: number })[],
  { asOf, principal, signer, info, readme }: Sealing,
): Promise<Sealed> {
  const whole = {
    "Bag-Software-Agent": `${TOOL.name} ${TOOL.version}`,
    "Bagging-Date": asOf.slice(0, 10),
    "Payload-Oxum": oxumOf(payload),
    "Evidence-As-Of": asOf,
    "Signature-Namespace": NAMESPACE,
    ...(principal === null ? {} : { "Signer-Principal": principal }),
    ...info,
  };
  const tags: Listed[] = [];
  for (const [path, text] of [
    [BAGIT, BAGIT_TEXT],
    [BAG_INFO, bagInfoText(whole)],
    [MANIFEST, manifestText(payload)],
    [README, readme],
  ] as const) {
    tags.push({ path, ...(await folder.write(path, text)) });
  }
  const seal = manifestText(tags);
  await folder.write(TAG_MANIFEST, seal);
  await folder.folder(SIGNATURES);
  const signed = signer === null ? null : await signer.sign(NAMESPACE, Buffer.from(seal));
  const signatures = signed === null ? [] : [`${SIGNATURES}preparer.${shortDigest(signed.blob)}.sshsig`];
  for (const path of signatures) await folder.write(path, signed?.text ?? "");
  const paths = [...[...payload, ...tags].map(({ path }) => path), TAG_MANIFEST, ...signatures];
  return { digest: sha256Hex(Buffer.from(seal)), paths, signed };
}
