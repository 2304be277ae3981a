import { expect, test } from "vitest";
import type { Finding, Report } from "../core/report.ts";
import type { Waiver, WaiverRow, WaiverState } from "../core/waiver.ts";
import { FAILS } from "../testing/report-estate.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { reporter as markdown } from "./formats/markdown.ts";
import { reporter as terminal } from "./formats/terminal.ts";
import { viewOf } from "./view.ts";
import { stateText, waiverSentence } from "./waivers.ts";

const PLAIN = { colour: false, ascii: false, width: 80 };

const words = {
  id: "W-1",
  kind: "risk-accepted",
  owner: "o",
  requestedBy: "r",
  approvedBy: "a",
  approvedOn: "2026-10-01",
  expires: "2027-01-15",
  reason: "Because.",
  compensating: null,
  evidence: [],
} as const;

function waiver(state: WaiverState): Waiver {
  return { ...words, state, because: state === "active" ? null : "it ended" };
}

/** The same report with waivers beside the fails that `of` picks. */
function waived(of: (finding: Finding, i: number) => Waiver | null): Report {
  const findings = FAILS.map((finding, i) => ({ ...finding, waiver: of(finding, i) }));
  return fixtureReport({ findings, waiverFile: { path: "w.yaml", digest: "0".repeat(64) } });
}

test("without a file of waivers nothing is said of them; with an empty one it is", () => {
  expect(waiverSentence(fixtureReport())).toBeNull();
  expect(waiverSentence(waived(() => null))).toMatch(
    /^Waivers: 0 active, 0 expired, 0 void, 0 unapproved, 0 planned\. After waivers, open \d+: /,
  );
});

test("all fails waived is still no pass: the verdict, the marks and the sums say fail", () => {
  const report = waived(() => waiver("active"));
  for (const text of [terminal.render(report, PLAIN), markdown.render(report, PLAIN)].map((all) => [...all].join(""))) {
    expect(text).toContain(`No. ${FAILS.length} of ${FAILS.length} checks fail`);
    expect(text).toContain(`Waivers: ${FAILS.length} active`);
    expect(text).toMatch(/after waivers 0;/i);
    expect(text).not.toMatch(/✓ PASS|All \d+ checks pass/);
  }
  expect([...terminal.render(report, PLAIN)].join("").split("──")[0]).toContain("(waived)");
});

test("only an active waiver marks the first screen", () => {
  const report = waived(() => waiver("expired"));
  const text = [...terminal.render(report, PLAIN)].join("");
  expect(text).not.toContain("(waived)");
  expect(text).toContain("W-1, risk-accepted, expired: it ended, so this counts as open.");
});

test("what is waived and what is not never stand in one story", () => {
  const blocks = (report: Report) => {
    const view = viewOf(report);
    return [...view.silentBlocks, ...view.failBlocks];
  };
  const plain = blocks(waived(() => null));
  const together = plain.find(({ rows }) => rows.length > 1)!;
  const [one] = together.rows;
  const apart = blocks(waived(({ id }) => (id === one!.id ? waiver("active") : null)));
  expect(apart.length).toBe(plain.length + 1);
  for (const { findings } of apart) expect(new Set(findings.map((finding) => finding.waiver?.state)).size).toBe(1);
});

test("a waiver that ends within 90 days says in how many", () => {
  const row: WaiverRow = {
    ...words,
    state: "active",
    rules: [],
    subjects: [],
    findings: [],
    warnings: [],
    at: { line: 1, column: 1 },
  };
  expect(stateText(row, "2026-10-16T23:59:59Z")).toBe("active");
  expect(stateText(row, "2026-10-17T00:00:00Z")).toBe("active, ends in 90 days");
  expect(stateText(row, "2027-01-14T00:00:00Z")).toBe("active, ends in 1 day");
  expect(stateText({ ...row, state: "expired" }, "2027-02-01T00:00:00Z")).toBe("expired");
});
