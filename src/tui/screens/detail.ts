/** One finding with its whole proof: want, have, evidence, who decides, what goes blind, Microsoft's word, fix. Pure. */
import type { Finding } from "../../core/report.ts";
import type { Waiver } from "../../core/waiver.ts";
import { isAdvice } from "../../report/commands.ts";
import { columns, cutMiddle } from "../../report/layout.ts";
import { PROOF_WORDS } from "../../report/inputs.ts";
import { TRAIL_HEADER, trailCells, type TrailRow, trailRows } from "../../report/trail-table.ts";
import { waiverText } from "../../report/waivers.ts";
import { CAUSE_WORDS, detectionText, microsoftSentence, shortSids } from "../../report/words.ts";
import { field, span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import type { State } from "../state.ts";
import { waiverMark } from "../verdicts.ts";
import { decidedLines } from "./decision.ts";
import { heading } from "./heading.ts";
import { factLines } from "./source.ts";
import type { Line } from "../theme.ts";

/** Facts shown one by one; the rest are counted. */
const MOST_FACTS = 8;
const MOST_DETECTIONS = 12;
/** Narrower, and there is no table of who decides. */
const TABLE_WIDTH = 72;
/** In the table of who decides, where there is no more room. */
const LONGEST_NAME = 28;
/** "Success and Failure" stays whole; a longer value stands in full in want and have. */
const LONGEST_VALUE = 19;

/** `evidence`: false where it stands beside. */
export function detailLines(model: Model, state: State, finding: Finding, width: number, evidence = true): Line[] {
  const { theme, view } = model;
  const { status, severity, title, requirement, revision, want, have, cause, computers, notes } = finding;
  const silent = finding.silent && status === "fail" ? ", looks configured and does nothing" : "";
  const basis = finding.evidence.flatMap((id) => model.report.facts.get(id)?.tier ?? [])[0];
  return [
    [
      span(theme.mark(status), status),
      span(`  ${severity}${silent}  `),
      span(`${requirement} rev ${revision}`, "faint"),
    ],
    ...wrapped(title, width, theme, "strong"),
    ...field("about", view.subject(finding), width, theme),
    ...(computers.length === 0 ? [] : field("", computersText(computers), width, theme)),
    ...(want === "" ? [] : field("want", shortSids(want), width, theme)),
    ...(have === "" ? [] : field("have", shortSids(have), width, theme, status === "fail" ? "fail" : "plain")),
    ...(cause === null ? [] : field("cause", CAUSE_WORDS[cause], width, theme)),
    ...(basis === undefined ? [] : field("basis", `${basis}: ${PROOF_WORDS[basis]}`, width, theme)),
    ...(finding.waiver === null ? [] : waiverLines(model, finding.waiver, width)),
    ...notes.flatMap((note) => field("note", note, width, theme)),
    ...decidedLines(model, state, finding, width),
    ...(evidence ? evidenceLines(model, state, finding, width) : []),
    ...trailLines(model, finding, width),
    ...blindLines(model, finding, width),
    ...microsoftLines(model, finding, width),
    ...askLines(model, finding, width),
    ...fixSection(model, finding, width),
  ];
}

function waiverLines({ theme }: Model, waiver: Waiver, width: number): Line[] {
  const text = `${waiverMark(waiver)}: ${waiverText(waiver)}`;
  return field("waiver", text, width, theme, waiver.state === "active" ? "waived" : "unknown");
}

function computersText(computers: readonly string[]): string {
  const shown = computers.slice(0, 10).join(", ");
  return computers.length > 10 ? `${shown} and ${computers.length - 10} more` : shown;
}

function evidenceLines(model: Model, state: State, finding: Finding, width: number): Line[] {
  const { evidence } = finding;
  if (evidence.length === 0) return [];
  const more = evidence.length - MOST_FACTS;
  return [
    ...heading(model, "Evidence", width),
    ...evidence.slice(0, MOST_FACTS).flatMap((id) => factLines(model, state, id, width)),
    ...(more > 0 ? [[span(`and ${more} more`, "faint")]] : []),
  ];
}

function trailLines(model: Model, finding: Finding, width: number): Line[] {
  const { theme, view } = model;
  const names = { gpo: view.gpo, place: view.place, sets: (text: string) => shortSids(text) };
  const rows = trailRows(finding.trail, names);
  if (rows.length === 0) return [];
  const title = heading(model, "Who decides, applied top to bottom", width);
  if (width < TABLE_WIDTH) return [...title, ...rows.flatMap((row) => stepLines(model, row, width))];
  const table = rows.map((row) => {
    const cut = (text: string, longest: number): string => cutMiddle(theme.clean(text), longest, theme.cut);
    const [sets, soFar] = [row.sets, row.soFar].map((text) =>
      cut(text, Math.max(LONGEST_VALUE, Math.floor(width / 5))),
    );
    const short = {
      ...row,
      gpo: cut(row.gpo, Math.max(LONGEST_NAME, Math.floor(width / 4))),
      sets: sets ?? "",
      soFar: soFar ?? "",
    };
    return [row.position === null ? "-" : String(row.position), ...trailCells(short).map(theme.clean)];
  });
  const lines = columns([["#", ...TRAIL_HEADER], ...table], width);
  return [...title, ...lines.map((line, i): Line => [span(line, i === 0 ? "faint" : "plain")])];
}

/** A step in a sentence: columns would break every name. */
function stepLines({ theme }: Model, row: TrailRow, width: number): Line[] {
  const link = row.link === "-" ? "" : ` at ${row.link}`;
  const sets = cutMiddle(theme.clean(row.sets), Math.max(width - 8, LONGEST_VALUE), theme.cut);
  const tone = row.step.result === "won" ? "strong" : "plain";
  return wrapped(`${row.gpo}${link}: ${sets}; ${row.result}`, width - 3, theme, tone).map((line, i) => [
    span((i > 0 ? "" : row.position === null ? "-" : String(row.position)).padEnd(3), "faint"),
    ...line,
  ]);
}

function blindLines(model: Model, { events, detections, status }: Finding, width: number): Line[] {
  if (events.length + detections.length === 0) return [];
  const { theme } = model;
  const title = status === "fail" ? "What goes blind" : "What depends on it";
  const more = detections.length - MOST_DETECTIONS;
  return [
    ...heading(model, title, width),
    ...(events.length === 0 ? [] : field("events", events.join(", "), width, theme)),
    ...detections
      .slice(0, MOST_DETECTIONS)
      .flatMap((one) =>
        wrapped(detectionText(one), width - 2, theme).map((line, i): Line => [span(i === 0 ? "- " : "  "), ...line]),
      ),
    ...(more > 0 ? [[span(`and ${more} more`, "faint")]] : []),
  ];
}

function microsoftLines(model: Model, finding: Finding, width: number): Line[] {
  const sentence = microsoftSentence(finding);
  if (sentence === null) return [];
  return [...heading(model, "What Microsoft's tools say", width), ...wrapped(sentence, width, model.theme)];
}

function askLines(model: Model, { ask }: Finding, width: number): Line[] {
  if (ask.length === 0) return [];
  const lines = ask.flatMap((line) =>
    isAdvice(line) ? wrapped(line, width, model.theme) : wrapped(`  ${line}`, width, model.theme, "strong"),
  );
  return [...heading(model, "Settles it, read-only", width), ...lines];
}

function fixSection(model: Model, finding: Finding, width: number): Line[] {
  const { remedy, status } = finding;
  if (remedy.length === 0 || status !== "fail") return [];
  const lines = remedy.flatMap(({ via, text, commands }, i) => [
    ...field(i === 0 ? "fix" : "or", `(${via}) ${text}`, width, model.theme),
    ...commands.flatMap((command) =>
      wrapped(command, width - 2, model.theme, "strong").map((line) => [span("  "), ...line]),
    ),
  ]);
  return [...heading(model, "Fix: shown and exported; this program never changes a system", width), ...lines];
}
