/** What these files do not tell, by what the reader must go and get. */
import { type Finding, type FindingSubject, type Role, SEVERITIES } from "../core/report.ts";
import { firstCommand, isAdvice } from "./commands.ts";
import { groupBy } from "./group.ts";
import { type GpoRef, shortSids } from "./words.ts";

/** One requirement of all subjects of which the same is known. */
export interface UnknownRow {
  readonly first: Finding;
  readonly findings: readonly Finding[];
  /** Why it is open, in a few words. */
  readonly why: string;
  /** The GPOs whose disagreement leaves it open. */
  readonly rivals: readonly string[];
}

export interface UnknownArea {
  readonly about: string;
  /** The same in a word. */
  readonly brief: string;
  readonly findings: readonly Finding[];
  readonly rows: readonly UnknownRow[];
  /** Sentences to a person. */
  readonly advice: readonly string[];
  /** The first command of each finding, without remarks, the one that serves most first. */
  readonly commands: readonly string[];
}

export const NOTHING_KNOWN = "not in these files";

type AreaId = Role | "sensor" | "sacl" | "gpo" | "host" | "directory";

/** In the order in which equally bad ones are shown. */
const AREAS: ReadonlyMap<AreaId, readonly [about: string, brief: string]> = new Map([
  ["dc", ["Domain controllers", "DCs"]],
  ["sacl", ["SACLs of the directory", "SACLs"]],
  ["ca", ["AD CS servers", "AD CS"]],
  ["adfs", ["AD FS servers", "AD FS"]],
  ["entra-connect", ["Entra Connect servers", "Entra Connect"]],
  ["sensor", ["Servers with a sensor", "sensors"]],
  ["gpo", ["GPOs", "GPOs"]],
  ["host", ["Computers of unknown role", "computers"]],
  ["directory", ["Forest and directory", "forest"]],
]);

/** `unknown` worst first, so that the first finding of a group is its worst. */
export function unknownAreas(unknown: readonly Finding[], gpo: (gpo: GpoRef) => string): UnknownArea[] {
  const areas = [...AREAS].flatMap(([id, [about, brief]]) => {
    const findings = unknown.filter((finding) => areaOf(finding) === id);
    if (findings.length === 0) return [];
    const advice = [...new Set(findings.flatMap(({ ask }) => ask.filter(isAdvice)))];
    return [{ about, brief, findings, rows: rowsOf(findings, gpo), advice, commands: commandsOf(findings) }];
  });
  return areas.sort((a, b) => severityOf(a) - severityOf(b));
}

function severityOf({ findings }: UnknownArea): number {
  return Math.min(...findings.map(({ severity }) => SEVERITIES.indexOf(severity)));
}

function areaOf({ subject, requirement }: Finding): AreaId {
  if (subject.kind === "gpo") return "gpo";
  if (subject.kind === "object" && /-SACL(?:-|$)/.test(requirement)) return "sacl";
  return roleOf(subject) ?? (subject.kind === "host" ? "host" : "directory");
}

function roleOf(subject: FindingSubject): Role | "sensor" | null {
  if (subject.kind === "domain") return subject.role;
  return subject.kind === "host" ? (subject.roles[0] ?? null) : null;
}

function rowsOf(findings: readonly Finding[], gpo: (gpo: GpoRef) => string): UnknownRow[] {
  const rows = findings.map((first) => ({ first, why: whyText(first), rivals: rivalsOf(first, gpo) }));
  return groupBy(rows, ({ first, why, rivals }) => JSON.stringify([first.requirement, first.severity, why, rivals]))
    .flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0], findings: group.map(({ first }) => first) }]))
    .sort((a, b) => Number(b.rivals.length > 0) - Number(a.rivals.length > 0));
}

function rivalsOf(finding: Finding, gpo: (gpo: GpoRef) => string): string[] {
  const candidates = finding.trail.filter(({ result }) => result === "candidate");
  return [...new Set(candidates.map((step) => gpo(step.gpo)))];
}

/** `not in these files`, `undecided: 1 or 7`, `not in effect: "name"`: what is known, in a few words. */
function whyText({ have }: Finding): string {
  if (/^(?:no evidence|not collected)\b/.test(have)) return NOTHING_KNOWN;
  const inert = /^not in effect: "[^"]*"(?= sets )/.exec(have)?.[0];
  return shortSids(inert ?? have);
}

function commandsOf(findings: readonly Finding[]): string[] {
  const counts = new Map<string, number>();
  for (const { ask } of findings) {
    const command = firstCommand(ask);
    if (command !== null) counts.set(command, (counts.get(command) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([command]) => command);
}
