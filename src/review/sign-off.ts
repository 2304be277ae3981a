/** The sign-off: what is written to the journal, to `signoff.json`, and the command that seals the evidence. Pure. */
import type { Report } from "../core/report.ts";
import type { Detail } from "../journal/entry.ts";
import { jsonText } from "../report/json-text.ts";
import { shellWord } from "../text/shell.ts";
import { isWaived } from "../waivers/apply.ts";
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

export interface SignOff {
  readonly resultsDigest: string;
  readonly conclusion: string;
  readonly limits: string;
  /** ISO 8601. */
  readonly date: string;
}

export function signOffDetail(report: Report, state: ReviewState, signOff: SignOff, head: string): Detail {
  const waivers = report.waiverFile === null ? null : report.waiverFile.digest;
  const { resultsDigest, conclusion, limits } = signOff;
  return { results: resultsDigest, waivers, ...countsOf(report), edits: state.done.length, conclusion, limits, head };
}

/** `head`: of the journal, its line of the sign-off included. The bag does not exist yet. */
export function signOffText({ resultsDigest, conclusion, limits, date }: SignOff, head: string): string {
  const record = {
    schema: "signoff/1",
    bagDigest: null,
    resultsDigest,
    role: "reviewer",
    conclusion,
    limits,
    date,
    journalHead: head,
  };
  return `${jsonText(record, 2)}\n`;
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
  readonly waivers: string | null;
}

/** What a person types next; words that only they know stand in capitals. */
export function evidenceCommand({ paths, asOf, roles, scope, waivers }: Handover): string {
  const words = [
    "eventreach evidence create",
    ...paths.map(shellWord),
    ...(waivers === null ? [] : ["--waivers", shellWord(waivers)]),
    ...roles.flatMap((role) => ["--role", shellWord(role)]),
    ...(scope === null ? [] : ["--scope", shellWord(scope)]),
    "--as-of",
    shellWord(asOf),
    "-o FOLDER --ssh-key KEY --signer PREPARER",
  ];
  return words.join(" ");
}
