/**
 * Policy as computed, the resultant set, and what was read on the computer: where two of the three speak of one
 * setting they agree, or somebody changed it [formats.md 8.7, mdi-requirements 7.3].
 */
import { SUBCATEGORIES, subcategoryOf } from "../core/audit-policy.ts";
import type { FactId, Guid } from "../core/fact.ts";
import { compareText } from "../core/order.ts";
import { valueText } from "./contribution.ts";
import type { SettingValue } from "./contribution.ts";
import type { Estate } from "./estate.ts";
import { EXTENSION_ORDER } from "./extension-order.ts";
import { capturedOn, deliveredTo, sameSetting, selectorKey } from "./host-readings.ts";
import type { Reading } from "./host-readings.ts";
import { targetOfHost } from "./host-target.ts";
import type { HostEstate } from "./hosts.ts";
import { applicationOf, applicationsOf, causeOfDifference } from "./reconcile-causes.ts";
import type { Comparison, Difference, DriftCause } from "./reconcile-causes.ts";
import type { Times } from "./reconcile-times.ts";
import { resolve } from "./resolve.ts";
import type { Effective, Outcome } from "./resolve.ts";
import { deletedName, plainName } from "./setting-index.ts";
import type { Selector } from "./setting-index.ts";
import type { Target } from "./target.ts";

export interface Disagreement {
  readonly selector: Selector;
  /** In words: `audit subcategory Logon`, a registry path, a user right. */
  readonly setting: string;
  /** What policy gives, what arrived, what the computer has; null where that kind says nothing. */
  readonly computed: string | null;
  readonly delivered: string | null;
  readonly captured: string | null;
  /** Null: nothing in the evidence supports one. */
  readonly cause: DriftCause | null;
  readonly because: string;
  readonly facts: readonly FactId[];
  /** The read-only command that would tell the cause; empty where it is known. */
  readonly ask: readonly string[];
}

/** What a computer shows about a question on which documents differ. */
export interface ReadingShown {
  /** `cleared`: advanced policy took away what no GPO names · `kept`: it did not. */
  readonly reading: "cleared" | "kept";
  readonly subcategory: Guid;
  readonly facts: readonly FactId[];
}

export interface Reconciliation {
  readonly host: HostEstate;
  /** Null: for which computer policy would be resolved is not known. */
  readonly target: Target | null;
  /** Settings of which two kinds of evidence speak and say the same. */
  readonly agreed: readonly (readonly FactId[])[];
  /** Settings of which readings of one kind differ among themselves. */
  readonly contradictory: readonly string[];
  /** Of {@link ReconcileOptions.wanted}: policy sets it for certain, or delivered it, and nobody read it on the computer. */
  readonly unread: readonly Selector[];
  /** Settings on which the evidence about policy leaves several values open. */
  readonly open: number;
  /** Subcategories first, then by name. */
  readonly disagreements: readonly Disagreement[];
  readonly shown: readonly ReadingShown[];
}

export interface ReconcileOptions {
  /** Subcategories that record when no policy speaks. */
  readonly recordsByDefault: ReadonlySet<Guid>;
  readonly times: Times;
  /** What must have been read on the computer before anybody says that all is as policy sets it. */
  readonly wanted: readonly Selector[];
}

export function reconcile(estate: Estate, host: HostEstate, options: ReconcileOptions): Reconciliation {
  const target = targetOfHost(estate, host);
  const results = selectorsOf(host, target, options.wanted).map((selector) =>
    compare(selector, estate, host, target, options.times),
  );
  const wanted = new Set(options.wanted.map(selectorKey));
  const advanced = target !== null && results.some(({ effective }) => isAdvanced(effective));
  return {
    host,
    target,
    agreed: results.flatMap((one) => (one.verdict === "agree" ? [one.facts] : [])),
    contradictory: results.flatMap((one) => (one.contradictory ? [settingText(one.selector)] : [])),
    unread: results.flatMap((one) => (wanted.has(selectorKey(one.selector)) && isUnread(one) ? [one.selector] : [])),
    open: results.filter(({ verdict }) => verdict === "open").length,
    disagreements: results.flatMap((one) => (one.verdict === "differ" ? [disagreementOf(one)] : [])),
    shown: advanced ? results.flatMap((one) => shownBy(one, options)) : [],
  };
}

function isUnread({ effective, delivered, captured }: Compared): boolean {
  const [only, ...others] = effective?.outcomes ?? [];
  const set = only?.state === "set" && others.length === 0 && effective?.cleared === undefined;
  return captured === null && (set || delivered?.state === "set");
}

interface Compared extends Difference {
  readonly verdict: Comparison;
  readonly contradictory: boolean;
  /** Not null: the resultant set does not list, or did not apply, the GPO that policy says decides. */
  readonly notDelivered: string | null;
  readonly facts: FactId[];
}

function compare(selector: Selector, estate: Estate, host: HostEstate, target: Target | null, times: Times): Compared {
  const captured = capturedOn(host).of(selector);
  const delivered = deliveredTo(host).of(selector);
  const effective = target === null ? null : resolve(selector, target);
  const notDelivered = delivered === null && effective !== null ? missingWinner(effective, host) : null;
  const difference: Difference = {
    estate,
    host,
    target,
    selector,
    effective,
    captured,
    delivered,
    times,
    policyAndRsop: notDelivered === null ? withPolicy(effective, delivered, host) : "differ",
    policyAndCapture: withPolicy(effective, captured, null),
    rsopAndCapture: withRsop(delivered, captured),
  };
  const all = [difference.policyAndRsop, difference.policyAndCapture, difference.rsopAndCapture];
  const verdict = (["differ", "agree", "open"] as const).find((one) => all.includes(one)) ?? "silent";
  const winning = (effective?.outcomes ?? []).flatMap(({ by }) => (by === null ? [] : [by.fact.id]));
  return {
    ...difference,
    verdict,
    notDelivered,
    contradictory: [captured, delivered].some((one) => one?.state === "undecided" && one.differing.length > 1),
    facts: [...new Set([...(captured?.facts ?? []), ...(delivered?.facts ?? []), ...winning])].filter(
      (id) => id !== "",
    ),
  };
}

/** An undecided policy contradicts only what is outside its possible values. */
function withPolicy(effective: Effective | null, reading: Reading | null, rsopOf: HostEstate | null): Comparison {
  if (effective === null || reading === null) return "silent";
  if (isSilent(effective)) return rsopOf !== null && isKept(effective, reading, rsopOf) ? "differ" : "silent";
  if (reading.state === "undecided" || effective.cleared !== undefined) return "open";
  const answers = effective.outcomes.map((outcome) => fits(outcome, reading));
  if (answers.every((answer) => answer === false)) return "differ";
  return answers.length === 1 && answers[0] === true ? "agree" : "open";
}

/** Null where it cannot be told: what policy leaves alone may have any value. */
function fits(outcome: Outcome, reading: Exclude<Reading, { state: "undecided" }>): boolean | null {
  if (outcome.state === "unclear" || (outcome.state === "absent" && outcome.by === null)) return null;
  if (outcome.state === "absent") return reading.state === "absent";
  return reading.state === "absent" ? false : sameSetting(outcome.value, reading.value);
}

/**
 * Policy certainly names nothing: whatever the computer has is its own. That advanced policy may have cleared it is no
 * word of policy on the value, and where a computer shows it, the computer cannot bear itself out.
 */
function isSilent({ outcomes, cleared }: Effective): boolean {
  return outcomes.every(
    (outcome) =>
      (outcome.state === "absent" && outcome.by === null) ||
      (cleared !== undefined && outcome.state === "set" && outcome.by === cleared),
  );
}

/** The resultant set holds a value of a GPO that, by the links of now, does not reach the computer. */
function isKept({ excluded }: Effective, reading: Reading, host: HostEstate): boolean {
  if (reading.state !== "set") return false;
  const by = new Set(
    host.delivered.flatMap((fact) => (reading.facts.includes(fact.id) && "gpo" in fact && fact.gpo ? [fact.gpo] : [])),
  );
  return excluded.some((word) => word.gpo.guid !== null && by.has(word.gpo.guid) && word.rule !== "superseded-backup");
}

function withRsop(delivered: Reading | null, captured: Reading | null): Comparison {
  if (delivered === null || captured === null) return "silent";
  if (delivered.state === "undecided" || captured.state === "undecided") return "open";
  if (delivered.state === "absent" || captured.state === "absent") {
    return delivered.state === captured.state ? "agree" : "differ";
  }
  const same = sameSetting(delivered.value, captured.value);
  return same === null ? "open" : same ? "agree" : "differ";
}

/** A resultant set without a value says something only where it shows that the deciding GPO was not applied. */
function missingWinner({ outcomes, cleared }: Effective, host: HostEstate): string | null {
  const [only] = outcomes;
  if (outcomes.length !== 1 || only?.state !== "set" || only.by.gpo.guid === null || cleared !== undefined) return null;
  if (only.by.certain !== "yes" || only.by.reach.link === null) return null;
  if (!applicationsOf(host).some(({ state }) => state === "applied")) return null;
  const application = applicationOf(host, only.by.gpo);
  if (application?.state === "applied" || application?.state === "not-understood") return null;
  const name = only.by.gpo.name ?? only.by.gpo.guid;
  return application === null ? `"${name}" is not listed` : `"${name}" was not applied`;
}

/** Everything that the computer's readings name or show to be missing, and what must have been read. */
function selectorsOf(host: HostEstate, target: Target | null, wanted: readonly Selector[]): Selector[] {
  const found = new Map<string, Selector>();
  const add = (selector: Selector): void => {
    const key = selectorKey(selector);
    if (!found.has(key)) found.set(key, selector);
  };
  const subcategories = SUBCATEGORIES.map(({ guid }): Selector => ({ kind: "subcategory", subcategory: guid }));
  for (const selector of subcategories) add(selector);
  for (const selector of wanted) add(selector);
  const captured = capturedOn(host);
  // Thousands of values may stand in policy; those of which no reading of the computer speaks are compared with nothing.
  for (const selector of policyRegistry(target)) if (captured.of(selector) !== null) add(selector);
  for (const selector of deliveredTo(host).selectors()) if (COMPARED.includes(selector.kind)) add(selector);
  // Registry values that only the computer itself names would be compared with nothing.
  for (const selector of captured.selectors()) {
    if (selector.kind === "subcategory" || selector.kind === "user-right") add(selector);
  }
  return [...found].toSorted(([a], [b]) => order(a) - order(b) || compareText(a, b)).map(([, selector]) => selector);
}

const COMPARED: readonly Selector["kind"][] = ["subcategory", "registry", "user-right"];
const ORDER = ["subcategory", "right", "registry"];

function order(key: string): number {
  return ORDER.findIndex((kind) => key.startsWith(`${kind} `));
}

const BY_TARGET = new WeakMap<Target, readonly Selector[]>();

function policyRegistry(target: Target | null): readonly Selector[] {
  if (target === null) return [];
  const known = BY_TARGET.get(target);
  if (known !== undefined) return known;
  const paths = new Map<string, string>();
  for (const { fact } of target.domain.settings.candidates({ kind: "registry", path: "*" })) {
    if (fact.kind !== "registry" || fact.side === "user" || fact.hive !== "HKLM") continue;
    const name = deletedName(fact.name) ?? plainName(fact.name);
    if (name === "*") continue;
    const path = `HKLM\\${fact.key.replaceAll(/^\\+|\\+$/g, "")}\\${name}`;
    if (!paths.has(path.toLowerCase())) paths.set(path.toLowerCase(), path);
  }
  const selectors = [...paths.values()].map((path): Selector => ({ kind: "registry", path }));
  BY_TARGET.set(target, selectors);
  return selectors;
}

function disagreementOf(compared: Compared): Disagreement {
  const { selector, effective, delivered, captured, notDelivered, facts } = compared;
  const { cause, because, facts: proof } = causeOfDifference(compared);
  return {
    selector,
    setting: settingText(selector),
    computed: effective === null ? null : computedText(effective),
    delivered: notDelivered ?? readingText(delivered),
    captured: readingText(captured),
    cause,
    because,
    facts: [...new Set([...facts, ...proof])].filter((id) => id !== ""),
    ask: cause === null ? [askOf(compared)] : [],
  };
}

function askOf({ host, selector }: Compared): string {
  if (host.delivered.length === 0) return "gpresult.exe /scope computer /x .\\rsop.xml";
  // 4719: the audit policy was changed, and by whom.
  if (selector.kind === "subcategory")
    return 'wevtutil.exe qe Security "/q:*[System[(EventID=4719)]]" /c:20 /rd:true /f:text';
  return "gpupdate.exe /target:computer";
}

export function settingText(selector: Selector): string {
  switch (selector.kind) {
    case "subcategory":
      return `audit subcategory ${subcategoryOf(selector.subcategory)?.name ?? selector.subcategory}`;
    case "registry":
      return selector.path;
    case "user-right":
      return selector.right;
    case "event-log":
      return `${selector.log} log: ${selector.setting}`;
    case "account-policy":
      return selector.setting;
  }
}

function computedText(effective: Effective): string {
  if (isSilent(effective)) return "not configured";
  const words = effective.outcomes.map((outcome) => {
    if (outcome.state === "set") return valueText(outcome.value);
    return outcome.state === "absent" ? "not there" : "a value that is not understood";
  });
  return words.toSorted().join(" or ");
}

function readingText(reading: Reading | null): string | null {
  if (reading === null) return null;
  if (reading.state === "set") return valueText(reading.value);
  return reading.state === "absent" ? "not there" : reading.differing.join(" or ");
}

/** Advanced audit policy certainly reaches the computer. */
function isAdvanced(effective: Effective | null): boolean {
  return (effective?.outcomes ?? []).some(
    (outcome) =>
      effective?.cleared === undefined &&
      outcome.state === "set" &&
      outcome.by.certain === "yes" &&
      outcome.by.extension === EXTENSION_ORDER.audit,
  );
}

/** What no GPO names and Windows records by default: the computer shows which of the two readings holds for it. */
function shownBy({ selector, effective, delivered, captured }: Compared, options: ReconcileOptions): ReadingShown[] {
  if (selector.kind !== "subcategory" || !options.recordsByDefault.has(selector.subcategory)) return [];
  if (effective === null || !isSilent(effective) || delivered !== null || captured?.state !== "set") return [];
  const reading = records(captured.value) ? "kept" : "cleared";
  return [{ reading, subcategory: selector.subcategory, facts: captured.facts }];
}

function records(value: SettingValue): boolean {
  return value.kind === "auditing" && (value.success || value.failure);
}
