/** The filter of lists, behind one function: words match every column, `field:value` one of them, `!` turns it round. */
import { type Finding, SEVERITIES, STATUSES } from "../core/report.ts";
import { CAUSE_WORDS } from "../report/words.ts";

export interface Filtered {
  readonly findings: readonly Finding[];
  /** What of the expression is not understood; then nothing was filtered. */
  readonly problem: string | null;
}

type Test = (finding: Finding) => boolean;

export function filterFindings(expression: string, findings: readonly Finding[]): Filtered {
  const tests: Test[] = [];
  for (const term of termsOf(expression)) {
    const test = testOf(term);
    if (typeof test === "string") return { findings, problem: test };
    tests.push(test);
  }
  if (tests.length === 0) return { findings, problem: null };
  return { findings: findings.filter((finding) => tests.every((test) => test(finding))), problem: null };
}

/** Split at spaces, but not inside of quotes. */
function termsOf(expression: string): string[] {
  return expression.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

function testOf(term: string): Test | string {
  const negated = term.startsWith("!");
  const body = negated ? term.slice(1) : term;
  const parts = /^([a-z]{2,}):(.*)$/i.exec(body);
  const test = parts === null ? wordTest(body) : fieldTest((parts[1] ?? "").toLowerCase(), unquoted(parts[2] ?? ""));
  if (typeof test === "string" || !negated) return test;
  return (finding) => !test(finding);
}

function unquoted(text: string): string {
  return text.replaceAll('"', "");
}

function wordTest(word: string): Test {
  const wanted = unquoted(word).toLowerCase();
  return (finding) => textOf(finding).includes(wanted);
}

/** The values of each field; a finding fits when one of them does. */
const FIELDS: Readonly<Record<string, (finding: Finding) => readonly string[]>> = {
  host: ({ subject, computers }) => (subject.kind === "host" ? [subject.name, ...computers] : computers),
  gpo: ({ subject, trail }) => [
    ...trail.flatMap(({ gpo }) => [gpo.name ?? "", gpo.guid ?? ""]),
    ...(subject.kind === "gpo" ? [subject.name ?? "", subject.guid ?? ""] : []),
  ],
  role: rolesOf,
  cause: ({ cause }) => (cause === null ? [] : [cause]),
  id: ({ requirement }) => [requirement],
  is: (finding) => [
    ...(finding.silent ? ["silent"] : []),
    ...(finding.checklist ? ["checklist"] : []),
    ...(finding.status === "fail" ? ["open"] : []),
  ],
};

const STATUS_ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({ na: "not-applicable", "n/a": "not-applicable" }),
);

function fieldTest(field: string, value: string): Test | string {
  if (value === "") return () => true;
  if (field === "st") {
    const given = value.toLowerCase();
    const status = STATUSES.find((one) => one.startsWith(STATUS_ALIASES.get(given) ?? given));
    if (status === undefined) return `st: ${STATUSES.join(", ")}`;
    return (finding) => finding.status === status && !finding.checklist;
  }
  if (field === "sev") return severityTest(value.toLowerCase());
  const values = Object.hasOwn(FIELDS, field) ? FIELDS[field] : undefined;
  if (values === undefined) return `no field "${field}"; fields: st, sev, ${Object.keys(FIELDS).join(", ")}`;
  const pattern = wildcard(value);
  return (finding) => values(finding).some((one) => pattern.test(one));
}

function severityTest(value: string): Test | string {
  const match = /^(>=|<=|>|<|=)?(.+)$/.exec(value);
  const name = match?.[2] ?? "";
  const at = SEVERITIES.findIndex((one) => one.startsWith(name));
  if (at < 0) return `sev: ${SEVERITIES.join(", ")}`;
  // The list begins with the worst.
  switch (match?.[1]) {
    case ">=":
      return ({ severity }) => SEVERITIES.indexOf(severity) <= at;
    case "<=":
      return ({ severity }) => SEVERITIES.indexOf(severity) >= at;
    case ">":
      return ({ severity }) => SEVERITIES.indexOf(severity) < at;
    case "<":
      return ({ severity }) => SEVERITIES.indexOf(severity) > at;
    default:
      return ({ severity }) => SEVERITIES.indexOf(severity) === at;
  }
}

/** `*` stands for anything; without one, the value may stand anywhere in the field. */
function wildcard(value: string): RegExp {
  const quoted = value
    .split(/\*+/)
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join("[^]*");
  return new RegExp(value.includes("*") ? `^${quoted}$` : quoted, "i");
}

export function rolesOf({ subject }: Pick<Finding, "subject">): readonly string[] {
  if (subject.kind === "domain") return subject.role === null ? ["domain"] : [subject.role];
  return subject.kind === "host" && subject.roles.length > 0 ? subject.roles : [subject.kind];
}

const texts = new WeakMap<Finding, string>();

/** Ahead of the first letter that is typed, which would else wait for the texts of all findings. */
export function prepareFilter(findings: readonly Finding[]): void {
  for (const finding of findings) textOf(finding);
}

/** All columns in lower case; made once, since every typed letter asks for it. */
function textOf(finding: Finding): string {
  const known = texts.get(finding);
  if (known !== undefined) return known;
  const { subject, title, label, requirement, want, have, status, severity, cause, trail, computers, events } = finding;
  const named = subject.kind === "gpo" ? [subject.name ?? "", subject.guid ?? "", subject.container] : [subject.name];
  const gpos = trail.map(({ gpo }) => gpo.name ?? gpo.guid ?? "");
  const causes = cause === null ? [] : [cause, CAUSE_WORDS[cause]];
  const all = [
    title,
    label,
    requirement,
    want,
    have,
    status,
    severity,
    ...causes,
    ...named,
    ...gpos,
    ...computers,
    ...events,
  ];
  const text = all.join("\n").toLowerCase();
  texts.set(finding, text);
  return text;
}
