/** Verdicts on GPOs of very many folders that name no domain: which of them belong together is not known. */
import type { DomainEstate } from "../policy/estate.ts";
import type { CheckResult, JudgeContext } from "./context.ts";

export const SCAN_ALONE = "Scan each folder alone, or those together that belong to one domain.";

export function poolNote({ pooledFolders }: DomainEstate): string {
  return `The GPOs of these ${pooledFolders} folders name no domain; which of them belong together is not known.`;
}

/** What a check finds across the folders may be put together from GPOs that never meet. */
export function withoutPool(result: CheckResult, asks: readonly string[], { estate }: JudgeContext): CheckResult {
  const domain = result.subject.kind === "domain" ? estate.domainByName.get(result.subject.name) : undefined;
  if (domain === undefined || domain.pooledFolders === 0 || result.status === "not-applicable") return result;
  const { cause: _cause, rung: _rung, ...rest } = result;
  return {
    ...rest,
    status: "unknown",
    notes: [...(result.notes ?? []), poolNote(domain)],
    ask: [SCAN_ALONE, ...(result.ask ?? asks)],
  };
}
