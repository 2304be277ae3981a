import { describe, expect, it } from "vitest";
import { type ChainBag, walkChain } from "./chain.ts";
import { judgeFresh } from "./fresh.ts";

const NO_CHAIN = { faults: [], notes: [] };
const BASE = { asOf: "2026-01-10T00:00:00Z", at: "2026-01-20T00:00:00Z", maxDays: null, chain: NO_CHAIN };

it.each([
  ["no age asked for", {}, true, "no greatest age"],
  ["on the day", { maxDays: 10 }, true, "not older than 10 days"],
  ["a day too old", { maxDays: 9 }, false, "stale: as of 2026-01-10T00:00:00Z, 10 days before"],
  ["from the future", { at: "2026-01-01T00:00:00Z" }, false, "from the future"],
  ["a clock some hours behind", { at: "2026-01-09T12:00:00Z" }, true, "as of"],
  ["no time", { asOf: null }, false, "does not say"],
  ["no time that is one", { asOf: "yesterday" }, false, "does not say"],
  ["a chain that holds", { chain: { faults: [], notes: ["it follows"] } }, true, "it follows"],
  ["a chain that does not", { chain: { faults: ["chain broken: x"], notes: [] } }, false, "chain broken: x"],
])("%s", (_name, change, holds, sentence) => {
  const answer = judgeFresh({ ...BASE, ...change });
  expect(answer.holds).toBe(holds);
  expect(answer.sentences.join("\n")).toContain(sentence);
});

describe("a series of bags", () => {
  const bag = (digest: string, names: string | null, change: Partial<ChainBag> = {}): ChainBag => ({
    label: `bag-${digest}`,
    digest,
    names,
    asOf: "2026-01-01T00:00:00Z",
    series: null,
    sound: true,
    ...change,
  });
  const newest = bag("cc", "bb", { label: "bag", asOf: "2026-01-10T00:00:00Z" });
  const [second, first] = [bag("bb", "aa"), bag("aa", null)];

  it.each<[string, ChainBag, ChainBag[], string]>([
    ["of none", bag("cc", null), [], "it names no bag before it"],
    ["of which nothing was given", newest, [], "it follows the bag bb, which was not given"],
    ["of two, with more before", newest, [second], "bag-bb follows the bag aa, which was not given"],
    ["of three, in any order", newest, [first, second], "bag-bb follows bag-aa"],
    ["that begins in the series", newest, [bag("bb", null, { series: "x" })], "it follows the bag given"],
  ])("%s holds", (_name, last, given, note) => {
    const answer = walkChain(last, given);
    expect(answer.faults).toEqual([]);
    expect(answer.notes.join("\n")).toContain(note);
  });

  it.each<[string, ChainBag, ChainBag[], string]>([
    ["follows nothing", bag("cc", null), [second], "it names no bag before it, and given besides: bag-bb (bb)"],
    ["follows another", bag("cc", "dd"), [second], "it follows the bag dd, and given besides: bag-bb (bb)"],
    ["lacks one in the middle", newest, [first], "it follows the bag bb, and given besides: bag-aa (aa)"],
    ["breaks further down", newest, [second, bag("xx", null)], "bag-bb follows the bag aa, and given besides: bag-xx"],
    ["replayed", newest, [bag("bb", null, { asOf: "2026-02-01T00:00:00Z" })], "which is later: bag-bb"],
    ["tampered with", newest, [second, { ...first, sound: false }], "not intact and complete: bag-aa"],
    [
      "of two series",
      { ...newest, series: "a" },
      [bag("bb", null, { series: "b" })],
      "of the series a, and bag-bb of b",
    ],
  ])("%s", (_name, last, given, fault) => {
    const { faults } = walkChain(last, given);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain("chain broken: ");
    expect(faults[0]).toContain(fault);
  });
});
