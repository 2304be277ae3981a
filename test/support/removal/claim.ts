/** What must hold between the verdicts on some evidence and on less of it. */
import { REQUIREMENTS } from "../../../src/catalog/index.generated.ts";
import { judge } from "../../../src/catalog/judge.ts";
import type { Finding } from "../../../src/core/report.ts";
import { estateOf } from "../../../src/policy/estate.ts";
import { evidenceOf } from "./evidence.ts";
import type { World } from "./world.ts";

export interface Broken {
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

export interface Verdicts {
  readonly mode: "design" | "deployed";
  readonly findings: ReadonlyMap<string, Finding>;
  /** Computers that were read themselves: what is said of them is said by them, or left open by them. */
  readonly own: ReadonlySet<string>;
}

export function verdictsOn(world: World): Verdicts {
  const evidence = evidenceOf(world);
  const estate = estateOf(evidence, new Map());
  const { findings } = judge(REQUIREMENTS, { evidence, estate });
  const own = new Set(
    evidence.facts.flatMap(({ tier, subject }) => (tier === "A" && subject.kind === "host" ? [subject.name] : [])),
  );
  return { mode: estate.mode, own, findings: new Map(findings.map((finding) => [finding.id, finding])) };
}

/** Findings that pass once evidence is gone. */
export function broken(before: Verdicts, after: Verdicts): Broken[] {
  // What GPOs would do is another claim than what they do.
  if (before.mode === "design" || after.mode === "design") return [];
  return [...before.findings.values()].flatMap((was): Broken[] => {
    const is = after.findings.get(was.id) ?? covering(was, after);
    if (is?.status !== "pass" || (was.status !== "fail" && was.status !== "unknown")) return [];
    if (!sameComputers(was, is) || lower(is, was, before)) return [];
    const text = (finding: Finding): string => `${finding.status}: ${finding.have}`;
    return [{ subject: was.id, before: text(was), after: text(is) }];
  });
}

/** A verdict that comes from the computer itself is on the third rung, pass or not. */
function lower(is: Finding, was: Finding, { own }: Verdicts): boolean {
  return was.subject.kind === "host" && is.rung !== "L3" && own.has(was.subject.name);
}

/** "All" of two different groups of computers are two claims. */
function sameComputers(was: Finding, is: Finding): boolean {
  return was.subject.kind !== "domain" || was.computers.join() === is.computers.join();
}

/** The domain's finding that speaks for a computer without one of its own. */
function covering({ requirement, subject }: Finding, { findings }: Verdicts): Finding | undefined {
  if (subject.kind !== "host") return undefined;
  return [...findings.values()].find(
    (one) => one.requirement === requirement && one.subject.kind === "domain" && one.computers.includes(subject.name),
  );
}
