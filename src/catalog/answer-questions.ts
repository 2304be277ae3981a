/** Which requirement a row of Microsoft's output is about, and whether it complains. Identifiers first, titles where there is nothing else. */
import type { FactOf } from "../core/fact.ts";
import type { MicrosoftJudge } from "../core/report.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { Requirement } from "./define.ts";
import { alertTitled } from "./health-alerts.ts";
import type { HealthAlert } from "./health-alerts.ts";

export type ToolRow = FactOf<"tool-row">;

export interface Question {
  readonly row: ToolRow;
  /** Whose rule the row follows. */
  readonly judge: MicrosoftJudge;
  readonly said: string;
  /** `not-read`: the tool says that it did not look, or found nothing to look at. */
  readonly mood: "complains" | "content" | "not-read";
  readonly requirements: readonly Requirement[];
  readonly alert: HealthAlert | null;
  /** The module's item; null for alerts. */
  readonly item: string | null;
}

const HEALTH = "Defender for Identity health";
const MODULE = "DefenderForIdentity";
const READINESS = "Test-MdiReadiness";

/** Tests of the script by the module's item that they stand for [read from the script's source]. */
const READINESS_ITEMS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    advancedauditing: "AdvancedAuditPolicyDCs",
    advancedauditingca: "AdvancedAuditPolicyCAs",
    advancedauditingentraconnect: "EntraConnectAuditing",
    ntlmauditing: "NTLMAuditing",
    caauditing: "CAAuditing",
    powersettings: "ProcessorPerformance",
    domainobjectauditing: "DomainObjectAuditing",
    domainadfsauditing: "AdfsAuditing",
    domainexchangeauditing: "ConfigurationContainerAuditing",
  }),
);

export function questionsOf(evidence: Evidence, catalog: readonly Requirement[]): Question[] {
  const rows = evidence.facts.filter((fact): fact is ToolRow => fact.kind === "tool-row");
  const types = taughtTypes(rows);
  return rows.flatMap((row) => {
    if (row.tool === HEALTH) return healthQuestion(row, types, catalog);
    if (row.tool === MODULE) return moduleQuestion(row, catalog);
    return row.tool === READINESS ? readinessQuestion(row, catalog) : [];
  });
}

/** A type id means what the rows with an English title say that it means; where they differ it means nothing. */
function taughtTypes(rows: readonly ToolRow[]): ReadonlyMap<string, HealthAlert> {
  const said = new Map<string, Set<HealthAlert | null>>();
  for (const row of rows) {
    if (row.tool !== HEALTH) continue;
    const alert = alertTitled(row.item);
    const type = typeIdOf(row);
    if (type !== null && alert !== undefined) said.set(type, (said.get(type) ?? new Set()).add(alert));
  }
  return new Map(
    [...said].flatMap(([type, alerts]) => {
      const [alert] = alerts;
      return alerts.size === 1 && alert !== undefined && alert !== null ? [[type, alert] as const] : [];
    }),
  );
}

function typeIdOf(row: ToolRow): string | null {
  return detailOf(row, "issueTypeId");
}

/** The details of a health row are `name=value; …` in a fixed order. */
export function detailOf({ details }: ToolRow, name: string): string | null {
  return new RegExp(`(?:^|; )${name}=([^;]+)`).exec(details)?.[1]?.trim() ?? null;
}

function healthQuestion(
  row: ToolRow,
  types: ReadonlyMap<string, HealthAlert>,
  catalog: readonly Requirement[],
): Question[] {
  const type = typeIdOf(row);
  const alert = (type === null ? undefined : types.get(type)) ?? alertTitled(row.item) ?? null;
  const status = typeof row.verdict === "string" ? row.verdict.toLowerCase() : "";
  return [
    {
      row,
      judge: "healthAlert",
      said: typeof row.verdict === "string" ? row.verdict : "no status",
      mood: status === "closed" ? "content" : "complains",
      requirements: alert === null ? [] : catalog.filter(({ microsoft }) => microsoft?.healthAlert === alert.title),
      alert,
      item: null,
    },
  ];
}

function moduleQuestion(row: ToolRow, catalog: readonly Requirement[]): Question[] {
  const local = row.details.startsWith("Mode=LocalMachine");
  return itemQuestion(row, row.item, local ? "moduleLocalMachine" : "moduleDomain", catalog);
}

function readinessQuestion(row: ToolRow, catalog: readonly Requirement[]): Question[] {
  const test = row.item.toLowerCase();
  if (test === "comment" && row.details === "Server is not available") {
    const judge = "testMdiReadiness";
    return [{ row, judge, said: row.details, mood: "not-read", requirements: [], alert: null, item: null }];
  }
  const item = READINESS_ITEMS.get(test);
  return item === undefined ? [] : itemQuestion(row, item, "testMdiReadiness", catalog);
}

function itemQuestion(row: ToolRow, item: string, judge: MicrosoftJudge, catalog: readonly Requirement[]): Question[] {
  const { verdict } = row;
  // PowerShell writes booleans of some exports as text.
  const word = typeof verdict === "string" ? verdict.toLowerCase() : verdict;
  const mood =
    word === false || word === "false" ? "complains" : word === true || word === "true" ? "content" : "not-read";
  const requirements = catalog.filter(({ microsoft }) => microsoft?.item.toLowerCase() === item.toLowerCase());
  const said = verdict === null ? "nothing" : typeof verdict === "boolean" ? (verdict ? "True" : "False") : verdict;
  return [{ row, judge, said, mood, requirements, alert: null, item }];
}
