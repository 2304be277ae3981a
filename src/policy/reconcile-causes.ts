/** Why a computer and its policy disagree: a cause is named only where a fact of the evidence supports it. */
import { SUBCATEGORIES, auditingText, subcategoryOf } from "../core/audit-policy.ts";
import type { Fact, FactId, FactOf } from "../core/fact.ts";
import { contributionsOf } from "./contribution.ts";
import type { Contribution, SettingValue } from "./contribution.ts";
import type { Estate } from "./estate.ts";
import { capturedOn, deliveredTo, sameSetting } from "./host-readings.ts";
import type { Reading } from "./host-readings.ts";
import type { HostEstate } from "./hosts.ts";
import { forceSubcategories } from "./resolve.ts";
import type { Effective } from "./resolve.ts";
import { apart } from "./reconcile-times.ts";
import type { Times } from "./reconcile-times.ts";
import type { Selector } from "./setting-index.ts";
import type { Target } from "./target.ts";

export type DriftCause =
  | "denied"
  | "filtered-out"
  | "gpo-disabled"
  | "not-replicated"
  | "not-refreshed"
  | "legacy-override"
  | "local-audit-csv"
  | "automatic-auditing"
  | "different-times"
  | "third-party"
  | "local-edit";

export interface NamedCause {
  readonly cause: DriftCause | null;
  readonly because: string;
  readonly facts: readonly FactId[];
}

/** What two kinds of evidence say to each other. `open`: nothing decides. `silent`: at least one says nothing. */
export type Comparison = "agree" | "differ" | "open" | "silent";

export interface Difference {
  readonly estate: Estate;
  readonly host: HostEstate;
  readonly target: Target | null;
  readonly selector: Selector;
  readonly effective: Effective | null;
  readonly captured: Reading | null;
  readonly delivered: Reading | null;
  readonly policyAndRsop: Comparison;
  readonly policyAndCapture: Comparison;
  readonly rsopAndCapture: Comparison;
  readonly times: Times;
}

export function causeOfDifference(difference: Difference): NamedCause {
  for (const ask of CAUSES) {
    const found = ask(difference);
    if (found !== null) return found;
  }
  return { cause: null, because: "nothing in the evidence tells why", facts: [] };
}

type Ask = (difference: Difference) => NamedCause | null;

/** The words that policy says decide. */
function winners({ effective }: Difference): Contribution[] {
  return (effective?.outcomes ?? []).flatMap(({ by }) => by ?? []);
}

function policyDiffers({ policyAndRsop, policyAndCapture }: Difference): boolean {
  return policyAndRsop === "differ" || policyAndCapture === "differ";
}

export function applicationsOf(host: HostEstate): FactOf<"gpo-application">[] {
  return host.delivered.filter((fact): fact is FactOf<"gpo-application"> => fact.kind === "gpo-application");
}

/** GUIDs of the default GPOs are the same in every domain. */
export function applicationOf(host: HostEstate, gpo: Contribution["gpo"]): FactOf<"gpo-application"> | null {
  const domain = gpo.domain?.toLowerCase() ?? null;
  const found = applicationsOf(host).filter(
    (one) => one.gpo === gpo.guid && (domain === null || one.domain === null || one.domain.toLowerCase() === domain),
  );
  return gpo.guid === null ? null : (found.find((one) => one.state === "applied") ?? found[0] ?? null);
}

function nameOf(gpo: Contribution["gpo"]): string {
  return `"${gpo.name ?? gpo.guid ?? gpo.container}"`;
}

const NOT_APPLIED = {
  "access-denied": { cause: "denied", because: "denied by its permissions" },
  "filter-denied": { cause: "filtered-out", because: "kept away by its WMI filter" },
  disabled: { cause: "gpo-disabled", because: "disabled" },
} as const;

const notApplied: Ask = (difference) => {
  if (!policyDiffers(difference)) return null;
  for (const { gpo } of winners(difference)) {
    const application = applicationOf(difference.host, gpo);
    if (application === null || !(application.state in NOT_APPLIED)) continue;
    const { cause, because } = NOT_APPLIED[application.state as keyof typeof NOT_APPLIED];
    return { cause, because: `the resultant set lists ${nameOf(gpo)} as ${because}`, facts: [application.id] };
  }
  return null;
};

const notReplicated: Ask = (difference) => {
  if (!policyDiffers(difference)) return null;
  for (const { gpo } of winners(difference)) {
    const { machineDirectory = null, machineSysvol = null } = gpo.versions ?? {};
    if (machineDirectory === null || machineSysvol === null || machineDirectory === machineSysvol) continue;
    return {
      cause: "not-replicated",
      because: `${nameOf(gpo)} has computer version ${machineDirectory} in the directory and ${machineSysvol} in SYSVOL`,
      facts: gpo.identity.filter(({ versions }) => versions !== null).map(({ id }) => id),
    };
  }
  return null;
};

const notRefreshed: Ask = (difference) =>
  unknownToRsop(difference) ?? keptByRsop(difference) ?? asInOlderBackup(difference);

/** Policy reaches the computer for sure, and its resultant set does not even list the GPO. */
function unknownToRsop(difference: Difference): NamedCause | null {
  const applications = applicationsOf(difference.host);
  if (!policyDiffers(difference) || !applications.some(({ state }) => state === "applied")) return null;
  for (const { gpo, certain, reach } of winners(difference)) {
    if (certain !== "yes" || reach.link === null || gpo.guid === null) continue;
    if (applicationOf(difference.host, gpo) !== null) continue;
    const because = `the resultant set does not list ${nameOf(gpo)}, which is linked at ${reach.link.container}`;
    return {
      cause: "not-refreshed",
      because,
      facts: [reach.link.fact, ...applications.slice(0, 1).map(({ id }) => id)],
    };
  }
  return null;
}

const GONE = ["unlinked", "link-disabled", "inheritance-blocked", "wrong-scope"];

/** The resultant set still applies a GPO whose link is no longer there. */
function keptByRsop(difference: Difference): NamedCause | null {
  if (difference.policyAndRsop !== "differ") return null;
  for (const word of difference.effective?.excluded ?? []) {
    if (!GONE.includes(word.rule)) continue;
    const application = applicationOf(difference.host, word.gpo);
    if (application?.state !== "applied") continue;
    const because = `the resultant set applies ${nameOf(word.gpo)}, which no link brings to the computer now (${word.rule})`;
    return { cause: "not-refreshed", because, facts: [application.id] };
  }
  return null;
}

function asInOlderBackup(difference: Difference): NamedCause | null {
  const found = valueOn(difference);
  if (found === null || !policyDiffers(difference)) return null;
  for (const word of difference.effective?.excluded ?? []) {
    if (word.rule !== "superseded-backup" || word.effect.state !== "set") continue;
    if (sameSetting(word.effect.value, found) !== true) continue;
    const because = `the computer has the value that an older backup of ${nameOf(word.gpo)} holds`;
    return { cause: "not-refreshed", because, facts: [word.fact.id] };
  }
  return null;
}

function valueOn({ captured }: Difference): SettingValue | null {
  return captured?.state === "set" ? captured.value : null;
}

const legacyOverride: Ask = (difference) => {
  const { selector, target, host } = difference;
  const found = valueOn(difference);
  if (selector.kind !== "subcategory" || found?.kind !== "auditing" || forceOn(difference) === 1) return null;
  const category = subcategoryOf(selector.subcategory)?.category;
  if (category === undefined || !captureDiffers(difference)) return null;
  const delivered = host.delivered.flatMap((fact): { value: SettingValue; fact: FactId; by: string }[] => {
    if (
      fact.kind !== "legacy-category" ||
      fact.precedence !== 1 ||
      fact.category.toLowerCase() !== category.toLowerCase()
    )
      return [];
    const value = auditingOf(fact.value);
    return value === null ? [] : [{ value, fact: fact.id, by: "in the resultant set" }];
  });
  const linked = (target === null ? [] : contributionsOf(selector, target)).flatMap((word) =>
    word.legacyCategory === null || word.certain !== "yes" || word.effect.state !== "set"
      ? []
      : [{ value: word.effect.value, fact: word.fact.id, by: `of ${nameOf(word.gpo)}` }],
  );
  const match = [...delivered, ...linked].find(({ value }) => sameSetting(value, found) === true);
  if (match === undefined) return null;
  // "No Auditing" comes from many hands: it counts only where the whole category has it.
  if (!found.success && !found.failure && !wholeCategoryIs(host, category, found)) return null;
  const text = auditingText(found.success, found.failure);
  const because = `the category ${category} ${match.by} is ${text}, which is what the computer has`;
  return { cause: "legacy-override", because, facts: [match.fact] };
};

function captureDiffers({ policyAndCapture, rsopAndCapture }: Difference): boolean {
  return policyAndCapture === "differ" || rsopAndCapture === "differ";
}

function auditingOf(value: number | null): SettingValue | null {
  if (value === null) return null;
  const bits = value === 4 ? 0 : value;
  return { kind: "auditing", success: (bits & 1) !== 0, failure: (bits & 2) !== 0 };
}

function wholeCategoryIs(host: HostEstate, category: string, value: SettingValue): boolean {
  const captured = capturedOn(host);
  return SUBCATEGORIES.filter((one) => one.category === category).every(({ guid }) => {
    const reading = captured.of({ kind: "subcategory", subcategory: guid });
    return reading === null || (reading.state === "set" && sameSetting(reading.value, value) === true);
  });
}

const FORCE_SUBCATEGORIES = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy";

/** Whether categories are ignored: as read on the computer, as delivered, as policy says. */
function forceOn({ host, target }: Difference): 0 | 1 | null {
  const selector: Selector = { kind: "registry", path: FORCE_SUBCATEGORIES };
  for (const readings of [capturedOn(host), deliveredTo(host)]) {
    const reading = readings.of(selector);
    if (reading?.state === "absent") return null;
    if (reading?.state !== "set" || reading.value.kind !== "registry") continue;
    return reading.value.value === 1 ? 1 : reading.value.value === 0 ? 0 : null;
  }
  return target === null ? null : forceSubcategories(target);
}

const LOCAL_FILE = /(?:^|[/!])security[/!]audit[/!]audit\.csv$/i;

/** A backup of the local policy, or the file below System32 or SystemRoot in which Windows keeps it. */
const localAuditCsv: Ask = (difference) => {
  const { selector, estate, host } = difference;
  const found = valueOn(difference);
  if (selector.kind !== "subcategory" || found === null || !captureDiffers(difference)) return null;
  const gpos = estate.domains.flatMap(({ gpos }) => gpos.filter(({ kind }) => kind === "local" || kind === "loose"));
  for (const gpo of gpos) {
    for (const fact of gpo.settings) {
      if (fact.kind !== "subcategory" || fact.subcategory !== selector.subcategory || fact.state !== "set") continue;
      if (gpo.kind !== "local" && !LOCAL_FILE.test(fact.origin.path)) continue;
      const { success, failure } = fact;
      if (fact.user !== undefined || success === null || failure === null || !isOf(fact, host, estate)) continue;
      if (sameSetting({ kind: "auditing", success, failure }, found) !== true) continue;
      const because = `the computer's own audit.csv says ${auditingText(success, failure)}`;
      return { cause: "local-audit-csv", because, facts: [fact.id] };
    }
  }
  return null;
};

/** No such file names its computer: a folder does, or there is only one computer. */
function isOf(fact: Fact, { name }: HostEstate, estate: Estate): boolean {
  const names = [name.toLowerCase(), name.toLowerCase().split(".")[0] ?? ""];
  const folders = fact.origin.path.toLowerCase().split(/[/!]/).slice(0, -1);
  return estate.hosts.length === 1 ? true : folders.some((folder) => names.includes(folder));
}

const LSA = "hklm\\system\\currentcontrolset\\control\\lsa\\msv1_0";
const NTLM_VALUES: ReadonlyMap<string, number> = new Map([
  [`${LSA}\\auditreceivingntlmtraffic`, 2],
  [`${LSA}\\restrictsendingntlmtraffic`, 1],
  ["hklm\\system\\currentcontrolset\\services\\netlogon\\parameters\\auditntlmindomain", 7],
]);

/** The subcategories that the automatic auditing of v3.x sensors writes [mdi-requirements 2.3, 3.2]. */
const AUTOMATIC: readonly string[] = ["9211", "9235", "9236", "9237", "9238", "923B", "923C", "923F"].map(
  (head) => `0CCE${head}-69AE-11D9-BED3-505054503030`,
);

/** A v3.x sensor may write what Defender for Identity needs into the local policy, whatever the GPOs say. */
const automaticAuditing: Ask = (difference) => {
  const { selector, host } = difference;
  const found = valueOn(difference);
  if (host.sensor !== "v3" || found === null || !captureDiffers(difference)) return null;
  const sets =
    selector.kind === "subcategory"
      ? AUTOMATIC.includes(selector.subcategory) && found.kind === "auditing" && found.success && found.failure
      : selector.kind === "registry" &&
        found.kind === "registry" &&
        found.value === NTLM_VALUES.get(selector.path.toLowerCase());
  if (!sets) return null;
  const because = "the computer carries a v3.x sensor, and the value is the one that its automatic auditing sets";
  return { cause: "automatic-auditing", because, facts: [] };
};

const differentTimes: Ask = (difference) => {
  const { host, captured, delivered, times } = difference;
  const cited = new Set([...(captured?.facts ?? []), ...(delivered?.facts ?? [])]);
  const paths = [...host.facts, ...host.delivered].flatMap((fact) => (cited.has(fact.id) ? [fact.origin.path] : []));
  const policy = winners(difference).flatMap(({ fact }) => ("origin" in fact ? [(fact as Fact).origin.path] : []));
  const moments = apart([...paths, ...policy], times);
  if (moments === null) return null;
  const because = `the readings were taken at different times: ${moments.earlier} and ${moments.later}`;
  return { cause: "different-times", because, facts: [] };
};

/** Products that write audit policy on the servers they watch. */
const AUDITORS = /\b(?:netwrix|adaudit plus|change auditor|lepide|varonis)\b/i;

const thirdParty: Ask = (difference) => {
  if (!captureDiffers(difference)) return null;
  const software = difference.host.facts.find(
    (fact) => fact.kind === "observation" && ["software", "service"].includes(fact.topic) && AUDITORS.test(fact.name),
  );
  if (software?.kind !== "observation") return null;
  const because = `${software.name} is installed, which writes audit policy by itself`;
  return { cause: "third-party", because, facts: [software.id] };
};

/** Policy arrived, and nothing else explains what the computer has. */
const localEdit: Ask = ({ policyAndRsop, policyAndCapture, rsopAndCapture, delivered }) => {
  if (policyAndRsop !== "agree" || policyAndCapture !== "differ" || rsopAndCapture !== "differ") return null;
  const because =
    "policy arrived as computed, and the computer has another value: it was written on the computer since";
  return { cause: "local-edit", because, facts: delivered?.facts ?? [] };
};

/** The strongest evidence first: what names the GPO, what names the value, what only fits. */
const CAUSES: readonly Ask[] = [
  notApplied,
  notReplicated,
  notRefreshed,
  legacyOverride,
  localAuditCsv,
  automaticAuditing,
  differentTimes,
  thirdParty,
  localEdit,
];
