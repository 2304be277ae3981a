/** Less evidence never decides more: what was possible stays possible when a part of the export is left out. */
import { describe, expect, it } from "vitest";
import { ALL, expectationsOf } from "./support/scenario/cases.ts";
import { compile } from "./support/scenario/compile.ts";
import type { Scenario } from "./support/scenario/model.ts";
import { containersOf } from "./support/scenario/names.ts";
import { effectiveOf } from "./support/scenario/run.ts";
import { wordsOf } from "./support/scenario/without.ts";

/**
 * Without any link in the evidence the question is another one: what the GPOs would do where they are linked. Without its
 * object a computer may not be known at all. Sites that nobody exported are a remark and leave answers as they are
 * (formats.md 8.5: "site links not covered").
 */
function asksTheSame(scenario: Scenario, word: string): boolean {
  if (word === "links" || word.startsWith("host ")) return false;
  const containers = containersOf(scenario);
  if (containers.some(({ type, name }) => type === "site" && word === `links ${name}`)) return false;
  const gone = new Set([...scenario.without, word]);
  return containers.some(({ name, links }) => links.length > 0 && !gone.has(`links ${name}`));
}

describe.each(ALL)("$file", ({ scenario }) => {
  const whole = compile(scenario);
  const asked = expectationsOf(scenario).map(({ host, setting }) => ({
    host,
    setting,
    possible: effectiveOf(whole, host, setting).outcomes,
  }));
  const words = wordsOf(scenario).filter((word) => !scenario.without.includes(word) && asksTheSame(scenario, word));

  it("keeps what was possible", () => {
    const lost = words.flatMap((word) => {
      const reduced = compile({ ...scenario, without: [...scenario.without, word] });
      return asked.flatMap(({ host, setting, possible }) => {
        const { outcomes } = effectiveOf(reduced, host, setting);
        const kept = outcomes.includes("unclear") || possible.every((outcome) => outcomes.includes(outcome));
        return kept ? [] : [`${word}: ${host} ${setting} was ${possible.join(" | ")}, is ${outcomes.join(" | ")}`];
      });
    });
    expect(lost).toEqual([]);
  });
});
