import { defineRequirement } from "../define.ts";
import {
  CA_DETECTIONS,
  CA_EVENTS,
  CA_FILTER_MODULE,
  CA_HEALTH_ALERT,
  CA_READINESS,
  CLASSIC_ALERTS,
  MODULE,
  MS_CSRA,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { PREFERENCES, UNRELATED } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, ROLE_SERVERS } from "./_sources.ts";

/** A registry preference item for a CA with a name of its own; `value` is eight hexadecimal digits. */
function preference(action: "U" | "C", value: string): Readonly<Record<string, string>> {
  return {
    [PREFERENCES]: [
      '<?xml version="1.0" encoding="utf-8"?>',
      '<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}">',
      '<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}" name="AuditFilter" status="AuditFilter" image="12"',
      ' changed="2026-03-04 05:06:07" uid="{6F0C2B1E-52A7-4C19-9D44-0B7D2E6A91C3}">',
      `<Properties action="${action}" displayDecimal="1" default="0" hive="HKEY_LOCAL_MACHINE"`,
      ' key="SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\Corp Issuing CA" name="AuditFilter"',
      ` type="REG_DWORD" value="${value}"/>`,
      "</Registry></RegistrySettings>",
      "",
    ].join("\n"),
  };
}

export const requirement = defineRequirement({
  id: "MDI-CA-AUDIT-FILTER",
  revision: 1,
  title: "The audit filter of each CA covers requests, revocation and security",
  label: "CA audit filter",
  severity: "high",
  appliesTo: { each: "domain", role: "ca" },
  expect: {
    kind: "registry",
    path: "HKLM\\System\\CurrentControlSet\\Services\\CertSvc\\Configuration\\*\\AuditFilter",
    // 4 requests, 8 revocation and CRLs, 16 CA security.
    bits: 0x1c,
    microsoft: [127],
    presentByDefault: true,
    whenAbsent: "unknown",
  },
  want: "AuditFilter = 127 (all events) under the key of each CA's own name, and the CA service restarted since.",
  why: "A CA asks its own filter before it writes any audit event, and a new CA starts with 0: nothing. The subcategory Certification Services alone then looks configured and logs nothing.",
  functional:
    "Bits 4, 8 and 16 write the events that Defender for Identity reads, as far as the specification assigns them (it assigns 4885 to none), while the module wants 127; 126 loses only the start and stop of the service and still fails there.",
  events: CA_EVENTS,
  detections: CA_DETECTIONS,
  microsoft: {
    item: "CAAuditing",
    gpoSuffix: "Auditing for CAs",
    pattern: true,
    carrier: "preference",
    // The variables are those of registry preferences: only a CA that kept the default name has such a key.
    gpoPath:
      "HKLM\\System\\CurrentControlSet\\Services\\CertSvc\\Configuration\\%DomainName%-%ComputerName%-CA\\AuditFilter",
    permissions: "cert-publishers",
    readiness: CA_READINESS,
    healthAlert: CA_HEALTH_ALERT,
  },
  verify: [
    "certutil -getreg CA\\AuditFilter  # on each CA",
    "Test-MDIConfiguration -Mode LocalMachine -Configuration CAAuditing  # on each CA",
  ],
  ask: [
    'reg query "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration" /v Active  # on each CA: the name of its key',
    'reg export "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration" "$env:COMPUTERNAME-certsvc.reg" /y  # on each CA',
    "certutil -getreg CA\\AuditFilter  # on each CA, for reading by eye",
  ],
  remedies: [
    CA_FILTER_MODULE,
    {
      via: "native",
      text: "On each CA, elevated, whatever its name: the usual way. The first line shows the old value; the service reads the new one when it restarts.",
      commands: [
        "certutil -getreg CA\\AuditFilter",
        "certutil -setreg CA\\AuditFilter 127",
        "Restart-Service -Name CertSvc",
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the OU of the CA servers: Computer Configuration > Preferences > Windows Settings > Registry > New > Registry Item: action Update, HKEY_LOCAL_MACHINE, SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\<name of the CA>, AuditFilter, REG_DWORD, 127. Action Create changes nothing, because the value exists. Restart CertSvc afterwards.",
      commands: [],
    },
  ],
  references: [EVENT_COLLECTION, HEALTH_ALERTS, ROLE_SERVERS, MODULE, MS_CSRA, CLASSIC_ALERTS, XDR_ALERTS],
  examples: {
    pass: [
      { note: "All seven bits, for a CA with a name of its own.", files: preference("U", "0000007F") },
      { note: "126: everything but start and stop of the service.", files: preference("U", "0000007E") },
    ],
    fail: [
      { note: "Start, stop and backup only.", files: preference("U", "00000003") },
      { note: "Action Create never overwrites the value that a CA has.", files: preference("C", "0000007F") },
    ],
    unknown: [{ note: "No GPO sets it, which is the normal way: certutil does.", files: UNRELATED }],
  },
});
