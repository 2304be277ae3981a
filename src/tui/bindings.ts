/** Every key of the review in one table: the footer, `?`, the palette, the documents and the test for conflicts read it. */
import type { Key } from "./keys.ts";
import type { Model } from "./model.ts";
import {
  currentDecision,
  currentFinding,
  currentInput,
  currentStep,
  screenOf,
  type ScreenId,
  sourceRequest,
  type State,
} from "./state.ts";
import { REVIEW_BINDINGS, type ReviewCommandId } from "./review/bindings.ts";
import { isAboutSacl } from "./sacl.ts";
import { type Question, questionOf } from "./what-if.ts";

export type CommandId =
  | ReviewCommandId
  | "down"
  | "up"
  | "half-down"
  | "half-up"
  | "page-down"
  | "page-up"
  | "first"
  | "last"
  | "open"
  | "back"
  | "next-pane"
  | "previous-pane"
  | "mark"
  | "filter"
  | "search"
  | "next-match"
  | "previous-match"
  | "coverage"
  | "next-finding"
  | "previous-finding"
  | "precedence-of"
  | "source"
  | "fix"
  | "same-cause"
  | "what-if-unset"
  | "what-if-enforcement"
  | "what-if-unlink"
  | "overview"
  | "findings"
  | "precedence"
  | "inputs"
  | "review"
  | "catalog"
  | "last-screen"
  | "help"
  | "palette"
  | "suspend"
  | "quit";

export interface Binding {
  readonly id: CommandId;
  /** The first one is shown in the footer. */
  readonly keys: readonly Key[];
  readonly title: string;
  /** In the footer, in a word or two; left out where it goes without saying. */
  readonly short?: string;
  readonly where: readonly ScreenId[] | "everywhere";
  /** Why it does nothing just now; null when it works. */
  readonly disabled?: (model: Model, state: State) => string | null;
}

const LISTS: readonly ScreenId[] = ["overview", "findings", "precedence", "inputs", "review", "catalog"];
const OF_FINDING: readonly ScreenId[] = ["overview", "findings", "detail", "precedence"];

const needsFinding = (model: Model, state: State): string | null =>
  currentFinding(model, state) === null ? "no finding is selected" : null;

const needsSearch = (_model: Model, { search }: State): string | null =>
  search === "" ? "nothing is looked for; / asks for words" : null;

const asks =
  (question: Question) =>
  (model: Model, state: State): string | null => {
    const asked = questionOf(question, currentFinding(model, state), currentStep(model, state));
    return "reason" in asked ? asked.reason : null;
  };

export const BINDINGS: readonly Binding[] = [
  { id: "open", keys: ["enter"], title: "open the proof of this line", short: "open", where: LISTS },
  { id: "down", keys: ["j", "down"], title: "down", where: "everywhere" },
  { id: "up", keys: ["k", "up"], title: "up", where: "everywhere" },
  { id: "half-down", keys: ["ctrl+d"], title: "half a page down", where: "everywhere" },
  { id: "half-up", keys: ["ctrl+u"], title: "half a page up", where: "everywhere" },
  { id: "page-down", keys: ["pgdn"], title: "a page down", where: "everywhere" },
  { id: "page-up", keys: ["pgup"], title: "a page up", where: "everywhere" },
  { id: "first", keys: ["home"], title: "to the first line", where: "everywhere" },
  {
    id: "first",
    keys: ["g"],
    title: "to the first line",
    where: [...LISTS.filter((id) => id !== "review"), "detail", "page"],
  },
  { id: "last", keys: ["G", "end"], title: "to the last line", where: "everywhere" },
  { id: "next-pane", keys: ["tab"], title: "next part of the screen", short: "next part", where: ["overview"] },
  { id: "previous-pane", keys: ["shift+tab"], title: "part before", where: ["overview"] },
  {
    id: "next-finding",
    keys: ["]"],
    title: "next finding of the list",
    short: "next",
    where: ["detail", "precedence"],
  },
  {
    id: "previous-finding",
    keys: ["["],
    title: "finding before in the list",
    short: "before",
    where: ["detail", "precedence"],
  },
  {
    id: "precedence-of",
    keys: ["p"],
    title: "who decides this value, in order of application",
    short: "who decides",
    where: ["overview", "findings", "detail"],
    disabled: (model, state) => {
      const finding = currentFinding(model, state);
      if (finding === null) return "no finding is selected";
      return finding.trail.length === 0 ? "no GPO in these files speaks of it" : null;
    },
  },
  {
    id: "source",
    keys: ["o"],
    title: "the source text around the first fact",
    short: "source",
    where: OF_FINDING,
    disabled: (model, state) => {
      const finding = currentFinding(model, state);
      if (finding === null) return "no finding is selected";
      const fact = currentStep(model, state)?.fact ?? finding.evidence[0];
      if (fact === undefined) return "nothing was read about it";
      return sourceRequest(model, fact) === null ? "it was read from a binary file, which has no lines" : null;
    },
  },
  {
    id: "fix",
    keys: ["y"],
    title: "take the fix of this finding, or of all marked ones, along as a text file",
    short: "take fix",
    where: ["overview", "findings", "detail", "page"],
    disabled: (model, state) => {
      if (state.marks.size > 0 && screenOf(state).id === "findings") return null;
      const finding = currentFinding(model, state);
      if (finding === null) return "no finding is selected";
      return finding.remedy.length === 0 && finding.ask.length === 0 ? "there is nothing to fix or to collect" : null;
    },
  },
  {
    id: "same-cause",
    keys: ["s"],
    title: "others with the same cause",
    short: "same cause",
    where: ["findings", "detail"],
    disabled: (model, state) =>
      needsFinding(model, state) ?? (currentFinding(model, state)?.cause === null ? "it does not fail" : null),
  },
  { id: "mark", keys: ["space"], title: "mark, then act on all marked", short: "mark", where: ["findings"] },
  {
    id: "what-if-unset",
    keys: ["u"],
    title: "what if this GPO did not set it",
    short: "unset?",
    where: ["precedence"],
    disabled: asks("unset"),
  },
  {
    id: "what-if-enforcement",
    keys: ["e"],
    title: "what if its link were enforced, or no longer",
    short: "enforced?",
    where: ["precedence"],
    disabled: asks("enforcement"),
  },
  {
    id: "what-if-unlink",
    keys: ["d"],
    title: "what if it were not linked here",
    short: "unlinked?",
    where: ["precedence"],
    disabled: asks("unlink"),
  },
  { id: "filter", keys: ["/"], title: "filter the findings", short: "filter", where: ["overview", "findings"] },
  { id: "search", keys: ["/"], title: "look for words in this text", short: "search", where: ["detail", "page"] },
  {
    id: "next-match",
    keys: ["n"],
    title: "next line with the words looked for",
    short: "next match",
    where: ["page"],
    disabled: needsSearch,
  },
  // There, n is for a note.
  {
    id: "next-match",
    keys: ["enter"],
    title: "next line with the words looked for",
    where: ["detail"],
    disabled: needsSearch,
  },
  {
    id: "previous-match",
    keys: ["N"],
    title: "line before with the words looked for",
    where: ["detail", "page"],
    disabled: needsSearch,
  },
  {
    id: "coverage",
    keys: ["c"],
    title: "SACLs: who is audited, what is missing",
    short: "SACLs",
    where: ["overview", "findings", "detail"],
    disabled: (model, state) =>
      screenOf(state).id !== "overview" && isAboutSacl(model, currentFinding(model, state))
        ? null
        : model.report.sacl === null
          ? "no SACL of the directory is in these files"
          : null,
  },
  { id: "findings", keys: ["f"], title: "the findings", where: ["overview"] },
  { id: "inputs", keys: ["i"], title: "the inputs", where: ["overview"] },
  ...REVIEW_BINDINGS,
  { id: "back", keys: ["esc"], title: "clear the filter, close, go back", where: "everywhere" },
  { id: "overview", keys: ["1"], title: "screen 1: Overview", where: "everywhere" },
  { id: "findings", keys: ["2"], title: "screen 2: Findings", where: "everywhere" },
  { id: "precedence", keys: ["3"], title: "screen 3: Precedence", where: "everywhere" },
  { id: "inputs", keys: ["4"], title: "screen 4: Inputs", where: "everywhere" },
  {
    id: "review",
    keys: ["5"],
    title: "screen 5: Review and sign-off",
    where: "everywhere",
    disabled: (_model, { desk }) => (desk === null ? "no review is kept here" : null),
  },
  { id: "catalog", keys: ["6"], title: "screen 6: Catalog", where: "everywhere" },
  {
    id: "last-screen",
    keys: ["-"],
    title: "the screen before this one",
    where: "everywhere",
    disabled: (_model, state) => (state.before === null ? "there was no other screen" : null),
  },
  { id: "help", keys: ["?"], title: "keys of this screen", where: "everywhere" },
  { id: "palette", keys: [":", "ctrl+p"], title: "commands by name, and jumps", where: "everywhere" },
  { id: "suspend", keys: ["ctrl+z"], title: "suspend; `fg` comes back", where: "everywhere" },
  { id: "quit", keys: ["q", "ctrl+c"], title: "quit", where: "everywhere" },
];

export function isOn({ where }: Binding, screen: ScreenId): boolean {
  return where === "everywhere" || where.includes(screen);
}

/** `bindings`: of the model, which has the person's own keys. */
export function bindingFor(key: Key, screen: ScreenId, bindings: readonly Binding[] = BINDINGS): Binding | null {
  return bindings.find((binding) => isOn(binding, screen) && binding.keys.includes(key)) ?? null;
}

/** The key of a command, as it is shown; of none, how the palette finds it. */
export function keyOf({ bindings }: Pick<Model, "bindings">, id: CommandId): string {
  const all = bindings.filter((binding) => binding.id === id);
  const key = (all.find(({ where }) => where === "everywhere") ?? all[0])?.keys[0];
  return key === undefined ? ":" : keyText(key);
}

/** `{undo}` in a text that is not about keys becomes the key of that command. */
export function withKeys(model: Pick<Model, "bindings">, text: string): string {
  return text.replaceAll(/\{([a-z-]+)\}/g, (all, name: string) => {
    const id = model.bindings.find((binding) => binding.id === name)?.id;
    return id === undefined ? all : keyOf(model, id);
  });
}

export function reasonAgainst(binding: Binding, model: Model, state: State): string | null {
  return binding.disabled?.(model, state) ?? null;
}

/** Keys that mean two things on one screen; there are none. */
export function conflicts(bindings: readonly Binding[] = BINDINGS): string[] {
  const found: string[] = [];
  for (const [at, one] of bindings.entries()) {
    for (const other of bindings.slice(at + 1)) {
      const shared = one.keys.filter((key) => other.keys.includes(key));
      const meet =
        one.where === "everywhere" || other.where === "everywhere" || one.where.some((id) => isOn(other, id));
      if (meet && one.id !== other.id) found.push(...shared.map((key) => `${key}: ${one.id} and ${other.id}`));
    }
  }
  return found;
}

const SHOWN: Readonly<Record<Key, string>> = {
  enter: "Enter",
  esc: "Esc",
  space: "Space",
  tab: "Tab",
  "shift+tab": "Shift+Tab",
  up: "Up",
  down: "Down",
  home: "Home",
  end: "End",
  pgup: "PgUp",
  pgdn: "PgDn",
};

export function keyText(key: Key): string {
  return (
    (Object.hasOwn(SHOWN, key) ? SHOWN[key] : undefined) ??
    key.replace(/^ctrl\+(.)$/, (_all, letter: string) => `Ctrl+${letter.toUpperCase()}`)
  );
}

/** The keys that work just now, for the footer: as many as there is room for. */
export function footerText(model: Model, state: State, width: number): string {
  const screen = screenOf(state).id;
  const shown = model.bindings
    .filter(
      (binding) =>
        binding.short !== undefined &&
        binding.keys.length > 0 &&
        isOn(binding, screen) &&
        reasonAgainst(binding, model, state) === null,
    )
    .filter(({ id }) => id !== "open" || hasProof(model, state));
  let text = "";
  for (const { keys, short } of shown) {
    const next = `${text === "" ? "" : `${text}  `}${keyText(keys[0] ?? "")} ${short ?? ""}`;
    if (next.length > width) break;
    text = next;
  }
  return text;
}

function hasProof(model: Model, state: State): boolean {
  const screen = screenOf(state);
  if (screen.id === "inputs") return currentInput(model, state) !== null;
  if (screen.id === "review") return currentDecision(model, state) !== null;
  return screen.id === "catalog" || screen.id === "overview" || currentFinding(model, state) !== null;
}
