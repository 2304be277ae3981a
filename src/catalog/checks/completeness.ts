/** What this evidence cannot show, said aloud: the frame around every other verdict. */
import type { DomainEstate } from "../../policy/estate.ts";
import type { Check, CheckResult, JudgeContext } from "../context.ts";
import { domainSubject } from "../context.ts";

export const evidenceCompleteness: Check = (context) => {
  const missing = listedButAbsent(context.evidence);
  return context.estate.domains.map((domain): CheckResult => {
    const gaps = gapsOf(domain, context, [...(missing.get(domain.dns) ?? [])].toSorted());
    const evidence = domain.gpos.flatMap((gpo) => gpo.identity.map((fact) => fact.id));
    return {
      subject: domainSubject(domain, null),
      status: "unknown",
      have: gaps.join("; "),
      evidence,
    };
  });
};

function gapsOf(domain: DomainEstate, { estate }: JudgeContext, missing: readonly string[]): string[] {
  const gpos = domain.gpos.length;
  const gaps = [`${gpos} ${gpos === 1 ? "GPO" : "GPOs"} given; nothing shows whether the domain has more`];
  if (estate.mode === "design") gaps.push("no link is known, so verdicts speak of what the GPOs would do");
  else {
    const silent = domain.gpos.filter((gpo) => gpo.links === null).length;
    if (silent > 0) gaps.push(`the links of ${silent === 1 ? "1 GPO" : `${silent} GPOs`} are not in this evidence`);
    gaps.push("link order, block inheritance and sites are not in GPO backups");
  }
  if (missing.length > 0)
    gaps.push(`manifest.xml lists ${missing.length} backups that are not here: ${missing.join(", ")}`);
  gaps.push("no domain controller has been read (auditpol, registry), and no SACL");
  return gaps;
}

/** Backups that a manifest names and no folder holds, by domain. */
function listedButAbsent({ gpos, facts }: JudgeContext["evidence"]): ReadonlyMap<string | null, ReadonlySet<string>> {
  const present = new Set(gpos.map((gpo) => gpo.guid));
  const missing = new Map<string, Set<string>>();
  for (const fact of facts) {
    if (fact.kind !== "gpo" || fact.via !== "gpmc-manifest" || fact.guid === null || present.has(fact.guid)) continue;
    if (fact.domain === null) continue;
    const domain = fact.domain.toLowerCase();
    missing.set(domain, (missing.get(domain) ?? new Set()).add(fact.name ?? `{${fact.guid}}`));
  }
  return missing;
}
