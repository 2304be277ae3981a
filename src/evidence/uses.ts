/** What each file gave, for the page of inputs. */
import type { Fact, Subject, Tier } from "../core/fact.ts";
import type { SourceUse } from "../core/report.ts";

const STRENGTH: readonly Tier[] = ["A", "B", "C", "D", "E"];

export function usesOf(facts: readonly Fact[]): ReadonlyMap<string, SourceUse> {
  const files = new Map<string, { count: number; tier: Tier; subjects: Map<string, Subject> }>();
  for (const { origin, tier, subject } of facts) {
    const file = files.get(origin.path) ?? { count: 0, tier, subjects: new Map<string, Subject>() };
    files.set(origin.path, file);
    file.count += 1;
    if (STRENGTH.indexOf(tier) < STRENGTH.indexOf(file.tier)) file.tier = tier;
    file.subjects.set(keyOf(subject), subject);
  }
  return new Map(
    [...files].map(([path, { count, tier, subjects }]) => [
      path,
      { facts: count, tier, about: aboutText([...subjects.values()]) },
    ]),
  );
}

function keyOf(subject: Subject): string {
  return subject.kind === "gpo"
    ? `gpo ${subject.container} ${subject.guid ?? subject.name ?? ""}`
    : `${subject.kind} ${subject.name}`;
}

const ONE: Readonly<Record<Subject["kind"], string>> = {
  host: "host",
  gpo: "GPO",
  object: "object",
  domain: "domain",
  forest: "forest",
};

/** One is named, several are counted by kind. */
function aboutText(subjects: readonly Subject[]): string {
  const counts = new Map<Subject["kind"], Subject[]>();
  for (const subject of subjects) {
    const list = counts.get(subject.kind);
    if (list === undefined) counts.set(subject.kind, [subject]);
    else list.push(subject);
  }
  return [...counts]
    .map(([kind, list]) => {
      const [first] = list;
      if (list.length > 1 || first === undefined) return `${list.length} ${ONE[kind]}s`;
      if (first.kind === "host" && first.name.startsWith("unnamed computer")) return "a computer that it does not name";
      if (first.kind !== "gpo") return `${ONE[kind]} ${first.name}`;
      return first.name === null ? "a GPO without a name" : `GPO "${first.name}"`;
    })
    .join(", ");
}
