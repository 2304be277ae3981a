/**
 * How Microsoft's tools compare a SACL, row by row [mdi-requirements.md 1.5; the code of module 1.0.0.4 and of
 * Test-MdiReadiness]. Both ignore `objectType` and whether an ACE is inherited, and both read generic bits as they stand.
 */
import type { AceFields, Guid } from "../core/fact.ts";

/** One audit rule that a tool expects. */
export interface ExpectedRule {
  readonly trustee: string;
  readonly mask: number;
  readonly success: boolean;
  readonly failure: boolean;
  /** Null: every class. */
  readonly inheritedObjectType: Guid | null;
  /** `descendants`: only what lies below the object; `all`: the object and what lies below. */
  readonly scope: "descendants" | "all";
}

const EVERYONE = "S-1-1-0";
const ALL_BUT_READ = 0xd016b;
const WITHOUT_CONTROL_ACCESS = 0xd006b;
/** `msDS-DelegatedManagedServiceAccount`: a class of the schema of Windows Server 2025. */
export const DELEGATED_ACCOUNT: Guid = "0FEB936F-47B3-49F2-9386-1DEDC2C23765";

function onClass(inheritedObjectType: Guid, mask: number): ExpectedRule {
  return { trustee: EVERYONE, mask, success: true, failure: false, inheritedObjectType, scope: "descendants" };
}

/** Of the domain root: users, groups, computers, and the three kinds of managed accounts. */
export const DOMAIN_ROOT_RULES: readonly ExpectedRule[] = [
  onClass("BF967ABA-0DE6-11D0-A285-00AA003049E2", ALL_BUT_READ),
  onClass("BF967A9C-0DE6-11D0-A285-00AA003049E2", ALL_BUT_READ),
  onClass("BF967A86-0DE6-11D0-A285-00AA003049E2", ALL_BUT_READ),
  onClass("CE206244-5827-4A86-BA1C-1C0C386C1B64", ALL_BUT_READ),
  onClass("7B8B558A-93A5-4AF7-ADCA-C017E67F1057", WITHOUT_CONTROL_ACCESS),
  onClass(DELEGATED_ACCOUNT, WITHOUT_CONTROL_ACCESS),
];

function onTree(mask: number): ExpectedRule {
  return { trustee: EVERYONE, mask, success: true, failure: true, inheritedObjectType: null, scope: "all" };
}

export const CONFIGURATION_RULES: readonly ExpectedRule[] = [onTree(0x20)];
export const ADFS_RULES: readonly ExpectedRule[] = [onTree(0x30)];

/** Every ACE that satisfies a rule counts, so that a duplicate stands in for one that is missing. */
export function moduleAcceptsSacl(aces: readonly AceFields[], rules: readonly ExpectedRule[]): boolean {
  return hits(aces, rules, true) >= rules.length;
}

/** As many hits as rules: a duplicate is False. Where an ACE applies is not looked at. */
export function readinessAcceptsSacl(aces: readonly AceFields[], rules: readonly ExpectedRule[]): boolean {
  return hits(aces, rules, false) === rules.length;
}

function hits(aces: readonly AceFields[], rules: readonly ExpectedRule[], scoped: boolean): number {
  return aces.reduce((sum, ace) => sum + rules.filter((rule) => matches(ace, rule, scoped)).length, 0);
}

function matches(ace: AceFields, rule: ExpectedRule, scoped: boolean): boolean {
  const has = (flag: string): boolean => ace.flags.includes(flag);
  return (
    ace.trustee === rule.trustee &&
    // Success and Failure is another value than Success, although it is more.
    has("SA") === rule.success &&
    has("FA") === rule.failure &&
    ace.inheritedObjectType === rule.inheritedObjectType &&
    (!scoped || scopeOf(has) === rule.scope) &&
    (ace.mask & rule.mask) >>> 0 === rule.mask >>> 0
  );
}

/** InheritanceType and PropagationFlags as .NET derives them from the flags of the ACE. */
function scopeOf(has: (flag: string) => boolean): ExpectedRule["scope"] | "other" {
  if (!has("CI") || has("OI") || has("NP")) return "other";
  return has("IO") ? "descendants" : "all";
}
