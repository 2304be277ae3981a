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
