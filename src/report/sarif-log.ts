/**
 * SARIF 2.1.0 [OASIS, errata 01]. Of waivers only an active one suppresses: consumers that do not read the status of a
 * suppression would hide what an expired one no longer accepts.
 */
import type { Finding, Report, Status } from "../core/report.ts";
import { compareText } from "../core/order.ts";
import { textDigest } from "../text/digest.ts";
import { printable } from "../text/printable.ts";
import type { JsonRecord } from "./fact-json.ts";
import { jsonText } from "./json-text.ts";
import { isOpen, orderedFindings } from "./ordered.ts";
import { baselineOf } from "./sarif-baseline.ts";
import { GITHUB_LIMITS } from "./sarif-limits.ts";
import { coverageTexts, inputProblems, leftOutTexts, notification } from "./sarif-notes.ts";
import { SarifPlaces } from "./sarif-place.ts";
import { driverOf, LEVELS } from "./sarif-rules.ts";
import { sarifMessage } from "./sarif-text.ts";
import { DESIGN_SENTENCE } from "./sentences.ts";
import { type View, viewOf } from "./view.ts";
import { CAUSE_WORDS, ruleText } from "./words.ts";

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

export interface SarifScope {
  /** `open`: what fails and is not waived, within GitHub's limits, because GitHub shows anything else as an open alert. */
  readonly of: "open" | "all";
}

export function* sarifLog(report: Report, { of }: SarifScope): Iterable<string> {
  const ordered = orderedFindings(report);
  const chosen = of === "open" ? ordered.filter(isOpen) : ordered;
  // The worst come first.
  const kept = of === "open" ? chosen.slice(0, GITHUB_LIMITS.results) : chosen;
  const rules = [...report.requirements.values()].toSorted((a, b) => compareText(a.id, b.id));
  const ruleIndexes = new Map(rules.map(({ id }, index) => [id, index]));
  const places = new SarifPlaces(report);
  const view = viewOf({ ...report, findings: ordered });
  const baseline = baselineOf(report);
  let locationsLeftOut = 0;

  yield `{\n"$schema": "${SCHEMA}",\n"version": "2.1.0",\n"runs": [{\n`;
  yield `"tool": ${jsonText({ driver: driverOf(report, rules) })},\n`;
  yield `"results": [`;
  let between = "\n";
  for (const finding of kept) {
    const { record, leftOut } = resultOf(
      finding,
      view,
      places,
      ruleIndexes.get(finding.requirement) ?? -1,
      baseline(finding),
    );
    locationsLeftOut += leftOut;
    yield between + jsonText(record);
    between = ",\n";
  }
  yield "\n],\n";
  const said = [
    ...leftOutTexts(report, chosen, kept, locationsLeftOut).map((text) => notification("left-out", "warning", text)),
    ...(of === "open" ? coverageTexts(report, ordered) : []).map((text) => notification("not-listed", "note", text)),
    ...inputProblems(report),
  ];
  yield `"artifacts": [`;
  between = "\n";
  for (const artifact of places.artifacts()) {
    yield between + jsonText(artifact);
    between = ",\n";
  }
  yield "\n],\n";
  const { schema, asOf, mode, catalog, summary } = report;
  const tail: JsonRecord = {
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: said, properties: { asOf } }],
    originalUriBaseIds: { SRCROOT: { description: { text: "The folder in which the paths were given." } } },
    automationDetails: { id: "eventreach/", description: { text: "Audit configuration of a Windows estate." } },
    columnKind: "utf16CodeUnits",
    properties: { schema, asOf, mode, catalog, findings: summary.findings, verdict: summary.verdict },
  };
  yield `${jsonText(tail).slice(1, -1)}\n}]\n}\n`;
}

const KINDS: Readonly<Record<Status, string>> = {
  fail: "fail",
  unknown: "review",
  pass: "pass",
  "not-applicable": "notApplicable",
};

function resultOf(
  finding: Finding,
  view: View,
  places: SarifPlaces,
  ruleIndex: number,
  baseline: JsonRecord,
): { readonly record: JsonRecord; readonly leftOut: number } {
  const { id, requirement, status, severity, waiver, subject } = finding;
  const { first, others } = locationsOf(finding, view, places);
  const related = others.slice(0, GITHUB_LIMITS.locations - 1);
  // GitHub takes this one as it is; the finding's id is stable, whatever line the fact moves to.
  const fingerprint = textDigest(id);
  const record: JsonRecord = {
    ruleId: requirement,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    kind: undecided(finding) ? "open" : KINDS[status],
    ...baseline,
    level: status === "fail" ? LEVELS[severity] : "none",
    message: { text: sarifMessage(messageText(finding, view)) },
    locations: [{ ...first, logicalLocations: [logicalLocation(finding, view.subject(finding))] }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map((location, at) => ({ id: at + 1, ...location })) }),
    partialFingerprints: { primaryLocationLineHash: fingerprint, "findingId/v1": fingerprint },
    ...(waiver?.state === "active" ? { suppressions: [suppressionOf(waiver)] } : {}),
    properties: {
      finding: printable(id),
      severity,
      subject: subject.kind,
      want: printable(finding.want),
      have: printable(finding.have),
      cause: finding.cause,
      rung: finding.rung,
      ...(waiver === null ? {} : { waiver: waiver.id, waiverState: waiver.state, waiverExpires: waiver.expires }),
    },
  };
  return { record, leftOut: others.length - related.length };
}

/** Sources that disagree leave it open; where nothing was collected, somebody must look. */
function undecided({ status, trail }: Finding): boolean {
  return status === "unknown" && trail.filter(({ result }) => result === "candidate").length > 1;
}

function messageText(finding: Finding, view: View): string {
  const { title, status, want, have, cause, waiver, remedy } = finding;
  const first = remedy[0];
  return [
    `${title}: ${view.subject(finding)}.`,
    have === "" ? "" : `Has: ${have}.`,
    want === "" || status === "pass" ? "" : `Wants: ${want.replace(/\.$/, "")}.`,
    cause === null ? "" : `Why: ${CAUSE_WORDS[cause]}.`,
    status === "fail" && first !== undefined ? `Fix: ${first.text}` : "",
    waiver !== null && waiver.state !== "active"
      ? `Waiver ${waiver.id} does not count: ${waiver.because ?? waiver.state}.`
      : "",
    view.report.mode === "design" ? DESIGN_SENTENCE : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** The facts of the trail with what they say, the winner first; then what else is evidence. */
function locationsOf(finding: Finding, view: View, places: SarifPlaces): { first: JsonRecord; others: JsonRecord[] } {
  const { facts } = view.report;
  const steps = finding.trail.toSorted((a, b) => Number(b.result === "won") - Number(a.result === "won"));
  const said = new Map(steps.map((step) => [step.fact, `${view.gpo(step.gpo)} sets ${step.sets}: ${ruleText(step)}`]));
  const won = steps.filter(({ result }) => result === "won").map(({ fact }) => fact);
  const ids = new Set([...won, ...finding.evidence, ...steps.map(({ fact }) => fact)]);
  const locations = [...ids].flatMap((id) => {
    const fact = facts.get(id);
    return fact === undefined ? [] : [places.location(fact, said.get(id) ?? null)];
  });
  const [first, ...others] = locations;
  return { first: first ?? places.fallback(finding), others };
}

function logicalLocation({ subject, id }: Finding, name: string): JsonRecord {
  return { name: printable(name), fullyQualifiedName: printable(id.slice(id.indexOf("@") + 1)), kind: subject.kind };
}

function suppressionOf(waiver: NonNullable<Finding["waiver"]>): JsonRecord {
  const until = `until ${waiver.expires}`;
  return {
    kind: "external",
    status: "accepted",
    justification: printable(`${waiver.id}, ${waiver.kind}, ${until}, owner ${waiver.owner}: ${waiver.reason}`),
  };
}
