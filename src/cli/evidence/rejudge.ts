/** The inputs of a bag judged again, with its options and what lies beside them: for comparing, redacting and sampling. */
import { resolve } from "node:path";
import { COLLECTION, OPTIONS, REGISTER, WAIVERS } from "../../bag/names.ts";
import { type InputProblem, isCopy, parseRegister, type RegisterEntry } from "../../bag/register.ts";
import type { Fact } from "../../core/fact.ts";
import { Failure, UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { WaiverFile } from "../../core/waiver.ts";
import { sha256Hex } from "../../platform/digest.ts";
import { walk } from "../../platform/files.ts";
import { ReadFailure } from "../../platform/problem.ts";
import type { Io } from "../io.ts";
import { progressOn } from "../progress.ts";
import { layWaivers, parseWaivers } from "../waivers.ts";
import { openBag } from "./bag-source.ts";
import { inputRoots } from "./collect.ts";
import { readCollection } from "./collection-file.ts";
import {
  type CopiedInput,
  type JudgementOptions,
  judgeWithFacts,
  parseJudgementOptions,
  type PolicyFiles,
} from "./judgement.ts";
import type { Bag } from "./read-bag.ts";

export interface Rejudged {
  /** With the waivers of the bag laid over it. */
  readonly report: Report;
  readonly facts: readonly Fact[];
  readonly inputs: readonly CopiedInput[];
  readonly problems: readonly InputProblem[];
  /** Digest → why its copy is not in the bag. */
  readonly withheld: ReadonlyMap<string, string>;
  readonly options: JudgementOptions;
  readonly policy: PolicyFiles;
  /** Paths of copies that the register names. */
  readonly copies: ReadonlySet<string>;
}

/** Of a bag that is intact. A text says why it cannot be done. */
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
  const inputs = copied as readonly CopiedInput[];
  const { problems } = register;
  const copies = new Set(register.inputs.map(({ retained }) => retained).filter(isCopy));
  try {
    const { report: bare, facts } = await judgeWithFacts(inputs, problems, options, progressOn(io.err, io.clock));
    const { waivers } = policy;
    const report = waivers === null ? bare : layWaivers(bare, parseWaivers(fileIn(waivers), waivers), io, true);
    return { report, facts, inputs, problems, withheld, options, policy, copies };
  } catch (error) {
    // A bag of inputs that carry nothing was never made by this program.
    if (error instanceof Failure) return error.message;
    throw error;
  }
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
