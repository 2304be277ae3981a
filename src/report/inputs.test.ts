import { describe, expect, it } from "vitest";
import type { Source, Taken } from "../core/provenance.ts";
import type { GpoRecord, SourceUse } from "../core/report.ts";
import { fixtureReport } from "../testing/report-fixture.ts";
import { aboutsText, agesText, ageText, groupInputs, inputRows, isUsed, proofLegend } from "./inputs.ts";

const GUID = "{A25A9103-0000-4000-8000-000000000001}";

function source(path: string, kind: string | null, given: Partial<Source> = {}): Source {
  return {
    id: path,
    path,
    kind,
    bytes: 1,
    encoding: "utf-8",
    read: "complete",
    reason: null,
    memberOf: null,
    taken: null,
    ...given,
  };
}

function gpo(container: string, given: Partial<GpoRecord> = {}): GpoRecord {
  return {
    guid: null,
    name: "Audit",
    domain: null,
    container,
    backupTime: null,
    linkedTo: [],
    settings: 1,
    supersededBy: null,
    kind: "backup",
    computerEnabled: true,
    ...given,
  };
}

const use = (facts: number, tier: SourceUse["tier"], about: string): SourceUse => ({ facts, tier, about });
const said = (time: string, basis: Taken["basis"] = "content"): Partial<Source> => ({ taken: { time, basis } });
const rowsOf = (
  sources: readonly Source[],
  uses: Readonly<Record<string, SourceUse>> = {},
  gpos: readonly GpoRecord[] = [],
  diagnostics: Parameters<typeof fixtureReport>[0] = {},
) => inputRows(fixtureReport({ sources, uses: new Map(Object.entries(uses)), gpos, diagnostics: [], ...diagnostics }));

describe("a row", () => {
  it("is a GPO's container with all its files", () => {
    const files = [
      source(`b/${GUID}/bkupInfo.xml`, "gpmc-bkupinfo"),
      source(`b/${GUID}/DomainSysvol/GPO/Machine/Registry.pol`, "registry-pol", { read: "incomplete", reason: "cut" }),
      source(`b/${GUID}/DomainSysvol/GPO/GPO.cmt`, null, { read: "unrecognised", reason: "no known format" }),
      source("b/notes.txt", null, { read: "unrecognised", reason: "no known format" }),
    ];
    const uses = {
      [files[0]?.path ?? ""]: use(1, "C", 'GPO "Audit"'),
      [files[1]?.path ?? ""]: use(7, "C", 'GPO "Audit"'),
    };
    const rows = rowsOf(files, uses, [gpo(`b/${GUID}`, { backupTime: "2026-11-20T09:00:00" })]);
    expect(rows).toMatchObject([
      {
        path: `b/${GUID}`,
        files: 3,
        title: "GPO backup",
        proof: "C",
        about: 'GPO "Audit"',
        taken: { time: "2026-11-20T09:00:00", basis: "content" },
        ageDays: 2,
        facts: 8,
        state: "incomplete",
        reason: "1 not wholly read, 1 not used",
      },
      { path: "b/notes.txt", files: 1, title: "no known format", proof: null, state: "unrecognised" },
    ]);
    expect(rows.map(isUsed)).toEqual([true, false]);
  });

  it("is any other file, with what it was taken for", () => {
    expect(rowsOf([source("a/dc01.csv", "audit-csv")], { "a/dc01.csv": use(60, "A", "host DC01") })).toMatchObject([
      { title: "Audit policy as CSV (audit.csv, auditpol)", proof: "A", about: "host DC01", facts: 60, reason: null },
    ]);
  });

  it("beside a GPO that has no folder of its own stays a row", () => {
    const files = [source("x/Machine/Registry.pol", "registry-pol"), source("x/dc01.csv", "audit-csv")];
    expect(rowsOf(files, {}, [gpo("x")]).map(({ path, files: count }) => [path, count])).toEqual([
      ["x", 1],
      ["x/dc01.csv", 1],
    ]);
  });

  it("of a zip is its members' affair, and a zip without members stands alone", () => {
    const files = [
      source("a.zip", "zip"),
      source(`a.zip!${GUID}/Backup.xml`, "gpmc-backup", { memberOf: "a.zip" }),
      source("b.zip", "zip"),
    ];
    const paths = rowsOf(files, {}, [gpo(`a.zip!${GUID}`)]).map(({ path }) => path);
    expect(paths).toEqual([`a.zip!${GUID}`, "b.zip"]);
  });

  it("for eyes only is F, an index proves nothing, several claims are none", () => {
    const reason = "claimed by several formats: a, b";
    const rows = rowsOf(
      [
        source("m.xml", "gpmc-manifest"),
        source("r.html", "html-report", { read: "refused", reason: "HTML" }),
        source("two.csv", null, { read: "unrecognised", reason }),
      ],
      { "m.xml": use(3, "D", "3 GPOs") },
    );
    expect(rows.map(({ proof, reason: why }) => [proof, why])).toEqual([
      ["F", "HTML"],
      [null, null],
      [null, reason],
    ]);
  });

  it("names the newer one that counts instead", () => {
    const diagnostics = [{ code: "older-capture" as const, path: "old.csv", at: null, data: { by: "new.csv" } }];
    const rows = rowsOf([source("old.csv", "audit-csv"), source("new.csv", "audit-csv")], {}, [], { diagnostics });
    expect(rows.map(({ path, older, reason }) => [path, older, reason])).toEqual([
      ["new.csv", false, null],
      ["old.csv", true, "of what both tell, new.csv counts"],
    ]);
    const backups = [gpo(`a/${GUID}`, { supersededBy: `b/${GUID}` })];
    expect(rowsOf([source(`a/${GUID}/Backup.xml`, "gpmc-backup")], {}, backups)).toMatchObject([
      { older: true, reason: "an older backup, does not count" },
    ]);
  });
});

describe("the age", () => {
  // The fixture's report is of 2026-11-22T09:00:00Z.
  it.each([
    ["2026-11-20T09:00:00Z", "content", "2 days"],
    ["2026-11-20T09:00:01Z", "content", "1 day"],
    ["2026-11-22T08:00:00Z", "scope-file", "today (scope)"],
    ["2026-11-22T20:00:00", "zip-entry", "today (zip)"],
    ["2026-11-24T09:00:00Z", "content", "after this report"],
  ] as const)("%s, %s: %s", (time, basis, text) => {
    expect(rowsOf([source("a", "audit-csv", said(time, basis))]).map(ageText)).toEqual([text]);
  });

  it("of nothing is not said", () => {
    expect(rowsOf([source("a", "audit-csv")]).map(ageText)).toEqual(["not said"]);
  });

  it("of several is a range", () => {
    const rows = rowsOf([
      source("a", "audit-csv", said("2026-11-20T09:00:00Z")),
      source("b", "audit-csv", said("2026-11-12T09:00:00Z")),
      source("c", "audit-csv"),
    ]);
    expect(agesText(rows)).toBe("2 to 10 days, 1 not said");
    expect(agesText(rows.slice(0, 1))).toBe("2 days");
    expect(agesText(rows.slice(2))).toBe("not said");
  });
});

describe("a group", () => {
  it("holds what is taken for the same and proves the same", () => {
    const files = ["a", "b", "c"].map((path) => source(path, "audit-csv"));
    const uses = { a: use(1, "A", "host A"), b: use(1, "A", "host B"), c: use(1, "D", "a GPO without a name") };
    const rows = rowsOf(files, uses);
    expect(groupInputs(rows).map(({ proof, rows: all }) => [proof, all.length])).toEqual([
      ["A", 2],
      ["D", 1],
    ]);
    expect(aboutsText(rows.slice(0, 2))).toBe("host A, host B");
    expect(proofLegend(rows)).toBe(
      "A read on the computer or object itself; D a GPO without links: what it would deliver",
    );
  });

  it("names one or two and counts more", () => {
    const hosts = ["a", "b", "c"].map((path) => ({
      file: source(path, "audit-csv"),
      use: use(1, "A", `host ${path}`),
    }));
    const rows = rowsOf(
      hosts.map(({ file }) => file),
      Object.fromEntries(hosts.map(({ file, use: one }) => [file.path, one])),
    );
    expect(aboutsText(rows)).toBe("3 hosts");
    const counted = rows.map((row) => ({ ...row, about: "12 GPOs" }));
    expect([aboutsText(counted.slice(1)), aboutsText(counted.slice(2))]).toEqual(["", "12 GPOs"]);
  });

  it("does not depend on the order of the files", () => {
    const files = [source("b", "audit-csv"), source("a", "audit-csv"), source("c", "rsop-xml")];
    expect(rowsOf(files)).toEqual(rowsOf(files.toReversed()));
  });
});
