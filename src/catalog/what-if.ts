/** What policy gives each known computer: a finding speaks for a domain, an edit may change it for some of its computers only. */
import type { Cause, FindingSubject, Severity, Status, TrailStep } from "../core/report.ts";
import type { Estate } from "../policy/estate.ts";
import type { Requirement } from "./define.ts";
import { judgeExpect } from "./expect.ts";

export interface ComputerVerdict {
  /** As the computer's own finding would have it. */
  readonly id: string;
  /** The requirement and the domain, for which all computers of the role may be of one kind. */
  readonly group: string;
  readonly requirement: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: Extract<FindingSubject, { kind: "host" }>;
  readonly status: Status;
  readonly have: string;
  readonly cause: Cause | null;
  readonly trail: readonly TrailStep[];
}

/** By id. Nothing for computers that nobody names. */
export function computerVerdicts(
  catalog: readonly Requirement[],
  { domains, targetsOf }: Estate,
): ReadonlyMap<string, ComputerVerdict> {
  const verdicts = new Map<string, ComputerVerdict>();
  for (const { id: requirement, title, severity, appliesTo, expect } of catalog) {
    if (appliesTo.each !== "domain") continue;
    const role = appliesTo.role === "sensor" ? "dc" : appliesTo.role;
    for (const domain of domains) {
      for (const target of targetsOf(domain, role)) {
        const judgement = target.computers.length === 0 ? null : judgeExpect(expect, target);
        if (judgement === null) continue;
        const { status, have, cause, trail } = judgement;
        for (const { name, domain: dns, roles } of target.computers) {
          const id = `${requirement}@host:${name}`;
          const subject = { kind: "host", name, domain: dns, roles } as const;
          const group = `${requirement}@${domain.name}`;
          verdicts.set(id, { id, group, requirement, title, severity, subject, status, have, cause, trail });
        }
      }
    }
  }
  return verdicts;
}
