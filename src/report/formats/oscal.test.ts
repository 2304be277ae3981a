import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Report } from "../../core/report.ts";
import { WAIVER_STATES } from "../../core/waiver.ts";
import { hostileReport, hostileTexts } from "../../testing/hostile-report.ts";
import { designReport, fixtureReport, passingReport } from "../../testing/report-fixture.ts";
import { fixtureFinding } from "../../testing/report-parts.ts";
import { fixtureWaiver, shuffled, withWaivers } from "../../testing/shuffled.ts";
import {
  type OscalBody,
  type OscalFinding,
  type OscalObservation,
  type OscalProp,
  type OscalRisk,
  oscalComplaints,
} from "../../../test/support/oscal-shape.ts";
import { markup, string, time, token } from "../oscal/values.ts";
import { reporter as plan } from "./oscal-poam.ts";
import { reporter as results } from "./oscal.ts";

const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\p{Cs}]/u;

const text = (report: Report, reporter: typeof results | typeof plan = results): string =>
  [...reporter.render(report)].join("");

function body(report: Report, kind: "results" | "plan" = "results"): OscalBody {
  const document = JSON.parse(text(report, kind === "results" ? results : plan)) as Record<string, OscalBody>;
  expect(oscalComplaints(document, kind)).toEqual([]);
  return Object.values(document)[0]!;
}

interface Result {
  readonly observations: readonly OscalObservation[];
  readonly risks: readonly OscalRisk[];
  readonly findings: readonly OscalFinding[];
}

function result(report: Report): Result {
  const { observations = [], risks = [], findings = [] } = body(report).results[0]!;
  return { observations, risks, findings };
}

const propOf = ({ props }: { readonly props: readonly OscalProp[] }, name: string): string | undefined =>
  props.find((one) => one.name === name)?.value;

/** One of each status, and an unknown on which sources disagree. */
function everyStatus(): Report {
  const subject = { kind: "domain", name: "corp.example", role: "dc" } as const;
  const base = fixtureReport();
  const step = base.findings.flatMap(({ trail }) => trail)[0]!;
  return fixtureReport({
    findings: [
      fixtureFinding("R-FAIL", subject),
      fixtureFinding("R-UNKNOWN", subject, { status: "unknown", ask: ["gpresult /h x.html"] }),
      fixtureFinding("R-CONFLICT", subject, {
        status: "unknown",
        trail: [
          { ...step, result: "candidate" },
          { ...step, result: "candidate", fact: "other" },
        ],
      }),
      fixtureFinding("R-PERSON", subject, { status: "unknown", checklist: true }),
      fixtureFinding("R-PASS", subject, { status: "pass" }),
      fixtureFinding("R-OTHER", subject, { status: "not-applicable" }),
    ],
  });
}

describe("states", () => {
  test("only what passes is satisfied; what does not apply has an observation and no conclusion", () => {
    const { findings, observations, risks } = result(everyStatus());
    const states = findings.map((finding) => {
      const { state, reason, remarks } = finding.target.status;
      return [propOf(finding, "requirement"), state, reason, remarks];
    });
    expect(states).toEqual([
      ["R-FAIL", "not-satisfied", "fail", undefined],
      ["R-CONFLICT", "not-satisfied", "other", "Undecided: the sources disagree."],
      [
        "R-UNKNOWN",
        "not-satisfied",
        "other",
        "Not assessed: these files do not tell. To settle it: gpresult /h x.html",
      ],
      ["R-PASS", "satisfied", "pass", undefined],
      ["R-PERSON", "not-satisfied", "other", "Only a person can confirm this."],
    ]);
    expect(observations.map((one) => [propOf(one, "requirement"), one.methods[0]])).toEqual([
      ["R-FAIL", "EXAMINE"],
      ["R-CONFLICT", "EXAMINE"],
      ["R-UNKNOWN", "EXAMINE"],
      ["R-PASS", "EXAMINE"],
      ["R-OTHER", "EXAMINE"],
      ["R-PERSON", "UNKNOWN"],
    ]);
    expect(risks.map((one) => [propOf(one, "requirement"), one.status])).toEqual([["R-FAIL", "open"]]);
  });

  test("of waivers only an active one is an approved deviation, with its day, its approver and its end", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const { risks, findings: concluded } = result({ ...report, findings });
    const byState = new Map(risks.map((one) => [propOf(one, "waiver-state") ?? "none", one]));
    const end = "2027-01-15T23:59:59.000Z";
    expect(Object.fromEntries([...byState].map(([state, one]) => [state, [one.status, one.deadline]]))).toEqual({
      active: ["deviation-approved", end],
      expired: ["open", undefined],
      void: ["open", undefined],
      unapproved: ["open", undefined],
      planned: ["open", end],
      none: ["open", undefined],
    });
    expect(byState.get("active")?.["risk-log"]?.entries).toMatchObject([
      {
        start: "2026-10-01T00:00:00.000Z",
        "status-change": "deviation-approved",
        "logged-by": [{ "role-id": "approver" }],
      },
    ]);
    expect(risks.filter((one) => one["risk-log"] !== undefined).length).toBe(1);
    expect(byState.get("planned")?.remediations?.at(-1)).toMatchObject({ lifecycle: "planned" });
    // The raw verdict stays.
    const waived = concluded.filter((one) => propOf(one, "waiver-state") === "active");
    expect(waived.map(({ target }) => target.status)).toEqual([{ state: "not-satisfied", reason: "fail" }]);
    expect(body({ ...report, findings }).metadata.parties?.map(({ name }) => name)).toEqual(["ciso@corp.example"]);
    expect(body(report).metadata.parties).toBeUndefined();
  });

  test("commands of a remediation can be copied as they are", () => {
    const commands = ["$a = 'x'", "Set-X -Value $a`b"];
    const finding = { ...everyStatus().findings[0]!, remedy: [{ via: "native", text: "Do it", commands } as const] };
    expect(result(fixtureReport({ findings: [finding] })).risks[0]?.remediations).toMatchObject([
      { lifecycle: "recommendation", title: "Do it", description: `\`\`\`\n${commands.join("\n")}\n\`\`\`\n` },
    ]);
  });

  test("a waiver that does not say when it was approved invents no day", () => {
    const waiver = fixtureWaiver("active", { approvedOn: null });
    const report = fixtureReport({ findings: [{ ...everyStatus().findings[0]!, waiver }] });
    expect(result(report).risks[0]?.["risk-log"]?.entries).toMatchObject([
      { start: report.asOf, remarks: expect.stringContaining("does not say") as string },
    ]);
  });
});

describe("evidence", () => {
  test("file, line and digest of every fact; the file is a resource with its address", () => {
    const report = fixtureReport();
    const { observations } = result(report);
    const [first] = observations;
    const [item] = first?.["relevant-evidence"] ?? [];
    const fact = report.facts.get(report.findings.find(({ id }) => id === propOf(first!, "finding-id"))!.evidence[0]!)!;
    expect(Object.fromEntries(item!.props.map(({ name, value }) => [name, value]))).toEqual({
      path: fact.origin.path,
      line: "2",
      column: "1",
      "sha-256": fact.origin.source,
    });
    const resource = body(report)["back-matter"]?.resources.find(({ uuid }) => item!.href === `#${uuid}`);
    expect(resource).toMatchObject({ rlinks: [{ hashes: [{ algorithm: "SHA-256", value: fact.origin.source }] }] });
  });

  test("the time of collection is that of the evidence, and only where all of it has one with a zone", () => {
    const report = fixtureReport();
    const taken = (words: string): Report => ({
      ...report,
      sources: [...report.facts.values()].map(({ origin }) => ({
        ...report.sources[0]!,
        path: origin.path,
        taken: { time: words, basis: "content" as const },
      })),
    });
    expect(result(taken("2026-11-20T10:00:00+02:00")).observations[0]).toMatchObject({
      collected: "2026-11-20T08:00:00.000Z",
    });
    const local = result(taken("2026-11-20T10:00:00")).observations[0];
    expect(local).toMatchObject({ collected: report.asOf });
    expect(local?.remarks).toContain("do not all say when");
  });

  test("there is no assessment plan, and the document says so", () => {
    const { "import-ap": imported, "back-matter": back, metadata } = body(fixtureReport());
    expect(back?.resources[0]).toMatchObject({
      uuid: imported.href.slice(1),
      title: expect.stringContaining("No OSCAL assessment plan exists") as string,
    });
    expect(metadata["oscal-version"]).toBe("1.2.0");
    expect(body(designReport()).metadata.remarks).toContain("Design only");
  });
});

describe("plan of action", () => {
  test("every failure is an item, the open ones first; what is unknown is counted", () => {
    const report = fixtureReport();
    const findings = withWaivers(report.findings, WAIVER_STATES);
    const { "poam-items": items, metadata, risks } = body({ ...report, findings }, "plan");
    const states = items.map((item) => propOf(item, "state"));
    expect(states).toEqual([...Array.from({ length: states.length - 1 }, () => "open"), "accepted"]);
    expect(items.length).toBe(findings.filter(({ status }) => status === "fail").length);
    expect(risks?.length).toBe(items.length);
    expect(metadata.remarks).toContain("10 findings cannot be told from these files.");
    expect(items.some(({ description }) => description.startsWith("Open: waiver WVR-2026-001 is expired."))).toBe(true);
  });

  test("without a failure there is one item that says so, because OSCAL knows no empty plan", () => {
    const { "poam-items": items } = body(passingReport(), "plan");
    expect(items.map((item) => [item.title, propOf(item, "state")])).toEqual([
      ["No item: nothing that is listed fails", "none"],
    ]);
  });
});

describe("identity", () => {
  test("a finding keeps its UUID when its place moves; the document does not", () => {
    const report = fixtureReport();
    const facts = new Map(
      [...report.facts].map(([id, fact]) => [id, { ...fact, origin: { ...fact.origin, at: { line: 99, column: 2 } } }]),
    );
    const uuids = (one: Report): string[] => result(one).observations.map(({ uuid }) => uuid);
    expect(uuids({ ...report, facts })).toEqual(uuids(report));
    expect(body({ ...report, facts }).uuid).not.toBe(body(report).uuid);
    expect(body(report).uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
  });

  test("the order of findings, files and facts changes no byte", () => {
    const report = { ...fixtureReport(), findings: withWaivers(fixtureReport().findings, WAIVER_STATES) };
    for (const reporter of [results, plan]) expect(text(shuffled(report), reporter)).toBe(text(report, reporter));
  });
});

describe("data types", () => {
  test.each([
    ["", '""', '""'],
    [" x ", '" x "', " x "],
    ["a\nb", "a\\u{A}b", "a\\\\u{A}b"],
    ["<b>*x*", "<b>*x*", "&lt;b&gt;\\*x\\*"],
  ])("%j", (given, asString, asMarkup) => {
    expect(string(given)).toBe(asString);
    expect(markup(given)).toBe(asMarkup);
  });

  test("tokens and times", () => {
    expect([token("MDI-DC-1"), token("1 a:b"), token("")]).toEqual(["MDI-DC-1", "_1_a_b", "_"]);
    expect([time("2026-01-01T00:00:00Z"), time("2026-01-01"), time("3026-01-01T00:00:00Z")]).toEqual([
      "2026-01-01T00:00:00.000Z",
      null,
      null,
    ]);
  });
});

test("a report without findings has the shape too", () => {
  const empty = fixtureReport({ findings: [], subjects: [], facts: new Map(), requirements: new Map() });
  expect(result(empty).observations).toEqual([]);
  expect(body(empty, "plan")["poam-items"].length).toBe(1);
});

test("whatever the inputs are called: the shape holds and nothing hidden stands in it", () => {
  fc.assert(
    fc.property(hostileTexts, (texts) => {
      for (const [kind, reporter] of [
        ["results", results],
        ["plan", plan],
      ] as const) {
        const written = text(hostileReport(texts), reporter);
        expect(written.replaceAll("\n", "")).not.toMatch(HIDDEN);
        const document: unknown = JSON.parse(written);
        // Not even behind an escape of JSON.
        expect(JSON.stringify(document)).not.toMatch(HIDDEN);
        expect(JSON.stringify(document)).not.toMatch(/(?<!\\)(?:\\\\)*\\u[0-9a-f]{4}/);
        expect(oscalComplaints(document, kind)).toEqual([]);
      }
    }),
    { seed: 20261122, numRuns: 60 },
  );
});
