/** What was read, and everything that was not, with its reason: nothing is left out without a number. */
import { placeOf } from "../core/provenance.ts";
import type { Sheet } from "./sheet.ts";
import { groupUnused, type View } from "./view.ts";
import { bytesText, counted, timeText } from "./words.ts";

/** More files than this are grouped by reason. */
const MOST_FILES = 10;
const MOST_REASONS = 20;
const MOST_EXAMPLES = 3;

export function* writeInputs(sheet: Sheet, view: View): Generator<string> {
  const { summary } = view.report;
  sheet.section(
    `Inputs: ${counted(summary.files, "file")}, ${bytesText(summary.bytes)}, ${counted(summary.facts, "fact")}`,
  );
  const size = "999.9 KB".length;
  const rows = view.kinds.map(({ kind, files, bytes, reads }) => [
    kind,
    String(files).padStart("files".length),
    bytesText(bytes).padStart(size),
    reads,
  ]);
  const table = [["kind", "files", "size".padStart(size), "read"], ...rows];
  const narrow = sheet.width < 60;
  if (rows.length > 0) sheet.table(narrow ? table.map((row) => row.filter((_, i) => i !== 2)) : table, 2);
  yield sheet.take();
  writeUnused(sheet, view);
  yield sheet.take();
  writeSuperseded(sheet, view);
  yield sheet.take();
  writeDiagnostics(sheet, view);
  yield sheet.take();
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
    sheet.paragraph(`${counted(sources.length, "file")} ${read}: ${reason}`, 2, { hanging: 2 });
    for (const { path } of sources.slice(0, MOST_EXAMPLES)) sheet.path(path, 4);
    if (sources.length > MOST_EXAMPLES) sheet.paragraph(`and ${sources.length - MOST_EXAMPLES} more`, 4);
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

function writeSuperseded(sheet: Sheet, view: View): void {
  if (view.superseded.length === 0) return;
  sheet.blank();
  sheet.title(`Older backups, not counted (${view.superseded.length})`);
  for (const record of view.superseded) {
    const time = record.backupTime === null ? "" : ` of ${timeText(record.backupTime)}`;
    sheet.paragraph(`${view.gpo(record)}${time}`, 2, { hanging: 2 });
    sheet.path(record.container, 4);
    sheet.paragraph("the newer one counts:", 4);
    sheet.path(record.supersededBy ?? "", 4);
  }
}

function writeDiagnostics(sheet: Sheet, view: View): void {
  for (const { level, title, next, entries } of view.diagnostics) {
    sheet.blank();
    sheet.title(`${title} (${entries.length}, ${level})`);
    for (const { diagnostic, message } of entries.slice(0, MOST_FILES)) {
      const { path, at } = diagnostic;
      sheet.path(at === null ? path : placeOf({ path, at }), 2);
      sheet.paragraph(message, 4);
    }
    const more = entries.length - MOST_FILES;
    if (more > 0) sheet.paragraph(`and ${more} more; --format json lists all`, 2);
    sheet.paragraph(`Next: ${next}`, 2, { hanging: 2 });
  }
}
