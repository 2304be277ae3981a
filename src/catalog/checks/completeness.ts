/** What this evidence shows of the population, and what it cannot show, said aloud: the frame around every other verdict. */
import type { Fact, FactId } from "../../core/fact.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import type { DomainEstate } from "../../policy/estate.ts";
import { listsSites } from "../../policy/scope.ts";
import { chainOf } from "../../policy/target.ts";
import type { Target } from "../../policy/target.ts";
import { gpoLabel, domainSubject } from "../context.ts";
import type { Check, CheckResult, JudgeContext } from "../context.ts";

export const evidenceCompleteness: Check = (context) => {
  const missing = listedButAbsent(context.evidence);
  const described = describedDomains(context);
  const broken = context.evidence.sources.filter(({ read }) => read === "incomplete").length;
  return context.estate.domains.map((domain): CheckResult => {
    const targets = context.estate.targetsOf(domain, "dc");
    const gaps = [
      ...populationGaps(domain, targets, context, [...(missing.get(domain.dns) ?? [])].toSorted()),
      ...computerGaps(domain, context),
      ...(broken === 0 ? [] : [`${broken === 1 ? "1 file was" : `${broken} files were`} not read whole`]),
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

/** GPOs and links: what reaches the domain controllers, and whether all of it is here. */
function populationGaps(
  domain: DomainEstate,
  targets: readonly Target[],
  { estate }: JudgeContext,
  missing: readonly string[],
): string[] {
  const given = domain.gpos.filter((gpo) => gpo.kind !== "directory").length;
  const gpos = given === 1 ? "1 GPO" : `${given} GPOs`;
  const gaps: string[] = [];
  if (missing.length > 0) gaps.push(`manifest.xml lists ${missing.length} backups that are not here: ${some(missing)}`);
  if (estate.mode === "design") {
    return [
      `${gpos} given; nothing shows whether the domain has more`,
      "no link is known, so verdicts speak of what the GPOs would do",
      ...gaps,
    ];
  }
  const unlisted = new Set(
    targets.flatMap((target) =>
      chainOf(target).containers.flatMap(({ som, container }) =>
        som.kind === "site" || container?.complete === true ? [] : [[som.domain ?? "", ...som.path].join("/")],
      ),
    ),
  );
  if (unlisted.size > 0) {
    gaps.unshift(`${gpos} given; nothing shows whether the domain has more`);
    const silent = domain.gpos.filter(
      (gpo) => gpo.kind !== "directory" && gpo.links === null && !domain.links.has(gpo),
    ).length;
    if (silent > 0) gaps.push(`the links of ${silent === 1 ? "1 GPO" : `${silent} GPOs`} are not in this evidence`);
    gaps.push(`link order and block inheritance are not known for ${some([...unlisted].toSorted())}`);
  }
  if (!listsSites(estate.directory)) gaps.push("the links of sites are not in this evidence");
  const unseen = domain.gpos.filter((gpo) => gpo.kind === "directory").map(gpoLabel);
  if (unseen.length > 0)
    gaps.push(`the settings of ${unseen.length} linked or listed GPOs are not here: ${some(unseen.toSorted())}`);
  return gaps;
}

const MOST_NAMES = 3;

function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return rest > 0 ? `${names.slice(0, MOST_NAMES).join(", ")} and ${rest} more` : names.join(", ");
}

/** Each domain controller is to be read by itself: one that differs is one that is blind. */
function computerGaps(domain: DomainEstate, { estate }: JudgeContext): string[] {
  const controllers = estate.computers.filter(({ domain: dns, roles }) => dns === domain.dns && roles.includes("dc"));
  const read = new Set(
    estate.hosts.flatMap(({ name, facts }) =>
      facts.some(({ kind }) => kind === "subcategory") ? [name.toLowerCase()] : [],
    ),
  );
  if (controllers.length === 0) {
    return ["which domain controllers there are is not in this evidence, and none has been read (auditpol, registry)"];
  }
  const open = controllers.filter(({ name }) => !read.has(name.toLowerCase())).map(({ name }) => name);
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
