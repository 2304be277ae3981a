/** The person's own keys: `keys.json` laid over the table of keys. Pure; every mistake is said, and then nothing is taken. */
import { type Binding, BINDINGS, conflicts, keyText } from "./bindings.ts";
import type { Key } from "./keys.ts";

export interface Remapped {
  readonly bindings: readonly Binding[];
  readonly problems: readonly string[];
}

/** Their meaning is fixed: they end or suspend the program while text is typed, too. */
const RESERVED: Readonly<Record<Key, string>> = { "ctrl+c": "quit", "ctrl+z": "suspend" };

const NAMED: ReadonlySet<Key> = new Set(
  "enter esc space tab shift+tab up down left right home end pgup pgdn insert delete backspace".split(" "),
);

export function remapped(text: string, bindings: readonly Binding[] = BINDINGS): Remapped {
  const given = parsed(text);
  if (typeof given === "string") return { bindings, problems: [given] };
  const problems: string[] = [];
  const own = new Map<string, readonly Key[]>();
  for (const [id, value] of Object.entries(given)) {
    if (!bindings.some((binding) => binding.id === id)) {
      problems.push(`"${id}" is no command; commands: ${[...new Set(bindings.map((one) => one.id))].join(", ")}`);
      continue;
    }
    const names: readonly unknown[] = Array.isArray(value) ? value : [value];
    const keys = names.map((name) => (typeof name === "string" ? keyNamed(name) : null));
    const wrong = names.filter((_name, i) => keys[i] === null);
    problems.push(
      ...wrong.map((name) => `${id}: ${JSON.stringify(name)} is no key; for example "x", "Ctrl+N", "PgDn"`),
    );
    const known = keys.filter((key) => key !== null);
    problems.push(
      ...known
        .filter((key) => RESERVED[key] !== undefined && RESERVED[key] !== id)
        .map((key) => `${id}: ${keyText(key)} always means ${RESERVED[key] ?? ""}`),
    );
    own.set(id, known);
  }
  const next = bindings.map((binding) => ({ ...binding, keys: keysOf(binding, own.get(binding.id), bindings) }));
  problems.push(...conflicts(next).map((one) => `one key for two commands of one screen: ${one}`));
  return problems.length > 0 ? { bindings, problems } : { bindings: next, problems: [] };
}

/** A key that a command has on some screens only, `g` and `n`, stays on those. */
function keysOf(binding: Binding, own: readonly Key[] | undefined, all: readonly Binding[]): readonly Key[] {
  if (own === undefined) return binding.keys;
  return own.filter((key) => {
    const had = all.filter(({ id, keys }) => id === binding.id && keys.includes(key));
    return had.length === 0 || had.includes(binding);
  });
}

function parsed(text: string): object | string {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
    return 'it is no JSON object; for example { "down": ["J"], "quit": "x" }';
  } catch (error) {
    return `it is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** `j`, `Ctrl+D`, `PgDn`, in any case but that of letters: `g` and `G` are two keys. */
function keyNamed(name: string): Key | null {
  if (name === " ") return "space";
  if (Array.from(name).length === 1) return /[\p{Cc}\p{Cf}\p{Zs}]/u.test(name) ? null : name;
  const lower = name.toLowerCase().replaceAll(" ", "");
  if (/^ctrl\+[a-z]$/.test(lower)) return lower;
  return NAMED.has(lower) ? lower : null;
}
