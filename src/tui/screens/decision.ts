/** One decision in full, the journal as text, and what the review says beside a finding. Pure. */
import { compareText } from "../../core/order.ts";
import type { Finding } from "../../core/report.ts";
import type { WaiverRow } from "../../core/waiver.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import type { Decision } from "../../review/decisions.ts";
import { entryWords } from "../../review/text.ts";
import { approvalText, scopeText } from "../../report/waivers.ts";
import { counted } from "../../report/words.ts";
import { field, span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import { decisionsIn, type State } from "../state.ts";
import type { Line } from "../theme.ts";
import { heading } from "./heading.ts";

/** Lines of a decision, shortest first; a small screen shows as many as it has room for. */
export function decisionLines(model: Model, state: State, decision: Decision, width: number): Line[] {
  return decision.of === "waiver"
    ? waiverLines(model, state, decision.row, width)
    : disputeLines(model, decision, width);
}

function waiverLines(model: Model, state: State, row: WaiverRow, width: number): Line[] {
  const { theme } = model;
  const history = state.desk?.state.waivers.get(row.id) ?? [];
  return [
    ...field("reason", row.reason, width, theme),
    ...field("expects", expectText(model, row), width, theme),
    ...field("history", historyText(row, history), width, theme),
    ...field("effect", effectText(row), width, theme),
    ...field("scope", scopeText(row), width, theme),
    ...field("owner", `${row.owner}, ${row.kind}, requested by ${row.requestedBy}`, width, theme),
    ...field("ends", `${row.expires}; approved by ${approvalText(row)}`, width, theme),
    ...(row.compensating === null ? [] : field("instead", row.compensating, width, theme)),
    ...(row.evidence.length === 0 ? [] : field("tickets", row.evidence.join(", "), width, theme)),
    ...row.warnings.flatMap((warning) => field("mind", warning, width, theme, "unknown")),
    ...row.findings.flatMap((id) => {
      const finding = model.byId.get(id);
      return finding === undefined
        ? []
        : field("beside", `${finding.label}, ${model.view.subject(finding)}: ${finding.have}`, width, theme);
    }),
  ];
}

/** What it was given for, and what is there now. */
function expectText(model: Model, row: WaiverRow): string {
  const findings = row.findings.flatMap((id) => model.byId.get(id) ?? []);
  const [first] = findings;
  if (first === undefined) return "nothing that it names fails in this run";
  const because = first.waiver?.state === "void" ? first.waiver.because : null;
  if (because !== null) return because;
  const values = [...new Set(findings.map(({ have }) => have))];
  return values.length === 1 ? `now ${values[0] ?? ""}` : `now ${counted(values.length, "value")}`;
}

function historyText(row: WaiverRow, history: readonly JournalEntry[]): string {
  const done = history.map(({ at, action, actor }) => `${at.slice(0, 10)} ${action.replace(/^waiver-/, "")} ${actor}`);
  const approved =
    row.approvedBy !== null && row.approvedOn !== null ? [`${row.approvedOn} approved ${row.approvedBy}`] : [];
  const all = [...new Set([...done, ...approved])].toSorted((a, b) => compareText(a.slice(0, 10), b.slice(0, 10)));
  return all.length === 0 ? "nothing in this journal" : all.join("; ");
}

function effectText({ state, findings }: WaiverRow): string {
  if (findings.length === 0) return "none; revoke it when it is no longer needed";
  const beside = counted(findings.length, "FAIL");
  if (state === "active") return `${beside} accepted, still FAIL. revoke: open again`;
  return `none: ${state}, so ${beside} open. renew: accepted, still FAIL`;
}

function disputeLines(model: Model, { conflict }: Extract<Decision, { of: "conflict" }>, width: number): Line[] {
  const { theme } = model;
  return [
    ...wrapped(
      `GPOs of the same standing disagree on ${conflict.setting}, and nothing here decides.`,
      width,
      theme,
      "strong",
    ),
    ...conflict.candidates.flatMap(({ gpo, sets }) => field("sets", `${gpo}: ${sets}`, width, theme)),
    ...conflict.ask.flatMap((line) => field("settles", line, width, theme)),
  ];
}

export function decisionPage(model: Model, state: State, id: string, width: number): Line[] {
  const decision = decisionsIn(model, state).find((one) => one.id === id);
  if (decision === undefined) return [[span("It is not there any more.")]];
  const history = decision.of === "waiver" ? (state.desk?.state.waivers.get(id) ?? []) : [];
  return [
    ...wrapped(`${decision.word}  ${decision.id}`, width, model.theme, "strong"),
    ...decisionLines(model, state, decision, width),
    ...(history.length === 0 ? [] : heading(model, "In the journal", width)),
    ...history.flatMap((entry) => wrapped(entryWords(entry), width, model.theme)),
  ];
}

/** The last one first. */
export function logPage(model: Model, { desk }: State, width: number): Line[] {
  const entries = desk?.state.entries ?? [];
  const head = `${desk?.journal ?? ""}: ${counted(entries.length, "entry", "entries")}; times are the word of whoever wrote them`;
  return [
    ...wrapped(head, width, model.theme, "strong"),
    ...entries
      .toReversed()
      .flatMap((entry) => wrapped(`${entry.seq}  ${entryWords(entry)}  ${entry.subject}`, width, model.theme)),
  ];
}

/** Beside a finding: acknowledgement, answer, notes. */
export function decidedLines({ theme }: Model, { desk }: State, { id }: Finding, width: number): Line[] {
  const acknowledged = desk?.state.acknowledged.get(id);
  const answered = desk?.state.answered.get(id);
  const notes = desk?.state.notes.get(id) ?? [];
  return [
    ...(acknowledged === undefined ? [] : field("known", entryWords(acknowledged), width, theme)),
    ...(answered === undefined ? [] : field("answer", entryWords(answered), width, theme)),
    ...notes.flatMap((note) => field("review", entryWords(note), width, theme)),
  ];
}

/** `a` acknowledged or answered, `n` noted; null before any of them is anywhere. */
export function flagsOf({ desk }: State, { id }: Finding): string | null {
  const { acknowledged, answered, notes } = desk?.state ?? {};
  if ([acknowledged, answered, notes].every((map) => map === undefined || map.size === 0)) return null;
  const known = acknowledged?.has(id) === true || answered?.has(id) === true;
  return [known ? "a" : "", notes?.has(id) === true ? "n" : ""].join("");
}
