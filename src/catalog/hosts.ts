/** What a computer itself says (auditpol): the subcategory requirements of its roles, rung L3. */
import { auditingText } from "../core/audit-policy.ts";
import type { FactOf } from "../core/fact.ts";
import type { FindingSubject } from "../core/report.ts";
import type { HostEstate } from "../policy/estate.ts";
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";

export function hostResults(requirement: Requirement, { estate }: JudgeContext): CheckResult[] {
  const { appliesTo, expect } = requirement;
  if (appliesTo.each !== "domain" || expect.kind !== "subcategory") return [];
  return estate.hosts.flatMap((host): CheckResult[] => {
    // Other readings of the computer (registry, services) say nothing about its audit policy.
    if (!host.facts.some((fact) => fact.kind === "subcategory")) return [];
    const subject: FindingSubject = { kind: "host", name: host.name, domain: host.domain, roles: host.roles };
    const rows = rowsOf(host, expect.subcategory);
    const row = rows.at(-1);
    const evidence = rows.map((one) => one.id);
    if (host.roles.length === 0) {
      // Nobody said what the computer is; a domain controller's requirements are asked, not assumed.
      if (appliesTo.role !== "dc") return [];
      const have = row === undefined ? "not in the capture" : textOf(row);
      const ask = [`say what ${host.name} is: --role ${host.name}=dc`];
      return [{ subject, status: "unknown", have: `${have}; the role of the computer is not known`, evidence, ask }];
    }
    if (!host.roles.some((role) => role === appliesTo.role)) return [];
    if (row === undefined) return [{ subject, status: "unknown", have: "not in the capture", evidence }];
    if (rows.some((one) => textOf(one) !== textOf(row))) {
      // Nothing tells which one is the newer.
      const have = `undecided: ${[...new Set(rows.map(textOf))].join(" or ")}, in ${rows.length} captures of the computer`;
      return [{ subject, status: "unknown", have, evidence, ask: [KEEP_NEWER] }];
    }
    if (row.state !== "set" || row.success === null || row.failure === null) {
      return [{ subject, status: "unknown", have: `not understood: ${textOf(row)}`, evidence }];
    }
    const { success, failure } = row;
    const met = expect.includes.every((outcome) => (outcome === "success" ? success : failure));
    const none = !success && !failure;
    return met
      ? [{ subject, status: "pass", rung: "L3", have: textOf(row), evidence }]
      : [{ subject, status: "fail", cause: none ? "not-configured" : "too-weak", have: textOf(row), evidence }];
  });
}

const KEEP_NEWER =
  "Keep the newer capture only, or say in a scope file when each was taken (`captures:`), and scan again.";

/** The row that counts of each capture: of two rows in one file the later. */
function rowsOf(host: HostEstate, subcategory: string): FactOf<"subcategory">[] {
  const rows = new Map<string, FactOf<"subcategory">>();
  for (const fact of host.facts) {
    if (fact.kind !== "subcategory" || fact.user !== undefined || fact.subcategory !== subcategory) continue;
    if (fact.inert !== undefined) continue;
    rows.set(fact.origin.path, fact);
  }
  return [...rows.values()];
}

function textOf(row: FactOf<"subcategory">): string {
  if (row.success === null || row.failure === null) return row.origin.excerpt;
  return auditingText(row.success, row.failure);
}
