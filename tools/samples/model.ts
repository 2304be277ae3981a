/** What a sample GPO is, before it becomes files. */
import { domainSidFrom, guidFrom } from "./ids.ts";

export type Language = "en" | "de" | "fr" | "ja";

export interface Domain {
  readonly dns: string;
  readonly netbios: string;
  readonly sid: string;
  /** Lower case, no braces, as manifests show it. */
  readonly guid: string;
  readonly controller: string;
  readonly language: Language;
}

/** One row of audit.csv; `head` is the first group's tail: `923C` of {0CCE923C-…}. */
export interface AuditRow {
  readonly head: string;
  readonly value: 0 | 1 | 2 | 3;
}

export interface RegistryValue {
  /** `MACHINE\…`, as security templates write it. */
  readonly path: string;
  readonly type: 1 | 4;
  readonly value: number | string;
}

export interface UserRight {
  readonly right: string;
  readonly members: readonly Trustee[];
}

export interface SecurityTemplate {
  readonly systemAccess?: readonly (readonly [string, number])[];
  readonly kerberos?: readonly (readonly [string, number])[];
  readonly logs?: readonly { readonly log: string; readonly settings: readonly (readonly [string, number])[] }[];
  readonly eventAudit?: readonly (readonly [string, number])[];
  readonly registry?: readonly RegistryValue[];
  readonly rights?: readonly UserRight[];
}

export interface PolRecord {
  readonly key: string;
  readonly name: string;
  readonly type: 1 | 4;
  readonly value: number | string;
}

export type PolicyPart =
  | { readonly kind: "EditText" | "Numeric"; readonly name: string; readonly value: string }
  | { readonly kind: "DropDownList"; readonly name: string; readonly value: string };

/** An administrative template; without `display` the report lists it under "Extra Registry Settings". */
export interface RegistryPolicy {
  readonly records: readonly PolRecord[];
  readonly display?: {
    readonly name: string;
    readonly category: string;
    readonly explain: string;
    readonly supported: string;
    readonly parts: readonly PolicyPart[];
  };
}

export interface FirewallRule {
  readonly id: string;
  readonly name: string;
  readonly protocol: 6 | 17;
  readonly port: string;
  readonly addresses: readonly string[];
}

export interface PreferenceItem {
  readonly action: "C" | "R" | "U" | "D";
  readonly key: string;
  readonly name: string;
  /** Eight hexadecimal digits: preferences write a REG_DWORD so. */
  readonly value: string;
  readonly changed: string;
}

export interface Link {
  /** Below the domain, `/` between: "" is the domain itself. */
  readonly path: string;
  readonly enabled?: boolean;
  readonly enforced?: boolean;
}

export type TrusteeName =
  | "authenticated-users"
  | "enterprise-domain-controllers"
  | "system"
  | "administrators"
  | "backup-operators"
  | "server-operators"
  | "local-service"
  | "network-service"
  | "all-services"
  | "domain-admins"
  | "enterprise-admins"
  | "cert-publishers"
  | "domain-controllers";

/** A well-known principal, or an account of the domain by its RID. */
export type Trustee = TrusteeName | { readonly rid: number; readonly account: string };

/** Who may do what on the GPO besides its editors. */
export interface Filtering {
  readonly apply: readonly Trustee[];
  readonly read?: readonly Trustee[];
  readonly denyApply?: readonly Trustee[];
}

export interface Half {
  readonly directory: number;
  readonly sysvol: number;
}

export interface Gpo {
  readonly domain: Domain;
  readonly name: string;
  /** For the two default policies, whose GUIDs are the same everywhere. With braces. */
  readonly guid?: string;
  readonly comment?: string;
  readonly created: string;
  readonly modified: string;
  readonly backupTime: string;
  readonly backupComment?: string;
  /** `flags`: bit 0 switches the user half off, bit 1 the computer half. */
  readonly options?: 0 | 1 | 2 | 3;
  readonly machine: Half;
  readonly user?: Half;
  /** Who wrote it: the console, or Microsoft's module with its own habits. */
  readonly tool: "editor" | "module";
  readonly audit?: readonly AuditRow[];
  /** The audit extension is missing from the extension list, as in a hand-copied file. */
  readonly auditUnregistered?: boolean;
  readonly security?: SecurityTemplate;
  readonly policies?: readonly RegistryPolicy[];
  readonly userPolicies?: readonly RegistryPolicy[];
  readonly firewall?: readonly FirewallRule[];
  readonly preferences?: readonly PreferenceItem[];
  readonly filtering?: Filtering;
  readonly links?: readonly Link[];
}

export function defineDomain(dns: string, netbios: string, controller: string, language: Language = "en"): Domain {
  return {
    dns,
    netbios,
    sid: domainSidFrom(dns),
    guid: guidFrom("domain", dns).toLowerCase(),
    controller: `${controller}.${dns}`,
    language,
  };
}

export const DEFAULT_DOMAIN_POLICY = "{31B2F340-016D-11D2-945F-00C04FB984F9}";
export const DEFAULT_DOMAIN_CONTROLLERS_POLICY = "{6AC1786C-016F-11D2-945F-00C04fB984F9}";

/** The GPO's own GUID, with braces: two backups of one GPO share it. */
export function gpoGuid(gpo: Gpo): string {
  return gpo.guid ?? `{${guidFrom("gpo", gpo.domain.dns, gpo.name)}}`;
}

/** The backup's id, with braces: its folder's name. */
export function backupId(gpo: Gpo): string {
  return `{${guidFrom("backup", gpo.domain.dns, gpo.name, gpo.backupTime)}}`;
}
