/** Which findings are about the SACL of an object. Pure. */
import type { Finding } from "../core/report.ts";
import type { Model } from "./model.ts";

export function isAboutSacl({ report }: Pick<Model, "report">, finding: Finding | null): boolean {
  if (finding === null) return false;
  if (/-SACL(?:-|$)/.test(finding.requirement)) return true;
  return finding.evidence.some((id) => report.facts.get(id)?.kind === "security-descriptor");
}
