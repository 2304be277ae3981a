/** What a person asks of the review, as data. */
import type { WaiverKind } from "../core/waiver.ts";
import type { Conclusion } from "../core/conclusion.ts";

/** What a person says of a waiver. */
export interface WaiverWords {
  readonly kind: WaiverKind;
  readonly owner: string;
  readonly reason: string;
  /** Empty: nobody has approved it. */
  readonly approver: string;
  readonly scope: "subject" | "all";
  readonly expires: string;
  /** It holds only while the value is the one observed now. */
  readonly pinned: boolean;
  readonly compensating: string;
  /** Tickets and documents, with commas. */
  readonly evidence: string;
}

export const ANSWERS = ["confirmed", "not met", "does not apply"] as const;
export type ChecklistAnswer = (typeof ANSWERS)[number];

export type ReviewCommand =
  | { readonly kind: "name"; readonly reviewer: string }
  | { readonly kind: "seen"; readonly subject: string }
  | { readonly kind: "note"; readonly findings: readonly string[]; readonly text: string }
  | { readonly kind: "acknowledge"; readonly findings: readonly string[]; readonly reason: string }
  | {
      readonly kind: "answer";
      readonly findings: readonly string[];
      readonly answer: ChecklistAnswer;
      readonly words: string;
    }
  | {
      readonly kind: "waive";
      readonly findings: readonly string[];
      readonly words: WaiverWords;
      /** The file for the waivers, when none was given before. */
      readonly file: string | null;
    }
  | {
      readonly kind: "renew";
      readonly waiver: string;
      readonly expires: string;
      readonly approver: string;
      readonly pinned: boolean;
    }
  | { readonly kind: "revoke"; readonly waiver: string; readonly reason: string }
  | { readonly kind: "reason"; readonly waiver: string; readonly reason: string }
  | { readonly kind: "undo" | "redo" }
  | { readonly kind: "sign"; readonly typed: string; readonly conclusion: Conclusion; readonly limits: string };
