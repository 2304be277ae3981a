/**
 * OSCAL plan of action and milestones 1.2: one item for each failure, those that no active waiver accepts first. What is
 * unknown is no weakness yet and has no item; the remarks count it, so that a short plan does not look like a clean estate.
 */
import { compareText } from "../../core/order.ts";
import type { Finding, Report } from "../../core/report.ts";
import type { JsonRecord } from "../fact-json.ts";
import { isOpen, orderedFindings } from "../ordered.ts";
import { coverageTexts } from "../sarif-notes.ts";
import { assessmentAssets, backMatter, contextOf, documentText, metadata } from "./document.ts";
import {
  conclusion,
  descriptionOf,
  findingUuid,
  observation,
  observationUuid,
  type OscalContext,
  ORIGINS,
  riskUuid,
  titleOf,
} from "./findings.ts";
import { risk } from "./risks.ts";
import { markup, prop, some, uuidOf } from "./values.ts";

export function planOfAction(report: Report): Iterable<string> {
  const ordered = orderedFindings(report);
  const failing = ordered.filter(({ status }) => status === "fail");
  const findings = [...failing.filter(isOpen), ...failing.filter((finding) => !isOpen(finding))];
  const context = contextOf(report, ordered);
  const observations = findings.map((finding) => observation(finding, context));
  const coverage = coverageTexts({ ...report, mode: "deployed" }, ordered);
  const items = findings.map((finding) => poamItem(finding, context));
  const body = {
    metadata: metadata(
      report,
      context,
      "Plan of action for the audit configuration of a Windows estate",
      findings,
      coverage,
    ),
    "system-id": systemId(report),
    "local-definitions": { ...context.subjects.definitions(), "assessment-assets": assessmentAssets(report) },
    ...some("observations", observations),
    ...some(
      "risks",
      findings.map((finding) => risk(finding, context)),
    ),
    ...some(
      "findings",
      findings.flatMap((finding) => conclusion(finding, context) ?? []),
    ),
    "poam-items": items.length === 0 ? [emptyItem(coverage)] : items,
    ...backMatter(report, context, []),
  };
  return documentText("plan-of-action-and-milestones", body, 2);
}

/** OSCAL wants the system security plan or a number of the system: this one is of the names of its domains. */
function systemId({ subjects }: Report): JsonRecord {
  const names = subjects.flatMap((subject) =>
    subject.kind === "domain" || subject.kind === "forest" ? [subject.name.toLowerCase()] : [],
  );
  const sorted = [...new Set(names)].toSorted(compareText);
  return { "identifier-type": "https://ietf.org/rfc/rfc4122", id: uuidOf("system", ...sorted) };
}

function poamItem(finding: Finding, { view }: OscalContext): JsonRecord {
  const { waiver } = finding;
  const standing =
    waiver === null
      ? "Open."
      : waiver.state === "active"
        ? `Accepted until ${markup(waiver.expires)} by waiver ${markup(waiver.id)}; it fails all the same.`
        : `Open: waiver ${markup(waiver.id)} is ${waiver.state}.`;
  return {
    uuid: uuidOf("poam-item", finding.id),
    title: titleOf(finding, view),
    description: `${standing} ${descriptionOf(finding)}`,
    props: [prop("state", isOpen(finding) ? "open" : "accepted"), prop("severity", finding.severity)],
    origins: ORIGINS,
    "related-findings": [{ "finding-uuid": findingUuid(finding) }],
    "related-observations": [{ "observation-uuid": observationUuid(finding) }],
    "related-risks": [{ "risk-uuid": riskUuid(finding) }],
  };
}

/** OSCAL knows no empty plan. */
function emptyItem(coverage: readonly string[]): JsonRecord {
  return {
    uuid: uuidOf("poam-item", "none"),
    title: "No item: nothing that is listed fails",
    description: ["This entry stands here because OSCAL demands one.", ...coverage].join(" "),
    props: [prop("state", "none")],
    origins: ORIGINS,
  };
}
