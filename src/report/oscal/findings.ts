/** One observation for each finding, and its conclusion [the table of states in docs/machine-formats.md]. */
import type { Finding } from "../../core/report.ts";
import type { JsonRecord } from "../fact-json.ts";
import type { View } from "../view.ts";
import { CAUSE_WORDS } from "../words.ts";
import type { OscalEvidence } from "./evidence.ts";
import type { OscalSubjects } from "./subjects.ts";
import { markup, prop, some, token, uuidOf } from "./values.ts";

/** What every part of a document shares. */
export interface OscalContext {
  readonly view: View;
  readonly subjects: OscalSubjects;
  readonly evidence: OscalEvidence;
  /** UTC. */
  readonly asOf: string;
}

export const TOOL_UUID = uuidOf("tool");
export const ORIGINS = [{ actors: [{ type: "tool", "actor-uuid": TOOL_UUID }] }];

const NO_TIME =
  "The time is that of the evaluation: these files do not all say when they were collected, with a time zone.";

export function observation(finding: Finding, { view, subjects, evidence, asOf }: OscalContext): JsonRecord {
  const found = evidence.of(finding);
  const remarks = [
    ...(found.collected === null ? [NO_TIME] : []),
    ...(found.leftOut === 0 ? [] : [`${found.leftOut} further places are in the JSON report.`]),
  ];
  return {
    uuid: observationUuid(finding),
    title: titleOf(finding, view),
    description: descriptionOf(finding),
    props: propsOf(finding),
    // Of what only a person can confirm nothing was examined.
    methods: [finding.checklist ? "UNKNOWN" : "EXAMINE"],
    types: ["control-objective"],
    origins: ORIGINS,
    subjects: subjects.references(finding),
    ...some("relevant-evidence", found.evidence),
    collected: found.collected ?? asOf,
    ...(remarks.length === 0 ? {} : { remarks: remarks.join(" ") }),
  };
}

/** Null for what does not apply: the observation stays, and nothing is concluded. */
export function conclusion(finding: Finding, { view }: OscalContext): JsonRecord | null {
  if (finding.status === "not-applicable") return null;
  return {
    uuid: findingUuid(finding),
    title: titleOf(finding, view),
    description: descriptionOf(finding),
    props: propsOf(finding),
    origins: ORIGINS,
    target: {
      type: "objective-id",
      "target-id": token(finding.requirement),
      title: markup(finding.title),
      status: statusOf(finding),
    },
    "related-observations": [{ "observation-uuid": observationUuid(finding) }],
    ...(finding.status === "fail" ? { "related-risks": [{ "risk-uuid": riskUuid(finding) }] } : {}),
  };
}

export const observationUuid = ({ id }: Finding): string => uuidOf("observation", id);
export const findingUuid = ({ id }: Finding): string => uuidOf("finding", id);
export const riskUuid = ({ id }: Finding): string => uuidOf("risk", id);

function statusOf({ status, trail, checklist, ask }: Finding): JsonRecord {
  if (status === "pass") return { state: "satisfied", reason: "pass" };
  if (status === "fail") return { state: "not-satisfied", reason: "fail" };
  const why = checklist
    ? "Only a person can confirm this."
    : trail.filter(({ result }) => result === "candidate").length > 1
      ? "Undecided: the sources disagree."
      : "Not assessed: these files do not tell.";
  const asked = ask.length === 0 ? "" : ` To settle it: ${ask.map(markup).join("; ")}`;
  return { state: "not-satisfied", reason: "other", remarks: why + asked };
}

export function titleOf(finding: Finding, view: View): string {
  return markup(`${finding.title}: ${view.subject(finding)}`);
}

export function descriptionOf({ want, have, cause, notes }: Finding): string {
  return [
    sentence(`Wants: ${markup(want)}`),
    sentence(`Has: ${have === "" ? "nothing" : markup(have)}`),
    ...(cause === null ? [] : [`Why: ${CAUSE_WORDS[cause]}.`]),
    ...notes.map(markup),
  ].join(" ");
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export function propsOf({ id, requirement, revision, status, severity, cause, rung, waiver }: Finding): JsonRecord[] {
  return [
    prop("finding-id", id),
    prop("requirement", requirement),
    prop("revision", String(revision)),
    prop("status", status),
    prop("severity", severity),
    ...(cause === null ? [] : [prop("cause", cause)]),
    ...(rung === null ? [] : [prop("rung", rung)]),
    ...(waiver === null ? [] : [prop("waiver", waiver.id), prop("waiver-state", waiver.state)]),
  ];
}
