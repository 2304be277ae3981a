import { defineRequirement } from "../define.ts";
import {
  CLASSIC_ALERTS,
  MODULE,
  NTLM_DETECTIONS,
  NTLM_ITEM,
  NTLM_MODULE,
  NTLM_VERIFY,
  OLDER_RELEASES,
  XDR_ALERTS,
} from "./_mdi-audit.ts";
import { REGISTRY_POL, SECURITY_TEMPLATE, TEMPLATE_HEAD } from "./_samples.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, MS_GPSB, NTLM_IN_DOMAIN } from "./_sources.ts";

export const requirement = defineRequirement({
  id: "MDI-DC-NTLM-INCOMING",
  revision: 1,
  title: "Domain controllers audit incoming NTLM traffic for all accounts",
  label: "NTLM incoming",
  severity: "medium",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "registry",
    path: "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic",
    oneOf: [2],
    microsoft: [2],
    whenAbsent: "fail",
  },
  want: "Network security: Restrict NTLM: Audit Incoming NTLM Traffic = Enable auditing for all accounts (AuditReceivingNTLMTraffic = 2), on domain controllers only.",
  why: "Microsoft asks for three values together before it counts event 8004 as audited, and raises its alert when one is missing.",
  functional:
    "Microsoft demands all three values for 8004; public tables tie this one to 8002 and 8003, so a gap here alone probably leaves 8004 in place.",
  events: ["8004"],
  detections: NTLM_DETECTIONS,
  microsoft: NTLM_ITEM,
  verify: [
    'reg query "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0" /v AuditReceivingNTLMTraffic  # on each domain controller',
    ...NTLM_VERIFY,
  ],
  ask: [
    'reg export "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0" "$env:COMPUTERNAME-ntlm-incoming.reg" /y  # on each domain controller',
    'gpresult /scope computer /x "$env:COMPUTERNAME-rsop.xml"  # elevated, on the same server',
    "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # links and settings of every GPO of the domain",
  ],
  remedies: [
    NTLM_MODULE,
    {
      via: "native",
      text: "On one domain controller only, elevated: a stopgap that a GPO with the security option overwrites. The first line keeps the old values.",
      commands: [
        'reg export "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0" "$env:TEMP\\ntlm-incoming-before.reg" /y',
        "Set-ItemProperty -Path 'HKLM:\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0' -Name AuditReceivingNTLMTraffic -Type DWord -Value 2",
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options > Network security: Restrict NTLM: Audit Incoming NTLM Traffic: Enable auditing for all accounts.",
      commands: [],
    },
  ],
  references: [
    EVENT_COLLECTION,
    HEALTH_ALERTS,
    MODULE,
    NTLM_IN_DOMAIN,
    MS_GPSB,
    CLASSIC_ALERTS,
    XDR_ALERTS,
    OLDER_RELEASES,
  ],
  examples: {
    pass: [
      {
        note: "The security option as the module writes it.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic=4,2\n`,
        },
      },
      {
        note: "The same value in Registry.pol.",
        files: {
          [REGISTRY_POL]: "System\\CurrentControlSet\\Control\\Lsa\\MSV1_0;AuditReceivingNTLMTraffic;REG_DWORD;2\n",
        },
      },
    ],
    fail: [
      {
        note: "Domain accounts only.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic=4,1\n`,
        },
      },
      {
        note: "Switched off.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic=4,0\n`,
        },
      },
      {
        note: "The two other NTLM values without this one.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\RestrictSendingNTLMTraffic=4,1\nMACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,7\n`,
        },
      },
    ],
  },
});
