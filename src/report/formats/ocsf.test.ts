import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { WAIVER_STATES } from "../../core/waiver.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { designReport, fixtureReport } from "../../testing/report-fixture.ts";
import { fixtureFinding } from "../../testing/report-parts.ts";
import { shuffled, withWaivers } from "../../testing/shuffled.ts";
import { ocsfComplaints, type OcsfEvent } from "../../../test/support/ocsf-shape.ts";
import { reporter } from "./ocsf.ts";

const text = (report: Report): string => [...reporter.render(report)].join("");

function events(report: Report): OcsfEvent[] {
  const lines = text(report).split("\n");
  expect(lines.pop()).toBe("");
  return lines.map((line) => {
    const event: unknown = JSON.parse(line);
    expect(ocsfComplaints(event)).toEqual([]);
    return event as OcsfEvent;
  });
}

describe("states", () => {
  test("pass, warning, fail; what does not apply has no event", () => {
    const subject = { kind: "host", name: "DC01", domain: "corp.example", roles: ["dc"] } as const;
    const given = [
      fixtureFinding("R-FAIL", subject, { severity: "critical", cause: "overridden" }),
      fixtureFinding("R-UNKNOWN", subject, { status: "unknown", severity: "high" }),
      fixtureFinding("R-PASS", subject, { status: "pass", severity: "high" }),
      fixtureFinding("R-OTHER", subject, { status: "not-applicable" }),
    ];
    const rows = events(fixtureReport({ findings: given })).map(({ compliance, severity_id, status_id }) => [
      compliance.status_id,
      compliance.status,
      compliance.status_details?.[0],
      severity_id,
      status_id,
    ]);
    expect(rows).toEqual([
      [3, "Fail", "a GPO with more weight sets something else", 5, 1],
      [2, "Warning", "not assessed: these files do not tell", 4, 1],
      [1, "Pass", undefined, 1, undefined],
    ]);
  });

  test("of waivers only an active one suppresses, and the failure stays one", () => {
    const report = fixtureReport();
    const all = events({ ...report, findings: withWaivers(report.findings, WAIVER_STATES) });
    const suppressed = all.filter(({ status_id }) => status_id === 3);
    expect(suppressed.map(({ compliance }) => compliance.status_id)).toEqual([3]);
    expect(suppressed[0]?.comment).toContain("active until 2027-01-15; it fails all the same");
    expect(all.filter(({ comment }) => comment?.includes("so this counts as open")).length).toBe(4);
  });
});

test("an event says where its evidence stands, whose it is, and that a design is one", () => {
  const report = fixtureReport();
  const [first] = events(report);
  const fact = report.facts.get(report.findings.find(({ id }) => id === first?.finding_info.uid)!.evidence[0]!)!;
  expect(first?.evidences?.[0]).toMatchObject({
    file: { path: fact.origin.path, hashes: [{ value: fact.origin.source }] },
    data: { line: 2, column: 1 },
  });
  expect(first?.resources[0]).toMatchObject({ name: "corp.example DCs", type: "Active Directory domain" });
  expect(events(designReport())[0]?.message).toContain("(design only)");
});

test("the order of findings, files and facts changes no byte", () => {
  expect(text(shuffled(fixtureReport()))).toBe(text(fixtureReport()));
});

test("whatever the inputs are called: the shape holds and nothing hidden stands in it", () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      const report = hostileReport(texts);
      const written = text(report);
      expect(written.replaceAll("\n", "")).not.toMatch(
        /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
      );
      // Not even behind an escape of JSON.
      expect(written).not.toMatch(/(?<!\\)(?:\\\\)*\\u[0-9a-f]{4}/);
      expect(events(report).length).toBe(report.findings.length - 1);
    }),
    { seed: 20261122, numRuns: 60 },
  );
});
