import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { items, member, parseJson, text, type JsonNode } from "./json.ts";

const SEED = 20240229;

function root(source: string): JsonNode {
  const result = parseJson(source);
  if (!result.ok) throw new Error(`${result.message} at ${result.offset}`);
  return result.value;
}

/** As `JSON.parse` builds it, `__proto__` included. */
function plain(node: JsonNode): unknown {
  if (node.kind === "array") return node.items.map(plain);
  if (node.kind !== "object") return node.value;
  const built = {};
  for (const { key, value } of node.entries) {
    Object.defineProperty(built, key, { value: plain(value), enumerable: true, configurable: true, writable: true });
  }
  return built;
}

function everyNode(node: JsonNode): JsonNode[] {
  if (node.kind === "array") return [node, ...node.items.flatMap(everyNode)];
  return node.kind === "object" ? [node, ...node.entries.flatMap((entry) => everyNode(entry.value))] : [node];
}

describe("values", () => {
  test("keep their places and their words", () => {
    const source = ' {"a" : [1e2, "x\\u0027\\n", true, null], "b":-0.50}\r\n';
    expect(root(source)).toEqual({
      kind: "object",
      start: 1,
      end: 50,
      entries: [
        {
          key: "a",
          start: 2,
          value: {
            kind: "array",
            start: 8,
            end: 38,
            items: [
              { kind: "number", value: 100, raw: "1e2", start: 9, end: 12 },
              { kind: "string", value: "x'\n", raw: '"x\\u0027\\n"', start: 14, end: 25 },
              { kind: "boolean", value: true, raw: "true", start: 27, end: 31 },
              { kind: "null", value: null, raw: "null", start: 33, end: 37 },
            ],
          },
        },
        { key: "b", start: 40, value: { kind: "number", value: -0.5, raw: "-0.50", start: 44, end: 49 } },
      ],
    });
  });

  test("duplicate keys stay in order; the last is the member, and no key has a special meaning", () => {
    const node = root('{"a":1,"__proto__":{"x":1},"a":2,"constructor":3}');
    expect(node.kind === "object" && node.entries.map(({ key }) => key)).toEqual([
      "a",
      "__proto__",
      "a",
      "constructor",
    ]);
    expect([text(member(node, "a")), text(member(node, "constructor"))]).toEqual(["2", "3"]);
    expect(member(root("{}"), "__proto__")).toBeUndefined();
    expect(member(root("[1]"), "0")).toBeUndefined();
  });

  test("large numbers are exact as text", () => {
    expect(text(root("18446744073709551615"))).toBe("18446744073709551615");
  });

  test("a lone object counts as one item", () => {
    expect([items(root("{}")).length, items(root("[1,2]")).length, items(root("null")).length]).toEqual([1, 2, 0]);
    expect(items(undefined)).toEqual([]);
    expect([text(root('"a"')), text(root("false")), text(root("null")), text(root("[]"))]).toEqual([
      "a",
      "false",
      null,
      null,
    ]);
  });
});

describe("what is broken", () => {
  test.each([
    ["", 0],
    ["  ", 2],
    ["nul", 0],
    ["[1,]", 3],
    ["[1 2]", 3],
    ['{"a":1,}', 7],
    ["{a:1}", 1],
    ["{'a':1}", 1],
    ['{"a" 1}', 5],
    ["01", 1],
    ["+1", 0],
    [".5", 0],
    ["1.", 1],
    ["-", 0],
    ["NaN", 0],
    ['"\\x"', 1],
    ['"\\u12g4"', 1],
    ['"a\nb"', 2],
    ['"abc', 4],
    ["{} x", 3],
    ["\u00a0{}", 0],
    ["[1] // c", 4],
  ])("%j fails at %i, as JSON.parse does", (source, offset) => {
    expect(parseJson(source)).toMatchObject({ ok: false, offset });
    expect(() => JSON.parse(source) as unknown).toThrow(SyntaxError);
  });

  test("keeps what was whole before it, and a number at the end is not", () => {
    const cut = parseJson('[{"a":1},{"a":2,"b":"x');
    expect(cut).toMatchObject({ ok: false, offset: 22, partial: { kind: "array", open: true } });
    const [whole, broken] = items(cut.ok ? undefined : (cut.partial ?? undefined));
    expect(whole).not.toHaveProperty("open");
    expect(broken).toMatchObject({ open: true, entries: [{ key: "a" }] });
    expect(parseJson('{"a":12')).toMatchObject({ ok: false, partial: { entries: [] } });
    expect(parseJson("{} {}")).toMatchObject({ ok: false, partial: { kind: "object", end: 2 } });
  });

  test("depth is capped at 128, whatever the length", () => {
    const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
    expect(parseJson(nested(128)).ok).toBe(true);
    expect(parseJson(nested(129))).toMatchObject({ ok: false, offset: 128 });
    expect(parseJson('{"a":'.repeat(1_000_000))).toMatchObject({ ok: false, offset: 640 });
  });

  test("the number of values is capped", () => {
    const values = (count: number): string => `[${"0,".repeat(count - 2)}0]`;
    expect(parseJson(values(LIMITS.jsonValues)).ok).toBe(true);
    expect(parseJson(values(LIMITS.jsonValues + 1))).toMatchObject({ ok: false, message: "more than 1000000 values" });
  });

  test("takes linear time", () => {
    const time = (source: string): number => {
      const start = performance.now();
      parseJson(source);
      return performance.now() - start;
    };
    for (const piece of ['"a\\n', "\\", " ", "[0,", '{"a":0,', "1", "-", '"\\u0041']) {
      expect(time(`[${piece.repeat(200_000)}`)).toBeLessThan(1500);
    }
    expect(time(`["${"\\n".repeat(500_000)}"]`)).toBeLessThan(1500);
  });
});

describe("properties", () => {
  test("equal to JSON.parse for every document, compact or indented", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2, "\t"), (source, indent) => {
        for (const written of [source, JSON.stringify(JSON.parse(source), null, indent)]) {
          expect(plain(root(written))).toEqual(JSON.parse(written));
        }
      }),
      { seed: SEED, numRuns: 300 },
    );
  });

  test("the text of every value, read alone, is that value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (source) => {
        for (const node of everyNode(root(source))) {
          expect(plain(root(source.slice(node.start, node.end)))).toEqual(plain(node));
        }
      }),
      { seed: SEED, numRuns: 100 },
    );
  });

  test("agrees with JSON.parse on what is JSON, for damaged documents too", () => {
    const damaged = fc
      .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom("", '"', ",", "}", "]", "\\", "0", " ", "\0", "e"))
      .map(([source, at, char]) => {
        const place = at % (source.length + 1);
        return source.slice(0, place) + char + source.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.string()), (source) => {
        let parsed: { value: unknown } | null = null;
        try {
          parsed = { value: JSON.parse(source) as unknown };
        } catch {
          parsed = null;
        }
        const result = parseJson(source);
        expect(result.ok).toBe(parsed !== null);
        if (result.ok) expect(plain(result.value)).toEqual(parsed?.value);
        else expect(result.offset).toBeLessThanOrEqual(source.length);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});
