/** Keys of the review: edits from anywhere, and those of screen 5. */
import { boxesOf, reasonAgainstSigning } from "../../review/boxes.ts";
import { isUnknown } from "../../review/state.ts";
import type { Binding } from "../bindings.ts";
import type { Model } from "../model.ts";
import { currentDecision, type ScreenId, type State } from "../state.ts";
import { targetsOf } from "./targets.ts";

export type ReviewCommandId =
  | "note"
  | "waive"
  | "acknowledge"
  | "renew"
  | "revoke"
  | "edit-reason"
  | "acknowledge-rest"
  | "compare-inputs"
  | "log"
  | "sign"
  | "undo"
  | "redo";

const OF_FINDINGS: readonly ScreenId[] = ["overview", "findings", "detail", "precedence"];

type Reason = (model: Model, state: State) => string | null;

const off: Reason = (_model, { desk }) => (desk === null ? "no review is kept here" : desk.off);

const needsTargets: Reason = (model, state) =>
  off(model, state) ?? (targetsOf(model, state).length === 0 ? "no finding is selected" : null);

const needsWaiver: Reason = (model, state) =>
  off(model, state) ?? (currentDecision(model, state)?.of === "waiver" ? null : "no waiver is selected");

const againstWaiving: Reason = (model, state) => {
  const none = needsTargets(model, state);
  if (none !== null) return none;
  const targets = targetsOf(model, state);
  if (targets.some(({ status }) => status !== "fail")) return "only what fails can be waived";
  const [known] = targets.flatMap(({ waiver }) => waiver ?? []);
  return known === undefined ? null : `${known.id} is for it already; screen 5 renews or revokes it`;
};

const againstAcknowledging: Reason = (model, state) => {
  const none = needsTargets(model, state);
  if (none !== null) return none;
  const targets = targetsOf(model, state);
  const checklist = targets.filter((one) => one.checklist).length;
  if (checklist === targets.length || targets.every(isUnknown)) return null;
  return checklist > 0
    ? "questions to a person and unknowns are answered apart"
    : "only what is unknown is acknowledged";
};

const againstRest: Reason = (model, state) =>
  off(model, state) ?? (restOf(model, state).length === 0 ? "every unknown is acknowledged" : null);

/** Unknowns that nobody has acknowledged yet. */
export function restOf(model: Model, { desk }: State) {
  return model.report.findings.filter((one) => isUnknown(one) && desk?.state.acknowledged.has(one.id) === false);
}

const againstSigning: Reason = (model, state) => {
  const { desk } = state;
  if (desk === null || desk.off !== null) return off(model, state);
  return reasonAgainstSigning(boxesOf(desk.state, model.report, desk.inputs));
};

const REVIEW: readonly ScreenId[] = ["review"];

export const REVIEW_BINDINGS: readonly Binding[] = [
  {
    id: "note",
    keys: ["n"],
    title: "note on this finding, or on all marked ones",
    short: "note",
    where: OF_FINDINGS,
    disabled: needsTargets,
  },
  {
    id: "waive",
    keys: ["w"],
    title: "waive this finding, or all marked ones",
    short: "waive",
    where: OF_FINDINGS,
    disabled: againstWaiving,
  },
  {
    id: "acknowledge",
    keys: ["a"],
    title: "acknowledge that this is unknown, or answer what only a person can confirm; all marked ones, too",
    short: "acknowledge",
    where: OF_FINDINGS,
    disabled: againstAcknowledging,
  },
  { id: "renew", keys: ["n"], title: "renew this waiver", short: "renew", where: REVIEW, disabled: needsWaiver },
  { id: "revoke", keys: ["v"], title: "revoke this waiver", short: "revoke", where: REVIEW, disabled: needsWaiver },
  {
    id: "edit-reason",
    keys: ["e"],
    title: "edit the reason of this waiver",
    short: "edit reason",
    where: REVIEW,
    disabled: needsWaiver,
  },
  {
    id: "acknowledge-rest",
    keys: ["a"],
    title: "acknowledge every unknown that is left, with one reason",
    short: "acknowledge",
    where: REVIEW,
    disabled: againstRest,
  },
  {
    id: "undo",
    keys: ["z"],
    title: "undo the last edit of the review, in the waiver file too",
    short: "undo",
    where: "everywhere",
    disabled: (model, state) =>
      off(model, state) ?? (state.desk?.state.done.length === 0 ? "there is nothing to undo" : null),
  },
  {
    id: "redo",
    keys: ["Z"],
    title: "do again what was undone last",
    where: "everywhere",
    disabled: (model, state) =>
      off(model, state) ?? (state.desk?.state.undone.length === 0 ? "there is nothing to redo" : null),
  },
  { id: "log", keys: ["g"], title: "the journal, entry by entry", short: "log", where: REVIEW },
  {
    id: "compare-inputs",
    keys: ["c"],
    title: "compare the inputs on the disk with those that were judged",
    where: REVIEW,
    disabled: off,
  },
  { id: "sign", keys: ["S"], title: "sign off", short: "sign", where: REVIEW, disabled: againstSigning },
];
