/** Ids of facts that no file says: `what-if:1`, `what-if:2` …, in the order of the edits. */
import type { FactId } from "../../core/fact.ts";
import type { Evidence } from "../../evidence/evidence.ts";

const PREFIX = "what-if:";

/** `nth`: how many further ones were made and are not in the evidence yet. */
export function syntheticId({ facts }: Evidence, nth = 0): FactId {
  let last = 0;
  for (const { id } of facts) if (id.startsWith(PREFIX)) last = Math.max(last, Number(id.slice(PREFIX.length)));
  return `${PREFIX}${last + 1 + nth}`;
}
