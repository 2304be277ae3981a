/** What entries record beside the need: not wrong, and it costs events. */
import type { AceFields } from "../core/fact.ts";
import type { Recorded, Wanted } from "./entry.ts";
import { mappedRights, rightLetters } from "./rights.ts";
import { className, typeName } from "./schema.ts";
import { trusteeName } from "./trustees.ts";

export function widerEntries(
  aces: readonly AceFields[],
  found: readonly Recorded[],
  wanted: Wanted,
): { readonly ace: number; readonly because: string }[] {
  const wider: { ace: number; because: string }[] = [];
  for (const recorded of found) {
    if (!carriesSome(recorded)) continue;
    const { ace } = recorded;
    const entry = aces[ace];
    const beside = entry === undefined ? [] : besideNeed(entry, wanted);
    if (beside.length > 0) wider.push({ ace, because: `it also records ${beside.join("; ")}` });
  }
  return wider;
}

/** What an entry records that carries nothing of the need is no cost of the need. */
function carriesSome({ open, callers, places, slots }: Recorded): boolean {
  return open.length === 0 && callers !== 0 && places.length > 0 && slots.some((rights) => rights !== 0);
}

function besideNeed(ace: AceFields, wanted: Wanted): string[] {
  const beside: string[] = [];
  const rights = (mappedRights(ace.mask, wanted.kind) & ~wanted.rights) >>> 0;
  if (rights !== 0) beside.push(`the rights ${rightLetters(rights)}`);
  if (ace.flags.includes("SA") && !wanted.outcomes.includes("success")) beside.push("success");
  if (ace.flags.includes("FA") && !wanted.outcomes.includes("failure")) beside.push("failure");
  const { who, callers } = wanted.people;
  if (ace.trustee !== who && wanted.reach(ace.trustee).callers === callers) {
    beside.push(`${trusteeName(ace.trustee)}, not only ${trusteeName(who)}`);
  }
  beside.push(...besideTypes(ace, wanted), ...besidePlaces(ace, wanted));
  return beside;
}

function besideTypes({ objectType, mask }: AceFields, wanted: Wanted): string[] {
  const typed = wanted.slots.filter(
    (slot) => slot.type !== null && (slot.rights & mappedRights(mask, wanted.kind)) !== 0,
  );
  const names = typed.flatMap(({ type }) => (type === null ? [] : [typeName(type, [])]));
  if (typed.length === 0 || typed.some(({ type }) => type === objectType)) return [];
  return objectType === null
    ? [`the same rights on everything, not only on ${names.join(", ")}`]
    : [`the rest of ${typeName(objectType, [])}`];
}

function besidePlaces({ flags, inheritedObjectType }: AceFields, wanted: Wanted): string[] {
  const beside: string[] = [];
  const below = wanted.places.includes("descendants");
  if (!wanted.places.includes("object") && !flags.includes("IO")) beside.push("the object itself");
  if (!below && flags.includes("CI")) beside.push("objects below it");
  if (below && wanted.class !== null && inheritedObjectType === null) {
    beside.push(`objects of every class, not only ${className(wanted.class)}`);
  }
  return beside;
}
