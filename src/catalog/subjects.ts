/** Whom findings are about: domains by role, computers, objects, the forest. */
import type { FindingSubject, Role } from "../core/report.ts";
import type { Computer } from "../policy/computers.ts";
import type { DomainEstate } from "../policy/estate.ts";
import { outside } from "./forests.ts";
import { domainSubject } from "./context.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";

export function subjectKey(subject: FindingSubject): string {
  switch (subject.kind) {
    case "domain":
      return `domain:${subject.name}${subject.role === null ? "" : `/${subject.role}`}`;
    case "host":
      return `host:${subject.name}`;
    case "gpo":
      return `gpo:${subject.guid ?? ""}@${subject.container}`;
    case "object":
      return `object:${subject.name}@${subject.domain}`;
    case "forest":
      return `forest:${subject.name}`;
  }
}

interface SubjectScope {
  readonly subject: FindingSubject;
  readonly domain: DomainEstate | null;
  readonly role: Role | null;
}

export function subjectsOf(
  { appliesTo }: Requirement,
  { estate }: JudgeContext,
  read: readonly CheckResult[],
): SubjectScope[] {
  switch (appliesTo.each) {
    case "domain":
      return estate.domains.map((domain) => ({
        subject: domainSubject(domain, appliesTo.role),
        domain,
        // Every domain controller carries a sensor: what a GPO says about sensors is asked where they stand.
        role: appliesTo.role === "sensor" ? "dc" : appliesTo.role,
      }));
    case "object":
      return estate.domains.map((domain) => ({
        subject: { kind: "object", name: appliesTo.object, domain: domain.name },
        domain: null,
        role: null,
      }));
    case "forest": {
      const unread = outside(read, estate.domains);
      if (unread.length === 0 && read.length > 0) return [];
      return [{ subject: { kind: "forest", name: forestName(unread) }, domain: null, role: null }];
    }
    case "tenant":
    case "run":
    case "gpo":
      return [{ subject: { kind: "forest", name: "tenant" }, domain: null, role: null }];
  }
}

function forestName(domains: readonly DomainEstate[]): string {
  return domains.length === 1 && domains[0] !== undefined ? domains[0].name : `${domains.length} domains`;
}

export function hostSubject({ name, domain, roles }: Computer): FindingSubject {
  return { kind: "host", name, domain, roles };
}
