import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { SEVERITIES, type Finding } from "../core/report.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { fixtureFinding } from "../testing/report-parts.ts";
import { type Filter, FILTER_KEYS, FILTER_WORDS, joined, parseFilter, printFilter } from "./filter.ts";
import { matcherOf } from "./filter-match.ts";
import { shownFindings, shownText, withFilter } from "./shown.ts";

function parsed(text: string): Filter {
  const result = parseFilter(text);
  if (!result.ok) throw new Error(`${text}: ${result.problem.message}`);
  return result.filter;
}

const has = (value: string, key: (typeof FILTER_KEYS)[number] | null = null): Filter => ({
  kind: "term",
  key,
  operator: "has",
  value,
});
const is = (key: (typeof FILTER_KEYS)[number], value: string): Filter => ({ kind: "term", key, operator: "=", value });

describe("grammar", () => {
  it.each<[string, Filter]>([
    ["ntlm", has("ntlm")],
    ["  a  b ", { kind: "all", of: [has("a"), has("b")] }],
    ["a and b", { kind: "all", of: [has("a"), has("b")] }],
    ["a | b", { kind: "any", of: [has("a"), has("b")] }],
    ["a|b or c OR d", { kind: "any", of: [has("a"), has("b"), has("c"), has("d")] }],
    ["a b | c", { kind: "any", of: [{ kind: "all", of: [has("a"), has("b")] }, has("c")] }],
    ["a (b | c)", { kind: "all", of: [has("a"), { kind: "any", of: [has("b"), has("c")] }] }],
    ["((a))", has("a")],
    ["(a b) c", { kind: "all", of: [has("a"), has("b"), has("c")] }],
    ["-a", { kind: "not", of: has("a") }],
    ["!a", { kind: "not", of: has("a") }],
    ["!-(a b)", { kind: "not", of: { kind: "not", of: { kind: "all", of: [has("a"), has("b")] } } }],
    ['"!a"', has("!a")],
    ["a!", has("a!")],
    [
      "st:fail SEV:high id:X",
      { kind: "all", of: [is("status", "fail"), is("severity", "high"), has("X", "requirement")] },
    ],
    ["host:DC0* event:4662", { kind: "all", of: [has("DC0*", "host"), has("4662", "event")] }],
    ["is:waived kind:gpo role:none", { kind: "all", of: [is("is", "waived"), is("kind", "gpo"), is("role", "none")] }],
    ["--a", { kind: "not", of: { kind: "not", of: has("a") } }],
    ["-(a b)", { kind: "not", of: { kind: "all", of: [has("a"), has("b")] } }],
    ["MDI-DC-NTLM", has("MDI-DC-NTLM")],
    ['"a b"', has("a b")],
    ['"or"', has("or")],
    ['"a:b"', has("a:b")],
    ['"a\\"b\\\\c"', has('a"b\\c')],
    ["order", has("order")],
    ["android", has("android")],
    ["status:fail", is("status", "fail")],
    ["STATUS:Fail", is("status", "fail")],
    ["severity:>=high", { kind: "term", key: "severity", operator: ">=", value: "high" }],
    ["severity:<high", { kind: "term", key: "severity", operator: "<", value: "high" }],
    ["severity:high", is("severity", "high")],
    ["rung:l3", is("rung", "L3")],
    ["cause:overridden", is("cause", "overridden")],
    ["role:entra-connect", is("role", "entra-connect")],
    ['gpo:"Legacy SOC"', has("Legacy SOC", "gpo")],
    ['gpo:="Legacy SOC"', { kind: "term", key: "gpo", operator: "=", value: "Legacy SOC" }],
    ["requirement:MDI-DC-*", has("MDI-DC-*", "requirement")],
    ["waiver:Active", has("active", "waiver")],
    ["waiver:WVR-1", has("WVR-1", "waiver")],
    ["-status:pass gpo:x", { kind: "all", of: [{ kind: "not", of: is("status", "pass") }, has("x", "gpo")] }],
    ["subject:dc1.corp.example", has("dc1.corp.example", "subject")],
    ["gpo:{11111111-2222}", has("{11111111-2222}", "gpo")],
  ])("%s", (text, filter) => {
    expect(parsed(text)).toEqual(filter);
    expect(parsed(printFilter(filter))).toEqual(filter);
  });

  it.each<[string, string, number, number]>([
    ["", "it says nothing", 0, 0],
    ["   ", "it says nothing", 0, 0],
    ["foo:bar", '"foo" is no key', 0, 3],
    ["constructor:x", '"constructor" is no key', 0, 11],
    ["a status:failed", '"failed" is no status', 9, 15],
    ["severity:>=hi", '"hi" is no severity', 9, 13],
    ["gpo:>x", "gpo has no order", 4, 6],
    ["status:", "a value is missing here", 7, 8],
    ["status: fail", "a value is missing here", 7, 8],
    ["(a", "this parenthesis is not closed", 0, 1],
    ["a)", "nothing was opened here", 1, 2],
    ["()", "nothing stands between these", 0, 2],
    ["a |", "a word is missing here", 3, 4],
    ["| a", "a word is missing here", 0, 1],
    ["a and", "a word is missing here", 5, 6],
    ["a - b", "- negates the word right behind it", 2, 3],
    ["a ! b", "! negates the word right behind it", 2, 3],
    ["is:sleeping", '"sleeping" is no is', 3, 11],
    ['gpo:"a', "this quote is not closed", 4, 5],
    ['gpo:""', "nothing stands between the quotes", 4, 6],
    ["(".repeat(60), "nested too deep", 51, 52],
    ["-".repeat(60), "nested too deep", 51, 52],
  ])("%s: %s", (text, message, start, end) => {
    expect(parseFilter(text)).toMatchObject({ ok: false, problem: { message, start, end } });
  });

  it("says what is known", () => {
    const next = (text: string) => {
      const result = parseFilter(text);
      return result.ok ? "" : result.problem.next;
    };
    expect(next("foo:x")).toContain(FILTER_KEYS.join(", "));
    for (const [key, words] of Object.entries(FILTER_WORDS))
      expect(next(`${key}:zz`)).toBe(`known: ${words.join(", ")}`);
  });
});

const value = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...Array.from('ab-!|()":\\<>=* or')), minLength: 1, maxLength: 8 }),
  fc.constantFrom("or", "AND", "-", "!", "="),
);
const term: fc.Arbitrary<Filter> = fc.oneof(
  value.map((text): Filter => has(text)),
  fc
    .tuple(
      fc.constantFrom("title", "requirement", "subject", "gpo", "waiver" as const),
      fc.constantFrom("has", "=" as const),
      value.map((text) => text.toLowerCase()),
    )
    .map(([key, operator, text]): Filter => ({ kind: "term", key, operator, value: text })),
  fc
    .tuple(fc.constantFrom("=", ">=", ">", "<=", "<" as const), fc.constantFrom(...SEVERITIES))
    .map(([operator, severity]): Filter => ({ kind: "term", key: "severity", operator, value: severity })),
  fc.constantFrom(is("status", "fail"), is("cause", "drift"), is("role", "dc"), is("rung", "none")),
);
const filters = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    term,
    tie("filter").map((of): Filter => ({ kind: "not", of })),
    fc
      .tuple(fc.constantFrom("all", "any" as const), fc.array(tie("filter"), { minLength: 2, maxLength: 4 }))
      .map(([kind, of]) => joined(kind, of)!),
  ),
})).filter;

test("printing and parsing agree", () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(parsed(printFilter(filter))).toEqual(filter);
    }),
    { seed: 20261122, numRuns: 2000 },
  );
});

test("any text is a filter or a problem within it, and never throws", () => {
  const pieces = fc.constantFrom(
    "!",
    "is:",
    "status:",
    "fail",
    "(",
    ")",
    "|",
    " ",
    "or",
    "and",
    "-",
    '"',
    "\\",
    "severity:>=",
    "high",
    ":",
    "a",
    "\n",
    "\uD800",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.array(pieces, { maxLength: 25 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const result = parseFilter(text);
      if (result.ok) expect(parsed(printFilter(result.filter))).toEqual(result.filter);
      else {
        expect(result.problem.start).toBeLessThanOrEqual(text.length);
        expect(result.problem.end).toBeGreaterThanOrEqual(result.problem.start);
        expect(result.problem.message).not.toBe("");
      }
    }),
    { seed: 20261122, numRuns: 3000 },
  );
  expect(parseFilter("a ".repeat(6000))).toMatchObject({ ok: false, problem: { message: "too long" } });
  expect(parseFilter("a|".repeat(4999) + "a")).toMatchObject({ ok: true });
});

const legacy = { guid: "11111111-2222-4333-8444-555555555555", name: "Legacy SOC", container: "{B}" };
const FINDING: Finding = fixtureFinding(
  "MDI-DC-NTLM-DOMAIN",
  { kind: "host", name: "DC01", domain: "corp.example", roles: ["dc", "ca"] },
  {
    title: "NTLM authentication in this domain",
    severity: "high",
    cause: "overridden",
    rung: "L3",
    computers: ["DC07"],
    events: ["4776", "8004"],
    trail: [{ result: "won", rule: "enforced", fact: "x", gpo: legacy, link: null, sets: "1", because: null }],
    waiver: {
      id: "WVR-7",
      kind: "risk-accepted",
      state: "active",
      because: null,
      owner: "o",
      requestedBy: "r",
      approvedBy: "a",
      approvedOn: "2026-01-01",
      expires: "2026-12-31",
      reason: "r",
      compensating: null,
      evidence: [],
    },
  },
);

test.each<[string, boolean]>([
  ["ntlm", true],
  ["AUTHENTICATION", true],
  ["mdi-dc", true],
  ["dc01", true],
  ["dc01.corp.example", true],
  ["soc", true],
  ["11111111-2222", true],
  ["overridden", false],
  ["title:dc01", false],
  ["subject:dc01", true],
  ["subject:ntlm", false],
  ["subject:=dc0", false],
  ["subject:=dc01", true],
  ["requirement:MDI-DC-*", true],
  ["requirement:DC-*", false],
  ["gpo:legacy", true],
  ["gpo:=legacy", false],
  ["gpo:={11111111-2222-4333-8444-555555555555}", true],
  ["gpo:{1111", true],
  ["gpo:{}", false],
  ["status:fail", true],
  ["status:pass", false],
  ["severity:>=high", true],
  ["severity:>high", false],
  ["severity:>=medium", true],
  ["severity:<critical", true],
  ["severity:<=medium", false],
  ["cause:overridden", true],
  ["cause:drift", false],
  ["role:ca", true],
  ["role:adfs", false],
  ["rung:L3", true],
  ["rung:none", false],
  ["waiver:active", true],
  ["waiver:expired", false],
  ["waiver:any", true],
  ["waiver:none", false],
  ["waiver:wvr-7", true],
  ["waiver:wvr-8", false],
  ["dc07", true],
  ["host:dc0*", true],
  ["host:dc07", true],
  ["host:dc01.corp.example", true],
  ["host:dc08", false],
  ["8004", true],
  ["event:4776", true],
  ["event:47", true],
  ["event:=47", false],
  ["is:waived", true],
  ["is:open", false],
  ["is:active", true],
  ["is:expired", false],
  ["is:silent", false],
  ["is:checklist", false],
  ["kind:host", true],
  ["kind:gpo", false],
  ["role:none", false],
  ["!kind:gpo", true],
  ["-status:fail", false],
  ["status:pass | gpo:soc", true],
  ["status:pass gpo:soc", false],
  ["-(status:pass gpo:soc)", true],
])("%s of one finding: %s", (text, expected) => {
  expect(matcherOf(parsed(text))(FINDING)).toBe(expected);
});

test("what is shown is counted, and the report keeps all", () => {
  const report = fixtureReport();
  const filtered = withFilter(report, parsed("status:fail"));
  const fails = report.findings.filter(({ status }) => status === "fail");
  expect(shownFindings(filtered)).toEqual(fails);
  expect(filtered.findings).toBe(report.findings);
  expect(filtered.summary).toBe(report.summary);
  expect(shownText(filtered)).toBe(`${fails.length} of ${report.findings.length} findings shown (status:fail)`);
  expect([shownText(report), shownFindings(report)]).toEqual([null, report.findings]);
});
