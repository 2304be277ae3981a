/** The filter while it is typed; its language is tested in report/filter.test.ts. */
import { expect, it } from "vitest";
import { parseFilter } from "../report/filter.ts";
import { withFilter, shownFindings } from "../report/shown.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { filterFindings, roleFilter, rolesOf } from "./filter.ts";

const report = fixtureReport();
const { findings } = report;

function ids(expression: string): string[] {
  return filterFindings(expression, findings).findings.map(({ id }) => id);
}

it("keeps all without an expression", () => {
  expect(filterFindings("  ", findings)).toEqual({ findings, problem: null });
});

it.each([
  "status:fail severity:>=high",
  'gpo:"Legacy SOC" | kind:gpo',
  "!st:fail credential",
  "(((",
  "is:open role:dc",
  "\u001B[2J",
])("keeps what scan --filter shows: %s", (expression) => {
  const parsed = parseFilter(expression);
  const { problem, findings: kept } = filterFindings(expression, findings);
  expect(problem === null).toBe(parsed.ok);
  if (parsed.ok) expect(kept).toEqual(shownFindings(withFilter(report, parsed.filter)));
  else expect(kept).toEqual(findings);
});

it("filters by what stands before the word that is not finished", () => {
  const fails = ids("status:fail");
  for (const expression of [
    "status:fail sev:>=",
    "status:fail sev:>=hi",
    "status:fail (",
    'status:fail gpo:"Leg',
    "status:fail nosuch:x",
  ]) {
    expect(filterFindings(expression, findings).problem, expression).not.toBeNull();
    expect(ids(expression), expression).toEqual(fails);
  }
  expect(ids("st:f")).toHaveLength(findings.length);
  expect(filterFindings("sev:worst", findings).problem).toMatch(/"worst" is no severity; known: critical/);
});

it("finds the findings of each row of roles, and no others", () => {
  for (const role of new Set(findings.map((finding) => rolesOf(finding)[0] ?? ""))) {
    const wanted = findings.filter((finding) => rolesOf(finding).includes(role)).map(({ id }) => id);
    expect(ids(roleFilter(role)), role).toEqual(wanted);
  }
});
