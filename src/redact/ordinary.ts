/** Names made of our own words cannot be sought in outputs, which are full of them: they are sought in the report itself. */
import type { Report } from "../core/report.ts";
import type { NamedValue } from "./values.ts";
import type { Kind } from "./tokens.ts";
import { fold, isWordCharacter } from "./words.ts";

/** The class of a name that still stands somewhere as a name: on its own, in quotation marks, or, of several words, anywhere. */
export function ordinaryLeak(
  report: Report,
  values: readonly NamedValue[],
  constants: ReadonlySet<string>,
): Kind | null {
  const names = new Map(values.map(({ kind, text }) => [fold(text), kind]));
  const phrases = [...names.keys()].filter((name) => /\s/.test(name) && /\p{L}/u.test(name));
  for (const text of textsOf(report)) {
    if (constants.has(text)) continue;
    const folded = fold(text);
    for (const [, quoted = ""] of folded.matchAll(/["“]([^"“”]+)["”]/g)) {
      const kind = names.get(quoted);
      if (kind !== undefined) return kind;
    }
    for (const phrase of phrases) if (standsIn(folded, phrase)) return names.get(phrase) ?? null;
  }
  return null;
}

function standsIn(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + phrase.length])) return true;
  }
  return false;
}

/** Everything that is made of inputs: the words of the catalog and of the formats are the same in every report. */
function* textsOf(report: Report): Iterable<string> {
  const { findings, waivers, requirements: _, formats: __, tool: ___, catalog: ____, ...made } = report;
  for (const list of [findings, waivers]) yield* stringsIn(list);
  yield* stringsIn(made);
}

/** Made of subjects, which are looked at themselves, and of labels of ours. */
const IDS = new Set(["id", "finding", "findings", "fact", "evidence"]);

function* stringsIn(value: unknown): Iterable<string> {
  if (typeof value === "string") yield value;
  else if (value instanceof Map) for (const [key, one] of value) yield* stringsIn([key, one]);
  else if (value instanceof Set || Array.isArray(value)) for (const one of value) yield* stringsIn(one);
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) if (!IDS.has(key)) yield* stringsIn(one);
  }
}
