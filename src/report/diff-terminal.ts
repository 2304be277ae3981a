/** A difference for people: regressions first, then what else became of the findings, then why. */
import type { Diff, FindingChange, SeriesPoint } from "../core/diff.ts";
import type { RenderOptions } from "./define.ts";
import {
  type GroupRows,
  gpoText,
  groupRows,
  groupTitle,
  headText,
  heldText,
  inputsText,
  takenText,
  linkText,
  populationTexts,
  SETTING_WORDS,
  sideText,
  statusOf,
  thenText,
  waiverText,
  whereText,
} from "./diff-words.ts";
import { seriesRows, SERIES_HEADER } from "./series.ts";
import { Sheet } from "./sheet.ts";
import { statusMark } from "./style.ts";
import { isSentence } from "./words.ts";

/** Lines of one list; the JSON has them all. */
const MOST_LINES = 20;

export function* renderTerminal(diff: Diff, options: RenderOptions): Iterable<string> {
  const sheet = new Sheet(options);
  sheet.title(headText(diff));
  sheet.field("old", sideText(diff.before));
  sheet.field("new", sideText(diff.after));
  for (const { text } of diff.notes) sheet.field("note", text);
  yield sheet.take();
  for (const rows of groupRows(diff)) {
    writeGroup(sheet, rows);
    yield sheet.take();
  }
  writeSettings(sheet, diff);
  writeList(sheet, "GPOs and links", [...diff.gpos.map(gpoText), ...diff.links.map(linkText)]);
  writeList(sheet, "Waivers", diff.waivers.map(waiverText));
  writeList(sheet, "Computers, domains, objects", populationTexts(diff.population));
  yield sheet.take();
  writeInputs(sheet, diff);
  writeNotComparable(sheet, diff);
  yield sheet.take();
}

export function* renderSeriesTerminal(
  points: readonly SeriesPoint[],
  diff: Diff,
  options: RenderOptions,
): Iterable<string> {
  const sheet = new Sheet(options);
  sheet.section(`History of ${points.length} states`);
  sheet.table([SERIES_HEADER, ...seriesRows(points)], { indent: 2 });
  sheet.blank();
  yield sheet.take();
  yield* renderTerminal(diff, options);
}

function writeGroup(sheet: Sheet, rows: GroupRows): void {
  sheet.section(groupTitle(rows));
  for (const change of rows.told) writeChange(sheet, change);
  if (rows.told.length > 0 && rows.brief.length > 0) sheet.blank();
  for (const change of rows.brief.slice(0, MOST_LINES)) {
    const status = statusOf(change);
    const text = ` ${change.severity}: ${change.title}, ${whereText(change)}`;
    sheet.paragraph(text, 2, { hanging: 4, lead: [status, statusMark(status, sheet.glyphs)] });
  }
  more(sheet, rows.brief.length);
}

function writeChange(sheet: Sheet, change: FindingChange): void {
  const { severity, title, requirement, before, after, because, group } = change;
  sheet.blank();
  const status = statusOf(change);
  const mark = statusMark(status, sheet.glyphs);
  sheet.paragraph(` ${severity}: ${title}`, 0, { hanging: 2, lead: [status, mark] });
  sheet.field("id", requirement);
  sheet.field("where", whereText(change));
  sheet.field("before", thenText(before, because));
  if (before?.at != null) sheet.place("", before.at);
  sheet.field("after", thenText(after, because));
  if (after?.at != null) sheet.place("", after.at);
  if (because !== null && before !== null && after !== null) sheet.field("because", because);
  if (group === "lost-sight") writeAsk(sheet, after?.ask ?? []);
}

function writeAsk(sheet: Sheet, ask: readonly string[]): void {
  for (const line of ask) {
    if (isSentence(line)) sheet.field("collect", line);
    else sheet.command(line);
  }
}

function writeSettings(sheet: Sheet, { settings }: Diff): void {
  if (settings.length === 0) return;
  sheet.section(`Settings (${settings.length})`);
  for (const { change, name, before, after } of settings.slice(0, MOST_LINES)) {
    sheet.blank();
    sheet.paragraph(`${name}: ${SETTING_WORDS[change]}`, 0, { hanging: 2 });
    sheet.field("before", heldText(before));
    if (before !== null) sheet.place("", before.at);
    sheet.field("after", heldText(after));
    if (after !== null) sheet.place("", after.at);
  }
  more(sheet, settings.length);
}

function writeList(sheet: Sheet, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  sheet.section(`${title} (${lines.length})`);
  for (const line of lines.slice(0, MOST_LINES)) sheet.paragraph(line, 2, { hanging: 2 });
  more(sheet, lines.length);
}

function writeInputs(sheet: Sheet, { inputs }: Diff): void {
  if (inputs.length === 0) return;
  sheet.section(`Inputs (${inputs.length})`);
  sheet.paragraph(`${inputsText(inputs)}.`, 2, { hanging: 2 });
  const others = inputs.filter(({ change }) => change === "other-bytes" || change === "older");
  for (const { before, after, taken, change } of others.slice(0, MOST_LINES)) {
    sheet.path(after ?? before ?? "", 4);
    if (change === "older") sheet.paragraph(takenText(taken), 6);
  }
  more(sheet, others.length);
}

function writeNotComparable(sheet: Sheet, { notComparable }: Diff): void {
  if (notComparable.length === 0) return;
  sheet.section(`Not comparable (${notComparable.length})`);
  for (const { what, because, ask } of notComparable.slice(0, MOST_LINES)) {
    sheet.paragraph(`${what}: ${because}`, 2, { hanging: 2 });
    for (const line of ask) sheet.command(line, 6);
  }
  more(sheet, notComparable.length);
}

function more(sheet: Sheet, count: number): void {
  if (count > MOST_LINES) sheet.paragraph(`and ${count - MOST_LINES} more: --format json has them`, 2);
}
