import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { WAIVER_STATES } from "../../core/waiver.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { fixtureReport } from "../../testing/report-fixture.ts";
import { fixtureFinding } from "../../testing/report-parts.ts";
import { shuffled, withWaivers } from "../../testing/shuffled.ts";
import { junitComplaints, readXml, type XmlNode } from "../../../test/support/junit-shape.ts";
import { reporter } from "./junit.ts";

const text = (report: Report): string => [...reporter.render(report)].join("");

function cases(report: Report): XmlNode[] {
  return readXml(text(report)).children.flatMap(({ children }) => children.filter(({ name }) => name === "testcase"));
}

const outcomes = (report: Report): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { children } of cases(report)) {
    const outcome = children[0]?.name ?? "passed";
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  return counts;
};

test("one suite for each kind and role of subject, one case for each finding, and sums that agree", () => {
  const report = fixtureReport();
  expect(junitComplaints(text(report))).toEqual([]);
  const suites = readXml(text(report)).children;
  expect(suites.map(({ attributes }) => attributes["name"])).toEqual([
    "domain.adfs",
    "domain.ca",
    "domain.dc",
    "domain.sensor",
    "forest",
    "gpo",
    "object",
  ]);
  expect(cases(report).length).toBe(report.findings.length);
});

describe("outcomes", () => {
  test("unknown is an error: a build does not turn green because nothing was collected", () => {
    const { findings } = fixtureReport();
    const count = (status: string): number => findings.filter((f) => !f.checklist && f.status === status).length;
    const checklist = findings.filter((finding) => finding.checklist).length;
    expect(outcomes(fixtureReport())).toEqual({
      failure: count("fail"),
      error: count("unknown"),
      passed: count("pass"),
      skipped: count("not-applicable") + checklist,
    });
  });

  test("an active waiver skips with its reason and its end, any other leaves the failure and says why", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const waived = cases({ ...report, findings }).filter(({ children }) =>
      children.some((child) => `${child.attributes["message"]} ${child.text}`.includes("WVR-2026-001")),
    );
    const active = waived.filter(({ children }) => children[0]?.name === "skipped");
    expect(active.map(({ children }) => children[0]?.attributes)).toEqual([
      { type: "waived-risk-accepted", message: "waived until 2027-01-15 (WVR-2026-001): accepted until the migration" },
    ]);
    const others = waived.filter(({ children }) => children[0]?.name === "failure");
    expect(others.length).toBe(WAIVER_STATES.length - 1);
    expect(others.map(({ children }) => children[0]?.text).join("\n")).toContain(
      "WVR-2026-001, expired, it is expired",
    );
  });

  test("a failure stands alone: cause, have, want, places, commands and id", () => {
    const first = cases(fixtureReport()).find(({ attributes }) =>
      attributes["classname"]?.endsWith("MDI-DC-AUDIT-CREDENTIAL-VALIDATION"),
    );
    expect(first?.attributes).toEqual({
      name: "Audit Credential Validation: Success and Failure [corp.example DCs]",
      classname: "domain.dc.MDI-DC-AUDIT-CREDENTIAL-VALIDATION",
    });
    expect(first?.children[0]?.attributes).toEqual({
      type: "overridden",
      message: 'has Success only, set by "Legacy SOC"; wants Success and Failure',
    });
    const body = first?.children[0]?.text ?? "";
    expect(body).toContain("Audit/audit.csv:2:1");
    expect(body).toContain("\n  Set-MDIConfiguration -Mode Domain");
    expect(body).toContain("id: MDI-DC-AUDIT-CREDENTIAL-VALIDATION@domain:corp.example:dc");
  });
});

test("two objects of one name, in two domains, are two cases", () => {
  const finding = (domain: string) => ({
    ...fixtureFinding("MDI-CONFIG-SACL", { kind: "object", name: "CN=x", domain }),
    id: `MDI-CONFIG-SACL@object:CN=x@${domain}`,
  });
  const report = fixtureReport({ findings: [finding("a.example"), finding("b.example")] });
  expect(junitComplaints(text(report))).toEqual([]);
  expect(cases(report).map(({ attributes }) => attributes["name"])).toEqual([
    "MDI-CONFIG-SACL [CN=x] object:CN=x@a.example",
    "MDI-CONFIG-SACL [CN=x] object:CN=x@b.example",
  ]);
});

test("the order of findings and files changes no byte", () => {
  expect(text(shuffled(fixtureReport()))).toBe(text(fixtureReport()));
});

test("whatever the inputs are called: well formed, of the shape, nothing hidden", () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const written = text(hostileReport(texts));
      expect(written.replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}\uFFFE\uFFFF]/u,
      );
      expect(junitComplaints(written)).toEqual([]);
    }),
    { seed: 20261122, numRuns: 60 },
  );
});
