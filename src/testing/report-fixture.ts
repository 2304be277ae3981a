/** Whole reports for the tests of outputs; their sums always agree with their parts. */
import { REQUIREMENTS } from "../catalog/index.generated.ts";
import { type Finding, type Report, SEVERITIES, STATUSES, type Summary } from "../core/report.ts";
import { WAIVER_STATES } from "../core/waiver.ts";
import { FORMATS } from "../formats/index.generated.ts";
import { POPULATION } from "./report-population.ts";
import {
  audit,
  CHECKLIST,
  CONFLICTS,
  DCS,
  DIAGNOSTICS,
  FACTS,
  FAILS,
  GPOS,
  LEGACY,
  MODULE_DCS,
  PASSES,
  SOURCES,
  step,
  SUBJECTS,
  UNKNOWNS,
} from "./report-estate.ts";

/** Fills the sums from the parts, so that a report is consistent whatever is given. */
export function fixtureReport(given: Partial<Report> = {}): Report {
  const findings = given.findings ?? [...FAILS, ...UNKNOWNS, ...CHECKLIST, ...PASSES];
  const sources = given.sources ?? SOURCES;
  const gpos = given.gpos ?? GPOS;
  const facts = given.facts ?? new Map(FACTS.map((fact) => [fact.id, fact]));
  const count = (of: (finding: Finding) => boolean): number => findings.filter(of).length;
  const isOpen = ({ status, waiver }: Finding): boolean => status === "fail" && waiver?.state !== "active";
  const summary: Summary = {
    verdict: findings.some((f) => f.status === "unknown" && !f.checklist) ? "incomplete" : "complete",
    files: sources.length,
    bytes: sources.reduce((sum, s) => sum + s.bytes, 0),
    gpos: gpos.filter((g) => g.supersededBy === null).length,
    facts: facts.size,
    findings: Object.fromEntries(
      STATUSES.map((status) => [status, count((f) => !f.checklist && f.status === status)]),
    ) as Summary["findings"],
    open: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, count((f) => f.status === "fail" && f.severity === severity)]),
    ) as Summary["open"],
    afterWaivers: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, count((f) => isOpen(f) && f.severity === severity)]),
    ) as Summary["afterWaivers"],
    waived: Object.fromEntries(
      WAIVER_STATES.map((state) => [state, count((f) => f.waiver?.state === state)]),
    ) as Summary["waived"],
    checklist: count((f) => f.checklist),
    inputsWithProblems: sources.filter((s) => s.read !== "complete").length,
  };
  return {
    schema: "results/1",
    asOf: "2026-11-22T09:00:00.000Z",
    tool: { name: "eventreach", version: "0.1.0" },
    catalog: { version: "2026.11", digest: "5f".repeat(32) },
    mode: "deployed",
    waiverFile: null,
    filter: null,
    sources,
    uses: new Map(),
    formats: new Map(FORMATS.map(({ id, title }) => [id, title])),
    subjects: SUBJECTS,
    requirements: requirementWords(findings),
    gpos,
    findings,
    waivers: [],
    conflicts: CONFLICTS,
    answers: [],
    diagnostics: DIAGNOSTICS,
    facts,
    policy: { settings: [], links: [], containers: [] },
    sacl: null,
    population: POPULATION,
    summary,
    ...given,
  };
}

/** As the catalog has them; what tests invent is known by its title alone. */
function requirementWords(findings: readonly Finding[]): Report["requirements"] {
  return new Map(
    findings.map(({ requirement, revision, title, label, severity, want }) => {
      const known = REQUIREMENTS.find(({ id }) => id === requirement);
      const { why = "", functional = null, references = [] } = known ?? {};
      return [requirement, { id: requirement, revision, title, label, severity, want, why, functional, references }];
    }),
  );
}

/** No GPO is linked anywhere, and one thing is wrong. */
export function designReport(): Report {
  const findings = [
    audit("Credential Validation", DCS, {
      rung: "L1",
      have: 'Success only, in "Legacy SOC"',
      cause: "too-weak",
      evidence: ["aaaaaaaaaaaa:80-160:subcategory"],
      trail: [step("candidate", "no-scope-evidence", "aaaaaaaaaaaa:80-160:subcategory", LEGACY, "Success", null)],
      remedy: [MODULE_DCS],
    }),
    ...PASSES.filter((finding) => finding.subject === DCS && !finding.title.includes("Distribution")),
  ];
  return fixtureReport({
    mode: "design",
    findings,
    conflicts: [],
    diagnostics: [],
    sources: SOURCES.slice(0, 9),
    uses: new Map(),
    gpos: GPOS.slice(0, 3),
  });
}

/** Nothing open at all. */
export function passingReport(): Report {
  return fixtureReport({
    findings: PASSES,
    conflicts: [],
    diagnostics: [],
    sources: SOURCES.slice(0, 9),
    uses: new Map(),
    gpos: GPOS.slice(0, 3),
  });
}
