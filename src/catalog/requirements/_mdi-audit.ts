/** Words that several audit, NTLM and SACL requirements share: places in a GPO, sources, module items, commands. */
import type { Detection } from "../../core/report.ts";
import type { MicrosoftItem, Reference, RemedyTemplate } from "../define.ts";
import { AUDIT_CSV, AUDIT_HEAD, auditRow } from "./_samples.ts";

const RETRIEVED = "2026-11-22";

export const MODULE: Reference = {
  title: "DefenderForIdentity module 1.0.0.4",
  locator: "https://www.powershellgallery.com/packages/DefenderForIdentity/1.0.0.4",
  retrieved: RETRIEVED,
};
export const CLASSIC_ALERTS: Reference = {
  title: "Defender for Identity classic security alerts",
  locator: "https://learn.microsoft.com/defender-for-identity/alerts-mdi-classic",
  retrieved: "2025-10-23",
};
export const XDR_ALERTS: Reference = {
  title: "Defender for Identity alerts in XDR format",
  locator: "https://learn.microsoft.com/defender-for-identity/alerts-xdr",
  retrieved: "2026-05-05",
};
export const ACTIVITIES: Reference = {
  title: "Defender for Identity monitored activities",
  locator: "https://learn.microsoft.com/defender-for-identity/monitored-activities",
  retrieved: RETRIEVED,
};
export const RELEASES: Reference = {
  title: "What's new in Defender for Identity",
  locator: "https://learn.microsoft.com/defender-for-identity/whats-new",
  retrieved: "2026-04-14",
};
export const OLDER_RELEASES: Reference = {
  title: "What's new archive for Defender for Identity",
  locator: "https://learn.microsoft.com/defender-for-identity/whats-new-archive",
  retrieved: RETRIEVED,
};
export const FEDERATION_LOGGING: Reference = {
  title: "AD FS troubleshooting: auditing and logging",
  locator: "https://learn.microsoft.com/windows-server/identity/ad-fs/troubleshooting/ad-fs-tshoot-logging",
  retrieved: RETRIEVED,
};
export const MS_ADTS: Reference = {
  title: "[MS-ADTS] Active Directory Technical Specification, 5.1.3.2 and 3.1.1.3.4.1.11",
  locator: "https://learn.microsoft.com/openspecs/windows_protocols/ms-adts",
  retrieved: RETRIEVED,
};
export const MS_CSRA: Reference = {
  title: "[MS-CSRA] Certificate Services Remote Administration Protocol, 3.1.4.2.10",
  locator: "https://learn.microsoft.com/openspecs/windows_protocols/ms-csra",
  retrieved: RETRIEVED,
};

/** What each run of the module costs, said once for all. */
export const NO_DRY_RUN = "-WhatIf is no dry run: the module writes files and descriptors without asking it.";

/** Puts the GPO that the module would rewrite aside. */
function backupGpo(displayName: string): readonly string[] {
  return [
    "$before = New-Item -ItemType Directory -Force -Path (Join-Path $env:TEMP 'mdi-before')",
    `Get-GPO -All -Domain {domain} | Where-Object DisplayName -EQ '${displayName}' | ForEach-Object { Backup-GPO -Guid $_.Id -Domain {domain} -Path $before.FullName }`,
  ];
}

/** The commands for an item that leaves the link to the administrator; `servers` names the OU to look for. */
function unlinkedItem(item: string, displayName: string, servers: string, parameters = ""): readonly string[] {
  return [
    ...backupGpo(displayName),
    `Set-MDIConfiguration -Mode Domain -Configuration ${item}${parameters} -SkipGpoLink -Domain {domain}`,
    `$ou = 'OU=REPLACE-ME,' + {dn}  # the OU that holds the ${servers}`,
    `New-GPLink -Name '${displayName}' -Domain {domain} -Target $ou -LinkEnabled Yes`,
  ];
}

/** Keeps the effective audit policy of the host in a file; `auditpol /restore /file:…` takes it back. */
export const AUDITPOL_BACKUP = 'auditpol /backup /file:"$env:TEMP\\auditpol-before.csv"';

/** For the text beside a local `auditpol /set`. */
export const LOCAL_STOPGAP =
  "On one server only, elevated: a stopgap that the next refresh of a GPO with advanced audit policy undoes. auditpol /restore with the backup takes it back.";

/** Settles an audit subcategory of a server. */
export const ASK_AUDIT_POLICY = [
  'auditpol /get /category:* /r > "$env:COMPUTERNAME-auditpol.csv"  # elevated, on each server concerned',
  'gpresult /scope computer /x "$env:COMPUTERNAME-rsop.xml"  # elevated, on the same server',
  "Get-GPOReport -All -ReportType Xml -Path .\\gpos.xml  # links and settings of every GPO of the domain",
] as const;

// ---- domain controllers: advanced audit policy ----------------------------------------------------------------

const DC_AUDIT_GPO = "Microsoft Defender for Identity - Advanced Audit Policy for DCs";

export const DC_AUDIT_ITEM: MicrosoftItem = {
  item: "AdvancedAuditPolicyDCs",
  gpoSuffix: "Advanced Audit Policy for DCs",
  missingRowPasses: true,
  healthAlert: "Directory Services Advanced Auditing is not enabled as required",
};

export const DC_AUDIT_MODULE: RemedyTemplate = {
  via: "module",
  text: `Writes a GPO with all eight rows and links it, enforced, to the Domain Controllers OU; a GPO of that name is rewritten and its list of extensions replaced. Where no GPO sets advanced audit policy yet, subcategories that none configures may lose their Windows default: see POLICY-DEFAULTS-LOST. ${NO_DRY_RUN}`,
  commands: [
    ...backupGpo(DC_AUDIT_GPO),
    "Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain {domain}",
  ],
};

export const DC_AUDIT_VERIFY = [
  "Test-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs",
  "Test-MDIConfiguration -Mode LocalMachine -Configuration AdvancedAuditPolicyDCs  # on each domain controller",
] as const;

// ---- domain controllers: NTLM ---------------------------------------------------------------------------------

const NTLM_GPO = "Microsoft Defender for Identity - NTLM Auditing for DCs";

export const NTLM_ITEM: MicrosoftItem = {
  item: "NTLMAuditing",
  gpoSuffix: "NTLM Auditing for DCs",
  pattern: true,
  carrier: "security-option",
  healthAlert: "NTLM Auditing is not enabled",
};

/** What event 8004 feeds; Microsoft's pages tie the event to all three values. */
export const NTLM_DETECTIONS: readonly Detection[] = [
  { title: "Suspected Brute Force attack (Kerberos, NTLM)", basis: "documented" },
  { title: "Activity: the server that an NTLM logon accessed", basis: "documented" },
  { title: "Suspected NTLM relay attack", basis: "inferred" },
  { title: "Suspected brute-force attack (Kerberos, NTLM)", basis: "inferred" },
  { title: "Suspected password spray attack (Kerberos, NTLM)", basis: "inferred" },
  { title: "Suspected account enumeration (Kerberos, NTLM, AD FS)", basis: "inferred" },
  { title: "Suspicious NTLM authentication", basis: "inferred" },
  { title: "Suspicious SMB NTLM authentication attempt", basis: "inferred" },
];

export const NTLM_MODULE: RemedyTemplate = {
  via: "module",
  text: `Writes a GPO with all three NTLM values and links it, enforced, to the Domain Controllers OU; a GPO of that name is rewritten and its list of extensions replaced. The values belong on domain controllers only. ${NO_DRY_RUN}`,
  commands: [...backupGpo(NTLM_GPO), "Set-MDIConfiguration -Mode Domain -Configuration NTLMAuditing -Domain {domain}"],
};

export const NTLM_VERIFY = [
  "Test-MDIConfiguration -Mode Domain -Configuration NTLMAuditing",
  "Test-MDIConfiguration -Mode LocalMachine -Configuration NTLMAuditing  # on each domain controller",
] as const;

/** An audit GPO that says nothing about the subcategory at hand: Process Creation only. */
export const OTHER_AUDIT: Readonly<Record<string, string>> = {
  [AUDIT_CSV]: AUDIT_HEAD + auditRow("0CCE922B-69AE-11D9-BED3-505054503030", "Process Creation", 3),
};

// ---- certification authorities --------------------------------------------------------------------------------

export const CA_EVENTS = ["4870", "4882", "4885", "4887", "4888", "4890", "4896"] as const;

/** The alert pages name the sensor on AD CS; which event each alert reads is our inference. */
export const CA_DETECTIONS: readonly Detection[] = [
  { title: "Suspicious Domain Controller certificate request (ESC8)", basis: "inferred" },
  { title: "Suspicious modifications to the AD CS security permissions/settings", basis: "inferred" },
  { title: "Suspicious deletion of the certificate database entries", basis: "inferred" },
  { title: "Suspicious disable of audit filters of AD CS", basis: "inferred" },
  { title: "Suspected certificate enrollment abuse (ESC15)", basis: "inferred" },
];

export const CA_HEALTH_ALERT = "Auditing for AD CS servers isn't enabled as required";

export const CA_READINESS =
  "it finds CAs through the group Cert Publishers, and its overall result leaves out what concerns CAs only";

export const CA_AUDIT_MODULE: RemedyTemplate = {
  via: "module",
  text: `Writes a GPO that only members of Cert Publishers apply. Without -SkipGpoLink the module links it, enforced, to the domain root; link it to the OU of the CA servers instead. ${NO_DRY_RUN}`,
  commands: unlinkedItem(
    "AdvancedAuditPolicyCAs",
    "Microsoft Defender for Identity - Advanced Audit Policy for CAs",
    "CA servers",
  ),
};

export const CA_FILTER_MODULE: RemedyTemplate = {
  via: "module",
  text: `Only for a CA that kept the default name <NetBIOS domain>-<host>-CA: the GPO writes to the key of that name and to no other. Without -SkipGpoLink the module links it, enforced, to the domain root. The CA service reads the value when it starts. ${NO_DRY_RUN}`,
  commands: unlinkedItem("CAAuditing", "Microsoft Defender for Identity - Auditing for CAs", "CA servers"),
};

// ---- AD FS ----------------------------------------------------------------------------------------------------

/** The alert pages name the sensor on AD FS; the events are our inference. */
export const FEDERATION_DETECTIONS: readonly Detection[] = [
  {
    title: "Abnormal Active Directory Federation Services (AD FS) authentication using a suspicious certificate",
    basis: "inferred",
  },
  { title: "Possible Golden SAML attack", basis: "inferred" },
  { title: "Suspected account enumeration (Kerberos, NTLM, AD FS)", basis: "inferred" },
];

/** No judge of Microsoft's looks at the audit settings of AD FS servers; `AdfsAuditing` is about a directory object. */
export const FEDERATION_ITEM: MicrosoftItem = {
  item: "none",
  fixed: {
    moduleDomain: { verdict: null, reason: "The module has no item for the audit settings of AD FS servers." },
    moduleLocalMachine: { verdict: null, reason: "The module has no item for the audit settings of AD FS servers." },
    testMdiReadiness: { verdict: null, reason: "No check of the audit settings of AD FS servers is known in it." },
    healthAlert: {
      verdict: null,
      reason: "No health alert covers the audit settings of AD FS servers: a gap stays silent.",
    },
  },
};

/** Shows that the whole chain works. */
export const FEDERATION_VERIFY =
  "Get-WinEvent -FilterHashtable @{ LogName = 'Security'; ProviderName = 'AD FS Auditing' } -MaxEvents 5  # on each AD FS server, after a sign-in";

// ---- Microsoft Entra Connect ----------------------------------------------------------------------------------

export const ENTRA_MODULE: RemedyTemplate = {
  via: "module",
  text: `For sensor version 2 with a Directory Service Account. The GPO audits Logon and also sets Log on as a service to that account and NT SERVICE\\ALL SERVICES, which replaces the local list on every server it reaches: add every other account that runs a service there before you link it. ${NO_DRY_RUN}`,
  commands: [
    "$identity = 'REPLACE-ME'  # the name of the Directory Service Account",
    ...unlinkedItem(
      "EntraConnectAuditing",
      "Microsoft Defender for Identity - Advanced Audit and URA Policy for Entra Connect",
      "Microsoft Entra Connect servers, active and staging",
      " -Identity $identity",
    ),
  ],
};

export const ENTRA_READINESS =
  "it finds these servers through an English description text, and its overall result leaves them out";

/** The judge that does not see these servers. */
export const ENTRA_JUDGES = {
  healthAlert: {
    verdict: null,
    reason: "No health alert covers auditing on Microsoft Entra Connect servers: a gap stays silent.",
  },
} as const;

export const ENTRA_VERIFY =
  "Test-MDIConfiguration -Mode Domain -Configuration EntraConnectAuditing -Identity $identity  # the name of the Directory Service Account";
