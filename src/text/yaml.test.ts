import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { parseYaml } from "./yaml.ts";

describe("values", () => {
  it("are texts, lists and maps", () => {
    const { value, problems } = parseYaml(
      "a: 10.0\nb: no\nc: [x, 'y, z', \"\\u00e4\"]\nd:\n  e: ~\n  f:\n  g: null\n  h: 'null'\n",
    );
    expect(value).toEqual(
      new Map<string, unknown>([
        ["a", "10.0"],
        ["b", "no"],
        ["c", ["x", "y, z", "ä"]],
        [
          "d",
          new Map([
            ["e", null],
            ["f", null],
            ["g", null],
            ["h", "null"],
          ]),
        ],
      ]),
    );
    expect(problems).toEqual([]);
  });

  it("of JSON are the same", () => {
    expect(parseYaml('{"a": ["b\\/c", null, 1], "d": {"e": true}}').value).toEqual(
      new Map<string, unknown>([
        ["a", ["b/c", null, "1"]],
        ["d", new Map([["e", "true"]])],
      ]),
    );
  });

  it("have places", () => {
    const text = "a:\n  - b: c\n    d: [e, ff]\n";
    const { positionOf } = { positionOf: (path: (string | number)[]) => parseYaml(text).positionOf(path) };
    const at = (...path: (string | number)[]) => {
      const place = positionOf(path);
      return place === null ? null : text.slice(place.start, place.end);
    };
    expect(at("a", 0, "d", 1)).toBe("ff");
    expect(at("a", 0, "b")).toBe("c");
    expect(at("a", 1)).toBeNull();
    expect(at("a", "x")).toBeNull();
    expect(at("__proto__")).toBeNull();
  });
});

describe("problems", () => {
  it.each([
    ["a: 1\na: 2\n", 5],
    ["a: &x 1\nb: *x\n", 11],
    ["? [a]\n: b\n", 2],
  ])("%j is one, and what is left is kept", (text, offset) => {
    expect(parseYaml(text).problems).toMatchObject([{ offset }]);
  });

  it("keep the first of two keys", () => {
    expect(parseYaml("a: 1\na: 2\n").value).toEqual(new Map([["a", "1"]]));
    expect(parseYaml("__proto__: 1\n").value).toEqual(new Map([["__proto__", "1"]]));
  });

  it("stop at the limits", () => {
    for (const text of ["x".repeat(LIMITS.yamlChars + 1), "[".repeat(33), "- ".repeat(33), `${"? ".repeat(33)}a`]) {
      expect(parseYaml(text)).toMatchObject({ value: null, problems: [{ offset: 0 }] });
    }
    expect(parseYaml(`${"[".repeat(30)}${"]".repeat(30)}`).problems).toEqual([]);
  });
});

describe("hostile text", () => {
  it("never throws", () => {
    const words = [
      "a",
      ":",
      " ",
      "\n",
      "- ",
      "? ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "'",
      '"',
      "&x",
      "*x",
      "!t",
      "|",
      ">",
      "#",
      "---",
      "...",
      "%",
      "\t",
      "\0",
      "@",
      "`",
      "\ud800",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const { value, problems, positionOf } = { ...parseYaml(text), positionOf: () => null };
        expect(positionOf()).toBeNull();
        expect(value === null || typeof value === "string" || typeof value === "object").toBe(true);
        for (const { offset } of problems) expect(offset).toBeLessThanOrEqual(text.length);
      }),
      { seed: 7, numRuns: 400 },
    );
  });

  it.each([
    ["indentation", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["keys", Array.from({ length: 20_000 }, (_, i) => `k${i}: v`).join("\n")],
    ["anchors", "&a ".repeat(40_000)],
    ["quotes", '"'.repeat(100_000)],
    ["line breaks", "\n".repeat(250_000)],
  ])("many %s are read in linear time", (_, text) => {
    const started = performance.now();
    parseYaml(text);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

it("a key has a place of its own", () => {
  const yaml = parseYaml("a: 1\nlist:\n  - key:   value\n");
  expect(yaml.keyStart(["a"])).toBe(0);
  expect(yaml.keyStart(["list", 0, "key"])).toBe(15);
  expect(yaml.positionOf(["list", 0, "key"])?.start).toBe(22);
  expect(yaml.keyStart(["list", 0])).toBe(15);
  expect(yaml.keyStart(["no"])).toBeNull();
});
