/** What became of every word on a setting, in steps: who won, who lost, by which rule. */
import type { RuleId, TrailStep } from "../core/report.ts";
import { valueText } from "./contribution.ts";
import type { Contribution } from "./contribution.ts";
import type { Outcome } from "./resolve.ts";

export function trailOf(
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
    link:
      reach.link === null
        ? null
        : { container: reach.link.container, enforced: reach.link.enforced, order: reach.link.order },
    sets: setsText(word),
    because: reach.because,
  };
}

function setsText({ effect, prefix }: Contribution): string {
  if (effect.state === "set") return prefix + valueText(effect.value);
  if (effect.state === "unseen") return "perhaps something: its settings are not in the evidence";
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
  if (winner.reach.link?.enforced === true) {
    if (loser.reach.link?.enforced !== true || loser.reach.depth !== winner.reach.depth) return "enforced";
  }
  if (loser.reach.standing === "local") return "local-policy";
  return loser.reach.depth === winner.reach.depth ? "link-order" : "nearer-container";
}
