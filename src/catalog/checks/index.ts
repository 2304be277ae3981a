/** The checks by the id that the catalog's data names. A missing one fails to compile. */
import type { Check } from "../context.ts";
import type { CheckId } from "../define.ts";
import { auditCseMissing, defaultsLost, legacyConflict, versionSkew } from "./audit-policy.ts";
import { evidenceCompleteness } from "./completeness.ts";
import { policyDrift } from "./drift.ts";
import { nnrFirewall, sensorFirewall } from "./firewall.ts";
import { ldap1644Leftover, ntlmScope, remoteSamLeftover } from "./leftovers.ts";

export const CHECKS_BY_ID: Readonly<Record<CheckId, Check>> = {
  "audit-cse-missing": auditCseMissing,
  "legacy-conflict": legacyConflict,
  "defaults-lost": defaultsLost,
  "version-skew": versionSkew,
  "policy-drift": policyDrift,
  "ldap-1644-leftover": ldap1644Leftover,
  "remote-sam-leftover": remoteSamLeftover,
  "ntlm-scope": ntlmScope,
  "nnr-firewall": nnrFirewall,
  "sensor-firewall": sensorFirewall,
  "evidence-completeness": evidenceCompleteness,
};
