/** The journal on the disk: read and checked at the start, held by a lock from the first line on, written before anybody says so. */
import { UsageError } from "../../core/failure.ts";
import type { JournalEntry, NewEntry } from "../../journal/entry.ts";
import { appendEntry, type Journal, type JournalProblem, parseJournal } from "../../journal/journal.ts";
import { appendDurably, bytesAt, type Lock, lockFile, lockHolder, setEndAside } from "../../platform/durable.ts";

export class JournalFile {
  readonly path: string;
  #bytes: Buffer;
  /** What stands behind the last whole line: a write that never ended. */
  #torn: Buffer;
  #journal: Journal;
  #lock: Lock | null = null;

  private constructor(path: string, bytes: Buffer) {
    const end = bytes.lastIndexOf("\n") + 1;
    this.path = path;
    this.#bytes = bytes.subarray(0, end);
    this.#torn = bytes.subarray(end);
    this.#journal = parseJournal(this.#bytes.toString("utf8"));
  }

  /** @throws UsageError for one that is broken: it is left as it is */
  static read(path: string): JournalFile {
    const file = new JournalFile(path, bytesAt(path) ?? Buffer.alloc(0));
    const [problem] = file.#journal.problems;
    if (problem !== undefined) throw brokenJournal(path, problem);
    if (!Buffer.from(file.#bytes.toString("utf8")).equals(file.#bytes)) {
      throw new UsageError(`${path} is no journal: it is not UTF-8`, ["give the journal of a review"]);
    }
    const torn = file.#torn.toString("utf8");
    if (file.entries.length === 0 && !torn.startsWith(BEGINNING) && !BEGINNING.startsWith(torn)) {
      throw new UsageError(`${path} is no journal; it was left as it is`, ["give another --journal FILE"]);
    }
    return file;
  }

  /** To be written to. @throws UsageError as well while another review holds it */
  static open(path: string): JournalFile {
    const file = JournalFile.read(path);
    const holder = lockHolder(path);
    if (holder === null) return file;
    throw new UsageError(`${path} is held by ${holder}`, ["end that review, or give another --journal"]);
  }

  get entries(): readonly JournalEntry[] {
    return this.#journal.entries;
  }

  get head(): Journal["head"] {
    return this.#journal.head;
  }

  /** What to say of a line that was cut; null where all lines are whole. */
  get tornText(): string | null {
    if (this.#torn.length === 0) return null;
    return `the last line of ${this.path} was cut while it was written; nothing of it had been said to be saved`;
  }

  /** All of them, or none. @throws UsageError when the disk, or another review, does not let them in */
  append(entries: readonly NewEntry[]): void {
    this.#lock ??= lockFile(this.path);
    if (this.#torn.length > 0) {
      setEndAside(this.path, this.#bytes, this.#torn, freeName(`${this.path}.torn`));
      this.#torn = Buffer.alloc(0);
    }
    let { head } = this.#journal;
    let text = "";
    const added: JournalEntry[] = [];
    for (const entry of entries) {
      const next = appendEntry(head, entry);
      added.push({ ...entry, seq: next.head.seq, prev: head.digest });
      text += next.line;
      head = next.head;
    }
    this.#bytes = appendDurably(this.path, this.#bytes, text);
    this.#journal = { entries: [...this.#journal.entries, ...added], head, problems: [] };
  }

  release(): void {
    this.#lock?.release();
    this.#lock = null;
  }
}

/** Of the first line of any journal. */
const BEGINNING = '{"seq":1,';

function freeName(path: string): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? path : `${path}-${number}`;
    if (bytesAt(name) === null) return name;
  }
}

function brokenJournal(path: string, { line, message }: JournalProblem): UsageError {
  return new UsageError(`${path}:${line}: the journal is broken: ${message}`, [
    line === 1
      ? "the file was left as it is"
      : `what stands before line ${line} still holds; the file was left as it is`,
    "find out who changed it and compare it with a signed head; begin another with --journal FILE",
  ]);
}

/** The results that a journal is about; null for an empty one. */
export function runOf(entries: readonly JournalEntry[]): string | null {
  const opened = entries.find(({ action, subject }) => action === "opened" && subject.startsWith("run:"));
  return opened === undefined ? null : opened.subject.slice("run:".length);
}
