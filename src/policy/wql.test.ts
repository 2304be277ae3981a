import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { matchesLike } from "./wql-like.ts";
import { parseWql } from "./wql.ts";

const where = (text: string) => {
  const parsed = parseWql(`SELECT * FROM C WHERE ${text}`);
  return parsed.ok ? parsed.query.where : parsed.why;
};
const test = (property: string, value: string) => ({
  op: "test",
  property,
  operator: "=",
  literal: { type: "string", value },
});

describe("queries", () => {
  it("are read in any letter case, with names or a star", () => {
    expect(parseWql("select Name,Version From Win32_OperatingSystem")).toEqual({
      ok: true,
      query: { select: ["name", "version"], from: "win32_operatingsystem", where: null },
    });
    expect(parseWql(" SELECT\t*\r\nFROM C where a='1' ")).toEqual({
      ok: true,
      query: { select: [], from: "c", where: test("a", "1") },
    });
  });

  it("bind NOT before AND before OR", () => {
    expect(where("NOT a='1' AND b='2' OR c='3'")).toEqual({
      op: "or",
      parts: [{ op: "and", parts: [{ op: "not", part: test("a", "1") }, test("b", "2")] }, test("c", "3")],
    });
    expect(where("a='1' AND (b='2' OR c='3')")).toEqual({
      op: "and",
      parts: [test("a", "1"), { op: "or", parts: [test("b", "2"), test("c", "3")] }],
    });
  });

  it.each([
    ["a <> 1", { operator: "<>", literal: { type: "number", value: 1, text: "1" } }],
    ["a != -1", { operator: "<>", literal: { type: "number", value: -1, text: "-1" } }],
    ["a>=0x10", { operator: ">=", literal: { type: "number", value: 16, text: "0x10" } }],
    ["a < 6.1", { operator: "<", literal: { type: "number", value: 6.1, text: "6.1" } }],
    ["a = TRUE", { operator: "=", literal: { type: "boolean", value: true } }],
    ["a is null", { operator: "is null", literal: { type: "null" } }],
    ["a IS NOT NULL", { operator: "is not null", literal: { type: "null" } }],
    ['a like "10.%"', { operator: "like", literal: { type: "string", value: "10.%" } }],
    [String.raw`a = "it\"s \\"`, { operator: "=", literal: { type: "string", value: String.raw`it"s ` + "\\" } }],
    [`a = "it's"`, { operator: "=", literal: { type: "string", value: "it's" } }],
  ])("compare: %s", (text, expected) => {
    expect(where(text)).toEqual({ op: "test", property: "a", ...expected });
  });

  it.each(["2 = a", "a = b", "a ISA 'C'"])("have comparisons that are kept as unknown: %s", (text) => {
    expect(where(text)).toMatchObject({ op: "unknown" });
  });

  it.each([
    "",
    "x",
    "SELECT * FROM",
    "SELECT FROM C",
    "SELECT * FROM C WHERE",
    "SELECT * FROM C WHERE a",
    "SELECT * FROM C WHERE a =",
    "SELECT * FROM C WHERE a = 1 b",
    "SELECT * FROM C WHERE a = 1;",
    "SELECT * FROM C WHERE (a = 1",
    "SELECT * FROM C WHERE a = 'x",
    "SELECT * FROM C WHERE a NOT LIKE 'x'",
    "SELECT * FROM C WHERE a LIKE 1",
    "SELECT * FROM C WHERE a IS 1",
    "SELECT * FROM C WHERE a = “x”",
    "SELECT * FROM C WHERE a = 10.0.1",
    String.raw`SELECT * FROM C WHERE a = "C:\Windows"`,
    `SELECT * FROM C WHERE ${"(".repeat(66)}a = 1${")".repeat(66)}`,
    `SELECT * FROM C WHERE ${"NOT ".repeat(100_000)}a = 1`,
    `SELECT * FROM C WHERE a = '${"x".repeat(LIMITS.wqlChars)}'`,
  ])("that are none are refused with a reason: %.60s", (text) => {
    expect(parseWql(text)).toEqual({ ok: false, why: expect.stringMatching(/./) });
  });

  it("of any characters give a result", () => {
    const words = fc.constantFrom(
      "SELECT",
      "*",
      "FROM",
      "C",
      "WHERE",
      "NOT",
      "(",
      ")",
      "=",
      "'",
      '"',
      "\\",
      "1",
      "LIKE",
      "AND",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(words, { maxLength: 30 }).map((all) => all.join(" ")),
        ),
        (text) => {
          const parsed = parseWql(text);
          expect(parsed.ok || parsed.why.length > 0).toBe(true);
        },
      ),
      { numRuns: 3000, seed: 1 },
    );
  });
});

describe("LIKE", () => {
  it.each([
    ["10.0.20348", "10.%", true],
    ["10.0.20348", "10.0", false],
    ["10.0.20348", "%20348", true],
    ["10.0.20348", "%0.2%", true],
    ["10.0.20348", "%", true],
    ["", "%", true],
    ["", "", true],
    ["6.3.9600", "6.[23]%", true],
    ["6.1.7601", "6.[23]%", false],
    ["6.1.7601", "6.[^23]%", true],
    ["6.1.7601", "6.[0-1].%", true],
    ["Microsoft Windows SERVER 2022", "%server%", true],
    ["a_b", "a[_]b", true],
    ["axb", "a[_]b", false],
    ["axb", "a_b", true],
    ["ab", "a_b", false],
    ["aaab", "%ab", true],
    ["a^b", "a^b", true],
    ["a", "[a=f]", "unknown"],
    ["a", "[", "unknown"],
    ["a", "[]", "unknown"],
    ["a", "[f-a]", "unknown"],
  ])("%s LIKE %s", (text, pattern, expected) => {
    expect(matchesLike(text, pattern)).toBe(expected);
  });

  it("agrees with a regular expression", () => {
    const unit = fc.constantFrom("a", "b", "%", "_");
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 10 }),
        fc.string({ unit, maxLength: 8 }),
        (text, pattern) => {
          const expression = new RegExp(`^${pattern.replaceAll("%", ".*").replaceAll("_", ".")}$`);
          expect(matchesLike(text, pattern)).toBe(expression.test(text));
        },
      ),
    );
  });

  it("does not take exponential time", () => {
    const started = performance.now();
    expect(matchesLike("a".repeat(5000), `${"%a".repeat(2000)}%b`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
