import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { powercfg } from "./format.ts";

const HIGH = "8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c";
const BALANCED = "381b4222-f694-41f0-9685-ff5bb260df2e";

describe("the active scheme", () => {
  it.each([
    `Power Scheme GUID: ${HIGH}  (High performance)`,
    `GUID des Energieschemas: ${HIGH.toUpperCase()}  (Höchstleistung)`,
    `GUID du mode d'alimentation : ${HIGH}  (Performances élevées)`,
    `電源設定の GUID：${HIGH}  (高パフォーマンス)`,
    `Power Scheme GUID: ${HIGH}  (My (own) scheme)`,
  ])("%s is told by its GUID", (line) => {
    const { fields, codes } = parseText(powercfg, `${line}\r\n`);
    expect(fields).toEqual([
      { kind: "observation", topic: "power-plan", name: "active-scheme", value: HIGH.toUpperCase() },
    ]);
    expect(codes).toEqual([]);
  });

  it("of a list is the one with the star", () => {
    const list = (a: string, b: string) =>
      `Bestehende (* Aktiv)\n-----------------------------------\nA GUID: ${BALANCED}  (x)${a}\nA GUID: ${HIGH}  (y)${b}\n`;
    expect(parseText(powercfg, list("", " *")).fields).toMatchObject([{ value: HIGH.toUpperCase() }]);
    expect(parseText(powercfg, list("", ""))).toMatchObject({ fields: [], codes: ["truncated"], read: "incomplete" });
    expect(parseText(powercfg, list(" *", " *"))).toMatchObject({ codes: ["malformed"] });
  });
});

describe("/query", () => {
  const setting = (guid: string, ...numbers: string[]) =>
    `    Power Setting GUID: ${guid}  (x)\n${numbers.map((number) => `      x: ${number}\n`).join("")}`;
  const MINIMUM = "893dee8e-2bef-41e0-89c6-b55d0929964c";

  it("gives mains and battery of the two settings, and does not say which scheme is active", () => {
    const text = `Power Scheme GUID: ${BALANCED}  (x)\n${setting(MINIMUM, "0x00000000", "0x00000064", "0x00000001", "%", "0x00000064", "0x00000005")}`;
    expect(parseText(powercfg, text).fields).toMatchObject([
      { name: "queried-scheme", value: BALANCED.toUpperCase() },
      { name: "processor-state-minimum-mains", value: 100 },
      { name: "processor-state-minimum-battery", value: 5 },
    ]);
  });

  it("takes no limit for a value when the end is missing", () => {
    const text = `Power Scheme GUID: ${BALANCED}  (x)\n${setting(MINIMUM, "0x00000000", "0x00000064", "0x00000001", "0x00000064")}`;
    expect(parseText(powercfg, text)).toMatchObject({ codes: ["truncated"], read: "incomplete" });
    expect(parseText(powercfg, text).fields).toHaveLength(1);
  });
});

describe("recognition", () => {
  it("needs the word GUID, a GUID and a name", () => {
    expect(sniffText(powercfg, `Power Scheme GUID: ${HIGH}  (x)`)).toBe("yes");
    expect(sniffText(powercfg, `PS C:\\> powercfg /l\n\nGUID: ${HIGH}  (x) *`)).toBe("yes");
    expect(sniffText(powercfg, `Id: ${HIGH}  (x)`)).toBe("no");
    expect(sniffText(powercfg, `GUID: ${HIGH}`)).toBe("no");
    expect(sniffText(powercfg, `{"guid": "${HIGH}"}`)).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(powercfg)).toBeGreaterThan(50);
  });

  it.each([
    ["schemes", `A GUID: 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c  (x)\n`.repeat(30_000)],
    ["numbers", `  A GUID: 893dee8e-2bef-41e0-89c6-b55d0929964c  (x)\n${"x: 0x00000001\n".repeat(60_000)}`],
    ["brackets", `GUID: 8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c${" (".repeat(30_000)}\n`.repeat(10)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(powercfg, text);
    parseText(powercfg, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
