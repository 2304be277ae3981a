/** Small estates, each about one thing. */
import { writeBackups } from "../backup.ts";
import { defineDomain, type Gpo } from "../model.ts";
import { ADFS_ACCOUNT, CA_FILTER_KEY, DC_OU, mdiRows, ntlm, preference, SENSOR_ACCOUNT } from "./common.ts";

export function conflicting(): Map<string, Uint8Array> {
  const domain = defineDomain("fabrikam.example", "FABRIKAM", "srv-dc1");
  const backupTime = "2025-08-11T12:00:00";
  const common = { domain, backupTime, options: 1, tool: "editor", links: [{ path: DC_OU }] } as const;
  const gpos: Gpo[] = [
    {
      ...common,
      name: "DC Auditing - Security team",
      created: "2024-02-02T10:00:00",
      modified: "2025-03-03T10:10:10",
      machine: { directory: 12, sysvol: 12 },
      audit: mdiRows(),
      security: { registry: ntlm(2, 1, 7) },
    },
    {
      ...common,
      name: "DC Auditing - Operations",
      created: "2023-01-16T09:00:00",
      modified: "2025-04-04T16:16:16",
      machine: { directory: 30, sysvol: 30 },
      audit: [
        { head: "923F", value: 1 },
        { head: "9235", value: 3 },
        { head: "923C", value: 0 },
      ],
      security: { registry: ntlm(1, 2, 0) },
    },
  ];
  return writeBackups(gpos);
}

export function legacyOnly(): Map<string, Uint8Array> {
  const domain = defineDomain("litware.example", "LITWARE", "lit-dc");
  const backupTime = "2025-05-20T09:45:00";
  const categories = [
    "AuditSystemEvents",
    "AuditLogonEvents",
    "AuditObjectAccess",
    "AuditPrivilegeUse",
    "AuditPolicyChange",
    "AuditAccountManage",
    "AuditProcessTracking",
    "AuditDSAccess",
    "AuditAccountLogon",
  ];
  const gpos: Gpo[] = [
    {
      domain,
      name: "Domain Controllers - Audit",
      comment: "Carried over from Windows Server 2008.",
      created: "2009-06-15T08:00:00",
      modified: "2014-10-01T11:11:11",
      backupTime,
      machine: { directory: 7, sysvol: 7 },
      tool: "editor",
      security: { eventAudit: categories.map((category) => [category, 3] as const) },
      links: [{ path: DC_OU }],
    },
  ];
  return writeBackups(gpos);
}

export function inertAuditCsv(): Map<string, Uint8Array> {
  const domain = defineDomain("adatum.example", "ADATUM", "ad-dc1");
  const backupTime = "2025-06-02T14:20:00";
  const gpos: Gpo[] = [
    {
      domain,
      name: "Defender for Identity Auditing",
      comment: "audit.csv copied by hand into SYSVOL.",
      created: "2025-05-28T09:00:00",
      modified: "2025-05-28T09:31:27",
      backupTime,
      options: 1,
      machine: { directory: 3, sysvol: 3 },
      tool: "editor",
      audit: mdiRows(),
      auditUnregistered: true,
      security: { registry: ntlm(2, 1, 7) },
      links: [{ path: DC_OU, enforced: true }],
    },
  ];
  return writeBackups(gpos);
}

export function roleServers(): Map<string, Uint8Array> {
  const domain = defineDomain("woodgrove.example", "WOODGROVE", "wg-dc1");
  const backupTime = "2025-07-28T10:10:00";
  const common = { domain, backupTime, options: 1 } as const;
  const gpos: Gpo[] = [
    {
      ...common,
      name: "AD CS - Auditing",
      created: "2025-02-10T10:00:00",
      modified: "2025-02-10T10:20:05",
      machine: { directory: 3, sysvol: 3 },
      tool: "editor",
      audit: [{ head: "9221", value: 3 }],
      preferences: [preference("U", CA_FILTER_KEY, "AuditFilter", 127, "2025-02-10 10:18:44")],
      links: [{ path: "Servers/AD CS" }],
    },
    {
      ...common,
      name: "AD FS - Auditing",
      created: "2025-02-10T11:00:00",
      modified: "2025-02-10T11:27:39",
      machine: { directory: 6, sysvol: 6 },
      tool: "editor",
      audit: [
        { head: "9215", value: 3 },
        { head: "9222", value: 1 },
      ],
      security: {
        rights: [{ right: "SeAuditPrivilege", members: ["local-service", "network-service", ADFS_ACCOUNT] }],
      },
      links: [{ path: "Servers/AD FS" }],
    },
    {
      ...common,
      name: "Microsoft Defender for Identity - Advanced Audit and URA Policy for Entra Connect",
      created: "2025-02-10T12:00:00",
      modified: "2025-02-10T12:00:04",
      machine: { directory: 2, sysvol: 2 },
      tool: "module",
      audit: [{ head: "9215", value: 3 }],
      security: { rights: [{ right: "SeServiceLogonRight", members: [SENSOR_ACCOUNT, "all-services"] }] },
      links: [{ path: "Servers/Entra Connect" }],
    },
  ];
  return writeBackups(gpos);
}
