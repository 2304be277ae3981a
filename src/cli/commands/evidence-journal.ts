/** `eventreach evidence journal`: entries added, shown, checked; heads signed. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { JOURNAL_NAMESPACE } from "../../bag/names.ts";
import { isPrincipal, shortDigest } from "../../bag/sign-off.ts";
import { fingerprintOf } from "../../bag/ssh-public-key.ts";
import { exitOf, VERIFY_EXIT, verdictText } from "../../bag/verdict.ts";
import { UsageError } from "../../core/failure.ts";
import { ACTIONS, type JournalEntry } from "../../journal/entry.ts";
import { headText } from "../../journal/heads.ts";
import { appendEntry, type Journal } from "../../journal/journal.ts";
import { alone, appendTo, isThere } from "../../platform/append.ts";
import { writeFileAt, writingProblem } from "../../platform/output.ts";
import { printable, withoutLogCommands } from "../../text/printable.ts";
import { claimedTime } from "../evidence/claimed-time.ts";
import { headsFolder, journalOrNew, readHeads, readJournal, soundJournal } from "../evidence/journal-file.ts";
import { journalParts } from "../evidence/journal-parts.ts";
import { allowedSigners } from "../evidence/outside.ts";
import { revocationsOf } from "../evidence/revoked.ts";
import { signerOf } from "../evidence/signer.ts";
import type { Io } from "../io.ts";
import { parseAsOf } from "../options.ts";

export interface AddOptions {
  readonly action: string;
  readonly subject: string;
  readonly actor: string;
  readonly role?: string;
  readonly note?: string;
  readonly date?: string;
}

export async function add(file: string, options: AddOptions, io: Io): Promise<number> {
  const action = ACTIONS.find((one) => one === options.action);
  if (action === undefined) {
    throw new UsageError(`"${options.action}" is no action`, [`actions: ${ACTIONS.join(", ")}`]);
  }
  for (const name of ["subject", "actor"] as const) {
    if (options[name].trim() === "") throw new UsageError(`--${name} is empty`);
  }
  const at = claimedTime(options.date, null, io);
  const { subject, actor, role = "", note = "" } = options;
  return alone(file, async () => {
    const journal = await journalOrNew(file);
    if (journal.problems.length > 0) return brokenChain(file, journal, io);
    const next = appendEntry(journal.head, { at, actor, role, action, subject, note, detail: null });
    await appendTo(file, next.line);
    await io.out([`entry ${next.head.seq}: head ${next.head.digest}\n`]);
    return VERIFY_EXIT.holds;
  });
}

export async function show(file: string, io: Io): Promise<number> {
  const journal = await readJournal(file);
  await io.out(journal.entries.map(entryLines));
  return journal.problems.length === 0 ? VERIFY_EXIT.holds : brokenChain(file, journal, io);
}

export interface JournalVerifyOptions {
  readonly head?: string;
  readonly allowedSigners?: string;
  readonly signer?: string;
  readonly revoked?: string;
  readonly verifyTime?: string;
}

export async function verifyJournal(file: string, options: JournalVerifyOptions, io: Io): Promise<number> {
  const at = options.verifyTime === undefined ? io.now() : parseAsOf(options.verifyTime, "--verify-time");
  if (options.head !== undefined && !/^[0-9a-f]{64}$/i.test(options.head)) {
    throw new UsageError(`--head wants a SHA-256 of 64 digits, not "${options.head}"`);
  }
  const journal = await readJournal(file);
  const heads = await readHeads(file);
  const folder = headsFolder(file);
  const outside = (await isThere(folder)) ? folder : file;
  const allowed = await allowedSigners(options.allowedSigners, outside);
  const signatures = heads.flatMap(({ signature }) => signature ?? []);
  const revoked = await revocationsOf(options.revoked, outside, signatures, io);
  const asked = { head: options.head?.toLowerCase() ?? null, signer: options.signer ?? null };
  const parts = journalParts({ journal, heads, ...asked, trust: { allowed, revoked, at, asOf: null }, now: io.now() });
  await io.out([verdictText(parts)]);
  return exitOf(parts);
}

export interface SignOptions {
  readonly sshKey: string;
  readonly signer: string;
  readonly date?: string;
}

export async function sign(file: string, options: SignOptions, io: Io): Promise<number> {
  if (!isPrincipal(options.signer)) {
    throw new UsageError(`--signer wants a name like an address, not "${options.signer}"`, [
      "letters, digits and @ . _ + -",
    ]);
  }
  const { head } = await soundJournal(file);
  if (head.seq === 0) throw new UsageError(`${file} has no entry yet`, ["add one: eventreach evidence journal add"]);
  const date = claimedTime(options.date, null, io);
  const signer = await signerOf(options.sshKey, ["load it into ssh-agent and give the public key"], io);
  const text = headText({ ...head, principal: options.signer, date });
  const { blob, text: signature } = await signer.sign(JOURNAL_NAMESPACE, Buffer.from(text, "utf8"));
  const name = join(headsFolder(file), `${String(head.seq).padStart(4, "0")}.${shortDigest(blob)}`);
  if (await isThere(`${name}.json`)) {
    throw new UsageError(`${name}.json is already there: this head was signed with this key`);
  }
  try {
    await mkdir(headsFolder(file), { recursive: true });
  } catch (error) {
    throw error instanceof Error ? writingProblem(headsFolder(file), error) : error;
  }
  await writeFileAt(`${name}.sshsig`, signature, []);
  await writeFileAt(`${name}.json`, text, []);
  await io.out([
    `wrote ${printable(name)}.json and its signature\n`,
    `  head of entry ${head.seq}: ${head.digest}, with ${fingerprintOf(blob)}\n`,
  ]);
  return VERIFY_EXIT.holds;
}

async function brokenChain(file: string, { entries, problems }: Journal, io: Io): Promise<number> {
  const [problem] = problems;
  io.err.write(`eventreach: ${printable(file)}: chain broken at line ${problem?.line}: ${problem?.message}\n`);
  io.err.write(`  the ${entries.length} entries before it still count; nothing is added to it\n`);
  return VERIFY_EXIT.stale;
}

function entryLines({ seq, at, actor, role, action, subject, note }: JournalEntry): string {
  const who = role === "" ? actor : `${actor} (${role})`;
  const head = `${String(seq).padStart(4)}  ${at}  ${printable(action)}  ${printable(subject)}`;
  const lines = [head, `      ${printable(who)}`, ...(note === "" ? [] : [`      ${printable(note)}`])];
  return withoutLogCommands(`${lines.join("\n")}\n`);
}
