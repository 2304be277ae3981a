/** What was read, and everything that was not, with its reason: nothing is left out without a number. */
import { placeOf, type Source } from "../core/provenance.ts";
import { groupBy } from "./group.ts";
import type { Sheet } from "./sheet.ts";
import { groupUnused, type View } from "./view.ts";
import { bytesText, counted, timeText } from "./words.ts";

/** More files than this are grouped by reason. */
const MOST_FILES = 4;
const MOST_REASONS = 20;
const MOST_OLDER = 5;
/** Errors and warnings; of what is only to be known one example. */
const MOST_PLACES = 3;
const MOST_NAMES = 6;

export function* writeInputs(sheet: Sheet, view: View): Generator<string> {
  const { summary } = view.report;
  sheet.section(
    `Inputs: ${counted(summary.files, "file")}, ${bytesText(summary.bytes)}, ${counted(summary.facts, "fact")}`,
  );
  const kinds = view.kinds.map(
    ({ kind, files, reads }) => `${files} ${kind}${reads === "complete" ? "" : ` (${reads})`}`,
  );
  if (kinds.length > 0) sheet.paragraph(kinds.join(", "), 0, { hanging: 2 });
  yield sheet.take();
  writeUses(sheet, view);
  yield sheet.take();
  writeUnused(sheet, view);
  yield sheet.take();
  writeSuperseded(sheet, view);
  yield sheet.take();
  writeDiagnostics(sheet, view);
  yield sheet.take();
}

const TIER_WORDS = [
  ["A", "Read on the computer or the object itself"],
  ["B", "What policy delivered to a computer (RSoP)"],
  ["E", "Another tool's words, kept as rows and never as verdicts"],
] as const;

/** What stands beside GPOs: each file with whom it speaks of. GPOs are what the rest of the report is about. */
function writeUses(sheet: Sheet, view: View): void {
  for (const [tier, words] of TIER_WORDS) {
    const files = view.report.sources.flatMap((source) => {
      const use = view.report.uses.get(source.path);
      return use?.tier === tier ? [`${source.path.split(/[/!]/).at(-1) ?? source.path} (${use.about ?? ""})`] : [];
    });
    if (files.length === 0) continue;
    const rest = files.length - MOST_NAMES;
    const more = rest > 0 ? ` and ${rest} more: --format json` : "";
    sheet.paragraph(`${words}: ${files.slice(0, MOST_NAMES).join(", ")}${more}`, 0, { hanging: 2 });
  }
}

function writeUnused(sheet: Sheet, view: View): void {
  if (view.unused.length === 0) return;
  sheet.blank();
  sheet.title(`Not used, or not wholly (${view.unused.length})`);
  if (view.unused.length <= MOST_FILES) {
    for (const { path, read, reason } of view.unused) {
      sheet.path(path, 2);
      sheet.paragraph(`${read}: ${reason ?? "no reason given"}`, 4);
    }
    return;
  }
  const groups = groupUnused(view.unused);
  for (const { read, reason, sources } of groups.slice(0, MOST_REASONS)) {
    const names = sources.length > 1 ? `: ${fileNames(sources)}` : "";
    sheet.paragraph(`${counted(sources.length, "file")} ${read}: ${reason}${names}`, 2, { hanging: 2 });
    if (sources.length === 1) sheet.path(sources[0]?.path ?? "", 4);
  }
  const rest = groups.slice(MOST_REASONS);
  const files = rest.reduce((sum, { sources }) => sum + sources.length, 0);
  if (rest.length > 0) {
    sheet.paragraph(
      `and ${counted(files, "file")} for ${counted(rest.length, "more reason")}; --format json lists all`,
      2,
    );
  }
}

/** `6 GPO.cmt, README.md`: where they lie is in the other formats. */
function fileNames(sources: readonly Source[]): string {
  const names = groupBy(sources, ({ path }) => path.split(/[/!]/).at(-1) ?? path)
    .sort((a, b) => b.length - a.length)
    .map((same) => `${same.length > 1 ? `${same.length} ` : ""}${same[0]?.path.split(/[/!]/).at(-1) ?? ""}`);
  const rest = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(", ")}${rest > 0 ? ` and ${rest} more names` : ""}`;
}

function writeSuperseded(sheet: Sheet, view: View): void {
  if (view.superseded.length === 0) return;
  sheet.blank();
  sheet.title(`Older backups, not counted (${view.superseded.length})`);
  for (const record of view.superseded.slice(0, MOST_OLDER)) {
    const time = record.backupTime === null ? "" : ` of ${timeText(record.backupTime)}`;
    sheet.paragraph(`${view.gpo(record)}${time}, in favour of its newer backup`, 2, { hanging: 2 });
    sheet.path(record.container, 4);
  }
  const rest = view.superseded.length - MOST_OLDER;
  if (rest > 0) sheet.paragraph(`and ${rest} more: --format markdown`, 2);
}

function writeDiagnostics(sheet: Sheet, view: View): void {
  for (const { level, title, next, entries } of view.diagnostics) {
    sheet.blank();
    sheet.title(`${title} (${entries.length}, ${level})`);
    const most = level === "info" ? 1 : MOST_PLACES;
    const more = entries.length - most;
    for (const [i, { diagnostic, message }] of entries.slice(0, most).entries()) {
      const { path, at } = diagnostic;
      sheet.path(at === null ? path : placeOf({ path, at }), 2);
      const rest = i === most - 1 && more > 0 ? ` And ${more} more: --format json.` : "";
      sheet.paragraph(message + rest, 4);
    }
    sheet.paragraph(`Next: ${next}`, 2, { hanging: 2 });
  }
}
