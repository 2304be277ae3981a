/** Two reports, before and after a change that was only thought: what changes for whom, both ways. */
import { compareKeys } from "../core/order.ts";
import { SEVERITIES } from "../core/report.ts";
import type { Cause, Finding, FindingSubject, Mode, Report, Severity, Status, TrailStep } from "../core/report.ts";

/** An edit, as given and in words; `notes` say what it brings along or leaves open. */
export interface EditRecord {
  readonly word: string;
  readonly text: string;
  readonly notes: readonly string[];
}

export interface Standing {
  readonly status: Status;
  readonly have: string;
  /** The GPO whose value counts; null where none does, or it is not decided which. */
  readonly winner: string | null;
  /** GPOs whose value may count, where it is not decided. */
  readonly candidates: readonly string[];
  readonly cause: Cause | null;
  /** For `unknown`: what would settle it. */
  readonly ask: readonly string[];
}

/** `worse`: closer to a failure · `better`: further from it · `other`: the same status by another value or GPO. */
export const WAYS = ["worse", "better", "other"] as const;
export type Way = (typeof WAYS)[number];

export interface Change {
  readonly id: string;
  readonly requirement: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: FindingSubject;
  readonly computers: readonly string[];
  readonly way: Way;
  /** Null: there is no such finding. For a computer without a finding of its own: what policy gives it. */
  readonly before: Standing | null;
  readonly after: Standing | null;
}

/** What a computer itself shows of something whose policy changes: it follows at the next refresh, and is not changed here. */
export interface Captured {
  readonly id: string;
  readonly requirement: string;
  readonly title: string;
  readonly host: string;
  readonly status: Status;
  readonly have: string;
  /** What policy says after the change; null where no finding about policy changes along with it. */
  readonly policy: Standing | null;
}

export interface WhatIf {
  readonly asOf: string;
  readonly tool: Report["tool"];
  readonly catalog: Report["catalog"];
  readonly mode: { readonly before: Mode; readonly after: Mode };
  readonly edits: readonly EditRecord[];
  /** Worse, better, other; worst first within each. */
  readonly changes: readonly Change[];
  readonly captured: readonly Captured[];
  /** Findings that stay as they are. */
  readonly unchanged: number;
}

/** What policy gives one computer, before or after. */
export interface ComputerStanding {
  readonly id: string;
  /** The computers for which one finding may speak. */
  readonly group: string;
  readonly requirement: string;
  readonly title: string;
  readonly severity: Severity;
  readonly subject: FindingSubject;
  readonly status: Status;
  readonly have: string;
  readonly cause: Cause | null;
  readonly trail: readonly TrailStep[];
}

type ByComputer = ReadonlyMap<string, ComputerStanding>;

/** `captures`: computers whose own readings are in the evidence, in lower case; their findings speak of those readings. */
export function whatIfOf(
  before: Report,
  after: Report,
  {
    edits,
    captures,
    computers,
  }: {
    readonly edits: readonly EditRecord[];
    readonly captures: ReadonlySet<string>;
    readonly computers: { readonly before: ByComputer; readonly after: ByComputer };
  },
): WhatIf {
  const old = new Map(before.findings.map((finding) => [finding.id, finding]));
  const now = new Map(after.findings.map((finding) => [finding.id, finding]));
  const changes: Change[] = [];
  const readings = new Map<Finding, boolean>();
  for (const id of new Set([...now.keys(), ...old.keys()])) {
    const [was, is] = [old.get(id), now.get(id)];
    const finding = is ?? was;
    if (finding === undefined) continue;
    const ofComputer = finding.subject.kind === "host" ? computers : null;
    const change = changeOf(
      finding,
      was ?? ofComputer?.before.get(id) ?? null,
      is ?? ofComputer?.after.get(id) ?? null,
      finding.computers,
    );
    if (isCaptured(finding, is === undefined ? before : after, captures)) readings.set(was ?? finding, change !== null);
    else if (change !== null) changes.push(change);
  }
  const told = new Set([...old.keys(), ...now.keys()]);
  changes.push(...singleChanges(computers.before, computers.after).filter(({ id }) => !told.has(id)));
  const captured = [...readings].flatMap(([finding, changed]) => capturedOf(finding, changed, changes, computers));
  const { asOf, tool, catalog } = after;
  return {
    asOf,
    tool,
    catalog,
    mode: { before: before.mode, after: after.mode },
    edits,
    changes: changes
      .map((change) => ({ change, keys: orderOf(change) }))
      .sort((a, b) => compareKeys(a.keys, b.keys))
      .map(({ change }) => change),
    captured: captured.toSorted((a, b) => compareKeys([a.host, a.requirement], [b.host, b.requirement])),
    unchanged:
      before.findings.length -
      changes.filter(({ id }) => old.has(id)).length -
      captured.filter(({ id }) => old.has(id)).length,
  };
}

/** The finding speaks of what the computer itself shows, not of the policy that reaches it. */
function isCaptured(
  { subject, rung, status, evidence }: Finding,
  { facts }: Report,
  captures: ReadonlySet<string>,
): boolean {
  if (subject.kind !== "host" || !captures.has(subject.name.toLowerCase())) return false;
  if (rung === "L3") return true;
  // Without any evidence: a capture that says nothing is unknown, a policy that says nothing fails.
  if (evidence.length === 0) return status === "unknown";
  return evidence.some((id) => facts.get(id)?.subject.kind === "host");
}

/** The findings of the changed estate, those about readings of computers as they were: nothing was read anew. */
export function findingsAfter(before: Report, after: Report, captures: ReadonlySet<string>): readonly Finding[] {
  return [
    ...after.findings.filter((finding) => !isCaptured(finding, after, captures)),
    ...before.findings.filter((finding) => isCaptured(finding, before, captures)),
  ];
}

/** Computers that an edit reaches while others of their domain stay as they are, or change otherwise. */
function singleChanges(before: ByComputer, after: ByComputer): Change[] {
  const groups = new Map<string, { readonly kinds: Set<string>; readonly changes: Change[] }>();
  for (const [id, is] of after) {
    const was = before.get(id) ?? null;
    const group = groups.get(is.group) ?? { kinds: new Set<string>(), changes: [] };
    groups.set(is.group, group);
    const change = changeOf(is, was, is, []);
    group.kinds.add(JSON.stringify([was === null ? null : saidOf(standingOf(was)), saidOf(standingOf(is))]));
    if (change !== null) group.changes.push(change);
  }
  return [...groups.values()].flatMap(({ kinds, changes }) => (kinds.size > 1 ? changes : []));
}

type Spoken = Pick<Finding, "id" | "requirement" | "title" | "severity" | "subject">;
type Judged = Pick<Finding, "status" | "have" | "cause" | "trail"> & { readonly ask?: readonly string[] };

function changeOf(
  { id, requirement, title, severity, subject }: Spoken,
  was: Judged | null,
  is: Judged | null,
  computers: readonly string[],
): Change | null {
  const before = was === null ? null : standingOf(was);
  const after = is === null ? null : standingOf(is);
  if (before !== null && after !== null && saidOf(before) === saidOf(after)) return null;
  return { id, requirement, title, severity, subject, computers, way: wayOf(before, after), before, after };
}

function standingOf({ status, have, cause, ask = [], trail }: Judged): Standing {
  const names = (result: TrailStep["result"]): string[] => [
    ...new Set(trail.filter((step) => step.result === result).map(({ gpo }) => gpoText(gpo))),
  ];
  const [winner = null] = names("won");
  return { status, have, winner, candidates: winner === null ? names("candidate") : [], cause, ask };
}

function gpoText({ name, guid, container }: TrailStep["gpo"]): string {
  return name ?? (guid === null ? container : `{${guid}}`);
}

/** What settles an unknown may be said otherwise without the answer being another one. */
function saidOf({ status, have, winner, candidates, cause }: Standing): string {
  return JSON.stringify([status, have, winner, candidates.toSorted(), cause]);
}

/** No finding weighs as much as one that is met. */
const WEIGHT: Readonly<Record<Status, number>> = { fail: 0, unknown: 1, pass: 2, "not-applicable": 2 };

function wayOf(before: Standing | null, after: Standing | null): Way {
  const [was, is] = [before, after].map((standing) => (standing === null ? WEIGHT.pass : WEIGHT[standing.status]));
  if (was === is || was === undefined || is === undefined) return "other";
  return is < was ? "worse" : "better";
}

function orderOf({ way, severity, after, before, requirement, id }: Change): (string | number)[] {
  const weight = after === null ? WEIGHT.pass : WEIGHT[after.status];
  // Of what gets better the heaviest gain comes first.
  const from = before === null ? WEIGHT.pass : WEIGHT[before.status];
  return [WAYS.indexOf(way), SEVERITIES.indexOf(severity), way === "better" ? from : weight, requirement, id];
}

function capturedOf(
  finding: Finding,
  changed: boolean,
  changes: readonly Change[],
  { before, after }: { readonly before: ByComputer; readonly after: ByComputer },
): Captured[] {
  const { subject, id, requirement, title, status, have } = finding;
  if (subject.kind !== "host") return [];
  const [was, is] = [before.get(id), after.get(id)];
  const own = was === undefined || is === undefined ? null : changeOf(is, was, is, []);
  const known = is !== undefined && own === null;
  const spoken = known
    ? null
    : changes.find((change) => change.requirement === requirement && speaksFor(change, subject));
  const policy = own?.after ?? spoken?.after ?? null;
  return policy === null && !changed ? [] : [{ id, requirement, title, host: subject.name, status, have, policy }];
}

function speaksFor({ subject, computers }: Change, host: Extract<FindingSubject, { kind: "host" }>): boolean {
  if (subject.kind !== "domain") return false;
  if (computers.length > 0) return computers.some((name) => name.toLowerCase() === host.name.toLowerCase());
  return host.domain === null || host.domain === subject.name;
}

/** Of whom the changes speak, each once, in their order. */
export function changedSubjects({ changes }: WhatIf): FindingSubject[] {
  return [...new Map(changes.map(({ subject }) => [JSON.stringify(subject), subject])).values()];
}

export function countWays({ changes }: WhatIf): Record<Way, number> {
  const count = (way: Way): number => changes.filter((change) => change.way === way).length;
  return { worse: count("worse"), better: count("better"), other: count("other") };
}

/** What would settle the changes that stay open: each ask with the changes that it settles. */
export function undecided({
  changes,
}: WhatIf): { readonly ask: readonly string[]; readonly changes: readonly Change[] }[] {
  const groups = new Map<string, { ask: readonly string[]; changes: Change[] }>();
  for (const change of changes) {
    if (change.after?.status !== "unknown") continue;
    const key = change.after.ask.join("\n");
    const group = groups.get(key) ?? { ask: change.after.ask, changes: [] };
    groups.set(key, group);
    group.changes.push(change);
  }
  return [...groups.values()];
}
