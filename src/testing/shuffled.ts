/** Reports for the properties that hold for every machine output: the order of a list never shows. */
import type { Finding, Report } from "../core/report.ts";
import type { Waiver, WaiverState } from "../core/waiver.ts";

/** Everything that is a list without an order of its own, turned round and interleaved. */
export function shuffled(report: Report): Report {
  return {
    ...report,
    findings: mixed(report.findings),
    sources: mixed(report.sources),
    facts: new Map(mixed([...report.facts])),
  };
}

function mixed<T>(items: readonly T[]): T[] {
  const turned = items.toReversed();
  return [...turned.filter((_, at) => at % 2 === 1), ...turned.filter((_, at) => at % 2 === 0)];
}

export function fixtureWaiver(state: WaiverState, given: Partial<Waiver> = {}): Waiver {
  return {
    id: "WVR-2026-001",
    kind: state === "planned" ? "planned-fix" : "risk-accepted",
    owner: "pki-team@corp.example",
    requestedBy: "a.meyer@corp.example",
    approvedBy: state === "unapproved" ? null : "ciso@corp.example",
    approvedOn: state === "unapproved" ? null : "2026-10-01",
    expires: state === "expired" ? "2026-11-01" : "2027-01-15",
    reason: "accepted until the migration",
    compensating: null,
    evidence: ["ticket:CHG-4711"],
    state,
    because: state === "active" ? null : `it is ${state}`,
    ...given,
  };
}

/** The first fails of a list with a waiver in each of the given states. */
export function withWaivers(findings: readonly Finding[], states: readonly WaiverState[]): Finding[] {
  let next = 0;
  return findings.map((finding) => {
    const state = finding.status === "fail" ? states[next] : undefined;
    if (state === undefined) return finding;
    next += 1;
    return { ...finding, waiver: fixtureWaiver(state) };
  });
}
