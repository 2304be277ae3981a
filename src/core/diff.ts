/** Two analysed states side by side, `diff/1` of docs/diff.md, and several of them in time. */
import type { Cause, FindingSubject, Mode, Severity, Status, Summary } from "./report.ts";
import type { WaiverState } from "./waiver.ts";

export const SIDE_KINDS = ["inputs", "results", "bag"] as const;
export type SideKind = (typeof SIDE_KINDS)[number];

export interface Side {
  /** The path as given. */
  readonly label: string;
  readonly kind: SideKind;
  readonly asOf: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly catalog: { readonly version: string; readonly digest: string };
  readonly mode: Mode;
  readonly findings: Summary["findings"];
  readonly checklist: number;
}

/**
 * What became of a finding, worst first. `regression`: was met, fails now · `lost-sight`: was met, nothing tells now ·
 * `new`: whom it is about was not there before · `not-comparable`: both are said, of different things ·
 * `same`: neither status is a failure, and it did not change.
 */
export const FINDING_GROUPS = [
  "regression",
  "lost-sight",
  "new",
  "still-failing",
  "became-unknown",
  "not-comparable",
  "became-known",
  "fixed",
  "gone",
  "same",
] as const;
export type FindingGroup = (typeof FINDING_GROUPS)[number];

export interface StandingThen {
  readonly status: Status;
  readonly have: string;
  readonly cause: Cause | null;
  /** The GPO whose value counts. */
  readonly winner: string | null;
  /** Where the value stands that counts. */
  readonly at: string | null;
  readonly revision: number;
  readonly waiver: { readonly id: string; readonly state: WaiverState } | null;
  readonly ask: readonly string[];
}

export interface FindingChange {
  readonly group: FindingGroup;
  /** The finding's id, of the new side where it has one. */
  readonly id: string;
  readonly requirement: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: FindingSubject;
  /** Null: that side has no such finding. */
  readonly before: StandingThen | null;
  readonly after: StandingThen | null;
  /** Value, GPO or cause differ, whatever the status. */
  readonly changed: boolean;
  /** What else is to be known: why it is not comparable, which finding of the other side speaks for it. */
  readonly because: string | null;
}

export interface Held {
  /** Name of the GPO or the computer. */
  readonly holder: string;
  readonly value: string;
  readonly inert: string | null;
  readonly at: string;
}

/** `moved`: another GPO sets the same, and the effective result is the same. */
export interface SettingChange {
  readonly change: "changed" | "added" | "removed" | "moved";
  readonly setting: string;
  readonly name: string;
  readonly before: Held | null;
  readonly after: Held | null;
}

export interface GpoChange {
  readonly change: "renamed" | "appeared" | "vanished" | "computer-half-disabled" | "computer-half-enabled";
  readonly guid: string | null;
  readonly domain: string | null;
  readonly before: string | null;
  readonly after: string | null;
  /** Audit settings that it holds. */
  readonly settings: number;
}

export interface LinkChange {
  readonly change:
    | "linked"
    | "unlinked"
    | "enabled"
    | "disabled"
    | "enforced"
    | "unenforced"
    | "order"
    | "blocks-inheritance"
    | "inherits-again";
  /** Null for what is about the container alone. */
  readonly gpo: string | null;
  readonly container: string;
  /** Link order; null where it is not about the order, or not known. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface WaiverChange {
  readonly finding: string;
  readonly before: { readonly id: string; readonly state: WaiverState } | null;
  readonly after: { readonly id: string; readonly state: WaiverState } | null;
}

export interface PopulationChange {
  readonly change: "appeared" | "vanished";
  readonly kind: "computer" | "domain" | "object";
  readonly name: string;
}

/** `newer`, `older`: the same bytes or others, taken at another time. */
export interface InputChange {
  readonly change: "other-bytes" | "appeared" | "vanished" | "newer" | "older";
  readonly before: string | null;
  readonly after: string | null;
  readonly taken: { readonly before: string | null; readonly after: string | null };
}

/** One side lacks the evidence: never a removal. */
export interface NotComparable {
  readonly what: string;
  readonly because: string;
  /** What to export, or to ask. */
  readonly ask: readonly string[];
}

export interface DiffNote {
  readonly code: "tool" | "catalog" | "requirement" | "mode" | "domain" | "time";
  readonly text: string;
}

export interface Diff {
  readonly before: Side;
  readonly after: Side;
  readonly notes: readonly DiffNote[];
  /** Worst group first, then severity; every finding of both sides stands in exactly one. */
  readonly findings: readonly FindingChange[];
  readonly settings: readonly SettingChange[];
  readonly gpos: readonly GpoChange[];
  readonly links: readonly LinkChange[];
  readonly waivers: readonly WaiverChange[];
  readonly population: readonly PopulationChange[];
  readonly inputs: readonly InputChange[];
  readonly notComparable: readonly NotComparable[];
}

export interface SeriesPoint {
  readonly side: Side;
  /** Against the point before; null for the first. */
  readonly since: Readonly<Record<FindingGroup, number>> | null;
}

/** Earlier results, oldest first, and what changed since the last of them. */
export interface Since {
  readonly diff: Diff;
  readonly points: readonly SeriesPoint[];
}
