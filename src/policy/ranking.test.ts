/** Words that are ranked as they are asked for against all of them ranked at once. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { evidenceOf } from "../../test/support/removal/evidence.ts";
import { WORLD } from "../../test/support/removal/world.ts";
import { CREDENTIAL_VALIDATION, FORCE, NTLM_DOMAIN } from "../testing/estate.ts";
import { estateOf } from "./estate.ts";
import { resolve, settleAtOnce } from "./resolve.ts";
import type { Effective } from "./resolve.ts";
import type { Selector } from "./setting-index.ts";

const SELECTORS: readonly Selector[] = [
  { kind: "subcategory", subcategory: CREDENTIAL_VALIDATION },
  { kind: "subcategory", subcategory: "0CCE9237-69AE-11D9-BED3-505054503030" },
  { kind: "registry", path: NTLM_DOMAIN },
  { kind: "registry", path: FORCE },
  { kind: "user-right", right: "SeServiceLogonRight" },
  { kind: "event-log", log: "Security", setting: "MaximumLogSize" },
];

function told({ outcomes, branches }: Effective): unknown {
  return {
    outcomes: outcomes.map(({ state, by }) => [state, by?.fact.id, by?.rule, by?.reach.because]),
    branches: branches?.map(({ when, outcome }) => [when?.fact.id, when?.rule, outcome.state, outcome.by?.fact.id]),
  };
}

it("gives the same outcomes and the same questions on 2000 random domains", () => {
  let several = 0;
  fc.assert(
    fc.property(WORLD, (world) => {
      for (const target of estateOf(evidenceOf(world), new Map()).targets) {
        if (target.role !== "dc") continue;
        for (const selector of SELECTORS) {
          const lazy = resolve(selector, target);
          const whole = settleAtOnce(selector, target);
          // What is cleared is added to both alike.
          if (lazy.cleared === undefined) {
            expect(told(lazy)).toEqual(told(whole));
            expect(lazy.trail).toEqual(whole.trail);
          }
          several += whole.trail.length > 1 ? 1 : 0;
        }
      }
    }),
    { seed: 20_261_122, numRuns: 2000 },
  );
  expect(several).toBeGreaterThan(2000);
});
