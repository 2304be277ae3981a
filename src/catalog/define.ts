/** A requirement is data: no functions, so that it can be exported, diffed and proved by its own examples. */
import type { Guid } from "../core/fact.ts";
import type { Detection, MicrosoftJudge, MicrosoftVerdict, Role, Severity } from "../core/report.ts";
import type { AuditNeed } from "../sacl/types.ts";

/** Whom the requirement is about. It selects subjects and never looks at a value. */
export type AppliesTo =
  /** Once for each domain, for its computers of that role (`sensor`: every server that carries a sensor). */
  | { readonly each: "domain"; readonly role: Role | "sensor" }
  /** Once for each domain's directory object with this label. */
  | { readonly each: "object"; readonly object: string }
  | { readonly each: "forest" }
  | { readonly each: "tenant" }
  /** Once for each GPO to which the check applies. */
  | { readonly each: "gpo" }
  /** Once for the run. */
  | { readonly each: "run" };

/** What must hold. It judges values and never selects subjects. */
export type Expect =
  /** `includes`: the outcomes without which the events are lost; `microsoft`: what Microsoft's tools demand. */
  | {
      readonly kind: "subcategory";
      readonly subcategory: Guid;
      readonly includes: readonly ("success" | "failure")[];
      readonly microsoft: readonly ("success" | "failure")[];
    }
  | RegistryExpect
  | ObservationExpect
  /** If any GPO defines the right it must hold each of `contains`, and a deny right must not. */
  | {
      readonly kind: "user-right";
      readonly right: string;
      readonly contains: readonly Member[];
      readonly whenAbsent: Absent;
    }
  | {
      readonly kind: "event-log";
      readonly log: string;
      readonly setting: string;
      readonly noneOf?: readonly number[];
      readonly atLeast?: number;
      readonly whenAbsent: Absent;
    }
  | {
      readonly kind: "account-policy";
      readonly section: string;
      readonly setting: string;
      readonly atMost: number;
      readonly whenAbsent: Absent;
    }
  | { readonly kind: "all"; readonly of: readonly Expect[] }
  | { readonly kind: "any"; readonly of: readonly Expect[] }
  /** A check over GPOs and their interplay, implemented under that name in `catalog/checks/`. */
  | { readonly kind: "check"; readonly check: CheckId }
  | SaclExpect
  | AccessExpect
  /** Evidence that no GPO can carry: `unknown`, with the commands that would settle it. */
  | { readonly kind: "other-evidence"; readonly evidence: string }
  /** Only a person can confirm it. */
  | { readonly kind: "person"; readonly question: string };

export interface RegistryExpect {
  readonly kind: "registry";
  /** `HKLM\…\Name`; `*` stands for exactly one key segment, or within one segment for any characters. */
  readonly path: string;
  readonly oneOf?: readonly (number | string)[];
  /** If the value is set it must be none of these. */
  readonly noneOf?: readonly (number | string)[];
  /** The bits that must be set. */
  readonly bits?: number;
  readonly atLeast?: number;
  /** The SDDL string must allow these bits to that SID. */
  readonly grants?: { readonly sid: string; readonly mask: number };
  readonly microsoft?: readonly (number | string)[];
  /** A fresh Windows has the value: a preference of action Create changes nothing. */
  readonly presentByDefault?: boolean;
  readonly whenAbsent: Absent;
}

/**
 * One value that a tool read on a computer or from a service; no policy carries it. A value that is in neither list of
 * `oneOf` and `noneOf` is unknown where both are given.
 */
export interface ObservationExpect {
  readonly kind: "observation";
  readonly topic: string;
  /** As the input format names it, in any case; `*` for any characters: then every one must hold. */
  readonly name: string;
  readonly oneOf?: readonly (number | string | boolean)[];
  readonly noneOf?: readonly (number | string | boolean)[];
  /** Of a number; of a list, its length. */
  readonly atLeast?: number;
  /** At most so far from zero. */
  readonly within?: number;
  /** The words that a list must hold. */
  readonly contains?: readonly string[];
  /** The SDDL text must allow these bits to that SID. */
  readonly grants?: { readonly sid: string; readonly mask: number };
  /** The value of that other observation of the topic. */
  readonly sameAs?: string;
  /** What `name` matches is added up, as the cores of all processors. */
  readonly total?: true;
  /** A value that does not hold decides nothing. */
  readonly otherwise?: "unknown";
  readonly whenAbsent: Absent;
}

/** Accesses to an object that must leave a trace: every one of `needs`. */
export interface SaclExpect {
  readonly kind: "sacl";
  readonly object: SaclObject;
  readonly needs: readonly AuditNeed[];
  /** Without these audit subcategories on the domain controllers (of a key or file: on that computer) nothing is recorded. */
  readonly subcategories: readonly {
    readonly subcategory: Guid;
    readonly includes: readonly ("success" | "failure")[];
  }[];
  readonly guard?: SaclGuard;
  /** The item of Microsoft's tools, whose rows are compared with entries one by one. */
  readonly rows?: MicrosoftRows;
}

/** The list of who may do what: a grant to an account that the evidence must name. */
export interface AccessExpect {
  readonly kind: "access";
  readonly object: SaclObject;
  readonly rights: number;
}

/** `below`: relative names before the DN of the domain, of the forest's root domain, or of CN=Configuration; "": itself. */
export type SaclObject =
  | { readonly of: "domain" | "forest-root" | "configuration"; readonly below: string }
  | { readonly of: "registry-key" | "file"; readonly path: string };

/** When the object or its class is there at all. */
export type SaclGuard =
  /** The class came with that version of the schema. `assume`: every Windows that is still supported has it. */
  | { readonly when: "schema"; readonly atLeast: number; readonly class: string; readonly otherwise: "ask" | "assume" }
  /** The forest has or had Exchange. */
  | { readonly when: "exchange" }
  /** The object exists; `parent`: a stock object (relative names) beside or above it that a whole export shows. */
  | { readonly when: "exists"; readonly parent: string };

export type MicrosoftRows = "domain-objects" | "configuration" | "adfs";

/**
 * What a value that nothing in the evidence sets means. `ignore`: it counts only where it is set, and otherwise takes
 * no part in its `all` or `any`; an `all` or `any` whose every part is ignored is unknown.
 */
export type Absent = "fail" | "unknown" | "ignore";

export interface Member {
  readonly sid: string | null;
  readonly label: string;
}

export const CHECKS = [
  "audit-cse-missing",
  "legacy-conflict",
  "defaults-lost",
  "version-skew",
  "policy-drift",
  "ldap-1644-leftover",
  "remote-sam-leftover",
  "ntlm-scope",
  "nnr-firewall",
  "sensor-firewall",
  "evidence-completeness",
] as const;
export type CheckId = (typeof CHECKS)[number];

/** One item of Microsoft's DefenderForIdentity module. */
export interface MicrosoftItem {
  /** The value of `-Configuration`. */
  readonly item: string;
  /** The GPO that its Domain-mode test looks for by display name: `<prefix> - <suffix>`; absent for items that are not a GPO. */
  readonly gpoSuffix?: string;
  /** A row that the GPO lacks passes (operands are swapped in its comparison). */
  readonly missingRowPasses?: boolean;
  /** Values are compared by pattern: one that merely contains the wanted value passes, 12 for 2. */
  readonly pattern?: true;
  /** The only kind of setting in which the Domain-mode test looks for registry values. */
  readonly carrier?: "security-option" | "registry-policy" | "preference";
  /** The path that the Domain-mode test wants in place of the one in `expect`. */
  readonly gpoPath?: string;
  /** The name that its row must have in the report, in whatever language the report is. */
  readonly englishName?: string;
  /** Who may read and apply the GPO is compared as well: the members of Cert Publishers and nobody else apply it. */
  readonly permissions?: "cert-publishers";
  /** What else the Domain-mode test compares and no export shows. */
  readonly alsoCompares?: string;
  /** Where the local tests look instead of the registry: an observation of a computer. */
  readonly observed?: { readonly topic: string; readonly name: string };
  /** A remark on Test-MdiReadiness that belongs to each of its verdicts. */
  readonly readiness?: string;
  /** Title of the alert in `health-alerts.ts`. */
  readonly healthAlert?: string;
  /** Microsoft's page states what the alert accepts, and that is `expect`. */
  readonly alertFollowsExpect?: true;
  /** Where a judge's word cannot be computed from policy, or does not exist: said as it is. */
  readonly fixed?: Readonly<Partial<Record<MicrosoftJudge, MicrosoftVerdict>>>;
}

export interface RemedyTemplate {
  readonly via: "module" | "native" | "manual";
  readonly text: string;
  /** Lines of PowerShell; `{domain}`, `{dn}`, `{gpo}` are replaced by quoted PowerShell strings. */
  readonly commands: readonly string[];
}

export interface Reference {
  readonly title: string;
  readonly locator: string;
  /** ISO date of the reading behind it. */
  readonly retrieved: string;
}

/** A small export and the verdict it must give; runs as a test. */
export interface Example {
  readonly note: string;
  /**
   * Path below the GPO's root, as in a backup's `DomainSysvol/GPO`; `Registry.pol` bodies are lines `key;name;TYPE;data`.
   * `hosts/`, `directory/` (LDIF, SDDL text) and `scope.yaml` stand beside the backup: readings of computers, descriptors
   * of objects, and who they are.
   */
  readonly files: Readonly<Record<string, string>>;
}

export interface Requirement {
  readonly id: string;
  /** Raised whenever `expect` or `appliesTo` changes its meaning. */
  readonly revision: number;
  /** Names the expected state; at most 75 characters. */
  readonly title: string;
  /** A few words for lists, at most 30 characters; unique. */
  readonly label: string;
  readonly severity: Severity;
  readonly appliesTo: AppliesTo;
  readonly expect: Expect;
  /**
   * What must hold in a reading of the subject itself (a computer, the forest), where that is something else than what
   * a policy sets; absent: `expect`.
   */
  readonly captured?: Expect;
  /** Only servers with that sensor need it. */
  readonly sensor?: "v2";
  /** The required state in words, as Microsoft states it. */
  readonly want: string;
  readonly why: string;
  /** Where our verdict and Microsoft's word may differ, in one plain sentence. */
  readonly functional?: string;
  readonly events: readonly string[];
  readonly detections: readonly Detection[];
  readonly microsoft?: MicrosoftItem;
  /** How to verify with Microsoft's own tools, so that nobody has to trust ours. */
  readonly verify: readonly string[];
  /** The read-only commands that settle an `unknown`. */
  readonly ask: readonly string[];
  readonly remedies: readonly RemedyTemplate[];
  readonly references: readonly Reference[];
  /** Looks configured and does nothing. */
  readonly silent?: boolean;
  readonly examples: {
    readonly pass: readonly Example[];
    readonly fail: readonly Example[];
    readonly unknown?: readonly Example[];
  };
}

export function defineRequirement<const R extends Requirement>(requirement: R): R {
  return requirement;
}
