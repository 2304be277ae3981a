/** `diff/1` and `series/1` as JSON documents in a fixed order of keys; docs/diff.md describes them. */
import {
  type Diff,
  FINDING_GROUPS,
  type FindingChange,
  type Held,
  type SeriesPoint,
  type Side,
  type StandingThen,
} from "../core/diff.ts";
import { STATUSES } from "../core/report.ts";
import { countOf } from "./diff-words.ts";
import type { JsonRecord } from "./fact-json.ts";
import { jsonText } from "./json-text.ts";
import { subjectRecord } from "./records.ts";

export function* renderJson(diff: Diff): Iterable<string> {
  yield `${jsonText(diffRecord(diff), 2)}\n`;
}

export function* renderSeriesJson(points: readonly SeriesPoint[], diff: Diff): Iterable<string> {
  const record = { schema: "series/1", points: points.map(pointRecord), diff: diffRecord(diff) };
  yield `${jsonText(record, 2)}\n`;
}

function pointRecord({ side, since }: SeriesPoint): JsonRecord {
  const counts = since === null ? null : Object.fromEntries(FINDING_GROUPS.map((group) => [group, since[group]]));
  return { ...sideRecord(side), since: counts };
}

function diffRecord(diff: Diff): JsonRecord {
  const { before, after, notes, findings, settings, gpos, links, waivers, population, inputs, notComparable } = diff;
  return {
    schema: "diff/1",
    before: sideRecord(before),
    after: sideRecord(after),
    notes: notes.map(({ code, text }) => ({ code, text })),
    summary: Object.fromEntries(FINDING_GROUPS.map((group) => [group, countOf(diff, group)])),
    findings: findings.filter(({ group, changed }) => group !== "same" || changed).map(findingRecord),
    settings: settings.map((row) => ({
      change: row.change,
      setting: row.setting,
      name: row.name,
      before: heldRecord(row.before),
      after: heldRecord(row.after),
    })),
    gpos: gpos.map((row) => ({
      change: row.change,
      guid: row.guid,
      domain: row.domain,
      before: row.before,
      after: row.after,
      settings: row.settings,
    })),
    links: links.map(({ change, gpo, container, before: was, after: is }) => ({
      change,
      gpo,
      container,
      before: was,
      after: is,
    })),
    waivers: waivers.map(({ finding, before: was, after: is }) => ({
      finding,
      before: waiverRecord(was),
      after: waiverRecord(is),
    })),
    population: population.map(({ change, kind, name }) => ({ change, kind, name })),
    inputs: inputs.map(({ change, before: was, after: is, taken }) => ({
      change,
      before: was,
      after: is,
      taken: { before: taken.before, after: taken.after },
    })),
    notComparable: notComparable.map(({ what, because, ask }) => ({ what, because, ask: [...ask] })),
  };
}

function sideRecord({ label, kind, asOf, tool, catalog, mode, findings, checklist }: Side): JsonRecord {
  return {
    label,
    kind,
    asOf,
    tool: { name: tool.name, version: tool.version },
    catalog: { version: catalog.version, digest: catalog.digest },
    mode,
    findings: Object.fromEntries(STATUSES.map((status) => [status, findings[status]])),
    checklist,
  };
}

function findingRecord(change: FindingChange): JsonRecord {
  const { group, id, requirement, title, severity, subject, changed, because, before, after } = change;
  return {
    group,
    id,
    requirement,
    title,
    severity,
    subject: subjectRecord(subject),
    changed,
    because,
    before: standingRecord(before),
    after: standingRecord(after),
  };
}

function standingRecord(standing: StandingThen | null): JsonRecord | null {
  if (standing === null) return null;
  const { status, have, winner, cause, at, revision, waiver, ask } = standing;
  return { status, have, winner, cause, at, revision, waiver: waiverRecord(waiver), ask: [...ask] };
}

function heldRecord(held: Held | null): JsonRecord | null {
  if (held === null) return null;
  const { holder, value, inert, at } = held;
  return { holder, value, inert, at };
}

function waiverRecord(waiver: StandingThen["waiver"]): JsonRecord | null {
  return waiver === null ? null : { id: waiver.id, state: waiver.state };
}
