/** A finding as OCSF 1.9 says it [schema.ocsf.io, compliance_finding]: no profile is used, so no member of one is there. */
import type { Fact } from "../core/fact.ts";
import type { Finding, FindingSubject, Severity } from "../core/report.ts";
import { placeOf } from "../core/provenance.ts";
import { printable } from "../text/printable.ts";
import type { JsonRecord } from "./fact-json.ts";
import type { View } from "./view.ts";
import { waiverText } from "./waivers.ts";
import { CAUSE_WORDS, subjectText } from "./words.ts";

const SCHEMA_VERSION = "1.9.0";
/** Of one event; the JSON report names all. */
const MOST_EVIDENCE = 100;
const EXCERPT = 1000;

const SEVERITY_IDS: Readonly<Record<Severity, readonly [number, string]>> = {
  info: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"],
};

export function complianceFinding(finding: Finding, view: View): JsonRecord {
  const { id, requirement, revision, title, status, want, cause, rung, waiver, checklist, notes } = finding;
  const { tool, catalog, asOf, mode, requirements } = view.report;
  const time = Date.parse(asOf);
  // What passes is no alarm.
  const [severityId, severity] = SEVERITY_IDS[status === "pass" ? "info" : finding.severity];
  const why = requirements.get(requirement)?.why ?? "";
  const references = (requirements.get(requirement)?.references ?? []).map(({ locator }) => printable(locator));
  const fix = finding.remedy[0];
  const { events, left } = evidenceOf(finding, view);
  return {
    activity_id: 1,
    activity_name: "Create",
    category_uid: 2,
    category_name: "Findings",
    class_uid: 2003,
    class_name: "Compliance Finding",
    type_uid: 200_301,
    type_name: "Compliance Finding: Create",
    time: Number.isNaN(time) ? 0 : time,
    severity_id: severityId,
    severity,
    ...workflow(finding),
    message: printable(messageText(finding, view)),
    metadata: {
      version: SCHEMA_VERSION,
      product: { name: tool.name, vendor_name: tool.name, version: tool.version },
      uid: printable(id),
    },
    finding_info: {
      uid: printable(id),
      title: printable(title),
      desc: printable(why === "" ? title : why),
      created_time: Number.isNaN(time) ? 0 : time,
      types: ["audit-configuration"],
    },
    compliance: {
      ...complianceStatus(finding),
      control: printable(requirement),
      requirements: [printable(want)],
      standards: [`${tool.name} requirement catalog ${printable(catalog.version)}`],
    },
    resources: resourcesOf(finding, view),
    ...(events.length === 0 ? {} : { evidences: events }),
    ...(fix === undefined ? {} : { remediation: { desc: printable(fixText(fix)), references } }),
    ...(waiver === null ? {} : { comment: printable(waiverText(waiver)) }),
    unmapped: {
      revision,
      cause,
      rung,
      mode,
      checklist,
      requirement_severity: finding.severity,
      catalog_sha256: catalog.digest,
      notes: notes.map(printable),
      ask: finding.ask.map(printable),
      evidence_left_out: left,
      ...(waiver === null ? {} : { waiver: waiver.id, waiver_state: waiver.state, waiver_expires: waiver.expires }),
    },
  };
}

/** The state of the finding itself; what passes has none. */
function workflow({ status, waiver }: Finding): JsonRecord {
  if (status === "pass") return {};
  return waiver?.state === "active" ? { status_id: 3, status: "Suppressed" } : { status_id: 1, status: "New" };
}

function complianceStatus(finding: Finding): JsonRecord {
  const { status, trail, checklist, cause } = finding;
  if (status === "pass") return { status_id: 1, status: "Pass" };
  if (status === "fail") {
    return { status_id: 3, status: "Fail", ...(cause === null ? {} : { status_details: [CAUSE_WORDS[cause]] }) };
  }
  const detail = checklist
    ? "only a person can confirm this"
    : trail.filter(({ result }) => result === "candidate").length > 1
      ? "undecided: the sources disagree"
      : "not assessed: these files do not tell";
  return { status_id: 2, status: "Warning", status_details: [detail] };
}

function messageText({ title: given, requirement, status, have, want }: Finding, view: View): string {
  const title = given === "" ? requirement : given;
  if (status === "pass") return title;
  const has = `has ${have === "" ? "nothing" : have}; wants ${want}`;
  return `${status === "unknown" ? "Unknown: " : ""}${title}: ${has}${view.report.mode === "design" ? " (design only)" : ""}`;
}

function fixText({ text, commands }: Finding["remedy"][number]): string {
  return commands.length === 0 ? text : `${text}: ${commands.join("; ")}`;
}

const TYPES: Readonly<Record<FindingSubject["kind"], string>> = {
  domain: "Active Directory domain",
  host: "Computer",
  gpo: "Group Policy object",
  object: "Directory object",
  forest: "Active Directory forest",
};

function resourcesOf({ subject, computers }: Finding, { gpo }: View): JsonRecord[] {
  const name = subjectText(subject, gpo);
  const domain = "domain" in subject ? subject.domain : null;
  const first: JsonRecord = {
    name: printable(name),
    type: TYPES[subject.kind],
    ...(subject.kind === "gpo" && subject.guid !== null ? { uid: printable(subject.guid) } : {}),
    ...(subject.kind === "host" ? { hostname: printable(subject.name) } : {}),
    ...(domain === null ? {} : { namespace: printable(domain) }),
  };
  const rest = computers.map((computer) => ({
    name: printable(computer),
    hostname: printable(computer),
    type: TYPES.host,
  }));
  return [first, ...rest];
}

function evidenceOf({ evidence, trail }: Finding, { report }: View): { events: JsonRecord[]; left: number } {
  const ids = new Set([...evidence, ...trail.map(({ fact }) => fact)]);
  const facts = [...ids].flatMap((id) => report.facts.get(id) ?? []);
  return { events: facts.slice(0, MOST_EVIDENCE).map(artifact), left: Math.max(0, facts.length - MOST_EVIDENCE) };
}

function artifact({ origin }: Fact): JsonRecord {
  const { path, source, at, excerpt } = origin;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return {
    name: printable(placeOf(origin)),
    file: {
      name: printable(name === "" ? path : name),
      path: printable(path),
      type_id: 1,
      hashes: [{ algorithm: "SHA-256", algorithm_id: 3, value: printable(source) }],
    },
    data: {
      ...at,
      excerpt: printable(excerpt.length > EXCERPT ? `${excerpt.slice(0, EXCERPT)}...` : excerpt),
    },
  };
}
