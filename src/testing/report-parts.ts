/** Single facts and findings, all of them invented, with the least that each has. */
import { REQUIREMENTS } from "../catalog/index.generated.ts";
import type { Fact, FactFields, FactId } from "../core/fact.ts";
import type { Finding, FindingSubject } from "../core/report.ts";

/** What an attacker who may name a GPO would write. */
export const HOSTILE_NAME =
  "Evil\u001B[2J\u001B]0;t\u0007 \u202Egpj.exe\u2066 <img src=x onerror=alert(1)> | a `b` ```c``` $(calc) \"q\" 'q' \u2019q\r\n## Pass\u200B\u{E0041}\uD800";

export const AUDIT = "Machine/Microsoft/Windows NT/Audit/audit.csv";

export interface FixtureGpo {
  readonly guid: string;
  readonly name: string;
  readonly container: string;
}

export function fixtureFact(
  id: FactId,
  gpo: FixtureGpo,
  file: string,
  line: number,
  excerpt: string,
  fields: FactFields,
): Fact {
  return {
    ...fields,
    id,
    tier: "C",
    via: file === AUDIT ? "audit-csv" : "security-template",
    subject: { kind: "gpo", guid: gpo.guid, name: gpo.name, domain: "corp.example", container: gpo.container },
    origin: {
      source: id.slice(0, 12).padEnd(64, "0"),
      path: `${gpo.container}/DomainSysvol/GPO/${file}`,
      span: { unit: "char", start: line * 80, end: line * 80 + excerpt.length },
      at: { line, column: 1 },
      excerpt,
    },
  };
}

/** The catalog's own label, so that lists look as they do in life; the beginning of the title for invented ids. */
function labelOf(requirement: string, title = requirement): string {
  return REQUIREMENTS.find((one) => one.id === requirement)?.label ?? title.split(": ")[0] ?? title;
}

/** A finding with the least that every finding has; the rest is given. */
export function fixtureFinding(requirement: string, subject: FindingSubject, given: Partial<Finding> = {}): Finding {
  const name = subject.kind === "gpo" ? (subject.guid ?? subject.container) : subject.name;
  return {
    id: `${requirement}@${subject.kind}:${name}${"role" in subject && subject.role !== null ? `:${subject.role}` : ""}`,
    requirement,
    revision: 1,
    title: requirement,
    label: labelOf(requirement, given.title),
    subject,
    computers: [],
    status: "fail",
    rung: null,
    severity: "medium",
    want: "",
    have: "",
    evidence: [],
    trail: [],
    cause: null,
    ask: [],
    microsoft: {},
    events: [],
    detections: [],
    remedy: [],
    notes: [],
    silent: false,
    checklist: false,
    waiver: null,
    ...given,
  };
}
