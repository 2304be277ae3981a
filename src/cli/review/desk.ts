/** The desk of the review: every edit goes to the journal first, then to the waiver file, and only then to the screen. */
import { dirname, join } from "node:path";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import type { Detail, NewEntry } from "../../journal/entry.ts";
import { bytesAt, replaceDurably } from "../../platform/durable.ts";
import { boxesOf, fourEyes, type InputsCheck, isTyped, reasonAgainstSigning } from "../../review/boxes.ts";
import type { ReviewCommand } from "../../review/command.ts";
import type { DeskView, Outcome, ReviewDesk } from "../../review/desk.ts";
import { type Context, type Planned, planOf, type Refused } from "../../review/plan.ts";
import {
  evidenceCommand,
  type Handover,
  signOffDetail,
  signOffText,
  waiversDigestOf,
  wrongLimits,
} from "../../review/sign-off.ts";
import { replay, type ReviewState, spliceOf } from "../../review/state.ts";
import { entryLines } from "../../waivers/splice.ts";
import { differentInputs } from "./inputs-check.ts";
import type { JournalFile } from "./journal-file.ts";
import { WaiverText } from "./waiver-text.ts";
import { inFours } from "../../report/digest-text.ts";

export interface DeskOptions {
  /** Without waivers. */
  readonly report: Report;
  /** SHA-256 of its results; it may take a moment. */
  readonly digest: () => string;
  /** What has to be given again for the same results. */
  readonly handover: Omit<Handover, "waivers" | "review">;
  /** Ids of the catalog. */
  readonly requirements: readonly string[];
  /** Or why there is none. */
  readonly journal: JournalFile | { readonly path: string; readonly off: string };
  readonly waivers: WaiverText | null;
  readonly reviewer: string | null;
  readonly now: () => string;
}

const ROLE = "reviewer";

export class Desk implements ReviewDesk {
  readonly #options: DeskOptions;
  readonly #journal: JournalFile | null;
  #waivers: WaiverText | null;
  #report: Report;
  #reviewer: string | null;
  #state: ReviewState;
  #inputs: InputsCheck = "unchecked";
  /** Seen before anybody said who they are. */
  readonly #unnamed = new Set<string>();
  #opened = false;
  #handover: readonly string[] = [];
  #notice: string | null;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#journal = "off" in options.journal ? null : options.journal;
    this.#waivers = options.waivers;
    this.#reviewer = options.reviewer;
    this.#state = replay(this.#journal?.entries ?? [], options.report);
    this.#waivers ??= this.#lastFile();
    this.#report = this.#waivers?.laidOver(options.report, options.requirements) ?? options.report;
    this.#notice = this.#journal?.tornText ?? this.#differences() ?? this.#missingFile();
  }

  /** With the waivers laid over it. */
  get report(): Report {
    return this.#report;
  }

  /** What to print after a sign-off. */
  get handover(): readonly string[] {
    return this.#handover;
  }

  close(): void {
    this.#journal?.release();
  }

  readonly view = (): DeskView => {
    const { digest, journal, now } = this.#options;
    return {
      state: this.#state,
      reviewer: this.#reviewer,
      journal: journal.path,
      off: "off" in journal ? journal.off : null,
      waiverFile: this.#waivers?.path ?? null,
      get digest() {
        return digest();
      },
      inputs: this.#inputs,
      today: now().slice(0, 10),
      notice: this.#notice,
    };
  };

  readonly perform = (command: ReviewCommand): Outcome => {
    try {
      return this.#perform(command);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return this.#refused([error.message, ...error.next].join("; "));
    }
  };

  readonly compareInputs = async (): Promise<Outcome> => {
    this.#inputs = "checking";
    const { report, handover } = this.#options;
    const { paths, scope } = handover;
    this.#inputs = { different: await differentInputs(report, scope === null ? paths : [...paths, scope]) };
    return this.#outcome("");
  };

  #perform(command: ReviewCommand): Outcome {
    const journal = this.#journal;
    if (journal === null) return command.kind === "seen" ? this.#outcome("") : this.#refused(this.view().off ?? "");
    if (command.kind === "name") return this.#name(command.reviewer);
    const reviewer = this.#reviewer;
    if (reviewer === null) {
      if (command.kind !== "seen") return this.#refused("say first who you are: --reviewer NAME");
      this.#unnamed.add(command.subject);
      return this.#outcome("");
    }
    if (command.kind === "sign") return this.#sign(command, journal, reviewer);
    if (command.kind === "waive" && this.#waivers === null) {
      const path = (command.file ?? "").trim();
      if (path === "") return this.#refused("in which file shall it be kept?", "file");
      const file = new WaiverText(path);
      file.refuseInside(this.#options.handover.paths);
      const report = file.laidOver(this.#options.report, this.#options.requirements);
      this.#waivers = file;
      this.#report = report;
    }
    const plan = planOf(command, this.#context(journal, reviewer));
    if ("problem" in plan) return this.#refused(plan.problem, plan.field);
    return this.#write(plan, journal, command.kind);
  }

  #name(name: string): Outcome {
    const reviewer = name.trim();
    if (reviewer === "" || reviewer.length > 200) return this.#refused("a name, please", "reviewer");
    this.#reviewer = reviewer;
    const seen = [...this.#unnamed];
    this.#unnamed.clear();
    const [journal] = [this.#journal];
    if (journal !== null && seen.length > 0) {
      this.#append(
        journal,
        seen.map((subject) => this.#entry("reviewed", subject, "", null)),
      );
    }
    return this.#outcome("");
  }

  #write({ entries, text, said }: Planned, journal: JournalFile, kind: ReviewCommand["kind"]): Outcome {
    const { report, requirements, handover } = this.#options;
    const file = this.#waivers;
    const isEdited = text !== null && file !== null;
    const other = isEdited ? this.#changedFile() : null;
    if (other !== null) return other;
    if (isEdited) file.refuseInside(handover.paths);
    const first = this.#append(journal, entries);
    if (isEdited) {
      try {
        file.replace(text);
      } catch (error) {
        // The journal says that it did not happen; a waiver that only the journal has is none.
        const turn = kind === "undo" ? "redone" : "undone";
        const group = kind === "undo" || kind === "redo" ? (entries[0]?.subject ?? "") : `entry:${first}`;
        this.#append(journal, [this.#entry(turn, group, error instanceof Error ? error.message : "", null)]);
        throw error;
      }
      this.#report = file.laidOver(report, requirements);
      this.#notice = this.#differences();
    }
    const where = isEdited ? ` (in ${file.path})` : "";
    return this.#outcome(said === "" ? "" : said + where, isEdited ? this.#report : null);
  }

  /** The waiver file is another than the one on the screen: nothing is decided about it before it was looked at. */
  #changedFile(): Outcome | null {
    const file = this.#waivers;
    if (file?.reload() !== true) return null;
    this.#report = file.laidOver(this.#options.report, this.#options.requirements);
    const problem = `${file.path} was changed by somebody else meanwhile; it was read again, look at it`;
    return { ...this.#refused(problem), report: this.#report };
  }

  #sign(command: Extract<ReviewCommand, { kind: "sign" }>, journal: JournalFile, reviewer: string): Outcome {
    const { digest, handover, now } = this.#options;
    const other = this.#changedFile();
    if (other !== null) return other;
    const reason = reasonAgainstSigning(boxesOf(this.#state, this.#report, this.#inputs));
    if (reason !== null) return this.#refused(`sign-off is ${reason}`);
    const results = digest();
    if (!isTyped(command.typed, results)) {
      return this.#refused(`that is not ${inFours(results, 2)}, how the digest of the results begins`, "typed");
    }
    const limits = command.limits.trim();
    const wrong = wrongLimits(command.conclusion, limits);
    if (wrong !== null) return this.#refused(wrong, "limits");
    const signOff = {
      resultsDigest: results,
      waiversDigest: waiversDigestOf(this.#report),
      reviewer,
      conclusion: command.conclusion,
      limits: limits === "" ? null : limits,
      date: now(),
    };
    const detail = signOffDetail(this.#report, this.#state, signOff, journal.head.digest);
    this.#append(journal, [this.#entry("signed-off", `run:${results}`, command.conclusion, detail)]);
    const { seq, digest: head } = journal.head;
    this.#handover = [`signed off by ${reviewer}: results ${results}`, `journal ${journal.path}, head ${head}`];
    const file = freeName(dirname(journal.path));
    replaceDurably(file, null, signOffText({ ...signOff, journalHead: { seq, sha256: head } }));
    const waivers = signOff.waiversDigest === null ? null : (this.#waivers?.path ?? null);
    this.#handover = [
      ...this.#handover,
      `wrote ${file}`,
      "seal the evidence next; it is to be prepared by somebody else than the reviewer:",
      `  ${evidenceCommand({ ...handover, waivers, review: file })}`,
    ];
    const warnings = fourEyes(reviewer, this.#state, this.#report);
    return this.#outcome([`signed off, wrote ${file}`, ...warnings].join("; "));
  }

  /** The number of the first of them. */
  #append(journal: JournalFile, entries: readonly NewEntry[]): number {
    const { handover, report } = this.#options;
    const { asOf, paths, roles, scope } = handover;
    const catalog = report.catalog.digest;
    const detail = { asOf, paths, roles, scope, catalog, tool: `${report.tool.name} ${report.tool.version}` };
    const opened = this.#opened ? [] : [this.#entry("opened", `run:${this.#options.digest()}`, "", detail)];
    const first = journal.head.seq + 1 + opened.length;
    journal.append([...opened, ...entries]);
    this.#opened = true;
    this.#state = replay(journal.entries, report);
    return first;
  }

  #entry(action: NewEntry["action"], subject: string, note: string, detail: Detail | null): NewEntry {
    return { at: this.#options.now(), actor: this.#reviewer ?? "", role: ROLE, action, subject, note, detail };
  }

  #context(journal: JournalFile, reviewer: string): Context {
    const { report, requirements, now } = this.#options;
    const path = this.#waivers?.path ?? "";
    return {
      state: this.#state,
      next: journal.head.seq + (this.#opened ? 1 : 2),
      report,
      reviewer,
      now: now(),
      file: { path, digest: this.#waivers?.digest ?? "" },
      text: this.#waivers?.text ?? "",
      requirements,
    };
  }

  /** The file that the journal speaks of, when none was given. */
  #lastFile(): WaiverText | null {
    const entries = this.#state.done.flatMap((group) => group.entries);
    const file = entries.findLast((entry) => spliceOf(entry) !== null)?.detail?.["file"];
    return typeof file === "string" && file !== "" ? new WaiverText(file) : null;
  }

  /** Waivers of the journal that the file does not have as they were written. */
  #differences(): string | null {
    const text = this.#waivers?.text ?? "";
    const other = [...this.#state.waivers].flatMap(([id, entries]) => {
      const splice = entries.flatMap((entry) => spliceOf(entry) ?? []).at(-1);
      return splice === undefined || linesOf(text, id) === (splice.after?.trim() ?? null) ? [] : [id];
    });
    if (other.length === 0) return null;
    return `${this.#waivers?.path ?? "the waiver file"} has not ${other.join(", ")} as the journal has it: undo, then redo writes it again`;
  }

  /** A name that was mistyped would look like a file without waivers. */
  #missingFile(): string | null {
    const file = this.#options.waivers;
    return file === null || file.exists ? null : `${file.path} is not there; the first waiver makes it`;
  }

  #refused(problem: string, field: string | null = null): Outcome {
    const refused: Refused = { problem, field };
    return { view: this.view(), report: null, said: "", refused };
  }

  #outcome(said: string, report: Report | null = null): Outcome {
    return { view: this.view(), report, said, refused: null };
  }
}

function linesOf(text: string, id: string): string | null {
  return entryLines(text, id)?.trim() ?? null;
}

/** Beside the journal, and never over another sign-off. */
function freeName(folder: string): string {
  for (let number = 1; ; number += 1) {
    const path = join(folder, number === 1 ? "signoff.json" : `signoff-${number}.json`);
    if (bytesAt(path) === null) return path;
  }
}
