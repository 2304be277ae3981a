/** The audit policy of Windows: categories and subcategories by GUID [MS-GPAC 2.2.1.3, MS-LSAD 2.2.4.20; formats.md 4.5]. */
import type { Guid } from "./fact.ts";

export interface Subcategory {
  readonly guid: Guid;
  /** The English name that `auditpol` prints. */
  readonly name: string;
  readonly category: LegacyCategory;
}

/** The nine keys of `[Event Audit]` in a security template [MS-GPSB 2.2.4]. */
export const LEGACY_CATEGORIES = [
  "AuditSystemEvents",
  "AuditLogonEvents",
  "AuditObjectAccess",
  "AuditPrivilegeUse",
  "AuditProcessTracking",
  "AuditPolicyChange",
  "AuditAccountManage",
  "AuditDSAccess",
  "AuditAccountLogon",
] as const;
export type LegacyCategory = (typeof LEGACY_CATEGORIES)[number];

const SUBCATEGORY_TAIL = "-69AE-11D9-BED3-505054503030";

const TABLE: Readonly<Record<LegacyCategory, string>> = {
  AuditSystemEvents:
    "9210 Security State Change|9211 Security System Extension|9212 System Integrity|9213 IPsec Driver|9214 Other System Events",
  AuditLogonEvents:
    "9215 Logon|9216 Logoff|9217 Account Lockout|9218 IPsec Main Mode|9219 IPsec Quick Mode|921A IPsec Extended Mode|921B Special Logon|921C Other Logon/Logoff Events|9243 Network Policy Server|9247 User / Device Claims|9249 Group Membership|924B Access Rights",
  AuditObjectAccess:
    "921D File System|921E Registry|921F Kernel Object|9220 SAM|9221 Certification Services|9222 Application Generated|9223 Handle Manipulation|9224 File Share|9225 Filtering Platform Packet Drop|9226 Filtering Platform Connection|9227 Other Object Access Events|9244 Detailed File Share|9245 Removable Storage|9246 Central Policy Staging",
  AuditPrivilegeUse: "9228 Sensitive Privilege Use|9229 Non Sensitive Privilege Use|922A Other Privilege Use Events",
  AuditProcessTracking:
    "922B Process Creation|922C Process Termination|922D DPAPI Activity|922E RPC Events|9248 Plug and Play Events|924A Token Right Adjusted Events",
  AuditPolicyChange:
    "922F Audit Policy Change|9230 Authentication Policy Change|9231 Authorization Policy Change|9232 MPSSVC Rule-Level Policy Change|9233 Filtering Platform Policy Change|9234 Other Policy Change Events",
  AuditAccountManage:
    "9235 User Account Management|9236 Computer Account Management|9237 Security Group Management|9238 Distribution Group Management|9239 Application Group Management|923A Other Account Management Events",
  AuditDSAccess:
    "923B Directory Service Access|923C Directory Service Changes|923D Directory Service Replication|923E Detailed Directory Service Replication",
  AuditAccountLogon:
    "923F Credential Validation|9240 Kerberos Service Ticket Operations|9241 Other Account Logon Events|9242 Kerberos Authentication Service",
};

/** All 60 subcategories of Windows Server 2016 to 2025, ordered by category and GUID. */
export const SUBCATEGORIES: readonly Subcategory[] = LEGACY_CATEGORIES.flatMap((category) =>
  TABLE[category].split("|").map((entry) => ({
    guid: `0CCE${entry.slice(0, 4)}${SUBCATEGORY_TAIL}`,
    name: entry.slice(5),
    category,
  })),
);

const BY_GUID = new Map(SUBCATEGORIES.map((entry) => [entry.guid, entry]));

export function subcategoryOf(guid: Guid): Subcategory | undefined {
  return BY_GUID.get(guid);
}

/** Known, or of the same family (a future version's). */
export function isSubcategoryGuid(guid: Guid): boolean {
  return guid.endsWith(SUBCATEGORY_TAIL) && guid.startsWith("0CCE92");
}

/** "Success and Failure", "Success", "Failure" or "No Auditing". */
export function auditingText(success: boolean, failure: boolean): string {
  if (success && failure) return "Success and Failure";
  return success ? "Success" : failure ? "Failure" : "No Auditing";
}
