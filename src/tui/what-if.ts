/** The questions that the precedence screen can ask of one step: the edit in words, or why there is none. */
import type { Finding, TrailStep } from "../core/report.ts";

export const QUESTIONS = ["unset", "enforcement", "unlink"] as const;
export type Question = (typeof QUESTIONS)[number];

export type Asked = { readonly words: readonly string[]; readonly text: string } | { readonly reason: string };

export function questionOf(question: Question, finding: Finding | null, step: TrailStep | null): Asked {
  if (finding === null || step === null) return { reason: "no GPO sets this value" };
  const gpo = step.gpo.guid ?? step.gpo.name;
  if (gpo === null) return { reason: "this GPO has neither a GUID nor a name" };
  if (question === "unset") return { words: [`unset:${gpo}:${finding.requirement}`], text: "unset it here" };
  if (step.link === null) return { reason: "no link of it is in these files" };
  const { container, enforced } = step.link;
  if (question === "unlink") return { words: [`unlink:${gpo}@${container}`], text: "unlink the GPO here" };
  return enforced
    ? { words: [`unenforce:${gpo}@${container}`], text: "no longer enforced here" }
    : { words: [`enforce:${gpo}@${container}`], text: "enforced here" };
}
