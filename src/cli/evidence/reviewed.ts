/** `--review signoff.json`: what is sealed is what somebody reviewed, and the head of their journal stands in the bag. */
import type { BagInfo } from "../../bag/bag-info.ts";
import { UsageError } from "../../core/failure.ts";
import type { Report } from "../../core/report.ts";
import { smallFile } from "../../platform/folder-contents.ts";
import { parseSignOff, type SignOff, waiversDigestOf } from "../../review/sign-off.ts";
import { analyse, type AnalyseOptions, evidenceOf } from "../analyse.ts";
import type { Progress } from "../progress.ts";
import { readInputs } from "../read-inputs.ts";
import { resultsDigest } from "../results-digest.ts";
import { inFours } from "../../report/digest-text.ts";

/** @throws UsageError for what is no sign-off */
export async function readReview(path: string): Promise<SignOff> {
  const bytes = await smallFile(path, true);
  if (bytes === null) throw new UsageError(`${path} is not there or cannot be read`, [NEXT]);
  const signOff = parseSignOff(Buffer.from(bytes).toString("utf8"));
  if (typeof signOff !== "string") return signOff;
  throw new UsageError(`${path} is no sign-off of a review: ${signOff}`, [NEXT]);
}

const NEXT = "give the signoff.json that `eventreach review` wrote when it was signed";

export function journalInfo({ journalHead }: SignOff): BagInfo {
  return { "Journal-Head-SHA256": journalHead.sha256, "Journal-Entries": String(journalHead.seq) };
}

interface Given extends AnalyseOptions {
  readonly paths: readonly string[];
  readonly scope: string | null;
}

/**
 * The bag has names of its own for its inputs, so that its results have another digest than those that were reviewed:
 * the inputs are judged once more by the names that the reviewer saw. `sealed`: with the waivers that the bag has.
 * @throws UsageError when the bag would hold other results, inputs or waivers
 */
export async function refuseOtherResults(
  signOff: SignOff,
  sealed: Report,
  { paths, scope, ...options }: Given,
  progress: Progress,
): Promise<void> {
  const read = await readInputs(scope === null ? paths : [...paths, scope], progress);
  const report = analyse(evidenceOf(read), options);
  const digest = resultsDigest(report);
  if (digest !== signOff.resultsDigest) {
    throw new UsageError(
      `${signOff.reviewer} signed the results ${inFours(signOff.resultsDigest, 3)} .., and these are ${inFours(digest, 3)} ..`,
      ["give the paths, --as-of, --role and --scope as the review printed them; if the inputs changed, review again"],
    );
  }
  if (digestsOf(report) !== digestsOf(sealed)) {
    throw new UsageError("the inputs changed while they were copied", ["try again"]);
  }
  const waivers = waiversDigestOf(sealed);
  if (waivers === signOff.waiversDigest) return;
  throw new UsageError(
    signOff.waiversDigest === null
      ? `${signOff.reviewer} signed these results without waivers`
      : `${signOff.reviewer} signed with the waiver file ${inFours(signOff.waiversDigest, 3)} .., and this bag has ${waivers === null ? "none" : "another"}`,
    ["give the waiver file as it was signed, or review again"],
  );
}

function digestsOf({ sources }: Report): string {
  return sources
    .map(({ id }) => id)
    .toSorted()
    .join();
}
