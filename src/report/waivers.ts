/** Waivers in words, the same in every text output. A waived finding fails; the waiver says who accepts that, and until when. */
import { type Report, SEVERITIES } from "../core/report.ts";
import { type Waiver, type WaiverRow, WAIVER_STATES } from "../core/waiver.ts";
import { counted, listed } from "./words.ts";

export const WAIVERS_TITLE = "Waivers";

/** `9: 1 critical, 8 high`. */
export function afterWaiversText({ summary }: Report): string {
  const parts = SEVERITIES.flatMap((severity) => {
    const count = summary.afterWaivers[severity];
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const sum = SEVERITIES.reduce((all, severity) => all + summary.afterWaivers[severity], 0);
  return parts.length === 0 ? "0" : `${sum}: ${parts.join(", ")}`;
}

/** For the first page: what is accepted, what is left, and what only looks as if it were accepted. Null without waivers. */
export function waiverSentence(report: Report): string | null {
  if (report.waiverFile === null) return null;
  const { waived } = report.summary;
  const unused = report.waivers.filter(({ findings }) => findings.length === 0).length;
  const vain = WAIVER_STATES.filter((state) => state !== "active").map((state) => `${waived[state]} ${state}`);
  const rest = unused === 0 ? "" : ` ${counted(unused, "waiver")} without a failing finding.`;
  return `Waivers: ${waived.active} active, ${vain.join(", ")}. After waivers, open ${afterWaiversText(report)}.${rest}`;
}

/** Beside a finding, after the id. */
export function waiverText(waiver: Waiver): string {
  const { id, kind, state, because, owner, approvedBy, approvedOn, expires, reason, compensating } = waiver;
  const standing =
    state === "active"
      ? `active until ${expires}; it fails all the same`
      : `${state}: ${because ?? ""}, so this counts as open`;
  const approval =
    approvedBy === null ? "" : `, approved by ${approvedBy}${approvedOn === null ? "" : ` on ${approvedOn}`}`;
  const instead = compensating === null ? "" : ` Instead: ${compensating}`;
  return `${id}, ${kind}, ${standing}. Owner ${owner}${approval}: ${reason}${instead}`;
}

/** `active, 12 days left`: a waiver that ends soon is to be renewed or closed. */
export function stateText(row: WaiverRow, asOf: string): string {
  const days = Math.round(
    (Date.parse(`${row.expires}T00:00:00Z`) - Date.parse(`${asOf.slice(0, 10)}T00:00:00Z`)) / 86_400_000,
  );
  const soon = days >= 0 && days <= SOON ? `, ends in ${counted(days, "day")}` : "";
  return row.state === "active" || row.state === "planned" ? `${row.state}${soon}` : row.state;
}

const SOON = 90;

export function approvalText({ approvedBy, approvedOn }: WaiverRow): string {
  if (approvedBy === null) return "nobody";
  return approvedOn === null ? approvedBy : `${approvedBy}, ${approvedOn}`;
}

/** What is worst first: what only looks accepted, then what is, each in the order of the file. */
export function sortedRows({ waivers }: Report): WaiverRow[] {
  const order = ["void", "expired", "unapproved", "active", "planned"];
  return waivers.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** `MDI-CA-AUDIT-FILTER for hosts: ca02.corp.example`. */
export function scopeText({ rules, subjects }: WaiverRow): string {
  return `${listed(rules)} for ${subjects.join(", ")}`;
}
