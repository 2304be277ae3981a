import { expect, it } from "vitest";
import { judgeFresh } from "./fresh.ts";

const BASE = { asOf: "2026-01-10T00:00:00Z", at: "2026-01-20T00:00:00Z", maxDays: null, names: null, previous: null };
const BEFORE = { digest: "aa", asOf: "2026-01-01T00:00:00Z", sound: true };

it.each([
  ["no age asked for", {}, true, "no greatest age"],
  ["on the day", { maxDays: 10 }, true, "not older than 10 days"],
  ["a day too old", { maxDays: 9 }, false, "stale: as of 2026-01-10T00:00:00Z, 10 days before"],
  ["from the future", { at: "2026-01-01T00:00:00Z" }, false, "from the future"],
  ["a clock some hours behind", { at: "2026-01-09T12:00:00Z" }, true, "as of"],
  ["no time", { asOf: null }, false, "does not say"],
  ["no time that is one", { asOf: "yesterday" }, false, "does not say"],
  ["follows what was not given", { names: "aa" }, true, "was not given"],
  ["follows what was given", { names: "aa", previous: BEFORE }, true, "follows the bag given"],
  ["follows nothing", { previous: BEFORE }, false, "names no bag before it"],
  ["follows another", { names: "bb", previous: BEFORE }, false, "chain broken: it follows the bag bb"],
  ["replayed", { names: "aa", previous: { ...BEFORE, asOf: "2026-02-01T00:00:00Z" } }, false, "which is later"],
  ["follows what was tampered with", { names: "aa", previous: { ...BEFORE, sound: false } }, false, "not intact"],
])("%s", (_name, change, holds, sentence) => {
  const answer = judgeFresh({ ...BASE, ...change });
  expect(answer.holds).toBe(holds);
  expect(answer.sentences.join("\n")).toContain(sentence);
});
