import { expect, test } from "vitest";
import type { Finding, FindingSubject, TrailStep } from "../core/report.ts";
import { fixtureFinding } from "../testing/report-parts.ts";
import { blocksOf, worstOf } from "./blocks.ts";

const A: FindingSubject = { kind: "domain", name: "a.example", role: "dc" };
const B: FindingSubject = { kind: "domain", name: "b.example", role: "dc" };
const fix = (domain: string): Finding["remedy"] => [{ via: "module", text: "Fix.", commands: [`Set-It '${domain}'`] }];
const step = (result: TrailStep["result"], name: string, sets: string): TrailStep => ({
  result,
  rule: "enforced",
  fact: sets,
  gpo: { guid: name, name, container: name },
  link: null,
  because: null,
  sets,
});
const shape = (findings: readonly Finding[]) =>
  blocksOf(findings).map(({ rows, alike, findings: all }) => [
    rows.map(({ requirement }) => requirement).join(),
    alike.length,
    all.length,
  ]);

test("one GPO, one rule, one remedy: one story, whatever the values and the severities", () => {
  const decided = { cause: "overridden", remedy: fix("a") } as const;
  const trail = (sets: string) => [step("won", "P", sets), step("lost", "Q", "x")];
  const findings = [
    fixtureFinding("R1", A, { ...decided, severity: "high", trail: trail("1"), evidence: ["1"] }),
    fixtureFinding("R2", A, {
      ...decided,
      cause: "too-weak",
      severity: "critical",
      trail: trail("2"),
      evidence: ["2"],
    }),
    fixtureFinding("R3", A, { ...decided, trail: [step("won", "Q", "1")], evidence: ["1"] }),
    fixtureFinding("R4", A, { ...decided, trail: trail("1"), evidence: ["1"], remedy: fix("other") }),
    fixtureFinding("R5", A, { ...decided, trail: trail("1"), evidence: ["1"], silent: true }),
    fixtureFinding("R6", B, { ...decided, trail: trail("1"), evidence: ["1"] }),
  ];
  expect(shape(findings)).toEqual([
    ["R1,R2", 0, 2],
    ["R3", 0, 1],
    ["R4", 0, 1],
    ["R5", 0, 1],
    ["R6", 0, 1],
  ]);
  expect(worstOf(findings)).toBe("critical");
});

test("domains are alike where nothing of a GPO is shown and all else is the same", () => {
  const open = { cause: "not-configured", have: "not configured" } as const;
  const findings = [A, B].flatMap((subject) =>
    ["R1", "R2"].map((id) => fixtureFinding(id, subject, { ...open, remedy: fix(subject.kind) })),
  );
  expect(shape(findings)).toEqual([["R1,R2", 1, 4]]);
  const third = fixtureFinding("R1", { ...A, name: "c.example" }, { ...open, remedy: fix("c") });
  expect(shape([...findings, third])).toEqual([
    ["R1,R2", 1, 4],
    ["R1", 0, 1],
  ]);
});
