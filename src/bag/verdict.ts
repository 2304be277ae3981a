/** The verdict in parts that never cover for each other, and the exit code of the worst. */
import { printable, withoutLogCommands } from "../text/printable.ts";

export const VERIFY_EXIT = { holds: 0, notIntact: 3, notTrusted: 4, stale: 5, notReproducible: 6 } as const;

const EXIT_OF = {
  intact: VERIFY_EXIT.notIntact,
  complete: VERIFY_EXIT.notIntact,
  signed: VERIFY_EXIT.notTrusted,
  "signed-off": VERIFY_EXIT.notTrusted,
  stamped: VERIFY_EXIT.notTrusted,
  certified: VERIFY_EXIT.notTrusted,
  fresh: VERIFY_EXIT.stale,
  chain: VERIFY_EXIT.stale,
  heads: VERIFY_EXIT.stale,
  journal: VERIFY_EXIT.stale,
} as const;

export interface Part {
  readonly name: keyof typeof EXIT_OF;
  readonly holds: boolean;
  /** False: nothing speaks against it, and what would speak for it was not looked at. */
  readonly checked?: boolean;
  /** Why, a sentence each. */
  readonly sentences: readonly string[];
}

const SHOWN = 200;

/** The first part that does not hold decides: what is not intact makes every later word worthless. */
export function exitOf(parts: readonly Part[]): number {
  const broken = parts.find(({ holds }) => !holds);
  return broken === undefined ? VERIFY_EXIT.holds : EXIT_OF[broken.name];
}

export function verdictText(parts: readonly Part[]): string {
  const width = Math.max(8, ...parts.map(({ name }) => name.length));
  const lines = parts.flatMap(({ name, holds, checked, sentences }) => [
    `${name.padEnd(width)}  ${holds ? (checked === false ? "not checked" : "yes") : "NO"}`,
    ...sentences.slice(0, SHOWN).map((sentence) => `  ${printable(sentence)}`),
    ...(sentences.length > SHOWN ? [`  … and ${sentences.length - SHOWN} more`] : []),
  ]);
  return withoutLogCommands(`${[...lines, "", lastLine(parts)].join("\n")}\n`);
}

function lastLine(parts: readonly Part[]): string {
  const broken = parts.filter(({ holds }) => !holds).map(({ name }) => name);
  if (broken.length > 0) return `does not hold: ${broken.join(", ")}`;
  const open = parts.filter(({ checked }) => checked === false).map(({ name }) => name);
  return open.length === 0 ? "holds: every part" : `holds: every part but those not checked: ${open.join(", ")}`;
}
