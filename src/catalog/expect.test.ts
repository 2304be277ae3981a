/** A registry value in words of unknown type: a verdict only where number and text would be judged alike. */
import { describe, expect, it, test } from "vitest";
import type { RegistryFields } from "../core/fact.ts";
import { estateOf } from "../policy/estate.ts";
import { estate } from "../testing/estate.ts";
import type { RegistryExpect } from "./define.ts";
import { judgeExpect } from "./expect.ts";

const PATH = "HKLM\\System\\K\\N";

function judged(value: RegistryFields["value"], type: string | null, wanted: Partial<RegistryExpect>) {
  const fields: RegistryFields = { kind: "registry", hive: "HKLM", key: "System\\K", name: "N", type, value };
  const { evidence } = estate([{ name: "A", settings: [fields] }]);
  const target = estateOf(evidence, new Map()).targets.find(({ role }) => role === "dc");
  if (target === undefined) throw new Error("no target");
  const what: RegistryExpect = { kind: "registry", path: PATH, whenAbsent: "fail", ...wanted };
  return judgeExpect(what, target);
}

describe("words without a type", () => {
  test.each<[string, Partial<RegistryExpect>, "pass" | "fail" | "unknown"]>([
    ["1", { oneOf: [1] }, "unknown"],
    ["1", { oneOf: ["1"] }, "unknown"],
    ["0", { oneOf: [1] }, "fail"],
    ["1", { noneOf: [1] }, "unknown"],
    ["2", { noneOf: [1] }, "pass"],
    ["127", { bits: 127 }, "unknown"],
    ["3", { bits: 127 }, "fail"],
    ["5", { atLeast: 5 }, "unknown"],
    ["4", { atLeast: 5 }, "fail"],
    ["-1", { atLeast: 5 }, "unknown"],
    ["yes", { oneOf: [1] }, "fail"],
    ["yes", { oneOf: ["yes"] }, "pass"],
  ])("%j for %j: %s", (value, wanted, status) => {
    expect(judged(value, null, wanted)?.status).toBe(status);
  });

  it("says why", () => {
    expect(judged("1", null, { oneOf: [1] })).toMatchObject({
      status: "unknown",
      cause: null,
      have: "1 (the export does not tell the type)",
    });
  });
});

test.each<[RegistryFields["value"], string, string, string]>([
  ["1", "REG_SZ", "fail", "1 (as text, REG_SZ)"],
  ["1", "REG_EXPAND_SZ", "fail", "1 (as text, REG_EXPAND_SZ)"],
  [1, "REG_DWORD", "pass", "1"],
])("%j of %s: %s", (value, type, status, have) => {
  expect(judged(value, type, { oneOf: [1] })).toMatchObject({ status, have });
});

it("a number of unknown width is a number", () => {
  expect(judged(1, null, { oneOf: [1] })).toMatchObject({ status: "pass", have: "1" });
});
