/**
 * Precedence: of all words on a setting, which one counts. Where the evidence leaves several possible, all of them are kept.
 * Rules: formats.md 8.5, 8.6 [MS-GPOL 3.2.5.1, MS-GPAC 3.2.5, MS-GPSB 3.2.5].
 */
import type { Mode, TrailStep } from "../core/report.ts";
import { clearingOf } from "./clearing.ts";
import { contributionsOf, valueText } from "./contribution.ts";
import type { Contribution, SettingValue } from "./contribution.ts";
import { rankedWords, speakersOf } from "./ranking.ts";
import type { Speakers } from "./ranking.ts";
import { strongestFirst } from "./scope.ts";
import type { Selector } from "./setting-index.ts";
import type { Target } from "./target.ts";
import { trailOf } from "./trail.ts";
import { mayCarrySecurity, unseenWords } from "./unseen.ts";

/** One value that the setting may have on the subject. `absent`: nothing in the evidence sets it, or something deletes it. */
export type Outcome =
  | { readonly state: "set"; readonly value: SettingValue; readonly by: Contribution }
  | { readonly state: "absent"; readonly by: Contribution | null }
  | { readonly state: "unclear"; readonly by: Contribution };

export interface Effective {
  /** All that is possible under the evidence; one entry: decided. Never empty. */
  readonly outcomes: readonly Outcome[];
  /**
   * The same as a chain of questions, strongest first: the first that applies decides, and the last has no question.
   * Null where rivals of the same standing leave no order to ask in.
   */
  readonly branches: readonly Branch[] | null;
  /** Every word on the setting, strongest first, with what became of it. */
  readonly trail: readonly TrailStep[];
  /** Words that count for nothing, with the rule that says so. */
  readonly excluded: readonly Contribution[];
  /** Set where advanced policy may have cleared, or has cleared, what no GPO names: one of the outcomes is then No Auditing. */
  readonly cleared?: Contribution;
}

export interface Branch {
  /** The word that may or may not count; null: what holds if none above does. */
  readonly when: Contribution | null;
  readonly outcome: Outcome;
}

export interface ResolveOptions {
  /** A fresh Windows has the value, so that a preference of action Create never writes it. */
  readonly presentByDefault?: boolean;
}

/** Requirements share settings, and Microsoft's judges ask for them again; what reaches a target does not change. */
const SETTLED = new WeakMap<Target, Map<string, Effective>>();

export function resolve(selector: Selector, target: Target, options: ResolveOptions = {}): Effective {
  let settled = SETTLED.get(target);
  if (settled === undefined) SETTLED.set(target, (settled = new Map()));
  const key = JSON.stringify([selector, options.presentByDefault === true]);
  const known = settled.get(key);
  if (known !== undefined) return known;
  const unseen = unseenWords(selector, target).length > 0;
  const speakers = speakersOf(selector, target.domain);
  const settledWords = rankable(selector, target, speakers, unseen)
    ? settleLazily(selector, target, options)
    : settleAtOnce(selector, target, options);
  const effective = selector.kind === "subcategory" ? withClearing(settledWords, target) : settledWords;
  // Of what nothing speaks, the index says so as fast; thousands of small domains would pay for it in memory.
  if (unseen || speakers.any) settled.set(key, effective);
  return effective;
}

/** Words that are ranked as they are asked for; others hang on what all of them say. */
function rankable(selector: Selector, target: Target, speakers: Speakers, unseen: boolean): boolean {
  if (unseen || target.mode === "design" || selector.kind === "account-policy") return false;
  return !speakers.legacy || forceSubcategories(target) === 1;
}

/** From every word on the setting, ranked together. */
export function settleAtOnce(selector: Selector, target: Target, options: ResolveOptions = {}): Effective {
  return settle(wordsOn(selector, target), target.mode, options);
}

/** The trail names every word, also those that do not count: few who ask for the value want it. */
function settleLazily(selector: Selector, target: Target, options: ResolveOptions): Effective {
  const rank = (words: readonly Contribution[]): Contribution[][] => rankGroups(words, target.mode);
  const { distinct, branches } = decide(rankedWords(selector, target, rank), options);
  let whole: Effective | null = null;
  const all = (): Effective => (whole ??= settleAtOnce(selector, target, options));
  return {
    outcomes: distinct,
    branches,
    get trail() {
      return all().trail;
    },
    get excluded() {
      return all().excluded;
    },
  };
}

/** Where nobody may have named the subcategory, or a category set it, advanced policy may have cleared it. */
function withClearing(effective: Effective, target: Target): Effective {
  const { outcomes } = effective;
  const open = outcomes.findIndex(({ state, by }) => state === "absent" && by === null);
  // A row of its own is written after the clearing.
  const hasRow = outcomes.some(({ by }) => by !== null && by.legacyCategory === null && by.certain === "yes");
  const byCategory = !hasRow && outcomes.some(({ by }) => by !== null && by.legacyCategory !== null);
  if (open < 0 && !byCategory) return effective;
  const clearing = clearingOf(target);
  if (clearing.state === "no" || clearing.state === "refuted") return effective;
  // Where nothing names the subcategory, none of the GPOs that may name it applies; another one has to clear.
  const naming = new Set(outcomes.flatMap(({ by }) => (by === null || by.legacyCategory !== null ? [] : [by.gpo])));
  const by = clearing.rows.find((row) => row.certain === "yes" || !naming.has(row.gpo));
  if (by === undefined) return effective;
  const cleared: Outcome = { state: "set", value: { kind: "auditing", success: false, failure: false }, by };
  const kept = clearing.state === "shown" && clearing.certain && open >= 0 ? outcomes.toSpliced(open, 1) : outcomes;
  const possible = distinctOutcomes([...kept, cleared]);
  return {
    outcomes: possible,
    branches: effective.branches,
    cleared: by,
    // What won among the words has a rival that is none of them.
    get trail() {
      if (possible.length === 1) return effective.trail;
      return effective.trail.map((step) =>
        step.result === "won" ? { ...step, result: "candidate" as const, rule: "category-uncertain" as const } : step,
      );
    },
    get excluded() {
      return effective.excluded;
    },
  };
}

function wordsOn(selector: Selector, target: Target): Contribution[] {
  const words = contributionsOf(selector, target);
  if (selector.kind !== "subcategory") return words;
  const rows = words.some((word) => word.legacyCategory === null && word.certain !== "no");
  return words.map((word) =>
    word.legacyCategory === null ? withCategories(word, target) : withCategoryRule(word, target, rows),
  );
}

const FORCE_SUBCATEGORIES = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy";

/** `1`: categories are ignored · `0`: they are applied, mixing is unpredictable · null: not decided by this evidence. */
export function forceSubcategories(target: Target): 0 | 1 | null {
  const { outcomes } = resolve({ kind: "registry", path: FORCE_SUBCATEGORIES }, target);
  const [outcome] = outcomes;
  if (outcomes.length !== 1 || outcome?.state !== "set" || outcome.value.kind !== "registry") return null;
  return outcome.value.value === 1 ? 1 : outcome.value.value === 0 ? 0 : null;
}

/** Some GPO may set the option to 1, or to what nobody has read. */
export function mayForce(target: Target): boolean {
  const { outcomes } = resolve({ kind: "registry", path: FORCE_SUBCATEGORIES }, target);
  return outcomes.some((outcome) =>
    outcome.state === "set"
      ? outcome.value.kind === "registry" && outcome.value.value === 1
      : outcome.state === "unclear",
  );
}

/** Some GPO may set the option to 0, or to what nobody has read. */
function mayNotForce(target: Target): boolean {
  const { outcomes } = resolve({ kind: "registry", path: FORCE_SUBCATEGORIES }, target);
  return outcomes.some((outcome) =>
    outcome.state === "set"
      ? outcome.value.kind !== "registry" || outcome.value.value !== 1
      : outcome.state === "unclear",
  );
}

/** Above the audit extension: with the option at 0 a category may be written again after it. */
const ABOVE_AUDIT = 4;

/** Legacy categories count for sure only where the option says so [MS-GPSB 3.2.5.6]; its default is contested (formats.md 8.6). */
function withCategoryRule(word: Contribution, target: Target, rows: boolean): Contribution {
  if (word.certain === "no") return word;
  const force = forceSubcategories(target);
  if (force === 1) return { ...word, certain: "no", rule: "category-ignored" };
  // Without a row on the same subcategory there is nothing to mix with, except that advanced policy may clear it.
  if (force === 0 && !rows && target.mode === "deployed") return word;
  // With 0 and both kinds configured, Microsoft calls the result unexpected.
  const extension = mayNotForce(target) ? ABOVE_AUDIT : word.extension;
  return { ...word, certain: "maybe", rule: "category-uncertain", extension };
}

/** Of a GPO whose settings nobody has read: it may bring a category, above the audit extension where the option allows. */
function withCategories(word: Contribution, target: Target): Contribution {
  const { effect, gpo } = word;
  if (effect.state !== "unseen" || !mayCarrySecurity(gpo) || forceSubcategories(target) === 1) return word;
  return mayNotForce(target) ? { ...word, extension: ABOVE_AUDIT } : word;
}

function settle(words: readonly Contribution[], mode: Mode, options: ResolveOptions): Effective {
  const excluded = words.filter((word) => word.certain === "no");
  const groups = rankGroups(
    words.filter((word) => word.certain !== "no"),
    mode,
  );
  const { distinct, branches, counted, idle } = decide(groups, options);
  return {
    outcomes: distinct,
    branches,
    trail: trailOf(groups.flat(), excluded, counted, idle, distinct),
    excluded: [
      ...excluded,
      ...[...idle].map((word): Contribution => ({ ...word, certain: "no", rule: "create-only" })),
    ],
  };
}

interface Decision {
  readonly distinct: readonly Outcome[];
  readonly branches: readonly Branch[] | null;
  readonly counted: ReadonlySet<Contribution>;
  /** Preferences of action Create that never write. */
  readonly idle: ReadonlySet<Contribution>;
}

/** `groups`: words of equal standing, from the strongest; none is asked for below one that certainly counts. */
function decide(groups: Iterable<readonly Contribution[]>, options: ResolveOptions): Decision {
  const outcomes: Outcome[] = [];
  const counted = new Set<Contribution>();
  const creates: Contribution[] = [];
  const branches: Branch[] = [];
  let ordered = true;
  let decided = false;
  for (const group of groups) {
    const possible = outcomesOfGroup(group);
    ordered &&= new Set(possible.words.map((word) => word.gpo)).size <= 1;
    branches.push(
      ...possible.words.map((word) => ({ when: word.certain === "yes" ? null : word, outcome: outcomeOf(word) })),
    );
    for (const word of possible.words) counted.add(word);
    creates.push(...possible.creates);
    outcomes.push(...possible.words.map(outcomeOf));
    decided = possible.certain;
    if (decided) break;
  }
  const settled = outcomes.some((outcome) => outcome.state === "set") && decided;
  const idle = new Set<Contribution>();
  for (const create of creates) {
    if (settled || options.presentByDefault === true) idle.add(create);
    else {
      outcomes.push(outcomeOf(create));
      branches.push({ when: create, outcome: outcomeOf(create) });
      counted.add(create);
      decided = false;
    }
  }
  if (!decided) {
    outcomes.push({ state: "absent", by: null });
    branches.push({ when: null, outcome: { state: "absent", by: null } });
  }
  return { distinct: distinctOutcomes(outcomes), branches: ordered ? branches : null, counted, idle };
}

function outcomeOf(word: Contribution): Outcome {
  if (word.effect.state === "set") return { state: "set", value: word.effect.value, by: word };
  return word.effect.state === "absent" ? { state: "absent", by: word } : { state: "unclear", by: word };
}

/** Words of equal standing form a group; groups from the strongest to the weakest. */
function rankGroups(words: readonly Contribution[], mode: Mode): Contribution[][] {
  const compare = (a: Contribution, b: Contribution): number =>
    b.extension - a.extension || (mode === "design" ? 0 : strongestFirst(a.reach, b.reach));
  const equals: Contribution[][] = [];
  for (const word of words.toSorted(compare)) {
    const last = equals.at(-1);
    if (last?.[0] !== undefined && compare(last[0], word) === 0) last.push(word);
    else equals.push([word]);
  }
  return mode === "design" ? equals : equals.flatMap(byLinkOrder);
}

/** Within one container the smaller order wins; without order, or between containers of one depth, nothing is decided. */
function byLinkOrder(words: readonly Contribution[]): readonly Contribution[][] {
  const container = words[0]?.reach.link?.container.toLowerCase();
  const groups = new Map<number, Contribution[]>();
  for (const word of words) {
    const { link, standing } = word.reach;
    const order = link?.order ?? null;
    if (standing !== "linked" || order === null || link?.container.toLowerCase() !== container) return [[...words]];
    const group = groups.get(order);
    if (group === undefined) groups.set(order, [word]);
    else group.push(word);
  }
  return [...groups].toSorted(([a], [b]) => a - b).map(([, group]) => group);
}

interface GroupOutcomes {
  readonly words: Contribution[];
  readonly creates: Contribution[];
  /** One of the words certainly counts: nothing below the group matters. */
  readonly certain: boolean;
}

/** Each GPO of the group is asked on its own: its last certain item, and the uncertain ones after that. */
function outcomesOfGroup(group: readonly Contribution[]): GroupOutcomes {
  const words: Contribution[] = [];
  const creates: Contribution[] = [];
  let certain = false;
  const byGpo = new Map<Contribution["gpo"], Contribution[]>();
  for (const word of group) {
    const list = byGpo.get(word.gpo);
    if (list === undefined) byGpo.set(word.gpo, [word]);
    else list.push(word);
  }
  for (const items of byGpo.values()) {
    for (const word of items.toSorted((a, b) => b.item - a.item)) {
      if (word.createOnly) {
        creates.push(word);
        continue;
      }
      words.push(word);
      if (word.certain === "yes") {
        certain = true;
        break;
      }
    }
  }
  return { words, creates, certain };
}

/** Values are compared as they are shown, in any case; two values that are not understood are two. */
function distinctOutcomes(outcomes: readonly Outcome[]): Outcome[] {
  const distinct = new Map<unknown, Outcome>();
  for (const outcome of outcomes) {
    const key =
      outcome.state === "set"
        ? `set ${valueText(outcome.value).toLowerCase()}`
        : outcome.state === "absent"
          ? "absent"
          : outcome;
    if (!distinct.has(key)) distinct.set(key, outcome);
  }
  return [...distinct.values()];
}
