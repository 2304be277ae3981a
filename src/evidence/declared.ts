/** What a scope file says of captures, put onto them before anything is assembled: when they were taken, and of which computer. */
import type { Diagnostic } from "../core/diagnostic.ts";
import type { FactDraft } from "../core/fact.ts";
import type { Position } from "../core/provenance.ts";
import { placeOf } from "../core/provenance.ts";
import type { ReadFile } from "./assemble.ts";
import { placeFiles } from "./container.ts";
import type { FilePlace } from "./container.ts";
import { isSameHost } from "./host-names.ts";

/** One entry of `captures`. */
interface Entry {
  readonly scope: string;
  readonly at: Position;
  readonly path: string;
  taken: string | null;
  host: string | null;
}

interface Match {
  readonly entry: Entry;
  readonly files: readonly ReadFile[];
}

export interface Declared {
  readonly files: readonly ReadFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Facts stay where they were read; each entry that was used, and each that was not, is named with its line. */
export function applyDeclared(files: readonly ReadFile[]): Declared {
  const entries = entriesOf(files);
  if (entries.length === 0) return { files, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const matches = new Map<ReadFile, Entry[]>();
  for (const entry of entries) {
    const match = matchOf(entry, files);
    if (typeof match === "string") diagnostics.push(unused(entry, match));
    else {
      diagnostics.push(used(match));
      for (const file of match.files) matches.set(file, [...(matches.get(file) ?? []), entry]);
    }
  }
  const isLoose = looseFiles(files);
  const changed = files.map((file) => {
    const fitting = matches.get(file);
    if (fitting === undefined) return file;
    const taken = best(fitting, "taken");
    const host = best(fitting, "host");
    for (const [what, { rival, entry }] of Object.entries({
      "the time of this capture": taken,
      "its computer": host,
    })) {
      if (rival !== null && entry !== null) diagnostics.push(disagreement(file, what, entry, rival));
    }
    const renamed = host.value === null ? file.drafts : withHost(file, host.value, isLoose(file));
    const other = host.value === null ? null : otherHost(file, host.value);
    if (other !== null && host.entry !== null) diagnostics.push(named(file, other, host.entry));
    const said = taken.value === null ? file.source.taken : { time: taken.value, basis: "scope-file" as const };
    return { ...file, source: { ...file.source, taken: said }, drafts: renamed };
  });
  return { files: changed, diagnostics };
}

/** Of two entries with one path in one file the last counts, as its reader says. */
function entriesOf(files: readonly ReadFile[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { source, drafts } of files) {
    if (source.kind !== "scope-file") continue;
    for (const { fields, object, at } of drafts) {
      if (fields.kind !== "observation" || fields.topic !== "capture" || object === undefined) continue;
      const place = `${source.path}\n${object.name.toLowerCase()}`;
      const before = entries.get(place);
      const same = before !== undefined && placeOf({ path: "", at: before.at }) === placeOf({ path: "", at });
      const entry = same ? before : { scope: source.path, at, path: object.name, taken: null, host: null };
      if (fields.name === "taken" && typeof fields.value === "string") entry.taken = fields.value;
      if (fields.name === "host" && typeof fields.value === "string") entry.host = fields.value;
      entries.set(place, entry);
    }
  }
  return [...entries.values()];
}

/** The files of one place; words where it fits none, or several places. */
function matchOf(entry: Entry, files: readonly ReadFile[]): Match | string {
  const places = new Map<string, ReadFile[]>();
  for (const file of files) {
    if (file.source.kind === "scope-file") continue;
    const before = fittingAt(file.source.path.toLowerCase(), entry.path.toLowerCase());
    if (before !== null) places.set(before, [...(places.get(before) ?? []), file]);
  }
  const whole = places.get("");
  if (whole !== undefined) return { entry, files: whole };
  const [only, ...others] = places.values();
  if (only === undefined) return "no file that was read has this path";
  return others.length === 0 ? { entry, files: only } : `it fits ${places.size} places; write more of the path`;
}

/** What stands before the wanted path; null where it does not fit. */
function fittingAt(path: string, wanted: string): string | null {
  const isFolder = /[/!]$/.test(wanted);
  for (let at = path.indexOf(wanted); at >= 0; at = path.indexOf(wanted, at + 1)) {
    const begins = at === 0 || "/!".includes(path.charAt(at - 1));
    if (begins && (isFolder || at + wanted.length === path.length)) return path.slice(0, at);
  }
  return null;
}

interface Best {
  readonly value: string | null;
  readonly entry: Entry | null;
  /** Another scope file says something else of the same path: neither counts. */
  readonly rival: Entry | null;
}

/** A file before a folder, then the longest path. */
function best(entries: readonly Entry[], field: "taken" | "host"): Best {
  const rank = ({ path }: Entry): number => path.length + (/[/!]$/.test(path) ? 0 : 1e6);
  const [first, ...rest] = entries.filter((entry) => entry[field] !== null).toSorted((a, b) => rank(b) - rank(a));
  if (first === undefined) return { value: null, entry: null, rival: null };
  const rival = rest.find((entry) => rank(entry) === rank(first) && entry[field] !== first[field]) ?? null;
  return { value: rival === null ? first[field] : null, entry: first, rival };
}

const LOCAL_PATH = /^(?:HKEY_LOCAL_MACHINE|HKLM:?|MACHINE|[A-Z]:|%SystemRoot%)\\/i;

/** Readings of a computer that they do not name. A template of secedit is one only where it stands in no GPO. */
function withHost(file: ReadFile, host: string, isLoose: boolean): ReadFile["drafts"] {
  return file.drafts.map((draft) => {
    if (draft.fields.kind === "security-descriptor" && LOCAL_PATH.test(draft.fields.object)) {
      // The list of a key or file is one of the computer, which its name does not tell.
      const { object: _object, ...reading } = draft;
      return { ...reading, host };
    }
    const unnamed = draft.host === null || (isLoose && isExport(draft));
    return unnamed ? { ...draft, host } : draft;
  });
}

function isExport({ via, host, object, gpo }: FactDraft): boolean {
  return via === "security-template" && host === undefined && object === undefined && gpo === undefined;
}

function otherHost(file: ReadFile, host: string): string | null {
  const other = file.drafts.find((draft) => typeof draft.host === "string" && !isSameHost(draft.host, host));
  return other?.host ?? null;
}

/** Files without a GPO around them. */
function looseFiles(files: readonly ReadFile[]): (file: ReadFile) => boolean {
  const placeOfFile = placeFiles(files.map(filePlace));
  return (file) => {
    const { key, kind } = placeOfFile(filePlace(file))(null);
    return kind === "loose" && key === file.source.path;
  };
}

function filePlace({ source, drafts }: ReadFile): FilePlace {
  return { path: source.path, format: source.kind ?? "", drafts };
}

function said({ taken, host }: Entry): Record<string, string> {
  return { ...(taken === null ? {} : { taken }), ...(host === null ? {} : { host }) };
}

function used({ entry, files }: Match): Diagnostic {
  const data = { key: entry.path, files: files.length, ...said(entry) };
  return { code: "capture-declared", path: entry.scope, at: entry.at, data };
}

function unused(entry: Entry, why: string): Diagnostic {
  return { code: "capture-not-matched", path: entry.scope, at: entry.at, data: { key: entry.path, why } };
}

function named({ source }: ReadFile, other: string, entry: Entry): Diagnostic {
  const data = {
    what: "the computer's name",
    here: other,
    there: entry.host ?? "",
    counts: "the name in the capture",
    next: `Correct the scope file: ${placeOf({ path: entry.scope, at: entry.at })}.`,
  };
  return { code: "conflict", path: source.path, at: null, data };
}

function disagreement({ source }: ReadFile, what: string, one: Entry, other: Entry): Diagnostic {
  const places = [one, other].map(({ scope, at }) => placeOf({ path: scope, at })).toSorted();
  const data = { what, counts: "neither", next: `Make them say the same: ${places.join(" and ")}.` };
  return { code: "conflict", path: source.path, at: null, data };
}
