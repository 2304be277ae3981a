/** Words of the command line to values; what cannot be understood is a usage error that says what can. */
import { CATALOGS, catalogsNamed } from "../catalog/catalogs.ts";
import type { Catalog } from "../catalog/catalogs.ts";
import { UsageError } from "../core/failure.ts";
import { ROLES } from "../core/report.ts";
import type { Role } from "../core/report.ts";
import { type Filter, parseFilter } from "../report/filter.ts";
import { displayWidth, printable } from "../text/printable.ts";

/** `mdi,sacl`. */
export function parseCatalogs(word: string): readonly Catalog[] {
  const catalogs = catalogsNamed(word);
  if (catalogs !== null) return catalogs;
  throw new UsageError(`"${word}" is no catalog of this version`, [
    `catalogs: ${CATALOGS.map(({ id }) => id).join(", ")}; several with a comma`,
  ]);
}

/** `DC01=dc,ca`, any number of times. */
export function parseRoles(words: readonly string[]): ReadonlyMap<string, readonly Role[]> {
  const roles = new Map<string, Role[]>();
  for (const word of words) {
    const at = word.lastIndexOf("=");
    const host = word.slice(0, Math.max(at, 0)).trim();
    const named = word
      .slice(at + 1)
      .split(",")
      .map((role) => role.trim().toLowerCase());
    if (at < 1 || host === "")
      throw new UsageError(`--role wants HOST=ROLE, not "${word}"`, ["example: --role PKI01=ca"]);
    const list = roles.get(host) ?? [];
    for (const role of named) {
      const known = ROLES.find((one) => one === role);
      if (known === undefined) throw new UsageError(`"${role}" is no role`, [`roles: ${ROLES.join(", ")}`]);
      list.push(known);
    }
    roles.set(host, list);
  }
  return roles;
}

export interface FormatChoice {
  readonly format: string;
  /** Null: stdout. */
  readonly file: string | null;
}

/** `json`, `json=report.json`; at most one of them may go to stdout. */
export function parseFormats(
  words: readonly string[],
  output: string | undefined,
  known: readonly string[],
): FormatChoice[] {
  const choices = (words.length === 0 ? ["terminal"] : words).map((word): FormatChoice => {
    const at = word.indexOf("=");
    return at < 0 ? { format: word, file: null } : { format: word.slice(0, at), file: word.slice(at + 1) };
  });
  for (const { format, file } of choices) {
    if (!known.includes(format)) {
      throw new UsageError(`"${format}" is no format of this version`, [`formats: ${known.join(", ")}`]);
    }
    if (file === "")
      throw new UsageError(`--format ${format}= lacks the file`, [`example: --format ${format}=report.txt`]);
  }
  const toStdout = choices.filter((choice) => choice.file === null);
  if (toStdout.length > 1) {
    throw new UsageError("only one format can go to stdout", [
      `give the others a file: --format ${toStdout[1]?.format}=FILE`,
    ]);
  }
  if (output !== undefined && toStdout.length === 0) {
    throw new UsageError("--output has nothing to write: every format has its own file", [
      "leave out --output, or add a format without a file",
    ]);
  }
  const placed = choices.map((choice) => ({ ...choice, file: choice.file ?? output ?? null }));
  const files = placed.flatMap(({ file }) => file ?? []);
  const twice = files.find((file, at) => files.indexOf(file) < at);
  if (twice !== undefined) {
    throw new UsageError(`two formats would go to the same file, ${twice}`, ["give each a file of its own"]);
  }
  return placed;
}

const WHAT_IF_FORMATS = ["terminal", "json", "markdown"];

/** The answer to `--what-if` is another document than a report, and comes in fewer formats. */
export function parseWhatIfFormats(
  words: readonly string[],
  output: string | undefined,
  known: readonly string[],
): FormatChoice[] {
  const choices = parseFormats(words, output, known);
  const other = choices.find(({ format }) => !WHAT_IF_FORMATS.includes(format));
  if (other !== undefined) {
    throw new UsageError(`--what-if has no answer as ${other.format}`, [`formats: ${WHAT_IF_FORMATS.join(", ")}`]);
  }
  return choices;
}

const PREVIOUS_FORMATS = ["html", "markdown", "sarif", "sarif-full"];

/** `--previous a.json --previous b.json,c.json`, oldest first; only some reports show what changed. */
export function parsePrevious(
  words: readonly string[],
  choices: readonly FormatChoice[],
  whatIf: boolean,
): readonly string[] {
  const files = words.flatMap((word) => word.split(",")).filter((file) => file !== "");
  if (words.length === 0) return files;
  if (files.length === 0) throw new UsageError("--previous lacks the file", ["example: --previous october.json"]);
  if (whatIf) throw new UsageError("--previous and --what-if do not go together", ["leave out one of them"]);
  if (!choices.some(({ format }) => PREVIOUS_FORMATS.includes(format))) {
    throw new UsageError("--previous shows in no format that was asked for", [
      "formats that show it: html, markdown, sarif",
      "`eventreach diff OLD NEW` shows it in the terminal and as JSON",
    ]);
  }
  return files;
}

/** The list of objects is of the estate as it is, and goes into a file of its own. */
export function parseObjectsCsv(
  file: string | undefined,
  choices: readonly FormatChoice[],
  whatIf: boolean,
): string | null {
  if (file === undefined) return null;
  if (file === "") throw new UsageError("--objects-csv lacks the file", ["example: --objects-csv not-audited.csv"]);
  if (whatIf) {
    throw new UsageError("--objects-csv does not go with --what-if, which changes no directory object", [
      "leave out one of them",
    ]);
  }
  if (choices.some((choice) => choice.file === file)) {
    throw new UsageError(`the report and the list of objects would go to the same file, ${file}`, [
      "give each a file of its own",
    ]);
  }
  return file;
}

/** `--filter EXPR`; a mistake is shown under the expression. */
export function parseFilterOption(expression: string): Filter {
  const parsed = parseFilter(expression);
  if (parsed.ok) return parsed.filter;
  const { message, next, start, end } = parsed.problem;
  const before = displayWidth(printable(expression.slice(0, start)));
  const marked = Math.max(displayWidth(printable(expression.slice(start, end))), 1);
  const shown = expression.length > LONGEST_SHOWN ? [] : [expression, `${" ".repeat(before)}${"^".repeat(marked)}`];
  throw new UsageError(`--filter: ${message}`, [...shown, next]);
}

/** A longer one is not repeated: the mark under it would stand in another line. */
const LONGEST_SHOWN = 1000;

/** An ISO 8601 date or time, kept to the second and in UTC. */
export function parseAsOf(word: string, option = "--as-of"): string {
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(word);
  const time = known
    ? new Date(/T/.test(word) && !/(Z|[+-]\d{2}:\d{2})$/.test(word) ? `${word}Z` : word)
    : new Date(Number.NaN);
  // A Date turns the 30th of February into the 2nd of March.
  if (Number.isNaN(time.getTime()) || !isDay(word.slice(0, 10))) {
    throw new UsageError(`${option} wants an ISO 8601 time, not "${word}"`, [
      `example: ${option} 2026-11-22T08:00:00Z`,
    ]);
  }
  return time.toISOString().replace(/\.\d{3}Z$/, "Z");
}

function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
}
