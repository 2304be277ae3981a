/** The verdict in four parts that never cover for each other, and the exit code of the worst. */
import { printable } from "../text/printable.ts";

export const VERIFY_EXIT = { holds: 0, notIntact: 3, notTrusted: 4, stale: 5, notReproducible: 6 } as const;

export interface Part {
  readonly name: "intact" | "complete" | "signed" | "fresh";
  readonly holds: boolean;
  /** Why, a sentence each. */
  readonly sentences: readonly string[];
}

const EXIT_OF = {
  intact: VERIFY_EXIT.notIntact,
  complete: VERIFY_EXIT.notIntact,
  signed: VERIFY_EXIT.notTrusted,
  fresh: VERIFY_EXIT.stale,
} as const satisfies Record<Part["name"], number>;

const SHOWN = 200;

/** The first part that does not hold decides: what is not intact makes every later word worthless. */
export function exitOf(parts: readonly Part[]): number {
  const broken = parts.find(({ holds }) => !holds);
  return broken === undefined ? VERIFY_EXIT.holds : EXIT_OF[broken.name];
}

export function verdictText(parts: readonly Part[]): string {
  const lines = parts.flatMap(({ name, holds, sentences }) => [
    `${name.padEnd(8)}  ${holds ? "yes" : "NO"}`,
    ...sentences.slice(0, SHOWN).map((sentence) => `  ${printable(sentence)}`),
    ...(sentences.length > SHOWN ? [`  … and ${sentences.length - SHOWN} more`] : []),
  ]);
  const broken = parts.filter(({ holds }) => !holds).map(({ name }) => name);
  const last = broken.length === 0 ? "holds: every part" : `does not hold: ${broken.join(", ")}`;
  return `${[...lines, "", last].join("\n")}\n`;
}
