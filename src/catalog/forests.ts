/** What exports of the directory show of a whole forest. */
import type { Fact } from "../core/fact.ts";
import type { DomainEstate } from "../policy/estate.ts";
import { splitDn } from "../text/distinguished-name.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";
import { judgeOnHost } from "./host-expect.ts";

export function forestResults({ appliesTo, captured }: Requirement, { evidence }: JudgeContext): CheckResult[] {
  if (appliesTo.each !== "forest" || captured === undefined) return [];
  const incomplete = new Set(evidence.sources.flatMap(({ read, path }) => (read === "complete" ? [] : [path])));
  return [...forestsOf(evidence.facts)].flatMap(([name, facts]): CheckResult[] => {
    const judgement = judgeOnHost(captured, { facts, incomplete });
    if (judgement === null || judgement.silent) return [];
    const { status, have, evidence: cited, cause, contradictory } = judgement;
    const subject = { kind: "forest", name } as const;
    const rest = {
      ...(status === "pass" ? { rung: "L3" as const } : {}),
      ...(cause === null ? {} : { cause }),
      ...(contradictory ? { ask: ["Keep the newer export only, and scan again."] } : {}),
    };
    return [{ subject, status, have, evidence: cited, ...rest }];
  });
}

/** Domains of which no forest that was read is told to be theirs. */
export function outside(results: readonly CheckResult[], domains: readonly DomainEstate[]): DomainEstate[] {
  const roots = results.flatMap(({ subject }) => (subject.kind === "forest" ? [subject.name] : []));
  return domains.filter(({ dns }) => dns === null || !roots.some((root) => dns === root || dns.endsWith(`.${root}`)));
}

function forestsOf(facts: readonly Fact[]): ReadonlyMap<string, Fact[]> {
  const forests = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.kind !== "observation" || fact.inert !== undefined) continue;
    const name = forestOf(fact.subject);
    if (name !== null) forests.set(name, [...(forests.get(name) ?? []), fact]);
  }
  return new Map([...forests].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The Partitions container of the configuration carries the forest's name. */
function forestOf(subject: Fact["subject"]): string | null {
  if (subject.kind === "forest") return subject.name.toLowerCase();
  if (subject.kind !== "object" || !/^cn=partitions,\s*cn=configuration,/i.test(subject.name)) return null;
  const labels = splitDn(subject.name).flatMap(({ type, value }) => (type === "dc" ? [value.toLowerCase()] : []));
  return labels.length === 0 ? null : labels.join(".");
}
