import { describe, expect, it } from "vitest";
import { copiesOf, parseRegister, registerOf } from "./register.ts";

const [A, B] = ["a".repeat(64), "b".repeat(64)];
const INPUTS = [
  { path: "x/two.csv", sha256: B, bytes: 2 },
  { path: "x/same.csv", sha256: B, bytes: 2 },
  { path: "x/one.csv", sha256: A, bytes: 1 },
];

it("numbers by digest, then by path; equal files share a copy", () => {
  const { inputs } = registerOf(INPUTS, [], [], new Map(), null);
  expect(inputs.map(({ id, path, retained }) => [id, path, retained])).toEqual([
    ["in-0001", "x/one.csv", "data/inputs/raw/0001.bin"],
    ["in-0002", "x/same.csv", "data/inputs/raw/0002.bin"],
    ["in-0003", "x/two.csv", "data/inputs/raw/0002.bin"],
  ]);
  expect([...copiesOf(INPUTS.toReversed(), null)]).toEqual([...copiesOf(INPUTS, null)]);
});

it("says why a copy is not kept, and reads back", () => {
  const register = registerOf(
    INPUTS,
    [{ code: "not-readable", path: "x/y", data: { n: 1 } }],
    [],
    new Map([[A, "why"]]),
    null,
  );
  expect(register.inputs[0]?.retained).toBe("withheld: why");
  const json: unknown = JSON.parse(JSON.stringify(register));
  expect(parseRegister(json)).toMatchObject({ inputs: register.inputs, problems: register.problems });
});

describe("a register of a bag that nobody vouches for", () => {
  const entry = { path: "x/a", sha256: A, bytes: 1, retained: "data/inputs/raw/0001.bin" };
  const withEntries = (...inputs: unknown[]) => ({ schema: "inputs/1", inputs, problems: [] });
  it.each([
    [null, "no register"],
    [[], "no register"],
    [{ schema: "inputs/2" }, "no register"],
    [{ schema: "inputs/1", inputs: {}, problems: [] }, "no list"],
    [withEntries({ ...entry, path: 1 }), "lacks its path"],
    [withEntries({ ...entry, sha256: "A".repeat(64) }), "lacks its path"],
    [withEntries({ ...entry, bytes: "1" }), "lacks its path"],
    [withEntries({ ...entry, retained: "/etc/passwd" }), "lacks its path"],
    [withEntries({ ...entry, retained: "data/inputs/raw/../../../../etc/passwd" }), "lacks its path"],
    [withEntries(entry, entry), "two inputs have one path"],
    [withEntries({ ...entry, path: "x//a" }), "two inputs have one path, or one has none"],
    [withEntries({ ...entry, path: "x/".repeat(1000) + "a" }), "deeper than any"],
    [{ schema: "inputs/1", inputs: [], problems: [{ code: "empty", path: "x", data: { a: {} } }] }, "not understood"],
  ])("%j", (json, fault) => {
    expect(parseRegister(json)).toContain(fault);
  });
});
