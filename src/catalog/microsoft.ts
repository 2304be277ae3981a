/**
 * What Microsoft's own judges will say: the module's two modes, Test-MdiReadiness, the portal's health alert.
 * Kept apart from our verdict. Rules of the judges: mdi-requirements.md 1.3 to 1.5, 5 and 8.
 */
import { MICROSOFT_JUDGES } from "../core/report.ts";
import type { Finding, FindingSubject, MicrosoftJudge, MicrosoftVerdict, Status } from "../core/report.ts";
import { sameHost } from "../policy/computers.ts";
import { targetOfHost } from "../policy/host-target.ts";
import type { HostEstate } from "../policy/hosts.ts";
import type { Target } from "../policy/target.ts";
import type { JudgeContext } from "./context.ts";
import type { MicrosoftItem, Requirement } from "./define.ts";
import { alertTitled } from "./health-alerts.ts";
import { moduleDomain } from "./microsoft-gpo.ts";
import { wordByPolicy, wordOnHost } from "./microsoft-host.ts";
import type { RowWord } from "./microsoft-host.ts";
import { labelOf, rowsFor } from "./microsoft-rows.ts";
import type { Row } from "./microsoft-rows.ts";
import { sensorOf } from "./sensors.ts";

/** Whom the finding speaks of, and what we say of it. */
export interface ForecastOn {
  readonly subject: FindingSubject;
  /** Null where the evidence does not tell for whom policy is to be resolved. */
  readonly target: Target | null;
  readonly status: Status;
}

/** The verdicts for one requirement; items are judged whole, as Microsoft's tools do. */
export function forecast(
  requirement: Requirement,
  catalog: readonly Requirement[],
  on: ForecastOn,
  context: JudgeContext,
): Finding["microsoft"] {
  const { microsoft } = requirement;
  if (microsoft === undefined) return {};
  const rows = rowsFor(requirement, catalog);
  const computed: Partial<Record<MicrosoftJudge, MicrosoftVerdict>> = {};
  if (rows.length > 0) {
    if (microsoft.gpoSuffix !== undefined && on.target !== null) {
      computed.moduleDomain = moduleDomain(microsoft, rows, on.target.domain, context);
    }
    const members = membersOf(on, rows, context);
    const local = together(members.map(({ words }) => localVerdict(words)));
    computed.moduleLocalMachine = local;
    computed.testMdiReadiness = readiness(local, microsoft);
    if (microsoft.healthAlert !== undefined) {
      computed.healthAlert = together(members.map((member) => alertVerdict(microsoft, member, on)));
    }
  }
  const verdicts: Partial<Record<MicrosoftJudge, MicrosoftVerdict>> = {};
  for (const judge of MICROSOFT_JUDGES) {
    const verdict = microsoft.fixed?.[judge] ?? computed[judge];
    if (verdict !== undefined) verdicts[judge] = verdict;
  }
  return verdicts;
}

/** The same for a computer that speaks for itself. */
export function forecastOnHost(
  requirement: Requirement,
  catalog: readonly Requirement[],
  subject: Extract<FindingSubject, { kind: "host" }>,
  status: Status,
  context: JudgeContext,
): Finding["microsoft"] {
  const host = hostNamed(subject.name, context);
  const target = host === undefined ? null : targetOf(host, context.estate);
  return forecast(requirement, catalog, { subject, target, status }, context);
}

/** A computer that speaks for itself, or a class of computers of which only policy is known. */
interface Member {
  readonly sensor: HostEstate["sensor"];
  readonly words: readonly RowWord[];
}

function membersOf({ subject, target }: ForecastOn, rows: readonly Row[], context: JudgeContext): Member[] {
  const { estate, evidence } = context;
  if (subject.kind === "host") {
    const host = hostNamed(subject.name, context);
    const words = rows.flatMap((row) =>
      host !== undefined ? [wordOnHost(row, host, target)] : target === null ? [] : [wordByPolicy(row, target)],
    );
    return [{ sensor: sensorOf(evidence, subject.name), words }];
  }
  if (target === null) return [];
  // Of a domain every computer of the role is judged: one that is wrong raises the alert.
  return estate.targetsOf(target.domain, target.role).flatMap((one): Member[] => {
    const hosts = estate.hosts.filter((host) => targetOf(host, estate) === one);
    const speaking = hosts.map((host) => ({
      sensor: sensorOf(evidence, host.name),
      words: rows.map((row) => wordOnHost(row, host, one)),
    }));
    const others = one.computers.filter(({ name }) => !hosts.some((host) => sameHost(host.name, name)));
    if (speaking.length > 0 && one.computers.length > 0 && others.length === 0) return speaking;
    const sensors = new Set(others.map(({ name }) => sensorOf(evidence, name)));
    const sensor = sensors.size === 1 ? ([...sensors][0] ?? null) : null;
    return [...speaking, { sensor, words: rows.map((row) => wordByPolicy(row, one)) }];
  });
}

const TARGETS = new WeakMap<HostEstate, Target | null>();

function targetOf(host: HostEstate, estate: JudgeContext["estate"]): Target | null {
  const known = TARGETS.get(host);
  if (known !== undefined) return known;
  const target = targetOfHost(estate, host);
  TARGETS.set(host, target);
  return target;
}

const BY_NAME = new WeakMap<JudgeContext["estate"], ReadonlyMap<string, HostEstate>>();

function hostNamed(name: string, { estate }: JudgeContext): HostEstate | undefined {
  const known = BY_NAME.get(estate) ?? new Map(estate.hosts.map((host) => [host.name.toLowerCase(), host]));
  BY_NAME.set(estate, known);
  return known.get(name.toLowerCase());
}

/** Module 1.0.0.0, and the script before it read columns by position, compare English words. */
const NOT_ENGLISH = "the computer has the values; older versions read English words and say False on this language";

/** All rows must satisfy the comparison. */
function localVerdict(words: readonly RowWord[]): MicrosoftVerdict {
  const wrong = words.find((word) => word.accepted === false);
  if (wrong !== undefined) return { verdict: false, reason: wrong.reason };
  const open = words.find((word) => word.accepted === null);
  if (open !== undefined) return { verdict: null, reason: open.reason };
  const chance = words.find((word) => word.chance);
  if (chance !== undefined) return { verdict: true, reason: chance.reason };
  const [word] = words;
  if (word === undefined) return { verdict: null, reason: "the evidence does not tell which computers it concerns" };
  if (words.some(({ localised }) => localised === true)) return { verdict: true, reason: NOT_ENGLISH };
  const every = new Set(words.map(({ reason }) => reason));
  if (words.length === 1 || every.size > 1) {
    const reason = words.length === 1 ? word.reason : `the computer has all ${words.length} values`;
    return { verdict: true, reason };
  }
  return { verdict: true, reason: `policy delivers all ${words.length} values` };
}

/** False for one is false for all, and nothing is true before all are known. */
function together(verdicts: readonly MicrosoftVerdict[]): MicrosoftVerdict {
  return (
    verdicts.find(({ verdict }) => verdict === false) ??
    verdicts.find(({ verdict }) => verdict === null) ??
    verdicts[0] ?? { verdict: null, reason: "the evidence does not tell which computers it concerns" }
  );
}

const REACH = "a server that cannot be read is False, one that does not answer a ping is left out";

/** The same comparison from afar: value 3 in every audit row, patterns for registry values [read from the script's source]. */
function readiness({ verdict, reason }: MicrosoftVerdict, { readiness: remark }: MicrosoftItem): MicrosoftVerdict {
  const words = [reason, ...(verdict === true ? [REACH] : []), ...(remark === undefined ? [] : [remark])];
  return { verdict, reason: words.join("; ") };
}

/** True: no alert. */
function alertVerdict(item: MicrosoftItem, { words, sensor }: Member, on: ForecastOn): MicrosoftVerdict {
  const title = item.healthAlert ?? "";
  if (alertTitled(title)?.sensors === "v2" && sensor === "v3") {
    return { verdict: true, reason: `no alert "${title}": it exists for sensors v2.x only` };
  }
  const quiet: MicrosoftVerdict = { verdict: true, reason: `no alert "${title}" is to be expected` };
  const strict = localVerdict(words);
  if (strict.verdict === true && !words.some(({ chance }) => chance)) return quiet;
  // Where Microsoft's page states the rule, it is ours.
  if (item.alertFollowsExpect === true) {
    if (on.status === "pass") return quiet;
    if (on.status === "fail") return raised(title, strict.reason);
    return { verdict: null, reason: strict.reason };
  }
  const lost = words.find((word) => word.serves === "fail");
  if (lost !== undefined) {
    return raised(title, lost.accepted === false ? lost.reason : `${labelOf(lost.row)} is not in place`);
  }
  if (strict.verdict === null) return { verdict: null, reason: strict.reason };
  return {
    verdict: null,
    reason: `the alert "${title}" is possible; what exactly the sensor accepts is not documented`,
  };
}

function raised(title: string, reason: string): MicrosoftVerdict {
  return { verdict: false, reason: `the alert "${title}" is to be expected within a day: ${reason}` };
}
