import { describe, expect, it } from "vitest";
import { LeakSearch } from "./leak.ts";

const SECRET = { kind: "host", text: "Zürich-DC 07" } as const;
const ASCII = { kind: "domain", text: "kontor.example" } as const;
const search = new LeakSearch([SECRET, ASCII, { kind: "host", text: "kd1" }]);
const bytes = (text: string): Buffer => Buffer.from(text, "utf8");

const FORMS: Record<string, (text: string) => string> = {
  plain: (text) => text,
  "upper case": (text) => text.toUpperCase(),
  wrapped: (text) => text.replace(" ", "\n      "),
  percent: (text) => encodeURIComponent(text),
  "every byte percent": (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  "HTML decimal": (text) => Array.from(text, (one) => `&#${one.codePointAt(0)};`).join(""),
  "XML hexadecimal": (text) => Array.from(text, (one) => `&#x${one.codePointAt(0)?.toString(16)};`).join(""),
  JSON: (text) => Array.from(text, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""),
  "JSON in JSON": (text) => JSON.stringify(JSON.stringify(`\u2028"${text}`)),
  Markdown: (text) => text.replaceAll(/[-.]/g, "\\$&"),
  hexadecimal: (text) => Buffer.from(text).toString("hex"),
  "hexadecimal with blanks": (text) => Buffer.from(text).toString("hex").replaceAll(/../g, "$& "),
  "hexadecimal UTF-16": (text) => Buffer.from(text, "utf16le").toString("hex"),
  base64: (text) => Buffer.from(text).toString("base64"),
  "base64, one byte before": (text) => Buffer.from(`x${text}`).toString("base64"),
  "base64, two bytes before": (text) => Buffer.from(`xy${text}zzzzz`).toString("base64"),
  base64url: (text) => Buffer.from(`>?>?${text}`).toString("base64url"),
  "base64 of UTF-16": (text) => Buffer.from(text, "utf16le").toString("base64"),
};

describe("the leak test finds a name", () => {
  it.each(
    Object.entries(FORMS).flatMap(([name, form]) => [SECRET, ASCII].map((value) => [name, value, form] as const)),
  )("%s %j", (_name, { kind, text }, form) => {
    const leak = search.search("out.txt", bytes(`first\nsecond (${form(text)}) third`));
    expect(leak?.kind).toBe(kind);
    expect(leak?.output).toBe("out.txt");
    expect(leak?.place).toMatch(/line 2$/);
    expect(JSON.stringify(leak)).not.toContain(text);
  });

  it("UTF-16LE at either byte", () => {
    for (const before of ["", "x"]) {
      const text = Buffer.concat([bytes(before), Buffer.from(`a ${ASCII.text}`, "utf16le")]);
      expect(search.search("x", text)?.place).toContain("UTF-16LE");
    }
  });

  it("a short one as a word, in base64 and in hexadecimal where it stands alone", () => {
    for (const text of [
      "at KD1.",
      "kd1$",
      "_kd1_",
      '"KD1"',
      "\\\\kd1\\x",
      Buffer.from("kd1").toString("base64"),
      "6b6431",
    ]) {
      expect(search.search("x", bytes(text))?.kind, text).toBe("host");
    }
    for (const text of ["akd1", "kd12", "1f3a-kd1f"]) expect(search.search("x", bytes(text)), text).toBeNull();
  });

  it("nothing in what holds none", () => {
    expect(search.search("x", bytes("kontor example, Zurich-DC 07, host-AbCdEfGh1234"))).toBeNull();
    expect(
      new LeakSearch([
        { kind: "gpo", text: "  " },
        { kind: "host", text: "12" },
      ]).count,
    ).toBe(0);
  });
});

describe("as Windows keeps them", () => {
  const sid = "S-1-5-21-1735291841-902344127-3311805566";
  const guid = "D445B3B3-7EA4-5AE7-9CE6-C1792149D0EA";
  const binary = new LeakSearch([
    { kind: "sid", text: sid },
    { kind: "gpo", text: guid },
  ]);
  // [MS-DTYP 2.4.2.2] of the SID with the identifier 1104; the GUID's first three groups begin with the lowest byte.
  const sidHex = "010500000000000515000000c1736e67bfadc8357e2466c550040000";
  const guidHex = "b3b345d4a47ee75a9ce6c1792149d0ea";

  it.each([
    ["hexadecimal", (hex: string) => `x=${hex};`],
    ["hexadecimal with commas", (hex: string) => hex.replaceAll(/../g, "$&,")],
    ["base64", (hex: string) => Buffer.from(hex, "hex").toString("base64")],
    ["base64, one byte before", (hex: string) => Buffer.from(`41${hex}`, "hex").toString("base64")],
  ])("%s", (_name, form) => {
    expect(binary.search("x", bytes(`a ${form(sidHex)} b`))?.kind).toBe("sid");
    expect(binary.search("x", bytes(`a ${form(guidHex)} b`))?.kind).toBe("gpo");
  });

  it("bare bytes", () => {
    expect(binary.search("x", Buffer.from(`41${sidHex}41`, "hex"))?.place).toBe("as bytes, byte 13");
    expect(binary.search("x", Buffer.from(guidHex, "hex"))?.kind).toBe("gpo");
    expect(binary.search("x", Buffer.from(sidHex.replace("6e67", "6e68"), "hex"))).toBeNull();
  });
});

it("names of cells in a workbook are no names of hosts", () => {
  const cells = new LeakSearch([{ kind: "host", text: "DC01" }]);
  const sheet = (text: string): Buffer => bytes(`PK\u0003\u0004 <c r="DC01" t="inlineStr"><is><t>${text}</t></is></c>`);
  expect(cells.search("x.xlsx", sheet("free"))).toBeNull();
  expect(cells.search("x.xlsx", sheet("dc01"))?.kind).toBe("host");
  expect(cells.search("x.html", bytes('<c r="DC01">'))?.kind).toBe("host");
});
