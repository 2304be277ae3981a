/** What an export leaves out: the words of `without`, each checked against the scenario. */
import type { Scenario } from "./model.ts";
import { containersOf, gposOf, labelOf } from "./names.ts";

/** Words that stand alone. */
const ALONE = ["links", "options", "membership", "wmi", "sites", "os"];

/** Every word that has a meaning in the scenario. */
export function wordsOf(scenario: Scenario): string[] {
  const gpos = gposOf(scenario).map((gpo) => labelOf(scenario, gpo));
  return [
    ...ALONE,
    ...["gpo", "files", "object", "descriptor"].flatMap((kind) => gpos.map((label) => `${kind} ${label}`)),
    ...containersOf(scenario).map(({ name }) => `links ${name}`),
    ...["group", "member"].flatMap((kind) => Object.keys(scenario.groups).map((name) => `${kind} ${name}`)),
    ...Object.keys(scenario.hosts).map((name) => `host ${name}`),
  ];
}

export class Without {
  readonly #words: ReadonlySet<string>;

  /** @throws Error on a word without meaning, or about something that the scenario does not have. */
  constructor(scenario: Scenario) {
    const known = new Set(wordsOf(scenario));
    const unknown = scenario.without.filter((word) => !known.has(word));
    if (unknown.length > 0) throw new Error(`without: nobody knows ${unknown.join(", ")}`);
    this.#words = new Set(scenario.without);
  }

  has(word: string): boolean {
    return this.#words.has(word);
  }

  /** The GPO's files in SYSVOL or its object, left out alone or together. */
  gone(kind: "files" | "object", label: string): boolean {
    return this.has(`gpo ${label}`) || this.has(`${kind} ${label}`);
  }
}
