import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { adfsProperties } from "./format.ts";

function values(text: string) {
  const { fields, codes } = parseText(adfsProperties, text);
  return { values: fields.map((one) => (one.kind === "observation" ? [one.name, one.value] : [])), codes };
}

describe("objects", () => {
  it("give lists of words, one word as a list of one", () => {
    expect(
      values(
        '{"AuditLevel": "Verbose", "LogLevel": ["FailureAudits", "SuccessAudits"], "HostName": "sts.corp.example"}',
      ),
    ).toEqual({
      values: [
        ["AuditLevel", ["Verbose"]],
        ["LogLevel", ["FailureAudits", "SuccessAudits"]],
        ["HostName", "sts.corp.example"],
      ],
      codes: [],
    });
  });

  it("keep an empty list, no value and a list that was cut off apart", () => {
    expect(values('{"AuditLevel": [], "LogLevel": null}')).toEqual({
      values: [
        ["AuditLevel", []],
        ["LogLevel", null],
      ],
      codes: [],
    });
    expect(values('{"AuditLevel": ["Basic", {"a": 1}], "LogLevel": "System.String[]"}')).toEqual({
      values: [
        ["AuditLevel", null],
        ["LogLevel", null],
      ],
      codes: ["not-understood", "not-understood"],
    });
  });

  it("name the computer only where remoting does", () => {
    const host = (text: string) => parseText(adfsProperties, text).drafts[0]?.host;
    expect(host('{"AuditLevel": "Basic", "LogLevel": "", "HostName": "sts"}')).toBeNull();
    expect(host('{"AuditLevel": "Basic", "LogLevel": "", "PSComputerName": "adfs01"}')).toBe("adfs01");
  });
});

describe("the list on the console", () => {
  it("is read with the lines that go on", () => {
    expect(
      values(
        "AuditLevel : {Verbose}\r\nLogLevel   : {Errors, FailureAudits,\r\n             SuccessAudits}\r\nOther : {x\r\n",
      ),
    ).toEqual({
      values: [
        ["AuditLevel", ["Verbose"]],
        ["LogLevel", ["Errors", "FailureAudits", "SuccessAudits"]],
      ],
      codes: [],
    });
  });

  it.each(["...", "…"])("that shows the first values only says so: %s", (dots) => {
    expect(values(`AuditLevel : {Basic}\nLogLevel : {Errors, Warnings${dots}}\n`)).toEqual({
      values: [
        ["AuditLevel", ["Basic"]],
        ["LogLevel", ["Errors", "Warnings", "..."]],
      ],
      codes: ["not-understood"],
    });
  });

  it("that does not end gives nothing for its last value", () => {
    expect(parseText(adfsProperties, "LogLevel : {a}\nAuditLevel : {Ver")).toMatchObject({
      fields: [{ name: "LogLevel" }],
      codes: ["truncated"],
      read: "incomplete",
    });
  });
});

describe("recognition", () => {
  it("needs both levels", () => {
    expect(sniffText(adfsProperties, '{"AuditLevel": [], "LogLevel": []}')).toBe("yes");
    expect(sniffText(adfsProperties, "AuditLevel : {a}\nLogLevel   : {b}\n")).toBe("yes");
    expect(sniffText(adfsProperties, "AuditLevel : {a}\n")).toBe("no");
    expect(sniffText(adfsProperties, '{"AuditLevel": []}')).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(adfsProperties)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
    ["lines", `AuditLevel : {a\n${"  b,\n".repeat(100_000)}`],
    ["names", "AuditLevel : {a}\nLogLevel : {b}\n".repeat(20_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(adfsProperties, text);
    parseText(adfsProperties, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
