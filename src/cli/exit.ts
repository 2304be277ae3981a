/** Exit codes of every verb; printed by `--help`, tested one by one. */
export const EXIT = {
  /** Nothing open at or above `--fail-on`. */
  ok: 0,
  open: 1,
  usage: 2,
  nothingAnalysed: 3,
  /** With `--strict`: something is unknown. */
  incomplete: 4,
  defect: 70,
} as const;

const MEANINGS = {
  ok: "nothing open at or above --fail-on",
  open: "something open",
  usage: "wrong usage",
  nothingAnalysed: "nothing could be analysed",
  incomplete: "verdict incomplete, and --strict",
  defect: "a defect of this program",
} as const satisfies Record<keyof typeof EXIT, string>;

/** The codes a verb can end with; `ok` in its own words where it judges nothing, and others where they mean less. */
export function exitHelp(
  names: readonly (keyof typeof EXIT)[],
  ok: string = MEANINGS.ok,
  own: Readonly<Partial<Record<keyof typeof EXIT, string>>> = {},
): string {
  const meanings = { ...MEANINGS, ...own, ok };
  const lines = names.map((name) => `  ${String(EXIT[name]).padEnd(2)} ${meanings[name]}`);
  return ["Exit codes:", ...lines].join("\n");
}
