/** Captures of one computer from different times: of what two of them tell, the newer counts, and the older one is named. */
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Fact } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import type { Source } from "../core/provenance.ts";
import { isLater, momentOf } from "../text/moment.ts";
import type { Moment } from "../text/moment.ts";
import { hostKeys } from "./host-names.ts";

/** A source of which it is known when it was taken. */
interface Capture {
  readonly source: Source;
  readonly time: string;
  readonly moment: Moment;
  /** Times of one clock can be compared without a zone. */
  readonly clock: string | null;
}

export interface Captures {
  /** The same facts in the same order, the older ones `superseded-capture`. */
  readonly facts: readonly Fact[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Readings of the computer (tier A) and resultant sets (tier B), each for itself. Where a time is not known, or two
 * cannot be told apart, nothing is older. The order of the files plays no part.
 */
export function supersedeCaptures(facts: readonly Fact[], sources: readonly Source[]): Captures {
  const captures = new Map(sources.flatMap((source) => captureOf(source) ?? []));
  if (captures.size < 2) return { facts, diagnostics: [] };
  const ofHosts = facts.filter(({ subject, tier }) => subject.kind === "host" && (tier === "A" || tier === "B"));
  const keyOf = hostKeys(new Set(ofHosts.map(({ subject }) => (subject.kind === "host" ? subject.name : ""))));
  const topics = new Map<string, Set<Capture>>();
  for (const fact of ofHosts) {
    const capture = captures.get(fact.origin.path);
    if (capture === undefined) continue;
    const showsWhole = capture.source.read === "complete" && isWhole(fact);
    for (const topic of showsWhole ? topicsOf(fact, keyOf) : topicsOf(fact, keyOf).slice(0, 1)) {
      const tellers = topics.get(topic) ?? new Set();
      topics.set(topic, tellers.add(capture));
    }
  }
  const newestOf = new Map([...topics].map(([topic, tellers]) => [topic, [...tellers].toSorted(newestFirst)]));
  const older = new Map<Fact, Capture>();
  for (const fact of ofHosts) {
    const capture = captures.get(fact.origin.path);
    if (capture === undefined) continue;
    const [newer] = topicsOf(fact, keyOf)
      .flatMap((topic) => newerThan(capture, newestOf.get(topic) ?? []) ?? [])
      .toSorted(newestFirst);
    if (newer !== undefined) older.set(fact, newer);
  }
  return {
    facts:
      older.size === 0
        ? facts
        : facts.map((fact) => (older.has(fact) ? { ...fact, inert: "superseded-capture" } : fact)),
    diagnostics: diagnosticsOf(older, captures),
  };
}

function captureOf(source: Source): [string, Capture][] | null {
  const moment = source.taken === null ? null : momentOf(source.taken.time);
  if (source.taken === null || moment === null) return null;
  const { time, basis } = source.taken;
  // One clock wrote the entries of one zip; a person who writes times without a zone means one clock as well.
  const clock = basis === "zip-entry" ? `zip ${source.memberOf}` : basis === "scope-file" ? "scope" : null;
  return [[source.path, { source, time, moment, clock }]];
}

/** The newest that certainly is; those that follow in the list begin earlier. */
function newerThan(capture: Capture, newest: readonly Capture[]): Capture | null {
  for (const other of newest) {
    if (other.moment.earliest <= capture.moment.earliest) return null;
    if (isNewer(other, capture)) return other;
  }
  return null;
}

function isNewer(one: Capture, than: Capture): boolean {
  // The same bytes twice are one capture.
  if (one.source.id === than.source.id) return false;
  return isLater(one.moment, than.moment, one.clock !== null && one.clock === than.clock);
}

function newestFirst(a: Capture, b: Capture): number {
  return b.moment.earliest - a.moment.earliest || compareText(a.source.path, b.source.path);
}

/** What the fact is about, so that two captures can say different things of it. */
function settingOf(fact: Fact): string {
  return `${fact.kind} ${nameOfSetting(fact)}`.toLowerCase();
}

function nameOfSetting(fact: Fact): string {
  switch (fact.kind) {
    case "subcategory":
      return `${fact.subcategory} ${fact.user ?? ""}`;
    case "legacy-category":
      return fact.category;
    case "audit-option":
      return fact.option;
    case "registry":
      return `${fact.hive} ${fact.key}\\${fact.name}`;
    case "user-right":
      return fact.right;
    case "event-log":
      return `${fact.log} ${fact.setting}`;
    case "account-policy":
      return `${fact.section} ${fact.setting}`;
    case "security-descriptor":
      return fact.object;
    case "observation":
      return `${fact.topic} ${fact.name}`;
    case "tool-row":
      return `${fact.tool} ${fact.item}`;
    case "membership":
      return fact.group;
    case "gpo-application":
      return fact.gpo ?? fact.name;
    case "scope-of-management":
    case "gpo-link":
      return fact.container;
    case "wmi-filter":
      return fact.id ?? fact.name;
    case "gpo":
      return fact.guid ?? "";
    case "computer":
      return "";
  }
}

/** What the fact is a part of, where a part that is missing in a newer capture does not exist any more. */
function wholeOf(fact: Fact): string | null {
  if (fact.tier === "B") return "whole resultant set";
  if (fact.kind === "registry") return `whole key ${fact.hive} ${fact.key}`.toLowerCase();
  return fact.kind === "observation" && LISTS.includes(fact.topic) ? `whole list ${fact.topic}` : null;
}

/** Observations that are the entries of one list. */
const LISTS: readonly string[] = ["firewall-rule", "certificate"];

/** The setting first, then the whole that it is a part of. */
function topicsOf(fact: Fact, keyOf: (name: string) => string): string[] {
  const host = `${fact.tier} ${fact.subject.kind === "host" ? keyOf(fact.subject.name) : ""}`;
  const whole = wholeOf(fact);
  return [settingOf(fact), ...(whole === null ? [] : [whole])].map((topic) => `${host}\n${topic}`);
}

/** It shows that its file tells the whole. Of a registry key only `reg export` writes every value. */
function isWhole(fact: Fact): boolean {
  return fact.kind !== "registry" || fact.tier === "B" || fact.via === "reg-file";
}

/** One for each older file, with the newest that took its place. */
function diagnosticsOf(older: ReadonlyMap<Fact, Capture>, captures: ReadonlyMap<string, Capture>): Diagnostic[] {
  const files = new Map<string, { facts: number; hosts: Set<string>; by: Capture }>();
  for (const [{ origin, subject }, by] of older) {
    const file = files.get(origin.path) ?? { facts: 0, hosts: new Set<string>(), by };
    file.facts += 1;
    if (subject.kind === "host") file.hosts.add(subject.name);
    if (newestFirst(by, file.by) < 0) file.by = by;
    files.set(origin.path, file);
  }
  return [...files].map(([path, { facts, hosts, by }]) => ({
    code: "older-capture",
    path,
    at: null,
    data: {
      host: [...hosts].toSorted(compareText).slice(0, 3).join(", "),
      time: captures.get(path)?.time ?? "",
      by: by.source.path,
      newer: by.time,
      facts,
    },
  }));
}
