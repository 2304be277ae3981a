/** What one audit entry records of a need: the trigger of an audit event, by its parts [MS-ADTS 5.1.3.3; formats.md 6.3, 6.10]. */
import type { AceFields, Guid } from "../core/fact.ts";
import { bitsOf, mappedRights, PROPERTY_RIGHTS, typeKindOf } from "./rights.ts";
import type { ObjectKind } from "./rights.ts";
import { canMean, className, isInPropertySet, superclassesOf, typeName } from "./schema.ts";
import { peopleOf, reachOf } from "./trustees.ts";
import type { People, Reach } from "./trustees.ts";
import type { AuditNeed, Outcome } from "./types.ts";

export type Place = "object" | "descendants";

/** Rights about one thing; `type` null: whatever they are about, and rights that take no type. */
export interface Slot {
  readonly type: Guid | null;
  readonly rights: number;
}

/** A need, taken apart once for many entries. */
export interface Wanted {
  readonly need: AuditNeed;
  readonly kind: ObjectKind;
  readonly rights: number;
  readonly slots: readonly Slot[];
  readonly outcomes: readonly Outcome[];
  readonly places: readonly Place[];
  /** The class below the object; null: every class. */
  readonly class: Guid | null;
  readonly superclasses: ReadonlySet<Guid>;
  readonly people: People;
  readonly reach: (trustee: string) => Reach;
}

/** What an entry records of a need for certain or, with a reason in `open`, perhaps. */
export interface Recorded {
  readonly ace: number;
  readonly outcomes: readonly Outcome[];
  readonly places: readonly Place[];
  /** In the order of the need's slots. */
  readonly slots: readonly number[];
  readonly callers: number;
  readonly open: readonly string[];
  /** Why it records less than it seems. */
  readonly notes: readonly string[];
}

/** Audit, object audit, conditional audit, conditional object audit. */
const AUDIT = new Set(["AU", "OU", "XU", "0x0F"]);
const CONDITIONAL = new Set(["XU", "0x0F"]);
/** Trustees of one need; hostile descriptors may have any number. */
const REMEMBERED = 1024;

export function wantedOf(need: AuditNeed, kind: ObjectKind): Wanted {
  const rights = mappedRights(need.rights, kind);
  const types = [...new Set(need.types)].sort();
  let rest = rights;
  const typed: Slot[] = [];
  for (const type of types) {
    const meant = bitsOf(rights).filter((bit) => canMean(type, bit));
    if (meant.length === 0) continue;
    const sum = meant.reduce((all, bit) => all | bit, 0);
    typed.push({ type, rights: sum });
    rest &= ~sum;
  }
  const below = need.on.kind === "descendants" ? need.on.class : null;
  const people = peopleOf(need.who);
  const known = new Map<string, Reach>();
  return {
    need,
    kind,
    rights,
    slots: [...(rest === 0 ? [] : [{ type: null, rights: rest >>> 0 }]), ...typed],
    outcomes: (["success", "failure"] as const).filter((outcome) => need.outcomes.includes(outcome)),
    places: need.on.kind === "subtree" ? ["object", "descendants"] : [need.on.kind],
    class: below,
    superclasses: below === null ? new Set() : superclassesOf(below),
    people,
    reach: (trustee) => {
      const found = known.get(trustee) ?? reachOf(trustee, people);
      if (known.size < REMEMBERED) known.set(trustee, found);
      return found;
    },
  };
}

/** Null when it records nothing of the need: no other entry makes it record any. */
export function recordedBy(ace: AceFields, index: number, wanted: Wanted): Recorded | null {
  const mask = mappedRights(ace.mask, wanted.kind) & wanted.rights;
  if (mask === 0 || !AUDIT.has(ace.type)) return null;
  const where = placesOf(ace, wanted);
  if (where === null) return null;
  const reach = wanted.reach(ace.trustee);
  if (!reach.some) return null;
  const outcomes = wanted.outcomes.filter((outcome) => ace.flags.includes(outcome === "success" ? "SA" : "FA"));
  if (outcomes.length === 0) return null;
  const about = slotsOf(ace.objectType, mask, wanted);
  if (about === null) return null;
  const conditional = ace.condition !== null || CONDITIONAL.has(ace.type);
  const open = [
    ...(conditional ? ["the entry has a condition, and what it says of each access is not in the evidence"] : []),
    ...(where.open === null ? [] : [where.open]),
    ...(reach.open === null ? [] : [reach.open]),
  ];
  const notes = [reach.note, about.note, where.note].filter((note) => note !== null);
  return { ace: index, outcomes, places: where.places, slots: about.slots, callers: reach.callers, open, notes };
}

/** Rights of each slot that are recorded whole; null when nothing of any is. */
function slotsOf(
  type: Guid | null,
  mask: number,
  { slots }: Wanted,
): { readonly slots: readonly number[]; readonly note: string | null } | null {
  if (type === null) return { slots: slots.map(({ rights }) => (rights & mask) >>> 0), note: null };
  let part = 0;
  const whole = slots.map((slot) => {
    let recorded = 0;
    for (const bit of bitsOf(slot.rights & mask)) {
      if (isWhole(type, slot.type, bit)) recorded |= bit;
      else if (isPart(type, slot.type, bit)) part |= bit;
    }
    return recorded;
  });
  if (part === 0 && whole.every((rights) => rights === 0)) return null;
  const note = part === 0 ? null : `an entry about ${typeName(type, bitsOf(part))} alone does not record the rest`;
  return { slots: whole, note };
}

/** An entry with a type never counts for rights that take none, and no sum of types is everything. */
function isWhole(type: Guid, wanted: Guid | null, bit: number): boolean {
  if (wanted === null) return false;
  return type === wanted || ((bit & PROPERTY_RIGHTS) !== 0 && isInPropertySet(wanted, type));
}

function isPart(type: Guid, wanted: Guid | null, bit: number): boolean {
  if (wanted === null) return typeKindOf(bit) !== null && canMean(type, bit);
  return (bit & PROPERTY_RIGHTS) !== 0 && isInPropertySet(type, wanted);
}

interface Where {
  readonly places: readonly Place[];
  readonly open: string | null;
  readonly note: string | null;
}

/** Null when it is in effect on nothing of the need's. Without inherit-only it is in effect on the object itself, whatever its inherited type. */
function placesOf(ace: AceFields, wanted: Wanted): Where | null {
  const own = wanted.places.includes("object") && !ace.flags.includes("IO");
  const below = wanted.places.includes("descendants") ? belowOf(ace, wanted) : null;
  if (below === null) return own ? { places: ["object"], open: null, note: null } : null;
  return { ...below, places: own ? ["object", ...below.places] : below.places };
}

function belowOf(ace: AceFields, wanted: Wanted): Where | null {
  const { flags, inheritedObjectType: inherited } = ace;
  if (!flags.includes("CI") || (wanted.kind === "file" && !flags.includes("OI"))) return null;
  let open: string | null = null;
  if (inherited !== null && inherited !== wanted.class) {
    if (wanted.class === null) {
      return { places: [], open, note: `an entry for ${className(inherited)} objects does not record other classes` };
    }
    if (!wanted.superclasses.has(inherited)) return null;
    open = `whether objects of a subclass take over an entry for ${className(inherited)} is contested; the object's own descriptor tells`;
  }
  if (!flags.includes("NP")) return { places: ["descendants"], open, note: null };
  return { places: [], open, note: "an entry that is not passed on (NP) records children only, nothing below them" };
}
