/** Labels of findings for lists; the whole title where two requirements would look alike. */
import type { Finding } from "../core/report.ts";

export function shortTitles(findings: readonly Pick<Finding, "label" | "title" | "requirement">[]): string[] {
  const requirements = new Map<string, Set<string>>();
  for (const { label, requirement } of findings) {
    requirements.set(label, (requirements.get(label) ?? new Set()).add(requirement));
  }
  return findings.map(({ label, title }) => ((requirements.get(label)?.size ?? 0) > 1 ? title : label));
}
