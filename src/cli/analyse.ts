/** Paths in, one frozen report out: the pipeline of the whole program in its order. */
import { answersOf } from "../catalog/answers.ts";
import { catalogsNamed, requirementsIn } from "../catalog/catalogs.ts";
import type { Catalog } from "../catalog/catalogs.ts";
import type { Requirement } from "../catalog/define.ts";
import { REQUIREMENTS } from "../catalog/index.generated.ts";
import { judging } from "../catalog/judge.ts";
import type { Verdicts } from "../catalog/judge.ts";
import { selectorsOf } from "../catalog/selectors.ts";
import type { Fact, FactId } from "../core/fact.ts";
import { InputError } from "../core/failure.ts";
import { messageOf } from "../core/messages.ts";
import { SEVERITIES, STATUSES } from "../core/report.ts";
import type { Finding, Report, Role, Summary, ToolAnswer } from "../core/report.ts";
import { atOnce } from "../core/steps.ts";
import { TOOL } from "../core/version.ts";
import { WAIVER_STATES } from "../core/waiver.ts";
import { assembling } from "../evidence/assemble.ts";
import { applyDeclared } from "../evidence/declared.ts";
import type { Evidence, Gpo } from "../evidence/evidence.ts";
import { FORMATS } from "../formats/index.generated.ts";
import { sha256Hex } from "../platform/digest.ts";
import { usesOf } from "../evidence/uses.ts";
import { directoryAudit } from "../sacl/directory-audit.ts";
import { estateOf } from "../policy/estate.ts";
import { policyRecord } from "../policy/policy-record.ts";
import { populationOf } from "../policy/population/population.ts";
import { counted } from "../report/words.ts";
import type { Inputs } from "./read-inputs.ts";

/** The version of the catalog's data; raised with every change of a requirement. */
export const CATALOG_VERSION = "2026.11";

export interface AnalyseOptions {
  readonly asOf: string;
  readonly roles: ReadonlyMap<string, readonly Role[]>;
  /** Left out: what Defender for Identity needs. */
  readonly catalogs?: readonly Catalog[];
}

/** Of all catalogs, so that runs with different ones list the same settings. */
const SELECTORS = REQUIREMENTS.flatMap(({ expect }) => selectorsOf(expect));

const DEFAULT_CATALOGS = catalogsNamed("mdi") ?? [];

/** Of the requirements as data. */
export function catalogDigest(catalogs: readonly Catalog[] = DEFAULT_CATALOGS): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(requirementsIn(catalogs))));
}

export function evidenceOf(inputs: Inputs): Evidence {
  return atOnce(gathering(inputs));
}

/** In pieces, as {@link analysing}. */
export function* gathering(inputs: Inputs): Generator<string, Evidence, undefined> {
  yield `putting together: ${counted(inputs.files.length, "file")}`;
  const declared = applyDeclared(inputs.files);
  const steps = assembling(declared.files);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done !== true) {
      yield `putting together: ${step.value} of ${counted(inputs.files.length, "file")}`;
      continue;
    }
    const evidence = step.value;
    return { ...evidence, diagnostics: [...inputs.problems, ...declared.diagnostics, ...evidence.diagnostics] };
  }
}

/** @throws InputError when nothing under the paths carries a fact. */
export function analyse(evidence: Evidence, options: AnalyseOptions): Report {
  return atOnce(analysing(evidence, options));
}

/** In pieces, for whoever shows how far it is: each says what comes next. @throws InputError as {@link analyse}. */
export function* analysing(evidence: Evidence, options: AnalyseOptions): Generator<string, Report, undefined> {
  const gpos = evidence.gpos.filter((gpo) => gpo.supersededBy === null).length;
  yield `who reaches whom: ${counted(gpos, "GPO")}`;
  const estate = estateOf(evidence, options.roles);
  yield `SACLs: ${counted(evidence.facts.length, "fact")}`;
  const sacl = directoryAudit(evidence.facts);
  if (estate.domains.length === 0 && estate.hosts.length === 0 && sacl === null) throw nothingAnalysed(evidence);
  const catalogs = options.catalogs ?? DEFAULT_CATALOGS;
  const about = `${counted(requirementsIn(catalogs).length, "requirement")}, ${counted(estate.hosts.length, "host")}`;
  const verdicts = yield* judgingOf(judging(requirementsIn(catalogs), { evidence, estate }), about);
  yield "answers to Microsoft's tools";
  const answers = answersOf(requirementsIn(catalogs), verdicts.findings, { evidence, estate });
  return {
    schema: "results/1",
    asOf: options.asOf,
    tool: TOOL,
    catalog: { version: CATALOG_VERSION, digest: catalogDigest(catalogs) },
    mode: estate.mode,
    waiverFile: null,
    filter: null,
    sources: evidence.sources,
    uses: usesOf(evidence.facts),
    formats: new Map(FORMATS.map(({ id, title }) => [id, title])),
    subjects: verdicts.subjects,
    requirements: requirementWords(requirementsIn(catalogs), verdicts.findings),
    gpos: evidence.gpos.map(gpoRecord),
    findings: verdicts.findings,
    waivers: [],
    conflicts: verdicts.conflicts,
    answers,
    diagnostics: evidence.diagnostics,
    facts: citedFacts(evidence, verdicts, answers),
    policy: policyRecord(evidence, estate, SELECTORS),
    sacl,
    population: populationOf(evidence, estate, options.asOf),
    summary: summaryOf(evidence, verdicts.findings),
  };
}

function* judgingOf(steps: ReturnType<typeof judging>, about: string): Generator<string, Verdicts, undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    yield `judging: ${step.value} of ${about}`;
  }
}

function requirementWords(requirements: readonly Requirement[], findings: readonly Finding[]): Report["requirements"] {
  const named = new Set(findings.map((finding) => finding.requirement));
  return new Map(
    requirements
      .filter(({ id }) => named.has(id))
      .map(({ id, revision, title, label, severity, want, why, functional, references }) => [
        id,
        {
          id,
          revision,
          title,
          label,
          severity,
          want,
          why,
          functional: functional ?? null,
          references: references.map(({ title, locator }) => ({ title, locator })),
        },
      ]),
  );
}

export function nothingAnalysed(evidence: Pick<Evidence, "sources" | "diagnostics">): InputError {
  const files = evidence.sources.length;
  return new InputError(
    files === 0 ? "nothing could be read under the paths given" : `none of the ${files} files carries a policy setting`,
    [
      "`eventreach formats` lists what is read and the read-only command that produces it",
      "a GPO backup is made by Backup-GPO -All -Path <folder>; give that folder or a zip of it",
    ],
  );
}

function gpoRecord(gpo: Gpo) {
  return {
    guid: gpo.guid,
    name: gpo.name,
    domain: gpo.domain,
    container: gpo.container,
    backupTime: gpo.backupTime,
    linkedTo: gpo.links?.map((link) => link.container) ?? null,
    settings: gpo.settings.length,
    supersededBy: gpo.supersededBy,
    kind: gpo.kind,
    computerEnabled: gpo.computerEnabled,
  };
}

function citedFacts(
  evidence: Evidence,
  { findings, conflicts }: Verdicts,
  answers: readonly ToolAnswer[],
): ReadonlyMap<FactId, Fact> {
  const cited = new Set([
    ...findings.flatMap((finding) => [...finding.evidence, ...finding.trail.map((step) => step.fact)]),
    ...conflicts.flatMap((conflict) => conflict.candidates.map((candidate) => candidate.fact)),
    ...answers.map((answer) => answer.fact),
  ]);
  return new Map(evidence.facts.filter((fact) => cited.has(fact.id)).map((fact) => [fact.id, fact]));
}

function summaryOf(evidence: Evidence, findings: readonly Finding[]): Summary {
  const failed = findings.filter((finding) => finding.status === "fail");
  const settled = findings.filter((finding) => !finding.checklist);
  const open = count(SEVERITIES, (severity) => failed.filter((finding) => finding.severity === severity).length);
  return {
    verdict:
      settled.length === 0 || settled.some((finding) => finding.status === "unknown") ? "incomplete" : "complete",
    files: evidence.sources.length,
    bytes: evidence.sources.filter((source) => source.memberOf === null).reduce((sum, source) => sum + source.bytes, 0),
    gpos: evidence.gpos.filter((gpo) => gpo.supersededBy === null).length,
    facts: evidence.facts.length,
    findings: count(STATUSES, (status) => settled.filter((finding) => finding.status === status).length),
    open,
    afterWaivers: open,
    waived: count(WAIVER_STATES, () => 0),
    checklist: findings.length - settled.length,
    inputsWithProblems: new Set(
      evidence.diagnostics
        .filter((diagnostic) => messageOf(diagnostic).level !== "info")
        .map((diagnostic) => diagnostic.path),
    ).size,
  };
}

function count<K extends string>(keys: readonly K[], of: (key: K) => number): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, number>;
}
