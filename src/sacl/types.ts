/** The words of SACL algebra: what must be recorded, what a descriptor records, and what is missing between the two. */
import type { Guid } from "../core/fact.ts";

export type Outcome = "success" | "failure";

/** Accesses that must leave a trace: any of the rights, by anybody whom `who` names, on these objects, with these outcomes. */
export interface AuditNeed {
  /** A SID: everybody who holds it. S-1-1-0 is everybody, anonymous included. */
  readonly who: string;
  /** Bits of the access mask, generic bits already mapped [MS-ADTS 5.1.3.2]. */
  readonly rights: number;
  /** Attributes, property sets, child classes, extended rights or validated writes; empty: whatever they are about. */
  readonly types: readonly Guid[];
  readonly outcomes: readonly Outcome[];
  readonly on: NeedScope;
}

/**
 * `object`: the object whose descriptor it is · `descendants`: all objects of that class below it, at any depth (null: of
 * any class) · `subtree`: the object and all below it.
 */
export type NeedScope =
  | { readonly kind: "object" }
  | { readonly kind: "descendants"; readonly class: Guid | null }
  | { readonly kind: "subtree" };

/** A part of a need: some of its rights, about some things, with one outcome, by some people. */
export interface Part {
  readonly rights: number;
  /** Empty: about everything that no other part of the list names. */
  readonly types: readonly Guid[];
  readonly outcome: Outcome;
  /** Where the object itself and what is below it are needed: which of the two. */
  readonly on: "object" | "descendants";
  /** Whose accesses: the need's SID, or who of them is left out (`anonymous`, `computers`) in words for people. */
  readonly who: string;
}

/** `open`: covered or not, depending on what the evidence does not tell (a condition, a contested rule). */
export interface Coverage {
  readonly state: "covered" | "partial" | "none" | "open";
  /** What certainly leaves no trace. Empty when covered. */
  readonly missing: readonly Part[];
  /** What may leave one: covered only by entries that are conditional or contested, with the reason. */
  readonly open: readonly (Part & { readonly because: string })[];
  /** Positions of the entries that carry the coverage: a smallest set of them. */
  readonly by: readonly number[];
  /** Entries that add nothing to the need beside the others: duplicates and subsets. */
  readonly surplus: readonly { readonly ace: number; readonly because: string }[];
  /** Entries that record more than the need, as cost: wider rights, wider trustee, more classes. */
  readonly wider: readonly { readonly ace: number; readonly because: string }[];
  /** Why a trustee other than the need's counts, or does not. */
  readonly notes: readonly string[];
}
