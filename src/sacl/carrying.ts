/** Which entries carry a coverage: a smallest set of them, and those that add nothing beside it. */
import type { AceFields } from "../core/fact.ts";
import type { Recorded, Wanted } from "./entry.ts";
import { bitsOf, mappedRights, PROPERTY_RIGHTS } from "./rights.ts";
import { isInPropertySet } from "./schema.ts";

interface Surplus {
  readonly ace: number;
  readonly because: string;
}

/**
 * None of `by` can be left out. Entries that record little are tried first, of equal ones the later, so that wide and early
 * entries stay.
 */
export function carrying(
  aces: readonly AceFields[],
  found: readonly Recorded[],
  wanted: Wanted,
): { readonly by: number[]; readonly surplus: Surplus[] } {
  const carriers = found
    .filter(({ open }) => open.length === 0)
    .map((recorded) => ({ recorded, atoms: atomsOf(recorded, wanted) }))
    .filter(({ atoms }) => atoms.length > 0);
  const times = new Map<number, number>();
  for (const { atoms } of carriers) for (const atom of atoms) times.set(atom, (times.get(atom) ?? 0) + 1);
  const order = [...carriers].sort((a, b) => a.atoms.length - b.atoms.length || b.recorded.ace - a.recorded.ace);
  const kept = new Set(carriers.map(({ recorded }) => recorded.ace));
  for (const { recorded, atoms } of order) {
    if (!atoms.every((atom) => (times.get(atom) ?? 0) > 1)) continue;
    kept.delete(recorded.ace);
    for (const atom of atoms) times.set(atom, (times.get(atom) ?? 0) - 1);
  }
  const by = [...kept].sort((a, b) => a - b);
  const carries = new Set(carriers.map(({ recorded }) => recorded.ace));
  const surplus: Surplus[] = [];
  for (const { ace } of found) {
    const because = kept.has(ace) ? null : whySurplus(ace, carries.has(ace), by, aces, wanted);
    if (because !== null) surplus.push({ ace, because });
  }
  return { by, surplus };
}

function whySurplus(
  ace: number,
  carries: boolean,
  by: readonly number[],
  aces: readonly AceFields[],
  wanted: Wanted,
): string | null {
  const own = aces[ace];
  if (own === undefined) return null;
  const wider = by.find((other) => {
    const entry = aces[other];
    return entry !== undefined && isWithin(own, entry, wanted);
  });
  if (wider === undefined) return carries ? "other entries together record all of it" : null;
  const entry = aces[wider];
  return entry !== undefined && isWithin(entry, own, wanted)
    ? `entry ${wider + 1} records the same`
    : `entry ${wider + 1} records all of it`;
}

/** Every access of the need that the first entry records, the second does. */
function isWithin(own: AceFields, other: AceFields, wanted: Wanted): boolean {
  const rights = mappedRights(own.mask, wanted.kind) & wanted.rights;
  const lost = rights & ~mappedRights(other.mask, wanted.kind);
  const has = (flag: string): boolean => other.flags.includes(flag);
  const outcomes = wanted.outcomes.map((outcome) => (outcome === "success" ? "SA" : "FA"));
  const type =
    other.objectType === null ||
    other.objectType === own.objectType ||
    (own.objectType !== null && (rights & ~PROPERTY_RIGHTS) === 0 && isInPropertySet(own.objectType, other.objectType));
  const below =
    !wanted.places.includes("descendants") ||
    !own.flags.includes("CI") ||
    (has("CI") &&
      (wanted.kind !== "file" || has("OI") || !own.flags.includes("OI")) &&
      (own.flags.includes("NP") || !has("NP")) &&
      (other.inheritedObjectType === null || other.inheritedObjectType === own.inheritedObjectType));
  const itself = !wanted.places.includes("object") || own.flags.includes("IO") || !has("IO");
  const people = other.trustee === own.trustee || wanted.reach(other.trustee).callers === wanted.people.callers;
  return (
    lost === 0 &&
    outcomes.every((flag) => has(flag) || !own.flags.includes(flag)) &&
    other.condition === null &&
    type &&
    below &&
    itself &&
    people
  );
}

/** Every access of the need that the entry records for certain, as numbers. */
function atomsOf({ outcomes, places, slots, callers }: Recorded, wanted: Wanted): number[] {
  const atoms: number[] = [];
  for (const place of places) {
    for (const outcome of outcomes) {
      for (const [slot, rights] of slots.entries()) {
        const cell = ((place === "object" ? 0 : 1) * 2 + (outcome === "success" ? 0 : 1)) * wanted.slots.length + slot;
        for (const bit of bitsOf(rights)) {
          for (const caller of bitsOf(callers)) atoms.push((cell * 32 + Math.log2(bit)) * 32 + Math.log2(caller));
        }
      }
    }
  }
  return atoms;
}
