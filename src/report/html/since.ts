/** What changed since earlier results: regressions first, then the history as lines beside its numbers. */
import type { Diff, FindingChange, SeriesPoint } from "../../core/diff.ts";
import {
  gpoText,
  type GroupRows,
  groupRows,
  groupTitle,
  headText,
  heldText,
  inputsText,
  linkText,
  populationTexts,
  SETTING_WORDS,
  sideText,
  statusOf,
  thenText,
  waiverText,
  whereText,
} from "../diff-words.ts";
import { SERIES_HEADER, seriesRows } from "../series.ts";
import type { View } from "../view.ts";
import { timeText, upperFirst } from "../words.ts";
import type { Anchors } from "./anchors.ts";
import { chip, code, list, section, severityChip, table, terms } from "./elements.ts";
import { markup, type Markup, type Piece } from "./markup.ts";
import { seriesPlot } from "./series-plot.ts";

export function sinceTitle({ before }: Diff): string {
  return `Changes since ${timeText(before.asOf)}`;
}

export function sinceSection(view: View, anchors: Anchors): Markup | null {
  const { since } = view.report;
  if (since === undefined) return null;
  const { diff, points } = since;
  return section(
    "since",
    sinceTitle(diff),
    markup`<p class="lead">${upperFirst(headText(diff))}</p>
${terms([["Before", sideText(diff.before)], ["Now", sideText(diff.after)], ...diff.notes.map(({ text }) => ["Note", text] as const)])}
${history(points)}${groupRows(diff).map((rows) => groupTable(rows, view, anchors))}${settingsTable(diff)}${lists(diff)}`,
  );
}

function history(points: readonly SeriesPoint[]): Markup {
  return markup`${seriesPlot(points)}${table("History: each state against the one before it", SERIES_HEADER, seriesRows(points))}`;
}

function groupTable(rows: GroupRows, view: View, anchors: Anchors): Markup {
  const cells = [...rows.told, ...rows.brief].map((change): Piece[] => [
    markup`${chip(statusOf(change))} ${severityChip(change)}`,
    linked(change, view, anchors),
    whereText(change),
    placed(thenText(change.before, change.because), change.before?.at ?? null),
    placed(thenText(change.after, change.because), change.after?.at ?? null),
  ]);
  return table(groupTitle(rows), ["now", "check", "where", "before", "after"], cells);
}

/** To the finding itself, where this report lists it: not if it is gone, nor if a filter leaves it out. */
function linked({ title, id, after }: FindingChange, { report }: View, anchors: Anchors): Piece {
  const listed = (after?.status === "fail" || after?.status === "unknown") && report.filter?.shown.has(id) !== false;
  return listed ? markup`<a href="#${anchors(id)}">${title}</a>` : title;
}

function placed(text: string, at: string | null): Piece {
  return at === null ? text : markup`${text}<br>${code(at)}`;
}

function settingsTable({ settings }: Diff): Markup | null {
  if (settings.length === 0) return null;
  const cells = settings.map(({ change, name, before, after }): Piece[] => [
    name,
    SETTING_WORDS[change],
    placed(heldText(before), before?.at ?? null),
    placed(heldText(after), after?.at ?? null),
  ]);
  return table(`Settings (${settings.length})`, ["setting", "change", "before", "after"], cells);
}

function lists(diff: Diff): readonly (Markup | null)[] {
  const titled: readonly (readonly [string, readonly string[]])[] = [
    ["GPOs and links", [...diff.gpos.map(gpoText), ...diff.links.map(linkText)]],
    ["Waivers", diff.waivers.map(waiverText)],
    ["Computers, domains, objects", populationTexts(diff.population)],
    ["Inputs", diff.inputs.length === 0 ? [] : [inputsText(diff.inputs)]],
    ["Not comparable", diff.notComparable.map(({ what, because }) => `${what}: ${because}`)],
  ];
  return titled.map(([title, lines]) =>
    lines.length === 0
      ? null
      : markup`<h3>${title}</h3>
${list(lines)}`,
  );
}
