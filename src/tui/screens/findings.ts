/** Screen 2: the findings of the filter; from 100 columns with the selected one beside, from 160 with its source text. Pure. */
import type { Finding } from "../../core/report.ts";
import { keyOf } from "../bindings.ts";
import { beside, box, type Cell, cells, selectable, span } from "../line.ts";
import { bodyRows, layoutOf, windowOf } from "../layout.ts";
import type { Model } from "../model.ts";
import { filtered, type State } from "../state.ts";
import { severityTone, type Line } from "../theme.ts";
import { flagsOf } from "./decision.ts";
import { waiverMark } from "../verdicts.ts";
import { detailLines } from "./detail.ts";
import { factLines } from "./source.ts";

export function findingsLines(model: Model, state: State, selected: number): Line[] {
  const { columns } = state.size;
  const height = bodyRows(state.size);
  const layout = layoutOf(state.size);
  if (layout === "narrow") return listBox(model, state, selected, columns, height);
  const left = layout === "wide" ? Math.floor(columns * 0.34) : Math.floor(columns * 0.45);
  const right = layout === "wide" ? Math.floor(columns * 0.3) : 0;
  const middle = columns - left - right;
  const finding = filtered(model, state).findings[selected];
  const list = listBox(model, state, selected, left, height);
  const both = beside(list, detailBox(model, state, finding, { width: middle, height, evidence: right === 0 }));
  return right === 0 ? both : beside(both, sourceBox(model, state, finding, right, height));
}

function listBox(model: Model, state: State, selected: number, width: number, height: number): Line[] {
  const { theme } = model;
  const { findings } = filtered(model, state);
  const { start, end } = windowOf(selected, findings.length, height - 2);
  const lines = findings
    .slice(start, end)
    .map((finding, i) => selectable(row(model, state, finding, width - 6), start + i === selected, width - 4, theme));
  const title = state.filter === "" ? "Findings" : `Findings  ${state.filter}`;
  const right = `${findings.length === 0 ? 0 : selected + 1}/${findings.length}`;
  const none: Line[] = [[span(`Nothing fits this filter. ${keyOf(model, "back")} clears it.`)]];
  return box(title, lines.length === 0 ? none : lines, { width, height, right }, theme);
}

function row(model: Model, state: State, finding: Finding, width: number): Line {
  const { theme, view } = model;
  const { status, severity, label, checklist } = finding;
  const narrow = width < 60;
  const mark = state.marks.has(finding.id) ? "*" : " ";
  const word = checklist ? "~ CONFIRM" : theme.mark(status);
  // Only where a waiver file was given; the glyph alone where there is little room.
  const waived = model.report.waiverFile === null ? 0 : width < 66 ? 1 : 12;
  const flags = flagsOf(state, finding);
  const fixed = 11 + 8 + 4 + (waived === 0 ? 0 : waived + 2) + (flags === null ? 0 : 4);
  const subject = narrow ? 0 : Math.floor((width - fixed) * 0.4);
  const tone = checklist ? "plain" : status;
  return cells(
    [
      [`${mark}${word}`, narrow ? 10 : 11, tone],
      [severity, 8, severityTone(severity)],
      ...(waived === 0 ? [] : [waiverCell(finding, waived)]),
      ...(flags === null ? [] : ([[flags, 2]] as const)),
      [label, Math.max(width - (narrow ? fixed - 1 : fixed + subject + 2), 8)],
      ...(narrow ? [] : ([[view.subject(finding), subject, "faint", "middle"]] as const)),
    ],
    theme,
  );
}

function waiverCell({ waiver }: Finding, width: number): Cell {
  if (waiver === null) return ["", width];
  return [waiverMark(waiver).slice(0, width), width, waiver.state === "active" ? "waived" : "unknown"];
}

interface Room {
  readonly width: number;
  readonly height: number;
  /** False where it stands beside. */
  readonly evidence: boolean;
}

function detailBox(model: Model, state: State, finding: Finding | undefined, room: Room): Line[] {
  const { width, height } = room;
  if (finding === undefined) return box("", [], { width, height }, model.theme);
  const lines = detailLines(model, state, finding, width - 4, room.evidence);
  const right = lines.length > height - 2 ? `${keyOf(model, "open")}: all of it` : "";
  return box(finding.label, lines, { width, height, right }, model.theme);
}

/** Facts whose text stands beside. */
const MOST_BESIDE = 6;

/** The text around each fact, with as much of it as there is room for. */
export function sourceBox(
  model: Model,
  state: State,
  finding: Finding | undefined,
  width: number,
  height: number,
): Line[] {
  const all = finding?.evidence ?? [];
  const facts = all.slice(0, MOST_BESIDE);
  const each = Math.floor((height - 2) / Math.max(facts.length, 1));
  const around = Math.max(Math.floor((each - HEAD_ROWS - 1) / 2), 1);
  const lines = facts.flatMap((id) => factLines(model, state, id, width - 4, around));
  const right = all.length > facts.length ? `${facts.length} of ${all.length} facts` : "";
  const none: Line[] = [[span(finding === undefined ? "" : "Nothing was read about it.", "faint")]];
  return box("Evidence", lines.length === 0 ? none : lines, { width, height, right }, model.theme);
}

/** Of a fact: its place, and the digest of its file. */
const HEAD_ROWS = 2;
