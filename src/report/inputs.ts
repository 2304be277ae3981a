/** The page of inputs: one row for each GPO backup or other file, with what it proves, of whom, how old, and what is wrong. */
import type { Tier } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import type { ReadState, Source, Taken } from "../core/provenance.ts";
import type { GpoRecord, Report } from "../core/report.ts";
import { momentOf } from "../text/moment.ts";
import { groupBy } from "./group.ts";

/** `F`: known, and for eyes only. Null: it proves nothing. */
export type Proof = Tier | "F" | null;

export interface InputRow {
  /** The container of a GPO, else the path of the file. */
  readonly path: string;
  /** Of a GPO's container; 1 for other files. */
  readonly files: number;
  /** What it was taken for: a format id, or words where several files are one GPO. */
  readonly kind: string | null;
  /** The same in words. */
  readonly title: string;
  readonly proof: Proof;
  /** The GPO of a container; null for other files. */
  readonly gpo: GpoRecord | null;
  /** Of whom it speaks; null without facts. */
  readonly about: string | null;
  readonly taken: Taken | null;
  /** Whole days before the report's date, negative after it; null where nothing tells. */
  readonly ageDays: number | null;
  readonly facts: number;
  readonly state: ReadState;
  /** A newer backup or capture counts instead, of what both tell. */
  readonly older: boolean;
  /** What of it was not used, or not wholly, and why. */
  readonly reason: string | null;
}

/** Strongest first. */
const PROOFS: readonly Proof[] = ["A", "B", "C", "D", "E", "F", null];

/** What each letter proves. */
export const PROOF_WORDS: Readonly<Record<Exclude<Proof, null>, string>> = {
  A: "read on the computer or object itself",
  B: "what policy delivered to a computer",
  C: "a GPO with its links: what policy should deliver",
  D: "a GPO without links: what it would deliver",
  E: "another tool's or a person's word",
  F: "for eyes only, proves nothing",
};

/** Documents for people, which hold settings that only a person should read out of them. */
const FOR_EYES: ReadonlySet<string> = new Set(["html-report", "excel-workbook"]);

/** Lists of other files, whose facts are names and times. */
const INDEXES: ReadonlySet<string> = new Set(["gpmc-manifest"]);

/** Strongest first, then by name. The members of a zip stand for the zip. */
export function inputRows(report: Report): InputRow[] {
  const containers = new Map(report.gpos.map((gpo) => [gpo.container, gpo]));
  const members = new Set(report.sources.flatMap(({ memberOf }) => memberOf ?? []));
  const files = report.sources.filter(({ kind, id }) => kind !== "zip" || !members.has(id));
  const units = groupBy(files, ({ path }) => containerOf(path, containers)?.container ?? `\n${path}`);
  const superseded = olderCaptures(report);
  const rows = units.flatMap((sources): InputRow[] => {
    const [first] = sources;
    if (first === undefined) return [];
    const gpo = containerOf(first.path, containers);
    return [gpo === null ? fileRow(report, first, superseded) : gpoRow(report, gpo, sources)];
  });
  return rows.toSorted(
    (a, b) =>
      PROOFS.indexOf(a.proof) - PROOFS.indexOf(b.proof) ||
      compareText(sortName(a), sortName(b)) ||
      compareText(a.path, b.path),
  );
}

function sortName({ gpo, path }: InputRow): string {
  return gpo?.name ?? path;
}

/** It tells something, if only that it exists; the others are listed by the reason why they do not. */
export function isUsed({ facts, gpo, proof, state }: InputRow): boolean {
  return facts > 0 || gpo !== null || proof === "F" || state === "complete";
}

/** The innermost folder around the file that is a GPO's. */
function containerOf(path: string, containers: ReadonlyMap<string, GpoRecord>): GpoRecord | null {
  for (let at = path.length - 1; at > 0; at -= 1) {
    const mark = path[at];
    if (mark !== "/" && mark !== "!") continue;
    const folder = path.slice(0, mark === "!" ? at + 1 : at);
    const gpo = containers.get(folder);
    if (gpo !== undefined && (GUID_FOLDER.test(folder) || OF_GPO.test(path.slice(at + 1)))) return gpo;
  }
  return null;
}

const GUID_FOLDER = /\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}$/i;
/** What a GPO keeps in a folder of another name, where any other file may lie beside it. */
const OF_GPO =
  /^(?:(?:DomainSysvol|Machine|User|Adm)\/|(?:Backup\.xml|bkupInfo\.xml|gpreport\.xml|GPT\.INI|GPO\.cmt)$)/i;

function fileRow(report: Report, source: Source, superseded: ReadonlyMap<string, string>): InputRow {
  const { path, kind, read, taken } = source;
  const use = report.uses.get(path);
  const reasons = [source.reason, superseded.get(path) ?? null].filter((reason) => reason !== null);
  return {
    path,
    files: 1,
    kind,
    title: kind === null ? "no known format" : (report.formats.get(kind) ?? kind),
    proof: proofOf(kind, use?.tier ?? null),
    gpo: null,
    about: use?.about ?? null,
    taken,
    ageDays: ageOf(taken, report.asOf),
    facts: use?.facts ?? 0,
    state: read,
    older: superseded.has(path),
    reason: reasons.length === 0 ? null : reasons.join("; "),
  };
}

function proofOf(kind: string | null, tier: Tier | null): Proof {
  if (kind === null || INDEXES.has(kind)) return null;
  return FOR_EYES.has(kind) ? "F" : tier;
}

function gpoRow(report: Report, gpo: GpoRecord, sources: readonly Source[]): InputRow {
  const uses = sources.flatMap(({ path }) => report.uses.get(path) ?? []);
  const tiers = uses.flatMap(({ tier }) => tier ?? []);
  const taken = gpo.backupTime === null ? takenOf(sources) : { time: gpo.backupTime, basis: "content" as const };
  const isBackup = sources.some(({ path }) =>
    /(?:^|[/!])(?:Backup\.xml|bkupInfo\.xml)$|(?:^|[/!])DomainSysvol\//i.test(path),
  );
  const partly = sources.filter(({ read }) => read === "incomplete");
  const unused = sources.filter(({ read }) => read !== "incomplete" && read !== "complete");
  const older = gpo.supersededBy === null ? [] : ["an older backup, does not count"];
  const parts = [
    ...older,
    ...(partly.length === 0 ? [] : [`${partly.length} not wholly read`]),
    ...(unused.length === 0 ? [] : [`${unused.length} not used`]),
  ];
  return {
    path: gpo.container,
    files: sources.length,
    kind: null,
    title: isBackup ? "GPO backup" : "GPO in a copy of SYSVOL",
    proof: PROOFS.find((proof) => tiers.some((tier) => tier === proof)) ?? (gpo.linkedTo === null ? "D" : "C"),
    gpo,
    about: gpo.name === null ? "a GPO without a name" : `GPO "${gpo.name}"`,
    taken,
    ageDays: ageOf(taken, report.asOf),
    facts: uses.reduce((sum, { facts }) => sum + facts, 0),
    state: partly.length > 0 ? "incomplete" : "complete",
    older: gpo.supersededBy !== null,
    reason: parts.length === 0 ? null : parts.join(", "),
  };
}

const BASES: readonly Taken["basis"][] = ["scope-file", "content", "zip-entry"];

/** Of the best basis the latest: a copy is as new as what was written last. */
function takenOf(sources: readonly Source[]): Taken | null {
  const all = sources.flatMap(({ taken }) => taken ?? []);
  const sorted = all.toSorted((a, b) => BASES.indexOf(a.basis) - BASES.indexOf(b.basis) || compareText(b.time, a.time));
  return sorted[0] ?? null;
}

const DAY = 86_400_000;

/** A time without a zone is taken for UTC: that is at most half a day off. */
function ageOf(taken: Taken | null, asOf: string): number | null {
  const [then, now] = [taken === null ? null : momentOf(taken.time), momentOf(asOf)];
  if (then === null || now === null) return null;
  const days = (now.earliest - then.earliest) / DAY;
  // What is not surely in the future is of today.
  return days < 0 && days > -1 ? 0 : Math.floor(days);
}

function olderCaptures({ diagnostics }: Report): Map<string, string> {
  return new Map(
    diagnostics
      .filter(({ code }) => code === "older-capture")
      .map(({ path, data }) => [path, `of what both tell, ${String(data["by"])} counts`]),
  );
}

/** Inputs of one kind that prove alike, where there are too many to list. */
export interface InputGroup {
  readonly proof: Proof;
  readonly title: string;
  readonly kind: string | null;
  readonly rows: readonly InputRow[];
}

/** In the order of their first rows. */
export function groupInputs(rows: readonly InputRow[]): InputGroup[] {
  return groupBy(rows, ({ proof, title }) => `${proof} ${title}`).flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ proof: first.proof, title: first.title, kind: first.kind, rows: group }];
  });
}

const BASIS_WORDS: Readonly<Record<Taken["basis"], string>> = {
  content: "",
  "scope-file": " (scope)",
  "zip-entry": " (zip)",
};

/** `12 days`, with where the time is from when the file does not say it itself. */
export function ageText({ ageDays, taken }: Pick<InputRow, "ageDays" | "taken">): string {
  if (taken === null || ageDays === null) return "not said";
  const basis = BASIS_WORDS[taken.basis];
  if (ageDays < 0) return `after this report${basis}`;
  return `${ageDays === 0 ? "today" : ageDays === 1 ? "1 day" : `${ageDays} days`}${basis}`;
}

/** `3 to 40 days`, `12 days`; how many do not say it. */
export function agesText(rows: readonly InputRow[]): string {
  const days = rows.flatMap(({ ageDays }) => ageDays ?? []);
  const [least, most] = [Math.min(...days), Math.max(...days)];
  const unsaid = rows.length - days.length;
  if (days.length === 0) return "not said";
  const range = least === most ? `${most} ${most === 1 ? "day" : "days"}` : `${least} to ${most} days`;
  return unsaid === 0 ? range : `${range}, ${unsaid} not said`;
}

/** Whom a list of inputs speaks of: one or two are named, more are counted; counts of several files may overlap. */
export function aboutsText(rows: readonly InputRow[]): string {
  if (rows.length > 1 && rows.some(({ about }) => about !== null && /^\d/.test(about))) return "";
  const names = [...new Set(rows.flatMap(({ about }) => about ?? []))];
  if (names.length <= 2) return names.join(", ");
  // Two GPOs may bear one name.
  const gpos = new Set(rows.map(({ gpo }) => gpo?.guid ?? gpo?.container ?? null));
  if (!gpos.has(null)) return `${gpos.size} GPOs`;
  const kinds = new Set(names.map((name) => /^(?:host|GPO|object|domain|forest) /.exec(name)?.[0].trim() ?? ""));
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== undefined && kind !== "") return `${names.length} ${kind}s`;
  return `${names[0] ?? ""} and ${names.length - 1} more`;
}

/** What the letters that occur mean. */
export function proofLegend(rows: readonly InputRow[]): string {
  return [...new Set(rows.map(({ proof }) => proof))]
    .map((proof) => (proof === null ? "- nothing by itself" : `${proof} ${PROOF_WORDS[proof]}`))
    .join("; ");
}
