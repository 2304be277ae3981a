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

export const EXIT_HELP = `Exit codes:
  0  nothing open at or above --fail-on
  1  something open
  2  wrong usage
  3  nothing could be analysed
  4  verdict incomplete, and --strict
  70 a defect of this program`;
