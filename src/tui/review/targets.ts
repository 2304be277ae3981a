/** The findings that an edit is about. */
import type { Finding } from "../../core/report.ts";
import type { Model } from "../model.ts";
import { currentFinding, screenOf, type State } from "../state.ts";

/** All marked ones on the list of findings; else the one in front of the person. */
export function targetsOf(model: Model, state: State): readonly Finding[] {
  const marked = screenOf(state).id === "findings" ? model.findings.filter(({ id }) => state.marks.has(id)) : [];
  const one = currentFinding(model, state);
  return marked.length > 0 ? marked : one === null ? [] : [one];
}
