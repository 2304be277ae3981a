/** The state of a review in lines of text: what `--replay` prints, and what a report of a defect carries. Pure. */
import type { Report } from "../core/report.ts";
import type { JournalEntry } from "../journal/entry.ts";
import type { Head } from "../journal/entry.ts";
import { boxesOf, fourEyes } from "./boxes.ts";
import { decisionsOf } from "./decisions.ts";
import { groupText } from "./plan.ts";
import type { ReviewState } from "./state.ts";

/** `report`: with the waivers laid over it. Whoever prints it makes it printable. */
export function stateLines(state: ReviewState, report: Report, digest: string, head: Head): string[] {
  const people = [...new Set(state.entries.map(({ actor, role }) => `${actor} (${role})`))];
  const { signed } = state;
  return [
    `results   ${digest}, as of ${report.asOf}`,
    `journal   ${head.seq} entries, head ${head.digest}; the chain holds`,
    `people    ${people.join(", ") || "nobody"}`,
    `edits     ${state.done.length} hold, ${state.undone.length} undone, ${state.unsigned} not signed`,
    `signed    ${signed === null ? "no" : `${signed.at} by ${signed.actor}: ${signed.note}`}`,
    ...(state.foreign === 0
      ? []
      : [`foreign   ${state.foreign} entries are about findings that these results do not have`]),
    ...section(
      "before you sign",
      boxesOf(state, report, "unchecked").map(({ ticked, text }) => `[${ticked ? "x" : " "}] ${text}`),
    ),
    ...section(
      "decisions",
      decisionsOf(state, report).map(({ word, id }) => `${word}  ${id}`),
    ),
    ...section("waivers, by the journal", lists(state.waivers)),
    ...section("acknowledged", single(state.acknowledged)),
    ...section("answered", single(state.answered)),
    ...section("notes", lists(state.notes)),
    ...section("seen", [...state.seen].toSorted()),
    ...section(
      "edits that hold, first to last",
      state.done.map((group) => `${group.id}  ${groupText(group)}`),
    ),
    ...section(
      "undone, the next to be redone last",
      state.undone.map((group) => `${group.id}  ${groupText(group)}`),
    ),
    ...section("mind", state.signed === null ? [] : fourEyes(state.signed.actor, state, report)),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function single(map: ReadonlyMap<string, JournalEntry>): string[] {
  return [...map].map(([id, entry]) => `${id}: ${entryWords(entry)}`).toSorted();
}

function lists(map: ReadonlyMap<string, readonly JournalEntry[]>): string[] {
  return [...map].flatMap(([id, entries]) => entries.map((entry) => `${id}: ${entryWords(entry)}`)).toSorted();
}

/** `2026-11-22 a.meyer: acknowledged, no access to the AD FS farm`. */
export function entryWords({ at, actor, action, note, detail }: JournalEntry): string {
  const answer = typeof detail?.["answer"] === "string" ? ` ${detail["answer"]}` : "";
  return `${at} ${actor}: ${action}${answer}${note === "" ? "" : `, ${note}`}`;
}
