/** What a SACL lacks, in words: rights × class or attribute × outcome × who. */
import { bitsOf, rightWords } from "../sacl/rights.ts";
import type { ObjectKind } from "../sacl/rights.ts";
import { className, typedRightWords } from "../sacl/schema.ts";
import { trusteeName } from "../sacl/trustees.ts";
import type { AuditNeed, Outcome, Part } from "../sacl/types.ts";
import type { SaclObject } from "./define.ts";

export function kindOf({ of }: SaclObject): ObjectKind {
  return of === "registry-key" ? "key" : of === "file" ? "file" : "directory";
}

export function outcomeWords(outcomes: Iterable<Outcome>): string {
  const names = new Set(outcomes);
  return (["success", "failure"] as const)
    .filter((one) => names.has(one))
    .map((one) => (one === "success" ? "Success" : "Failure"))
    .join(" and ");
}

function placeWords({ on }: AuditNeed, part: Part["on"]): string {
  if (on.kind === "descendants")
    return on.class === null ? "on all objects below" : `on ${className(on.class)} objects below`;
  if (on.kind === "object") return "on the object itself";
  return part === "object" ? "on the object itself" : "on the objects below";
}

/** Parts that differ in one thing only are said together. */
export function missingWords(parts: readonly Part[], need: AuditNeed, kind: ObjectKind): string {
  const byRights = grouped(
    parts.map((part) => ({ part, rights: part.rights, outcomes: [part.outcome] })),
    ({ part, outcomes }) => [part.types, part.on, part.who, outcomes],
  );
  const said = grouped(byRights, ({ part, rights }) => [part.types, part.on, part.who, rights]);
  return said
    .map(({ part, rights, outcomes }) => {
      const bits = bitsOf(rights);
      const words =
        part.types.length === 0
          ? rightWords(rights, kind)
          : bits.flatMap((bit) => part.types.map((guid) => typedRightWords(bit, guid)));
      return `${words.join(", ")} ${placeWords(need, part.on)}, ${outcomeWords(outcomes)}, by ${trusteeName(part.who)}`;
    })
    .join("; ");
}

interface Group {
  readonly part: Part;
  readonly rights: number;
  readonly outcomes: readonly Outcome[];
}

function grouped(groups: readonly Group[], keyOf: (group: Group) => unknown): Group[] {
  const merged = new Map<string, Group>();
  for (const group of groups) {
    const key = JSON.stringify(keyOf(group));
    const same = merged.get(key);
    merged.set(
      key,
      same === undefined
        ? group
        : {
            part: same.part,
            rights: same.rights | group.rights,
            outcomes: [...new Set([...same.outcomes, ...group.outcomes])],
          },
    );
  }
  return [...merged.values()];
}
