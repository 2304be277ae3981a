/** What a filter expression keeps. */
import { expect, it } from "vitest";
import { fixtureReport } from "../testing/report-fixture.ts";
import { filterFindings } from "./filter.ts";

const { findings } = fixtureReport();

function kept(expression: string): string[] {
  const { findings: found, problem } = filterFindings(expression, findings);
  expect(problem).toBeNull();
  return found.map(({ id }) => id);
}

function where(test: (finding: (typeof findings)[number]) => boolean): string[] {
  return findings.filter(test).map(({ id }) => id);
}

it("keeps all without an expression", () => {
  expect(kept("  ")).toEqual(findings.map(({ id }) => id));
});

it("finds words in any column, in any case, and all of them", () => {
  const words = kept("credential VALIDATION");
  expect(words.length).toBeGreaterThan(0);
  expect(words.length).toBeLessThan(findings.length);
  expect(kept('"Legacy SOC"').length).toBeGreaterThan(0);
  expect(kept("credential nothing-is-called-that")).toEqual([]);
});

it("knows status, severity with an order, role, GPO", () => {
  expect(kept("st:fail")).toEqual(where(({ status, checklist }) => status === "fail" && !checklist));
  expect(kept("sev:>=high")).toEqual(where(({ severity }) => severity === "critical" || severity === "high"));
  expect(kept("sev:<high")).toEqual(where(({ severity }) => !["critical", "high"].includes(severity)));
  expect(kept("role:ca")).toEqual(where(({ subject }) => subject.kind === "domain" && subject.role === "ca"));
  expect(kept('gpo:"Legacy SOC"')).toEqual(
    where(({ trail }) => trail.some(({ gpo }) => gpo.name?.includes("Legacy SOC") === true)),
  );
  expect(kept("gpo:legacy*")).toEqual(kept('gpo:"Legacy SOC"'));
});

it("turns a term round", () => {
  expect([...kept("!st:fail"), ...kept("st:fail")].toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
});

it("says what it does not understand, and then filters nothing", () => {
  for (const expression of ["nosuch:x", "sev:worst", "st:broken"]) {
    const { findings: found, problem } = filterFindings(expression, findings);
    expect(problem).not.toBeNull();
    expect(found).toHaveLength(findings.length);
  }
});

it("takes a half-typed field and hostile text for what they are", () => {
  expect(kept("st:")).toHaveLength(findings.length);
  expect(kept("gpo:(((")).toEqual([]);
  expect(kept("C:\\x\u001B[2J")).toEqual([]);
});

it("constructor is no field and no status", () => {
  expect(filterFindings("constructor:x", findings).problem).toContain('no field "constructor"');
  expect(filterFindings("st:constructor", findings).problem).toContain("st: fail");
});
