/** Requirements on the descriptors of objects: what must be recorded there, and who may read there. */
import type { CheckResult, JudgeContext } from "./context.ts";
import type { Requirement } from "./define.ts";
import { accessResults } from "./sacl-access.ts";
import { localResults } from "./sacl-local.ts";
import { saclResults } from "./sacl.ts";

/** Null for requirements about anything else. */
export function objectResults(requirement: Requirement, context: JudgeContext): CheckResult[] | null {
  return saclResults(requirement, context) ?? localResults(requirement, context) ?? accessResults(requirement, context);
}
