/** Checks on the advanced audit policy as a whole: dead files, mixed kinds, lost defaults. */
import { subcategoryOf } from "../../core/audit-policy.ts";
import { AUDIT_CSE, processedExtensions } from "../../core/extensions.ts";
import type { Fact } from "../../core/fact.ts";
import type { Gpo } from "../../evidence/evidence.ts";
import type { DomainEstate } from "../../policy/estate.ts";
import { forceSubcategories, mayForce } from "../../policy/resolve.ts";
import { reachesOf } from "../../policy/scope.ts";
import { countingGpos, domainSubject, gpoLabel, gpoSubject } from "../context.ts";
import type { Check, CheckResult, JudgeContext } from "../context.ts";
import { DC_DEFAULTS } from "../../policy/dc-defaults.ts";

/** An audit.csv in a GPO whose extension list lacks the audit extension is never processed [MS-GPOL 3.2.5.1.10]. */
export const auditCseMissing: Check = ({ estate }) => countingGpos(estate).flatMap(judgeCse);

function judgeCse(gpo: Gpo): CheckResult[] {
  const rows = gpo.settings.filter((fact) => fact.via === "audit-csv");
  if (rows.length === 0 || gpo.kind === "local") return [];
  const settings = rows.length === 1 ? "1 audit setting" : `${rows.length} audit settings`;
  const identity = gpo.identity.filter((fact) => fact.machineExtensions !== null).map((fact) => fact.id);
  const found = { subject: gpoSubject(gpo), evidence: [...identity, ...rows.map((fact) => fact.id)] };
  if (gpo.machineExtensions === null) {
    return [{ ...found, status: "unknown", have: `${settings}; the extension list is not in this evidence` }];
  }
  if (processedExtensions(gpo.machineExtensions).includes(AUDIT_CSE)) {
    return [{ ...found, status: "pass", rung: "L1", have: `${settings}, the audit extension is registered` }];
  }
  return [
    {
      ...found,
      status: "fail",
      cause: "cse-missing",
      have: `${settings} in audit.csv that no client will apply: the audit extension is not registered`,
    },
  ];
}

/** Subcategories and legacy categories that both reach the domain controllers. */
export const legacyConflict: Check = (context) =>
  context.estate.domains.flatMap((domain): CheckResult[] => {
    const reaching = reachingFacts(context, domain);
    const legacy = reaching.filter((fact) => fact.kind === "legacy-category");
    const advanced = reaching.filter((fact) => fact.kind === "subcategory" && fact.user === undefined);
    const subject = domainSubject(domain, "dc");
    if (legacy.length === 0) return [];
    const evidence = [...legacy, ...advanced].map((fact) => fact.id);
    const force = forceOf(context, domain);
    const mixed = `${legacy.length} legacy categories and ${advanced.length} subcategories`;
    if (advanced.length === 0) {
      return [
        {
          subject,
          evidence,
          status: force === 1 ? "fail" : "unknown",
          ...(force === 1 ? { cause: "legacy-override" as const } : {}),
          have: `${legacy.length} legacy categories, no subcategory${force === 1 ? ", and the option that ignores categories is on" : ""}`,
          notes:
            force === 1
              ? []
              : [
                  "Microsoft documents the option to ignore categories as on by default; the protocol only speaks of an explicit 1. Both readings are kept.",
                ],
        },
      ];
    }
    if (force === 1) {
      return [
        {
          subject,
          evidence,
          status: "pass",
          rung: "L1",
          have: `${mixed}; categories are ignored (SCENoApplyLegacyAuditPolicy = 1)`,
        },
      ];
    }
    const targets = context.estate.targetsOf(domain, "dc");
    if (force === null && targets.some(mayForce)) {
      const have = `${mixed} together; whether SCENoApplyLegacyAuditPolicy is 1 is not decided`;
      return [{ subject, evidence, status: "unknown", have }];
    }
    const option = force === 0 ? "is 0" : "is not set";
    return [
      {
        subject,
        evidence,
        status: "fail",
        cause: "legacy-override",
        have: `${mixed} together, and SCENoApplyLegacyAuditPolicy ${option}`,
      },
    ];
  });

/** A partial advanced policy: subcategories that record by default and that no GPO mentions. */
export const defaultsLost: Check = (context) =>
  context.estate.domains.flatMap((domain): CheckResult[] => {
    const rows = reachingFacts(context, domain).filter(
      (fact) =>
        fact.kind === "subcategory" && fact.user === undefined && fact.state === "set" && fact.inert === undefined,
    );
    if (rows.length === 0) return [];
    const mentioned = new Set(rows.map((fact) => (fact.kind === "subcategory" ? fact.subcategory : "")));
    const lost = DC_DEFAULTS.filter((guid) => !mentioned.has(guid)).map((guid) => subcategoryOf(guid)?.name ?? guid);
    const subject = domainSubject(domain, "dc");
    const evidence = rows.map((fact) => fact.id);
    if (lost.length === 0) {
      return [
        {
          subject,
          evidence,
          status: "pass",
          rung: "L1",
          have: "every subcategory that records by default is named by a GPO",
        },
      ];
    }
    return [
      {
        subject,
        evidence,
        status: "unknown",
        have: `${mentioned.size} subcategories configured; ${lost.length} that record by default are named by no GPO: ${lost.join(", ")}`,
        notes: [
          "Documented reading (advanced security auditing FAQ): advanced policy first clears the audit policy, so these become No Auditing.",
          "Other reading: they keep what the computer had. Which one holds on current servers is not proven here.",
        ],
      },
    ];
  });

/** The option that ignores categories, where all domain controllers agree. */
function forceOf({ estate }: JudgeContext, domain: DomainEstate): 0 | 1 | null {
  const values = new Set(estate.targetsOf(domain, "dc").map(forceSubcategories));
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

/** Audit facts of GPOs that reach, or may reach, the domain controllers. */
function reachingFacts({ estate }: JudgeContext, domain: DomainEstate): Fact[] {
  const targets = estate.targetsOf(domain, "dc");
  return domain.gpos.flatMap((gpo) => {
    const reaches = targets.flatMap((target) => reachesOf(gpo, target));
    if (reaches.every((reach) => reach.state === "no")) return [];
    return gpo.settings.filter((fact) => fact.inert === undefined);
  });
}

/** SYSVOL and directory hold different versions of the computer half: replication or an interrupted edit. */
export const versionSkew: Check = ({ estate }) =>
  countingGpos(estate).flatMap((gpo): CheckResult[] => {
    const { machineDirectory, machineSysvol } = gpo.versions ?? { machineDirectory: null, machineSysvol: null };
    if (machineDirectory === null || machineSysvol === null || machineDirectory === machineSysvol) return [];
    return [
      {
        subject: gpoSubject(gpo),
        status: "fail",
        cause: "version-skew",
        have: `computer version ${machineDirectory} in the directory, ${machineSysvol} in SYSVOL (${gpoLabel(gpo)})`,
        evidence: gpo.identity.filter((fact) => fact.versions !== null).map((fact) => fact.id),
      },
    ];
  });
