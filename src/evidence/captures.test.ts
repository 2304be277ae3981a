import { describe, expect, it } from "vitest";
import type { Fact } from "../core/fact.ts";
import type { Source, Taken } from "../core/provenance.ts";
import { readBytes } from "../testing/read-text.ts";
import { assemble } from "./assemble.ts";
import type { ReadFile } from "./assemble.ts";
import { applyDeclared } from "./declared.ts";

const GUID = "0cce923f-69ae-11d9-bed3-505054503030";
const OTHER = "0cce9237-69ae-11d9-bed3-505054503030";
const HEADER = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting";

function file(path: string, text: string, taken: Taken | null = null, more: Partial<Source> = {}): ReadFile {
  const read = readBytes(path, new TextEncoder().encode(text));
  return { ...read, source: { ...read.source, taken: taken ?? read.source.taken, ...more } };
}

function auditpol(path: string, host: string, rows: Readonly<Record<string, string>>, taken: Taken | null): ReadFile {
  const lines = Object.entries(rows).map(([guid, setting]) => `${host},System,Name,{${guid}},${setting},`);
  return file(path, `${[HEADER, ...lines].join("\r\n")}\r\n`, taken);
}

const at = (time: string, basis: Taken["basis"] = "content"): Taken => ({ time, basis });
const inertOf = (facts: readonly Fact[]) => facts.map(({ origin, inert }) => `${origin.path} ${inert ?? "counts"}`);

const OLD = auditpol("old.csv", "DC01", { [GUID]: "Success and Failure" }, at("2026-10-01T10:00:00Z"));
const NEW = auditpol("new.csv", "dc01.corp.example", { [GUID]: "No Auditing" }, at("2026-11-01T10:00:00Z"));

describe("two captures of one computer", () => {
  it("the newer counts, the older is named", () => {
    const { facts, diagnostics } = assemble([OLD, NEW]);
    expect(inertOf(facts)).toEqual(["old.csv superseded-capture", "new.csv counts"]);
    const data = {
      host: "DC01",
      time: "2026-10-01T10:00:00Z",
      by: "new.csv",
      newer: "2026-11-01T10:00:00Z",
      facts: 1,
    };
    expect(diagnostics).toEqual([{ code: "older-capture", path: "old.csv", at: null, data }]);
  });

  it("in any order of the files, of three and more", () => {
    const third = auditpol("third.csv", "dc01", { [GUID]: "Success", [OTHER]: "Success" }, at("2026-10-15T10:00:00Z"));
    const orders = [
      [OLD, NEW, third],
      [third, NEW, OLD],
      [NEW, third, OLD],
      [OLD, third, NEW],
    ];
    const results = orders.map((files) => {
      const { facts, diagnostics } = assemble(files);
      return { inert: inertOf(facts).toSorted(), named: diagnostics.map(({ data }) => data).toSorted(byTime) };
    });
    expect(results[0]?.inert).toEqual([
      "new.csv counts",
      "old.csv superseded-capture",
      "third.csv counts",
      "third.csv superseded-capture",
    ]);
    expect(results[0]?.named.map(({ by }) => by)).toEqual(["new.csv", "new.csv"]);
    for (const result of results.slice(1)) expect(result).toEqual(results[0]);
  });

  it.each([
    ["one time is not known", null, at("2026-11-01T10:00:00Z")],
    ["the times are the same", at("2026-11-01T10:00:00Z"), at("2026-11-01T10:00:00Z")],
    ["a time without a zone is too near", at("2026-11-01T00:00:00", "zip-entry"), at("2026-11-01T10:00:00Z")],
    ["two clocks without a zone are a day apart", at("2026-11-01T10:00:00"), at("2026-11-02T10:00:00")],
  ])("both count where %s", (_, first, second) => {
    const files = [
      { ...OLD, source: { ...OLD.source, taken: first } },
      { ...NEW, source: { ...NEW.source, taken: second } },
    ];
    const { facts, diagnostics } = assemble(files);
    expect(inertOf(facts)).toEqual(["old.csv counts", "new.csv counts"]);
    expect(diagnostics).toEqual([]);
  });

  it("of one zip are told apart by its clock", () => {
    const zip = { memberOf: "a".repeat(64) };
    const [first, second] = [
      { ...OLD, source: { ...OLD.source, ...zip, taken: at("2026-11-01T10:00:00", "zip-entry") } },
      { ...NEW, source: { ...NEW.source, ...zip, taken: at("2026-11-01T10:00:02", "zip-entry") } },
    ];
    expect(inertOf(assemble([first, second]).facts)).toEqual(["old.csv superseded-capture", "new.csv counts"]);
    const other = { ...second, source: { ...second.source, memberOf: "b".repeat(64) } };
    expect(inertOf(assemble([first, other]).facts)).toEqual(["old.csv counts", "new.csv counts"]);
  });

  it("that do not speak of the same setting both count", () => {
    const other = auditpol("new.csv", "DC01", { [OTHER]: "Success" }, at("2026-11-01T10:00:00Z"));
    expect(inertOf(assemble([OLD, other]).facts)).toEqual(["old.csv counts", "new.csv counts"]);
  });

  it("of computers that only look alike both count", () => {
    const emea = auditpol("new.csv", "dc01.emea.example", { [GUID]: "Success" }, at("2026-11-01T10:00:00Z"));
    const corp = auditpol("corp.csv", "dc01.corp.example", { [GUID]: "Success" }, at("2026-10-20T10:00:00Z"));
    expect(assemble([OLD, emea, corp]).facts.every(({ inert }) => inert === undefined)).toBe(true);
  });

  it("of the same bytes are one", () => {
    const copy = { ...OLD, source: { ...OLD.source, path: "copy.csv", taken: at("2026-11-01T10:00:00Z") } };
    expect(inertOf(assemble([OLD, copy]).facts)).toEqual(["old.csv counts", "copy.csv counts"]);
  });
});

describe("registry keys", () => {
  const KEY = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters";
  const exported = (path: string, values: string, time: string) =>
    file(path, `Windows Registry Editor Version 5.00\r\n\r\n[${KEY}]\r\n${values}`, at(time));
  const scope = file(
    "scope.yaml",
    "schema: scope/1\ncaptures:\n- {path: old.reg, host: dc01}\n- {path: new.reg, host: dc01}\n",
  );

  it("that were exported anew are whole: a value that is gone does not count", () => {
    const old = exported("old.reg", '"AuditNTLMInDomain"=dword:00000007\r\n', "2026-10-01T10:00:00Z");
    const now = exported("new.reg", '"Update"="no"\r\n', "2026-11-01T10:00:00Z");
    const { facts } = assemble(applyDeclared([old, now, scope]).files);
    expect(inertOf(facts).slice(0, 2)).toEqual(["old.reg superseded-capture", "new.reg counts"]);
  });

  it("that are only cut off are not", () => {
    const old = exported("old.reg", '"AuditNTLMInDomain"=dword:00000007\r\n', "2026-10-01T10:00:00Z");
    const now = exported("new.reg", '"Update"="no"\r\n"Next"=hex:00,', "2026-11-01T10:00:00Z");
    expect(now.source.read).toBe("incomplete");
    const { facts } = assemble(applyDeclared([old, now, scope]).files);
    expect(inertOf(facts)[0]).toBe("old.reg counts");
  });
});

describe("resultant sets", () => {
  const rsop = (path: string, time: string, settings: string) =>
    file(
      path,
      `<Rsop xmlns="http://www.microsoft.com/GroupPolicy/Rsop"><ReadTime>${time}</ReadTime><DataType>LoggedData</DataType>` +
        `<ComputerResults><Name>CORP\\DC01$</Name><Domain>corp.example</Domain>${settings}</ComputerResults></Rsop>`,
    );
  const som =
    "<SearchedSOM><Path>corp.example/DCs</Path><Type>OU</Type><Order>1</Order><BlocksInheritance>false</BlocksInheritance></SearchedSOM>";

  it("say when they were read, and a newer one is the whole truth", () => {
    const { facts, diagnostics } = assemble([
      rsop("old.xml", "2026-10-01T10:00:00.1234567Z", som),
      rsop("new.xml", "2026-11-01T10:00:00.1234567Z", ""),
    ]);
    expect(new Set(inertOf(facts))).toEqual(new Set(["old.xml superseded-capture", "new.xml counts"]));
    expect(diagnostics.find(({ code }) => code === "older-capture")).toMatchObject({
      path: "old.xml",
      data: { by: "new.xml" },
    });
  });

  it("are never older or newer than a reading of the computer", () => {
    const { facts } = assemble([OLD, rsop("new.xml", "2026-11-01T10:00:00Z", som)]);
    expect(facts.every(({ inert }) => inert === undefined)).toBe(true);
  });
});

function byTime(a: Readonly<Record<string, string | number>>, b: Readonly<Record<string, string | number>>): number {
  return String(a["time"]) < String(b["time"]) ? -1 : 1;
}

it("many captures of one computer take linear time", () => {
  const many = Array.from({ length: 3000 }, (_, index) => {
    const time = new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString();
    return auditpol(
      `${index}.csv`,
      "DC01",
      { [GUID]: "Success", [OTHER]: index % 2 === 0 ? "Failure" : "Success" },
      at(time),
    );
  });
  const distinct = many.map((one, index) => ({
    ...one,
    source: { ...one.source, id: String(index).padStart(64, "0") },
  }));
  const started = performance.now();
  const { facts } = assemble(distinct);
  expect(performance.now() - started).toBeLessThan(2000);
  expect(facts.filter(({ inert }) => inert === undefined).map(({ origin }) => origin.path)).toEqual([
    "2999.csv",
    "2999.csv",
  ]);
});
