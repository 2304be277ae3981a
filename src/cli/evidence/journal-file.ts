/** The journal of a review on disk, and the folder of its signed heads. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../core/failure.ts";
import { type Journal, parseJournal } from "../../journal/journal.ts";
import { isThere } from "../../platform/append.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { errorCode } from "../../platform/problem.ts";

/** More heads than any review signs. */
const HEADS_READ = 1000;

/** @throws UsageError when there is no such file */
export async function readJournal(file: string): Promise<Journal> {
  const bytes = await smallFile(file, true);
  if (bytes !== null) return journalOf(Buffer.from(bytes));
  throw new UsageError(`${file} is not there or cannot be read`, ["a journal begins with: evidence journal add"]);
}

/** One whose first entry is still to be written has none. @throws UsageError */
export async function journalOrNew(file: string): Promise<Journal> {
  return (await isThere(file)) ? readJournal(file) : parseJournal("");
}

/** @throws UsageError also when its chain is broken: nothing is built on that */
export async function soundJournal(file: string): Promise<Journal> {
  const journal = await readJournal(file);
  const [problem] = journal.problems;
  if (problem === undefined) return journal;
  throw new UsageError(`${file}: the chain breaks at line ${problem.line}: ${problem.message}`, [
    "eventreach evidence journal verify tells more",
  ]);
}

/** The digests of a journal are of its bytes, and several bytes that are no UTF-8 have the same text. */
function journalOf(bytes: Buffer): Journal {
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return parseJournal(text);
  const whole: string[] = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start);
    const line = bytes.subarray(start, end < 0 ? bytes.length : end + 1);
    if (!Buffer.from(line.toString("utf8"), "utf8").equals(line)) break;
    whole.push(line.toString("utf8"));
    start += line.length;
  }
  const before = parseJournal(whole.join(""));
  if (before.problems.length > 0) return before;
  return {
    ...before,
    problems: [{ line: whole.length + 1, code: "form", message: "it holds bytes that are no UTF-8" }],
  };
}

export interface HeadFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Null: there is none. */
  readonly signature: string | null;
}

export function headsFolder(file: string): string {
  return `${file}.heads`;
}

/** In the order of their names; a signature whose head was taken away is one with nothing in it. @throws UsageError */
export async function readHeads(file: string): Promise<readonly HeadFile[]> {
  const names = await namesIn(headsFolder(file));
  const heads: HeadFile[] = [];
  for (const name of new Set(names.map((one) => one.replace(/\.sshsig$/, ".json")))) {
    if (!name.endsWith(".json")) continue;
    const bytes = (await smallFile(join(headsFolder(file), name), false)) ?? new Uint8Array();
    const signature = await smallFile(join(headsFolder(file), name.replace(/json$/, "sshsig")), false);
    heads.push({ name, bytes, signature: signature === null ? null : Buffer.from(signature).toString("utf8") });
  }
  return heads;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw new UsageError(`${folder} cannot be read`, ["it holds the signed heads of the journal"]);
  }
  if (names.length > 2 * HEADS_READ) throw new UsageError(`${folder} holds more files than any review signs`);
  return names.toSorted();
}
