/** `eventreach evidence reproduce`: the inputs in the bag judged again with its options, compared byte for byte. */
import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { COLLECTION, OPTIONS, PAYLOAD, REGISTER, WAIVERS } from "../../bag/names.ts";
import { isCopy, parseRegister, type RegisterEntry } from "../../bag/register.ts";
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import { Failure, UsageError } from "../../core/failure.ts";
import { TOOL } from "../../core/version.ts";
import type { WaiverFile } from "../../core/waiver.ts";
import { walk } from "../../platform/files.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { ReadFailure } from "../../platform/problem.ts";
import { printable, withoutLogCommands } from "../../text/printable.ts";
import { openBag } from "../evidence/bag-source.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { inputRoots } from "../evidence/collect.ts";
import { readCollection } from "../evidence/collection-file.ts";
import {
  type CopiedInput,
  judgeCopies,
  type JudgementOptions,
  parseJudgementOptions,
  type PayloadFile,
  payloadOf,
  type PolicyFiles,
} from "../evidence/judgement.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";
import { layWaivers, parseWaivers } from "../waivers.ts";

export async function reproduce(folder: string, paths: readonly string[], io: Io): Promise<number> {
  const bag = await readBag(folder);
  if (bag.parts.some(({ holds }) => !holds)) {
    await io.out([verdictText(bag.parts)]);
    return exitOf(bag.parts);
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
  const register = parseRegister(await jsonOf(bag, REGISTER));
  if (typeof register === "string") return `${REGISTER}: ${register}`;
  const options = parseJudgementOptions(await jsonOf(bag, OPTIONS));
  if (typeof options === "string") return `${OPTIONS}: ${options}`;
  const digests = new Map(bag.found.map(({ path, sha256 }) => [path, sha256]));
  const wrong = register.inputs.find(({ retained, sha256 }) => isCopy(retained) && digests.get(retained) !== sha256);
  if (wrong !== undefined) return `${REGISTER}: ${wrong.retained} is not the copy of ${wrong.path}`;
  const withheld = withheldOf(register.inputs);
  const given = await givenFiles(paths, withheld, say);
  const copied = await Promise.all(
    register.inputs.map(async (one) => ({ ...one, file: await fileOf(bag, one, given) })),
  );
  const lacking = copied.find((one): one is typeof one & { file: null } => one.file === null);
  if (lacking !== undefined) {
    return `${lacking.path} is ${lacking.retained}; give the owner's copies after the bag, whatever their names`;
  }
  const policy = await policyFiles(bag, options);
  if (typeof policy === "string") return policy;
  const files = await judged(copied as readonly CopiedInput[], register.problems, withheld, options, policy, io);
  if (typeof files === "string") return files;
  return { files, copies: new Set(register.inputs.map(({ retained }) => retained).filter(isCopy)) };
}

/** What the options say lies in `data/policy`. A text says what is wrong with it. */
async function policyFiles({ source }: Bag, { waived, collected }: JudgementOptions): Promise<PolicyFiles | string> {
  const waivers = waived ? await source.bytes(WAIVERS) : null;
  if (waived && waivers === null) return `${WAIVERS} is not in the bag, and ${OPTIONS} names it`;
  const declared = collected ? await source.bytes(COLLECTION) : null;
  if (collected && declared === null) return `${COLLECTION} is not in the bag, and ${OPTIONS} names it`;
  const collection = declared === null ? null : readCollection(declared);
  return typeof collection === "string" ? `${COLLECTION}: ${collection}` : { waivers, collection };
}

function fileIn(waivers: Uint8Array): WaiverFile {
  return { path: WAIVERS, digest: sha256Hex(waivers) };
}

async function judged(
  inputs: readonly CopiedInput[],
  problems: Parameters<typeof payloadOf>[2],
  withheld: ReadonlyMap<string, string>,
  options: JudgementOptions,
  { waivers, collection }: PolicyFiles,
  io: Io,
): Promise<readonly PayloadFile[] | string> {
  try {
    const bare = await judgeCopies(inputs, problems, options, progressOn(io.err, io.clock));
    const report = waivers === null ? bare : layWaivers(bare, parseWaivers(fileIn(waivers), waivers), io, true);
    return await payloadOf(report, inputs, problems, withheld, options, { waivers, collection });
  } catch (error) {
    // A bag of inputs that carry nothing was never made by this program.
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

function withheldOf(inputs: readonly RegisterEntry[]): ReadonlyMap<string, string> {
  const mark = "withheld: ";
  return new Map(
    inputs
      .filter(({ retained }) => retained.startsWith(mark))
      .map((one) => [one.sha256, one.retained.slice(mark.length)]),
  );
}

async function fileOf(
  { source }: Bag,
  { sha256, retained }: RegisterEntry,
  given: ReadonlyMap<string, string | Uint8Array>,
): Promise<string | Uint8Array | null> {
  return isCopy(retained) ? await source.stored(retained) : (given.get(sha256) ?? null);
}

/** Digest → file, of what the owner kept; or its bytes, out of the zip of a bag of inputs. */
async function givenFiles(
  paths: readonly string[],
  wanted: ReadonlyMap<string, string>,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = new Map<string, string | Uint8Array>();
  const whole = inputRoots(paths, say).map((path) => resolve(path));
  for await (const entry of walk(whole, () => undefined, { archives: "closed" })) {
    try {
      const { id } = await entry.digest();
      if (wanted.has(id)) files.set(id, entry.path);
      else if (whole.includes(entry.path) && /\.zip$/i.test(entry.path)) await addMembers(files, entry.path, wanted);
    } catch (error) {
      // What cannot be read is not the copy that is looked for.
      if (!(error instanceof ReadFailure)) throw error;
    }
  }
  return files;
}

/** Whatever the zip is: only what has a digest that is looked for is taken. */
async function addMembers(
  files: Map<string, string | Uint8Array>,
  zip: string,
  wanted: ReadonlyMap<string, string>,
): Promise<void> {
  const source = await openBag(zip).catch((error: unknown) => {
    // A file that is called a zip and is none holds nothing that is looked for.
    if (error instanceof UsageError) return null;
    throw error;
  });
  for (const { path, sha256 } of source?.items ?? []) {
    if (sha256 === null || !wanted.has(sha256) || files.has(sha256)) continue;
    const bytes = await source?.bytes(path);
    if (bytes !== null && bytes !== undefined) files.set(sha256, bytes);
  }
}

async function jsonOf(bag: Bag, path: string): Promise<unknown> {
  const bytes = await bag.source.bytes(path);
  try {
    return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown);
  } catch {
    return null;
  }
}

/** Null: none. */
async function firstDifference(
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
