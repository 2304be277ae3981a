import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { WAIVER_STATES } from "../../core/waiver.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { csvRecords, readRfc4180 } from "../../testing/read-csv.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { shuffled, withWaivers } from "../../testing/shuffled.ts";
import { reporter as actionPlan } from "./action-plan.ts";
import { reporter as csv } from "./csv.ts";

const text = (report: Report, reporter: typeof csv | typeof actionPlan = csv): string =>
  [...reporter.render(report)].join("");

describe("csv", () => {
  test("columns keep their names and their order", () => {
    expect(readRfc4180(text(fixtureReport()))[0]?.join(" ")).toBe(
      "status severity requirement revision title subject_kind role subject domain computers want have cause rung decided_by path line column offset evidence events detections microsoft_differs notes ask fix waiver waiver_state waiver_expires waiver_owner waiver_reason silent checklist mode as_of id",
    );
  });

  test("one row for each finding, the worst first, those for a person last", () => {
    const report = fixtureReport();
    const rows = csvRecords(text(report));
    expect(rows.map(({ id }) => String(id)).toSorted()).toEqual(report.findings.map(({ id }) => id).toSorted());
    const order = rows.map(({ status, checklist }) => (checklist === "true" ? "checklist" : status));
    expect([...new Set(order)]).toEqual(["fail", "unknown", "pass", "not-applicable", "checklist"]);
    expect(rows[0]).toMatchObject({
      status: "fail",
      severity: "critical",
      role: "dc",
      subject: "corp.example DCs",
      have: 'Success only, set by "Legacy SOC"',
      decided_by: '"Legacy SOC"',
      line: "2",
      offset: "",
      mode: "deployed",
    });
  });

  test("begins with the mark, ends each row with CR LF, and a waiver changes no status", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const written = text({ ...report, findings });
    expect(written.startsWith("\uFEFFstatus,")).toBe(true);
    expect(written.endsWith("\r\n")).toBe(true);
    const waived = csvRecords(written).filter(({ waiver }) => waiver !== "");
    expect(waived.map(({ status }) => status)).toEqual(WAIVER_STATES.map(() => "fail"));
    expect(waived.map(({ waiver_state }) => String(waiver_state)).toSorted()).toEqual([...WAIVER_STATES].toSorted());
  });

  test("a filter leaves out rows; design stands in every row", () => {
    const report = fixtureReport();
    const shown = new Set(report.findings.filter(({ status }) => status === "pass").map(({ id }) => id));
    const rows = csvRecords(text({ ...report, filter: { expression: "status:pass", shown } }));
    expect(rows.map(({ id }) => String(id)).toSorted()).toEqual([...shown].toSorted());
    expect(new Set(csvRecords(text(designReport())).map(({ mode }) => mode))).toEqual(new Set(["design"]));
  });

  test("a text that never ends is cut where Excel would spill it, and says how long it is", () => {
    const [first, ...rest] = fixtureReport().findings;
    const have = "\u{1F600}".repeat(40_000);
    const [row] = csvRecords(text(fixtureReport({ findings: [{ ...first!, have }, ...rest] })));
    expect(row?.["have"]).toMatch(/^(?:\u{1F600})+\.\.\. \(80000 characters\)$/u);
    expect(row?.["have"]?.length).toBeLessThanOrEqual(32_000);
  });
});

describe("action-plan", () => {
  test("the fix that settles the worst and the most comes first, with its commands", () => {
    const rows = csvRecords(text(fixtureReport(), actionPlan));
    expect(rows.map(({ order, severity, settles, via }) => [order, severity, settles, via])).toEqual([
      ["1", "critical", "2", "module"],
      ["2", "high", "3", "module"],
      ["3", "high", "1", "manual"],
      ["4", "medium", "1", "native"],
    ]);
    expect(rows[0]).toMatchObject({
      commands: "Set-MDIConfiguration -Mode Domain -Configuration AdvancedAuditPolicyDCs -Domain 'corp.example'",
      where: "corp.example DCs",
      what: "Credential Validation; Directory Service Changes",
      owner: "",
      due: "",
      comment: "",
    });
    expect(rows[0]?.["otherwise"]).toContain("native: Set Credential Validation to");
  });

  test("every open failure stands in a row, one that is waived in none, one without a remedy too", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES).map((finding) =>
      finding.waiver?.state === "void" ? { ...finding, remedy: [] } : finding,
    );
    const rows = csvRecords(text({ ...report, findings }, actionPlan));
    const named = new Set(rows.flatMap((row) => (row["findings"] ?? "").split("; ")));
    const open = findings.filter(({ status, waiver }) => status === "fail" && waiver?.state !== "active");
    expect([...named].toSorted()).toEqual(open.map(({ id }) => id).toSorted());
    expect(open.length).toBe(findings.filter(({ status }) => status === "fail").length - 1);
    expect(rows.at(-1)).toMatchObject({ via: "none", commands: "" });
  });

  test("nothing open: the header alone", () => {
    expect(csvRecords(text(passingReport(), actionPlan))).toEqual([]);
  });

  test("what hundreds share is one row with a count", () => {
    const [first] = fixtureReport().findings;
    const findings = Array.from({ length: 300 }, (_, at) => ({
      ...first!,
      id: `${first!.requirement}@gpo:${at}`,
      subject: { kind: "gpo", guid: null, name: `GPO ${at}`, domain: null, container: `c/${at}` } as const,
    }));
    const rows = csvRecords(text(fixtureReport({ findings }), actionPlan));
    expect(rows.length).toBe(1);
    expect(rows[0]).toMatchObject({ settles: "300" });
    expect(rows[0]?.["where"]).toMatch(/; GPO "\w+ \d+" and 280 more$/);
  });
});

describe.each([
  ["csv", csv],
  ["action-plan", actionPlan],
] as const)("%s, whatever the inputs are called and in whatever order they come", (_id, reporter) => {
  test("the order of findings, files and facts changes no byte", () => {
    const report = fixtureReport();
    expect(text(shuffled(report), reporter)).toBe(text(report, reporter));
  });

  test("as many cells in each row, no formula, no hidden character", () => {
    fc.assert(
      fc.property(hostileTexts, (texts) => {
        const written = text(hostileReport(texts), reporter);
        expect(written.slice(1).replaceAll("\r\n", "\n").replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
        );
        for (const record of csvRecords(written)) {
          for (const cell of Object.values(record)) {
            for (const line of cell.split("\n")) expect(line).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u);
          }
        }
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });
});
