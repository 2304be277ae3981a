/** Event in, state and effects out. No clock, no terminal, no file. */
import type { Finding } from "../core/report.ts";
import { counted } from "../report/words.ts";
import type { Outcome } from "../review/desk.ts";
import { bindingFor, type CommandId, isOn, keyOf, reasonAgainst } from "./bindings.ts";
import type { Effect, SourceText, WhatIfResult } from "./effects.ts";
import { typing } from "./entry.ts";
import { roleFilter } from "./filter.ts";
import { fixFileName, fixLines } from "./fix-text.ts";
import type { Key } from "./keys.ts";
import { bodyRows, clamp, layoutOf, type Size } from "./layout.ts";
import type { Model } from "./model.ts";
import { goTo, push, rootScreen, withTop } from "./navigate.ts";
import { afterOutcome, formTyped, REVIEW_COMMANDS, seenEffects } from "./review/commands.ts";
import { isAboutSacl } from "./sacl.ts";
import { lineCount, textOf } from "./screens/index.ts";
import {
  currentDecision,
  currentFinding,
  currentStep,
  filtered,
  screenOf,
  sourceRequest,
  type RootId,
  type State,
} from "./state.ts";
import { verdictRows } from "./verdicts.ts";
import { type Question, questionOf } from "./what-if.ts";

export type Event =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "resize"; readonly size: Size }
  | { readonly kind: "source"; readonly key: string; readonly text: SourceText | null }
  | { readonly kind: "what-if"; readonly key: string; readonly result: WhatIfResult | { readonly problem: string } }
  | { readonly kind: "said"; readonly text: string; readonly bad: boolean }
  /** What the desk answered. */
  | { readonly kind: "desk"; readonly outcome: Outcome };

export interface Step {
  readonly state: State;
  readonly effects: readonly Effect[];
}

export function reduce(model: Model, state: State, event: Event): Step {
  switch (event.kind) {
    case "resize":
      return shown(model, { ...state, size: event.size });
    case "source":
      return only(onSource(state, event.key, event.text));
    case "what-if": {
      const { result } = event;
      const answer =
        "problem" in result
          ? ({ state: "refused", problem: result.problem } as const)
          : ({ state: "answered", result } as const);
      return only({ ...state, whatIfs: new Map(state.whatIfs).set(event.key, answer) });
    }
    case "said":
      return only({ ...state, message: { text: event.text, bad: event.bad } });
    case "desk": {
      const { state: next, command } = afterOutcome(state, event.outcome);
      return command === null ? shown(model, next) : run(model, next, command);
    }
    case "key": {
      const step = onKey(model, { ...state, message: null, leaving: false }, event.key, state.leaving);
      return { state: step.state, effects: [...step.effects, ...seenEffects(model, step.state)] };
    }
  }
}

/** A source page that waited for its text begins a few lines above the fact. */
function onSource(state: State, key: string, text: SourceText | null): State {
  const kept = [...state.sources].slice(-(MOST_KEPT - 1));
  const next = { ...state, sources: new Map([...kept, [key, text]]) };
  const screen = screenOf(state);
  if (screen.id !== "page" || screen.page.of !== "source" || screen.page.key !== key || screen.selected > 0)
    return next;
  return withTop(next, { ...screen, selected: sourceTop(key, text) });
}

function sourceTop(key: string, text: SourceText | null): number {
  const line = Number(/\d+$/.exec(key)?.[0] ?? 1);
  return text === null ? 0 : Math.max(line - text.first - LINES_ABOVE, 0);
}

const LINES_ABOVE = 6;
/** Source texts: more than one screen shows, and no more however many findings somebody walks through. */
const MOST_KEPT = 64;

function only(state: State, ...effects: readonly Effect[]): Step {
  return { state, effects };
}

function onKey(model: Model, state: State, key: Key, leaving: boolean): Step {
  if (key === "ctrl+c") return run(model, { ...state, leaving }, "quit");
  if (key === "ctrl+z") return only(state, { kind: "suspend" });
  if (state.form !== null) return formTyped(state, state.form, key);
  if (state.entry !== null) {
    const done = typing(model, state, state.entry, key);
    if (done.command === null) return shown(model, done.state);
    return run(model, done.state, done.command);
  }
  const binding = bindingFor(key, screenOf(state).id, model.bindings);
  return binding === null ? only(state) : run(model, { ...state, leaving }, binding.id);
}

function run(model: Model, state: State, id: CommandId): Step {
  const binding = model.bindings.find((one) => one.id === id && isOn(one, screenOf(state).id));
  const reason = binding === undefined ? "not on this screen" : reasonAgainst(binding, model, state);
  if (reason !== null) return only({ ...state, message: { text: reason, bad: true } });
  const step = COMMANDS[id](model, state);
  const next = shown(model, step.state);
  // Asked by `q` once, and forgotten by any other key.
  const leaving = id === "quit" && next.state.leaving;
  return { state: { ...next.state, leaving }, effects: [...step.effects, ...next.effects] };
}

type Does = (model: Model, state: State) => Step;

const move =
  (by: (page: number) => number): Does =>
  (model, state) => {
    const screen = screenOf(state);
    const selected = clamp(screen.selected + by(bodyRows(state.size)), lineCount(model, state));
    return only(withTop(state, { ...screen, selected }));
  };

const pane =
  (by: number): Does =>
  (_model, state) => {
    const screen = screenOf(state);
    return screen.id === "overview"
      ? only(withTop(state, { ...screen, pane: (screen.pane + by + 3) % 3, selected: 0 }))
      : only(state);
  };

const show =
  (id: RootId): Does =>
  (model, state) => {
    if (state.stack.length === 1 && screenOf(state).id === id) return only(state);
    return only(goTo(state, [rootScreen(model, state, id)]));
  };

const neighbour =
  (by: number): Does =>
  (model, state) => {
    const screen = screenOf(state);
    if (screen.id !== "detail" && screen.id !== "precedence") return only(state);
    const { findings } = filtered(model, state);
    const list = findings.some(({ id }) => id === screen.finding) ? findings : model.findings;
    const at = list.findIndex(({ id }) => id === screen.finding);
    const next = list[clamp(at + by, list.length)];
    if (next === undefined || next.id === screen.finding) {
      return only({
        ...state,
        message: { text: by > 0 ? "this is the last one" : "this is the first one", bad: false },
      });
    }
    return only(withTop(state, { ...screen, finding: next.id, selected: 0 }));
  };

/** The line before or after the first shown one that holds the words; from the end it goes on at the beginning. */
const match =
  (by: 1 | -1): Does =>
  (model, state) => {
    const screen = screenOf(state);
    const wanted = state.search.toLowerCase();
    const lines = textOf(model, state).map((line) =>
      line
        .map(({ text }) => text)
        .join("")
        .toLowerCase(),
    );
    for (let step = 1; step <= lines.length; step += 1) {
      const at = (screen.selected + by * step + lines.length * 2) % lines.length;
      if (lines[at]?.includes(wanted) !== true) continue;
      const text = `line ${at + 1} of ${lines.length} holds "${state.search}"`;
      return only({ ...withTop(state, { ...screen, selected: at }), message: { text, bad: false } });
    }
    return only({ ...state, message: { text: `nothing here holds "${state.search}"`, bad: true } });
  };

const ask =
  (question: Question): Does =>
  (model, state) => {
    const asked = questionOf(question, currentFinding(model, state), currentStep(model, state));
    if ("reason" in asked) return only(state);
    const key = asked.words.join(" ");
    const known = state.whatIfs.get(key);
    // Asked again: the whole answer.
    if (known?.state === "answered") {
      return only(push(state, { id: "page", page: { of: "what-if", key, text: asked.text }, selected: 0 }));
    }
    if (known !== undefined) return only(state);
    const whatIfs = new Map(state.whatIfs).set(key, { state: "running" } as const);
    return only({ ...state, whatIfs }, { kind: "what-if", key, words: asked.words });
  };

const entry =
  (kind: "palette" | "help"): Does =>
  (_model, state) =>
    only({ ...state, entry: { kind, text: "", selected: 0 } });

const COMMANDS: Readonly<Record<CommandId, Does>> = {
  down: move(() => 1),
  up: move(() => -1),
  "half-down": move((page) => Math.max(Math.floor(page / 2), 1)),
  "half-up": move((page) => -Math.max(Math.floor(page / 2), 1)),
  "page-down": move((page) => page),
  "page-up": move((page) => -page),
  first: move(() => -Number.MAX_SAFE_INTEGER),
  last: move(() => Number.MAX_SAFE_INTEGER),
  open,
  back,
  "next-pane": pane(1),
  "previous-pane": pane(-1),
  mark,
  filter: (model, state) => {
    const at = screenOf(state).id === "findings" ? state : goTo(state, [rootScreen(model, state, "findings")]);
    return only({ ...at, entry: { kind: "filter", text: state.filter, was: state.filter } });
  },
  search: (_model, state) => only({ ...state, entry: { kind: "search", text: "" } }),
  "next-match": match(1),
  "previous-match": match(-1),
  coverage: (model, state) => {
    const finding = screenOf(state).id === "overview" ? null : currentFinding(model, state);
    const id = isAboutSacl(model, finding) ? (finding?.id ?? null) : null;
    return only(push(state, { id: "page", page: { of: "sacl", finding: id }, selected: 0 }));
  },
  "next-finding": neighbour(1),
  "previous-finding": neighbour(-1),
  "precedence-of": (model, state) => {
    const finding = currentFinding(model, state);
    return finding === null ? only(state) : only(push(state, { id: "precedence", finding: finding.id, selected: 0 }));
  },
  source: (model, state) => {
    const fact = currentStep(model, state)?.fact ?? currentFinding(model, state)?.evidence[0];
    const request = sourceRequest(model, fact);
    if (request === null) return only(state);
    const selected = sourceTop(request.key, state.sources.get(request.key) ?? null);
    const next = push(state, { id: "page", page: { of: "source", key: request.key }, selected });
    return state.sources.has(request.key) ? only(next) : only(next, { kind: "read-source", ...request });
  },
  fix,
  "same-cause": (model, state) => {
    const finding = currentFinding(model, state);
    if (finding === null || finding.cause === null) return only(state);
    const gpo = finding.trail.find(({ result }) => result === "won")?.gpo.guid;
    const filter = `cause:${finding.cause}${gpo == null ? "" : ` gpo:${gpo}`}`;
    return only({ ...goTo(state, [{ id: "findings", selected: 0 }]), filter });
  },
  "what-if-unset": ask("unset"),
  "what-if-enforcement": ask("enforcement"),
  "what-if-unlink": ask("unlink"),
  overview: show("overview"),
  findings: show("findings"),
  precedence: show("precedence"),
  inputs: show("inputs"),
  review: (model, state) => {
    const step = show("review")(model, state);
    const compare = state.desk?.inputs === "unchecked" && state.desk.off === null;
    return compare ? { ...step, effects: [...step.effects, { kind: "compare-inputs", before: null }] } : step;
  },
  catalog: show("catalog"),
  "last-screen": (_model, state) => (state.before === null ? only(state) : only(goTo(state, state.before))),
  help: entry("help"),
  palette: entry("palette"),
  suspend: (_model, state) => only(state, { kind: "suspend" }),
  quit: (model, state) => {
    const unsigned = state.desk?.state.unsigned ?? 0;
    if (unsigned === 0 || state.leaving) return only(state, { kind: "quit" });
    const text = `${counted(unsigned, "edit")} not signed, on disk all the same: once more leaves, ${keyOf(model, "review")} shows what to sign`;
    return only({ ...state, leaving: true, message: { text, bad: false } });
  },
  ...REVIEW_COMMANDS,
};

function open(model: Model, state: State): Step {
  const screen = screenOf(state);
  const finding = currentFinding(model, state);
  switch (screen.id) {
    case "overview":
      if (screen.pane === 0) break;
      return openRow(model, state, screen);
    case "inputs": {
      const path = model.view.inputs[screen.selected]?.path;
      return path === undefined
        ? only(state)
        : only(push(state, { id: "page", page: { of: "input", path }, selected: 0 }));
    }
    case "review": {
      const id = currentDecision(model, state)?.id;
      return id === undefined
        ? only(state)
        : only(push(state, { id: "page", page: { of: "decision", id }, selected: 0 }));
    }
    case "catalog": {
      const id = model.catalog[screen.selected]?.id;
      return id === undefined
        ? only(state)
        : only(push(state, { id: "page", page: { of: "requirement", id }, selected: 0 }));
    }
    default:
  }
  return finding === null ? only(state) : only(push(state, { id: "detail", finding: finding.id, selected: 0 }));
}

/** The findings behind a row of the verdicts or of the roles. */
function openRow(model: Model, state: State, { pane, selected }: { readonly pane: number; readonly selected: number }) {
  const role = model.roles[selected]?.role;
  const filter = pane === 1 ? (verdictRows(model)[selected]?.filter ?? null) : role == null ? null : roleFilter(role);
  if (filter === null) return only({ ...state, message: { text: "no finding stands behind it", bad: false } });
  return only({ ...goTo(state, [{ id: "findings", selected: 0 }]), filter });
}

/** Clears the filter, then closes, then goes to the overview; it never quits. */
function back(model: Model, state: State): Step {
  const screen = screenOf(state);
  if (screen.id === "findings" && state.filter !== "") {
    return only(withTop({ ...state, filter: "" }, { ...screen, selected: 0 }));
  }
  if (state.stack.length > 1) return only({ ...state, stack: state.stack.slice(0, -1) });
  return screen.id === "overview" ? only(state) : only(goTo(state, [rootScreen(model, state, "overview")]));
}

function mark(model: Model, state: State): Step {
  const finding = currentFinding(model, state);
  if (finding === null) return only(state);
  const marks = new Set(state.marks);
  if (!marks.delete(finding.id)) marks.add(finding.id);
  const message = { text: marks.size === 0 ? "nothing is marked" : `${marks.size} marked`, bad: false };
  return move(() => 1)(model, { ...state, marks, message });
}

function fix(model: Model, state: State): Step {
  const marked = screenOf(state).id === "findings" ? model.findings.filter(({ id }) => state.marks.has(id)) : [];
  const one = currentFinding(model, state);
  const findings: readonly Finding[] = marked.length > 0 ? marked : one === null ? [] : [one];
  const lines = fixLines(findings, model.view);
  if (model.mayCopy) return only(state, { kind: "copy", text: lines.join("\n") });
  return only(state, { kind: "write-fix", name: fixFileName(findings), lines });
}

/** Keeps the selection within the list, and asks for the source text that is in sight. */
function shown(model: Model, state: State): Step {
  const screen = screenOf(state);
  const selected = clamp(screen.selected, lineCount(model, state));
  const kept = selected === screen.selected ? state : withTop(state, { ...screen, selected });
  const sees =
    screen.id === "detail" ||
    screen.id === "precedence" ||
    (screen.id === "findings" && layoutOf(state.size) !== "narrow");
  if (!sees) return only(kept);
  const finding = currentFinding(model, kept);
  const step = currentStep(model, kept);
  const facts = step === null ? (finding?.evidence.slice(0, MOST_SOURCES) ?? []) : [step.fact];
  const requests = facts.flatMap((fact) => sourceRequest(model, fact) ?? []);
  return only(
    kept,
    ...requests
      .filter(({ key }) => !kept.sources.has(key))
      .map((request): Effect => ({ kind: "read-source", ...request })),
  );
}

/** Facts whose source is shown along with them. */
const MOST_SOURCES = 8;
