/** Findings of both sides: what became of each. Only what both sides could see counts as a change of the estate. */
import { FINDING_GROUPS, type FindingChange, type FindingGroup, type StandingThen } from "../core/diff.ts";
import { compareKeys } from "../core/order.ts";
import { SEVERITIES, type Status } from "../core/report.ts";
import { gpoLabel, keyed, keysOf } from "./names.ts";
import type { Seen } from "./seen.ts";
import type { FindingThen } from "./snapshot.ts";

export function findingChanges(before: Seen, after: Seen): FindingChange[] {
  const changes = pairsOf(before, after).map(([was, is]) => changeOf(was, is, before, after));
  return changes
    .map((change) => ({ change, keys: orderOf(change) }))
    .toSorted((a, b) => compareKeys(a.keys, b.keys))
    .map(({ change }) => change);
}

type Pair = readonly [was: FindingThen | null, is: FindingThen | null];

export function pairsOf(before: Seen, after: Seen): Pair[] {
  const old = keyed(before.snapshot.findings, (finding) => before.names.finding(finding));
  const now = keyed(after.snapshot.findings, (finding) => after.names.finding(finding));
  const pairs = [...keysOf(old, now)].map((key): Pair => [old.get(key) ?? null, now.get(key) ?? null]);
  return joinForests(pairs);
}

/** A forest goes by other words once it has another number of domains; one on each side is the same. */
function joinForests(pairs: readonly Pair[]): Pair[] {
  const lone = (side: 0 | 1, requirement: string): readonly Pair[] =>
    pairs.filter((pair) => pair[side === 0 ? 1 : 0] === null && isForest(pair[side], requirement));
  return pairs.flatMap((pair): Pair[] => {
    const [was, is] = pair;
    const requirement = (was ?? is)?.requirement ?? "";
    if ((was === null) === (is === null) || !isForest(was ?? is, requirement)) return [pair];
    const [old, now] = [lone(0, requirement), lone(1, requirement)];
    if (old.length !== 1 || now.length !== 1) return [pair];
    return was === null ? [] : [[was, now[0]?.[1] ?? null]];
  });
}

function isForest(finding: FindingThen | null, requirement: string): boolean {
  return finding?.requirement === requirement && finding.subject.kind === "forest";
}

function changeOf(was: FindingThen | null, is: FindingThen | null, before: Seen, after: Seen): FindingChange {
  const finding = is ?? was;
  if (finding === null) throw new Error("a pair without a finding");
  const { group, because } = groupOf(was, is, before, after);
  const failing = is?.status === "fail" ? is : was?.status === "fail" ? was : finding;
  return {
    group,
    id: finding.id,
    requirement: finding.requirement,
    title: finding.title,
    severity: failing.severity,
    subject: finding.subject,
    before: was === null ? null : standing(was),
    after: is === null ? null : standing(is),
    changed: was === null || is === null || said(was, before) !== said(is, after),
    because,
  };
}

interface Grouped {
  readonly group: FindingGroup;
  readonly because: string | null;
}

function groupOf(was: FindingThen | null, is: FindingThen | null, before: Seen, after: Seen): Grouped {
  if (was === null && is === null) return { group: "same", because: null };
  if (was === null || is === null) {
    const [lone, other] = is === null ? [was, after] : [is, before];
    const stand = lone === null ? null : other.standIn(lone, is === null ? before : after);
    if (stand === null || lone === null) return { group: is === null ? "gone" : "new", because: null };
    const group = is === null ? transition(lone.status, stand.status) : transition(stand.status, lone.status);
    return { group, because: stand.because };
  }
  if (was.revision !== is.revision && was.status !== is.status) {
    return {
      group: "not-comparable",
      because: `the requirement's revision is ${is.revision}, and was ${was.revision}`,
    };
  }
  if (before.snapshot.side.mode !== after.snapshot.side.mode && was.status !== is.status) {
    return { group: "not-comparable", because: "only one side knows where GPOs are linked" };
  }
  const group = transition(was.status, is.status);
  const because =
    group === "regression" && was.winner !== null && lacks(after, before, was.winner)
      ? `"${gpoLabel(was.winner)}", which decided it, is not among the new inputs: deleted, or not exported`
      : group === "fixed" && is.winner !== null && lacks(before, after, is.winner)
        ? `"${gpoLabel(is.winner)}", which decides it, was not among the old inputs`
        : null;
  return { group, because };
}

/** The verdict is what it is; that the GPO is gone is more than its absence says. */
function lacks(side: Seen, other: Seen, winner: NonNullable<FindingThen["winner"]>): boolean {
  const key = other.names.gpo(winner);
  return other.gpos.has(key) && !side.gpos.has(key);
}

function transition(was: Status, is: Status): FindingGroup {
  if (was === "fail" && is === "fail") return "still-failing";
  if (is === "fail") return was === "unknown" ? "became-known" : "regression";
  if (is === "unknown") return was === "pass" ? "lost-sight" : was === "unknown" ? "same" : "became-unknown";
  if (was === "unknown") return "became-known";
  return was === "fail" ? "fixed" : "same";
}

function standing({ status, have, cause, winner, at, revision, waiver, ask }: FindingThen): StandingThen {
  return { status, have, cause, winner: winner === null ? null : gpoLabel(winner), at, revision, waiver, ask };
}

/** Paths and names may be written otherwise without another thing being meant. */
function said({ status, have, cause, winner }: FindingThen, { names, plain }: Seen): string {
  return JSON.stringify([status, plain(have), cause, winner === null ? null : names.gpo(winner)]);
}

const WEIGHT: Readonly<Record<Status, number>> = { fail: 0, unknown: 1, pass: 2, "not-applicable": 3 };

function orderOf({ group, severity, after, changed, requirement, id }: FindingChange): (string | number)[] {
  const weight = after === null ? 4 : WEIGHT[after.status];
  return [FINDING_GROUPS.indexOf(group), weight, SEVERITIES.indexOf(severity), changed ? 0 : 1, requirement, id];
}
