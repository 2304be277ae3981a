import * as fc from "fast-check";
import { expect, test } from "vitest";
import { wildcard } from "./wildcard.ts";

test.each([
  ["MDI-DC-*", "mdi-dc-NTLM", true],
  ["MDI-DC-*", "MDI-CA-X", false],
  ["*", "", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["a*b*c", "aXbYc", true],
  ["a*b*c", "acb", false],
  ["abc", "ABC", true],
  ["abc", "abcd", false],
  ["*.b", "x.b", true],
])("%s and %s: %s", (pattern, text, expected) => {
  expect(wildcard(pattern)(text)).toBe(expected);
});

test("agrees with a regular expression", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const texts = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 12 });
  fc.assert(
    fc.property(letters, texts, (pattern, text) => {
      const slow = new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text);
      expect(wildcard(pattern)(text)).toBe(slow);
    }),
    { seed: 20261122, numRuns: 2000 },
  );
});
