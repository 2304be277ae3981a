/** What a SARIF run says beside its results: what it left out, what it does not list, and what is wrong with the inputs. */
import { messageOf } from "../core/messages.ts";
import { type Finding, type Report, SEVERITIES } from "../core/report.ts";
import type { JsonRecord } from "./fact-json.ts";
import { GITHUB_LIMITS } from "./sarif-limits.ts";
import { sarifMessage } from "./sarif-text.ts";
import { DESIGN_SENTENCE } from "./sentences.ts";
import { shownText } from "./shown.ts";
import { counted, listed } from "./words.ts";

/** Of our own: a problem with an input may come as often as there are files. */
const MOST_NOTIFICATIONS = 1000;

export const NOTIFICATIONS = [
  ["left-out", "The file does not hold everything: a limit of code scanning was reached."],
  ["not-listed", "What the run found and this file does not list."],
  ["input", "Something about an input file."],
] as const;

export function notification(id: (typeof NOTIFICATIONS)[number][0], level: string, text: string): JsonRecord {
  const index = NOTIFICATIONS.findIndex(([known]) => known === id);
  return { descriptor: { id, index }, level, message: { text: sarifMessage(text) } };
}

export function leftOutTexts(
  report: Report,
  chosen: readonly Finding[],
  kept: readonly Finding[],
  locations: number,
): string[] {
  const texts: string[] = [];
  if (kept.length < chosen.length) {
    const here = new Set(kept);
    const rest = chosen.filter((finding) => !here.has(finding));
    const parts = SEVERITIES.flatMap((severity) => {
      const count = rest.filter((finding) => finding.severity === severity).length;
      return count === 0 ? [] : [`${count} ${severity}`];
    });
    texts.push(
      `${rest.length} of ${chosen.length} open findings are left out, the least severe: ${listed(parts)}. Code scanning keeps ${GITHUB_LIMITS.results} results of one run; the JSON and CSV reports hold all.`,
    );
  }
  if (locations > 0) {
    texts.push(
      `${counted(locations, "further place")} of evidence left out: code scanning keeps ${GITHUB_LIMITS.locations} of one result; the JSON report holds all.`,
    );
  }
  const shown = shownText(report);
  if (shown !== null) texts.push(`A filter was given: ${shown}.`);
  return texts;
}

/** A run without results must not look like a clean one. */
export function coverageTexts({ summary, mode }: Report, ordered: readonly Finding[]): string[] {
  const waived = ordered.filter(({ status, waiver }) => status === "fail" && waiver?.state === "active").length;
  return [
    ...(summary.findings.unknown === 0
      ? []
      : [`${counted(summary.findings.unknown, "finding")} cannot be told from these files.`]),
    ...(waived === 0 ? [] : [`${counted(waived, "failure")} accepted by a waiver.`]),
    ...(summary.checklist === 0 ? [] : [`${counted(summary.checklist, "point")} for a person to confirm.`]),
    ...(mode === "design" ? [DESIGN_SENTENCE] : []),
  ];
}

export function inputProblems(report: Report): JsonRecord[] {
  const all = report.diagnostics.flatMap((diagnostic) => {
    const { level, message, next } = messageOf(diagnostic);
    if (level === "info") return [];
    return [notification("input", level, `${diagnostic.path}: ${message} ${next} (${diagnostic.code})`)];
  });
  if (all.length <= MOST_NOTIFICATIONS) return all;
  const rest = all.length - MOST_NOTIFICATIONS;
  const text = `${counted(rest, "further problem")} with inputs left out; the JSON report holds all.`;
  return [...all.slice(0, MOST_NOTIFICATIONS), notification("left-out", "warning", text)];
}
