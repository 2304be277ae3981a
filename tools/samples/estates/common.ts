/** Settings that several estates share. */
import {
  type AuditRow,
  DEFAULT_DOMAIN_CONTROLLERS_POLICY,
  DEFAULT_DOMAIN_POLICY,
  type Domain,
  type Gpo,
  type PreferenceItem,
  type RegistryPolicy,
  type RegistryValue,
  type Trustee,
} from "../model.ts";

export const DC_OU = "Domain Controllers";

/** The order of the console: by category, then by name. */
const MDI_HEADS = ["923F", "9236", "9238", "9237", "9235", "923B", "923C", "9211"] as const;

export type MdiHead = (typeof MDI_HEADS)[number];

/** The eight subcategories that Defender for Identity wants on domain controllers; `null` leaves a row out. */
export function mdiRows(changes: Partial<Record<MdiHead, AuditRow["value"] | null>> = {}): AuditRow[] {
  const rows: AuditRow[] = [];
  for (const head of MDI_HEADS) {
    const value = changes[head] === undefined ? 3 : changes[head];
    if (value !== null) rows.push({ head, value });
  }
  return rows;
}

/** What Windows audits by itself and what an advanced policy would clear if no GPO mentioned it. */
export const DEFAULT_ROWS: readonly AuditRow[] = [
  { head: "9242", value: 3 },
  { head: "9240", value: 3 },
  { head: "923A", value: 1 },
  { head: "922B", value: 1 },
  { head: "9217", value: 2 },
  { head: "9216", value: 1 },
  { head: "9215", value: 3 },
  { head: "9243", value: 3 },
  { head: "921B", value: 1 },
  { head: "922F", value: 3 },
  { head: "9230", value: 1 },
  { head: "9214", value: 3 },
  { head: "9210", value: 1 },
  { head: "9212", value: 3 },
];

const LSA = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa";

export function dword(path: string, value: number): RegistryValue {
  return { path, type: 4, value };
}

/** NTLM auditing; `null` leaves a value out. */
export function ntlm(incoming: number | null, outgoing: number | null, domain: number | null): RegistryValue[] {
  const values: readonly (readonly [string, number | null])[] = [
    ["MACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain", domain],
    [`${LSA}\\MSV1_0\\RestrictSendingNTLMTraffic`, outgoing],
    [`${LSA}\\MSV1_0\\AuditReceivingNTLMTraffic`, incoming],
  ];
  return values.flatMap(([path, value]) => (value === null ? [] : [dword(path, value)]));
}

export const FORCE_SUBCATEGORIES = dword(`${LSA}\\SCENoApplyLegacyAuditPolicy`, 1);

export function remoteSam(sddl: string): RegistryValue {
  return { path: `${LSA}\\RestrictRemoteSAM`, type: 1, value: sddl };
}

export const HIGH_PERFORMANCE: RegistryPolicy = {
  records: [
    {
      key: "Software\\Policies\\Microsoft\\Power\\PowerSettings",
      name: "ActivePowerScheme",
      type: 1,
      value: "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c",
    },
  ],
  display: {
    name: "Select an active power plan",
    category: "System/Power Management",
    explain: "Names the power plan that is active on the computer.",
    supported: "At least Windows Vista",
    parts: [{ kind: "DropDownList", name: "Active Power Plan:", value: "High Performance" }],
  },
};

const SECURITY_LOG = "Software\\Policies\\Microsoft\\Windows\\EventLog\\Security";

/** Access for the system, administrators and event log readers, and for whoever else is given. */
export function channelAccess(...more: readonly string[]): RegistryPolicy {
  const aces = ["(A;;0xf0005;;;SY)", "(A;;0x5;;;BA)", "(A;;0x1;;;S-1-5-32-573)"];
  const sddl = `O:BAG:SYD:${[...aces, ...more.map((sid) => `(A;;0x1;;;${sid})`)].join("")}`;
  return {
    records: [{ key: SECURITY_LOG, name: "ChannelAccess", type: 1, value: sddl }],
    display: {
      name: "Configure log access",
      category: "Windows Components/Event Log Service/Security",
      explain: "Says who may read and clear the Security log.",
      supported: "At least Windows Vista",
      parts: [{ kind: "EditText", name: "Log Access", value: sddl }],
    },
  };
}

export function securityLogSize(kilobytes: number): RegistryPolicy {
  return {
    records: [{ key: SECURITY_LOG, name: "MaxSize", type: 4, value: kilobytes }],
    display: {
      name: "Specify the maximum log file size (KB)",
      category: "Windows Components/Event Log Service/Security",
      explain: "Limits the size of the Security log.",
      supported: "At least Windows Vista",
      parts: [{ kind: "Numeric", name: "Maximum Log Size (KB)", value: String(kilobytes) }],
    },
  };
}

/** NT SERVICE\AATPSensor: the classic sensor reads the Security log under it. */
export const SENSOR_SID = "S-1-5-80-818380073-2995186456-1411405591-3990468014-3617507088";

/** The account under which the sensor asks the directory. */
export const SENSOR_ACCOUNT: Trustee = { rid: 1107, account: "mdiSvc01$" };
export const ADFS_ACCOUNT: Trustee = { rid: 1121, account: "adfsSvc$" };

export function preference(
  action: PreferenceItem["action"],
  key: string,
  name: string,
  value: number,
  changed: string,
): PreferenceItem {
  return { action, key, name, value: value.toString(16).toUpperCase().padStart(8, "0"), changed };
}

export const CA_FILTER_KEY =
  "System\\CurrentControlSet\\Services\\CertSvc\\Configuration\\%DomainName%-%ComputerName%-CA";

/** The two policies of every domain, near to what a fresh one holds. */
export function defaultPolicies(domain: Domain, backupTime: string, dcs: Partial<Gpo> = {}): Gpo[] {
  return [
    {
      domain,
      name: "Default Domain Policy",
      guid: DEFAULT_DOMAIN_POLICY,
      created: "2021-02-08T09:12:44",
      modified: "2024-05-14T07:40:10",
      backupTime,
      machine: { directory: 6, sysvol: 6 },
      tool: "editor",
      security: {
        systemAccess: [
          ["MinimumPasswordAge", 1],
          ["MaximumPasswordAge", 365],
          ["MinimumPasswordLength", 14],
          ["PasswordComplexity", 1],
          ["PasswordHistorySize", 24],
          ["LockoutBadCount", 10],
        ],
        kerberos: [
          ["MaxTicketAge", 10],
          ["MaxRenewAge", 7],
          ["MaxServiceAge", 600],
          ["MaxClockSkew", 5],
          ["TicketValidateClient", 1],
        ],
        registry: [dword(`${LSA}\\NoLMHash`, 1)],
      },
      links: [{ path: "" }],
    },
    {
      domain,
      name: "Default Domain Controllers Policy",
      guid: DEFAULT_DOMAIN_CONTROLLERS_POLICY,
      created: "2021-02-08T09:12:44",
      modified: "2024-05-14T07:52:31",
      backupTime,
      machine: { directory: 4, sysvol: 4 },
      tool: "editor",
      security: {
        registry: [
          dword("MACHINE\\System\\CurrentControlSet\\Services\\NTDS\\Parameters\\LDAPServerIntegrity", 2),
          dword("MACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\RequireSignOrSeal", 1),
        ],
        rights: [
          { right: "SeAuditPrivilege", members: ["local-service", "network-service"] },
          { right: "SeBackupPrivilege", members: ["administrators", "backup-operators", "server-operators"] },
          { right: "SeDebugPrivilege", members: ["administrators"] },
          { right: "SeSecurityPrivilege", members: ["administrators"] },
          { right: "SeTakeOwnershipPrivilege", members: ["administrators"] },
        ],
      },
      links: [{ path: DC_OU }],
      ...dcs,
    },
  ];
}
