import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { certutilAuditFilter } from "./format.ts";

const CA = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\Corp CA";
const KEY = "SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\Corp CA";

function value(row: string) {
  return parseText(certutilAuditFilter, `${CA}\\AuditFilter:\n\n  ${row}\nCertUtil: done\n`);
}

describe("AuditFilter", () => {
  it.each([
    ["AuditFilter REG_DWORD = 7f (127)", 127],
    ["AuditFilter REG_DWORD = 64 (100)", 100],
    ["AuditFilter REG_DWORD = 10 (16)", 16],
    ["AuditFilter REG_DWORD = 9", 9],
    ["AuditFilter REG_DWORD = 0", 0],
    ["AuditFilter REG_DWORD = ffffffff (-1)", 4294967295],
  ])("%s is read by its hexadecimal number", (row, number) => {
    const { fields, codes, drafts } = value(row);
    expect(fields).toEqual([
      { kind: "registry", hive: "HKLM", key: KEY, name: "AuditFilter", type: "REG_DWORD", value: number },
    ]);
    expect({ codes, host: drafts[0]?.host, via: drafts[0]?.via }).toEqual({ codes: [], host: null, via: "console" });
  });

  it("of two numbers that differ, the hexadecimal one counts", () => {
    const { fields, codes } = value("AuditFilter REG_DWORD = 7f (126)");
    expect(fields[0]).toMatchObject({ value: 127 });
    expect(codes).toEqual(["value-mismatch"]);
  });

  it("a number without its end gives nothing", () => {
    expect(value("AuditFilter REG_DWORD = 7f")).toMatchObject({ fields: [], codes: ["malformed"], read: "incomplete" });
    expect(value("AuditFilter REG_DWORD = 7f (12")).toMatchObject({ fields: [], codes: ["malformed"] });
    // Perhaps the beginning of `7f (127)`.
    expect(parseText(certutilAuditFilter, "AuditFilter REG_DWORD = 7")).toMatchObject({
      fields: [],
      codes: ["truncated"],
    });
    expect(parseText(certutilAuditFilter, "AuditFilter REG_DWORD = 7\n").fields).toHaveLength(1);
  });

  it("without the key of its authority is an observation", () => {
    expect(parseText(certutilAuditFilter, "  AuditFilter REG_DWORD = 7f (127)\n").fields).toEqual([
      { kind: "observation", topic: "ca", name: "AuditFilter", value: 127 },
    ]);
  });

  it("that the command did not find is no 0", () => {
    const text = `${CA}\\AuditFilter:\nCertUtil: -getreg command FAILED: 0x80070002 (WIN32: 2 ERROR_FILE_NOT_FOUND)\n`;
    expect(parseText(certutilAuditFilter, text)).toMatchObject({ fields: [], codes: ["not-understood"] });
  });
});

describe("other values", () => {
  it("keep the key of their sub key, and lists all their lines", () => {
    const text = `${CA}\\csp:\n\n  Provider REG_SZ = Example Provider\n  List REG_MULTI_SZ = \n    0: a: b\n    1: c\n  After REG_DWORD = 1\n`;
    expect(parseText(certutilAuditFilter, text).fields).toMatchObject([
      { key: `${KEY}\\csp`, name: "Provider", value: "Example Provider" },
      { key: `${KEY}\\csp`, name: "List", value: ["a: b", "c"] },
      { key: `${KEY}\\csp`, name: "After", value: 1 },
    ]);
  });
});

describe("recognition", () => {
  it("is not that of reg query or prose", () => {
    expect(sniffText(certutilAuditFilter, `${CA}\\AuditFilter:\n`)).toBe("yes");
    expect(sniffText(certutilAuditFilter, "CertUtil: -getreg command FAILED: 0x80070002\n")).toBe("yes");
    expect(sniffText(certutilAuditFilter, `${CA}\n    AuditFilter    REG_DWORD    0x7f\n`)).toBe("no");
    expect(sniffText(certutilAuditFilter, "HKEY_LOCAL_MACHINE\\SOFTWARE\\X:\n")).toBe("no");
    expect(sniffText(certutilAuditFilter, "AuditFilter should be 127\n")).toBe("no");
    expect(sniffText(certutilAuditFilter, "")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(certutilAuditFilter)).toBeGreaterThan(50);
  });

  it.each([
    ["rows", "A REG_DWORD = 7f (127)\n".repeat(50_000)],
    ["blanks", `A${" ".repeat(60_000)}\n`.repeat(20)],
    ["words", "A REG_".repeat(200_000)],
    ["items", `A REG_MULTI_SZ = \n${"    0: x\n".repeat(100_000)}`],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(certutilAuditFilter, text);
    parseText(certutilAuditFilter, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
