/** What the keys of the review do: forms open, and what they ask goes to the desk as an effect. Pure. */
import { fourEyes } from "../../review/boxes.ts";
import type { ReviewCommand } from "../../review/command.ts";
import type { Outcome } from "../../review/desk.ts";
import { conflictSubject, findingSubject, needsSeeing } from "../../review/state.ts";
import type { CommandId } from "../bindings.ts";
import type { Effect } from "../effects.ts";
import type { Key } from "../keys.ts";
import type { Model } from "../model.ts";
import { push } from "../navigate.ts";
import { currentDecision, screenOf, type State } from "../state.ts";
import { restOf, type ReviewCommandId } from "./bindings.ts";
import {
  acknowledgeForm,
  answerForm,
  commandOf,
  type Form,
  formKey,
  noteForm,
  reasonForm,
  renewForm,
  reviewerForm,
  revokeForm,
  signForm,
  waiveForm,
} from "./form.ts";
import { targetsOf } from "./targets.ts";

interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

type Does = (model: Model, state: State) => Step;

function only(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

/** In the current folder, when the person says nothing else. */
const USUAL_FILE = "waivers.yaml";

/** First who; then what. */
const asking =
  (id: ReviewCommandId, form: (model: Model, state: State) => Form | null): Does =>
  (model, state) => {
    if (state.desk?.reviewer === null) return only({ ...state, form: reviewerForm(id) });
    const asked = form(model, state);
    return asked === null ? only(state) : only({ ...state, form: asked });
  };

const ofWaiver = (
  id: ReviewCommandId,
  form: (row: Parameters<typeof revokeForm>[0], model: Model, state: State) => Form,
): Does =>
  asking(id, (model, state) => {
    const decision = currentDecision(model, state);
    return decision?.of === "waiver" ? form(decision.row, model, state) : null;
  });

const turn =
  (kind: "undo" | "redo"): Does =>
  (_model, state) =>
    state.desk?.reviewer === null
      ? only({ ...state, form: reviewerForm(kind) })
      : only(state, { kind: "review", command: { kind } });

export const REVIEW_COMMANDS: Readonly<Record<ReviewCommandId, Does>> = {
  note: asking("note", (model, state) => noteForm(targetsOf(model, state))),
  acknowledge: asking("acknowledge", (model, state) => {
    const targets = targetsOf(model, state);
    return targets.some(({ checklist }) => checklist) ? answerForm(targets) : acknowledgeForm(targets);
  }),
  waive: asking("waive", (model, state) => {
    const file = state.desk?.waiverFile == null ? USUAL_FILE : null;
    return waiveForm(targetsOf(model, state), model.report, state.desk?.today ?? "", file);
  }),
  renew: ofWaiver("renew", (row, model, state) => {
    const have = row.findings.flatMap((id) => model.byId.get(id)?.have.trim() ?? []);
    return renewForm(
      row,
      [...new Set(have)].filter((one) => one !== ""),
      state.desk?.today ?? "",
    );
  }),
  revoke: ofWaiver("revoke", (row) => revokeForm(row)),
  "edit-reason": ofWaiver("edit-reason", (row) => reasonForm(row)),
  "acknowledge-rest": asking("acknowledge-rest", (model, state) => acknowledgeForm(restOf(model, state))),
  undo: turn("undo"),
  redo: turn("redo"),
  log: (_model, state) => only(push(state, { id: "page", page: { of: "log" }, selected: 0 })),
  "compare-inputs": (_model, state) => only(state, { kind: "compare-inputs", before: null }),
  sign: asking("sign", (model, state) => {
    const { desk } = state;
    if (desk === null) return null;
    return signForm(model.report, desk.digest, fourEyes(desk.reviewer ?? "", desk.state, model.report));
  }),
};

/** A key while a form is open. It closes when the desk has done what it asks. */
export function formTyped(state: State, form: Form, key: Key): Step {
  const next = formKey(form, key);
  if (next === "closed") return only({ ...state, form: null });
  if (next !== "done") return only({ ...state, form: next });
  const command = commandOf(form);
  // Nobody signs what has changed since it was compared.
  return command.kind === "sign"
    ? only(state, { kind: "compare-inputs", before: command })
    : only(state, { kind: "review", command });
}

/** The command that waited for a name. */
export function afterOutcome(
  state: State,
  { view, said, refused }: Outcome,
): { readonly state: State; readonly command: CommandId | null } {
  const next: State = { ...state, desk: view };
  const { form } = state;
  if (refused !== null) {
    if (form === null) return { state: { ...next, message: { text: refused.problem, bad: true } }, command: null };
    const at = form.fields.findIndex(({ name }) => name === refused.field);
    const problem = { text: refused.problem, field: refused.field };
    return { state: { ...next, form: { ...form, problem, at: at < 0 ? form.at : at } }, command: null };
  }
  if (said !== "") {
    const done = { ...next, form: null, marks: form === null ? next.marks : new Set<string>() };
    return { state: { ...done, message: { text: said, bad: false } }, command: null };
  }
  return form?.kind === "reviewer" && view.reviewer !== null
    ? { state: { ...next, form: null }, command: form.next }
    : { state: next, command: null };
}

/** What is in front of the person counts as seen. */
export function seenEffects(model: Model, state: State): Effect[] {
  const { desk } = state;
  const screen = screenOf(state);
  const subject = screen.id === "detail" ? seenFinding(model, screen.finding) : seenDispute(model, state);
  if (desk === null || desk.off !== null || state.form !== null || subject === null || desk.state.seen.has(subject))
    return [];
  const command: ReviewCommand = { kind: "seen", subject };
  return [{ kind: "review", command }];
}

function seenFinding(model: Model, id: string): string | null {
  const finding = model.byId.get(id);
  return finding !== undefined && needsSeeing(finding) ? findingSubject(finding.id) : null;
}

function seenDispute({ report }: Model, state: State): string | null {
  const screen = screenOf(state);
  if (screen.id !== "page" || screen.page.of !== "decision") return null;
  const { id } = screen.page;
  return report.conflicts.some((one) => conflictSubject(one) === id) ? id : null;
}
