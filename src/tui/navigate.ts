/** From screen to screen: a stack that Esc takes down, and numbered screens that stay as they were left. */
import type { Model } from "./model.ts";
import { currentFinding, type RootId, type Screen, type State } from "./state.ts";

export function withTop(state: State, screen: Screen): State {
  return { ...state, stack: [...state.stack.slice(0, -1), screen] };
}

export function push(state: State, screen: Screen): State {
  return { ...state, stack: [...state.stack, screen] };
}

/** Another screen; where the person was on the numbered one is kept. */
export function goTo(state: State, stack: readonly Screen[]): State {
  const [root] = state.stack;
  const roots = root === undefined || !isRoot(root.id) ? state.roots : { ...state.roots, [root.id]: root };
  return { ...state, stack, roots, before: state.stack };
}

function isRoot(id: Screen["id"]): id is RootId {
  return id !== "detail" && id !== "page";
}

/** As the person left it; precedence asks about the finding that is in front of them, or the first that has a trail. */
export function rootScreen(model: Model, state: State, id: RootId): Screen {
  if (id === "precedence") {
    const finding = currentFinding(model, state);
    const known = finding !== null && finding.trail.length > 0 ? finding : null;
    const kept = state.roots.precedence;
    if (known === null && kept !== undefined) return kept;
    const first =
      known ??
      model.findings.find(({ trail }) => trail.length > 1) ??
      model.findings.find(({ trail }) => trail.length > 0);
    return { id, finding: first?.id ?? null, selected: 0 };
  }
  if (id === "overview") return state.roots.overview ?? { id, pane: 0, selected: 0 };
  return state.roots[id] ?? { id, selected: 0 };
}
