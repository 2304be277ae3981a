/** `eventreach evidence timestamp`: a question for a time stamp authority, carried there by hand, and its answer. */
import { join, resolve } from "node:path";
import { SIGNATURES, TAG_MANIFEST } from "../../bag/names.ts";
import { readTimeStamp, timeStampQuery } from "../../bag/time-stamp.ts";
import { VERIFY_EXIT } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { printable } from "../../text/printable.ts";
import { soundBag, writeBeside } from "../evidence/beside-seal.ts";
import type { Io } from "../io.ts";

export interface TimestampOptions {
  readonly query?: boolean;
  readonly attach?: string;
  readonly name?: string;
}

const QUERY = `${SIGNATURES}tsa.tsq`;

export async function timestamp(folder: string, options: TimestampOptions, io: Io): Promise<number> {
  const { query, attach } = options;
  if ((query === true) === (attach !== undefined)) {
    throw new UsageError("evidence timestamp wants --query or --attach FILE, one of them");
  }
  const bag = await soundBag(folder, io);
  if (typeof bag === "number") return bag;
  const digest = Buffer.from(sha256Hex(bag.seal), "hex");
  if (attach === undefined) {
    await writeBeside(bag, QUERY, timeStampQuery(digest));
    await io.out([
      `wrote ${printable(resolve(folder, QUERY))}\n`,
      `  it holds the SHA-256 of ${TAG_MANIFEST} and nothing else of the bag\n`,
      "  where there is a network: curl -H 'Content-Type: application/timestamp-query' \\\n",
      "    --data-binary @tsa.tsq -o reply.tsr <address of the authority>\n",
      "  then: eventreach evidence timestamp <bag> --attach reply.tsr\n",
    ]);
    return VERIFY_EXIT.holds;
  }
  const bytes = await smallFile(attach, true);
  if (bytes === null) throw new UsageError(`${attach} is not there or cannot be read`, ["give the authority's answer"]);
  const stamp = readTimeStamp(bytes, digest);
  if (typeof stamp === "string") {
    throw new UsageError(`${attach} is no time stamp of this bag: ${stamp}`, [
      "give the answer to signatures/tsa.tsq as the authority sent it",
    ]);
  }
  if (stamp.time > Date.parse(io.now()) + DAY_MS) {
    throw new UsageError(`${attach} is from the future: it says ${new Date(stamp.time).toISOString()}`);
  }
  const path = `${SIGNATURES}tsa.${nameOf(options.name, bytes)}.tsr`;
  await writeBeside(bag, path, bytes);
  await io.out([
    `wrote ${printable(join(folder, path))}\n`,
    `  it says ${new Date(stamp.time).toISOString().replace(".000Z", "Z")}; its signature is not checked yet:\n`,
    "  eventreach evidence verify <bag> --tsa-ca FILE\n",
  ]);
  return VERIFY_EXIT.holds;
}

/** For clocks that disagree. */
const DAY_MS = 86_400_000;

function nameOf(name: string | undefined, bytes: Uint8Array): string {
  if (name === undefined) return sha256Hex(bytes).slice(0, 12);
  if (/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) return name;
  throw new UsageError(`--name wants a short name of small letters, digits and -, not "${name}"`);
}
