/** SACLs over the directory: who is audited and why the rest is not; and for one finding, what was read and what is missing. Pure. */
import type { AceFields, FactOf } from "../../core/fact.ts";
import { placeOf } from "../../core/provenance.ts";
import type { Finding } from "../../core/report.ts";
import { isAdvice } from "../../report/commands.ts";
import { columns, cutMiddle, shortenPath } from "../../report/layout.ts";
import {
  blockedText,
  causeRows,
  causeText,
  CLASS_HEAD,
  classRows,
  CONTAINER_HEAD,
  containerCells,
  listHint,
  SACL_TITLE,
  saclSentences,
  worstContainers,
} from "../../report/sacl-words.ts";
import { shortSids } from "../../report/words.ts";
import { aceText, aceWords } from "../../sacl/missing.ts";
import { field, span, wrapped } from "../line.ts";
import type { Model } from "../model.ts";
import type { Line } from "../theme.ts";
import { heading } from "./heading.ts";

const MOST_ROWS = 50;
const MOST_OBJECTS = 200;
const MOST_ENTRIES = 40;
const MOST_DESCRIPTORS = 20;
const LONGEST_NAME = 60;
const NAME_CELL = CONTAINER_HEAD.indexOf("container");

export function saclTitle({ byId }: Model, finding: string | null): string {
  const known = finding === null ? undefined : byId.get(finding);
  return known === undefined ? SACL_TITLE : `SACL  ${known.label}`;
}

export function saclLines(model: Model, id: string | null, width: number): Line[] {
  const finding = id === null ? undefined : model.byId.get(id);
  return finding === undefined ? coverageLines(model, width) : findingLines(model, finding, width);
}

function coverageLines(model: Model, width: number): Line[] {
  const { theme, report } = model;
  const { sacl } = report;
  if (sacl === null) return wrapped("No SACL of the directory is in these files.", width, theme);
  const classes = classRows(sacl);
  const worst = worstContainers(sacl);
  const name = Math.min(LONGEST_NAME, Math.max(width - 40, 20));
  const containers = worst
    .slice(0, MOST_ROWS)
    .map((row) => containerCells(row).with(NAME_CELL, cutMiddle(theme.clean(row.container), name, theme.cut)));
  return [
    ...saclSentences(sacl).flatMap((sentence) => wrapped(sentence, width, theme)),
    ...(classes.length === 0
      ? []
      : [...heading(model, "Coverage by class", width), ...table([[...CLASS_HEAD], ...classes], width)]),
    ...(sacl.objects.length === 0
      ? []
      : [...heading(model, "Why not", width), ...causeRows(sacl).map(([count, why]) => countLine(count, why))]),
    ...(worst.length === 0
      ? []
      : [
          ...heading(model, `Worst containers (${worst.length})`, width),
          ...table([[...CONTAINER_HEAD], ...containers], width),
          ...more(worst.length - MOST_ROWS),
        ]),
    ...(sacl.blocked.length === 0
      ? []
      : [
          ...heading(model, `SACL inheritance is blocked at (${sacl.blocked.length})`, width),
          ...sacl.blocked.slice(0, MOST_ROWS).flatMap((one) => wrapped(`- ${blockedText(one)}`, width, theme)),
          ...more(sacl.blocked.length - MOST_ROWS),
        ]),
    ...(sacl.objects.length === 0
      ? []
      : [...heading(model, "Objects that are not shown to be audited", width), ...objectLines(model, sacl, width)]),
  ];
}

type Audit = NonNullable<Model["report"]["sacl"]>;

function objectLines({ theme }: Model, sacl: Audit, width: number): Line[] {
  const lines = sacl.objects.slice(0, MOST_OBJECTS).flatMap(({ object, cause, from, missing }) => {
    const by = from === null ? "" : ` (${from})`;
    const lacks = missing === "" ? "" : `; missing: ${missing}`;
    return [
      ...wrapped(object, width, theme, "strong"),
      ...wrapped(`${causeText(cause)}${by}${lacks}`, width - 2, theme).map((line): Line => [span("  "), ...line]),
    ];
  });
  return [...lines, ...more(sacl.objects.length - MOST_OBJECTS), ...wrapped(listHint(sacl), width, theme, "faint")];
}

function countLine(count = "", why = ""): Line {
  return [span(`${count.padStart(7)}  ${why}`)];
}

function table(rows: readonly (readonly string[])[], width: number): Line[] {
  return columns(rows, width).map((line, i): Line => [span(line, i === 0 ? "faint" : "plain")]);
}

function more(count: number): Line[] {
  return count > 0 ? [[span(`and ${count} more: scan --format json`, "faint")]] : [];
}

function findingLines(model: Model, finding: Finding, width: number): Line[] {
  const { theme, view, report } = model;
  const { status, title, want, have, notes, ask, evidence } = finding;
  const facts = evidence.flatMap((id) => report.facts.get(id) ?? []);
  const read = facts.filter((fact) => fact.kind === "security-descriptor");
  return [
    ...wrapped(title, width, theme, "strong"),
    ...field("object", view.subject(finding), width, theme),
    ...(want === "" ? [] : field("want", shortSids(want), width, theme)),
    ...(have === "" ? [] : field("have", shortSids(have), width, theme, status === "fail" ? "fail" : "plain")),
    ...missingLines(model, finding, width),
    ...heading(model, "Audit entries read", width),
    ...read.slice(0, MOST_DESCRIPTORS).flatMap((fact) => descriptorLines(model, fact, width)),
    ...more(read.length - MOST_DESCRIPTORS),
    ...(read.length === 0 ? [[span("none: no descriptor of it is in these files", "unknown")]] : []),
    ...(ask.length === 0 ? [] : heading(model, "Settles it, read-only", width)),
    ...ask.flatMap((line) => wrapped(line, width, theme, isAdvice(line) ? "plain" : "strong")),
    ...(notes.length === 0 ? [] : heading(model, "Notes", width)),
    ...notes.flatMap((note) => wrapped(`- ${note}`, width, theme)),
  ];
}

/** The smallest entries, and the commands that add them; a finding that does not fail lacks none. */
function missingLines(model: Model, { status, remedy }: Finding, width: number): Line[] {
  if (status !== "fail" || remedy.length === 0) return [];
  return [
    ...heading(model, "Missing: the smallest entry, and the lines that add it", width),
    ...remedy.flatMap(({ text, commands }) => [
      ...wrapped(text, width, model.theme),
      ...commands.flatMap((command) => wrapped(command, width, model.theme, "strong")),
    ]),
  ];
}

function descriptorLines(model: Model, fact: FactOf<"security-descriptor">, width: number): Line[] {
  const { theme } = model;
  const standing =
    fact.sacl === "not-read"
      ? "the SACL was not read"
      : fact.protected === true
        ? "protected: takes nothing over from above"
        : "takes entries over from above";
  const rest = fact.aces.length - MOST_ENTRIES;
  return [
    [span(shortenPath(theme.clean(placeOf(fact.origin)), width, theme.cut), "strong")],
    ...wrapped(`  ${fact.object}: ${standing}`, width, theme, "faint"),
    ...fact.aces.slice(0, MOST_ENTRIES).flatMap((ace, i) => entryLines(model, ace, i + 1, width)),
    ...(rest > 0 ? [[span(`  and ${rest} more`, "faint")]] : []),
    ...(fact.aces.length === 0 && fact.sacl === "read" ? [[span("  no audit entry", "unknown")]] : []),
  ];
}

function entryLines({ theme }: Model, ace: AceFields, number: number, width: number): Line[] {
  const from = ace.flags.includes("ID") ? " (inherited)" : "";
  const words = wrapped(`${aceWords(ace)}${from}`, width - 5, theme);
  return [
    ...words.map((line, i): Line => [span(i === 0 ? `${String(number).padStart(3)}. ` : "     "), ...line]),
    ...wrapped(aceText(ace), width - 5, theme, "faint").map((line): Line => [span("     "), ...line]),
  ];
}
