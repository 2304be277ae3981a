import { defineRequirement } from "../define.ts";
import { AUDIT_HEAD } from "./_samples.ts";
import { SECURITY_LOG_DETECTIONS_AT_RISK, SECURITY_LOG_EVENTS } from "./_sensor.ts";
import { EVENT_COLLECTION, HEALTH_ALERTS, KNOWN_ISSUES, MS_GPAC } from "./_sources.ts";

const LOGON = "0CCE9215-69AE-11D9-BED3-505054503030";

function auditpol(value: 0 | 3): string {
  const words = value === 3 ? "Success and Failure" : "No Auditing";
  return `${AUDIT_HEAD}DC1,System,Logon,{${LOGON}},${words},,${value}\n`;
}

/** The least that a resultant set holds: the computer, its token, one GPO, one setting that it won. */
const RSOP = [
  '<?xml version="1.0" encoding="utf-8"?>',
  '<Rsop xmlns="http://www.microsoft.com/GroupPolicy/Rsop"><ReadTime>2026-03-04T05:06:07Z</ReadTime>',
  "<DataType>LoggedData</DataType><ComputerResults><Name>CORP\\DC1$</Name><Domain>corp.example</Domain>",
  "<SOM>corp.example/Domain Controllers</SOM>",
  '<SecurityGroup><SID xmlns="http://www.microsoft.com/GroupPolicy/Types">S-1-5-9</SID></SecurityGroup>',
  '<GPO><Name>Audit</Name><Path><Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">',
  "{5D1C2A90-7B64-4E0F-9A31-2C6E8F40B7D1}</Identifier></Path><Enabled>true</Enabled><IsValid>true</IsValid>",
  "<FilterAllowed>true</FilterAllowed><AccessDenied>false</AccessDenied>",
  "<Link><SOMPath>corp.example/Domain Controllers</SOMPath><AppliedOrder>1</AppliedOrder></Link></GPO>",
  '<ExtensionData><Extension xmlns="http://www.microsoft.com/GroupPolicy/Settings">',
  '<a:AuditSetting xmlns:a="http://www.microsoft.com/GroupPolicy/Settings/Auditing" xmlns:b="http://www.microsoft.com/GroupPolicy/Settings/Base">',
  '<b:GPO><Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">{5D1C2A90-7B64-4E0F-9A31-2C6E8F40B7D1}</Identifier></b:GPO>',
  "<b:Precedence>1</b:Precedence><a:PolicyTarget>System</a:PolicyTarget><a:SubcategoryName>Logon</a:SubcategoryName>",
  `<a:SubcategoryGuid>{${LOGON}}</a:SubcategoryGuid><a:SettingValue>3</a:SettingValue></a:AuditSetting>`,
  "</Extension></ExtensionData></ComputerResults></Rsop>",
].join("\n");

export const requirement = defineRequirement({
  id: "POLICY-DRIFT",
  revision: 2,
  title: "Every computer that was read has the settings that policy gives it",
  label: "Policy in force on each host",
  severity: "medium",
  appliesTo: { each: "domain", role: "dc" },
  expect: { kind: "check", check: "policy-drift" },
  want: "On each computer the effective audit policy, the registry values and the user rights equal what the GPOs set and what its resultant set of policy shows.",
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
    "Get-GPOReport -All -ReportType Xml -Path .\\gpreport.xml  # where the GPOs are linked",
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
    pass: [
      {
        note: "The domain controller has what its resultant set delivered.",
        files: { "hosts/DC1/auditpol.csv": auditpol(3), "hosts/DC1/rsop.xml": RSOP },
      },
    ],
    fail: [
      {
        note: "Policy delivered Success and Failure; the domain controller records nothing.",
        files: { "hosts/DC1/auditpol.csv": auditpol(0), "hosts/DC1/rsop.xml": RSOP },
      },
    ],
    unknown: [
      {
        note: "A capture alone has nothing to be compared with.",
        files: {
          "hosts/DC1/auditpol.csv": auditpol(3),
          "scope.yaml": "schema: scope/1\nhosts:\n  - name: DC1\n    roles: [dc]\n",
        },
      },
    ],
  },
});
