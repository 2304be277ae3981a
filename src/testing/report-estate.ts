/** A middling estate, all of it invented: two domains, every kind of verdict, and hostile names. Long because it is one table of data. */
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Fact, FactId } from "../core/fact.ts";
import type { Source } from "../core/provenance.ts";
import type { Conflict, Finding, FindingSubject, GpoRecord, TrailStep } from "../core/report.ts";
import { quotePowerShell } from "../text/powershell.ts";
import { AUDIT, fixtureFact, fixtureFinding, type FixtureGpo, HOSTILE_NAME } from "./report-parts.ts";

const TEMPLATE = "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";

export const LEGACY = {
  guid: "3F1C0A52-9A7B-4A55-8D0E-1C2B7D9E4F60",
  name: "Legacy SOC",
  container: "export.zip!backups/{8E4B1F0C-51D2-4F4B-9C3A-7C1B2A9D0E11}",
};
const MDI = {
  guid: "B7A9C2D4-0E1F-4B6A-8C3D-5E7F90A1B2C3",
  name: "Microsoft Defender for Identity - Advanced Audit Policy for DCs",
  container: "export.zip!backups/{0D6A7E21-3C44-4E0B-BB2F-9A1C55D3E702}",
};
const CAS = {
  guid: "C4D5E6F7-1A2B-4C3D-9E8F-0A1B2C3D4E5F",
  name: "Microsoft Defender for Identity - Auditing for CAs",
  container: "export.zip!backups/{5B2F6C90-7E1D-4C3A-A8B4-2D9E0F1A6C33}",
};
const HOSTILE = {
  guid: "E0E0E0E0-1111-4222-8333-444455556666",
  name: HOSTILE_NAME,
  container: "export.zip!backups/{77777777-1111-4222-8333-444455556666}",
};
const OLD_MDI = { ...MDI, container: "export.zip!backups/{AAAA1111-2222-4333-8444-555566667777}" };

export const DCS: FindingSubject = { kind: "domain", name: "corp.example", role: "dc" };
const EMEA_DCS: FindingSubject = { kind: "domain", name: "emea.corp.example", role: "dc" };
const CA_SERVERS: FindingSubject = { kind: "domain", name: "corp.example", role: "ca" };
const ADFS_SERVERS: FindingSubject = { kind: "domain", name: "corp.example", role: "adfs" };
const DOMAIN_ROOT: FindingSubject = { kind: "object", name: "DC=corp,DC=example", domain: "corp.example" };
const SENSORS: FindingSubject = { kind: "domain", name: "corp.example", role: "sensor" };
const FOREST: FindingSubject = { kind: "forest", name: "corp.example" };
export const SUBJECTS: readonly FindingSubject[] = [
  DCS,
  EMEA_DCS,
  CA_SERVERS,
  ADFS_SERVERS,
  DOMAIN_ROOT,
  SENSORS,
  FOREST,
];

function auditRow(id: FactId, gpo: FixtureGpo, line: number, name: string, guid: string, value: number): Fact {
  const words = ["No Auditing", "Success", "Failure", "Success and Failure"][value] ?? "";
  return fixtureFact(id, gpo, AUDIT, line, `,System,${name},{${guid.toLowerCase()}},${words},,${value}`, {
    kind: "subcategory",
    subcategory: guid,
    name,
    value,
    success: (value & 1) !== 0,
    failure: (value & 2) !== 0,
    state: "set",
  });
}

const CREDENTIALS = "0CCE923F-69AE-11D9-BED3-505054503030";
const CHANGES = "0CCE923C-69AE-11D9-BED3-505054503030";
const CERTIFICATES = "0CCE9221-69AE-11D9-BED3-505054503030";

export const FACTS: readonly Fact[] = [
  auditRow("aaaaaaaaaaaa:80-160:subcategory", LEGACY, 2, "Audit Credential Validation", CREDENTIALS, 1),
  auditRow("aaaaaaaaaaaa:160-240:subcategory", LEGACY, 3, "Audit Directory Service Changes", CHANGES, 0),
  auditRow("bbbbbbbbbbbb:80-160:subcategory", MDI, 2, "Audit Credential Validation", CREDENTIALS, 3),
  auditRow("bbbbbbbbbbbb:560-640:subcategory", MDI, 8, "Audit Directory Service Changes", CHANGES, 3),
  auditRow("cccccccccccc:80-160:subcategory", CAS, 2, "Zertifizierungsdienste überwachen 監査", CERTIFICATES, 3),
  auditRow("dddddddddddd:80-160:subcategory", HOSTILE, 2, HOSTILE_NAME, CREDENTIALS, 2),
  fixtureFact(
    "dddddddddddd:900-980:registry",
    HOSTILE,
    TEMPLATE,
    14,
    "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0\\AuditReceivingNTLMTraffic=4,1",
    {
      kind: "registry",
      hive: "HKLM",
      key: "System\\CurrentControlSet\\Control\\Lsa\\MSV1_0",
      name: "AuditReceivingNTLMTraffic",
      type: "REG_DWORD",
      value: 1,
    },
  ),
];

export function step(
  result: TrailStep["result"],
  rule: TrailStep["rule"],
  fact: FactId,
  gpo: FixtureGpo,
  sets: string,
  link: TrailStep["link"],
): TrailStep {
  return { result, rule, fact, gpo, link, sets, because: null };
}

const ROOT_ENFORCED = { container: "corp.example", enforced: true, order: null };
const DC_OU = { container: "corp.example/Domain Controllers", enforced: false, order: null };

export const MODULE_DCS = {
  via: "module",
  text: "Let Microsoft's module write its GPO again.",
  commands: ["Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain 'corp.example'"],
} as const;

function native(subcategory: string, gpo: string): Finding["remedy"][number] {
  return {
    via: "native",
    text: `Set ${subcategory} to Success and Failure in the GPO that decides.`,
    commands: [
      `Get-GPO -Name ${quotePowerShell(gpo)} -Domain 'corp.example' | Select-Object DisplayName, Id, GpoStatus`,
    ],
  };
}

export function audit(name: string, subject: FindingSubject, given: Partial<Finding>): Finding {
  const id = `MDI-DC-AUDIT-${name.toUpperCase().replaceAll(" ", "-")}`;
  return fixtureFinding(id, subject, {
    title: `Audit ${name}: Success and Failure`,
    severity: "high",
    want: "Success and Failure",
    ...given,
  });
}

const SACL_COMMANDS = [
  "Import-Module ActiveDirectory",
  "(Get-Acl -Path 'AD:\\DC=corp,DC=example' -Audit).Sddl | Out-File -FilePath .\\corp.example-sacl.txt -Encoding utf8",
];
const CA_COMMANDS = ["certutil -getreg CA\\AuditFilter"];
const SENSOR_COMMANDS = ["Get-WmiObject -Class Win32_OperatingSystem | Select-Object Version, OSArchitecture"];

export const FAILS: readonly Finding[] = [
  audit("Credential Validation", DCS, {
    severity: "critical",
    rung: "L2",
    have: 'Success only, set by "Legacy SOC"',
    cause: "overridden",
    evidence: ["aaaaaaaaaaaa:80-160:subcategory", "bbbbbbbbbbbb:80-160:subcategory"],
    trail: [
      step("won", "enforced", "aaaaaaaaaaaa:80-160:subcategory", LEGACY, "Success", ROOT_ENFORCED),
      step("lost", "enforced", "bbbbbbbbbbbb:80-160:subcategory", MDI, "Success and Failure", DC_OU),
      step("excluded", "unlinked", "dddddddddddd:80-160:subcategory", HOSTILE, "Failure", null),
    ],
    microsoft: {
      moduleDomain: { verdict: true, reason: "it looks at the GPO of that name alone, which holds the right value" },
      testMdiReadiness: { verdict: false, reason: "it reads the value that is in force" },
      healthAlert: { verdict: false, reason: "the sensor reads the value that is in force" },
    },
    events: ["4776"],
    detections: [
      { title: "Suspected brute-force attack (Kerberos, NTLM)", basis: "documented" },
      { title: "Suspected NTLM relay attack (Exchange account)", basis: "documented" },
      { title: "Activity: NTLM sign-in validation", basis: "documented" },
      { title: "Password spray", basis: "inferred" },
      { title: "Honeytoken authentication activity", basis: "inferred" },
    ],
    remedy: [MODULE_DCS, native("Credential Validation", LEGACY.name)],
    notes: ["Failed sign-ins by NTLM leave no event 4776, so half of the signal is missing."],
  }),
  audit("Directory Service Changes", DCS, {
    rung: "L2",
    have: "No Auditing, a value that was set",
    cause: "overridden",
    evidence: ["aaaaaaaaaaaa:160-240:subcategory"],
    trail: [
      step("won", "enforced", "aaaaaaaaaaaa:160-240:subcategory", LEGACY, "No Auditing", ROOT_ENFORCED),
      step("lost", "enforced", "bbbbbbbbbbbb:560-640:subcategory", MDI, "Success and Failure", DC_OU),
    ],
    microsoft: { healthAlert: { verdict: false, reason: "the sensor reads the value that is in force" } },
    events: ["5136"],
    detections: [
      { title: "Suspicious additions to sensitive groups", basis: "documented" },
      { title: "Suspected account takeover using shadow credentials", basis: "inferred" },
    ],
    remedy: [MODULE_DCS, native("Directory Service Changes", LEGACY.name)],
  }),
  ...["User Account Management", "Security Group Management", "Security System Extension"].map((name) =>
    audit(name, EMEA_DCS, {
      have: "not configured: no GPO that reaches these computers sets it",
      cause: "not-configured",
      events: ["4726", "4738"],
      detections: [{ title: "Suspicious additions to sensitive groups", basis: "documented" }],
      remedy: [
        {
          via: "module",
          text: "Let Microsoft's module write its GPO.",
          commands: [
            "Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain 'emea.corp.example'",
          ],
        },
      ],
    }),
  ),
  fixtureFinding("MDI-DC-NTLM-INCOMING", DCS, {
    title: "Audit incoming NTLM traffic: all accounts",
    severity: "medium",
    want: "AuditReceivingNTLMTraffic = 2",
    have: "1 (domain accounts only)",
    rung: "L1",
    cause: "unlinked",
    evidence: ["dddddddddddd:900-980:registry"],
    trail: [step("excluded", "unlinked", "dddddddddddd:900-980:registry", HOSTILE, "1", null)],
    microsoft: { moduleDomain: { verdict: null, reason: "it reads the live directory" } },
    events: ["8004"],
    detections: [{ title: "Suspected NTLM tampering", basis: "inferred" }],
    remedy: [
      {
        via: "native",
        text: "Link the GPO, or set the value in one that is linked.",
        commands: [
          `New-GPLink -Name ${quotePowerShell(HOSTILE_NAME)} -Domain 'corp.example' -Target 'OU=Domain Controllers,DC=corp,DC=example'`,
        ],
      },
    ],
  }),
  fixtureFinding(
    "POLICY-AUDIT-CSE-MISSING",
    { kind: "gpo", domain: "corp.example", ...CAS },
    {
      title: "Computers process the audit settings of the GPO",
      severity: "high",
      silent: true,
      want: "the audit extension {F3CCC681-B74C-4060-9F26-CD84525DCA2A} in the GPO's extension list",
      have: "the list lacks it, so no computer ever reads audit.csv",
      rung: "L1",
      cause: "cse-missing",
      evidence: ["cccccccccccc:80-160:subcategory"],
      microsoft: { moduleDomain: { verdict: true, reason: "it reads the report, not the extension list" } },
      events: ["4870", "4886", "4887"],
      detections: [{ title: "Suspicious disable of audit filters of AD CS", basis: "documented" }],
      remedy: [
        {
          via: "manual",
          text: "Open the GPO in the editor, change one audit subcategory and change it back: the editor writes the list.",
          commands: [],
        },
      ],
    },
  ),
];

export const UNKNOWNS: readonly Finding[] = [
  ...["user", "group", "computer", "MSA", "gMSA", "dMSA"].map((name) =>
    fixtureFinding(`MDI-DOMAIN-SACL-${name.toUpperCase()}`, DOMAIN_ROOT, {
      title: `Object auditing: descendant ${name} objects`,
      status: "unknown",
      severity: "high",
      want: "Everyone, Success, 0xD016B on descendants",
      have: "not collected: no descriptor of the domain root in these files",
      ask: SACL_COMMANDS,
    }),
  ),
  fixtureFinding("MDI-CA-AUDIT-FILTER", CA_SERVERS, {
    title: "CA audit filter: all seven bits",
    status: "unknown",
    severity: "medium",
    want: "AuditFilter = 127",
    have: "a preference item writes 127 to the default name of a CA; the CA's name is not in these files",
    ask: CA_COMMANDS,
  }),
  ...["OS", "HARDWARE", "LSO"].map((name) =>
    fixtureFinding(`MDI-SENSOR-${name}`, SENSORS, {
      title: `Sensor host: ${name} as required`,
      status: "unknown",
      severity: "low",
      want: "see the prerequisites",
      have: "not collected",
      ask: SENSOR_COMMANDS,
    }),
  ),
];

export const CHECKLIST: readonly Finding[] = [
  fixtureFinding("MDI-TENANT-LICENSE", FOREST, {
    title: "The tenant has a licence for Defender for Identity",
    status: "unknown",
    severity: "info",
    checklist: true,
    want: "a licence for every user that it protects",
    ask: ["Does the tenant own Microsoft 365 E5, EMS E5 or the stand-alone licence?"],
  }),
  fixtureFinding("MDI-TENANT-ROLES", FOREST, {
    title: "Analysts hold the roles they need, and no more",
    status: "unknown",
    severity: "info",
    checklist: true,
    want: "least privilege",
    ask: ["Who holds Security Administrator today, and who should?"],
  }),
];

export const PASSES: readonly Finding[] = [
  ...["Computer Account Management", "Distribution Group Management", "User Account Management"].map((name) =>
    audit(name, DCS, {
      status: "pass",
      rung: "L2",
      have: "Success and Failure",
      microsoft: {
        moduleDomain: { verdict: false, reason: "it looks for a GPO by its display name" },
      },
    }),
  ),
  ...["Credential Validation", "Directory Service Changes", "Directory Service Access"].map((name) =>
    audit(name, EMEA_DCS, { status: "pass", rung: "L2", have: "Success and Failure" }),
  ),
  fixtureFinding("MDI-ADFS-AUDIT-LOGON", ADFS_SERVERS, {
    title: "Audit Logon: Success and Failure",
    status: "not-applicable",
    have: "no AD FS server in the evidence",
  }),
];

function source(path: string, kind: string | null, given: Partial<Source> = {}): Source {
  return {
    id: Array.from(path)
      .reduce((hash, c) => (hash * 31 + (c.codePointAt(0) ?? 0)) % 0xffff_fffb, 7)
      .toString(16)
      .padStart(64, "0"),
    path,
    kind,
    bytes: 1024,
    encoding: "utf-8",
    read: "complete",
    reason: null,
    memberOf: null,
    taken: null,
    ...given,
  };
}

export const SOURCES: readonly Source[] = [
  ...[LEGACY, MDI, CAS, HOSTILE, OLD_MDI].flatMap((gpo) => [
    source(`${gpo.container}/Backup.xml`, "gpmc-backup", { bytes: 4210 }),
    source(`${gpo.container}/bkupInfo.xml`, "gpmc-bkupinfo", { bytes: 812, encoding: "utf-16le" }),
    source(`${gpo.container}/DomainSysvol/GPO/${AUDIT}`, "audit-csv", { bytes: 733 }),
  ]),
  source(`${HOSTILE.container}/DomainSysvol/GPO/${TEMPLATE}`, "security-template", { encoding: "utf-16le" }),
  source("export.zip!backups/manifest.xml", "gpmc-manifest", { bytes: 2210 }),
  source(`${CAS.container}/DomainSysvol/GPO/Machine/Registry.pol`, "registry-pol", {
    encoding: "binary",
    read: "incomplete",
    reason: "read as far as it is well formed",
  }),
  source("notes/\u001B[31mtodo\u202E.txt", null, {
    read: "unrecognised",
    reason: 'no known format; begins with "buy milk"',
  }),
  source("reports/all-gpos.htm", "gpreport", { read: "refused", reason: "HTML reports are not evidence; export XML" }),
];

export const DIAGNOSTICS: readonly Diagnostic[] = [
  {
    code: "truncated",
    path: `${CAS.container}/DomainSysvol/GPO/Machine/Registry.pol`,
    at: { offset: 4096 },
    data: { what: "a record" },
  },
  {
    code: "duplicate-key",
    path: `${LEGACY.container}/DomainSysvol/GPO/${AUDIT}`,
    at: { line: 9, column: 1 },
    data: { key: "Audit Logon" },
  },
  { code: "unrecognised", path: "notes/\u001B[31mtodo\u202E.txt", at: null, data: {} },
];

export const CONFLICTS: readonly Conflict[] = [
  {
    subject: EMEA_DCS,
    setting: "Audit Logon",
    candidates: [
      { fact: "aaaaaaaaaaaa:80-160:subcategory", gpo: LEGACY.name, sets: "Success" },
      { fact: "dddddddddddd:80-160:subcategory", gpo: HOSTILE_NAME, sets: "Failure" },
    ],
    ask: ["Get-GPInheritance -Target 'OU=Domain Controllers,DC=emea,DC=corp,DC=example' -Domain 'emea.corp.example'"],
  },
];

function gpoRecord(gpo: FixtureGpo, given: Partial<GpoRecord> = {}): GpoRecord {
  return {
    ...gpo,
    domain: "corp.example",
    backupTime: "2026-11-20T08:15:00",
    linkedTo: [],
    settings: 8,
    supersededBy: null,
    kind: "backup",
    computerEnabled: true,
    ...given,
  };
}

export const GPOS: readonly GpoRecord[] = [
  gpoRecord(LEGACY, { linkedTo: ["corp.example"], settings: 31 }),
  gpoRecord(MDI, { linkedTo: ["corp.example/Domain Controllers"] }),
  gpoRecord(CAS, { linkedTo: ["corp.example"], settings: 1 }),
  gpoRecord(HOSTILE, { settings: 2 }),
  gpoRecord(OLD_MDI, { backupTime: "2025-02-03T17:40:12", supersededBy: MDI.container }),
];
