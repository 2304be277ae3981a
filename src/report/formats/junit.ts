/**
 * JUnit XML as CI servers read it. It has no standard; elements and attributes are those of Jenkins' xunit plugin
 * (junit-10.xsd). What is not known is an error, never skipped: a build must not turn green because nothing was collected.
 */
import type { Finding, Report } from "../../core/report.ts";
import { escapeXml, xmlAttributes } from "../../text/xml-write.ts";
import { placeOf } from "../../core/provenance.ts";
import { compareText } from "../../core/order.ts";
import { defineReporter } from "../define.ts";
import { groupBy } from "../group.ts";
import { orderedFindings } from "../ordered.ts";
import { shownText } from "../shown.ts";
import { someOf } from "../table.ts";
import { type View, viewOf } from "../view.ts";
import { CAUSE_WORDS } from "../words.ts";

export const reporter = defineReporter({
  id: "junit",
  title: "For CI servers: JUnit XML, one test case for each finding",
  extension: "xml",
  render: junit,
});

type Outcome = "failure" | "error" | "skipped" | "pass";

const LONGEST = 8000;

function* junit(report: Report): Iterable<string> {
  const findings = orderedFindings(report);
  const view = viewOf({ ...report, findings });
  const suites = groupBy(findings, suiteOf)
    .map((group) => ({ name: suiteOf(group[0] as Finding), group }))
    .toSorted((a, b) => compareText(a.name, b.name));
  yield `<?xml version="1.0" encoding="UTF-8"?>\n`;
  yield `<testsuites${xmlAttributes({ name: report.tool.name, ...totals(findings) })}>\n`;
  for (const { name, group } of suites) {
    const skipped = group.filter((finding) => outcomeOf(finding) === "skipped").length;
    yield `  <testsuite${xmlAttributes({ name, ...totals(group), skipped, timestamp: report.asOf })}>\n`;
    yield propertiesOf(report);
    const namesOf = nameCases(group, view);
    for (const finding of group) yield testCase(finding, namesOf(finding), `${name}.${finding.requirement}`, view);
    yield "  </testsuite>\n";
  }
  yield "</testsuites>\n";
}

/** `domain.dc`, `host`, `gpo`: the kind of the subject, and its role. */
function suiteOf({ subject }: Finding): string {
  return subject.kind === "domain" && subject.role !== null ? `domain.${subject.role}` : subject.kind;
}

function outcomeOf({ status, waiver, checklist }: Finding): Outcome {
  if (status === "fail") return waiver?.state === "active" ? "skipped" : "failure";
  if (status === "unknown") return checklist ? "skipped" : "error";
  return status === "pass" ? "pass" : "skipped";
}

function totals(findings: readonly Finding[]): Readonly<Record<string, number>> {
  const count = (outcome: Outcome): number => findings.filter((finding) => outcomeOf(finding) === outcome).length;
  return { tests: findings.length, failures: count("failure"), errors: count("error") };
}

function propertiesOf(report: Report): string {
  const { tool, catalog, asOf, mode } = report;
  const all = {
    tool: `${tool.name} ${tool.version}`,
    catalog: `${catalog.version} ${catalog.digest}`,
    "as-of": asOf,
    mode,
    filter: shownText(report),
  };
  const lines = Object.entries(all).map(([name, value]) =>
    value === null ? "" : `      <property${xmlAttributes({ name, value })}/>\n`,
  );
  return `    <properties>\n${lines.join("")}    </properties>\n`;
}

/** CI servers take two cases of one class and name for one, and show the last: such names get the rest of the id. */
function nameCases(findings: readonly Finding[], view: View): (finding: Finding) => string {
  const nameOf = (finding: Finding): string => `${finding.title} [${view.subject(finding)}]`;
  const keyOf = (finding: Finding): string => `${finding.requirement} ${nameOf(finding)}`;
  const bearers = new Map<string, number>();
  for (const finding of findings) bearers.set(keyOf(finding), (bearers.get(keyOf(finding)) ?? 0) + 1);
  return (finding) =>
    (bearers.get(keyOf(finding)) ?? 0) < 2
      ? nameOf(finding)
      : `${nameOf(finding)} ${finding.id.replace(/^[^@]*@/, "")}`;
}

function testCase(finding: Finding, name: string, classname: string, view: View): string {
  const head = `    <testcase${xmlAttributes({ name, classname })}`;
  const outcome = outcomeOf(finding);
  if (outcome === "pass") return `${head}/>\n`;
  const about = xmlAttributes({ type: typeOf(finding), message: messageOf(finding) });
  const body = detailsOf(finding, view).map(escapeXml).join("\n");
  return `${head}>\n      <${outcome}${about}>${body}</${outcome}>\n    </testcase>\n`;
}

function typeOf({ status, cause, checklist, waiver }: Finding): string {
  if (waiver?.state === "active") return `waived-${waiver.kind}`;
  if (checklist) return "checklist";
  return status === "fail" ? (cause ?? "fail") : status;
}

function messageOf({ status, have, want, checklist, waiver }: Finding): string {
  if (waiver?.state === "active") return cut(`waived until ${waiver.expires} (${waiver.id}): ${waiver.reason}`);
  if (checklist) return "only a person can confirm this";
  if (status === "not-applicable") return cut(have === "" ? "not applicable" : have);
  return cut(`has ${have === "" ? "nothing" : have}; wants ${want}`);
}

/** Lines of one to one with the finding: it may be read in a CI log alone. */
function detailsOf(finding: Finding, view: View): string[] {
  const { severity, want, have, cause, waiver, evidence, remedy, ask } = finding;
  const { facts } = view.report;
  const places = evidence.flatMap((id) => facts.get(id)?.origin ?? []).map(placeOf);
  const first = remedy[0];
  return [
    `severity: ${severity}`,
    `wants: ${want}`,
    `has: ${have}`,
    ...(cause === null ? [] : [`why: ${CAUSE_WORDS[cause]}`]),
    ...(waiver === null
      ? []
      : [`waiver: ${waiver.id}, ${waiver.state}${waiver.because === null ? "" : `, ${waiver.because}`}`]),
    ...(places.length === 0 ? [] : [`evidence: ${someOf(places, 10)}`]),
    ...(first === undefined ? [] : [`fix: ${first.text}`, ...first.commands.map((command) => `  ${command}`)]),
    ...ask.map((line) => `ask: ${line}`),
    `id: ${finding.id}`,
  ].map(cut);
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}... (${text.length} characters)` : text;
}
