/** Words and numbers that several sensor and log requirements share. */
import type { Detection } from "../../core/report.ts";
import type { MicrosoftItem } from "../define.ts";

/** NT SERVICE\AATPSensor, the service of the v2.x sensor. */
export const SENSOR_SERVICE_SID = "S-1-5-80-818380073-2995186456-1411405591-3990468014-3617507088";

/** The events of the required list that stand in the Security log of a domain controller: 7045 (System) and 8004 (NTLM) do not. */
export const SECURITY_LOG_EVENTS = [
  "4662",
  "4726",
  "4728",
  "4729",
  "4730",
  "4732",
  "4733",
  "4741",
  "4743",
  "4753",
  "4756",
  "4757",
  "4758",
  "4763",
  "4776",
  "5136",
] as const;

/** What Microsoft's pages and release notes tie to events of the Security log of domain controllers. */
export const SECURITY_LOG_DETECTIONS: readonly Detection[] = [
  { title: "Exchange Server Remote Code Execution (CVE-2021-26855)", basis: "documented" },
  { title: "Suspicious additions to sensitive groups", basis: "documented" },
  { title: "Honeytoken user attributes modified", basis: "documented" },
  { title: "Honeytoken group membership changed", basis: "documented" },
  { title: "Activity: computer account created", basis: "documented" },
  { title: "Activity: who changed an Active Directory attribute", basis: "documented" },
  { title: "Activity: gMSA password retrieval", basis: "documented" },
  { title: "Suspected account takeover using shadow credentials", basis: "inferred" },
  { title: "Suspicious addition of ACL on-premises", basis: "inferred" },
];

/** The same where the loss is possible but not certain. */
export const SECURITY_LOG_DETECTIONS_AT_RISK: readonly Detection[] = SECURITY_LOG_DETECTIONS.map(({ title }) => ({
  title,
  basis: "inferred",
}));

export const READINESS_SCRIPT = ".\\Test-MdiReadiness.ps1 -OpenHtmlReport";
export const HEALTH_PAGE = "Microsoft Defender portal: Settings > Identities > Health issues > Sensor health issues";

/** For what the module has no item for. `alert`: the health alert that follows the effect, or null when none exists. */
export function withoutItem(alert: string | null, readinessTests: boolean): MicrosoftItem {
  const none = { verdict: null, reason: "The module has no item for it." };
  return {
    item: "none",
    ...(alert === null ? {} : { healthAlert: alert }),
    fixed: {
      moduleDomain: none,
      moduleLocalMachine: none,
      testMdiReadiness: {
        verdict: null,
        reason: readinessTests ? "It reads each server live." : "It has no such test that we know of.",
      },
      healthAlert: {
        verdict: null,
        reason:
          alert === null
            ? "No health alert exists for it."
            : `The alert "${alert}" follows what happens on the server, not the policy.`,
      },
    },
  };
}

/** For the text beside a command of the module. */
export const NO_DRY_RUN = "-WhatIf is no dry run: the module writes without asking it.";
