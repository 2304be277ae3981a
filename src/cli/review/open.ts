/** Options of `review` to its journal, its waivers and its desk; whatever does not fit is said before the screen is taken. */
import { allRequirements } from "../../catalog/catalogs.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import { inputAround } from "../../platform/durable.ts";
import type { Handover } from "../../review/sign-off.ts";
import { resultsDigest } from "../results-digest.ts";
import { Desk, type DeskOptions } from "./desk.ts";
import { JournalFile, runOf } from "./journal-file.ts";
import { WaiverText } from "./waiver-text.ts";
import { inFours } from "../../report/digest-text.ts";

const USUAL_JOURNAL = "eventreach-review.ndjson";

export type OpenedJournal = DeskOptions["journal"];

export interface JournalChoice {
  readonly opened: OpenedJournal;
  /** It was asked for by name, so that what is wrong with it ends the program. */
  readonly asked: boolean;
}

/** @throws UsageError for a journal that was asked for and cannot be used; the usual one then only stays untouched */
export function openJournal(asked: string | null, inputs: readonly string[]): JournalChoice {
  const path = asked ?? USUAL_JOURNAL;
  try {
    const around = inputAround(path, inputs);
    if (around !== null) {
      throw new UsageError(`${path} would lie within the input ${around}; evidence is not written to`, [
        "give --journal a file outside of the inputs",
      ]);
    }
    return { opened: JournalFile.open(path), asked: asked !== null };
  } catch (error) {
    if (asked !== null || !(error instanceof UsageError)) throw error;
    return { opened: { path, off: offText(error) }, asked: false };
  }
}

/** To be looked at only. @throws UsageError for one that is not there, or broken */
export function journalToReplay(path: string): { readonly opened: JournalFile; readonly asked: true } {
  const opened = JournalFile.read(path);
  if (opened.entries.length === 0) throw new UsageError(`${path} holds no entry`, ["give the journal of a review"]);
  return { opened, asked: true };
}

function offText(error: UsageError): string {
  return [error.message, ...error.next].join("; ");
}

/** Of the review that the journal is about, when it is about the same words. */
export function asOfOfJournal(
  { opened }: JournalChoice,
  given: Pick<Handover, "paths" | "roles" | "scope">,
): string | null {
  if ("off" in opened) return null;
  const detail = opened.entries.find(({ action }) => action === "opened")?.detail;
  const { asOf, paths, roles, scope } = detail ?? {};
  const same = JSON.stringify([paths, roles, scope]) === JSON.stringify([given.paths, given.roles, given.scope]);
  return same && typeof asOf === "string" ? asOf : null;
}

export interface DeskWords {
  readonly journal: JournalChoice;
  readonly waivers: string | null;
  readonly reviewer: string | null;
  readonly handover: Omit<Handover, "waivers" | "review">;
  readonly now: () => string;
}

/** @throws UsageError for a journal of other results, and for a waiver file that scan would refuse as well */
export function openDesk(report: Report, { journal, waivers, reviewer, handover, now }: DeskWords): Desk {
  let known: string | null = null;
  const digest = (): string => (known ??= resultsDigest(report));
  return new Desk({
    report,
    digest,
    handover,
    requirements: allRequirements().map(({ id }) => id),
    journal: fitting(journal, digest),
    waivers: waivers === null ? null : new WaiverText(waivers),
    reviewer,
    now,
  });
}

/** The journal, if it is about these results. */
function fitting({ opened, asked }: JournalChoice, digest: () => string): OpenedJournal {
  if ("off" in opened) return opened;
  const run = runOf(opened.entries);
  if (opened.entries.length === 0 || run === digest()) return opened;
  const error = otherRun(opened, run, digest());
  if (asked) throw error;
  return { path: opened.path, off: offText(error) };
}

export function otherRun({ path, entries }: JournalFile, run: string | null, digest: string): UsageError {
  const detail = entries.find(({ action }) => action === "opened")?.detail ?? {};
  const { paths, asOf } = detail;
  const then = Array.isArray(paths) ? `${paths.join(" ")} as of ${String(asOf)}` : "nobody knows what";
  const was = run === null ? "no results at all" : `the results ${inFours(run, 3)} ..`;
  return new UsageError(`${path} is the journal of ${was}, not of ${inFours(digest, 3)} ..; it was left as it is`, [
    `it is about ${then}: the same paths, files and options continue it`,
    "begin another with --journal FILE",
  ]);
}
