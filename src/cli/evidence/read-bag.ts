/** A bag from disk as nothing but names, digests and the few texts that tell about it. */
import { type BagInfo, parseBagInfo } from "../../bag/bag-info.ts";
import { collisions, compareContents, type Contents, type Found } from "../../bag/contents.ts";
import { BAG_INFO, MANIFEST, RESULTS, SIGNATURES, TAG_MANIFEST } from "../../bag/names.ts";
import type { Part } from "../../bag/verdict.ts";
import { compareText } from "../../core/order.ts";
import { type BagSource, openBag } from "./bag-source.ts";

export interface Bag {
  /** The folder or the zip, as given. */
  readonly place: string;
  readonly source: BagSource;
  readonly found: readonly Found[];
  readonly info: BagInfo;
  /** Bytes of the tag manifest; empty when it is not there. */
  readonly seal: Uint8Array;
  readonly signatures: readonly SignatureFile[];
  /** False: there are more than were read. */
  readonly signaturesWhole: boolean;
  /** `intact` and `complete`, which need no other opinion than the bag's. */
  readonly parts: readonly [Part, Part];
}

export interface SignatureFile {
  readonly path: string;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** More signatures than anybody countersigns with. */
const SIGNATURES_READ = 100;

/** @throws UsageError when there is neither a folder nor a zip */
export async function readBag(place: string): Promise<Bag> {
  const source = await openBag(place);
  const { items, whole } = source;
  const found = items.toSorted((a, b) => compareText(a.path, b.path));
  const bytes = new Map<string, Uint8Array | null>();
  for (const path of [BAG_INFO, MANIFEST, TAG_MANIFEST]) bytes.set(path, await source.bytes(path));
  const textOf = (path: string): string | null => {
    const one = bytes.get(path);
    return one === undefined || one === null ? null : Buffer.from(one).toString("utf8");
  };
  const contents = compareContents(found, textOf);
  const { info } = parseBagInfo(textOf(BAG_INFO) ?? "");
  const signatures: SignatureFile[] = [];
  const beside = found.filter(({ path, type }) => type === "file" && path.startsWith(SIGNATURES));
  for (const { path } of beside.slice(0, SIGNATURES_READ)) {
    const one = (await source.bytes(path)) ?? new Uint8Array();
    signatures.push({ path, text: Buffer.from(one).toString("utf8"), bytes: one });
  }
  return {
    place,
    source,
    found,
    info,
    seal: bytes.get(TAG_MANIFEST) ?? new Uint8Array(),
    signatures,
    signaturesWhole: beside.length <= SIGNATURES_READ,
    parts: partsOf(contents, found, info, whole, source.faults),
  };
}

function partsOf(
  contents: Contents,
  found: readonly Found[],
  info: BagInfo,
  whole: boolean,
  faults: readonly string[],
): readonly [Part, Part] {
  const altered = [...contents.altered];
  const results = found.find(({ path }) => path === RESULTS)?.sha256;
  if (altered.length === 0 && typeof results === "string" && results !== info["Results-Digest"]) {
    altered.push(`${BAG_INFO} gives another digest for ${RESULTS}`);
  }
  const incomplete = [...contents.incomplete, ...collisions(found), ...faults];
  if (!whole) incomplete.push("planted: more files or deeper folders than any bag has; not all were looked at");
  const count = `${contents.files} files of the payload`;
  return [
    {
      name: "intact",
      holds: altered.length === 0,
      sentences: altered.length === 0 ? [`${count} have the listed digests`] : altered,
    },
    {
      name: "complete",
      holds: incomplete.length === 0,
      sentences:
        incomplete.length === 0 ? ["nothing is missing, and nothing is there that no manifest lists"] : incomplete,
    },
  ];
}
