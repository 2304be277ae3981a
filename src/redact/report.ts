/** The frozen report with every name of the estate replaced: a pure function, before anything is rendered. */
import { compareKeys, compareText } from "../core/order.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { DirectoryAudit } from "../core/directory-audit.ts";
import type { Source } from "../core/provenance.ts";
import {
  ANSWERS,
  type Conflict,
  type Finding,
  type FindingSubject,
  type GpoRecord,
  MICROSOFT_JUDGES,
  type Report,
  SEVERITIES,
  STATUSES,
  type ToolAnswer,
} from "../core/report.ts";
import type { Waiver, WaiverRow } from "../core/waiver.ts";
import { bucket, bucketAll } from "./coarse.ts";
import { redactFact, redactFactId, redactGpo, redactSourceId, redactTime, type Redaction } from "./facts.ts";
import { redactPolicy } from "./policy.ts";
import { redactPopulation } from "./population.ts";
import { hidden, nullable, textOf } from "./sentences.ts";

export function redactReport(report: Report, by: Redaction): Report {
  const { names } = by;
  const ids = findingIds(report, by);
  const facts = [...report.facts.values()]
    .map((fact) => redactFact(fact, by))
    .toSorted((a, b) =>
      compareKeys(
        placeKey(a.origin.path, a.origin.span.start, a.id),
        placeKey(b.origin.path, b.origin.span.start, b.id),
      ),
    );
  // Every field by its name: one that is added does not compile until somebody has decided what becomes of it.
  const { schema, tool, catalog, mode, formats } = report;
  return {
    schema,
    tool,
    catalog,
    mode,
    formats,
    asOf: by.coarse ? `${report.asOf.slice(0, 10)}T00:00:00Z` : report.asOf,
    waiverFile:
      report.waiverFile === null
        ? null
        : { path: names.path(report.waiverFile.path), digest: names.digest("waivers", report.waiverFile.digest) },
    filter:
      report.filter === null
        ? null
        : {
            expression: textOf(report.filter.expression, by),
            shown: new Set([...report.filter.shown].map((id) => ids.get(id) ?? id)),
          },
    sources: report.sources.map((source) => redactSource(source, by)).toSorted((a, b) => compareText(a.path, b.path)),
    uses: new Map(
      [...report.uses].map(([path, use]) => [
        names.path(path),
        {
          facts: by.coarse ? bucket(use.facts) : use.facts,
          tier: use.tier,
          about: use.about === null ? null : aboutOf(use.about, by),
        },
      ]),
    ),
    subjects: sortedBy(
      report.subjects.map((subject) => redactFindingSubject(subject, by)),
      (one) => [subjectText(one)],
    ),
    requirements: new Map(
      [...report.requirements].map(([id, words]) => [
        id,
        {
          ...words,
          title: textOf(words.title, by),
          label: textOf(words.label, by),
          want: textOf(words.want, by),
          why: textOf(words.why, by),
          functional: nullable(words.functional, by),
        },
      ]),
    ),
    gpos: sortedBy(
      report.gpos.map((gpo) => redactGpoRecord(gpo, by)),
      (gpo) => [gpo.container, gpo.guid ?? ""],
    ),
    findings: sortedBy(
      report.findings.map((finding) => redactFinding(finding, ids, by)),
      findingKey,
    ),
    waivers: report.waivers.map((row) => redactRow(row, ids, by)),
    conflicts: sortedBy(
      report.conflicts.map((conflict) => redactConflict(conflict, by)),
      (one) => [subjectText(one.subject), one.setting, ...one.candidates.map(({ fact }) => fact)],
    ),
    answers: sortedBy(
      report.answers.map((answer) => redactAnswer(answer, ids, by)),
      (one) => [ANSWERS.indexOf(one.answer), one.tool, one.item, subjectText(one.subject), one.fact],
    ),
    policy: redactPolicy(report.policy, by),
    // `since` is left out: what earlier results named is not among the names that are known.
    population: redactPopulation(report.population, by),
    sacl: report.sacl === null ? null : redactDirectory(report.sacl, by),
    diagnostics: sortedBy(
      report.diagnostics.map((one) => redactDiagnostic(one, by)),
      (one) => [one.path, one.at === null ? 0 : "line" in one.at ? one.at.line : one.at.offset, one.code],
    ),
    facts: new Map(facts.map((fact) => [fact.id, fact])),
    summary: by.coarse
      ? {
          ...report.summary,
          files: bucket(report.summary.files),
          bytes: bucket(report.summary.bytes),
          gpos: bucket(report.summary.gpos),
          facts: bucket(report.summary.facts),
          inputsWithProblems: bucket(report.summary.inputsWithProblems),
        }
      : report.summary,
  };
}

function placeKey(path: string, start: number, id: string): (string | number)[] {
  return [path, start, id];
}

/** A name that sorts late in the estate must not sort late here. */
function sortedBy<T>(list: readonly T[], key: (one: T) => (string | number)[]): T[] {
  return list
    .map((one) => ({ one, keys: key(one) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map(({ one }) => one);
}

function findingKey({ status, severity, silent, requirement, id }: Finding): (string | number)[] {
  return [STATUSES.indexOf(status), SEVERITIES.indexOf(severity), silent ? 0 : 1, requirement, id];
}

/** `host DC1`, `GPO "name"`, `12 GPOs`: names stand behind the word for what they are. */
function aboutOf(about: string, by: Redaction): string {
  const host = /^host (.+)$/.exec(about);
  return host?.[1] === undefined ? textOf(about, by) : `host ${by.names.host(host[1])}`;
}

function redactFindingSubject(subject: FindingSubject, by: Redaction): FindingSubject {
  const { names, text } = by;
  switch (subject.kind) {
    case "domain":
      return { ...subject, name: names.domain(subject.name) };
    case "host":
      return {
        ...subject,
        name: names.host(subject.name),
        domain: subject.domain === null ? null : names.domain(subject.domain),
      };
    case "gpo":
      return { ...redactGpo(subject, names), container: names.path(subject.container) };
    case "object":
      return {
        ...subject,
        name: text.isConstant(subject.name) ? subject.name : names.place(subject.name),
        domain: names.domain(subject.domain),
      };
    case "forest":
      return { ...subject, name: redactForest(subject.name, by) };
  }
}

/** `corp.example`, or words of ours: `tenant`, `3 domains`. */
function redactForest(name: string, by: Redaction): string {
  return name === "tenant" || /^\d+ domains$/.test(name) ? textOf(name, by) : by.names.domain(name);
}

function subjectText(subject: FindingSubject): string {
  switch (subject.kind) {
    case "domain":
      return `domain:${subject.name}${subject.role === null ? "" : `/${subject.role}`}`;
    case "gpo":
      return `gpo:${subject.guid ?? ""}@${subject.container}`;
    case "object":
      return `object:${subject.name}@${subject.domain}`;
    default:
      return `${subject.kind}:${subject.name}`;
  }
}

/** `<requirement>@<subject>`; two that fall together are numbered. */
function findingIds({ findings }: Report, by: Redaction): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const used = new Set<string>();
  for (const { id, requirement, subject } of findings) {
    if (ids.has(id)) continue;
    const base = `${requirement}@${subjectText(redactFindingSubject(subject, by))}`;
    let made = base;
    for (let number = 2; used.has(made); number += 1) made = `${base}~${number}`;
    used.add(made);
    ids.set(id, made);
  }
  return ids;
}

function redactFinding(finding: Finding, ids: ReadonlyMap<string, string>, by: Redaction): Finding {
  const text = (one: string): string => textOf(one, by);
  const { names } = by;
  const { requirement, revision, status, rung, severity, cause, silent, checklist } = finding;
  return {
    requirement,
    revision,
    status,
    rung,
    severity,
    cause,
    silent,
    checklist,
    id: ids.get(finding.id) ?? "",
    title: text(finding.title),
    label: text(finding.label),
    subject: redactFindingSubject(finding.subject, by),
    computers: finding.computers.map((host) => names.host(host)).toSorted(compareText),
    want: text(finding.want),
    have: text(finding.have),
    evidence: finding.evidence.map((id) => redactFactId(id, names)),
    trail: finding.trail.map((step) => ({
      ...step,
      fact: redactFactId(step.fact, names),
      gpo: {
        guid: step.gpo.guid === null ? null : names.gpo(step.gpo.guid),
        name: step.gpo.name === null ? null : names.gpo(step.gpo.name),
        container: names.path(step.gpo.container),
      },
      link: step.link === null ? null : { ...step.link, container: names.place(step.link.container) },
      sets: text(step.sets),
      because: nullable(step.because, by),
    })),
    ask: finding.ask.map(text),
    microsoft: Object.fromEntries(
      MICROSOFT_JUDGES.flatMap((judge) => {
        const said = finding.microsoft[judge];
        return said === undefined ? [] : [[judge, { verdict: said.verdict, reason: text(said.reason) }]];
      }),
    ),
    events: finding.events.map(text),
    detections: finding.detections.map(({ title, basis }) => ({ title: text(title), basis })),
    remedy: finding.remedy.map((one) => ({ via: one.via, text: text(one.text), commands: one.commands.map(text) })),
    notes: finding.notes.map(text),
    waiver: finding.waiver === null ? null : redactWaiver(finding.waiver, by),
  };
}

/** Reasons and tickets are free text of people: who reads them needs the whole bag. */
function redactWaiver<T extends Waiver | WaiverRow>(waiver: T, { names, text }: Redaction): T {
  const made = {
    ...waiver,
    id: names.other("waiver", waiver.id),
    owner: names.account(waiver.owner),
    requestedBy: names.account(waiver.requestedBy),
    approvedBy: waiver.approvedBy === null ? null : names.account(waiver.approvedBy),
    reason: hidden(waiver.reason),
    compensating: waiver.compensating === null ? null : hidden(waiver.compensating),
    evidence: waiver.evidence.map(hidden),
  };
  return "because" in waiver
    ? { ...made, because: waiver.because === null ? null : text.redact(waiver.because) }
    : made;
}

function redactRow(row: WaiverRow, ids: ReadonlyMap<string, string>, by: Redaction): WaiverRow {
  return {
    ...redactWaiver(row, by),
    rules: row.rules.map((rule) => textOf(rule, by)),
    subjects: row.subjects.map((subject) => textOf(subject, by)),
    findings: row.findings.flatMap((id) => ids.get(id) ?? []),
    warnings: row.warnings.map((warning) => textOf(warning, by)),
  };
}

function redactSource(source: Source, by: Redaction): Source {
  const { names } = by;
  const { kind, encoding, read } = source;
  return {
    kind,
    encoding,
    read,
    id: redactSourceId(source.id, names),
    path: names.path(source.path),
    bytes: by.coarse ? bucket(source.bytes) : source.bytes,
    reason: source.reason === null ? null : by.text.quoting(source.reason),
    memberOf: source.memberOf === null ? null : redactSourceId(source.memberOf, names),
    taken: source.taken === null ? null : { ...source.taken, time: redactTime(source.taken.time, by) },
  };
}

function redactGpoRecord(gpo: GpoRecord, by: Redaction): GpoRecord {
  const { names } = by;
  const { guid, name, domain } = redactGpo(gpo, names);
  return {
    guid,
    name,
    domain,
    container: names.path(gpo.container),
    backupTime: gpo.backupTime === null ? null : redactTime(gpo.backupTime, by),
    linkedTo: gpo.linkedTo === null ? null : gpo.linkedTo.map((place) => names.place(place)).toSorted(compareText),
    settings: by.coarse ? bucket(gpo.settings) : gpo.settings,
    supersededBy: gpo.supersededBy === null ? null : names.path(gpo.supersededBy),
    kind: gpo.kind,
    computerEnabled: gpo.computerEnabled,
  };
}

function redactConflict({ subject, setting, candidates, ask }: Conflict, by: Redaction): Conflict {
  return {
    subject: redactFindingSubject(subject, by),
    setting: textOf(setting, by),
    candidates: candidates.map(({ fact, gpo, sets }) => ({
      fact: redactFactId(fact, by.names),
      gpo: by.names.gpo(gpo),
      sets: textOf(sets, by),
    })),
    ask: ask.map((one) => textOf(one, by)),
  };
}

function redactAnswer(answer: ToolAnswer, ids: ReadonlyMap<string, string>, by: Redaction): ToolAnswer {
  return {
    tool: textOf(answer.tool, by),
    item: textOf(answer.item, by),
    said: textOf(answer.said, by),
    subject: redactFindingSubject(answer.subject, by),
    answer: answer.answer,
    because: textOf(answer.because, by),
    ask: answer.ask.map((one) => textOf(one, by)),
    finding: answer.finding === null ? null : (ids.get(answer.finding) ?? null),
    fact: redactFactId(answer.fact, by.names),
  };
}

/** Parts of a diagnostic that are sentences of ours, which may quote an input. */
const OURS = new Set(["counts", "format", "formats", "message", "more", "next", "read", "reason", "what", "why"]);

/** Keys of the data are words of ours; one that is not is text of the input. */
function redactDiagnostic({ code, path, at, data }: Diagnostic, by: Redaction): Diagnostic {
  const made = Object.entries(data).map(([key, value]) => [
    by.text.redact(key),
    typeof value !== "string" ? value : OURS.has(key) ? by.text.quoting(value) : by.text.free(value),
  ]);
  return { code, path: by.names.path(path), at, data: Object.fromEntries(made) };
}

function redactDirectory(sacl: DirectoryAudit, by: Redaction): DirectoryAudit {
  const { names } = by;
  const tally = <T>(value: T): T => (by.coarse ? bucketAll(value) : value);
  return {
    ...tally({ ...sacl, roots: [], blocked: [], containers: [], objects: [] }),
    roots: sortedBy(
      sacl.roots.map((root) => ({ ...root, object: names.place(root.object) })),
      (one) => [one.object],
    ),
    blocked: sortedBy(
      sacl.blocked.map((one) => ({
        object: names.place(one.object),
        class: nullable(one.class, by),
        below: tally(one.below),
      })),
      (one) => [-one.below.notAudited, -one.below.open, -one.below.notRead, one.object],
    ),
    containers: sortedBy(
      sacl.containers.map((one) => ({ ...tally(one), container: names.place(one.container) })),
      (one) => [-one.notAudited, -one.open, -one.notRead, one.container],
    ),
    objects: sortedBy(
      sacl.objects.map((one) => ({
        ...one,
        object: names.place(one.object),
        container: names.place(one.container),
        from: one.from === null ? null : names.place(one.from),
        missing: /^(?:[A-Z]{2})*$/.test(one.missing) ? one.missing : textOf(one.missing, by),
      })),
      (one) => [one.container, one.object],
    ),
  };
}
