/** Keys while text is typed: the filter, the palette, the search in the list of keys. */
import type { CommandId } from "./bindings.ts";
import { type Key, typedText } from "./keys.ts";
import { clamp } from "./layout.ts";
import type { Model } from "./model.ts";
import { goTo, push, withTop } from "./navigate.ts";
import { type Choice, commandChoices, paletteChoices } from "./palette.ts";
import { type Entry, filtered, screenOf, type State } from "./state.ts";

export interface Typed {
  readonly state: State;
  /** To be run now that the typing is over. */
  readonly command: CommandId | null;
}

/** Nobody types more; a paste may be of any length. */
const LONGEST_ENTRY = 500;

export function typing(model: Model, state: State, entry: Entry, key: Key): Typed {
  if (key === "esc") return only(closed(state, entry));
  if (key === "enter") return finish(model, state, entry);
  if (entry.kind === "search") {
    const text = edited(entry.text, key);
    return only(text === entry.text ? state : { ...state, entry: { ...entry, text } });
  }
  if (entry.kind !== "filter") {
    const by = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
    if (by !== undefined) {
      const count = choicesOf(model, state, entry).length;
      return only({ ...state, entry: { ...entry, selected: clamp(entry.selected + by, count) } });
    }
  }
  const text = edited(entry.text, key);
  if (text === entry.text) return only(state);
  if (entry.kind !== "filter") return only({ ...state, entry: { ...entry, text, selected: 0 } });
  const top = screenOf(state);
  return only(withTop({ ...state, entry: { ...entry, text } }, { ...top, selected: 0 }));
}

const MOVES: Readonly<Record<Key, number>> = { down: 1, up: -1, pgdn: 10, pgup: -10, tab: 1, "shift+tab": -1 };

/** An entry that is a list to choose from. */
export type Choosing = Extract<Entry, { readonly kind: "palette" | "help" }>;

export function choicesOf(model: Model, state: State, { kind, text }: Choosing): Choice[] {
  return kind === "palette" ? paletteChoices(model, state, text) : commandChoices(model, state, text);
}

function edited(text: string, key: Key): string {
  switch (key) {
    case "backspace":
      return Array.from(text).slice(0, -1).join("");
    case "ctrl+u":
      return "";
    case "ctrl+w":
      return text.replace(/\S+\s*$/, "");
    default:
      return (text + typedText(key)).slice(0, LONGEST_ENTRY);
  }
}

function only(state: State): Typed {
  return { state, command: null };
}

function closed(state: State, entry: Entry): State {
  return entry.kind === "filter" ? { ...state, entry: null, filter: entry.was } : { ...state, entry: null };
}

function finish(model: Model, state: State, entry: Entry): Typed {
  if (entry.kind === "filter") {
    // What is not understood stays in the field, beside its problem.
    if (filtered(model, state).problem !== null) return only(state);
    return only({ ...state, entry: null, filter: entry.text.trim() });
  }
  if (entry.kind === "search") {
    const found = { ...state, entry: null, search: entry.text.trim() };
    return { state: found, command: found.search === "" ? null : "next-match" };
  }
  const choice = choicesOf(model, state, entry)[entry.selected];
  const shut = { ...state, entry: null };
  if (choice === undefined) return only(shut);
  const { does } = choice;
  if ("command" in does) return { state: shut, command: does.command };
  if ("filter" in does) return only({ ...goTo(shut, [{ id: "findings", selected: 0 }]), filter: does.filter });
  return only(push(shut, { id: "page", page: { of: "requirement", id: does.requirement }, selected: 0 }));
}
