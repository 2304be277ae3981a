/** Each computer that speaks for itself against its policy: one finding for each, with every difference and its cause. */
import { subcategoryOf } from "../../core/audit-policy.ts";
import type { FactId } from "../../core/fact.ts";
import { compareText } from "../../core/order.ts";
import type { FindingSubject } from "../../core/report.ts";
import { settingText } from "../../policy/reconcile.ts";
import type { Disagreement, ReadingShown, Reconciliation } from "../../policy/reconcile.ts";
import type { DriftCause } from "../../policy/reconcile-causes.ts";
import { domainSubject } from "../context.ts";
import type { Check, CheckResult, JudgeContext } from "../context.ts";
import { reconciled } from "../reconciled.ts";

export const policyDrift: Check = (context) => [
  ...[...reconciled(context).values()].flatMap(resultOf),
  ...unreadDomains(context),
];

/** A domain of which no computer has spoken: what holds on its domain controllers is not known. */
function unreadDomains({ estate }: JudgeContext): CheckResult[] {
  return estate.domains
    .filter(({ dns }) => estate.hosts.every((host) => host.domain !== null && host.domain !== dns))
    .map((domain): CheckResult => {
      const have = "no domain controller has been read";
      return { subject: domainSubject(domain, "dc"), status: "unknown", have, evidence: [] };
    });
}

function resultOf(reconciliation: Reconciliation): CheckResult[] {
  const { host, agreed, contradictory, disagreements, unread } = reconciliation;
  const subject: FindingSubject = { kind: "host", name: host.name, domain: host.domain, roles: host.roles };
  const notes = notesOf(reconciliation);
  if (disagreements.length > 0) {
    const ranked = disagreements.toSorted((a, b) => weight(a) - weight(b));
    const evidence = distinct(ranked.map(({ facts }) => facts));
    const have = `${counted(ranked.length, "setting differs", "settings differ")}: ${shortList(ranked)}`;
    return [{ subject, status: "fail", cause: "drift", have, evidence, notes: [...causeNotes(ranked), ...notes] }];
  }
  const evidence = distinct(agreed);
  if (agreed.length > 0 && contradictory.length === 0 && unread.length === 0 && host.facts.length > 0) {
    const settings = counted(agreed.length, "setting", "settings");
    return [
      { subject, status: "pass", rung: "L3", have: `${settings} compared, all as policy sets them`, evidence, notes },
    ];
  }
  // What a computer of no known role should have is asked of nobody.
  if (host.roles.length === 0 && agreed.length === 0) return [];
  return [{ subject, status: "unknown", have: openText(reconciliation), evidence, notes }];
}

function openText({ agreed, contradictory, unread, target, host }: Reconciliation): string {
  if (contradictory.length > 0) return `undecided: readings of the computer differ: ${contradictory.join(", ")}`;
  if (agreed.length > 0) {
    const told = `${counted(agreed.length, "setting", "settings")} compared without a difference`;
    return unread.length === 0
      ? `${told}; nothing was read on the computer itself`
      : `${told}; not read on the computer: ${unread.map(settingText).join(", ")}`;
  }
  if (target === null) return "of which domain the computer is, is not known, so there is no policy to compare with";
  const kinds = [
    ...(host.facts.length > 0 ? ["what was read on the computer"] : []),
    ...(host.delivered.length > 0 ? ["its resultant set"] : []),
  ];
  return `policy and ${kinds.join(" and ")} have no decided setting in common`;
}

/** A server that records less than it should is worse than one that records more. */
function weight({ selector, computed, delivered, captured }: Disagreement): number {
  if (selector.kind !== "subcategory") return 1;
  const wanted = computed === null || computed.includes(" or ") ? delivered : computed;
  if (wanted === null || captured === null) return 1;
  return AUDITED.some((outcome) => wanted.includes(outcome) && !captured.includes(outcome)) ? 0 : 2;
}
const AUDITED = ["Success", "Failure"];

const SHOWN = 3;

function shortList(ranked: readonly Disagreement[]): string {
  const shown = ranked.slice(0, SHOWN).map(lineOf).join("; ");
  return ranked.length > SHOWN ? `${shown}; and ${ranked.length - SHOWN} more` : shown;
}

function lineOf({ setting, computed, delivered, captured }: Disagreement): string {
  const words = [
    ...(computed === null ? [] : [`policy ${computed}`]),
    ...(delivered === null ? [] : [`resultant set ${delivered}`]),
    ...(captured === null ? [] : [`computer ${captured}`]),
  ];
  return `${setting}: ${words.join(", ")}`;
}

const CAUSE_WORDS: Readonly<Record<DriftCause, string>> = {
  denied: "Denied by permissions",
  "filtered-out": "Filtered out",
  "gpo-disabled": "GPO disabled",
  "not-replicated": "Not replicated",
  "not-refreshed": "Policy not refreshed",
  "legacy-override": "Legacy audit policy overrides",
  "local-audit-csv": "Stale local audit.csv",
  "automatic-auditing": "Automatic Windows auditing",
  "different-times": "Collected at different times",
  "third-party": "Third-party auditor",
  "local-edit": "Edited on the computer",
};

/** Every difference once, those of one cause together. */
function causeNotes(ranked: readonly Disagreement[]): string[] {
  const groups = new Map<string, Disagreement[]>();
  for (const one of ranked) {
    const label = one.cause === null ? "No cause in the evidence" : CAUSE_WORDS[one.cause];
    const key = one.cause === null ? label : `${label}: ${one.because}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, list]) => {
    const asks = [...new Set(list.flatMap(({ ask }) => ask))];
    const next = asks.length === 0 ? "" : ` To find it, on that computer, elevated: ${asks.join("; ")}`;
    return `${key}. ${list.map(lineOf).join("; ")}.${next}`;
  });
}

function notesOf({ target, open, contradictory, disagreements, shown }: Reconciliation): string[] {
  return [
    ...(target?.computer === null
      ? [
          `Which domain the computer is in is not told; it was taken for one of ${target.domain.name}, the only domain here.`,
        ]
      : []),
    ...(open > 0
      ? [`${counted(open, "setting was", "settings were")} not compared: policy or a reading leaves it open.`]
      : []),
    ...(contradictory.length > 0 && disagreements.length > 0
      ? [`Readings of the computer differ among themselves: ${contradictory.join(", ")}.`]
      : []),
    ...readingNotes(shown),
  ];
}

/** Which of two documented readings this computer shows. */
function readingNotes(shown: readonly ReadingShown[]): string[] {
  const names = (reading: ReadingShown["reading"]): string[] =>
    shown
      .filter((one) => one.reading === reading)
      .map(({ subcategory }) => subcategoryOf(subcategory)?.name ?? subcategory)
      .toSorted(compareText);
  const [cleared, kept] = [names("cleared"), names("kept")];
  // Where something that no GPO names records, what does not was switched off by somebody.
  return [
    ...(cleared.length > 0 && kept.length === 0
      ? [
          `No GPO names these, Windows records them by default, and here they are off, as where advanced policy clears first: ${cleared.join(", ")}.`,
        ]
      : []),
    ...(kept.length > 0
      ? [
          `No GPO names these, and here they record: advanced policy did not clear them, or they were set on the computer: ${kept.join(", ")}.`,
        ]
      : []),
  ];
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function distinct(lists: readonly (readonly FactId[])[]): FactId[] {
  return [...new Set(lists.flat())];
}
