import { defineRequirement } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, DC_AUDIT_ROWS } from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS_AT_RISK, SECURITY_LOG_EVENTS } from "./_sensor.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, KNOWN_ISSUES, MS_GPAC } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "POLICY-DRIFT",
  revision: 1,
  title: "Every domain controller has the audit policy that its GPOs set",
  label: "Policy in force on each DC",
  severity: "medium",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "other-evidence",
    evidence: "the effective audit policy and the registry values of every domain controller, taken after a refresh",
  },
  want: "On each domain controller the effective audit policy and the NTLM and Lsa registry values equal what the GPOs set.",
  why: "Policy says what should be, the server what is. auditpol by hand, third-party auditors and the automatic Windows auditing of v3.x sensors write the effective policy only; the next refresh that applies audit settings overwrites them, at the latest after 960 minutes. Microsoft's health checks look at each sensor, so one domain controller that differs is enough for an alert.",
  functional:
    "Microsoft's module compares GPOs in Domain mode and one server in LocalMachine mode, never the two. With manual auditing on v3.x domain controllers, Microsoft documents health alerts that stay although everything is right.",
  events: SECURITY_LOG_EVENTS,
  detections: SECURITY_LOG_DETECTIONS_AT_RISK,
  verify: [
    "Test-MDIConfiguration -Mode LocalMachine -Configuration AdvancedAuditPolicyDCs, NTLMAuditing  # on each domain controller",
  ],
  ask: [
    "auditpol.exe /get /category:* /r > .\\auditpol.csv  # on each domain controller, elevated, after gpupdate",
    "reg.exe export HKLM\\SYSTEM\\CurrentControlSet\\Control\\Lsa .\\lsa.reg /y",
    "reg.exe export HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters .\\netlogon.reg /y",
    "gpresult.exe /scope computer /x .\\rsop.xml",
    "wevtutil.exe gl Microsoft-Windows-NTLM/Operational  # the log of event 8004: enabled, and its maxSize",
  ],
  remedies: [
    {
      via: "native",
      text: "Refresh the policy of the domain controller that differs, and read it again. If the difference returns, look for what writes it: a script with auditpol, another auditing product, or automatic Windows auditing against a GPO; keep one of them.",
      commands: ["gpupdate.exe /target:computer /force", "auditpol.exe /get /category:*"],
    },
  ],
  references: [EVENT_COLLECTION, MS_GPAC, HEALTH_ALERTS, KNOWN_ISSUES],
  examples: {
    pass: [],
    fail: [],
    unknown: [
      { note: "A GPO alone says nothing about the servers.", files: { [AUDIT_CSV]: AUDIT_HEAD + DC_AUDIT_ROWS } },
    ],
  },
});
