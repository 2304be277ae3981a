/** `results/1` of the command-line contract, part by part. Keys are written one by one: their order is part of the bytes. */
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Fact } from "../core/fact.ts";
import { messageOf } from "../core/messages.ts";
import type { Source } from "../core/provenance.ts";
import {
  type Conflict,
  type ContainerRecord,
  type Finding,
  type FindingSubject,
  type GpoRecord,
  type LinkRecord,
  MICROSOFT_JUDGES,
  type Report,
  type SettingRecord,
  SEVERITIES,
  STATUSES,
  type Summary,
  type ToolAnswer,
  type TrailStep,
} from "../core/report.ts";
import { type Waiver, type WaiverRow, WAIVER_STATES } from "../core/waiver.ts";
import { compareKeys } from "../core/order.ts";
import { type JsonRecord, positionRecord } from "./fact-json.ts";
import { shownFindings } from "./shown.ts";

export function headRecord(report: Report): JsonRecord {
  const { schema, asOf, tool, catalog, mode, waiverFile, filter, findings } = report;
  return {
    schema,
    asOf,
    tool: { name: tool.name, version: tool.version },
    catalog: { version: catalog.version, digest: catalog.digest },
    mode,
    waiverFile: waiverFile === null ? null : { path: waiverFile.path, digest: waiverFile.digest },
    filter: filter === null ? null : { expression: filter.expression, shown: filter.shown.size, of: findings.length },
  };
}

export function sourceRecord(source: Source, uses: Report["uses"]): JsonRecord {
  const { id, path, kind, bytes, encoding, read, reason, memberOf, taken } = source;
  const { facts, tier, about } = uses.get(path) ?? { facts: 0, tier: null, about: null };
  const when = taken === null ? null : { time: taken.time, basis: taken.basis };
  return { id, path, kind, bytes, encoding, read, reason, memberOf, taken: when, facts, tier, about };
}

export function subjectRecord(subject: FindingSubject): JsonRecord {
  const { kind, name } = subject;
  if (kind === "domain") return { kind, name, role: subject.role };
  if (kind === "host") return { kind, name, domain: subject.domain, roles: [...subject.roles] };
  if (kind === "object") return { kind, name, domain: subject.domain };
  if (kind === "forest") return { kind, name };
  return { kind, guid: subject.guid, name, domain: subject.domain, container: subject.container };
}

export function gpoRecord(gpo: GpoRecord): JsonRecord {
  const { guid, name, domain, container, backupTime, linkedTo, settings, supersededBy, kind, computerEnabled } = gpo;
  return { guid, name, domain, container, backupTime, linkedTo, settings, supersededBy, kind, computerEnabled };
}

export function settingRecord({ holder, setting, name, value, inert, fact, at }: SettingRecord): JsonRecord {
  return { holder: { kind: holder.kind, name: holder.name }, setting, name, value, inert, fact, at };
}

export function linkRecord({ gpo, container, key, order, enabled, enforced }: LinkRecord): JsonRecord {
  const { guid, name, domain } = gpo;
  return { gpo: { guid, name, domain }, container, key, order, enabled, enforced };
}

export function containerRecord({ container, key, complete, blocksInheritance }: ContainerRecord): JsonRecord {
  return { container, key, complete, blocksInheritance };
}

export function findingRecord(finding: Finding): JsonRecord {
  return {
    id: finding.id,
    requirement: finding.requirement,
    revision: finding.revision,
    title: finding.title,
    label: finding.label,
    subject: subjectRecord(finding.subject),
    computers: [...finding.computers],
    status: finding.status,
    rung: finding.rung,
    severity: finding.severity,
    want: finding.want,
    have: finding.have,
    evidence: [...finding.evidence],
    trail: finding.trail.map(stepRecord),
    cause: finding.cause,
    ask: [...finding.ask],
    microsoft: microsoftRecord(finding),
    events: [...finding.events],
    detections: finding.detections.map(({ title, basis }) => ({ title, basis })),
    remedy: finding.remedy.map(({ via, text, commands }) => ({ via, text, commands: [...commands] })),
    notes: [...finding.notes],
    silent: finding.silent,
    checklist: finding.checklist,
    waiver: finding.waiver === null ? null : waiverRecord(finding.waiver),
  };
}

function waiverRecord(waiver: Waiver): JsonRecord {
  const { id, kind, state, because } = waiver;
  return { id, kind, state, because, ...waiverWords(waiver) };
}

export function waiverRowRecord(row: WaiverRow): JsonRecord {
  const { id, kind, state, rules, subjects, findings, warnings, at } = row;
  return {
    id,
    kind,
    state,
    rules: [...rules],
    subjects: [...subjects],
    ...waiverWords(row),
    findings: [...findings],
    warnings: [...warnings],
    at: { line: at.line, column: at.column },
  };
}

function waiverWords(waiver: Waiver | WaiverRow) {
  const { owner, requestedBy, approvedBy, approvedOn, expires, reason, compensating, evidence } = waiver;
  return { owner, requestedBy, approvedBy, approvedOn, expires, reason, compensating, evidence: [...evidence] };
}

function stepRecord({ result, rule, fact, gpo, link, sets, because }: TrailStep): JsonRecord {
  return {
    result,
    rule,
    fact,
    gpo: { guid: gpo.guid, name: gpo.name, container: gpo.container },
    link: link === null ? null : { container: link.container, enforced: link.enforced, order: link.order },
    sets,
    because,
  };
}

function microsoftRecord({ microsoft }: Finding): JsonRecord {
  const record: Record<string, JsonRecord> = {};
  for (const judge of MICROSOFT_JUDGES) {
    const said = microsoft[judge];
    if (said !== undefined) record[judge] = { verdict: said.verdict, reason: said.reason };
  }
  return record;
}

export function conflictRecord({ subject, setting, candidates, ask }: Conflict): JsonRecord {
  return {
    subject: subjectRecord(subject),
    setting,
    candidates: candidates.map(({ fact, gpo, sets }) => ({ fact, gpo, sets })),
    ask: [...ask],
  };
}

export function answerRecord(given: ToolAnswer): JsonRecord {
  const { tool, item, said, answer, because, ask, finding, fact } = given;
  return { tool, item, said, subject: subjectRecord(given.subject), answer, because, ask: [...ask], finding, fact };
}

export function diagnosticRecord(diagnostic: Diagnostic): JsonRecord {
  const { level, message, next } = messageOf(diagnostic);
  return { code: diagnostic.code, level, path: diagnostic.path, at: positionRecord(diagnostic.at), message, next };
}

export function summaryRecord(summary: Summary): JsonRecord {
  const { verdict, files, bytes, gpos, facts, findings, open, afterWaivers, waived, checklist, inputsWithProblems } =
    summary;
  return {
    verdict,
    files,
    bytes,
    gpos,
    facts,
    findings: Object.fromEntries(STATUSES.map((status) => [status, findings[status]])),
    open: Object.fromEntries(SEVERITIES.map((severity) => [severity, open[severity]])),
    afterWaivers: Object.fromEntries(SEVERITIES.map((severity) => [severity, afterWaivers[severity]])),
    waived: Object.fromEntries(WAIVER_STATES.map((state) => [state, waived[state]])),
    checklist,
    inputsWithProblems,
  };
}

/** The facts that stand behind what is shown, in the order of files and of places in them. */
export function citedFacts(report: Report): Fact[] {
  return [...(report.filter === null ? report.facts.values() : factsShown(report))]
    .map((fact) => ({ fact, key: [fact.origin.path, fact.origin.span.start, fact.id] }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ fact }) => fact);
}

function factsShown(report: Report): Fact[] {
  const cited = new Set([
    ...shownFindings(report).flatMap(({ evidence, trail }) => [...evidence, ...trail.map(({ fact }) => fact)]),
    ...report.conflicts.flatMap(({ candidates }) => candidates.map(({ fact }) => fact)),
    ...report.answers.map(({ fact }) => fact),
  ]);
  return [...report.facts.values()].filter(({ id }) => cited.has(id));
}
