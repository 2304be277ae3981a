/** One change to the estate that is thought, not made; and what cannot be thought, with what can. */
import type { LegacyCategory } from "../../core/audit-policy.ts";
import type { FactFields } from "../../core/fact.ts";
import type { Evidence } from "../../evidence/evidence.ts";
import type { Selector } from "../setting-index.ts";
import type { KnownGpo } from "./gpos.ts";
import type { Place } from "./places.ts";

/** What a GPO can set: the settings that verdicts ask for, and the nine categories of `[Event Audit]`. */
export type Setting = Selector | { readonly kind: "legacy-category"; readonly category: LegacyCategory };

export type Edit =
  | { readonly verb: "unset"; readonly gpo: KnownGpo; readonly settings: readonly Setting[] }
  | { readonly verb: "set"; readonly gpo: KnownGpo; readonly setting: Setting; readonly fields: FactFields }
  | { readonly verb: "link"; readonly gpo: KnownGpo; readonly place: Place; readonly order: number }
  | { readonly verb: "unlink" | "enforce" | "unenforce"; readonly gpo: KnownGpo; readonly place: Place };

export interface Problem {
  readonly message: string;
  /** What could be meant, or what to do, one line each. */
  readonly next: readonly string[];
}

export type Found<T> = { readonly value: T } | { readonly problem: Problem };

export function problem(message: string, next: readonly string[] = []): { readonly problem: Problem } {
  return { problem: { message, next } };
}

export interface Applied {
  readonly evidence: Evidence;
  /** What the change brings along, or leaves open, in plain sentences. */
  readonly notes: readonly string[];
}

/** The mark of everything that no file says. */
export const WHAT_IF = "--what-if";

/** `a, b, c and 4 more`. */
export function some(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
