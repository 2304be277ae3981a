import { defineRequirement } from "../define.ts";
import { SECURITY_TEMPLATE, TEMPLATE_HEAD } from "./_samples.ts";
import { withoutItem } from "./_sensor.ts";
import { EVENT_COLLECTION, NTLM_IN_DOMAIN } from "./_sources.ts";

const MSV = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0";
const NTLM_VALUES = `${TEMPLATE_HEAD}[Registry Values]\n${MSV}\\AuditReceivingNTLMTraffic=4,2\n${MSV}\\RestrictSendingNTLMTraffic=4,1\nMACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain=4,7\n`;

/** The report of that GPO, as far as its link goes; it stands beside `DomainSysvol`. */
const linkedTo = (name: string, path: string): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings">',
    "<Identifier>",
    '<Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">{8C2F5B1A-6E43-4D09-B7A8-1F0E9D3C5A62}</Identifier>',
    '<Domain xmlns="http://www.microsoft.com/GroupPolicy/Types">corp.example</Domain>',
    "</Identifier>",
    "<Name>NTLM auditing</Name>",
    "<Computer><VersionDirectory>2</VersionDirectory><VersionSysvol>2</VersionSysvol><Enabled>true</Enabled></Computer>",
    `<LinksTo><SOMName>${name}</SOMName><SOMPath>${path}</SOMPath><Enabled>true</Enabled><NoOverride>false</NoOverride></LinksTo>`,
    "</GPO>",
    "",
  ].join("\n");

export const requirement = defineRequirement({
  id: "LEFTOVER-NTLM-SCOPE",
  revision: 1,
  title: "NTLM auditing for event 8004 is applied to domain controllers only",
  label: "NTLM auditing beyond DCs",
  severity: "low",
  appliesTo: { each: "gpo" },
  expect: { kind: "check", check: "ntlm-scope" },
  want: "A GPO that sets AuditReceivingNTLMTraffic, RestrictSendingNTLMTraffic and AuditNTLMInDomain for Defender for Identity is linked, or filtered, so that only domain controllers apply it.",
  why: "Event 8004 appears on domain controllers only. Linked to the whole domain, the GPO fills the NTLM log of every computer; where it restricts (RestrictSendingNTLMTraffic 2) instead of auditing, it breaks logons there. Microsoft asks to apply these policies to domain controllers.",
  functional:
    "Auditing of incoming and outgoing NTLM on members has a use of its own: keep it, in a GPO of its own. A GPO without a wider link gives no finding, and without link evidence there is none either. Microsoft's tools accept any link.",
  events: ["8004"],
  detections: [],
  microsoft: withoutItem(null, false),
  verify: [
    "Get-GPOReport -Name 'REPLACE-ME' -ReportType Html -Path .\\ntlm.html  # LinksTo: the Domain Controllers OU only",
  ],
  ask: [
    "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # links and settings of every GPO of the domain",
    "Get-ADObject -LDAPFilter '(gPLink=*)' -Properties gPLink, gPOptions | Select-Object DistinguishedName, gPLink, gPOptions | ConvertTo-Json > .\\links.json",
  ],
  remedies: [
    {
      via: "native",
      text: "Link the GPO to the Domain Controllers OU and take the wider link away. Security options stay on members after the link is gone until a policy or a person sets them back.",
      commands: [
        "New-GPLink -Name {gpo} -Domain {domain} -Target ('OU=Domain Controllers,' + {dn}) -LinkEnabled Yes",
        "Remove-GPLink -Name {gpo} -Domain {domain} -Target {dn}",
      ],
    },
  ],
  references: [EVENT_COLLECTION, NTLM_IN_DOMAIN],
  examples: {
    pass: [
      {
        note: "Linked to the Domain Controllers OU only.",
        files: {
          [SECURITY_TEMPLATE]: NTLM_VALUES,
          "gpreport.xml": linkedTo("Domain Controllers", "corp.example/Domain Controllers"),
        },
      },
    ],
    fail: [
      {
        note: "Linked to the whole domain.",
        files: { [SECURITY_TEMPLATE]: NTLM_VALUES, "gpreport.xml": linkedTo("corp", "corp.example") },
      },
    ],
  },
});
