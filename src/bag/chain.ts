/** A series of bags, each naming the one before it by the digest of its tag manifest: walked back from the newest. */

export interface ChainBag {
  /** How its reader calls it. */
  readonly label: string;
  /** SHA-256 of its tag manifest. */
  readonly digest: string;
  /** The digest of the bag before, as it names it; null: it names none. */
  readonly names: string | null;
  readonly asOf: string | null;
  readonly series: string | null;
  /** Intact and complete. */
  readonly sound: boolean;
}

export interface ChainAnswer {
  readonly faults: readonly string[];
  readonly notes: readonly string[];
}

/** `given`: the bags before, in any order. The walk ends at the first link that does not hold. */
export function walkChain(newest: ChainBag, given: readonly ChainBag[]): ChainAnswer {
  const left = new Map(given.map((bag) => [bag.digest, bag]));
  const notes: string[] = [];
  let bag = newest;
  while (bag.names !== null) {
    const before = left.get(bag.names);
    if (before === undefined) break;
    left.delete(bag.names);
    const fault = linkFault(bag, before);
    if (fault !== null) return { faults: [`chain broken: ${fault}`], notes };
    notes.push(bag === newest ? "it follows the bag given" : `${bag.label} follows ${before.label}`);
    bag = before;
  }
  const subject = bag === newest ? "it" : bag.label;
  const end = bag.names === null ? `${subject} names no bag before it` : `${subject} follows the bag ${bag.names}`;
  if (left.size === 0) {
    return { faults: [], notes: [...notes, bag.names === null ? end : `${end}, which was not given`] };
  }
  const others = [...left.values()].map(({ label, digest }) => `${label} (${digest})`);
  return { faults: [`chain broken: ${end}, and given besides: ${others.join(", ")}`], notes };
}

function linkFault(bag: ChainBag, before: ChainBag): string | null {
  if (!before.sound) return `the bag before it is not intact and complete: ${before.label}`;
  if (before.asOf !== null && bag.asOf !== null && Date.parse(before.asOf) > Date.parse(bag.asOf)) {
    return `the bag before it is as of ${before.asOf}, which is later: ${before.label}`;
  }
  if (bag.series !== null && before.series !== null && bag.series !== before.series) {
    return `it is of the series ${bag.series}, and ${before.label} of ${before.series}`;
  }
  return null;
}
