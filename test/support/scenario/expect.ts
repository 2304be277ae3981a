/** Holds an answer against what the scenario says by hand; every difference is one line. */
import type { Expectation, Scenario } from "./model.ts";
import { sidOf } from "./names.ts";
import type { Answer, AnsweredStep } from "./run.ts";
import { selectorOf } from "./selector.ts";

export function differences(scenario: Scenario, setting: string, expected: Expectation, answer: Answer): string[] {
  const found: string[] = [];
  const wanted = expected.outcomes
    .map((word) => (selectorOf(setting).kind === "user-right" ? inSids(scenario, word) : word))
    .toSorted();
  if (wanted.join(" | ") !== answer.outcomes.join(" | ")) {
    found.push(`is ${answer.outcomes.join(" | ")}, should be ${wanted.join(" | ")}`);
  }
  const winner = answer.trail.find((step) => step.result === "won");
  if (expected.won !== null && winner?.gpo !== expected.won) {
    found.push(`won by ${winner?.gpo ?? "nobody"}, should be ${expected.won}`);
  }
  if (expected.rule !== null && winner?.rule !== expected.rule) {
    found.push(`won by rule ${winner?.rule ?? "none"}, should be ${expected.rule}`);
  }
  for (const [result, rules] of [
    ["lost", expected.lost],
    ["excluded", expected.out],
    ["candidate", expected.candidates],
  ] as const) {
    for (const [gpo, rule] of Object.entries(rules)) {
      if (
        !answer.trail.some((step) => step.gpo === gpo && step.result === result && (rule === "" || step.rule === rule))
      ) {
        found.push(`no step "${gpo} ${result} ${rule}" in: ${answer.trail.map(words).join("; ")}`);
      }
    }
  }
  return found;
}

const STATES = ["absent", "unclear"];

/** Members of a right, written as names, are SIDs in the files. */
function inSids(scenario: Scenario, word: string): string {
  if (word === "") return "nobody";
  if (STATES.includes(word)) return word;
  const domain = Object.keys(scenario.domains)[0] ?? "";
  return word
    .split(", ")
    .map((name) => sidOf(scenario, name, domain))
    .join(", ");
}

function words({ gpo, result, rule }: AnsweredStep): string {
  return `${gpo} ${result} ${rule}`;
}
