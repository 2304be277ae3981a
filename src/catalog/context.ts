/** What every judge of the catalog may look at. */
import type { FactId } from "../core/fact.ts";
import type { Cause, Finding, FindingSubject, Remedy, Rung, TrailStep } from "../core/report.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import type { DomainEstate, Estate } from "../policy/estate.ts";

export interface JudgeContext {
  readonly evidence: Evidence;
  readonly estate: Estate;
}

/** What a check says about one subject; the catalog's data adds the rest of the finding. */
export interface CheckResult {
  readonly subject: FindingSubject;
  readonly status: "pass" | "fail" | "unknown" | "not-applicable";
  readonly have: string;
  readonly evidence: readonly FactId[];
  readonly trail?: readonly TrailStep[];
  readonly cause?: Cause;
  readonly rung?: Rung;
  readonly notes?: readonly string[];
  readonly ask?: readonly string[];
  /** The smallest change, before those of the catalog. */
  readonly remedy?: readonly Remedy[];
  /** Those of the catalog would change nothing. */
  readonly onlyRemedy?: true;
  readonly microsoft?: Finding["microsoft"];
  /** DNS name of the domain whose names the commands take; absent: by the subject. */
  readonly domain?: string | null;
}

export type Check = (context: JudgeContext) => readonly CheckResult[];

export function gpoSubject(gpo: Gpo): Extract<FindingSubject, { kind: "gpo" }> {
  return { kind: "gpo", guid: gpo.guid, name: gpo.name, domain: gpo.domain, container: gpo.container };
}

export function domainSubject(
  domain: DomainEstate,
  role: Extract<FindingSubject, { kind: "domain" }>["role"],
): FindingSubject {
  return { kind: "domain", name: domain.name, role };
}

export function gpoLabel(gpo: Pick<Gpo, "name" | "guid" | "container">): string {
  return gpo.name ?? (gpo.guid === null ? gpo.container : `{${gpo.guid}}`);
}

/** GPOs that count, of all domains. */
export function countingGpos(estate: Estate): Gpo[] {
  return [...new Set(estate.domains.flatMap((domain) => domain.gpos))];
}
