/**
 * The facts: what a file says, and nothing that we conclude from it.
 * The shapes follow `facts` in the command-line contract; GUIDs are upper case without braces.
 */
import type { Extension } from "./extensions.ts";
import type { Origin, Span } from "./provenance.ts";

/** Upper case, no braces. The only key of a GPO, a subcategory or an extension. */
export type Guid = string;

/** `<first 12 digits of the source>:<start>-<end>:<kind>`, with `#2` … when the same bytes stand at several places. */
export type FactId = string;

/** A read on the host · B RSoP · C linked GPO · D one GPO without scope · E another tool's raw rows. */
export type Tier = "A" | "B" | "C" | "D" | "E";

/** Which reading produced the fact. */
export type Via =
  | "gpmc-manifest"
  | "gpmc-bkupinfo"
  | "gpmc-backup"
  | "gpt-ini"
  | "gpreport"
  | "audit-csv"
  | "auditpol-get"
  | "auditpol-backup"
  | "security-template"
  | "registry-pol"
  | "preferences"
  | "rsop"
  | "auditpol-text"
  | "reg-file"
  | "reg-query"
  | "policy-rules"
  | "lgpo-text"
  | "ldif"
  | "sddl"
  | "powershell"
  | "dsacls"
  | "scope-file"
  | "console"
  | "tool-report";

/** `container` is the path of the backup, SYSVOL copy, report or loose file that the fact belongs to. */
export type Subject =
  | {
      readonly kind: "gpo";
      readonly guid: Guid | null;
      readonly name: string | null;
      readonly domain: string | null;
      readonly container: string;
    }
  | { readonly kind: "host"; readonly name: string }
  | { readonly kind: "object" | "domain" | "forest"; readonly name: string };

export type Side = "machine" | "user";
export type Hive = "HKLM" | "HKCU" | "HKU" | "HKCR";

/** A number for DWORD (and for QWORD up to 2^53-1, else its decimal digits), lower-case hex for binary. */
export type RegistryValue = number | string | readonly string[];

export type SubcategoryState = "set" | "not-configured" | "not-understood";

export interface GpoVersions {
  readonly machineDirectory: number | null;
  readonly machineSysvol: number | null;
  readonly userDirectory: number | null;
  readonly userSysvol: number | null;
}

/** For facts of a resultant set of policy: which GPO's value it is, and its rank; 1 won, 2 and more lost. */
export interface Ranked {
  readonly precedence?: number;
  readonly gpo?: Guid | null;
}

export interface GpoFields {
  readonly kind: "gpo";
  readonly guid: Guid | null;
  readonly name: string | null;
  readonly domain: string | null;
  readonly backupId: Guid | null;
  /** As written: `YYYY-MM-DDTHH:MM:SS`, no zone. */
  readonly backupTime: string | null;
  readonly computerEnabled: boolean | null;
  readonly userEnabled: boolean | null;
  /** Client-side extension GUIDs in the order written; null when this file does not carry the list. */
  readonly machineExtensions: readonly Guid[] | null;
  readonly versions: GpoVersions | null;
  /** `id` null and `name` null together: this file says that no filter is set. Null: it does not tell. */
  readonly wmiFilter: { readonly id: Guid | null; readonly name: string | null } | null;
  /** The GPO's own descriptor as SDDL; null when this file does not carry it. */
  readonly sddl: string | null;
}

export interface GpoLinkFields {
  readonly kind: "gpo-link";
  readonly gpo: Guid | null;
  /** As written: canonical path or DN. */
  readonly container: string;
  /** 1 wins; null when the evidence has no order. */
  readonly order: number | null;
  readonly enabled: boolean | null;
  readonly enforced: boolean | null;
}

export interface SubcategoryFields extends Ranked {
  readonly kind: "subcategory";
  readonly subcategory: Guid;
  /** As written; a label, never a key. */
  readonly name: string;
  /** The Setting Value as written, or null when the row has none. */
  readonly value: number | null;
  readonly success: boolean | null;
  readonly failure: boolean | null;
  readonly state: SubcategoryState;
  /** A SID for per-user rows; absent for the system policy. */
  readonly user?: string;
}

export interface LegacyCategoryFields extends Ranked {
  readonly kind: "legacy-category";
  /** `AuditLogonEvents` …, as written. */
  readonly category: string;
  /** 0 to 4 as written; null when it is no such number. */
  readonly value: number | null;
}

export interface AuditOptionFields {
  readonly kind: "audit-option";
  /** `CrashOnAuditFail` …, or `FileGlobalSacl`, `RegistryGlobalSacl` whose value is SDDL. */
  readonly option: string;
  readonly value: number | string | null;
}

export interface RegistryFields extends Ranked {
  readonly kind: "registry";
  /** Null when the file does not say and no folder tells (a loose Registry.pol). */
  readonly hive: Hive | null;
  readonly key: string;
  readonly name: string;
  /** `REG_DWORD` …; null for a preference item that only touches the key. An unknown type keeps its words or number. */
  readonly type: string | null;
  /** Null when the item carries no value, or one that is not understood. */
  readonly value: RegistryValue | null;
  readonly side?: Side;
  readonly action?: "C" | "R" | "U" | "D";
  /** Item-level targeting, run-once, a disabled item or folder, bit-wise update: the value arrives only if …. */
  readonly condition?: string;
}

export interface UserRightFields extends Ranked {
  readonly kind: "user-right";
  readonly right: string;
  /** SIDs without the star, or names as written. Empty: nobody, which is a setting. */
  readonly members: readonly string[];
}

export interface EventLogFields extends Ranked {
  readonly kind: "event-log";
  /** `System`, `Security` or `Application`. */
  readonly log: string;
  readonly setting: string;
  readonly value: number | string;
}

/** [System Access] and [Kerberos Policy] of a security template. */
export interface AccountPolicyFields extends Ranked {
  readonly kind: "account-policy";
  readonly section: string;
  readonly setting: string;
  readonly value: number | string;
}

export interface AceFields {
  /** The SDDL token: `AU`, `OU`, `XU`, `A`, `OA` …; an unknown type as `0x` and two digits. */
  readonly type: string;
  /** `OI`, `CI`, `NP`, `IO`, `ID`, `SA`, `FA`. */
  readonly flags: readonly string[];
  /** Unsigned 32 bit. */
  readonly mask: number;
  /** A SID; an SDDL alias stays as written only where its domain is unknown. */
  readonly trustee: string;
  readonly objectType: Guid | null;
  readonly inheritedObjectType: Guid | null;
  readonly condition: string | null;
}

export interface SecurityDescriptorFields {
  readonly kind: "security-descriptor";
  /** A DN, a registry key, a path or a label. */
  readonly object: string;
  readonly sacl: "read" | "not-read";
  readonly protected: boolean | null;
  /** The audit ACEs only, in order. */
  readonly aces: readonly AceFields[];
  readonly sddl: string;
  /** Most specific class of the directory object, as its LDAP name in lower case, where the file tells. */
  readonly objectClass?: string;
  /** 1: AdminSDHolder's descriptor replaces the object's own; where the file tells. */
  readonly adminCount?: number;
}

/** A GPO in the resultant set of a computer: applied, or denied and why [MS-GPOL 3.2.5.1; formats.md 3]. */
export interface GpoApplicationFields {
  readonly kind: "gpo-application";
  /** Null for the local GPO. */
  readonly gpo: Guid | null;
  readonly name: string;
  readonly domain: string | null;
  /** 0: not applied; the higher, the later, the stronger. */
  readonly appliedOrder: number | null;
  /** `applied`, or why it was not; `not-understood`: the file does not tell. */
  readonly state:
    | "applied"
    | "access-denied"
    | "filter-denied"
    | "disabled"
    | "invalid"
    | "not-applied"
    | "not-understood";
  readonly links: readonly {
    readonly container: string;
    readonly enabled: boolean | null;
    readonly enforced: boolean | null;
    readonly linkOrder: number | null;
    readonly somOrder: number | null;
  }[];
}

/** A site, domain or organisational unit: its links stand as `gpo-link` facts with an order. */
export interface ScopeOfManagementFields {
  readonly kind: "scope-of-management";
  /** As written: canonical path or DN. */
  readonly container: string;
  readonly type: "site" | "domain" | "ou" | "local" | null;
  readonly blocksInheritance: boolean | null;
}

export interface WmiFilterFields {
  readonly kind: "wmi-filter";
  /** msWMI-ID; the GPO's gPCWQLFilter names it. */
  readonly filter: Guid | null;
  readonly name: string;
  readonly domain: string | null;
  /** WQL texts; empty when the export names the filter only. */
  readonly queries: readonly string[];
  /** The namespace of each query; absent when all are `root\CIMv2`, and where the file does not tell. */
  readonly namespaces?: readonly string[];
}

/** Members as SIDs, DNs or names, as written. */
export interface MembershipFields {
  readonly kind: "membership";
  readonly group: string;
  readonly members: readonly string[];
  /** Further names of the group, where the file tells them. */
  readonly dn?: string;
  readonly sid?: string;
  readonly account?: string;
  /** Its facts of one file together list every direct member, but for those whose primary group it is. */
  readonly whole?: true;
  /** Object class of the members, lower case, where the file tells: `computer`, `group`, `user`. */
  readonly memberClass?: string;
}

/** Who and where a computer is: names, place in the directory, roles, system. */
export interface ComputerFields {
  readonly kind: "computer";
  readonly name: string;
  readonly domain: string | null;
  /** DN or canonical path of the object or of its container, as written. */
  readonly place: string | null;
  readonly site: string | null;
  /** `dc`, `rodc`, `ca`, `adfs`, `entra-connect`; empty when the file does not tell. */
  readonly roles: readonly string[];
  /** `10.0.20348` …; null when the file does not tell. */
  readonly osVersion: string | null;
  /** `Windows Server 2022 Datacenter`, as the directory keeps it, where the file tells. */
  readonly osName?: string;
  /** Of the computer's account, where the file tells. */
  readonly sid?: string;
  /** Account name without its `$`, where the file tells. */
  readonly account?: string;
}

/** One value that a tool read from a computer or service: power plan, log channel, time source, AD FS property … */
export interface ObservationFields {
  readonly kind: "observation";
  /** `power-plan`, `event-channel`, `time`, `adfs`, `ca`, `optional-feature`, `firewall-rule`, `system`, `certificate`, … */
  readonly topic: string;
  readonly name: string;
  readonly value: number | string | boolean | readonly string[] | null;
}

/** A raw row of another tool's output. Its verdict is another program's opinion and never ours. */
export interface ToolRowFields {
  readonly kind: "tool-row";
  /** `New-MDIConfigurationReport`, `Test-MdiReadiness`, `WELA` … */
  readonly tool: string;
  readonly item: string;
  readonly verdict: boolean | string | null;
  readonly details: string;
}

export type FactFields =
  | GpoApplicationFields
  | ScopeOfManagementFields
  | WmiFilterFields
  | MembershipFields
  | ComputerFields
  | ObservationFields
  | ToolRowFields
  | GpoFields
  | GpoLinkFields
  | SubcategoryFields
  | LegacyCategoryFields
  | AuditOptionFields
  | RegistryFields
  | UserRightFields
  | EventLogFields
  | AccountPolicyFields
  | SecurityDescriptorFields;

export type FactKind = FactFields["kind"];

/** What a format hands over: the fields, the place, and whose they are when the file itself says so. */
export interface FactDraft {
  readonly fields: FactFields;
  readonly span: Span;
  readonly via: Via;
  /** The GPO named by the file itself (a report of many GPOs); absent: the container decides. */
  readonly gpo?: { readonly guid: Guid | null; readonly name: string | null; readonly domain: string | null };
  /** The computer named by the file itself (auditpol); null: a computer's own reading that does not name it; absent: the container decides. */
  readonly host?: string | null;
  /** Left out: A for a host's own reading, C or D for a GPO's by its links. */
  readonly tier?: Tier;
  /** Whose setting it is, where `via` alone does not tell ({@link extensionOf}). */
  readonly extension?: Extension;
  /** The directory object, domain or forest that the file names; absent: the container decides. */
  readonly object?: { readonly kind: "object" | "domain" | "forest"; readonly name: string };
}

export interface FactBase {
  readonly id: FactId;
  readonly tier: Tier;
  readonly via: Via;
  readonly subject: Subject;
  readonly origin: Origin;
  /** As the reading says; {@link extensionOf} tells it for every fact. */
  readonly extension?: Extension;
  /** Why no client will ever process this fact: a reason code of {@link InertReason}. */
  readonly inert?: InertReason;
  /** Of a link that stands in an export of its container: the GPO as that export names it. */
  readonly linked?: { readonly guid: Guid | null; readonly name: string | null; readonly domain: string | null };
  /** The file it stands in is broken elsewhere; whether clients then process it at all is not known. */
  readonly doubt?: "incomplete-file";
}

/** Why a setting that stands in a file of a GPO takes no effect on any computer, or a capture no longer counts. */
export type InertReason =
  | "cse-missing"
  | "computer-disabled"
  | "version-zero"
  | "user-side"
  | "item-disabled"
  | "superseded-backup"
  | "superseded-capture";

export type Fact = FactBase & FactFields;
export type FactOf<K extends FactKind> = FactBase & Extract<FactFields, { kind: K }>;

/** Braces off, upper case; null when the text is no GUID. */
export function guidOf(text: string): Guid | null {
  const match = /^\s*\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?\s*$/i.exec(text);
  return match?.[1] === undefined ? null : match[1].toUpperCase();
}
