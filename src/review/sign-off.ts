/** The sign-off: what is written to the journal, to `signoff.json`, and the command that seals the evidence. Pure. */
import type { Report } from "../core/report.ts";
import type { Detail } from "../journal/entry.ts";
import { jsonText } from "../report/json-text.ts";
import { shellWord } from "../text/shell.ts";
import { isWaived } from "../waivers/apply.ts";
import { type Conclusion, CONCLUSIONS } from "../core/conclusion.ts";
import type { ReviewState } from "./state.ts";

export interface Counts {
  readonly fail: number;
  readonly waived: number;
  readonly unknown: number;
  readonly checklist: number;
  readonly pass: number;
}

/** `report`: with the waivers laid over it. */
export function countsOf({ findings, summary }: Report): Counts {
  const { fail, unknown, pass } = summary.findings;
  return {
    fail,
    waived: findings.filter((one) => one.status === "fail" && isWaived(one)).length,
    unknown,
    checklist: summary.checklist,
    pass,
  };
}

/** The record of a review that is over, before there is a bag; a countersignature of the bag comes later and says the same words. */
export interface SignOff {
  readonly resultsDigest: string;
  /** Of the waiver file; null: none lay over the results. */
  readonly waiversDigest: string | null;
  readonly reviewer: string;
  readonly conclusion: Conclusion;
  readonly limits: string | null;
  /** ISO 8601. */
  readonly date: string;
  /** Of the journal, the line of the sign-off included. */
  readonly journalHead: { readonly seq: number; readonly sha256: string };
}

/** Null where no waiver lies over the results. */
export function waiversDigestOf({ waivers, waiverFile }: Report): string | null {
  return waivers.length === 0 ? null : (waiverFile?.digest ?? null);
}

export type NewSignOff = Omit<SignOff, "journalHead">;

const SCHEMA = "review-signoff/1";

/** `head`: of the journal before the line that this is the detail of. */
export function signOffDetail(report: Report, state: ReviewState, signOff: NewSignOff, head: string): Detail {
  const { resultsDigest, waiversDigest, conclusion, limits } = signOff;
  const edits = state.done.length;
  return { results: resultsDigest, waivers: waiversDigest, ...countsOf(report), edits, conclusion, limits, head };
}

/** What the person has to say besides the conclusion; null where it is said. */
export function wrongLimits(conclusion: Conclusion, limits: string): string | null {
  if (conclusion === "accepted") {
    return limits === "" ? null : "accepted leaves nothing out: empty this, or choose accepted-with-limits";
  }
  if (limits !== "") return null;
  return conclusion === "rejected" ? "why is it rejected?" : "what does the acceptance leave out?";
}

export function signOffText(signOff: SignOff): string {
  const { resultsDigest, waiversDigest, reviewer, conclusion, limits, date, journalHead } = signOff;
  const { seq, sha256 } = journalHead;
  const written = { resultsDigest, waiversDigest, role: "reviewer", reviewer, conclusion, limits, date };
  return `${jsonText({ schema: SCHEMA, ...written, journalHead: { seq, sha256 } }, 2)}\n`;
}

/** Total; a text says why it is none. */
export function parseSignOff(text: string): SignOff | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "it is no JSON";
  }
  const fields = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  if (fields["schema"] !== SCHEMA) return `its schema is not ${SCHEMA}`;
  const { resultsDigest, waiversDigest, reviewer, limits, date } = fields;
  const conclusion = CONCLUSIONS.find((one) => one === fields["conclusion"]);
  const head = fields["journalHead"];
  const { seq, sha256 } = (typeof head === "object" && head !== null ? head : {}) as Record<string, unknown>;
  if (!isDigest(resultsDigest) || !isDigest(sha256)) return "a digest in it is none";
  if (waiversDigest !== null && !isDigest(waiversDigest)) return "the digest of its waivers is none";
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 1) return "its head of the journal is none";
  if (conclusion === undefined) return `its conclusion is none of ${CONCLUSIONS.join(", ")}`;
  if (typeof reviewer !== "string" || typeof date !== "string") return "its reviewer or its date is missing";
  if (limits !== null && typeof limits !== "string") return "its limits are no text";
  const journalHead = { seq, sha256 };
  const signOff: SignOff = { resultsDigest, waiversDigest, reviewer, conclusion, limits, date, journalHead };
  // A key that stands twice, or one that nobody knows, would read otherwise elsewhere.
  return signOffText(signOff) === text ? signOff : "it is not written as this program writes it";
}

function isDigest(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

/** What the report cannot answer for; the person may say more. */
export function limitsOf(report: Report): string {
  const { unknown } = report.summary.findings;
  const parts = [
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(report.mode === "design" ? ["design only: no GPO is linked in this evidence"] : []),
  ];
  return parts.join("; ");
}

export interface Handover {
  readonly paths: readonly string[];
  readonly asOf: string;
  readonly roles: readonly string[];
  readonly scope: string | null;
  readonly catalogs: readonly string[];
  readonly waivers: string | null;
  /** The sign-off itself. */
  readonly review: string;
}

/** What is judged when nobody names another. */
const USUAL_CATALOGS = "mdi";

/** What a person types next; words that only they know stand in capitals. */
export function evidenceCommand({ paths, asOf, roles, scope, catalogs, waivers, review }: Handover): string {
  const words = [
    "eventreach evidence create",
    ...paths.map(shellWord),
    ...(waivers === null ? [] : ["--waivers", shellWord(waivers)]),
    ...roles.flatMap((role) => ["--role", shellWord(role)]),
    ...(scope === null ? [] : ["--scope", shellWord(scope)]),
    ...(catalogs.join(",") === USUAL_CATALOGS ? [] : ["--catalog", shellWord(catalogs.join(","))]),
    "--as-of",
    shellWord(asOf),
    "--review",
    shellWord(review),
    "-o FOLDER --ssh-key KEY --signer PREPARER",
  ];
  return words.join(" ");
}
