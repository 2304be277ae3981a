/** The report as people read it: what is wrong, who decides, what to run, what to collect. Every text output shows this. */
import { messageOf, type Message } from "../core/messages.ts";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Source } from "../core/provenance.ts";
import {
  type Finding,
  type GpoRecord,
  type MicrosoftJudge,
  type Report,
  SEVERITIES,
  type Severity,
  type Status,
} from "../core/report.ts";
import { blocksOf, type FailBlock } from "./blocks.ts";
import { domainNames, placeNamer } from "./domains.ts";
import { collectFixes, type Fix, rankFixes, remedyKey } from "./fixes.ts";
import { groupBy } from "./group.ts";
import { type InputRow, inputRows } from "./inputs.ts";
import { shownFindings } from "./shown.ts";
import { shortTitles } from "./short-titles.ts";
import { type UnknownArea, unknownAreas } from "./unknowns.ts";
import { detectionText, disagreeing, type GpoRef, subjectText } from "./words.ts";

export interface AskGroup {
  readonly ask: readonly string[];
  readonly findings: readonly Finding[];
}

/** Findings of one subject; or of one requirement, where its subjects are GPOs, of which there may be hundreds. */
export interface PassGroup {
  readonly about: string;
  readonly names: readonly string[];
  readonly findings: readonly Finding[];
}

interface UnusedGroup {
  readonly read: Source["read"];
  readonly reason: string;
  readonly sources: readonly Source[];
}

interface DiagnosticGroup extends Pick<Message, "level" | "title" | "next"> {
  readonly entries: readonly { readonly diagnostic: Diagnostic; readonly message: string }[];
}

interface KindCount {
  readonly kind: string;
  readonly files: number;
  readonly bytes: number;
  readonly reads: string;
}

/** Where Microsoft's tools will say something else than this report. */
interface Disagreement {
  readonly judge: MicrosoftJudge;
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** Of all findings, whatever a filter shows. */
interface Totals {
  readonly fails: readonly Finding[];
  readonly unknown: readonly Finding[];
  readonly passed: readonly Finding[];
  readonly notApplicable: readonly Finding[];
  readonly checklist: readonly Finding[];
}

/** The lists are of the findings that are shown; `totals` are of all. */
export interface View {
  readonly report: Report;
  readonly totals: Totals;
  /** All fails: first those that look configured and do nothing, then the others, each worst first. */
  readonly fails: readonly Finding[];
  readonly silentBlocks: readonly FailBlock[];
  readonly failBlocks: readonly FailBlock[];
  readonly unknown: readonly Finding[];
  /** By what to get: for the terminal. */
  readonly areas: readonly UnknownArea[];
  /** By the exact list of questions: for documents. */
  readonly asks: readonly AskGroup[];
  readonly checklist: readonly Finding[];
  readonly passed: readonly PassGroup[];
  readonly notApplicable: readonly PassGroup[];
  readonly disagreements: readonly Disagreement[];
  readonly kinds: readonly KindCount[];
  readonly inputs: readonly InputRow[];
  readonly unused: readonly Source[];
  readonly diagnostics: readonly DiagnosticGroup[];
  readonly superseded: readonly GpoRecord[];
  readonly domains: readonly string[];
  readonly gpo: (gpo: GpoRef) => string;
  /** Where a GPO is linked. */
  readonly place: (container: string) => string;
  readonly subject: (finding: Pick<Finding, "subject">) => string;
  readonly fixesOf: (finding: Finding) => readonly Fix[];
  /** The fixes that come first in some finding, those that settle the worst and the most first. */
  readonly topFixes: readonly Fix[];
}

export function viewOf(report: Report): View {
  const gpo = gpoNamer(report);
  const domains = domainNames(report.subjects);
  const subject = (finding: Pick<Finding, "subject">): string => subjectText(finding.subject, gpo);
  const findings = shownFindings(report);
  const judged = findings.filter((finding) => !finding.checklist);
  const failing = worstFirst(judged.filter((finding) => finding.status === "fail"));
  const silent = failing.filter((finding) => finding.silent);
  const loud = failing.filter((finding) => !finding.silent);
  const fails = [...silent, ...loud];
  const unknown = worstFirst(judged.filter((finding) => finding.status === "unknown"));
  const passed = judged.filter((finding) => finding.status === "pass");
  const fixes = collectFixes(fails);
  return {
    report,
    totals: totalsOf(report),
    fails,
    silentBlocks: blocksOf(silent),
    failBlocks: blocksOf(loud),
    unknown,
    areas: unknownAreas(unknown, gpo),
    asks: groupAsks(unknown),
    checklist: findings.filter((finding) => finding.checklist),
    passed: groupPassed(passed, subject),
    notApplicable: groupPassed(
      judged.filter((finding) => finding.status === "not-applicable"),
      subject,
    ),
    disagreements: groupDisagreements(passed),
    kinds: countKinds(report.sources),
    inputs: inputRows(report),
    unused: report.sources.filter((source) => source.read !== "complete"),
    diagnostics: groupDiagnostics(report),
    superseded: report.gpos.filter((record) => record.supersededBy !== null),
    domains,
    gpo,
    place: placeNamer(domains),
    subject,
    fixesOf: (finding) =>
      finding.remedy.flatMap((remedy) => {
        const fix = fixes.get(remedyKey(remedy, finding));
        return fix === undefined ? [] : [fix];
      }),
    topFixes: rankFixes(fails, fixes),
  };
}

function totalsOf({ findings }: Report): Totals {
  const judged = (status: Status): Finding[] =>
    findings.filter((finding) => finding.status === status && !finding.checklist);
  return {
    fails: judged("fail"),
    unknown: judged("unknown"),
    passed: judged("pass"),
    notApplicable: judged("not-applicable"),
    checklist: findings.filter((finding) => finding.checklist),
  };
}

/** `"name"`, with the beginning of its GUID where two GPOs have that name; GUID or container for a nameless one. */
function gpoNamer(report: Report): (gpo: GpoRef) => string {
  const bearers = new Map<string, Set<string>>();
  for (const { name, guid, container } of report.gpos) {
    if (name === null) continue;
    const key = name.toLowerCase();
    bearers.set(key, (bearers.get(key) ?? new Set()).add(guid ?? container));
  }
  return ({ guid, name, container }) => {
    if (name === null || name.trim() === "") return guid === null ? container : `{${guid}}`;
    const shared = (bearers.get(name.toLowerCase())?.size ?? 0) > 1;
    return shared ? `"${name}" ${guid === null ? container : `{${guid.slice(0, 8)}...}`}` : `"${name}"`;
  };
}

function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

/** Stable: within a severity the order of the report. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => severityRank(a.severity) - severityRank(b.severity));
}

/** One group for each set of questions; most settled by one answer first, findings that nothing settles last. */
function groupAsks(unknown: readonly Finding[]): AskGroup[] {
  const groups = groupBy(unknown, (finding) => JSON.stringify(finding.ask)).map((findings) => ({
    ask: findings[0]?.ask ?? [],
    findings,
  }));
  const rank = ({ ask, findings }: AskGroup): number =>
    ask.length === 0 ? SEVERITIES.length : severityRank(findings[0]?.severity ?? "info");
  return groups.sort((a, b) => rank(a) - rank(b) || b.findings.length - a.findings.length);
}

function isGpo({ subject }: Finding): boolean {
  return subject.kind === "gpo";
}

function groupPassed(findings: readonly Finding[], subject: (finding: Finding) => string): PassGroup[] {
  return groupBy(findings, (finding) =>
    isGpo(finding) ? `r ${finding.requirement}` : `s ${subject(finding)}`,
  ).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    if (!isGpo(first)) return [{ about: subject(first), names: shortTitles(group), findings: group }];
    return [{ about: first.title, names: group.map(subject), findings: group }];
  });
}

function groupDisagreements(passed: readonly Finding[]): Disagreement[] {
  const groups = new Map<string, { judge: MicrosoftJudge; reason: string; findings: Finding[] }>();
  for (const finding of passed) {
    for (const judge of disagreeing(finding)) {
      const reason = finding.microsoft[judge]?.reason ?? "";
      const key = `${judge}\n${reason}`;
      const group = groups.get(key) ?? { judge, reason, findings: [] };
      group.findings.push(finding);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

const NO_FORMAT = "(no known format)";

function countKinds(sources: readonly Source[]): KindCount[] {
  return groupBy(sources, (source) => source.kind ?? NO_FORMAT)
    .map((group) => {
      const states = groupBy(group, (source) => source.read);
      const reads = states.map((same) => (states.length === 1 ? "" : `${same.length} `) + (same[0]?.read ?? ""));
      return {
        kind: group[0]?.kind ?? NO_FORMAT,
        files: group.length,
        bytes: group.reduce((sum, source) => sum + source.bytes, 0),
        reads: reads.join(", "),
      };
    })
    .sort((a, b) => b.files - a.files || (a.kind < b.kind ? -1 : 1));
}

/** Unused sources by reason, most files first. */
export function groupUnused(sources: readonly Source[]): UnusedGroup[] {
  return groupBy(sources, (source) => `${source.read}\n${generalReason(source)}`)
    .map((group) => {
      const [first] = group;
      const reason = (group.length === 1 ? first?.reason : first && generalReason(first)) ?? "no reason given";
      return { read: first?.read ?? "ignored", reason, sources: group };
    })
    .sort((a, b) => b.sources.length - a.sources.length);
}

/** Without what is particular to one file. */
function generalReason({ reason }: Source): string | null {
  return reason === null ? null : (reason.split("; begins with ")[0] ?? reason);
}

/** What the list of unused files and of older backups says already is left to it. */
function groupDiagnostics(report: Report): DiagnosticGroup[] {
  const listedPaths = new Set(
    report.sources.filter((source) => source.read !== "complete").map((source) => source.path),
  );
  const rest = report.diagnostics.filter(({ code, path }) => {
    if (code === "unrecognised" || code === "refused-format") return !listedPaths.has(path);
    return code !== "superseded" || !report.gpos.some((gpo) => gpo.supersededBy !== null);
  });
  const levels = ["error", "warning", "info"];
  return groupBy(rest, ({ code }) => code)
    .flatMap((group) => {
      const entries = group.map((diagnostic) => ({ diagnostic, message: messageOf(diagnostic).message }));
      const first = group[0] === undefined ? null : messageOf(group[0]);
      return first === null ? [] : [{ level: first.level, title: first.title, next: first.next, entries }];
    })
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level));
}

/** What the fails of a block blind: events, then detections in words, those that Microsoft documents first. */
export function lossesOf(findings: readonly Finding[]): { readonly events: string[]; readonly detections: string[] } {
  const events = new Set(findings.flatMap((finding) => finding.events));
  const all = findings.flatMap((finding) => finding.detections);
  const detections = new Set(
    ["documented", "inferred"].flatMap((basis) => all.filter((d) => d.basis === basis).map(detectionText)),
  );
  return { events: [...events], detections: [...detections] };
}
