/** What the person has in front of them, apart from the report: screens, selection, typed text, marks. */
import type { Finding, TrailStep } from "../core/report.ts";
import type { InputRow } from "../report/inputs.ts";
import { trailRows } from "../report/trail-table.ts";
import { type Decision, decisionsOf } from "../review/decisions.ts";
import type { DeskView } from "../review/desk.ts";
import type { SourceText, WhatIfResult } from "./effects.ts";
import { filterFindings, type Filtered } from "./filter.ts";
import type { Size } from "./layout.ts";
import type { Model } from "./model.ts";
import type { Form } from "./review/form.ts";

export type ScreenId = "overview" | "findings" | "detail" | "precedence" | "inputs" | "review" | "catalog" | "page";
export type RootId = "overview" | "findings" | "precedence" | "inputs" | "review" | "catalog";

export type Screen =
  /** `pane`: 0 what to fix first, 1 verdicts, 2 roles. */
  | { readonly id: "overview"; readonly pane: number; readonly selected: number }
  | { readonly id: "findings" | "inputs" | "review" | "catalog"; readonly selected: number }
  | { readonly id: "detail"; readonly finding: string; readonly selected: number }
  | { readonly id: "precedence"; readonly finding: string | null; readonly selected: number }
  /** A requirement's page, or the source around a fact. `selected` is the first line shown. */
  | { readonly id: "page"; readonly page: Page; readonly selected: number };

export type Page =
  | { readonly of: "requirement"; readonly id: string }
  | { readonly of: "source"; readonly key: string }
  | { readonly of: "input"; readonly path: string }
  /** The answer to a question, in full. */
  | { readonly of: "what-if"; readonly key: string; readonly text: string }
  /** SACLs over the directory, or those that one finding is about. */
  | { readonly of: "sacl"; readonly finding: string | null }
  /** A waiver or a dispute, by its id; the journal. */
  | { readonly of: "decision"; readonly id: string }
  | { readonly of: "log" };

/** Text that is being typed. */
export type Entry =
  | { readonly kind: "filter"; readonly text: string; readonly was: string }
  /** In the text of this screen. */
  | { readonly kind: "search"; readonly text: string }
  | { readonly kind: "palette" | "help"; readonly text: string; readonly selected: number };

export type WhatIfState =
  | { readonly state: "running" }
  | { readonly state: "answered"; readonly result: WhatIfResult }
  | { readonly state: "refused"; readonly problem: string };

export interface State {
  readonly size: Size;
  /** The last one is shown; never empty. */
  readonly stack: readonly Screen[];
  /** Where the person was on each of the numbered screens. */
  readonly roots: Readonly<Partial<Record<RootId, Screen>>>;
  /** For `-`. */
  readonly before: readonly Screen[] | null;
  readonly filter: string;
  /** Looked for in texts, by `n` and `N`. */
  readonly search: string;
  readonly entry: Entry | null;
  readonly marks: ReadonlySet<string>;
  readonly message: { readonly text: string; readonly bad: boolean } | null;
  readonly sources: ReadonlyMap<string, SourceText | null>;
  readonly whatIfs: ReadonlyMap<string, WhatIfState>;
  /** What was decided so far; null where no review can be kept. */
  readonly desk: DeskView | null;
  readonly form: Form | null;
  /** `q` was pressed once, with edits that are not signed. */
  readonly leaving: boolean;
}

export const OVERVIEW: Screen = { id: "overview", pane: 0, selected: 0 };

export function initialState(size: Size, filter = "", desk: DeskView | null = null): State {
  return {
    size,
    stack: [OVERVIEW],
    roots: {},
    before: null,
    filter,
    search: "",
    entry: null,
    marks: new Set(),
    message: desk?.notice == null ? null : { text: desk.notice, bad: true },
    sources: new Map(),
    whatIfs: new Map(),
    desk,
    form: null,
    leaving: false,
  };
}

export function screenOf({ stack }: State): Screen {
  return stack.at(-1) ?? OVERVIEW;
}

const answers = new WeakMap<Model, { readonly filter: string; readonly answer: Filtered }>();

/** The findings of the filter; asked several times for every key, so that the last answer is kept. */
export function filtered(model: Model, { filter, entry }: Pick<State, "filter" | "entry">): Filtered {
  const expression = entry?.kind === "filter" ? entry.text : filter;
  const known = answers.get(model);
  if (known?.filter === expression) return known.answer;
  const answer = filterFindings(expression, model.findings);
  answers.set(model, { filter: expression, answer });
  return answer;
}

/** The finding that a key is about. */
export function currentFinding(model: Model, state: State): Finding | null {
  const screen = screenOf(state);
  switch (screen.id) {
    case "findings":
      return filtered(model, state).findings[screen.selected] ?? null;
    case "detail":
      return model.byId.get(screen.finding) ?? null;
    case "precedence":
      return screen.finding === null ? null : (model.byId.get(screen.finding) ?? null);
    case "page":
      return screen.page.of === "sacl" ? (model.byId.get(screen.page.finding ?? "") ?? null) : null;
    case "overview":
      return screen.pane === 0 ? (model.blocks[screen.selected]?.first ?? null) : null;
    default:
      return null;
  }
}

const decisions = new WeakMap<Model, { readonly desk: DeskView | null; readonly list: readonly Decision[] }>();

/** Of screen 5. */
export function decisionsIn(model: Model, { desk }: Pick<State, "desk">): readonly Decision[] {
  const known = decisions.get(model);
  if (known !== undefined && known.desk === desk) return known.list;
  const list = desk === null ? [] : decisionsOf(desk.state, model.report);
  decisions.set(model, { desk, list });
  return list;
}

export function currentDecision(model: Model, state: State): Decision | null {
  const screen = screenOf(state);
  return screen.id === "review" ? (decisionsIn(model, state)[screen.selected] ?? null) : null;
}

export function currentInput({ view }: Model, state: State): InputRow | null {
  const screen = screenOf(state);
  return screen.id === "inputs" ? (view.inputs[screen.selected] ?? null) : null;
}

/** In the order of application, as the precedence screen lists it. */
export function currentStep(model: Model, state: State): TrailStep | null {
  const screen = screenOf(state);
  const finding = screen.id === "precedence" ? currentFinding(model, state) : null;
  if (finding === null) return null;
  return trailRows(finding.trail, model.view)[screen.selected]?.step ?? null;
}

/** The key under which a source text is kept, and what reads it; null for what is no text or has no fact. */
export function sourceRequest(
  { report }: Model,
  fact: string | undefined,
): { readonly key: string; readonly path: string; readonly id: string; readonly line: number } | null {
  const origin = fact === undefined ? undefined : report.facts.get(fact)?.origin;
  if (origin === undefined || !("line" in origin.at)) return null;
  const { line } = origin.at;
  return { key: `${origin.source}:${origin.path}:${line}`, path: origin.path, id: origin.source, line };
}
