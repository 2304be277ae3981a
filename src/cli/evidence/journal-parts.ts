/** What a journal, its signed heads, and what a bag says of it come to. */
import type { BagInfo } from "../../bag/bag-info.ts";
import { JOURNAL_NAMESPACE } from "../../bag/names.ts";
import { shortDigest } from "../../bag/sign-off.ts";
import { judgeSignature, type Judged, type Trust } from "../../bag/trust.ts";
import type { Part } from "../../bag/verdict.ts";
import { entryWithDigest, headFault, parseHead, type SignedHead, timesThatGoBack } from "../../journal/heads.ts";
import type { Journal } from "../../journal/journal.ts";
import type { HeadFile } from "./journal-file.ts";

export interface JournalQuestion {
  readonly journal: Journal;
  readonly heads: readonly HeadFile[];
  /** A digest that the journal must have had as its head; null: none was given. */
  readonly head: string | null;
  /** Whom the reader expects; null: whom each head names. */
  readonly signer: string | null;
  readonly trust: Trust;
  /** ISO; what is dated later is refused. */
  readonly now: string;
}

/** For clocks and time zones that disagree. */
const DAY_MS = 86_400_000;

export function journalParts(question: JournalQuestion): readonly Part[] {
  const signed = signedPart(question);
  return [chainPart(question), headsPart(question), ...(signed === null ? [] : [signed])];
}

function chainPart({ journal, now }: JournalQuestion): Part {
  const { entries, problems, head } = journal;
  const faults = problems.map(({ line, message }) => `chain broken at line ${line}: ${message}`);
  const ahead = entries.filter(({ at }) => Date.parse(at) > Date.parse(now) + DAY_MS);
  faults.push(...ahead.map(({ seq, at }) => `from the future: line ${seq} is dated ${at}, looked at on ${now}`));
  const count = entries.length === 1 ? "1 entry" : `${entries.length} entries`;
  const notes = [`${count}; the last has the digest ${head.digest}`];
  notes.push(...timesThatGoBack(journal).map((seq) => `line ${seq} is dated before the line above it`));
  return { name: "chain", holds: faults.length === 0, sentences: [...faults, ...notes] };
}

/** What the file alone does not tell: that it was cut, or is another. */
function headsPart({ journal, heads, head }: JournalQuestion): Part {
  const faults: string[] = [];
  const notes: string[] = [];
  if (head !== null) {
    const seq = entryWithDigest(journal, head);
    if (seq === null) faults.push(`no entry has the digest ${head}: the journal was cut or rewritten, or is another`);
    else notes.push(`the digest given is that of entry ${seq} of ${journal.entries.length}`);
  }
  const read = heads.flatMap(({ bytes }) => parseHead(textOf(bytes)) ?? []);
  for (const one of read) {
    const fault = headFault(journal, one);
    const whose = `head of entry ${one.seq}, by ${one.principal} on ${one.date}`;
    if (fault === null) notes.push(`${whose}: the journal holds what it held then`);
    else faults.push(`${whose}: ${fault}`);
  }
  const last = Math.max(0, ...read.map(({ seq }) => seq));
  if (heads.length === 0) notes.push("no head was signed: whether entries were cut off at the end cannot be told");
  else if (last < journal.entries.length) {
    notes.push(`${journal.entries.length - last} entries after the last signed head can be cut off unseen`);
  }
  return {
    name: "heads",
    holds: faults.length === 0,
    checked: head !== null || read.length > 0,
    sentences: [...faults, ...notes],
  };
}

/** Null: there is no head, and nobody was named who should have signed one. */
function signedPart(question: JournalQuestion): Part | null {
  const { heads, trust } = question;
  if (heads.length === 0) {
    if (trust.allowed === null) return null;
    return { name: "signed", holds: false, sentences: ["no signed head: nobody answers for this journal"] };
  }
  const answers = heads.map((head) => judgeHead(head, question));
  const broken = answers.some(({ state }) => state === "broken");
  const good = answers.some(({ state }) => state === "trusted");
  return {
    name: "signed",
    holds: !broken && (good || trust.allowed === null),
    checked: good,
    sentences: [
      ...answers.map(({ sentence }) => sentence),
      ...(good ? [] : (trust.allowed?.faults ?? []).map((fault) => `allowed signers, ${fault}`)),
    ],
  };
}

function judgeHead({ name, bytes, signature }: HeadFile, { signer, trust, now }: JournalQuestion): Judged {
  const broken = (why: string): Judged => ({ state: "broken", sentence: `${name}: ${why}`, key: null });
  const head = parseHead(textOf(bytes));
  if (head === null) return broken("it is no head of a journal");
  if (signature === null) return broken("it is not signed");
  const judged = judgeSignature({
    ...trust,
    path: name,
    text: signature,
    message: bytes,
    over: name,
    namespace: JOURNAL_NAMESPACE,
    principal: signer ?? head.principal,
    objection: objectionTo(head, signer),
  });
  if (judged.key !== null && !name.endsWith(`.${shortDigest(judged.key.blob)}.json`)) {
    return broken("its name is not of its key");
  }
  if (Date.parse(head.date) > Date.parse(now) + DAY_MS) {
    return broken(`from the future: dated ${head.date}, looked at on ${now}`);
  }
  return judged;
}

function objectionTo({ principal }: SignedHead, signer: string | null): string | null {
  return signer === null || signer === principal ? null : `wrong principal: the head names ${principal}, not ${signer}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

/** Whether a journal holds what it held when the bag was made. */
export function bagJournalPart(info: BagInfo, journal: Journal): Part {
  const fault = bagJournalFault(info, journal);
  if (fault !== null) return { name: "journal", holds: false, sentences: [fault] };
  const count = Number(info["Journal-Entries"]);
  const sentence = `it holds the ${count} entries of the bag's time, and ${journal.entries.length - count} since`;
  return { name: "journal", holds: true, sentences: [sentence] };
}

function bagJournalFault(info: BagInfo, journal: Journal): string | null {
  const digest = info["Journal-Head-SHA256"];
  const count = info["Journal-Entries"] ?? "";
  if (digest === undefined) return "the bag names no journal";
  if (!/^\d{1,9}$/.test(count)) return "the bag does not say how many entries its journal had";
  const fault = headFault(journal, { seq: Number(count), digest });
  if (fault !== null) return `chain broken: ${fault}`;
  const [problem] = journal.problems;
  return problem === undefined ? null : `chain broken at line ${problem.line}: ${problem.message}`;
}
