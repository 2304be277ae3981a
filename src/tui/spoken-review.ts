/** Screen 5 in sentences: who decides, what was decided, what is open before a sign-off. Pure. */
import { counted } from "../report/words.ts";
import type { Box } from "../review/boxes.ts";
import type { Decision } from "../review/decisions.ts";
import { withKeys } from "./bindings.ts";
import type { Model } from "./model.ts";
import { boxesIn, deskText, nextText } from "./screens/review.ts";
import { currentDecision, decisionsIn, screenOf, type State } from "./state.ts";
import { sentence } from "./spoken-form.ts";

/** So wide that the name of the journal is said, too. */
const WIDE = { columns: 2000, rows: 15 };

export function reviewTexts(model: Model, state: State): string[] {
  const decisions = decisionsIn(model, state);
  return [
    "Review and sign-off.",
    sentence(deskText({ ...state, size: WIDE }).replaceAll("  ", ", ")),
    ...boxesIn(model, state).map((one) => boxText(model, one)),
    sentence(`Next: ${nextText(model, state)}`),
    ...(decisions.length === 0 ? [] : [`${counted(decisions.length, "decision")}.`]),
    decisionText(model, state),
  ];
}

/** The one that is selected. */
export function decisionText(model: Model, state: State): string {
  const decision = currentDecision(model, state);
  const all = decisionsIn(model, state).length;
  if (decision === null) return "No waiver, and no dispute between GPOs.";
  return `Decision ${screenOf(state).selected + 1} of ${all}, ${aboutText(model, decision)}.`;
}

function aboutText(model: Model, decision: Decision): string {
  const word = decision.word.toLowerCase();
  if (decision.of === "conflict") return `${word}, GPOs disagree on ${decision.conflict.setting}`;
  const { id, findings, rules, expires, owner } = decision.row;
  const [first] = findings.flatMap((one) => model.byId.get(one) ?? []);
  const more = findings.length > 1 ? ` and ${findings.length - 1} more` : "";
  const what = first === undefined ? `${rules.join(", ")}, matches no fail` : `${first.label}${more}`;
  return `${word}, ${id}, ${what}, expires ${expires}, owner ${owner}`;
}

/** What has come of comparing the inputs; null where nothing has. */
export function inputsText(model: Model, before: State, after: State): string | null {
  if (screenOf(after).id !== "review" || before.desk?.inputs === after.desk?.inputs) return null;
  const inputs = boxesIn(model, after).find(({ id }) => id === "inputs");
  return inputs === undefined ? null : boxText(model, inputs);
}

function boxText(model: Model, { ticked, text, next }: Box): string {
  return ticked ? `Done: ${text}.` : `Open: ${text}; ${withKeys(model, next)}.`;
}
