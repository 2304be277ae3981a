/** `mdi-waivers/1`: text in, waivers and everything that is wrong with them out, each at its line and column. */
import { WAIVER_KINDS } from "../core/waiver.ts";
import { LineIndex } from "../text/line-index.ts";
import { wildcard } from "../text/wildcard.ts";
import { parseYaml, type YamlMap } from "../text/yaml.ts";
import { daysBetween } from "./days.ts";
import {
  ENTRY_KEYS,
  EXPECT_KEYS,
  LONGEST_SPAN,
  type Place,
  type PlacedEntry,
  REQUIRED_KEYS,
  ROOT_KEYS,
  SCHEMA,
  SUBJECT_KEYS,
  type SubjectKey,
  type Subjects,
  TAGS,
  type WaiverProblem,
} from "./entry.ts";
import { type Complain, Fields, knownWords, type Path, quoted } from "./fields.ts";
import { nearest } from "./nearest.ts";
import { overlaps } from "./overlap.ts";

export interface ReadWaivers {
  /** Those that could be read; of no use while a problem is an error. */
  readonly entries: readonly PlacedEntry[];
  /** In the order of the file. */
  readonly problems: readonly WaiverProblem[];
}

/** Total. `requirements`: the ids of the catalog. */
export function readWaivers(text: string, requirements: readonly string[]): ReadWaivers {
  const yaml = parseYaml(text);
  const index = new LineIndex(text);
  const problems: WaiverProblem[] = [];
  const say = (level: WaiverProblem["level"], at: Place, message: string, next: string, waiver: string | null): void =>
    void problems.push({ level, at, message, next, waiver });
  const placeOf = (path: Path): Place => index.position(yaml.positionOf(path)?.start ?? 0);
  const complain: Complain = (path, message, next, onKey = false) => {
    const known = longestKnown(path, (one) => yaml.positionOf(one) !== null);
    const start = (onKey ? yaml.keyStart(known) : yaml.positionOf(known)?.start) ?? 0;
    say("error", index.position(start), message, next, null);
  };
  for (const { message, offset } of yaml.problems)
    say("error", index.position(offset), message, "correct the YAML here; docs/waivers.md has an example", null);
  const inOrder = (entries: readonly PlacedEntry[]): ReadWaivers => ({
    entries,
    problems: problems.toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column),
  });
  if (!(yaml.value instanceof Map)) {
    if (problems.length === 0) complain([], "this is no waiver file", `it begins with schema: ${SCHEMA}`);
    return inOrder([]);
  }
  const root = new Fields(yaml.value as YamlMap, [], complain);
  if (root.raw("schema") !== SCHEMA) {
    complain(["schema"], "this is no waiver file of a known version", `it begins with schema: ${SCHEMA}`);
    return inOrder([]);
  }
  root.onlyKeys(ROOT_KEYS);
  const list = root.raw("waivers") ?? [];
  if (!Array.isArray(list)) {
    complain(["waivers"], "waivers wants a list", "begin each waiver with a dash");
    return inOrder([]);
  }
  const entries: PlacedEntry[] = [];
  for (const [i, value] of list.entries()) {
    const path = ["waivers", i];
    if (!(value instanceof Map)) {
      complain(path, "a waiver wants keys", "begin it with - id:");
      continue;
    }
    const entry = readEntry(new Fields(value as YamlMap, path, complain), requirements);
    if (entry !== null) entries.push({ ...entry, at: placeOf([...path, "id"]) });
  }
  problems.push(...duplicates(entries), ...overlaps(entries, requirements));
  for (const entry of entries) problems.push(...doubts(entry));
  return inOrder(entries);
}

/** Up to the part that exists. */
function longestKnown(path: Path, exists: (path: Path) => boolean): Path {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    if (exists(part)) return part;
  }
  return [];
}

function readEntry(fields: Fields, requirements: readonly string[]): Omit<PlacedEntry, "at"> | null {
  fields.onlyKeys(ENTRY_KEYS);
  fields.requireKeys(REQUIRED_KEYS);
  const id = fields.text("id", "WVR-2026-004");
  if (id !== null && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(id))
    fields.complain("id", `${quoted(id)} is no id`, "letters, digits, dots, dashes and underscores, at most 64");
  const kind = fields.word("kind", WAIVER_KINDS);
  const broad = fields.word("allowBroad", ["true", "false"]) === "true";
  const rules = readRules(fields, broad, requirements);
  const subjects = readSubjects(fields);
  const reason = fields.text("reason", "why this is accepted");
  const owner = fields.text("owner", "pki-team@corp.example");
  const requestedBy = fields.text("requestedBy", "a.meyer@corp.example");
  const approvedBy = fields.text("approvedBy", "ciso@corp.example");
  const [approvedOn, expires] = readSpan(fields);
  const evidence = fields.texts("evidence", "ticket:CHG-4711");
  const compensating = fields.text("compensating", "what is done instead");
  const expect = fields.map("expect", '{ actual: "126" }');
  expect?.onlyKeys(EXPECT_KEYS);
  expect?.requireKeys(EXPECT_KEYS);
  const actual = expect?.text("actual", '"126"') ?? null;
  if (id === null || kind === null || subjects === null || reason === null) return null;
  if (owner === null || requestedBy === null || expires === null) return null;
  return {
    id,
    kind,
    rules,
    allowBroad: broad,
    subjects,
    reason,
    evidence,
    compensating,
    owner,
    requestedBy,
    approvedBy,
    approvedOn,
    expires,
    expect: actual === null ? null : { actual },
  };
}

function readRules(fields: Fields, broad: boolean, requirements: readonly string[]): string[] {
  return fields.texts("rules", "MDI-CA-AUDIT-FILTER").flatMap((rule, i): string[] => {
    if (!rule.includes("*")) {
      const known = requirements.find((id) => id.toLowerCase() === rule.toLowerCase());
      if (known !== undefined) return [known];
      const near = nearest(rule, requirements);
      const next = near === null ? "eventreach catalog list shows all of them" : `did you mean ${near}?`;
      fields.complainItem("rules", i, `no requirement has the id ${quoted(rule)}`, next);
      return [];
    }
    if (!broad) {
      fields.complainItem("rules", i, `${quoted(rule)} is a pattern`, "name each id, or add allowBroad: true");
    } else if (!requirements.some(wildcard(rule))) {
      fields.complainItem("rules", i, `no requirement has an id like ${quoted(rule)}`, "see eventreach catalog list");
    }
    return [rule];
  });
}

function readSubjects(fields: Fields): Subjects | null {
  const raw = fields.raw("subjects");
  if (typeof raw === "string") {
    if (raw.trim() === "all") return "all";
    fields.complain("subjects", `${quoted(raw)} names no subject`, 'write { hosts: [name] }, or "all" in full');
    return null;
  }
  const map = fields.map("subjects", "{ hosts: [ca02.corp.example] }");
  if (map === null) return null;
  map.onlyKeys(SUBJECT_KEYS);
  const subjects: Partial<Record<SubjectKey, readonly string[]>> = {};
  for (const key of SUBJECT_KEYS) {
    if (!map.has(key)) continue;
    const names = map.texts(key, key === "tags" ? "ca" : "the exact name");
    subjects[key] = names;
    for (const [i, name] of names.entries()) {
      if (name.includes("*"))
        map.complainItem(key, i, `${quoted(name)} is a pattern`, "names are exact; `subjects: all` means every one");
      else if (key === "tags" && !TAGS.includes(name.toLowerCase()))
        map.complainItem(key, i, `${quoted(name)} is no tag`, knownWords(name, TAGS));
    }
  }
  return subjects;
}

function readSpan(fields: Fields): readonly [approvedOn: string | null, expires: string | null] {
  const approvedOn = fields.day("approvedOn");
  const expires = fields.day("expires");
  if (approvedOn === null || expires === null) return [approvedOn, expires];
  const days = daysBetween(approvedOn, expires);
  if (days < 0) fields.complain("expires", "it ends before it was approved", "correct one of the two days");
  else if (days > LONGEST_SPAN)
    fields.complain(
      "expires",
      `${days} days are too long`,
      `at most ${LONGEST_SPAN} days after approvedOn; renew it then`,
    );
  return [approvedOn, expires];
}

function duplicates(entries: readonly PlacedEntry[]): WaiverProblem[] {
  const first = new Map<string, PlacedEntry>();
  return entries.flatMap((entry): WaiverProblem[] => {
    const before = first.get(entry.id.toLowerCase());
    if (before === undefined) first.set(entry.id.toLowerCase(), entry);
    if (before === undefined) return [];
    const message = `the id ${entry.id} stands in line ${before.at.line} already`;
    return [{ level: "error", at: entry.at, message, next: "give one of them another id", waiver: entry.id }];
  });
}

/** What is allowed and yet worth a look. */
function doubts(entry: PlacedEntry): WaiverProblem[] {
  const warn = (message: string, next: string): WaiverProblem => ({
    level: "warning",
    at: entry.at,
    message,
    next,
    waiver: entry.id,
  });
  const { requestedBy, approvedBy, kind, compensating } = entry;
  return [
    ...(requestedBy.toLowerCase() === approvedBy?.toLowerCase()
      ? [warn("requested and approved by the same person", "have somebody else approve it")]
      : []),
    ...(kind === "compensating-control" && compensating === null
      ? [warn("a compensating control that is not named", "say under compensating: what is done instead")]
      : []),
  ];
}
