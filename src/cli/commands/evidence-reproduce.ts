/** `eventreach evidence reproduce`: the inputs in the bag judged again with its options, compared byte for byte. */
import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { OPTIONS, PAYLOAD, RAW, REGISTER, TAG_MANIFEST } from "../../bag/names.ts";
import { type InputProblem, parseRegister, type RegisterEntry } from "../../bag/register.ts";
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import type { Fact } from "../../core/fact.ts";
import { Failure, UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import { TOOL } from "../../core/version.ts";
import { walk } from "../../platform/files.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { ReadFailure } from "../../platform/problem.ts";
import { printable } from "../../text/printable.ts";
import { type Bag, readBag } from "../evidence/read-bag.ts";
import { inputRoots } from "../evidence/collect.ts";
import {
  type CopiedInput,
  type JudgementOptions,
  judgeWithFacts,
  parseJudgementOptions,
  type PayloadFile,
  payloadOf,
} from "../evidence/judgement.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";

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
  const difference = typeof again === "string" ? again : await firstDifference(bag, again);
  if (difference !== null) {
    await io.out([`not reproducible: ${printable(difference)}\n`]);
    return VERIFY_EXIT.notReproducible;
  }
  await io.out([
    `reproduced: ${again.length} files of the judgement are the same, byte for byte\n`,
    `  results ${bag.info["Results-Digest"]}\n`,
    "  who sealed the bag is another question: eventreach evidence verify\n",
  ]);
  return VERIFY_EXIT.holds;
}

/** A text says why it cannot be done. */
async function judgeAgain(
  bag: Bag,
  paths: readonly string[],
  say: (line: string) => void,
  io: Io,
): Promise<readonly PayloadFile[] | string> {
  const again = await rejudge(bag, paths, say, io);
  if (typeof again === "string") return again;
  return payloadOf(again.report, again.inputs, again.problems, again.withheld, again.options);
}

export interface Rejudged {
  readonly report: Report;
  readonly facts: readonly Fact[];
  readonly inputs: readonly CopiedInput[];
  readonly problems: readonly InputProblem[];
  /** Digest → why its copy is not in the bag. */
  readonly withheld: ReadonlyMap<string, string>;
  readonly options: JudgementOptions;
}

/** The inputs of a bag that is intact, judged with its options; a text says why it cannot be done. */
export async function rejudge(
  bag: Bag,
  paths: readonly string[],
  say: (line: string) => void,
  io: Io,
): Promise<Rejudged | string> {
  const register = parseRegister(await jsonOf(bag, REGISTER));
  if (typeof register === "string") return `${REGISTER}: ${register}`;
  const options = parseJudgementOptions(await jsonOf(bag, OPTIONS));
  if (typeof options === "string") return `${OPTIONS}: ${options}`;
  const digests = new Map(bag.found.map(({ path, sha256 }) => [path, sha256]));
  const wrong = register.inputs.find(
    ({ retained, sha256 }) => retained.startsWith(RAW) && digests.get(retained) !== sha256,
  );
  if (wrong !== undefined) return `${REGISTER}: ${wrong.retained} is not the copy of ${wrong.path}`;
  const withheld = withheldOf(register.inputs);
  const given = await givenFiles(paths, withheld, say);
  const copied = register.inputs.map((one) => ({ ...one, file: fileOf(bag, one, given) }));
  const lacking = copied.find((one): one is typeof one & { file: null } => one.file === null);
  if (lacking !== undefined) {
    return `${lacking.path} is ${lacking.retained}; give the owner's copies after the bag, whatever their names`;
  }
  const inputs = copied as readonly CopiedInput[];
  const { problems } = register;
  try {
    const judged = await judgeWithFacts(inputs, problems, options, progressOn(io.err, io.clock));
    return { ...judged, inputs, problems, withheld, options };
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

function fileOf(bag: Bag, { sha256, retained }: RegisterEntry, given: ReadonlyMap<string, string>): string | null {
  return retained.startsWith(RAW) ? join(bag.folder, retained) : (given.get(sha256) ?? null);
}

/** Digest → file, of what the owner kept. */
async function givenFiles(
  paths: readonly string[],
  wanted: ReadonlyMap<string, string>,
  say: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const whole = inputRoots(paths, say).map((path) => resolve(path));
  for await (const entry of walk(whole, () => undefined, { archives: "closed" })) {
    try {
      const { id } = await entry.digest();
      if (wanted.has(id)) files.set(id, entry.path);
    } catch (error) {
      // What cannot be read is not the copy that is looked for.
      if (!(error instanceof ReadFailure)) throw error;
    }
  }
  return files;
}

async function jsonOf(bag: Bag, path: string): Promise<unknown> {
  const bytes = await smallFile(join(bag.folder, path), false);
  try {
    return bytes === null ? null : (JSON.parse(Buffer.from(bytes).toString("utf8")) as unknown);
  } catch {
    return null;
  }
}

/** Null: none. */
export async function firstDifference(bag: Bag, again: readonly PayloadFile[]): Promise<string | null> {
  const listed = new Map(
    bag.found
      .filter(({ path, type }) => type === "file" && path.startsWith(PAYLOAD) && !path.startsWith(RAW))
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
  const bytes = await smallFile(join(bag.folder, path), false);
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
