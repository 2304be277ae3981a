/** SACLs over a directory: which accounts and groups are really audited, and why the others are not. A part of the report. */

/** LDAP names; an object counts under the most specific one. */
export const AUDITED_CLASSES = [
  "user",
  "inetOrgPerson",
  "group",
  "computer",
  "msDS-ManagedServiceAccount",
  "msDS-GroupManagedServiceAccount",
  "msDS-DelegatedManagedServiceAccount",
] as const;
export type AuditedClass = (typeof AUDITED_CLASSES)[number];

/** `open`: recorded or not, depending on what the evidence does not tell. */
export type AuditState = "audited" | "not-audited" | "open" | "not-read";

/**
 * `blocked-here`: its own SACL is protected from inheritance · `blocked-above`: that of an object above it is ·
 * `admin-sd-holder`: protected, and one of the accounts whose descriptor AdminSDHolder overwrites · `not-inherited`: an
 * object above passes the entry on, nothing shown blocks it, and it is not there: moved, restored, or not yet propagated ·
 * `no-entry`: no object above it has the entry, and all of them were read · `not-shown`: what is above it was not read
 * whole · `undecided`: its own entries do not tell · `not-read`: its SACL was not read.
 */
export const UNAUDITED_CAUSES = [
  "blocked-above",
  "blocked-here",
  "admin-sd-holder",
  "not-inherited",
  "no-entry",
  "not-shown",
  "undecided",
  "not-read",
] as const;
export type UnauditedCause = (typeof UNAUDITED_CAUSES)[number];

export interface AuditTally {
  readonly total: number;
  readonly audited: number;
  readonly notAudited: number;
  readonly open: number;
  readonly notRead: number;
}

export interface ClassShare extends AuditTally {
  readonly class: AuditedClass;
}

/** The objects right below one container. */
export interface ContainerShare extends AuditTally {
  readonly container: string;
  readonly causes: Readonly<Partial<Record<UnauditedCause, number>>>;
}

/** A container or other object that takes nothing over from above. */
export interface BlockedSacl {
  readonly object: string;
  /** Lower case; null where the file does not tell. */
  readonly class: string | null;
  /** The accounts and groups below it, down to the next such object. */
  readonly below: AuditTally;
}

/** The root of a domain: what it hands down to each class, if nothing blocks it. */
export interface RootAudit {
  readonly object: string;
  readonly sacl: "read" | "not-read";
  readonly classes: readonly {
    readonly class: AuditedClass;
    readonly state: "covered" | "partial" | "none" | "open" | "not-read";
  }[];
}

export interface UnauditedObject {
  readonly object: string;
  readonly class: AuditedClass;
  readonly container: string;
  readonly state: Exclude<AuditState, "audited">;
  readonly cause: UnauditedCause;
  /** The object above that blocks, or that has the entry; null where none is concerned. */
  readonly from: string | null;
  /** Rights that leave no trace, in SDDL letters, or why it is open; "" where the SACL was not read. */
  readonly missing: string;
  readonly adminCount: number | null;
}

export interface DirectoryAudit {
  /** Directory objects with a descriptor in the evidence. */
  readonly descriptors: number;
  /** In the order of {@link AUDITED_CLASSES}. */
  readonly classes: readonly ClassShare[];
  /** The objects of these classes whose adminCount is 1. */
  readonly adminAccounts: AuditTally;
  readonly roots: readonly RootAudit[];
  readonly causes: Readonly<Partial<Record<UnauditedCause, number>>>;
  /** Worst first. */
  readonly blocked: readonly BlockedSacl[];
  readonly containers: readonly ContainerShare[];
  /** All that are not audited, by their place in the directory. */
  readonly objects: readonly UnauditedObject[];
  /** Objects whose class no file tells: they are in no tally. */
  readonly unclassified: number;
  /** Deleted objects: they are in no tally. */
  readonly deleted: number;
  /** Names that are too long to be placed. */
  readonly unplaced: number;
}
