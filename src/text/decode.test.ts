import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, trimField } from "./decode.ts";

const SEED = 20240229;

function bytes(...parts: (number[] | Uint8Array)[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
}

function utf16(text: string, bigEndian = false): Uint8Array {
  const buffer = Buffer.from(text, "utf16le");
  return new Uint8Array(bigEndian ? buffer.swap16() : buffer);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("decode", () => {
  it("reads the three marks and takes one mark off", () => {
    expect(decode(bytes([0xff, 0xfe], utf16("a\ufeffü")))).toEqual({
      text: "a\ufeffü",
      encoding: "utf-16le",
      guessed: false,
    });
    expect(decode(bytes([0xfe, 0xff], utf16("aü", true)))).toEqual({
      text: "aü",
      encoding: "utf-16be",
      guessed: false,
    });
    expect(decode(bytes([0xef, 0xbb, 0xbf], utf8("\ufeffaü")))).toEqual({
      text: "\ufeffaü",
      encoding: "utf-8",
      guessed: false,
    });
  });

  it("does not vouch for UTF-32, and does not throw", () => {
    const read = decode(bytes([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0]));
    expect(read.guessed).toBe(true);
    expect(read.text).toContain("A");
  });

  it("tells UTF-16 without a mark by its zero bytes, at 90 % and not below", () => {
    expect(decode(utf16("[General]\r\nVersion=1"))).toEqual({
      text: "[General]\r\nVersion=1",
      encoding: "utf-16le",
      guessed: false,
    });
    expect(decode(utf16("[General]", true))).toMatchObject({ text: "[General]", encoding: "utf-16be" });
    expect(decode(utf16("ascii 789ß".repeat(9)))).toMatchObject({ encoding: "utf-16le" });
    expect(decode(utf16(`${"a".repeat(9)}äあ`.repeat(9)))).toMatchObject({ encoding: "utf-16le" });
    expect(decode(utf16(`${"a".repeat(8)}あい`.repeat(9)))).not.toMatchObject({ encoding: "utf-16le" });
    expect(decode(bytes([0x41, 0]))).toEqual({ text: "A\0", encoding: "utf-8", guessed: false });
    expect(decode(new Uint8Array(8))).toMatchObject({ text: "\0".repeat(8), encoding: "utf-8" });
  });

  it("takes strict UTF-8 and otherwise guesses windows-1252", () => {
    expect(decode(utf8("Überwachung 監査"))).toEqual({ text: "Überwachung 監査", encoding: "utf-8", guessed: false });
    expect(decode(bytes([0xdc, 0x62]))).toEqual({ text: "Üb", encoding: "windows-1252", guessed: true });
    expect(decode(bytes([0x80, 0x92, 0x9f, 0x81]))).toMatchObject({ text: "€’Ÿ\u0081", encoding: "windows-1252" });
    expect(decode(bytes([0xef, 0xbb, 0xbf, 0x41, 0xdc]))).toEqual({
      text: "A\ufffd",
      encoding: "utf-8",
      guessed: true,
    });
    expect(decode(new Uint8Array(0))).toEqual({ text: "", encoding: "utf-8", guessed: false });
  });

  it("gives back any well-formed text with each mark, and any bytes as windows-1252 one to one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
        expect(decode(bytes([0xff, 0xfe], utf16(`x${text}`))).text).toBe(`x${text}`);
        expect(decode(bytes([0xfe, 0xff], utf16(text, true))).text).toBe(text);
        expect(decode(bytes([0xef, 0xbb, 0xbf], utf8(text))).text).toBe(text);
      }),
      { seed: SEED },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (raw) => {
        const read = decode(raw);
        if (read.encoding === "windows-1252") expect(read.text).toHaveLength(raw.length);
        expect(read.guessed || read.encoding !== "windows-1252").toBe(true);
      }),
      { seed: SEED },
    );
  });
});

describe("trimField", () => {
  it("takes blanks, marks and NULs off both ends only", () => {
    expect(trimField("\ufeff\0 a\ufeff\0b\t\u00a0\0")).toBe("a\ufeff\0b");
    expect(trimField(" \0\ufeff")).toBe("");
    expect(trimField("same")).toBe("same");
  });
});
