/**
 * A risk for each failure. Only a waiver in force makes it an approved deviation; what an expired, void, unapproved or
 * planned one covers stays open [evidence.md 3.11].
 */
import { compareText } from "../../core/order.ts";
import type { Finding, Report } from "../../core/report.ts";
import type { Waiver } from "../../core/waiver.ts";
import type { JsonRecord } from "../fact-json.ts";
import { fenced } from "../markdown-text.ts";
import { lossesOf } from "../view.ts";
import { listed } from "../words.ts";
import { descriptionOf, observationUuid, type OscalContext, ORIGINS, propsOf, riskUuid, titleOf } from "./findings.ts";
import { dayTime, markup, NS, prop, some, string, uuidOf } from "./values.ts";

export const APPROVER = "approver";

export function risk(finding: Finding, { view, asOf }: OscalContext): JsonRecord {
  const { waiver } = finding;
  const accepted = waiver?.state === "active";
  const dated = accepted || waiver?.state === "planned";
  const deadline = dated ? dayTime(waiver.expires, "23:59:59") : null;
  const instead = waiver?.compensating ?? null;
  return {
    uuid: riskUuid(finding),
    title: titleOf(finding, view),
    description: descriptionOf(finding),
    statement: statementOf(finding, view.report),
    props: [...propsOf(finding), ...(waiver === null ? [] : waiverProps(waiver))],
    status: accepted ? "deviation-approved" : "open",
    origins: ORIGINS,
    characterizations: [
      { origin: ORIGINS[0], facets: [{ name: "severity", system: NS, value: string(finding.severity) }] },
    ],
    ...some(
      "mitigating-factors",
      instead === null || !accepted ? [] : [{ uuid: uuidOf("mitigation", finding.id), description: markup(instead) }],
    ),
    ...(deadline === null ? {} : { deadline }),
    ...some("remediations", remediations(finding)),
    ...(accepted ? { "risk-log": { entries: [approval(finding, waiver, asOf)] } } : {}),
    "related-observations": [{ "observation-uuid": observationUuid(finding) }],
  };
}

function statementOf(finding: Finding, { requirements }: Report): string {
  const why = requirements.get(finding.requirement)?.why ?? "";
  const { events, detections } = lossesOf([finding]);
  return [
    ...(why === "" ? [] : [markup(why)]),
    ...(events.length === 0 ? [] : [`Events that it concerns: ${listed(events.map(markup))}.`]),
    ...(detections.length === 0 ? [] : [`Detections that it concerns: ${listed(detections.map(markup))}.`]),
    ...(why === "" && events.length === 0 && detections.length === 0 ? [markup(finding.title)] : []),
  ].join(" ");
}

function waiverProps({ kind, because, owner, requestedBy, expires, evidence }: Waiver): JsonRecord[] {
  return [
    prop("waiver-kind", kind),
    ...(because === null ? [] : [prop("waiver-because", because)]),
    prop("waiver-owner", owner),
    prop("waiver-requested-by", requestedBy),
    prop("waiver-expires", expires),
    ...evidence.map((one) => prop("waiver-evidence", one)),
  ];
}

function remediations(finding: Finding): JsonRecord[] {
  const { id, remedy, waiver } = finding;
  const advice = remedy.map(({ via, text, commands }, at) => ({
    uuid: uuidOf("remediation", id, String(at)),
    lifecycle: "recommendation",
    title: markup(text),
    description: commands.length === 0 ? markup(text) : fenced(commands, ""),
    props: [prop("via", via)],
  }));
  if (waiver?.state !== "planned") return advice;
  const plan = {
    uuid: uuidOf("plan", id, waiver.id),
    lifecycle: "planned",
    title: `Plan ${markup(waiver.id)}, until ${markup(waiver.expires)}, owner ${markup(waiver.owner)}`,
    description: markup(waiver.reason),
  };
  return [...advice, plan];
}

function approval({ id }: Finding, waiver: Waiver, asOf: string): JsonRecord {
  const day = dayTime(waiver.approvedOn, "00:00:00");
  const { approvedBy } = waiver;
  return {
    uuid: uuidOf("approval", id, waiver.id),
    title: `Waiver ${markup(waiver.id)}, ${waiver.kind}`,
    description: markup(waiver.reason),
    start: day ?? asOf,
    ...some("logged-by", approvedBy === null ? [] : [{ "party-uuid": partyUuid(approvedBy), "role-id": APPROVER }]),
    "status-change": "deviation-approved",
    ...(day === null
      ? { remarks: "The waiver does not say on which day it was approved: the time is that of the evaluation." }
      : {}),
  };
}

const partyUuid = (name: string): string => uuidOf("party", name);

/** Who approved the waivers that are in force: roles and parties of the document. */
export function approvers(findings: readonly Finding[]): JsonRecord {
  const names = new Set(
    findings.flatMap(({ status, waiver }) =>
      status === "fail" && waiver?.state === "active" ? (waiver.approvedBy ?? []) : [],
    ),
  );
  if (names.size === 0) return {};
  const sorted = [...names].toSorted(compareText);
  return {
    roles: [{ id: APPROVER, title: "Approved a deviation" }],
    parties: sorted.map((name) => ({
      uuid: partyUuid(name),
      type: "person",
      name: string(name),
      remarks: "As the waiver file names it.",
    })),
    "responsible-parties": [{ "role-id": APPROVER, "party-uuids": sorted.map(partyUuid) }],
  };
}
