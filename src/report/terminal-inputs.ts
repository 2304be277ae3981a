/** What was read, and everything that was not, with its reason: nothing is left out without a number. */
import { placeOf, type Source } from "../core/provenance.ts";
import { groupBy } from "./group.ts";
import {
  aboutsText,
  ageText,
  agesText,
  groupInputs,
  type InputGroup,
  type InputRow,
  isUsed,
  proofLegend,
} from "./inputs.ts";
import { cutMiddle } from "./layout.ts";
import type { Sheet } from "./sheet.ts";
import { groupUnused, type View } from "./view.ts";
import { bytesText, counted, timeText } from "./words.ts";

/** More files than this are grouped by reason. */
const MOST_FILES = 4;
const MOST_REASONS = 20;
/** More inputs than this are grouped by what they are. */
const MOST_ROWS = 40;
/** Columns below which a line holds less. */
const NARROW = 72;
/** Of a name; whole in the other formats. */
const LONGEST_NAME = 72;
const MOST_OLDER = 5;
/** Errors and warnings; of what is only to be known one example. */
const MOST_PLACES = 3;
const MOST_NAMES = 6;

export function* writeInputs(sheet: Sheet, view: View): Generator<string> {
  const { summary } = view.report;
  sheet.section(
    `Inputs: ${counted(summary.files, "file")}, ${bytesText(summary.bytes)}, ${counted(summary.facts, "fact")}`,
  );
  writeTable(sheet, view);
  yield sheet.take();
  writeUnused(sheet, view);
  yield sheet.take();
  writeSuperseded(sheet, view);
  yield sheet.take();
  writeDiagnostics(sheet, view);
  yield sheet.take();
}

/** Inputs that prove something; the others stand below with their reasons. */
function writeTable(sheet: Sheet, view: View): void {
  const rows = view.inputs.filter(isUsed);
  if (rows.length === 0) return;
  const grouped = rows.length > MOST_ROWS;
  const entries = groupInputs(rows).flatMap((group) => {
    const together = group.rows.length > 1 && (grouped || group.proof === null);
    return together ? [groupEntry(group)] : entriesOf(group.rows, view);
  });
  const narrow = sheet.width < NARROW;
  const head = narrow ? ["", "input", "age", "facts"] : ["", "input", "taken for", "of", "age", "facts"];
  const cells = entries.map(({ proof, count, name, kind, of, age, facts }) => {
    const shown = cutMiddle(sheet.prose(name), LONGEST_NAME, sheet.glyphs.cut);
    if (narrow) return [proof ?? "-", count === 1 ? shown : `${count} x ${kind}`, age, String(facts)];
    return [proof ?? "-", count === 1 ? shown : `${count} x`, kind, of, age, String(facts)];
  });
  sheet.table([head, ...cells], { indent: 0, tone: "strong" });
  sheet.paragraph(`Proof: ${proofLegend(rows)}.`, 0, { hanging: 2 });
  if (grouped) sheet.paragraph(`All ${rows.length} one by one: --format markdown, --format json.`);
}

const STATE_MARKS: Readonly<Partial<Record<InputRow["state"], string>>> = {
  incomplete: "partly read",
  refused: "refused",
};

/** Its last names, with the separators between them. */
function lastPart(path: string, names: number): string {
  return path
    .split(/(?<=[/!])/)
    .slice(-names)
    .join("");
}

/** A line of the table. */
interface TableEntry extends Pick<InputRow, "proof" | "facts"> {
  readonly count: number;
  readonly name: string;
  readonly kind: string;
  readonly of: string;
  readonly age: string;
}

function entriesOf(rows: readonly InputRow[], view: View): TableEntry[] {
  const bearers = new Map<string, number>();
  for (const { path } of rows) bearers.set(lastPart(path, 1), (bearers.get(lastPart(path, 1)) ?? 0) + 1);
  return rows.map((row) => {
    const { proof, gpo, path, title, kind, files, about, facts } = row;
    const shared = (bearers.get(lastPart(path, 1)) ?? 0) > 1;
    const name = gpo === null ? lastPart(path, shared ? 2 : 1) : view.gpo(gpo);
    const of = gpo === null ? (about ?? "") : counted(files, "file");
    const marks = [row.older ? "older" : "", STATE_MARKS[row.state] ?? ""].filter((mark) => mark !== "");
    return { proof, count: 1, name, kind: kind ?? title, of, age: [ageText(row), ...marks].join(", "), facts };
  });
}

function groupEntry({ proof, kind, title, rows }: InputGroup): TableEntry {
  const facts = rows.reduce((sum, row) => sum + row.facts, 0);
  const older = rows.filter((row) => row.older).length;
  const age = older === 0 ? agesText(rows) : `${agesText(rows)}, ${older} older`;
  return { proof, count: rows.length, name: "", kind: kind ?? title, of: aboutsText(rows), age, facts };
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
