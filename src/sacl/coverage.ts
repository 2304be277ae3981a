/** Coverage as a set: what the audit entries of one descriptor record of a need, together [formats.md 6.3, 6.10]. */
import type { AceFields, Guid } from "../core/fact.ts";
import { carrying } from "./carrying.ts";
import { recordedBy, wantedOf } from "./entry.ts";
import type { Place, Recorded, Wanted } from "./entry.ts";
import { bitsOf } from "./rights.ts";
import type { ObjectKind } from "./rights.ts";
import { partWords } from "./trustees.ts";
import type { AuditNeed, Coverage, Outcome, Part } from "./types.ts";
import { widerEntries } from "./wider.ts";

type OpenPart = Part & { readonly because: string };

const WANTED: Readonly<Record<ObjectKind, WeakMap<AuditNeed, Wanted>>> = {
  directory: new WeakMap(),
  file: new WeakMap(),
  key: new WeakMap(),
};

/** The same need is asked of many descriptors. */
function remembered(need: AuditNeed, kind: ObjectKind): Wanted {
  const known = WANTED[kind].get(need);
  if (known !== undefined) return known;
  const wanted = wantedOf(need, kind);
  WANTED[kind].set(need, wanted);
  return wanted;
}

/**
 * `aces`: all audit entries of one descriptor that was read. A descriptor whose SACL was not read has no coverage at all, not
 * even `none`: that is the caller's to tell apart. `kind`: what generic bits and inheritance mean.
 */
export function coverageOf(aces: readonly AceFields[], need: AuditNeed, kind: ObjectKind = "directory"): Coverage {
  const wanted = remembered(need, kind);
  const found: Recorded[] = [];
  for (const [index, ace] of aces.entries()) {
    const recorded = recordedBy(ace, index, wanted);
    if (recorded !== null) found.push(recorded);
  }
  const { missing, open } = gaps(found, wanted);
  const { by, surplus } = carrying(aces, found, wanted);
  return {
    state: missing.length > 0 ? (found.length > 0 ? "partial" : "none") : open.length > 0 ? "open" : "covered",
    missing,
    open,
    by,
    surplus,
    wider: widerEntries(aces, found, wanted),
    notes: missing.length + open.length === 0 ? [] : [...new Set(found.flatMap(({ notes }) => notes))].sort(),
  };
}

function gaps(found: readonly Recorded[], wanted: Wanted): { missing: Part[]; open: OpenPart[] } {
  const missing = new Parts<Part>();
  const open = new Parts<OpenPart>();
  for (const on of wanted.places) {
    for (const outcome of wanted.outcomes) {
      const here = found.filter(({ places, outcomes }) => places.includes(on) && outcomes.includes(outcome));
      for (const [slot, { type, rights }] of wanted.slots.entries()) {
        for (const bit of bitsOf(rights)) {
          const { certain, perhaps, reasons } = recordedCallers(here, slot, bit);
          const part = (callers: number): Part => partOf(wanted, type, bit, outcome, on, callers);
          const lost = wanted.people.callers & ~certain & ~perhaps;
          const undecided = wanted.people.callers & ~certain & perhaps;
          if (lost !== 0) missing.add(part(lost), type);
          if (undecided !== 0) open.add({ ...part(undecided), because: reasons.join("; ") }, type);
        }
      }
    }
  }
  return { missing: missing.all(), open: open.all() };
}

interface Callers {
  readonly certain: number;
  readonly perhaps: number;
  /** Of the entries that perhaps record callers whom no certain one does. */
  readonly reasons: readonly string[];
}

function recordedCallers(found: readonly Recorded[], slot: number, bit: number): Callers {
  const here = found.filter(({ slots }) => ((slots[slot] ?? 0) & bit) !== 0);
  let certain = 0;
  for (const { callers, open } of here) if (open.length === 0) certain |= callers;
  let perhaps = 0;
  const reasons = new Set<string>();
  for (const { callers, open } of here) {
    if (open.length === 0 || (callers & ~certain) === 0) continue;
    perhaps |= callers;
    for (const reason of open) reasons.add(reason);
  }
  return { certain, perhaps, reasons: [...reasons].sort() };
}

function partOf(
  { people }: Wanted,
  type: Guid | null,
  rights: number,
  outcome: Outcome,
  on: Place,
  callers: number,
): Part {
  return { rights, types: type === null ? [] : [type], outcome, on, who: partWords(people, callers) };
}

/** Rights about the same become one part; then things with the same rights. */
class Parts<T extends Part> {
  readonly #found = new Map<string, T>();

  add(part: T, type: Guid | null): void {
    const key = `${keyOf(part)}:${type ?? ""}`;
    const known = this.#found.get(key);
    this.#found.set(key, known === undefined ? part : { ...known, rights: (known.rights | part.rights) >>> 0 });
  }

  all(): T[] {
    const merged = new Map<string, T>();
    for (const part of this.#found.values()) {
      const key = part.types.length === 0 ? `${keyOf(part)}:` : `${keyOf(part)}:${part.rights}`;
      const known = merged.get(key);
      merged.set(key, known === undefined ? part : { ...known, types: [...known.types, ...part.types] });
    }
    return [...merged.values()];
  }
}

function keyOf(part: Part & { readonly because?: string }): string {
  return JSON.stringify([part.on, part.outcome, part.who, part.because ?? ""]);
}
