import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WAIVER_KINDS } from "../core/waiver.ts";
import { ENTRY_KEYS, EXPECT_KEYS, REQUIRED_KEYS, ROOT_KEYS, SCHEMA, SUBJECT_KEYS, TAGS } from "./entry.ts";
import { readWaivers } from "./read.ts";

const IDS = ["MDI-CA-AUDIT-FILTER", "MDI-DC-NTLM-DOMAIN", "MDI-DC-NTLM-INCOMING"];

const GOOD = `schema: mdi-waivers/1
waivers:
  - id: WVR-2026-004
    kind: risk-accepted
    rules: [MDI-CA-AUDIT-FILTER]
    subjects: { hosts: [ca02.contoso.test] }
    reason: CA database start/stop auditing delays restart.
    evidence: [ticket:CHG-4711]
    compensating: Service stop alerts from the monitoring agent.
    owner: pki-team@contoso.test
    requestedBy: a.meyer@contoso.test
    approvedBy: ciso@contoso.test
    approvedOn: 2026-10-01
    expires: 2027-01-15
    expect: { actual: "126" }
`;

/** `level line:column message` of each. */
function said(text: string): string[] {
  return readWaivers(text, IDS).problems.map(({ level, at, message }) => `${level} ${at.line}:${at.column} ${message}`);
}

it("reads an entry as it stands, at its line", () => {
  expect(readWaivers(GOOD, IDS)).toEqual({
    problems: [],
    entries: [
      {
        id: "WVR-2026-004",
        kind: "risk-accepted",
        rules: ["MDI-CA-AUDIT-FILTER"],
        allowBroad: false,
        subjects: { hosts: ["ca02.contoso.test"] },
        reason: "CA database start/stop auditing delays restart.",
        evidence: ["ticket:CHG-4711"],
        compensating: "Service stop alerts from the monitoring agent.",
        owner: "pki-team@contoso.test",
        requestedBy: "a.meyer@contoso.test",
        approvedBy: "ciso@contoso.test",
        approvedOn: "2026-10-01",
        expires: "2027-01-15",
        expect: { actual: "126" },
        at: { line: 3, column: 9 },
      },
    ],
  });
});

describe("one mistake is one error at its place", () => {
  it.each<[string, string, string]>([
    ["    expires: 2027-01-15\n", "    expire: 2027-01-15\n", 'error 14:5 unknown key "expire"'],
    ["kind: risk-accepted", "kind: accepted", 'error 4:11 "accepted" is no kind'],
    ["[MDI-CA-AUDIT-FILTER]", "[MDI-CA-AUDITFILTER]", 'error 5:13 no requirement has the id "MDI-CA-AUDITFILTER"'],
    ["[MDI-CA-AUDIT-FILTER]", "[MDI-*]", 'error 5:13 "MDI-*" is a pattern'],
    ["[MDI-CA-AUDIT-FILTER]", "[]", "error 5:12 rules wants a list"],
    ["[MDI-CA-AUDIT-FILTER]", "MDI-CA-AUDIT-FILTER", "error 5:12 rules wants a list"],
    ["{ hosts: [ca02.contoso.test] }", "ALL", 'error 6:15 "ALL" names no subject'],
    ["{ hosts: [ca02.contoso.test] }", "{}", "error 6:15 subjects wants keys of its own"],
    ["{ hosts: [ca02.contoso.test] }", "{ hosts: [] }", "error 6:24 hosts wants a list"],
    ["{ hosts: [ca02.contoso.test] }", "{ hosts: ['*.contoso.test'] }", 'error 6:25 "*.contoso.test" is a pattern'],
    ["{ hosts: [ca02.contoso.test] }", "{ host: [a], tags: [ca] }", 'error 6:17 unknown key "host"'],
    ["{ hosts: [ca02.contoso.test] }", "{ tags: [pki] }", 'error 6:24 "pki" is no tag'],
    ["    owner: pki-team@contoso.test\n", "", "error 3:5 owner is missing"],
    ["expires: 2027-01-15", "expires: 2027-02-30", 'error 14:14 "2027-02-30" is no calendar day'],
    ["expires: 2027-01-15", "expires: tomorrow", 'error 14:14 "tomorrow" is no calendar day'],
    ["expires: 2027-01-15", "expires: 2027-10-02", "error 14:14 366 days are too long"],
    ["expires: 2027-01-15", "expires: 2026-09-30", "error 14:14 it ends before it was approved"],
    ["    expires: 2027-01-15\n", "    expires:\n", "error 14:13 expires wants a text"],
    ['expect: { actual: "126" }', "expect: { value: 126 }", 'error 15:15 unknown key "value"'],
    [
      "approvedOn: 2026-10-01",
      "approvedOn: 2026-10-01\n    approvedOn: 2026-10-02",
      "error 14:5 the key approvedOn stands here again; the first counts",
    ],
    ["id: WVR-2026-004", 'id: "a b"', 'error 3:9 "a b" is no id'],
    ["mdi-waivers/1", "mdi-waivers/2", "error 1:9 this is no waiver file of a known version"],
    ["reason: CA database start/stop auditing delays restart.", "reason: &a x", ""],
  ])("%s as %s", (from, to, expected) => {
    const text = GOOD.replace(from, to);
    expect(text).not.toBe(GOOD);
    const problems = said(text);
    if (expected === "") expect(problems).toEqual([]);
    else expect(problems).toContain(expected);
    // A key that is misspelt is missing as well.
    if (expected !== "" && !expected.includes("unknown key")) expect(problems).toHaveLength(1);
  });

  it("names the id that was meant, and the key", () => {
    const next = (text: string) => readWaivers(text, IDS).problems.at(-1)?.next;
    expect(next(GOOD.replace("MDI-CA-AUDIT-FILTER", "MDI-CA-AUDITFILTER"))).toBe("did you mean MDI-CA-AUDIT-FILTER?");
    expect(next(GOOD.replace("    expires:", "    expiers:"))).toBe("did you mean expires?");
  });

  it("exactly 365 days are allowed", () => {
    expect(said(GOOD.replace("2027-01-15", "2027-10-01"))).toEqual([]);
  });
});

const second = (id: string, from: [string, string] = ["", ""]): string =>
  GOOD.split("\n")
    .slice(2)
    .join("\n")
    .replace("WVR-2026-004", id)
    .replace(...from);

describe("two entries", () => {
  it.each<[string, [string, string], string[]]>([
    ["the same", ["", ""], ["error 16:9 B overlaps WVR-2026-004 in line 3: both are for MDI-CA-AUDIT-FILTER"]],
    [
      "case",
      ["ca02.contoso.test", "CA02.Contoso.Test"],
      ["error 16:9 B overlaps WVR-2026-004 in line 3: both are for MDI-CA-AUDIT-FILTER"],
    ],
    [
      "all",
      ["{ hosts: [ca02.contoso.test] }", "all"],
      ["error 16:9 B overlaps WVR-2026-004 in line 3: both are for MDI-CA-AUDIT-FILTER"],
    ],
    [
      "pattern",
      ["[MDI-CA-AUDIT-FILTER]", "[MDI-CA-*]\n    allowBroad: true"],
      ["error 16:9 B overlaps WVR-2026-004 in line 3: both are for MDI-CA-AUDIT-FILTER"],
    ],
    ["another host", ["ca02", "ca03"], []],
    ["another rule", ["MDI-CA-AUDIT-FILTER", "MDI-DC-NTLM-DOMAIN"], []],
  ])("%s", (_, change, expected) => {
    expect(said(GOOD + second("B", change))).toEqual(expected);
  });

  it("`all` first and a name second overlap as well", () => {
    const text = GOOD.replace("{ hosts: [ca02.contoso.test] }", "all") + second("B");
    expect(said(text)).toHaveLength(1);
  });

  it("with one id are an error", () => {
    expect(said(GOOD + second("wvr-2026-004", ["ca02", "ca03"]))).toEqual([
      "error 16:9 the id wvr-2026-004 stands in line 3 already",
    ]);
  });
});

describe("warnings", () => {
  it("requested and approved by one person, whatever the case", () => {
    expect(said(GOOD.replace("ciso@contoso.test", "A.Meyer@contoso.test"))).toEqual([
      "warning 3:9 requested and approved by the same person",
    ]);
  });

  it("a compensating control without a name", () => {
    const text = GOOD.replace("risk-accepted", "compensating-control").replace(/ {4}compensating: .*\n/, "");
    expect(said(text)).toEqual(["warning 3:9 a compensating control that is not named"]);
  });
});

it.each([
  "",
  "a",
  "- a",
  "schema: mdi-waivers/1\nwaivers: a",
  "waivers: []",
  "{",
  "schema: mdi-waivers/1\nwaivers: [a]",
])("%j is an error, never silently no waivers", (text) => {
  expect(said(text).filter((line) => line.startsWith("error"))).not.toEqual([]);
});

it("no waivers at all are none", () => {
  expect(readWaivers("schema: mdi-waivers/1\n", IDS)).toEqual({ entries: [], problems: [] });
});

it("any text gives a result, and every problem a place within it", () => {
  const pieces = fc.constantFrom(
    ...GOOD.split(/(?<=[\n :[\]{}])/),
    "*a",
    "&a ",
    "!!int ",
    "\t",
    "\r",
    "- ",
    "\u0000",
    "~",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((parts) => `schema: mdi-waivers/1\nwaivers:\n${parts.join("")}`),
    fc
      .tuple(fc.nat(GOOD.length), fc.nat(9), fc.string({ maxLength: 5 }))
      .map(([at, cut, put]) => GOOD.slice(0, at) + put + GOOD.slice(at + cut)),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { problems } = readWaivers(text, IDS);
      const lines = text.split(/\r\n|\r|\n/);
      for (const { at, message, next } of problems) {
        expect(at.line).toBeLessThanOrEqual(lines.length);
        expect(at.column).toBeGreaterThan(0);
        expect(message).not.toBe("");
        expect(next).not.toBe("");
      }
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

describe("docs/waivers.schema.json", () => {
  const schema = JSON.parse(readFileSync("docs/waivers.schema.json", "utf8"));

  it("has the keys and words that the reader knows, and no others", () => {
    expect(Object.keys(schema.properties)).toEqual(ROOT_KEYS);
    expect(schema.properties.schema.const).toBe(SCHEMA);
    const { waiver, subjects, day } = schema.$defs;
    expect(Object.keys(waiver.properties)).toEqual(ENTRY_KEYS);
    expect(waiver.required).toEqual(REQUIRED_KEYS);
    expect(waiver.properties.kind.enum).toEqual(WAIVER_KINDS);
    expect(Object.keys(waiver.properties.expect.properties)).toEqual(EXPECT_KEYS);
    expect(waiver.properties.expect.required).toEqual(EXPECT_KEYS);
    expect(subjects.anyOf[0]).toEqual({ const: "all" });
    expect(Object.keys(subjects.anyOf[1].properties)).toEqual(SUBJECT_KEYS);
    expect(subjects.anyOf[1].properties.tags.items.enum).toEqual(TAGS);
    for (const one of [schema, waiver, subjects.anyOf[1], waiver.properties.expect])
      expect(one.additionalProperties).toBe(false);
    expect(new RegExp(day.pattern).test("2027-01-15")).toBe(true);
    expect(new RegExp(waiver.properties.id.pattern).test("WVR-2026-004")).toBe(true);
  });

  it("is what docs/waivers.md shows an example of", () => {
    const example =
      /```yaml\n(schema: mdi-waivers\/1\n[^]*?)```/.exec(readFileSync("docs/waivers.md", "utf8"))?.[1] ?? "";
    const { entries, problems } = readWaivers(example, IDS);
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(1);
  });
});
