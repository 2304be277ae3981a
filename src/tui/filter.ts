/** The filter of `scan --filter` while it is typed: what is not understood yet filters by what stands before it. */
import type { Finding } from "../core/report.ts";
import { parseFilter } from "../report/filter.ts";
import { matcherOf } from "../report/filter-match.ts";

export interface Filtered {
  readonly findings: readonly Finding[];
  /** What of the expression is not understood, and what would be. */
  readonly problem: string | null;
}

export function filterFindings(expression: string, findings: readonly Finding[]): Filtered {
  if (expression.trim() === "") return { findings, problem: null };
  const parsed = parseFilter(expression);
  if (parsed.ok) return { findings: findings.filter(matcherOf(parsed.filter)), problem: null };
  const { message, next, start } = parsed.problem;
  const before = beginning(expression, start);
  return { findings: filterFindings(before, findings).findings, problem: `${message}; ${next}` };
}

/** The words before the one with the problem; every round is shorter, so that it ends. */
function beginning(expression: string, start: number): string {
  const before = expression.slice(0, start);
  const cut = before.length === expression.length ? expression.slice(0, -1) : before;
  return cut.slice(0, Math.max(cut.search(/\s\S*$/), 0));
}

export function rolesOf({ subject }: Pick<Finding, "subject">): readonly string[] {
  if (subject.kind === "domain") return subject.role === null ? ["domain"] : [subject.role];
  return subject.kind === "host" && subject.roles.length > 0 ? subject.roles : [subject.kind];
}

/** The findings of a row of roles: those of {@link rolesOf}. */
export function roleFilter(role: string): string {
  return KINDS.has(role) ? `kind:${role}${role === "domain" || role === "host" ? " role:none" : ""}` : `role:${role}`;
}

const KINDS: ReadonlySet<string> = new Set(["domain", "host", "gpo", "object", "forest"]);
