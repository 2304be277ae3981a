/**
 * Precedence: of all words on a setting, which one counts. Where the evidence leaves several possible, all of them are kept.
 * Rules: formats.md 8.5, 8.6 [MS-GPOL 3.2.5.1, MS-GPAC 3.2.5, MS-GPSB 3.2.5].
 */
import type { Fact } from "../core/fact.ts";
import type { Mode, Role, RuleId, TrailStep } from "../core/report.ts";
import { contributionsOf, valueText } from "./contribution.ts";
import type { Contribution, SettingValue } from "./contribution.ts";
import type { DomainEstate } from "./estate.ts";
import { strongestFirst } from "./scope.ts";
import type { Selector } from "./setting-index.ts";

/** One value that the setting may have on the subject. `absent`: nothing in the evidence sets it, or something deletes it. */
export type Outcome =
  | { readonly state: "set"; readonly value: SettingValue; readonly by: Contribution }
  | { readonly state: "absent"; readonly by: Contribution | null }
  | { readonly state: "unclear"; readonly by: Contribution };

export interface Effective {
  /** All that is possible under the evidence; one entry: decided. Never empty. */
  readonly outcomes: readonly Outcome[];
  /** Every word on the setting, strongest first, with what became of it. */
  readonly trail: readonly TrailStep[];
  /** Words that count for nothing, with the rule that says so. */
  readonly excluded: readonly Contribution[];
}

export interface ResolveOptions {
  /** A fresh Windows has the value, so that a preference of action Create never writes it. */
  readonly presentByDefault?: boolean;
}

/** Requirements share settings, and Microsoft's judges ask for them again; what stands in a domain does not change. */
const SETTLED = new WeakMap<DomainEstate, Map<string, Effective>>();

export function resolve(
  selector: Selector,
  domain: DomainEstate,
  role: Role,
  mode: Mode,
  options: ResolveOptions = {},
): Effective {
  const settled = SETTLED.get(domain) ?? new Map<string, Effective>();
  const key = JSON.stringify([selector, role, mode, options.presentByDefault === true]);
  const known = settled.get(key);
  if (known !== undefined) return known;
  const effective = settleSetting(selector, domain, role, mode, options);
  // Of what nothing speaks, the index says so as fast; thousands of small domains would pay for it in memory.
  if (effective.trail.length > 0) SETTLED.set(domain, settled.set(key, effective));
  return effective;
}

function settleSetting(
  selector: Selector,
  domain: DomainEstate,
  role: Role,
  mode: Mode,
  options: ResolveOptions,
): Effective {
  const words = contributionsOf(selector, domain, role, mode).map((word) =>
    word.legacyCategory === null ? word : withCategoryRule(word, domain, role, mode),
  );
  return settle(words, mode, options);
}

const FORCE_SUBCATEGORIES = "HKLM\\System\\CurrentControlSet\\Control\\Lsa\\SCENoApplyLegacyAuditPolicy";

/** `1`: categories are ignored · `0`: they are applied, mixing is unpredictable · null: not decided by this evidence. */
export function forceSubcategories(domain: DomainEstate, role: Role, mode: Mode): 0 | 1 | null {
  const { outcomes } = resolve({ kind: "registry", path: FORCE_SUBCATEGORIES }, domain, role, mode);
  const [outcome] = outcomes;
  if (outcomes.length !== 1 || outcome?.state !== "set" || outcome.value.kind !== "registry") return null;
  return outcome.value.value === 1 ? 1 : outcome.value.value === 0 ? 0 : null;
}

/** Legacy categories count for sure only where the option says so [MS-GPSB 3.2.5.6]; its default is contested (formats.md 8.6). */
function withCategoryRule(word: Contribution, domain: DomainEstate, role: Role, mode: Mode): Contribution {
  if (word.certain === "no") return word;
  const force = forceSubcategories(domain, role, mode);
  if (force === 1) return { ...word, certain: "no", rule: "category-ignored" };
  // With 0 and both kinds configured, Microsoft calls the result unexpected: the category may stand above the audit extension.
  return { ...word, certain: "maybe", rule: "category-uncertain", extension: force === 0 ? 4 : word.extension };
}

function settle(words: readonly Contribution[], mode: Mode, options: ResolveOptions): Effective {
  const excluded = words.filter((word) => word.certain === "no");
  const groups = rankGroups(
    words.filter((word) => word.certain !== "no"),
    mode,
  );
  const outcomes: Outcome[] = [];
  const counted = new Set<Contribution>();
  const creates: Contribution[] = [];
  let decided = false;
  for (const group of groups) {
    if (decided) break;
    const possible = outcomesOfGroup(group);
    for (const word of possible.words) counted.add(word);
    creates.push(...possible.creates);
    outcomes.push(...possible.words.map(outcomeOf));
    decided = possible.certain;
  }
  const settled = outcomes.some((outcome) => outcome.state === "set") && decided;
  const idle = new Set<Contribution>();
  for (const create of creates) {
    if (settled || options.presentByDefault === true) idle.add(create);
    else {
      outcomes.push(outcomeOf(create));
      counted.add(create);
      decided = false;
    }
  }
  if (!decided) outcomes.push({ state: "absent", by: null });
  const distinct = distinctOutcomes(outcomes);
  return {
    outcomes: distinct,
    trail: trailOf(groups.flat(), excluded, counted, idle, distinct),
    excluded: [
      ...excluded,
      ...[...idle].map((word): Contribution => ({ ...word, certain: "no", rule: "create-only" })),
    ],
  };
}

function outcomeOf(word: Contribution): Outcome {
  if (word.effect.state === "set") return { state: "set", value: word.effect.value, by: word };
  return word.effect.state === "absent" ? { state: "absent", by: word } : { state: "unclear", by: word };
}

/** Words of equal standing form a group; groups from the strongest to the weakest. */
function rankGroups(words: readonly Contribution[], mode: Mode): Contribution[][] {
  const compare = (a: Contribution, b: Contribution): number =>
    b.extension - a.extension || (mode === "design" ? 0 : strongestFirst(a.reach, b.reach) || byLinkOrder(a, b));
  const groups: Contribution[][] = [];
  for (const word of words.toSorted(compare)) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && compare(last[0], word) === 0) last.push(word);
    else groups.push([word]);
  }
  return groups;
}

/** Within one container the smaller order wins; without order nothing is decided. */
function byLinkOrder(a: Contribution, b: Contribution): number {
  const [x, y] = [a.reach.link, b.reach.link];
  if (x === null || y === null || x.container.toLowerCase() !== y.container.toLowerCase()) return 0;
  return x.order === null || y.order === null ? 0 : x.order - y.order;
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

function trailOf(
  ranked: readonly Contribution[],
  excluded: readonly Contribution[],
  counted: ReadonlySet<Contribution>,
  idle: ReadonlySet<Contribution>,
  outcomes: readonly Outcome[],
): TrailStep[] {
  const decided = outcomes.length === 1;
  const winner = decided ? ranked.find((word) => counted.has(word)) : undefined;
  const steps = ranked.map((word): TrailStep => {
    if (idle.has(word)) return step(word, "excluded", "create-only");
    if (word === winner) return step(word, "won", winningRule(word, ranked, counted));
    if (decided) return step(word, "lost", winner === undefined ? word.rule : losingRule(word, winner, counted));
    return counted.has(word) ? step(word, "candidate", openRule(word)) : step(word, "lost", "nearer-container");
  });
  return [...steps, ...excluded.map((word) => step(word, "excluded", word.rule))];
}

function step(word: Contribution, result: TrailStep["result"], rule: RuleId): TrailStep {
  const { gpo, reach } = word;
  return {
    result,
    rule,
    fact: word.fact.id,
    gpo: { guid: gpo.guid, name: gpo.name, container: gpo.container },
    link: reach.link === null ? null : { container: reach.link.container, enforced: reach.link.enforced },
    sets: setsText(word.fact, word.effect),
  };
}

function setsText(fact: Fact, effect: Contribution["effect"]): string {
  const prefix = fact.kind === "legacy-category" ? `${fact.category} = ` : "";
  if (effect.state === "set") return prefix + valueText(effect.value);
  return effect.state === "absent" ? "deletes the value" : "a value that is not understood";
}

function openRule(word: Contribution): RuleId {
  if (word.createOnly) return "create-only";
  if (word.certain === "maybe") return word.rule;
  return word.reach.link === null ? "no-scope-evidence" : "link-order-unknown";
}

function winningRule(
  winner: Contribution,
  ranked: readonly Contribution[],
  counted: ReadonlySet<Contribution>,
): RuleId {
  const next = ranked.find((word) => word !== winner);
  if (next === undefined) return "only-candidate";
  return counted.has(next) ? "same-value" : losingRule(next, winner, counted);
}

function losingRule(loser: Contribution, winner: Contribution, counted: ReadonlySet<Contribution>): RuleId {
  if (loser.extension !== winner.extension) return "extension-order";
  if (loser.gpo === winner.gpo) return "item-order";
  if (counted.has(loser)) return "same-value";
  if (winner.reach.link?.enforced === true && loser.reach.link?.enforced !== true) return "enforced";
  return "nearer-container";
}
