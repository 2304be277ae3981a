/** The resolver against one that applies every GPO in turn, on random domains. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estateOf } from "../src/policy/estate.ts";
import { resolve } from "../src/policy/resolve.ts";
import type { Effective } from "../src/policy/resolve.ts";
import { CREDENTIAL_VALIDATION, NTLM_DOMAIN } from "../src/testing/estate.ts";
import { DOMAIN } from "./support/naive/domain.ts";
import type { NaiveDomain } from "./support/naive/domain.ts";
import { evidenceOf } from "./support/naive/evidence.ts";
import { auditOf, optionOf } from "./support/naive/resolver.ts";
import type { Applied } from "./support/naive/resolver.ts";

const RUNS = 10_000;

function ours(domain: NaiveDomain): { audit: Effective; option: Effective } {
  const { targets } = estateOf(evidenceOf(domain), new Map());
  const target = targets.find(({ computer }) => computer?.name === "dc1.corp.example");
  if (target === undefined) throw new Error("the domain controller is no target");
  return {
    audit: resolve({ kind: "subcategory", subcategory: CREDENTIAL_VALIDATION }, target),
    option: resolve({ kind: "registry", path: NTLM_DOMAIN }, target),
  };
}

/** What stands at the end, and whose it is, in the naive resolver's terms. */
function answer({ outcomes, trail }: Effective): Applied | string {
  const [outcome] = outcomes;
  if (outcomes.length !== 1 || outcome === undefined) return `undecided: ${outcomes.map(({ state }) => state).join()}`;
  const winner = trail.find(({ result }) => result === "won");
  if (outcome.state === "absent") return { value: null, winner: null };
  if (outcome.state !== "set") return outcome.state;
  const { value } = outcome;
  const number =
    value.kind === "auditing"
      ? (value.success ? 1 : 0) + (value.failure ? 2 : 0)
      : value.kind === "registry"
        ? value.value
        : null;
  return { value: Number(number), winner: Number(winner?.gpo.name?.slice(1)) };
}

describe(`${RUNS} random domains`, () => {
  it("the same value and the same winner as applying every GPO in turn", () => {
    let decided = 0;
    let contested = 0;
    fc.assert(
      fc.property(DOMAIN, (domain) => {
        const { audit, option } = ours(domain);
        expect(answer(audit)).toEqual(auditOf(domain));
        expect(answer(option)).toEqual(optionOf(domain));
        decided += auditOf(domain).winner === null ? 0 : 1;
        contested += audit.trail.filter(({ result }) => result === "lost").length > 0 ? 1 : 0;
      }),
      { seed: 20_261_122, numRuns: RUNS },
    );
    // Domains in which nobody says anything would prove nothing.
    expect(decided).toBeGreaterThan(RUNS / 4);
    expect(contested).toBeGreaterThan(RUNS / 20);
  });
});
