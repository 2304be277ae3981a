import { describe, expect, test } from "vitest";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { Finding, TrailStep } from "../core/report.ts";
import { designReport, fixtureReport, passingReport } from "../testing/report-fixture.ts";
import { fixtureFinding } from "../testing/report-parts.ts";
import { answerText, decidingSentences, totalsText } from "./sentences.ts";
import { groupUnused, viewOf } from "./view.ts";
import { shortTitles } from "./short-titles.ts";

const subject = { kind: "domain", name: "corp.example", role: "dc" } as const;
const gpo = (name: string, guid: string) => ({
  guid,
  name,
  domain: null,
  container: `c/${guid}`,
  backupTime: null,
  linkedTo: null,
  settings: 1,
  supersededBy: null,
  kind: "backup" as const,
  computerEnabled: true,
});
const viewOfFindings = (findings: readonly Finding[]) => viewOf(fixtureReport({ findings }));

describe("groups", () => {
  test("silent ones first, then the worst; every finding is in exactly one group", () => {
    const report = fixtureReport();
    const view = viewOf(report);
    expect(view.fails.map(({ silent, severity }) => [silent, severity])).toEqual([
      [true, "high"],
      [false, "critical"],
      ...Array.from({ length: 4 }, () => [false, "high"]),
      [false, "medium"],
    ]);
    const shown = [
      ...[...view.silentBlocks, ...view.failBlocks].flatMap((block) => block.findings),
      ...view.asks.flatMap((group) => group.findings),
      ...view.checklist,
      ...[...view.passed, ...view.notApplicable].flatMap((group) => group.findings),
    ];
    expect(shown.map((finding) => finding.id).sort()).toEqual(report.findings.map((finding) => finding.id).sort());
  });

  test("fails of one state without evidence are one block; evidence keeps a finding alone", () => {
    const state = { want: "w", have: "h", cause: "not-configured" } as const;
    const alone = fixtureFinding("C", subject, { ...state, evidence: ["f"] });
    const view = viewOfFindings([fixtureFinding("A", subject, state), alone, fixtureFinding("B", subject, state)]);
    expect(view.failBlocks.map((block) => block.findings.map((f) => f.requirement))).toEqual([["A", "B"], ["C"]]);
  });

  test("unknown ones by what to collect: worst first, then the most settled, nothing to collect last", () => {
    const view = viewOfFindings([
      unknown("A", "low", ["x"]),
      unknown("B", "high", []),
      unknown("C", "medium", ["y"]),
      unknown("D", "medium", ["z"]),
      unknown("E", "info", ["z"]),
    ]);
    expect(view.asks.map(({ ask, findings }) => [ask.join(), findings.map((f) => f.requirement).join()])).toEqual([
      ["z", "D,E"],
      ["y", "C"],
      ["x", "A"],
      ["", "B"],
    ]);
  });

  test("one remedy of several findings is one fix; the one that settles the worst stands first", () => {
    const view = viewOf(fixtureReport());
    expect(view.topFixes.map(({ number, findings }) => [number, findings.length])).toEqual([
      [2, 2],
      [3, 3],
      [1, 1],
      [4, 1],
    ]);
  });

  test("what the list of files says is not said again as a diagnostic, anything else is", () => {
    const at = null;
    expect(codes([{ code: "unrecognised", path: "reports/all-gpos.htm", at, data: {} }])).toEqual([]);
    expect(codes([{ code: "unrecognised", path: "elsewhere", at, data: {} }])).toEqual(["unrecognised"]);
    expect(codes([{ code: "superseded", path: "x", at, data: {} }])).toEqual([]);
  });
});

test("two GPOs of one name are told apart, a nameless one has its GUID", () => {
  const one = gpo("Audit", "11111111-0000-0000-0000-000000000000");
  const two = gpo("audit", "22222222-0000-0000-0000-000000000000");
  const view = viewOf(fixtureReport({ gpos: [one, two, { ...one, container: "older" }] }));
  expect(view.gpo(one)).toBe('"Audit" {11111111...}');
  expect(view.gpo({ ...one, name: "Other" })).toBe('"Other"');
  expect(view.gpo({ ...one, name: null })).toBe("{11111111-0000-0000-0000-000000000000}");
  expect(view.gpo({ guid: null, name: " ", container: "c" })).toBe("c");
});

test("passed GPOs stand behind their requirement, everything else behind its subject", () => {
  const pass = { status: "pass", title: "Audit X: Success" } as const;
  const view = viewOfFindings([
    fixtureFinding("A", inGpo("P"), pass),
    fixtureFinding("B", subject, pass),
    fixtureFinding("A", inGpo("Q"), pass),
  ]);
  expect(view.passed.map(({ about, names, findings }) => [about, names, findings.length])).toEqual([
    ["Audit X: Success", ['GPO "P"', 'GPO "Q"'], 2],
    ["corp.example DCs", ["Audit X"], 1],
  ]);
});

test("unused files are grouped by what their reasons share", () => {
  const base = {
    id: "",
    bytes: 1,
    kind: null,
    encoding: "utf-8",
    memberOf: null,
    taken: null,
    read: "unrecognised",
  } as const;
  const groups = groupUnused([
    { ...base, path: "c", reason: null },
    { ...base, path: "a", reason: 'no known format; begins with "a"' },
    { ...base, path: "b", reason: 'no known format; begins with "b"' },
    { ...base, path: "d", read: "ignored", reason: 'no known format; begins with "d"' },
  ]);
  expect(groups.map(({ read, reason, sources }) => [read, reason, sources.map(({ path }) => path).join()])).toEqual([
    ["unrecognised", "no known format", "a,b"],
    ["unrecognised", "no reason given", "c"],
    ["ignored", 'no known format; begins with "d"', "d"],
  ]);
});

test("short titles only where they tell apart", () => {
  expect(titled("Audit A: Success", "Audit B: Success")).toEqual(["Audit A", "Audit B"]);
  expect(titled("SACL: user", "SACL: group", "X: y")).toEqual(["SACL: user", "SACL: group", "X"]);
});

describe("the answer", () => {
  test("says yes, not certain or no, and counts", () => {
    expect(answerText(viewOf(fixtureReport()))).toBe(
      "No. 7 of 23 checks fail: 1 critical, 5 high, 1 medium. 10 cannot be told from these files; 6 pass.",
    );
    expect(answerText(viewOf(designReport()))).toBe("No. 1 of 3 checks fail: 1 high. 2 pass.");
    expect(answerText(viewOf(passingReport()))).toBe("Yes. All 6 checks pass.");
    expect(answerText(viewOfFindings([]))).toBe("Nothing was judged: no check applies to these files.");
    expect(answerText(viewOfFindings([fixtureFinding("A", subject, { status: "unknown" })]))).toBe(
      "Not certain. Nothing fails, but 1 cannot be told from these files (1 medium); 0 pass.",
    );
  });

  test("a checklist entry is no verdict", () => {
    expect(answerText(viewOfFindings([fixtureFinding("A", subject, { status: "unknown", checklist: true })]))).toBe(
      "Nothing was judged: no check applies to these files.",
    );
  });

  test("says who decides, most first", () => {
    const view = viewOf(fixtureReport());
    expect(decidingSentences(view, ({ name }) => String(name).slice(0, 10))).toEqual([
      "No GPO in these files sets 3 of 7.",
      "Legacy SOC (enforced at corp.example) decides 2 of 7.",
      "Microsoft  itself causes 1 of 7.",
      "Evil\u001B[2J\u001B] holds 1 of 7 in vain: linked nowhere.",
    ]);
    const design = viewOf(designReport());
    expect(decidingSentences(design, design.gpo)).toEqual(['"Legacy SOC" would decide it.']);
  });

  test("GPOs that disagree, and causes without a trail", () => {
    const view = viewOfFindings([
      fixtureFinding("A", subject, { trail: [rival("P"), rival("Q")] }),
      fixtureFinding("B", subject, { trail: [rival("P"), rival("Q")] }),
      fixtureFinding("C", subject, { cause: "inert-preference" }),
    ]);
    expect(decidingSentences(view, view.gpo)).toEqual([
      '"P" and "Q" disagree on 2 of 3.',
      "Cause of 1 of 3: the preference item changes nothing.",
    ]);
  });
});

test("the last line counts everything, and the parts add up", () => {
  const report = fixtureReport();
  const text = totalsText(viewOf(report));
  expect(text).toBe(
    "open 7: 1 critical, 5 high, 1 medium, 0 low, 0 info; unknown 10; checklist 2; passed 6; not applicable 1; inputs 20, 3 with problems",
  );
  const [open, unknown, checklist, passed, inapplicable] = [
    ...text.matchAll(/(?:open|unknown|checklist|passed|applicable) (\d+)/g),
  ].map((match) => Number(match[1]));
  expect(open! + unknown! + checklist! + passed! + inapplicable!).toBe(report.findings.length);
});

function unknown(id: string, severity: Finding["severity"], ask: readonly string[]): Finding {
  return fixtureFinding(id, subject, { status: "unknown", severity, ask });
}

function codes(diagnostics: readonly Diagnostic[]): string[] {
  const groups = viewOf(fixtureReport({ diagnostics })).diagnostics;
  return groups.flatMap(({ entries }) => entries.map(({ diagnostic }) => diagnostic.code));
}

function titled(...titles: string[]): string[] {
  return shortTitles(titles.map((title, i) => fixtureFinding(`R${i}`, subject, { title })));
}

function rival(name: string): TrailStep {
  const rule = "link-order-unknown";
  return { result: "candidate", rule, fact: "f", link: null, because: null, sets: "x", gpo: gpo(name, name) };
}

function inGpo(name: string) {
  return { ...gpo(name, name), kind: "gpo" as const } as const;
}
