/** Names of audit subcategories to their GUIDs, for text that carries no GUID [formats.md 4.5, 4.7]. */
import { SUBCATEGORIES } from "../core/audit-policy.ts";
import type { Guid } from "../core/fact.ts";
import { foldWord } from "./auditing-words.ts";
import { LOCALISED_NAMES } from "./subcategory-names.data.ts";

export interface SubcategoryName {
  readonly guid: Guid;
  /** The first language of the table that has the name. */
  readonly language: string;
  /** `verified`: seen beside its GUID in a capture or in the reference; `candidate`: shown by nobody yet. */
  readonly certainty: "verified" | "candidate";
}

/** Names that the Group Policy editor writes otherwise than auditpol, without its prefix "Audit ". */
const ALIASES: readonly (readonly [string, string])[] = [
  ["PNP Activity", "48"],
  ["Token Right Adjusted", "4A"],
  ["Central Access Policy Staging", "46"],
  ["User/Device Claims", "47"],
];

/** Longer texts are no name; the cap keeps hostile cells cheap. */
const LONGEST = 128;

const GUIDS: ReadonlyMap<string, Guid> = new Map(SUBCATEGORIES.map(({ guid }) => [guid.slice(6, 8), guid]));

/** Null where two languages give one name to two subcategories. */
const NAMES = new Map<string, SubcategoryName | null>();

function add(name: string, digits: string, language: string, certainty: SubcategoryName["certainty"]): void {
  const guid = GUIDS.get(digits);
  if (guid === undefined) return;
  const key = keyOf(name);
  const before = NAMES.get(key);
  if (before === undefined) NAMES.set(key, { guid, language, certainty });
  else if (before?.guid !== guid) NAMES.set(key, null);
}

for (const { guid, name } of SUBCATEGORIES) add(name, guid.slice(6, 8), "en", "verified");
for (const [name, digits] of ALIASES) add(name, digits, "en", "verified");
for (const { language, certainty, names } of LOCALISED_NAMES) {
  for (const entry of names.split("|")) add(entry.slice(3), entry.slice(0, 2), language, certainty);
}

/** Case, blanks and apostrophes folded; an ampersand is one however it is written [formats.md 4.6]. */
function keyOf(name: string): string {
  return foldWord(name).replaceAll("&amp;", "&");
}

/**
 * The subcategory that auditpol or the Group Policy editor calls so; null for an unknown name. The editor's "Audit "
 * is taken off, unless the whole is auditpol's "Audit Policy Change".
 */
export function subcategoryName(name: string): SubcategoryName | null {
  if (name.length > LONGEST) return null;
  const key = keyOf(name);
  return NAMES.get(key) ?? NAMES.get(key.replace(/^audit /, "")) ?? null;
}

/** The same name means the same key; for tables that a file brings along. */
export { keyOf as subcategoryNameKey };
