import { expect, test } from "vitest";
import type { Finding, FindingSubject, TrailStep } from "../core/report.ts";
import { fixtureFinding } from "../testing/report-parts.ts";
import { unknownAreas } from "./unknowns.ts";

const domain = (role: "dc" | "ca" | "sensor" | null): FindingSubject => ({ kind: "domain", name: "d", role });
const rival = (name: string): TrailStep => ({
  result: "candidate",
  rule: "link-order-unknown",
  fact: "f",
  gpo: { guid: null, name, container: name },
  link: null,
  because: null,
  sets: "1",
});
const unknown = (id: string, subject: FindingSubject, given: Partial<Finding> = {}): Finding =>
  fixtureFinding(id, subject, { status: "unknown", severity: "medium", ...given });
const areas = (findings: readonly Finding[]) => unknownAreas(findings, ({ name }) => `"${name}"`);

test("by what to get: worst first, then in a fixed order; every finding once", () => {
  const root: FindingSubject = { kind: "object", name: "domain root", domain: "d" };
  const findings = [
    unknown("MDI-SENSOR-OS", domain("sensor"), { severity: "high" }),
    unknown("MDI-DOMAIN-SACL-USER", root),
    unknown("MDI-DSA-DELETED-OBJECTS", root),
    unknown("R", domain("dc")),
    unknown("R", { kind: "host", name: "DC01", domain: null, roles: ["dc"] }),
    unknown("R", { kind: "host", name: "X", domain: null, roles: [] }),
    unknown("R", { kind: "gpo", guid: null, name: "P", domain: null, container: "c" }),
    unknown("R", { kind: "forest", name: "d" }),
  ];
  expect(areas(findings).map(({ about, findings: all }) => [about, all.length])).toEqual([
    ["Servers with a sensor", 1],
    ["Domain controllers", 2],
    ["SACLs of the directory", 1],
    ["GPOs", 1],
    ["Computers of unknown role", 1],
    ["Forest and directory", 2],
  ]);
});

test("undecided ones first, with their GPOs; one row for all subjects of which the same is known", () => {
  const other: FindingSubject = { kind: "domain", name: "e", role: "dc" };
  const [area] = areas([
    unknown("A", domain("dc"), { have: "no evidence: the value" }),
    unknown("A", other, { have: "no evidence: something else" }),
    unknown("B", domain("dc"), { have: "undecided: 1 or 7", trail: [rival("P"), rival("Q"), rival("P")] }),
    unknown("C", domain("dc"), { have: 'not in effect: "P" sets S-1-5-21-1-2-3-1107, which does not count' }),
    unknown("D", domain("dc"), { have: "S-1-5-21-1-2-3-1107 or not configured" }),
  ]);
  expect(
    area?.rows.map(({ first, findings, why, rivals }) => [first.requirement, findings.length, why, rivals]),
  ).toEqual([
    ["B", 1, "undecided: 1 or 7", ['"P"', '"Q"']],
    ["A", 2, "not in these files", []],
    ["C", 1, 'not in effect: "P"', []],
    ["D", 1, "S-1-5-21-...-1107 or not configured", []],
  ]);
});

test("of each finding its first command, the one that serves most first; advice apart", () => {
  const advice = "Name the AD CS servers with --role HOST=ca, if there are any.";
  const [area] = areas([
    unknown("A", domain("ca"), { ask: [advice, "Get-A  # elevated", "Get-B"] }),
    unknown("B", domain("ca"), { ask: ["Get-C"] }),
    unknown("C", domain("ca"), { ask: [advice, "Get-C  # elsewhere"] }),
    unknown("D", domain("ca"), { ask: [] }),
  ]);
  expect(area?.advice).toEqual([advice]);
  expect(area?.commands).toEqual(["Get-C", "Get-A"]);
});
