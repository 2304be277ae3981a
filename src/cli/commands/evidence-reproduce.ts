/** `eventreach evidence reproduce`: the inputs in the bag judged again with its options, compared byte for byte. */
import { createHash } from "node:crypto";
import { PAYLOAD, TAG_MANIFEST } from "../../bag/names.ts";
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { TOOL } from "../../core/version.ts";
import { printable, withoutLogCommands } from "../../text/printable.ts";
import { type PayloadFile, payloadOf } from "../evidence/judgement.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { rejudge } from "../evidence/rejudge.ts";
import type { Io } from "../io.ts";

export async function reproduce(folder: string, paths: readonly string[], io: Io): Promise<number> {
  const bag = await readBag(folder);
  if (bag.parts.some(({ holds }) => !holds)) {
    await io.out([verdictText(bag.parts)]);
    return exitOf(bag.parts);
  }
  if (bag.info["Redaction-Profile"] !== undefined) {
    throw new UsageError(`${folder} is redacted: nothing in it can be judged again`, [
      "give the bag it was made from, and the key: eventreach evidence reproduce REDACTED ORIGINAL --key-file FILE",
      `that bag's ${TAG_MANIFEST} has the SHA-256 ${printable(bag.info["Redacted-From-Tagmanifest-SHA256"] ?? "")}`,
    ]);
  }
  const say = (line: string): void => void io.err.write(line);
  const made = bag.info["Bag-Software-Agent"] ?? "an unnamed program";
  const own = `${TOOL.name} ${TOOL.version}`;
  if (made !== own) say(`note: made by ${printable(made)}; this is ${own}, which may judge in another way\n`);

  const again = await judgeAgain(bag, paths, say, io);
  const difference = typeof again === "string" ? again : await firstDifference(bag, again.files, again.copies);
  if (difference !== null || typeof again === "string") {
    await io.out([withoutLogCommands(`not reproducible: ${printable(difference ?? "")}\n`)]);
    return VERIFY_EXIT.notReproducible;
  }
  await io.out([
    `reproduced: ${again.files.length} files of the judgement are the same, byte for byte\n`,
    `  results ${bag.info["Results-Digest"]}\n`,
    "  who sealed the bag is another question: eventreach evidence verify\n",
  ]);
  return VERIFY_EXIT.holds;
}

interface Again {
  readonly files: readonly PayloadFile[];
  /** Paths of copies that the register names. */
  readonly copies: ReadonlySet<string>;
}

/** A text says why it cannot be done. */
async function judgeAgain(
  bag: Bag,
  paths: readonly string[],
  say: (line: string) => void,
  io: Io,
): Promise<Again | string> {
  const again = await rejudge(bag, paths, say, io);
  if (typeof again === "string") return again;
  const { report, inputs, problems, withheld, options, policy, copies } = again;
  return { files: await payloadOf(report, inputs, problems, withheld, options, policy), copies };
}

/** Null: none. */
export async function firstDifference(
  bag: Bag,
  again: readonly PayloadFile[],
  copies: ReadonlySet<string>,
): Promise<string | null> {
  const listed = new Map(
    bag.found
      .filter(({ path, type }) => type === "file" && path.startsWith(PAYLOAD) && !copies.has(path))
      .map(({ path, sha256 }) => [path, sha256]),
  );
  for (const { path, binary, chunks } of again) {
    const sealed = listed.get(path);
    if (sealed === undefined) return `${path} is made now, and is not in the bag`;
    listed.delete(path);
    const hash = createHash("sha256");
    for (const chunk of chunks()) hash.update(chunk);
    if (hash.digest("hex") !== sealed) {
      return binary ? `${path}: its bytes differ` : await differenceIn(bag, path, [...chunks()].join(""));
    }
  }
  const [left] = listed.keys();
  return left === undefined ? null : `${left} is in the bag, and is not made now`;
}

const SHOWN = 120;
const BEFORE = 40;

async function differenceIn(bag: Bag, path: string, now: string): Promise<string> {
  const bytes = await bag.source.bytes(path);
  const sealed = Buffer.from(bytes ?? [])
    .toString("utf8")
    .split("\n");
  const made = now.split("\n");
  const at = made.findIndex((line, index) => line !== sealed[index]);
  const line = at < 0 ? made.length : at;
  const column = firstDifferent(sealed[line] ?? "", made[line] ?? "");
  return `${path}, line ${line + 1}: the bag has ${around(sealed[line], column)}, now it is ${around(made[line], column)}`;
}

function firstDifferent(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at;
}

/** A line of NDJSON is long: the part where it differs, and some of what stands before. */
function around(text: string | undefined, column: number): string {
  if (text === undefined) return "nothing";
  const start = Math.max(0, column - BEFORE);
  return `${start > 0 ? "…" : ""}${JSON.stringify(text.slice(start, start + SHOWN))}`;
}
