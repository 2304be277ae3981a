/** `review --replay JOURNAL`: the state that a journal leads to, as text; for a test, and for a report of a defect. */
import type { Report } from "../../core/report.ts";
import { stateLines } from "../../review/text.ts";
import { replay } from "../../review/state.ts";
import { printable } from "../../text/printable.ts";
import { allRequirements } from "../../catalog/catalogs.ts";
import { EXIT } from "../exit.ts";
import type { Io } from "../io.ts";
import type { JournalFile } from "../review/journal-file.ts";
import { runOf } from "../review/journal-file.ts";
import { resultsDigest } from "../results-digest.ts";
import { otherRun } from "../review/open.ts";
import { WaiverText } from "../review/waiver-text.ts";

/** @throws UsageError for a journal of other results */
export async function replayed(journal: JournalFile, report: Report, waivers: string | null, io: Io): Promise<number> {
  const digest = resultsDigest(report);
  const run = runOf(journal.entries);
  if (run !== digest) throw otherRun(journal, run, digest);
  const requirements = allRequirements().map(({ id }) => id);
  const laid = waivers === null ? report : new WaiverText(waivers).laidOver(report, requirements);
  const torn = journal.tornText === null ? [] : [`note      ${journal.tornText}`, ""];
  const lines = stateLines(replay(journal.entries, report), laid, digest, journal.head);
  await io.out([...torn, ...lines].map((line) => `${printable(line)}\n`));
  return EXIT.ok;
}
