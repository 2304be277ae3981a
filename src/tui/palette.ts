/** What `:` and `?` list: commands with their keys and, where they do nothing just now, why; and places to jump to. */
import { type CommandId, isOn, keyText, reasonAgainst } from "./bindings.ts";
import type { Model } from "./model.ts";
import { screenOf, type State } from "./state.ts";

export interface Choice {
  readonly title: string;
  readonly keys: string;
  /** Why it does nothing just now. */
  readonly reason: string | null;
  readonly does:
    | { readonly command: CommandId }
    /** A filter of the findings. */
    | { readonly filter: string }
    | { readonly requirement: string };
}

const MOST_JUMPS = 50;

/** Everybody tries these first; they stand last. */
const MOVES: ReadonlySet<CommandId> = new Set([
  "down",
  "up",
  "half-down",
  "half-up",
  "page-down",
  "page-up",
  "first",
  "last",
]);

/** The bindings of this screen that hold all the words typed. */
export function commandChoices(model: Model, state: State, text: string): Choice[] {
  const screen = screenOf(state).id;
  const here = model.bindings.filter((binding) => isOn(binding, screen));
  return [...here.filter(({ id }) => !MOVES.has(id)), ...here.filter(({ id }) => MOVES.has(id))]
    .map((binding) => ({
      title: binding.title,
      keys: binding.keys.map(keyText).join(", "),
      reason: reasonAgainst(binding, model, state),
      does: { command: binding.id },
    }))
    .filter(({ title, keys }) => holds(`${title} ${keys}`, text));
}

/** Commands, then subjects and requirements by name. */
export function paletteChoices(model: Model, state: State, text: string): Choice[] {
  const commands = commandChoices(model, state, text);
  if (text.trim() === "") return commands;
  const jumps: Choice[] = [];
  for (const { title, filter } of placesOf(model)) {
    if (jumps.length === MOST_JUMPS) break;
    if (holds(title, text)) jumps.push({ title, keys: "", reason: null, does: { filter } });
  }
  const pages = model.catalog
    .filter(({ id, title }) => holds(`${id} ${title}`, text))
    .slice(0, MOST_JUMPS)
    .map(({ id, title }): Choice => ({ title: `${id}: ${title}`, keys: "", reason: null, does: { requirement: id } }));
  return [...commands, ...jumps, ...pages];
}

interface Place {
  readonly title: string;
  readonly filter: string;
}

const places = new WeakMap<Model, readonly Place[]>();

/** Every computer and subject by its name; asked for with every letter, so that the answer is kept. */
function placesOf(model: Model): readonly Place[] {
  const known = places.get(model);
  if (known !== undefined) return known;
  const filters = new Map<string, string>();
  for (const { subject, computers } of model.findings) {
    for (const name of computers) filters.set(name, `host:${quoted(name)}`);
    const name = subject.kind === "gpo" ? (subject.name ?? subject.guid ?? subject.container) : subject.name;
    if (name !== "" && !filters.has(name)) filters.set(name, quoted(name));
  }
  const all = [...filters].map(([name, filter]) => ({ title: `findings of ${name}`, filter }));
  places.set(model, all);
  return all;
}

function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, "\\$&")}"`;
}

function holds(where: string, text: string): boolean {
  const all = where.toLowerCase();
  return text
    .toLowerCase()
    .split(" ")
    .every((word) => all.includes(word));
}
