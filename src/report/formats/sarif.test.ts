import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { WAIVER_STATES } from "../../core/waiver.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { fixtureFinding } from "../../testing/report-parts.ts";
import { shuffled, withWaivers } from "../../testing/shuffled.ts";
import { sarifComplaints, type SarifLog } from "../../../test/support/sarif-shape.ts";
import { encodedPath } from "../file-uri.ts";
import { sarifMessage } from "../sarif-text.ts";
import { reporter as full } from "./sarif-full.ts";
import { reporter as sarif } from "./sarif.ts";

const text = (report: Report, reporter: typeof sarif | typeof full = sarif): string =>
  [...reporter.render(report)].join("");

function log(report: Report, reporter: typeof sarif | typeof full = sarif): SarifLog["runs"][number] {
  const parsed = JSON.parse(text(report, reporter)) as SarifLog;
  expect(sarifComplaints(parsed)).toEqual([]);
  return parsed.runs[0]!;
}

const notes = (run: SarifLog["runs"][number], id: string): string[] =>
  run.invocations.flatMap(({ toolExecutionNotifications }) =>
    toolExecutionNotifications.filter(({ descriptor }) => descriptor.id === id).map(({ message }) => message.text),
  );

describe("which results", () => {
  test("what fails, the worst first; what is unknown is a note, so that an empty list does not look clean", () => {
    const report = fixtureReport();
    const run = log(report);
    expect(run.results.map(({ kind, level }) => `${kind} ${level}`)).toEqual([
      "fail error",
      ...Array.from({ length: 5 }, () => "fail error"),
      "fail warning",
    ]);
    expect(run.results[0]?.properties).toMatchObject({ severity: "critical" });
    expect(notes(run, "not-listed")).toEqual([
      "10 findings cannot be told from these files.",
      "2 points for a person to confirm.",
    ]);
    expect(log(passingReport()).results).toEqual([]);
    expect(notes(log(designReport()), "not-listed").join(" ")).toContain("Design only");
  });

  test("of waivers only an active one takes a result away", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const run = log({ ...report, findings });
    const waived = findings.find(({ waiver }) => waiver?.state === "active");
    const ids = run.results.map(({ properties }) => properties.finding);
    expect(ids).not.toContain(waived?.id);
    expect(ids.length).toBe(findings.filter(({ status }) => status === "fail").length - 1);
    expect(run.results.flatMap(({ suppressions }) => suppressions ?? [])).toEqual([]);
    expect(notes(run, "not-listed")).toContain("1 failure accepted by a waiver.");
    const expired = run.results.find(({ message }) => message.text.includes("does not count: it is expired"));
    expect(expired?.kind).toBe("fail");
  });

  test("the full log has every verdict by its kind, and the active waiver as a suppression", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const run = log({ ...report, findings }, full);
    expect(run.results.length).toBe(findings.length);
    expect([...new Set(run.results.map(({ kind }) => kind))].toSorted()).toEqual([
      "fail",
      "notApplicable",
      "pass",
      "review",
    ]);
    const suppressed = run.results.filter(({ suppressions }) => suppressions !== undefined);
    expect(suppressed.map(({ kind, suppressions }) => [kind, suppressions?.[0]?.status])).toEqual([
      ["fail", "accepted"],
    ]);
    expect(suppressed[0]?.suppressions?.[0]?.justification).toBe(
      "WVR-2026-001, risk-accepted, until 2027-01-15, owner pki-team@corp.example: accepted until the migration",
    );
  });
});

describe("places", () => {
  test("the fact that decides comes first, members keep the name of their zip, and the rest is related", () => {
    const [first] = log(fixtureReport()).results;
    expect(first?.locations).toMatchObject([
      {
        physicalLocation: {
          artifactLocation: {
            uri: "export.zip!backups/%7B8E4B1F0C-51D2-4F4B-9C3A-7C1B2A9D0E11%7D/DomainSysvol/GPO/Machine/Microsoft/Windows%20NT/Audit/audit.csv",
            uriBaseId: "SRCROOT",
            index: 0,
          },
          region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 86 },
        },
        logicalLocations: [{ name: "corp.example DCs", kind: "domain" }],
      },
    ]);
    expect(first?.relatedLocations?.length).toBe(2);
  });

  test("a member of a zip that was read names the zip as its parent", () => {
    const report = fixtureReport();
    const zip = { ...report.sources[0]!, id: "ab".repeat(32), path: "export.zip", kind: "zip", memberOf: null };
    const sources = [...report.sources.map((source) => ({ ...source, memberOf: zip.id })), zip];
    const { artifacts } = log({ ...report, sources });
    expect(artifacts[0]).toMatchObject({ location: { uri: "export.zip" } });
    expect(artifacts.slice(1).map(({ parentIndex }) => parentIndex)).toEqual(artifacts.slice(1).map(() => 0));
  });

  test.each([
    ["a b/c#d?e%f.csv", { uri: "a%20b/c%23d%3Fe%25f.csv", uriBaseId: "SRCROOT" }],
    ["/srv/in/audit.csv", { uri: "file:///srv/in/audit.csv" }],
    ["C:/in/audit.csv", { uri: "file:///C:/in/audit.csv" }],
    ["//server/share/a b.csv", { uri: "file://server/share/a%20b.csv" }],
    ["od:d/audit.csv", { uri: "./od:d/audit.csv", uriBaseId: "SRCROOT" }],
    ["\uD800/監査.csv", { uri: "%EF%BF%BD/%E7%9B%A3%E6%9F%BB.csv", uriBaseId: "SRCROOT" }],
  ])("%j is an address", (path, expected) => {
    const base = fixtureReport();
    const [id, fact] = [...base.facts][0]!;
    const facts = new Map([[id, { ...fact, origin: { ...fact.origin, path } }]]);
    const finding = fixtureFinding("R1", base.subjects[0]!, { evidence: [id] });
    const [result] = log(fixtureReport({ findings: [finding], facts })).results;
    expect(result?.locations[0]?.physicalLocation.artifactLocation).toEqual(expected);
  });

  test("bytes have an offset; an excerpt of two lines ends on the second", () => {
    const base = fixtureReport();
    const [id, fact] = [...base.facts][0]!;
    const regionOf = (origin: Partial<typeof fact.origin>): unknown => {
      const facts = new Map([[id, { ...fact, origin: { ...fact.origin, ...origin } }]]);
      const finding = fixtureFinding("R1", base.subjects[0]!, { evidence: [id] });
      const place = log(fixtureReport({ findings: [finding], facts })).results[0]?.locations[0]?.physicalLocation;
      return (place as { region?: unknown } | undefined)?.region;
    };
    expect(regionOf({ at: { offset: 8 }, span: { unit: "byte", start: 8, end: 20 }, excerpt: "5b00" })).toEqual({
      byteOffset: 8,
      byteLength: 12,
      snippet: { text: "5b00" },
    });
    expect(regionOf({ at: { line: 3, column: 5 }, excerpt: "ab\r\ncde" })).toEqual({
      startLine: 3,
      startColumn: 5,
      endLine: 4,
      endColumn: 4,
      snippet: { text: "ab\ncde" },
    });
  });

  test("where nothing sets it: the folder of the GPO, or of all inputs", () => {
    const base = fixtureReport();
    const source = (path: string) => ({ ...base.sources[0]!, path, memberOf: null });
    const gpo = { kind: "gpo", guid: null, name: "x", domain: null, container: "in/{A}" } as const;
    const uriOf = (paths: readonly string[], subject: Parameters<typeof fixtureFinding>[1]): string | undefined =>
      log(fixtureReport({ findings: [fixtureFinding("R1", subject)], sources: paths.map(source) })).results[0]
        ?.locations[0]?.physicalLocation.artifactLocation.uri;
    expect(uriOf(["in/a/b.csv", "in/a2/c.csv"], base.subjects[0]!)).toBe("in/");
    expect(uriOf(["in/a.zip"], base.subjects[0]!)).toBe("in/a.zip");
    expect(uriOf(["a.csv", "b.csv"], base.subjects[0]!)).toBe("./");
    expect(uriOf(["in/a/b.csv"], gpo)).toBe("in/%7BA%7D/");
  });
});

describe("identity", () => {
  test("a fingerprint hangs on requirement and subject alone", () => {
    const before = log(fixtureReport()).results;
    const moved = fixtureReport({
      facts: new Map(
        [...fixtureReport().facts].map(([id, fact]) => [
          id,
          { ...fact, origin: { ...fact.origin, at: { line: 99, column: 2 } } },
        ]),
      ),
    });
    const prints = (results: typeof before): string[] =>
      results.map(({ partialFingerprints }) => partialFingerprints["primaryLocationLineHash"] ?? "");
    expect(prints(log(moved).results)).toEqual(prints(before));
    expect(new Set(prints(before)).size).toBe(before.length);
    // A change of this line makes every alert that exists a new one.
    expect(prints(before)[0]).toBe("90c269a9b10f97f0b7365bc018e1ff3b4b3726c62f6a166209156a0b34665556");
  });

  test("the order of findings, files and facts changes no byte, and no time but the report's stands in it", () => {
    const report = fixtureReport();
    for (const reporter of [sarif, full]) {
      expect(text(shuffled(report), reporter)).toBe(text(report, reporter));
      const times = text(report, reporter).match(/\d{4}-\d\d-\d\dT[\d:.]+Z/g);
      expect(new Set(times)).toEqual(new Set([report.asOf]));
    }
  });
});

describe("limits of code scanning", () => {
  const many = (count: number) => {
    const [first] = fixtureReport().findings;
    return Array.from({ length: count }, (_, at) => ({
      ...first!,
      id: `${first!.requirement}@gpo:${at}`,
      severity: at % 2 === 0 ? ("low" as const) : ("high" as const),
      trail: [],
    }));
  };

  test("5,000 results: the least severe are left out, which the file says", () => {
    const report = fixtureReport({ findings: many(6000) });
    const run = log(report);
    expect(run.results.length).toBe(5000);
    expect(run.results.filter(({ level }) => level === "error").length).toBe(3000);
    expect(notes(run, "left-out")).toEqual([
      "1000 of 6000 open findings are left out, the least severe: 1000 low. Code scanning keeps 5000 results of one run; the JSON and CSV reports hold all.",
    ]);
    expect(log(report, full).results.length).toBe(6000);
    // 10 MB when packed is GitHub's limit of an upload; this is before packing.
    expect(text(report).length).toBeLessThan(20_000_000);
  });

  test("100 locations of one result", () => {
    const base = fixtureReport();
    const [, fact] = [...base.facts][0]!;
    const facts = new Map(Array.from({ length: 250 }, (_, at) => [`f${at}`, { ...fact, id: `f${at}` }]));
    const finding = fixtureFinding("R1", base.subjects[0]!, { evidence: [...facts.keys()] });
    const run = log(fixtureReport({ findings: [finding], facts }));
    expect(run.results[0]?.relatedLocations?.length).toBe(99);
    expect(notes(run, "left-out")[0]).toMatch(/^150 further places of evidence left out/);
  });
});

test("messages show as written: no link, no placeholder", () => {
  expect(sarifMessage("[a](http://e) {0} \\[b]")).toBe("\\[a\\](http://e) {{0}} \\\\\\[b\\]");
  expect(encodedPath("a!b/@c")).toBe("a!b/@c");
});

test("whatever the inputs are called: the shape holds and nothing hidden stands in it", () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const reporter of [sarif, full]) {
        const written = text(hostileReport(texts), reporter);
        expect(written.replaceAll("\n", "")).not.toMatch(
          /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u,
        );
        expect(sarifComplaints(JSON.parse(written))).toEqual([]);
      }
    }),
    { seed: 20261122, numRuns: 60 },
  );
});
