/** Names made of our own words cannot be sought in outputs, which are full of them: they are sought in the report itself, where it names things. */
import type { Report } from "../core/report.ts";
import type { NamedValue } from "./values.ts";
import type { Kind } from "./tokens.ts";
import { fold, isWordCharacter } from "./words.ts";

/** The class of a name that still stands somewhere as a name: in a field for names, in a form that only names have, or, of several words, anywhere. */
export function ordinaryLeak(
  report: Report,
  values: readonly NamedValue[],
  constants: ReadonlySet<string>,
): Kind | null {
  const names = new Map(values.map(({ kind, text }) => [fold(text), kind]));
  const phrases = [...names.keys()].filter((name) => /\s/.test(name) && /\p{L}/u.test(name));
  for (const { text, isName } of textsOf(report)) {
    if (constants.has(text)) continue;
    const folded = fold(text);
    const whole = isName ? names.get(folded) : undefined;
    if (whole !== undefined) return whole;
    for (const form of NAME_FORMS) {
      for (const [, name = ""] of folded.matchAll(form)) {
        const kind = names.get(name);
        if (kind !== undefined) return kind;
      }
    }
    for (const phrase of phrases) if (standsIn(folded, phrase)) return names.get(phrase) ?? null;
  }
  return null;
}

/** Quoted, `NAME\\user`, `\\\\NAME`, `NAME$`, `user@NAME`, `OU=NAME`; each domain has containers (`CN=`) that are named by our words. */
const NAME_FORMS = [
  /["“]([^"“”]+)["”]/g,
  /(?:^|[\s"'‘“(,;=])([^\s\\"'‘“(,;=]+)\\[^\s\\]+(?![^\s"'’”),;])/g,
  /\\\\([^\s\\"'’”]+)/g,
  /([\p{L}\p{N}_-]+)\$/gu,
  /[\p{L}\p{N}_]@([\p{L}\p{N}_-]+)/gu,
  /\b(?:ou|dc)=([^,;"'<>|\r\n=]+)/g,
];

function standsIn(text: string, phrase: string): boolean {
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + phrase.length])) return true;
  }
  return false;
}

interface Said {
  readonly text: string;
  /** Its field holds names and nothing else. */
  readonly isName: boolean;
}

/** Everything that is made of inputs: the words of the catalog and of the formats are the same in every report. */
function* textsOf(report: Report): Iterable<Said> {
  const { requirements: _, formats: __, tool: ___, catalog: ____, ...made } = report;
  yield* stringsIn(made, "");
}

/** Made of subjects, which are looked at themselves, and of labels of ours. */
const IDS = new Set(["id", "finding", "findings", "fact", "evidence"]);
/** Names stand in these of a subject, a GPO or an object; a fact's fields may be words of ours. */
const NAMES = new Set([
  "name",
  "domain",
  "computers",
  "linkedTo",
  "object",
  "from",
  "owner",
  "requestedBy",
  "approvedBy",
]);

function* stringsIn(value: unknown, field: string): Iterable<Said> {
  if (typeof value === "string") yield { text: value, isName: NAMES.has(field) };
  else if (value instanceof Map) {
    for (const [key, one] of value) {
      yield { text: String(key), isName: false };
      yield* stringsIn(one, "");
    }
  } else if (value instanceof Set || Array.isArray(value)) for (const one of value) yield* stringsIn(one, field);
  else if (isFact(value)) for (const one of Object.values(value)) yield* stringsIn(one, "");
  else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) if (!isId(key, one)) yield* stringsIn(one, key);
  }
}

/** Of a finding and of what cites one; the findings of the report themselves are no ids. */
function isId(key: string, value: unknown): boolean {
  if (!IDS.has(key)) return false;
  return typeof value === "string" || (Array.isArray(value) && value.every((one) => typeof one === "string"));
}

function isFact(value: unknown): value is object {
  return typeof value === "object" && value !== null && "origin" in value && "via" in value;
}
