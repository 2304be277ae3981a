import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { systeminfo } from "./format.ts";

const LIST = `
Host Name:                 DC01
OS Name:                   Microsoft Windows Server 2022 Standard
OS Version:                10.0.20348 N/A Build 20348
OS Configuration:          Additional/Backup Domain Controller
Total Physical Memory:     8,191 MB
Virtual Memory: Max Size:  9,471 MB
Domain:                    corp.example
Hotfix(s):                 2 Hotfix(s) Installed.
                           [01]: KB5044281
                           [02]: KB5044999
`;

function row(cells: Readonly<Record<number, string>>): string {
  return Array.from({ length: 33 }, (_, i) => `"${cells[i] ?? "x"}"`).join(",");
}

function observed(text: string) {
  const { fields } = parseText(systeminfo, text);
  return Object.fromEntries(fields.flatMap((one) => (one.kind === "observation" ? [[one.name, one.value]] : [])));
}

describe("the list", () => {
  it("in English is told by its labels", () => {
    const { fields, drafts, codes } = parseText(systeminfo, LIST);
    expect(fields[0]).toEqual({
      kind: "computer",
      name: "DC01",
      domain: "corp.example",
      place: null,
      site: null,
      roles: ["dc"],
      osVersion: "10.0.20348",
    });
    expect(observed(LIST)).toMatchObject({ "memory-mb": 8191, hotfixes: ["KB5044281", "KB5044999"] });
    expect(drafts.every(({ host }) => host === "DC01")).toBe(true);
    expect(codes).toEqual([]);
  });

  it("in another language gives name, version and updates, and says what it does not", () => {
    const foreign = LIST.replace(/^([A-Z][^:\n]*):/gm, (_, label: string) => `Wort ${label.length}:`);
    const { fields, codes } = parseText(systeminfo, foreign);
    expect(fields[0]).toMatchObject({ name: "DC01", osVersion: "10.0.20348", domain: null, roles: [] });
    expect(observed(foreign)).toEqual({
      "os-name": "Microsoft Windows Server 2022 Standard",
      hotfixes: ["KB5044281", "KB5044999"],
    });
    expect(codes).toEqual(["not-understood"]);
  });

  it("that is cut off says so", () => {
    expect(parseText(systeminfo, LIST.slice(0, LIST.indexOf("Domain:")))).toMatchObject({
      codes: ["truncated"],
      read: "incomplete",
    });
  });
});

describe("the CSV", () => {
  it.each([
    ["8,191 MB", 8191],
    ["8.191 MB", 8191],
    ["16\u202f383 Mo", 16_383],
    ["1’048’576 MB", 1_048_576],
    ["65.536 МБ", 65_536],
    ["512 MB", 512],
    ["8191 MB", 8191],
    ["viel", null],
  ])("has memory at its place: %s", (cell, megabytes) => {
    const text = row({ 0: "S1", 2: "10.0.17763 Н/Д построение 17763", 22: cell, 28: "corp.example", 30: "KB1234567" });
    const { fields } = parseText(systeminfo, `${text}\r\n`);
    expect(fields[0]).toMatchObject({ name: "S1", osVersion: "10.0.17763", domain: "corp.example", roles: [] });
    expect(observed(text)["memory-mb"]).toBe(megabytes);
  });

  it("that is cut off in its last cells says so", () => {
    const text = row({ 0: "S1", 2: "10.0.17763 N/A Build 17763", 30: "[01]: KB1234567,[02]: KB7654321" });
    expect(parseText(systeminfo, text.slice(0, text.indexOf("KB76")))).toMatchObject({
      codes: ["not-understood", "truncated"],
      read: "incomplete",
    });
  });

  it("that is cut off gives nothing", () => {
    const text = row({ 0: "S1", 2: "10.0.17763 N/A Build 17763" }).slice(0, 100);
    expect(parseText(systeminfo, text)).toMatchObject({ fields: [], codes: ["truncated"], read: "incomplete" });
  });
});

describe("recognition", () => {
  it("goes by the version", () => {
    expect(sniffText(systeminfo, LIST)).toBe("yes");
    expect(sniffText(systeminfo, row({ 2: "10.0.17763 x 17763" }))).toBe("yes");
    expect(sniffText(systeminfo, LIST.replace("Build 20348", "Build 20349"))).toBe("no");
    expect(sniffText(systeminfo, "a: 1\nb: 2\nc: 3\n")).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(systeminfo)).toBeGreaterThan(100);
  });

  it.each([
    ["computers", "a: x\nb: y\nc: 10.0.20348 N/A 20348\n".repeat(30_000)],
    ["indented lines", `a: x\n${"  y\n".repeat(200_000)}`],
    ["cells", `${'"10.0.20348 x 20348",'.repeat(40)}\n`.repeat(2000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(systeminfo, text);
    parseText(systeminfo, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
