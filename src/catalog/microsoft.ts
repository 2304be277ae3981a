/**
 * What Microsoft's own judges will say: the module's two modes, Test-MdiReadiness, the portal's health alert.
 * Kept apart from our verdict. Rules of the judges: mdi-requirements.md 1.3 to 1.5 and 5.
 */
import { auditingText, subcategoryOf } from "../core/audit-policy.ts";
import type { Fact } from "../core/fact.ts";
import { MICROSOFT_JUDGES } from "../core/report.ts";
import type { Finding, MicrosoftVerdict } from "../core/report.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { matchesPath } from "../policy/contribution.ts";
import type { SettingValue } from "../policy/contribution.ts";
import { resolve } from "../policy/resolve.ts";
import type { JudgeContext } from "./context.ts";
import type { Expect, Requirement } from "./define.ts";
import { judgeExpect } from "./expect.ts";
import type { Scope } from "./expect.ts";

const PREFIX = "Microsoft Defender for Identity";

/** One row that a judge compares: a subcategory or a registry value, and what it accepts. */
interface Row {
  readonly requirement: Requirement;
  readonly expect: Extract<Expect, { kind: "subcategory" | "registry" }>;
}

/** The verdicts for one requirement; items are judged whole, as Microsoft's tools do. */
export function forecast(
  requirement: Requirement,
  catalog: readonly Requirement[],
  scope: Scope,
  context: JudgeContext,
): Finding["microsoft"] {
  const { microsoft } = requirement;
  if (microsoft === undefined) return {};
  const all = microsoft.item === "none" ? [] : rowsOf(microsoft.item, catalog);
  // The requirement's own row first: its reason is the one that belongs here.
  const rows = [
    ...all.filter((row) => row.requirement === requirement),
    ...all.filter((row) => row.requirement !== requirement),
  ];
  const computed: Record<string, MicrosoftVerdict> = {};
  if (rows.length > 0) {
    if (microsoft.gpoSuffix !== undefined) computed["moduleDomain"] = moduleDomain(requirement, rows, scope, context);
    const host = onHost(rows, scope);
    computed["moduleLocalMachine"] = host;
    computed["testMdiReadiness"] = host;
    if (microsoft.healthAlert !== undefined)
      computed["healthAlert"] = healthAlert(microsoft.healthAlert, host, rows, scope);
  }
  const verdicts: Partial<Record<(typeof MICROSOFT_JUDGES)[number], MicrosoftVerdict>> = {};
  for (const judge of MICROSOFT_JUDGES) {
    const verdict = microsoft.fixed?.[judge] ?? computed[judge];
    if (verdict !== undefined) verdicts[judge] = verdict;
  }
  return verdicts;
}

function rowsOf(item: string, catalog: readonly Requirement[]): Row[] {
  return catalog
    .filter((requirement) => requirement.microsoft?.item === item)
    .flatMap((requirement) => comparedBy(requirement.expect).map((expect) => ({ requirement, expect })));
}

/** The values that Microsoft compares: inside alternatives only those that name its own wish. */
function comparedBy(expect: Expect): Row["expect"][] {
  if (expect.kind === "subcategory" || expect.kind === "registry") return [expect];
  if (expect.kind !== "all" && expect.kind !== "any") return [];
  return expect.of.flatMap(comparedBy).filter((part) => part.microsoft !== undefined);
}

/** Looks for one GPO by its display name, reads its report, asks for any enabled link; nothing else counts. */
function moduleDomain(
  requirement: Requirement,
  rows: readonly Row[],
  scope: Scope,
  context: JudgeContext,
): MicrosoftVerdict {
  const name = `${PREFIX} - ${requirement.microsoft?.gpoSuffix ?? ""}`;
  const gpo = scope.domain.gpos.find((candidate) => candidate.name?.toLowerCase() === name.toLowerCase());
  if (gpo === undefined) {
    return { verdict: false, reason: `looks only for a GPO named "${name}"; none of the GPOs given has that name` };
  }
  if (gpo.computerEnabled === false && gpo.userEnabled === false) {
    return { verdict: false, reason: `the GPO "${name}" is disabled as a whole` };
  }
  const live = reportedFacts(gpo, context);
  for (const row of rows) {
    const found = valueIn(live, row);
    if (found === null && requirement.microsoft?.missingRowPasses === true) continue;
    if (found === null) return { verdict: false, reason: `the GPO "${name}" does not set ${labelOf(row)}` };
    if (!accepts(row, found))
      return { verdict: false, reason: `the GPO "${name}" sets ${textOf(found)} for ${labelOf(row)}` };
  }
  if (gpo.links === null)
    return { verdict: null, reason: `the GPO "${name}" has the values; its links are not in this evidence` };
  if (!gpo.links.some((link) => link.enabled === true)) {
    return { verdict: false, reason: `the GPO "${name}" has no enabled link` };
  }
  const missing = rows.filter((row) => valueIn(live, row) === null).length;
  return missing === 0
    ? {
        verdict: true,
        reason: `the GPO "${name}" has the values and an enabled link; precedence and filters are not looked at`,
      }
    : {
        verdict: true,
        reason: `the GPO "${name}" lacks ${missing} of ${rows.length} rows, and the comparison lets a missing row pass`,
      };
}

/** Facts of reports by the container of their GPO. */
const REPORTED = new WeakMap<Evidence, ReadonlyMap<string, readonly Fact[]>>();

/** The module reads the GPO's report: rows that only stand in a dead audit.csv are not in it. */
function reportedFacts(gpo: Gpo, { evidence }: JudgeContext): readonly Fact[] {
  const reported = REPORTED.get(evidence) ?? byContainer(evidence.facts.filter((fact) => fact.via === "gpreport"));
  REPORTED.set(evidence, reported);
  return reported.get(gpo.container) ?? gpo.settings.filter((fact) => fact.inert === undefined);
}

function byContainer(facts: readonly Fact[]): Map<string, Fact[]> {
  const lists = new Map<string, Fact[]>();
  for (const fact of facts) {
    if (fact.subject.kind !== "gpo") continue;
    const list = lists.get(fact.subject.container);
    if (list === undefined) lists.set(fact.subject.container, [fact]);
    else list.push(fact);
  }
  return lists;
}

function valueIn(live: readonly Fact[], row: Row): SettingValue | null {
  const { expect } = row;
  for (const fact of live) {
    if (expect.kind === "subcategory") {
      if (fact.kind !== "subcategory" || fact.user !== undefined || fact.subcategory !== expect.subcategory) continue;
      if (fact.success === null || fact.failure === null) continue;
      return { kind: "auditing", success: fact.success, failure: fact.failure };
    }
    if (fact.kind !== "registry" || fact.value === null) continue;
    const path = `${fact.hive ?? "HKLM"}\\${fact.key.replace(/^\\+/, "")}\\${fact.name}`;
    if (matchesPath(expect.path, path)) return { kind: "registry", value: fact.value, type: fact.type };
  }
  return null;
}

/** Compares what the host has, for all rows of the item; forecast from what policy delivers. */
function onHost(rows: readonly Row[], scope: Scope): MicrosoftVerdict {
  let open: string | null = null;
  for (const row of rows) {
    const selector =
      row.expect.kind === "subcategory"
        ? ({ kind: "subcategory", subcategory: row.expect.subcategory } as const)
        : ({ kind: "registry", path: row.expect.path } as const);
    const { outcomes } = resolve(selector, scope.domain, scope.role, scope.mode);
    const values = outcomes.map((outcome) => (outcome.state === "set" ? outcome.value : null));
    if (values.every((value) => value !== null && !accepts(row, value))) {
      const [value] = values;
      return {
        verdict: false,
        reason: `policy delivers ${value === undefined || value === null ? "another value" : textOf(value)} for ${labelOf(row)}; it wants ${wantedOf(row)}`,
      };
    }
    if (values.some((value) => value === null || !accepts(row, value))) {
      open ??= `the host's own value of ${labelOf(row)} is not in this evidence`;
    }
  }
  if (open !== null) return { verdict: null, reason: open };
  return {
    verdict: true,
    reason: rows.length === 1 ? "policy delivers the value" : `policy delivers all ${rows.length} values`,
  };
}

function healthAlert(title: string, host: MicrosoftVerdict, rows: readonly Row[], scope: Scope): MicrosoftVerdict {
  if (host.verdict === true) return { verdict: true, reason: `no alert "${title}" is to be expected` };
  const lost = rows.find((row) => judgeExpect(row.expect, scope)?.status === "fail");
  if (lost !== undefined) return { verdict: false, reason: `the alert "${title}" is to be expected: ${labelOf(lost)}` };
  if (host.verdict === null) return { verdict: null, reason: host.reason };
  return {
    verdict: null,
    reason: `the alert "${title}" is possible; what exactly the sensor accepts is not documented`,
  };
}

function accepts(row: Row, value: SettingValue): boolean {
  if (row.expect.kind === "subcategory") {
    const wanted = row.expect.microsoft;
    return (
      value.kind === "auditing" &&
      value.success === wanted.includes("success") &&
      value.failure === wanted.includes("failure")
    );
  }
  const wanted = row.expect.microsoft ?? row.expect.oneOf ?? [];
  return (
    value.kind === "registry" && wanted.some((one) => String(one).toLowerCase() === String(value.value).toLowerCase())
  );
}

function wantedOf(row: Row): string {
  if (row.expect.kind === "subcategory") {
    return auditingText(row.expect.microsoft.includes("success"), row.expect.microsoft.includes("failure"));
  }
  return (row.expect.microsoft ?? row.expect.oneOf ?? []).join(" or ");
}

function labelOf({ expect }: Row): string {
  if (expect.kind === "registry") return expect.path.slice(expect.path.lastIndexOf("\\") + 1);
  return subcategoryOf(expect.subcategory)?.name ?? expect.subcategory;
}

function textOf(value: SettingValue): string {
  if (value.kind === "auditing") return auditingText(value.success, value.failure);
  return value.kind === "registry" ? String(value.value) : "another value";
}
