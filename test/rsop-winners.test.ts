/** Windows' own resultant sets as judges: from the links alone our resolver must name the winner that the file names. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Fact } from "../src/core/fact.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { estateOf } from "../src/policy/estate.ts";
import { resolve } from "../src/policy/resolve.ts";
import { reachesOf, strongestFirst } from "../src/policy/scope.ts";
import type { Selector } from "../src/policy/setting-index.ts";
import type { Target } from "../src/policy/target.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { takeApart } from "./support/rsop-estate.ts";
import type { RankedValue, TakenApart } from "./support/rsop-estate.ts";

const CORPUS = fileURLToPath(new URL("../../shared/corpus", import.meta.url));

function rsopFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.toLowerCase().endsWith(".xml"))
    .map((path) => join(folder, path))
    .toSorted();
}

function resultantSets(path: string): TakenApart[] {
  const file = readBytes(path, readFileSync(path));
  if (file.source.kind !== "rsop-xml" || file.source.read !== "complete") return [];
  const { facts } = assemble([file]);
  const hosts = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.subject.kind !== "host" || fact.tier !== "B") continue;
    hosts.set(fact.subject.name, [...(hosts.get(fact.subject.name) ?? []), fact]);
  }
  return [...hosts.values()].flatMap((list) => takeApart(list) ?? []);
}

function targetOf({ evidence, host }: TakenApart): Target {
  const target = estateOf(evidence, new Map()).targets.find(({ computer }) => computer?.name === host);
  if (target === undefined) throw new Error(`${host} is no target`);
  return target;
}

function selectorOf({ facts: [fact] }: RankedValue): Selector | null {
  switch (fact?.kind) {
    case "subcategory":
      return fact.user === undefined ? { kind: "subcategory", subcategory: fact.subcategory } : null;
    case "registry":
      return { kind: "registry", path: `${fact.hive}\\${fact.key}\\${fact.name}` };
    case "user-right":
      return { kind: "user-right", right: fact.right };
    case "event-log":
      return { kind: "event-log", log: fact.log, setting: fact.setting };
    case "account-policy":
      return { kind: "account-policy", section: fact.section, setting: fact.setting };
    default:
      return null;
  }
}

/** Applied GPOs by our own reckoning, weakest first. */
function orderOf(target: Target): string[] {
  return target.domain.gpos
    .flatMap((gpo) => reachesOf(gpo, target).flatMap((reach) => (reach.state === "yes" ? [{ gpo, reach }] : [])))
    .toSorted((a, b) => -strongestFirst(a.reach, b.reach) || (b.reach.link?.order ?? 0) - (a.reach.link?.order ?? 0))
    .map(({ gpo }) => gpo.guid ?? "");
}

function check(files: readonly string[]): { sets: number; values: number; contested: number } {
  const counts = { sets: 0, values: 0, contested: 0 };
  for (const set of files.flatMap(resultantSets)) {
    counts.sets += 1;
    const target = targetOf(set);
    expect(orderOf(target), `${set.host}: order of application`).toEqual(set.applied);
    for (const value of set.values) {
      const selector = selectorOf(value);
      const winner = value.facts.find(({ precedence }) => precedence === 1);
      if (selector === null || winner === undefined || !set.applied.includes(winner.gpo ?? "")) continue;
      counts.values += 1;
      counts.contested += value.facts.length > 1 ? 1 : 0;
      const won = resolve(selector, target).trail.find(({ result }) => result === "won");
      expect(won?.gpo.guid, JSON.stringify(selector)).toBe(winner.gpo);
    }
  }
  return counts;
}

describe("resultant sets", () => {
  it.skipIf(!existsSync(CORPUS))("of real computers (skipped without the corpus of real exports)", () => {
    const { sets, values, contested } = check(rsopFiles(CORPUS).filter((path) => /rsop|gpresult/i.test(path)));
    // Neither of the two real files holds a value that two GPOs set: they prove the order and the sole winners.
    expect({ sets, contested }).toEqual({ sets: 2, contested: 0 });
    expect(values).toBeGreaterThan(90);
  });
});
