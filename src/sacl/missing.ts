/** The smallest entries that make a need covered: no right, outcome or inheritance of them can be left out, and nothing can be narrowed. */
import type { AceFields, Guid } from "../core/fact.ts";
import { printSddl } from "../text/sddl.ts";
import { coverageOf } from "./coverage.ts";
import { bitsOf, rightWords, typeKindOf } from "./rights.ts";
import type { ObjectKind } from "./rights.ts";
import { className, typedRightWords } from "./schema.ts";
import { trusteeName } from "./trustees.ts";
import type { AuditNeed, Part } from "./types.ts";

export interface MissingEntry {
  readonly aces: readonly AceFields[];
  /** One for each of `aces`: `(OU;CIIOSA;…)`. */
  readonly sddl: readonly string[];
  /** Type, principal, place and rights as the console of Windows names them; one row for each of `aces`, `\n` between. */
  readonly words: string;
  /** What is recorded with it and was not, or not for certain, without. */
  readonly adds: string;
}

/**
 * Null when the need is covered. One entry wherever one ObjectType is enough, which is always when the need names no types;
 * rights about several things need an entry for each of them.
 */
export function smallestEntry(
  aces: readonly AceFields[],
  need: AuditNeed,
  kind: ObjectKind = "directory",
): MissingEntry | null {
  const { missing, open } = coverageOf(aces, need, kind);
  const parts = [...missing, ...open];
  if (parts.length === 0) return null;
  const types = new Set<Guid | null>(
    parts.flatMap((part): (Guid | null)[] => (part.types.length === 0 ? [null] : [...part.types])),
  );
  const entries = [...types].map((type) => entryFor(type, parts, need, kind));
  const smallest = entries.length === 1 ? entries : reduced(aces, entries, need, kind);
  return {
    aces: smallest,
    sddl: smallest.map(aceText),
    words: smallest.map((ace) => aceWords(ace, kind)).join("\n"),
    adds: parts.map((part) => addedWords(part, need, kind)).join("; "),
  };
}

/** Each right is missing in some outcome at some place, each outcome and place lacks some right: nothing of it can go. */
function entryFor(type: Guid | null, parts: readonly Part[], need: AuditNeed, kind: ObjectKind): AceFields {
  const own = parts.filter((part) => (type === null ? part.types.length === 0 : part.types.includes(type)));
  const below = own.some(({ on }) => on === "descendants");
  const itself = own.some(({ on }) => on === "object");
  const inherited = below && !itself && need.on.kind === "descendants" ? need.on.class : null;
  const flags = [
    ...(below ? (kind === "file" ? ["OI", "CI"] : ["CI"]) : []),
    ...(below && !itself ? ["IO"] : []),
    ...(own.some(({ outcome }) => outcome === "success") ? ["SA"] : []),
    ...(own.some(({ outcome }) => outcome === "failure") ? ["FA"] : []),
  ];
  return {
    type: type === null && inherited === null ? "AU" : "OU",
    flags,
    mask: own.reduce((sum, { rights }) => sum | rights, 0) >>> 0,
    trustee: need.who,
    objectType: type,
    inheritedObjectType: inherited,
    condition: null,
  };
}

/** One entry may record a part of what another is for: a property set and an attribute in it. Narrow ones go first. */
function reduced(
  aces: readonly AceFields[],
  entries: readonly AceFields[],
  need: AuditNeed,
  kind: ObjectKind,
): AceFields[] {
  const rest: (AceFields | null)[] = [...entries];
  const covers = (): boolean =>
    coverageOf([...aces, ...rest.filter((ace) => ace !== null)], need, kind).state === "covered";
  for (const [at, entry] of entries.entries()) {
    for (const smaller of smallerSteps(entry)) {
      const before = rest[at] ?? null;
      if (before === null) break;
      rest[at] = smaller(before);
      if (!covers()) rest[at] = before;
    }
  }
  return rest.filter((ace) => ace !== null);
}

type Step = (ace: AceFields) => AceFields | null;

function smallerSteps({ mask, flags }: AceFields): Step[] {
  return [...bitsOf(mask).map(withoutRight), ...["SA", "FA"].filter((flag) => flags.includes(flag)).map(withoutFlag)];
}

/** Null: an entry without rights is none. */
function withoutRight(bit: number): Step {
  return (ace) => {
    const mask = (ace.mask & ~bit) >>> 0;
    return mask === 0 ? null : { ...ace, mask };
  };
}

function withoutFlag(flag: string): Step {
  return (ace) => ({ ...ace, flags: ace.flags.filter((name) => name !== flag) });
}

/** The entry alone, as SDDL. */
export function aceText(ace: AceFields): string {
  const sacl = { flags: [], aces: [ace], nullAcl: false };
  return printSddl({ owner: null, group: null, dacl: null, sacl, control: [] }).slice(2);
}

/** `Type: Success · Principal: Everyone · Applies to: Descendant user objects · Write all properties, Delete`. */
export function aceWords(ace: AceFields, kind: ObjectKind = "directory"): string {
  const { flags, objectType, mask } = ace;
  const outcomes = flags.includes("SA") ? (flags.includes("FA") ? "All" : "Success") : "Fail";
  return [
    `Type: ${outcomes}`,
    `Principal: ${trusteeName(ace.trustee)}`,
    `Applies to: ${placeWords(ace)}`,
    rightsAbout(mask, objectType === null ? [] : [objectType], kind).join(", "),
  ].join(" · ");
}

function placeWords({ flags, inheritedObjectType }: AceFields): string {
  if (!flags.includes("CI")) return "This object only";
  if (!flags.includes("IO")) return "This object and all descendant objects";
  return inheritedObjectType === null
    ? "All descendant objects"
    : `Descendant ${className(inheritedObjectType)} objects`;
}

function rightsAbout(mask: number, types: readonly Guid[], kind: ObjectKind): string[] {
  if (types.length === 0) return rightWords(mask, kind);
  return bitsOf(mask).flatMap((bit) =>
    typeKindOf(bit) === null ? rightWords(bit, kind) : types.map((type) => typedRightWords(bit, type)),
  );
}

function addedWords({ rights, types, outcome, on, who }: Part, need: AuditNeed, kind: ObjectKind): string {
  const below =
    need.on.kind === "descendants" && need.on.class !== null ? `${className(need.on.class)} objects` : "all objects";
  const place = on === "object" ? "on the object itself" : `on ${below} below it`;
  const by = who === need.who ? trusteeName(who) : who;
  return `${outcome} of ${rightsAbout(rights, types, kind).join(", ")} by ${by} ${place}`;
}
