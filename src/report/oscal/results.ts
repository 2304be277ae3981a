/** OSCAL assessment results 1.2: what was looked at, what was found there, what follows from it. */
import { compareText } from "../../core/order.ts";
import type { Report } from "../../core/report.ts";
import { textDigest } from "../../text/digest.ts";
import { orderedFindings } from "../ordered.ts";
import { assessmentAssets, backMatter, contextOf, documentText, metadata, planResource, planUuid } from "./document.ts";
import { conclusion, observation } from "./findings.ts";
import { risk } from "./risks.ts";
import { some, token, uuidOf } from "./values.ts";

const SCOPE =
  "Configuration that exported files show. It proves neither that events were recorded nor that anybody looked at them.";

export function assessmentResults(report: Report): Iterable<string> {
  const findings = orderedFindings(report);
  const context = contextOf(report, findings);
  const observations = findings.map((finding) => observation(finding, context));
  const failing = findings.filter(({ status }) => status === "fail");
  const start = [context.asOf, ...observations.map(({ collected }) => String(collected))].toSorted(compareText)[0];
  const title = "Assessment of the audit configuration of a Windows estate";
  const result = {
    uuid: uuidOf(
      "result",
      context.asOf,
      report.catalog.digest,
      textDigest(findings.map(({ id, status }) => `${status} ${id}`).join("\n")),
    ),
    title,
    description: SCOPE,
    start,
    end: context.asOf,
    "local-definitions": { ...context.subjects.definitions(), "assessment-assets": assessmentAssets(report) },
    "reviewed-controls": reviewed(report),
    ...some("observations", observations),
    ...some(
      "risks",
      failing.map((finding) => risk(finding, context)),
    ),
    ...some(
      "findings",
      findings.flatMap((finding) => conclusion(finding, context) ?? []),
    ),
  };
  const body = {
    metadata: metadata(report, context, title, findings, []),
    "import-ap": {
      href: `#${planUuid(report)}`,
      remarks: "There is no OSCAL assessment plan; the reference is to the requirement catalog that was followed.",
    },
    results: [result],
    ...backMatter(report, context, [planResource(report)]),
  };
  return documentText("assessment-results", body, 4);
}

/** The requirements of the catalog stand for controls: the program claims no control of a framework. */
function reviewed({ findings, requirements }: Report): Record<string, unknown> {
  const ids = [...new Set([...requirements.keys(), ...findings.map(({ requirement }) => requirement)].map(token))];
  const sorted = ids.toSorted(compareText);
  const description = "Requirements of the catalog that the import names; they are no controls of a framework.";
  if (sorted.length === 0) {
    return { "control-selections": [{ description: `${description} None applied.`, "include-all": {} }] };
  }
  return {
    "control-selections": [{ description, "include-controls": sorted.map((id) => ({ "control-id": id })) }],
    "control-objective-selections": [
      { description, "include-objectives": sorted.map((id) => ({ "objective-id": id })) },
    ],
  };
}
