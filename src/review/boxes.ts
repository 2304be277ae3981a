/** "Before you sign": each box is computed from the report and the journal; none is ticked by hand. */
import type { Report } from "../core/report.ts";
import { counted } from "../report/words.ts";
import { isWaived } from "../waivers/apply.ts";
import { conflictSubject, findingSubject, isUnknown, type ReviewState } from "./state.ts";

/** Whether the inputs on the disk are still those that were judged. */
export type InputsCheck = "unchecked" | "checking" | { readonly different: readonly string[] };

export interface Box {
  readonly id: "fails" | "unknowns" | "inputs" | "expired" | "conflicts" | "checklist";
  readonly ticked: boolean;
  /** In a few words. */
  readonly text: string;
  /** What to do about it, with keys as `{waive}`; empty where it is ticked. */
  readonly next: string;
}

/** `report`: with the waivers laid over it. */
export function boxesOf(state: ReviewState, report: Report, inputs: InputsCheck): readonly Box[] {
  const fails = report.findings.filter(({ status }) => status === "fail");
  const unknowns = report.findings.filter(isUnknown);
  const checklist = report.findings.filter((finding) => finding.checklist && finding.status === "unknown");
  const expired = report.waivers.filter((row) => row.state === "expired");
  const unseen = fails.filter((one) => !isWaived(one) && !state.seen.has(findingSubject(one.id))).length;
  const open = unknowns.filter(({ id }) => !state.acknowledged.has(id)).length;
  const unanswered = checklist.filter(({ id }) => !state.answered.has(id)).length;
  const disputed = report.conflicts.filter((one) => !state.seen.has(conflictSubject(one))).length;
  return [
    box("fails", unseen, fails.length, "FAIL seen or waived", "open each ({findings}, {open}) or waive it ({waive})"),
    box(
      "unknowns",
      open,
      unknowns.length,
      "UNKNOWN acknowledged",
      "{acknowledge-rest}, with the reason, says that you know of it",
    ),
    inputsBox(inputs, report.summary.files),
    {
      id: "expired",
      ticked: expired.length === 0,
      text: expired.length === 0 ? "no waiver has expired" : `${counted(expired.length, "waiver")} expired`,
      next: expired.length === 0 ? "" : "renew ({renew}) or revoke ({revoke}) each",
    },
    box("conflicts", disputed, report.conflicts.length, "disputes of GPOs seen", "open each on this screen"),
    box(
      "checklist",
      unanswered,
      checklist.length,
      "to confirm answered",
      "{findings}, filter is:checklist, then {acknowledge}",
    ),
  ];
}

function box(id: Box["id"], open: number, all: number, words: string, next: string): Box {
  if (open === 0) return { id, ticked: true, text: `${all} ${words}`, next: "" };
  return { id, ticked: false, text: `${all - open}/${all} ${words}`, next };
}

function inputsBox(inputs: InputsCheck, files: number): Box {
  if (inputs === "unchecked")
    return {
      id: "inputs",
      ticked: false,
      text: `${files} inputs not compared`,
      next: "{compare-inputs} compares them",
    };
  if (inputs === "checking") return { id: "inputs", ticked: false, text: `comparing ${files} inputs`, next: "wait" };
  const count = inputs.different.length;
  return count === 0
    ? { id: "inputs", ticked: true, text: `${files} inputs hashed, unchanged`, next: "" }
    : {
        id: "inputs",
        ticked: false,
        text: `${counted(count, "input")} changed since`,
        next: "start the review again: it judges what is there now",
      };
}

/** Null: it may be signed. */
export function reasonAgainstSigning(boxes: readonly Box[]): string | null {
  const open = boxes.filter(({ ticked }) => !ticked);
  return open.length === 0
    ? null
    : `off, ${counted(open.length, "box", "boxes")} open: ${open.map(({ text }) => text).join("; ")}`;
}

export function isTyped(typed: string, digest: string): boolean {
  return typed.replaceAll(/\s+/g, "").toLowerCase() === digest.slice(0, 8);
}

/** Where one person stands on both sides; a warning, since only people can settle it. */
export function fourEyes(reviewer: string, state: ReviewState, report: Report): readonly string[] {
  const approved = report.waivers
    .filter((row) => row.approvedBy !== null && samePerson(row.approvedBy, reviewer))
    .filter(
      (row) =>
        row.findings.some((id) => state.seen.has(findingSubject(id)) || state.notes.has(id)) ||
        state.waivers.has(row.id),
    );
  const prepared = state.entries.some(
    ({ role, action, actor }) => (role === "preparer" || action === "collected") && samePerson(actor, reviewer),
  );
  return [
    ...(approved.length === 0
      ? []
      : [
          `${reviewer} approved ${approved.map(({ id }) => id).join(", ")} and reviews what it is for: let somebody else sign`,
        ]),
    ...(prepared ? [`${reviewer} prepared this evidence as well: let somebody else sign`] : []),
  ];
}

/** `a.meyer` is taken for `a.meyer@corp.example`. */
function samePerson(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.trim().toLowerCase());
  if (a === undefined || b === undefined || a === "" || b === "") return false;
  return a === b || (a.includes("@") !== b.includes("@") && localPart(a) === localPart(b));
}

function localPart(name: string): string {
  return name.split("@")[0] ?? name;
}
