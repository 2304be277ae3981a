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
  id: "MDI-DC-NTLM-DOMAIN",
  revision: 1,
  title: "Domain controllers audit all NTLM authentication in the domain",
  label: "NTLM in the domain",
  severity: "high",
  appliesTo: { each: "domain", role: "dc" },
  expect: {
    kind: "registry",
    path: "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain",
    oneOf: [7],
    microsoft: [7],
    whenAbsent: "fail",
  },
  want: "Network security: Restrict NTLM: Audit NTLM authentication in this domain = Enable all (AuditNTLMInDomain = 7), on domain controllers only.",
  why: "This value makes a domain controller write event 8004 to Microsoft-Windows-NTLM/Operational: the only place that names the server an NTLM logon was meant for. Audit subcategories do not govern it.",
  functional:
    "Our verdict and Microsoft's agree on the value; 1, 3 and 5 log part of the NTLM logons, and both call them too weak.",
  events: ["8004"],
  detections: NTLM_DETECTIONS,
  microsoft: NTLM_ITEM,
  verify: [
    'reg query "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters" /v AuditNTLMInDomain  # on each domain controller',
    ...NTLM_VERIFY,
  ],
  ask: [
    'reg export "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters" "$env:COMPUTERNAME-ntlm-domain.reg" /y  # on each domain controller',
    'gpresult /scope computer /x "$env:COMPUTERNAME-rsop.xml"  # elevated, on the same server',
    "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # links and settings of every GPO of the domain",
  ],
  remedies: [
    NTLM_MODULE,
    {
      via: "native",
      text: "On one domain controller only, elevated: a stopgap that a GPO with the security option overwrites. The first line keeps the old values.",
      commands: [
        'reg export "HKLM\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters" "$env:TEMP\\ntlm-domain-before.reg" /y',
        "Set-ItemProperty -Path 'HKLM:\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters' -Name AuditNTLMInDomain -Type DWord -Value 7",
      ],
    },
    {
      via: "manual",
      text: "In a GPO linked to the Domain Controllers OU: Computer Configuration > Policies > Windows Settings > Security Settings > Local Policies > Security Options > Network security: Restrict NTLM: Audit NTLM authentication in this domain: Enable all.",
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
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,7\n`,
        },
      },
      {
        note: "The same value in Registry.pol.",
        files: {
          [REGISTRY_POL]: "System\\CurrentControlSet\\Services\\Netlogon\\Parameters;AuditNTLMInDomain;REG_DWORD;7\n",
        },
      },
    ],
    fail: [
      {
        note: "Domain accounts to domain servers only.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,1\n`,
        },
      },
      {
        note: "Switched off.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,0\n`,
        },
      },
      {
        note: "The two other NTLM values without this one.",
        files: {
          [SECURITY_TEMPLATE]: `${TEMPLATE_HEAD}[Registry Values]\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic=4,2\nMACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\RestrictSendingNTLMTraffic=4,1\n`,
        },
      },
    ],
  },
});
