/** GUIDs of the base schema and what each means beside a right [MS-ADSC; MS-ADA1-3; MS-ADTS 5.1.3.2.1; formats.md 6.4]. */
import type { Guid } from "../core/fact.ts";
import { rightLetters, typeKindOf } from "./rights.ts";
import type { TypeKind } from "./rights.ts";
import { ATTRIBUTES, CLASSES, EXTENDED_RIGHTS, PROPERTY_SETS, VALIDATED_WRITES } from "./schema.data.ts";

const CLASS_BY_GUID = new Map(CLASSES.map((entry) => [entry.guid, entry]));
const CLASS_BY_NAME = new Map(CLASSES.map((entry) => [entry.name.toLowerCase(), entry]));
const ATTRIBUTE_BY_GUID = new Map(ATTRIBUTES.map((entry) => [entry.guid, entry]));
const SET_BY_NAME = new Map(PROPERTY_SETS.map((entry) => [entry.name, entry.guid]));

const NAMES: Readonly<Record<TypeKind, ReadonlyMap<Guid, string>>> = {
  class: named(CLASSES),
  // Where one GUID is an attribute and a set (DNS host name), it means the set, which holds the attribute.
  attribute: named([...ATTRIBUTES, ...PROPERTY_SETS]),
  "extended-right": named(EXTENDED_RIGHTS),
  "validated-write": named(VALIDATED_WRITES),
};
const KNOWN = new Set(Object.values(NAMES).flatMap((names) => [...names.keys()]));

function named(entries: readonly { readonly guid: Guid; readonly name: string }[]): ReadonlyMap<Guid, string> {
  return new Map(entries.map(({ guid, name }) => [guid, name]));
}

/** Null for a class that is not in the table. */
export function classGuidOf(name: string): Guid | null {
  return CLASS_BY_NAME.get(name.toLowerCase())?.guid ?? null;
}

/** The class's name, else its GUID. */
export function className(guid: Guid): string {
  return CLASS_BY_GUID.get(guid)?.name ?? guid;
}

/** All classes above the class, without itself; none for one that is not in the table. */
export function superclassesOf(guid: Guid): ReadonlySet<Guid> {
  const above = new Set<Guid>();
  for (let at = superclass(guid); at !== undefined && !above.has(at); at = superclass(at)) above.add(at);
  return above;
}

function superclass(guid: Guid): Guid | undefined {
  const name = CLASS_BY_GUID.get(guid)?.subClassOf ?? null;
  return name === null ? undefined : CLASS_BY_NAME.get(name.toLowerCase())?.guid;
}

/** Whether every access to the attribute is one to the property set. */
export function isInPropertySet(attribute: Guid, set: Guid): boolean {
  const name = ATTRIBUTE_BY_GUID.get(attribute)?.set;
  return name !== undefined && SET_BY_NAME.get(name) === set;
}

/** Whether the GUID can be meant beside the right. One that no table has, of an extended schema, can mean anything. */
export function canMean(guid: Guid, bit: number): boolean {
  const kind = typeKindOf(bit);
  return kind !== null && (!KNOWN.has(guid) || NAMES[kind].has(guid));
}

/** What the GUID means beside these rights, in one name; the GUID where that is not known. */
export function typeName(guid: Guid, bits: readonly number[]): string {
  const names = new Set(
    bits.map((bit) => {
      const kind = typeKindOf(bit);
      return kind === null ? guid : (NAMES[kind].get(guid) ?? guid);
    }),
  );
  return names.size === 0 ? guid : [...names].join(" / ");
}

/** The right about one thing, as the console names it: `Write member`, `Create dnsNode objects`. */
export function typedRightWords(bit: number, guid: Guid): string {
  const name = typeName(guid, [bit]);
  switch (rightLetters(bit)) {
    case "CC":
      return `Create ${name} objects`;
    case "DC":
      return `Delete ${name} objects`;
    case "RP":
      return `Read ${name}`;
    case "WP":
      return `Write ${name}`;
    case "SW":
      return `Validated write to ${name}`;
    default:
      return name;
  }
}
