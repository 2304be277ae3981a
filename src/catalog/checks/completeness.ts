/** What this evidence shows of the population, and what it cannot show, said aloud: the frame around every other verdict. */
import type { Fact, FactId } from "../../core/fact.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import type { DifferenceKind, PopulationDifference } from "../../core/population.ts";
import type { DomainEstate, Estate } from "../../policy/estate.ts";
import { comparisonsOf } from "../../policy/population/population.ts";
import { gpoLabel, domainSubject } from "../context.ts";
import type { Check, CheckResult, JudgeContext } from "../context.ts";

export const evidenceCompleteness: Check = (context) => {
  const comparisons = comparisonsOf(context.evidence, context.estate);
  const differences = comparisons.flatMap((comparison) => comparison.differences);
  const described = describedDomains(context);
  return context.estate.domains.map((domain): CheckResult => {
    const gaps = [
      ...gapsOf(domain, differences, context),
      ...(described.has(domain.dns ?? "") ? [] : ["no SACL of the directory has been read"]),
    ];
    const subject = domainSubject(domain, null);
    const loopback = loopbackNotes(domain);
    const identities = domain.gpos.flatMap((gpo) => gpo.identity.map((fact) => fact.id));
    const evidence = [...identities, ...loopback.facts];
    if (gaps.length > 0) return { subject, status: "unknown", have: gaps.join("; "), evidence, notes: loopback.text };
    return {
      subject,
      status: "pass",
      rung: "L3",
      have: "every link that reaches the domain controllers, the settings behind it and every known domain controller are here",
      evidence,
      notes: loopback.text,
    };
  });
};

/** The differences of the reconciliation that leave verdicts about the domain open, in words. A declared exception settles none of them. */
function gapsOf(domain: DomainEstate, all: readonly PopulationDifference[], { estate }: JudgeContext): string[] {
  const own = (kind: DifferenceKind): readonly string[] => {
    const found = all.filter((one) => one.kind === kind && (one.domain === null || one.domain === domain.name));
    return [...new Set(found.map(({ name }) => name))];
  };
  const given = domain.gpos.filter((gpo) => gpo.kind !== "directory").length;
  const more = `${given === 1 ? "1 GPO" : `${given} GPOs`} given; nothing shows whether the domain has more`;
  const [design, order, silent] = [own("no-links"), own("order-unknown"), own("links-unknown").length];
  const [missing, unseen, parts] = [own("listed-missing"), own("linked-missing"), own("read-in-part").length];
  const gaps: string[] = [];
  if (design.length > 0 || order.length > 0) gaps.push(more);
  if (design.length > 0) gaps.push("no link is known, so verdicts speak of what the GPOs would do");
  if (missing.length > 0) gaps.push(`manifest.xml lists ${missing.length} backups that are not here: ${some(missing)}`);
  if (silent > 0) gaps.push(`the links of ${silent === 1 ? "1 GPO" : `${silent} GPOs`} are not in this evidence`);
  if (order.length > 0) gaps.push(`link order and block inheritance are not known for ${some(order)}`);
  if (own("sites-unknown").length > 0) gaps.push("the links of sites are not in this evidence");
  if (design.length === 0 && unseen.length > 0)
    gaps.push(`the settings of ${unseen.length} linked or listed GPOs are not here: ${some(unseen)}`);
  gaps.push(...computerGaps(domain, all, estate));
  if (parts > 0) gaps.push(`${parts === 1 ? "1 file was" : `${parts} files were`} not read whole`);
  return gaps;
}

const MOST_NAMES = 3;

function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${rest} more` : names.join(", ");
}

/** Each domain controller is to be read by itself: one that differs is one that is blind. */
function computerGaps(domain: DomainEstate, all: readonly PopulationDifference[], { computers }: Estate): string[] {
  if (all.some(({ kind, name }) => kind === "none-known" && name === domain.name)) {
    return ["which domain controllers there are is not in this evidence, and none has been read (auditpol, registry)"];
  }
  const controllers = computers.filter(({ domain: dns, roles }) => dns === domain.dns && roles.includes("dc"));
  const open = all
    .filter(({ kind, domain: dns }) => kind === "no-auditpol" && dns === domain.dns)
    .map(({ name }) => name)
    .filter((name) => controllers.some((one) => one.name === name));
  if (open.length === 0) return [];
  return [
    `${open.length} of ${controllers.length} known domain controllers have not been read (auditpol): ${some(open)}`,
  ];
}

/** Domains, by DNS name, of which a descriptor with its SACL was read. */
function describedDomains({ evidence }: JudgeContext): ReadonlySet<string> {
  const domains = new Set<string>();
  for (const fact of evidence.facts) {
    if (fact.kind !== "security-descriptor" || fact.sacl !== "read" || fact.subject.kind !== "object") continue;
    const labels = [...fact.object.matchAll(/(?:^|,)\s*DC=([^,]+)/gi)].map(([, label]) => label ?? "");
    if (labels.length > 0) domains.add(labels.join(".").toLowerCase());
  }
  return domains;
}

const LOOPBACK = "software\\policies\\microsoft\\windows\\system";

function loopbackFacts({ settings }: Gpo): Fact[] {
  return settings.filter(
    (fact) =>
      fact.kind === "registry" && fact.name.toLowerCase() === "userpolicymode" && fact.key.toLowerCase() === LOOPBACK,
  );
}

/** Loopback changes which user settings apply on a computer, never its computer settings [MS-GPOL 3.2.5.1.4]. */
function loopbackNotes({ gpos }: DomainEstate): { readonly text: string[]; readonly facts: FactId[] } {
  const found = gpos.filter((gpo) => loopbackFacts(gpo).length > 0);
  if (found.length === 0) return { text: [], facts: [] };
  const names = some(found.map((gpo) => `"${gpoLabel(gpo)}"`).toSorted());
  return {
    text: [
      `${names} sets loopback processing: it changes which user settings apply and is irrelevant for audit policy and every other computer setting.`,
    ],
    facts: found.flatMap((gpo) => loopbackFacts(gpo).map((fact) => fact.id)),
  };
}
