/** The list of decisions: every waiver of the file with its state, and the disputes that somebody has to look at. Pure. */
import type { Conflict, Report } from "../core/report.ts";
import type { WaiverRow } from "../core/waiver.ts";
import { conflictSubject, type ReviewState, spliceOf } from "./state.ts";

export type Decision =
  | { readonly of: "waiver"; readonly id: string; readonly word: DecisionWord; readonly row: WaiverRow }
  | { readonly of: "conflict"; readonly id: string; readonly word: DecisionWord; readonly conflict: Conflict };

/** `DRAFT`: proposed or changed here, and not signed yet. */
export type DecisionWord =
  | "EXPIRED"
  | "VOID"
  | "UNAPPROVED"
  | "DRAFT"
  | "active"
  | "planned"
  | "UNUSED"
  | "DISPUTE"
  | "seen";

const ORDER: readonly DecisionWord[] = [
  "EXPIRED",
  "VOID",
  "UNAPPROVED",
  "DISPUTE",
  "DRAFT",
  "active",
  "planned",
  "UNUSED",
  "seen",
];

/** `report`: with the waivers laid over it. What needs somebody comes first. */
export function decisionsOf(state: ReviewState, report: Report): readonly Decision[] {
  const drafts = draftsOf(state);
  const waivers = report.waivers.map((row): Decision => ({ of: "waiver", id: row.id, word: wordOf(row, drafts), row }));
  const conflicts = report.conflicts.map((conflict): Decision => {
    const id = conflictSubject(conflict);
    return { of: "conflict", id, word: state.seen.has(id) ? "seen" : "DISPUTE", conflict };
  });
  return [...waivers, ...conflicts].toSorted((a, b) => ORDER.indexOf(a.word) - ORDER.indexOf(b.word));
}

function wordOf(row: WaiverRow, drafts: ReadonlySet<string>): DecisionWord {
  if (row.state === "expired") return "EXPIRED";
  if (row.state === "void") return "VOID";
  if (drafts.has(row.id)) return "DRAFT";
  if (row.findings.length === 0) return "UNUSED";
  if (row.state === "unapproved") return "UNAPPROVED";
  return row.state;
}

/** Waivers with an edit that came after the last sign-off. */
function draftsOf({ done, signed }: ReviewState): ReadonlySet<string> {
  const edits = done.flatMap(({ entries }) => entries).filter(({ seq }) => seq > (signed?.seq ?? 0));
  return new Set(edits.flatMap((entry) => spliceOf(entry)?.id ?? []));
}
