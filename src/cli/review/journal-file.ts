/** The journal on the disk: read and checked at the start, held by a lock from the first line on, written before anybody says so. */
import { UsageError } from "../../core/failure.ts";
import type { JournalEntry, NewEntry } from "../../journal/entry.ts";
import { appendEntry, type Journal, type JournalProblem, parseJournal } from "../../journal/journal.ts";
import { appendDurably, bytesAt, type Lock, lockFile, lockHolder } from "../../platform/durable.ts";

export class JournalFile {
  readonly path: string;
  #bytes: Buffer;
  #journal: Journal;
  #lock: Lock | null = null;

  private constructor(path: string, bytes: Buffer) {
    this.path = path;
    this.#bytes = bytes;
    this.#journal = parseJournal(bytes.toString("utf8"));
  }

  /** @throws UsageError for one that is broken: it is left as it is */
  static read(path: string): JournalFile {
    const file = new JournalFile(path, bytesAt(path) ?? Buffer.alloc(0));
    const [problem] = file.#journal.problems;
    if (problem !== undefined) throw brokenJournal(path, problem);
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

  /** All of them, or none. @throws UsageError when the disk, or another review, does not let them in */
  append(entries: readonly NewEntry[]): void {
    this.#lock ??= lockFile(this.path);
    let { head } = this.#journal;
    let text = "";
    for (const entry of entries) {
      const next = appendEntry(head, entry);
      text += next.line;
      head = next.head;
    }
    this.#bytes = appendDurably(this.path, this.#bytes, text);
    this.#journal = parseJournal(this.#bytes.toString("utf8"));
  }

  release(): void {
    this.#lock?.release();
    this.#lock = null;
  }
}

function brokenJournal(path: string, { line, code, message }: JournalProblem): UsageError {
  const keep = `head -n ${line - 1} ${path} > repaired.ndjson`;
  const next =
    code === "cut"
      ? [
          "nothing of an unfinished line was said to be saved; the file was left as it is",
          `keep it, and go on with the whole lines: ${keep}, then --journal repaired.ndjson`,
        ]
      : [
          `what stands before line ${line} still holds; the file was left as it is`,
          "find out who changed it and compare it with a signed head; begin another with --journal FILE",
        ];
  return new UsageError(`${path}:${line}: the journal is broken: ${message}`, next);
}

/** The results that a journal is about; null for an empty one. */
export function runOf(entries: readonly JournalEntry[]): string | null {
  const opened = entries.find(({ action, subject }) => action === "opened" && subject.startsWith("run:"));
  return opened === undefined ? null : opened.subject.slice("run:".length);
}
