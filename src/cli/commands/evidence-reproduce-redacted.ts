/** `eventreach evidence reproduce REDACTED ORIGINAL --key-file FILE`: the unredacted twin judged again, redacted again, compared byte for byte. */
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import { TAG_MANIFEST } from "../../bag/names.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { PROFILES } from "../../redact/profiles.ts";
import { Tokens } from "../../redact/tokens.ts";
import { printable } from "../../text/printable.ts";
import { readBag } from "../evidence/read-bag.ts";
import { redactedPayload } from "../evidence/redacted.ts";
import { readKey } from "../evidence/redaction-key.ts";
import type { Io } from "../io.ts";
import { rejudge } from "../evidence/rejudge.ts";
import { firstDifference } from "./evidence-reproduce.ts";

const NO_COPIES: ReadonlySet<string> = new Set();

export async function reproduceRedacted(
  folder: string,
  [original, ...paths]: readonly string[],
  keyFile: string,
  io: Io,
): Promise<number> {
  const bag = await readBag(folder);
  const profile = PROFILES.find((one) => one === bag.info["Redaction-Profile"]);
  if (profile === undefined) throw new UsageError(`${folder} is not redacted`, ["leave out --key-file"]);
  if (original === undefined) {
    throw new UsageError(`${folder} is redacted: the bag it was made from is needed`, [
      "eventreach evidence reproduce REDACTED ORIGINAL --key-file FILE",
    ]);
  }
  const twin = await readBag(original);
  for (const { parts } of [bag, twin]) {
    if (parts.every(({ holds }) => holds)) continue;
    await io.out([verdictText(parts)]);
    return exitOf(parts);
  }
  const key = await readKey(keyFile, folder);
  const tokens = new Tokens(key);
  const difference = await differenceOf();
  if (difference !== null) {
    await io.out([`not reproducible: ${printable(difference)}\n`]);
    return VERIFY_EXIT.notReproducible;
  }
  await io.out([
    `reproduced: the redacted bag is what ${printable(original)} gives with the key ${tokens.keyId}, byte for byte\n`,
    `  results ${bag.info["Results-Digest"]}\n`,
    "  who sealed the two bags is another question: eventreach evidence verify\n",
  ]);
  return VERIFY_EXIT.holds;

  async function differenceOf(): Promise<string | null> {
    const digest = sha256Hex(twin.seal);
    if (digest !== bag.info["Redacted-From-Tagmanifest-SHA256"]) {
      return `it was made from another bag: its twin's ${TAG_MANIFEST} has another digest than ${digest}`;
    }
    if (tokens.keyId !== bag.info["Redaction-Key-Id"]) {
      return `it was made with the key ${bag.info["Redaction-Key-Id"] ?? "of no name"}, not with ${tokens.keyId}`;
    }
    const judged = await rejudge(twin, paths, (line) => void io.err.write(line), io);
    if (typeof judged === "string") return judged;
    const { files } = await redactedPayload(judged, tokens, profile ?? "share-external");
    return firstDifference(bag, files, NO_COPIES);
  }
}
