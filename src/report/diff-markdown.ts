/** A difference as a document, for tickets; also the section of a report on what changed since the last one. */
import type { Diff, FindingChange, SeriesPoint } from "../core/diff.ts";
import { escapeMarkdown as e } from "../text/printable.ts";
import type { RenderOptions } from "./define.ts";
import {
  gpoText,
  groupRows,
  groupTitle,
  headText,
  heldText,
  inputsText,
  inputText,
  linkText,
  populationTexts,
  SETTING_WORDS,
  sideText,
  statusOf,
  thenText,
  waiverText,
  whereText,
} from "./diff-words.ts";
import { fenced, item, table } from "./markdown-text.ts";
import { SERIES_HEADER, seriesRows } from "./series.ts";
import { ASCII_GLYPHS, type Glyphs, statusMark, UNICODE_GLYPHS } from "./style.ts";
import { upperFirst } from "./words.ts";

/** Rows of one list; the JSON has them all. */
const MOST_ROWS = 200;

export function* renderMarkdown(diff: Diff, options: RenderOptions): Iterable<string> {
  yield `# ${e(upperFirst(headText(diff)))}\n\n`;
  yield* diffBody(diff, options.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS, "##");
}

export function* renderSeriesMarkdown(
  points: readonly SeriesPoint[],
  diff: Diff,
  options: RenderOptions,
): Iterable<string> {
  yield* renderMarkdown(diff, options);
  yield `\n## History\n\n${seriesTable(points)}`;
}

export function seriesTable(points: readonly SeriesPoint[]): string {
  return table(SERIES_HEADER, seriesRows(points));
}

/** `heading`: of its parts. */
export function* diffBody(diff: Diff, glyphs: Glyphs, heading: "##" | "###"): Iterable<string> {
  yield item("Old", e(sideText(diff.before)));
  yield item("New", e(sideText(diff.after)));
  for (const { text } of diff.notes) yield item("Note", e(text));
  for (const rows of groupRows(diff)) {
    yield `\n${heading} ${e(groupTitle(rows))}\n\n`;
    const all = [...rows.told, ...rows.brief];
    yield table(
      ["", "severity", "check", "id", "where", "before", "after"],
      all.slice(0, MOST_ROWS).map((change) => cells(change, glyphs)),
    );
    yield more(all.length);
  }
  yield* settingsTable(diff, heading);
  yield* list(`${heading} GPOs and links`, [...diff.gpos.map(gpoText), ...diff.links.map(linkText)]);
  yield* list(`${heading} Waivers`, diff.waivers.map(waiverText));
  yield* list(`${heading} Computers, domains, objects`, populationTexts(diff.population));
  if (diff.inputs.length > 0) {
    const rows = diff.inputs.filter(({ change }) => change === "other-bytes" || change === "older").map(inputText);
    yield* list(`${heading} Inputs`, [`${inputsText(diff.inputs)}.`, ...rows]);
  }
  if (diff.notComparable.length > 0) yield `\n${heading} ${e(`Not comparable (${diff.notComparable.length})`)}\n`;
  for (const { what, because, ask } of diff.notComparable.slice(0, MOST_ROWS)) {
    yield `\n${e(`${what}: ${because}`)}\n\n${fenced(ask, "powershell")}`;
  }
  yield more(diff.notComparable.length);
}

function cells(change: FindingChange, glyphs: Glyphs): string[] {
  const { severity, title, requirement, before, after, because } = change;
  return [
    statusMark(statusOf(change), glyphs),
    severity,
    title,
    requirement,
    whereText(change),
    placed(thenText(before, because), before?.at ?? null),
    placed(thenText(after, because), after?.at ?? null),
  ];
}

function placed(text: string, at: string | null): string {
  return at === null ? text : `${text} (${at})`;
}

function* settingsTable({ settings }: Diff, heading: string): Iterable<string> {
  if (settings.length === 0) return;
  yield `\n${heading} ${e(`Settings (${settings.length})`)}\n\n`;
  const rows = settings
    .slice(0, MOST_ROWS)
    .map(({ change, name, before, after }) => [
      name,
      SETTING_WORDS[change],
      placed(heldText(before), before?.at ?? null),
      placed(heldText(after), after?.at ?? null),
    ]);
  yield table(["setting", "change", "before", "after"], rows);
  yield more(settings.length);
}

function* list(title: string, lines: readonly string[]): Iterable<string> {
  if (lines.length === 0) return;
  yield `\n${title}\n\n`;
  for (const line of lines.slice(0, MOST_ROWS)) yield `- ${e(line)}\n`;
  yield more(lines.length);
}

function more(count: number): string {
  return count > MOST_ROWS ? `\nand ${count - MOST_ROWS} more: the JSON has them\n` : "";
}
