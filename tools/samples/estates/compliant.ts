import { type Domain, defineDomain, type Gpo } from "../model.ts";
import { writeBackups } from "../backup.ts";
import {
  ADFS_ACCOUNT,
  CA_FILTER_KEY,
  channelAccess,
  DC_OU,
  DEFAULT_ROWS,
  defaultPolicies,
  FORCE_SUBCATEGORIES,
  HIGH_PERFORMANCE,
  mdiRows,
  ntlm,
  preference,
  securityLogSize,
  SENSOR_ACCOUNT,
  SENSOR_SID,
} from "./common.ts";

const TIER_0 = "Tier 0 Servers";
const BACKUP_TIME = "2025-09-15T08:30:00";
const NET_FRAMEWORK = "SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319";
const NET_FRAMEWORK_32 = "SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319";
const SENSORS = ["192.0.2.11", "192.0.2.12"];

/** Only CA hosts apply it; domain controllers and everybody else may read it. That is how Microsoft's module sets it. */
const CA_FILTERING = {
  apply: ["cert-publishers"],
  read: ["domain-controllers", "authenticated-users"],
} as const;

/** Where the names of an estate in another language come from. */
export type Rename = (name: string) => string;

/** Every setting that a GPO can carry is right, for the domain controllers and for each role server. */
export function compliantGpos(domain: Domain, rename: Rename): Gpo[] {
  const module = (suffix: string): string => rename(`Microsoft Defender for Identity - ${suffix}`);
  const common = { domain, backupTime: BACKUP_TIME, options: 1 } as const;
  const byModule = { ...common, tool: "module", machine: { directory: 1, sysvol: 1 } } as const;
  const byEditor = { ...common, tool: "editor" } as const;
  return [
    ...defaultPolicies(domain, BACKUP_TIME),
    {
      ...byModule,
      name: module("Advanced Audit Policy for DCs"),
      created: "2025-09-02T10:00:12",
      modified: "2025-09-02T10:00:15",
      audit: mdiRows(),
      links: [{ path: DC_OU, enforced: true }],
    },
    {
      ...byModule,
      name: module("NTLM Auditing for DCs"),
      created: "2025-09-02T10:01:02",
      modified: "2025-09-02T10:01:04",
      security: { registry: ntlm(2, 1, 7) },
      links: [{ path: DC_OU, enforced: true }],
    },
    {
      ...byModule,
      name: module("Processor Performance"),
      created: "2025-09-02T10:01:41",
      modified: "2025-09-02T10:01:43",
      policies: [HIGH_PERFORMANCE],
      links: [
        { path: DC_OU, enforced: true },
        { path: TIER_0, enforced: true },
      ],
    },
    {
      ...byModule,
      name: module("Advanced Audit Policy for CAs"),
      created: "2025-09-02T10:05:20",
      modified: "2025-09-02T10:05:22",
      audit: [{ head: "9221", value: 3 }],
      filtering: CA_FILTERING,
      links: [{ path: `${TIER_0}/AD CS`, enforced: true }],
    },
    {
      ...byModule,
      name: module("Auditing for CAs"),
      created: "2025-09-02T10:05:48",
      modified: "2025-09-02T10:05:50",
      preferences: [preference("U", CA_FILTER_KEY, "AuditFilter", 127, "2025-09-02 10:05:50")],
      filtering: CA_FILTERING,
      links: [{ path: `${TIER_0}/AD CS`, enforced: true }],
    },
    {
      ...byModule,
      name: module("Advanced Audit and URA Policy for Entra Connect"),
      created: "2025-09-02T10:09:31",
      modified: "2025-09-02T10:09:34",
      machine: { directory: 2, sysvol: 2 },
      audit: [{ head: "9215", value: 3 }],
      security: { rights: [{ right: "SeServiceLogonRight", members: [SENSOR_ACCOUNT, "all-services"] }] },
      links: [{ path: `${TIER_0}/Entra Connect` }],
    },
    {
      ...byEditor,
      name: rename("AD FS servers - Auditing"),
      comment: "1202 and 1203 need the subcategory Application Generated and the right to generate audits.",
      created: "2025-09-03T13:20:00",
      modified: "2025-09-03T13:41:18",
      machine: { directory: 5, sysvol: 5 },
      audit: [
        { head: "9215", value: 3 },
        { head: "9222", value: 3 },
      ],
      security: {
        rights: [{ right: "SeAuditPrivilege", members: ["local-service", "network-service", ADFS_ACCOUNT] }],
      },
      links: [{ path: `${TIER_0}/AD FS` }],
    },
    {
      ...byEditor,
      name: rename("Baseline - Server auditing"),
      comment: "Keeps what Windows audits by itself, which an advanced audit policy clears where it says nothing.",
      created: "2024-11-20T09:00:00",
      modified: "2025-06-11T15:22:09",
      machine: { directory: 17, sysvol: 17 },
      audit: DEFAULT_ROWS,
      security: {
        registry: [FORCE_SUBCATEGORIES],
        logs: [
          {
            log: "Security",
            settings: [
              ["MaximumLogSize", 4_194_240],
              ["AuditLogRetentionPeriod", 0],
            ],
          },
        ],
      },
      policies: [channelAccess(SENSOR_SID), securityLogSize(4_194_240)],
      links: [{ path: DC_OU }, { path: TIER_0 }],
    },
    {
      ...byEditor,
      name: rename("Baseline - Strong cryptography"),
      created: "2024-11-20T09:30:00",
      modified: "2024-11-20T09:44:51",
      machine: { directory: 4, sysvol: 4 },
      preferences: [NET_FRAMEWORK, NET_FRAMEWORK_32].flatMap((key, index) => [
        preference("U", key, "SystemDefaultTlsVersions", 1, `2024-11-20 09:4${index}:05`),
        preference("U", key, "SchUseStrongCrypto", 1, `2024-11-20 09:4${index}:32`),
      ]),
      links: [{ path: DC_OU }, { path: TIER_0 }],
    },
    {
      ...byEditor,
      name: rename("Firewall - Name resolution by sensors"),
      created: "2025-09-04T07:10:00",
      modified: "2025-09-04T07:25:36",
      machine: { directory: 4, sysvol: 4 },
      firewall: [
        {
          id: "5D3B7A10-9C44-5E0B-8D21-6A1F0C9E2B01",
          name: "Defender for Identity - NTLM over RPC",
          protocol: 6,
          port: "RPC-EPMap",
          addresses: SENSORS,
        },
        {
          id: "5D3B7A10-9C44-5E0B-8D21-6A1F0C9E2B02",
          name: "Defender for Identity - NetBIOS",
          protocol: 17,
          port: "137",
          addresses: SENSORS,
        },
        {
          id: "5D3B7A10-9C44-5E0B-8D21-6A1F0C9E2B03",
          name: "Defender for Identity - Remote Desktop",
          protocol: 6,
          port: "3389",
          addresses: SENSORS,
        },
      ],
      links: [{ path: "" }],
    },
  ];
}

export function compliant(): Map<string, Uint8Array> {
  return writeBackups(compliantGpos(defineDomain("corp.example", "CORP", "dc1"), (name) => name));
}
