import { describe, expect, it, test } from "vitest";
import type { Finding, FindingSubject } from "../core/report.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { fixtureFinding } from "../testing/report-parts.ts";
import { applyWaivers, isWaived } from "./apply.ts";
import { readWaivers } from "./read.ts";

const FILE = { path: "waivers.yaml", digest: "0".repeat(64) };
const HOST: FindingSubject = { kind: "host", name: "CA02", domain: "corp.example", roles: ["ca"] };
const OTHER: FindingSubject = { kind: "host", name: "CA03", domain: "corp.example", roles: ["ca"] };
const GPO: FindingSubject = {
  kind: "gpo",
  guid: "11111111-2222-4333-8444-555555555555",
  name: "Legacy SOC",
  domain: "corp.example",
  container: "{B}",
};

const entry = (given: Readonly<Record<string, string>>): string => {
  const fields = {
    id: "W-1",
    kind: "risk-accepted",
    rules: "[R-1]",
    subjects: "{ hosts: [ca02.corp.example] }",
    reason: "because",
    owner: "o",
    requestedBy: "r",
    approvedBy: "a",
    approvedOn: "2026-10-01",
    expires: "2027-01-15",
    ...given,
  };
  const lines = Object.entries(fields).flatMap(([key, value]) => (value === "" ? [] : [`${key}: ${value}`]));
  return `  - ${lines.join("\n    ")}\n`;
};

const fails = (subject: FindingSubject, given: Partial<Finding> = {}): Finding =>
  fixtureFinding("R-1", subject, { cause: "too-weak", severity: "high", have: "126", ...given });

function applied(entries: readonly string[], findings: readonly Finding[], asOf = "2026-11-22T09:00:00Z") {
  const read = readWaivers(`schema: mdi-waivers/1\nwaivers:\n${entries.join("")}`, ["R-1", "R-2"]);
  const { report, problems } = applyWaivers(fixtureReport({ findings }), FILE, read, asOf);
  return {
    report,
    problems: problems.map(({ level, at, message }) => `${level} ${at.line} ${message}`),
    states: report.findings.map(({ waiver }) => waiver?.state ?? null),
  };
}

describe("the state", () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined, string, string | null]>([
    ["approved and in time", {}, undefined, "active", null],
    ["on the last day, to its end", {}, "2027-01-15T23:59:59Z", "active", null],
    ["a second later", {}, "2027-01-16T00:00:00Z", "expired", "it ended on 2027-01-15"],
    [
      "on that day in the west, which is the next in UTC",
      {},
      "2027-01-15T20:00:00-05:00",
      "expired",
      "it ended on 2027-01-15",
    ],
    ["on the next day in the east, which is that day in UTC", {}, "2027-01-16T01:00:00+02:00", "active", null],
    ["nobody approved", { approvedBy: "" }, undefined, "unapproved", "nobody has approved it"],
    ["approved on no day", { approvedOn: "" }, undefined, "unapproved", "it has no day of approval"],
    ["approved tomorrow", { approvedOn: "2026-11-23" }, undefined, "unapproved", "it is approved from 2026-11-23 on"],
    ["approved today", { approvedOn: "2026-11-22" }, undefined, "active", null],
    ["unapproved and expired", { approvedBy: "" }, "2028-01-01T00:00:00Z", "unapproved", "nobody has approved it"],
    ["the value that was accepted", { expect: '{ actual: " 126" }' }, undefined, "active", null],
    [
      "another value",
      { expect: "{ actual: 124 }" },
      undefined,
      "void",
      'it was given for "124", and the value now is "126"',
    ],
    [
      "a plan",
      { kind: "planned-fix", approvedBy: "", approvedOn: "" },
      undefined,
      "planned",
      "a plan alone changes nothing",
    ],
    ["an approved plan", { kind: "planned-fix" }, undefined, "planned", "a plan alone changes nothing"],
    ["a plan that is late", { kind: "planned-fix" }, "2027-02-01T00:00:00Z", "expired", "it ended on 2027-01-15"],
  ])("%s", (_, given, asOf, state, because) => {
    const { report, states } = applied([entry(given)], [fails(HOST)], asOf);
    expect(states).toEqual([state]);
    expect(report.findings[0]?.waiver?.because).toBe(because);
    expect(report.waivers[0]).toMatchObject({ state, findings: [report.findings[0]?.id] });
    expect(report.findings[0]?.status).toBe("fail");
    expect(isWaived(report.findings[0]!)).toBe(state === "active");
    expect(report.summary.open.high).toBe(1);
    expect(report.summary.afterWaivers.high).toBe(state === "active" ? 0 : 1);
    expect(report.summary.waived).toMatchObject({ [state]: 1 });
  });
});

describe("whom it names", () => {
  const forest: FindingSubject = { kind: "forest", name: "corp.example" };
  const domain: FindingSubject = { kind: "domain", name: "corp.example", role: "ca" };
  const object: FindingSubject = { kind: "object", name: "domain naming context", domain: "corp.example" };
  it.each<[string, FindingSubject, boolean]>([
    ["{ hosts: [CA02.Corp.Example] }", HOST, true],
    ["{ hosts: [ca02] }", HOST, true],
    ["{ hosts: [ca02.other.example] }", HOST, false],
    ["{ hosts: [ca0] }", HOST, false],
    ["{ hosts: [ca02.corp.example] }", domain, false],
    ["{ domains: [corp.example] }", domain, true],
    ["{ domains: [corp.example] }", HOST, false],
    ["{ domains: [corp.example] }", forest, false],
    ["{ forests: [corp.example] }", forest, true],
    ["{ tags: [CA] }", HOST, true],
    ["{ tags: [ca] }", domain, true],
    ["{ tags: [dc] }", domain, false],
    ["{ gpos: [legacy soc] }", GPO, true],
    ["{ gpos: ['{11111111-2222-4333-8444-555555555555}'] }", GPO, true],
    ["{ gpos: [corp.example/Legacy SOC] }", GPO, true],
    ["{ gpos: [Legacy] }", GPO, false],
    ["{ objects: [Domain naming context] }", object, true],
    ["{ objects: [corp.example/Domain naming context] }", object, true],
    ["{ objects: [other.example/Domain naming context] }", object, false],
    ["{ hosts: [x], objects: [Domain naming context] }", object, true],
    ["all", forest, true],
  ])("%s", (subjects, subject, named) => {
    expect(applied([entry({ subjects })], [fails(subject)]).states).toEqual([named ? "active" : null]);
  });

  it("only its rules", () => {
    const finding = fixtureFinding("R-2", HOST, { cause: "too-weak" });
    expect(applied([entry({})], [finding]).states).toEqual([null]);
    expect(applied([entry({ rules: "[R-*]", allowBroad: "true" })], [finding]).states).toEqual(["active"]);
  });
});

test("what does not fail carries no waiver, and a waiver without a failing finding is said", () => {
  for (const status of ["pass", "unknown", "not-applicable"] as const) {
    const { states, problems, report } = applied([entry({})], [fails(HOST, { status, cause: null })]);
    expect(states).toEqual([null]);
    expect(problems).toEqual([`warning 3 W-1 is not used: nothing that it names fails (1 ${status})`]);
    expect(report.waivers[0]?.warnings).toHaveLength(1);
  }
  expect(applied([entry({})], [fails(OTHER)]).problems).toEqual([
    "warning 3 W-1 is not used: it names no finding of this report",
  ]);
});

test("one value that drifted voids the finding's waiver, and the whole entry is void on the first page", () => {
  const findings = [fails(HOST), fails(OTHER, { have: "0" })];
  const { states, report } = applied([entry({ subjects: "{ tags: [ca] }", expect: "{ actual: 126 }" })], findings);
  expect(states).toEqual(["active", "void"]);
  expect(report.waivers[0]?.state).toBe("void");
});

test("two waivers that meet only in a finding are an error, and nothing is applied", () => {
  const entries = [entry({}), entry({ id: "W-2", subjects: "{ tags: [ca] }" })];
  const { states, problems } = applied(entries, [fails(HOST)]);
  expect(problems).toEqual(["error 13 W-2 overlaps W-1 in line 3: both are for R-1@host:CA02"]);
  expect(states).toEqual([null]);
});

test("a name of two subjects is an error; the full name is not", () => {
  const twin: FindingSubject = { ...HOST, domain: "other.example" };
  const findings = [fails(HOST), fails(twin, { id: "R-1@host:CA02.other" })];
  expect(applied([entry({ subjects: "{ hosts: [ca02] }" })], findings).problems).toEqual([
    'error 3 W-1: "hosts: ca02" is the name of more than one subject',
  ]);
  expect(applied([entry({})], findings).states).toEqual(["active", null]);
});

test("a file with an error changes nothing", () => {
  const { states, problems } = applied([entry({ kind: "x" }), entry({ id: "W-2" })], [fails(HOST)]);
  expect(problems).toEqual(['error 4 "x" is no kind']);
  expect(states).toEqual([null]);
});
