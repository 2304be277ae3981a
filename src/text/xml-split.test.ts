import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseXml } from "./xml.ts";
import { declarations, splitXml, type XmlPiece } from "./xml-split.ts";

function pieces(text: string): string[] {
  return [...splitXml(text, "GPO")].map((piece) => shown(text, piece));
}

function shown(text: string, piece: XmlPiece): string {
  return "start" in piece ? `${piece.kind} ${text.slice(piece.start, piece.end)}` : `${piece.kind} ${piece.offset}`;
}

describe("wrappers", () => {
  test.each([
    ["<GPO>1</GPO>", ["element <GPO>1</GPO>"]],
    ["<report><GPO>1</GPO>\r\n<GPO a='>'>2</GPO></report>", ["element <GPO>1</GPO>", "element <GPO a='>'>2</GPO>"]],
    ['<GPOS><GPO/><q:GPO x="/"></q:GPO></GPOS>', ["element <GPO/>", 'element <q:GPO x="/"></q:GPO>']],
    ["<GPOs/>", []],
    ["", []],
    ["text", []],
  ])("%j", (text, wanted) => {
    expect(pieces(text)).toEqual(wanted);
  });

  test("documents one after the other, each with its declaration", () => {
    const text = "<?xml version='1.0'?>\n<GPO>1</GPO>\r\n\uFEFF<?xml version='1.0'?><report><GPO>2</GPO></report>";
    expect(pieces(text)).toEqual(["element <GPO>1</GPO>", "element <GPO>2</GPO>"]);
  });

  test("namespaces declared around a piece come with it", () => {
    const text = "<r xmlns:q=\"u\" xmlns='&amp;d'><m><q:GPO><x/></q:GPO></m></r>";
    const [piece] = splitXml(text, "GPO");
    if (piece?.kind !== "element") throw new Error("no element");
    const result = parseXml(text.slice(piece.start, piece.end), piece.start, piece.scope);
    expect(result).toMatchObject({ ok: true, root: { namespace: "u", children: [{ name: "x", namespace: "&d" }] } });
    expect([...declarations("<a b='xmlns=\"1\"' xmlns : c='2' xmlns:d = '3'>")]).toEqual([["d", "3"]]);
  });
});

describe("what looks like an end and is none", () => {
  test.each([
    "<GPO><GPOName>x</GPOName><GPOSettingOrder/></GPO>",
    "<GPO><![CDATA[</GPO><GPO>]]></GPO>",
    "<GPO><!-- </GPO><?xml ?> --></GPO>",
    "<GPO a='</GPO>' b=\"<GPO>\"/>",
    "<GPO><a b='</GPO>'/></GPO>",
    "<GPO><GPO><q:GPO/></GPO><GPO></GPO></GPO>",
    "<GPO><?pi </GPO> ?></GPO >",
    "<GPO>&lt;/GPO&gt;</GPO>",
  ])("%s is one piece", (text) => {
    expect(pieces(`<r>${text}</r>`)).toEqual([`element ${text}`]);
  });
});

describe("cut off", () => {
  test("complete pieces are kept, the open one is told", () => {
    expect(pieces("<r><GPO>1</GPO><GPO><a>2")).toEqual(["element <GPO>1</GPO>", "truncated <GPO><a>2"]);
    expect(pieces("<r><GPO>1</GPO><GPO><a b='")).toEqual(["element <GPO>1</GPO>", "truncated <GPO><a b='"]);
    expect(pieces("<r><GPO>1</GPO><GP")).toEqual(["element <GPO>1</GPO>", "unclosed 18"]);
    expect(pieces("<r><GPO>1</GPO>")).toEqual(["element <GPO>1</GPO>", "unclosed 15"]);
  });

  test("another document after the cut is read", () => {
    expect(pieces("<GPO><a><?xml version='1.0'?><GPO>2</GPO>")).toEqual(["truncated <GPO><a>", "element <GPO>2</GPO>"]);
    expect(pieces("<report><GPO/><?xml version='1.0'?><GPO>2</GPO>")).toEqual([
      "element <GPO/>",
      "unclosed 14",
      "element <GPO>2</GPO>",
    ]);
  });

  test("each cut keeps the pieces that end before it", () => {
    const one = "<GPO a='1'><![CDATA[</GPO>]]><GPOName/></GPO>";
    const text = `<report>${one}\r\n${one}</report>`;
    const ends = [8 + one.length, 10 + 2 * one.length];
    for (let cut = 0; cut <= text.length; cut += 1) {
      const found = [...splitXml(text.slice(0, cut), "GPO")];
      expect(found.filter(({ kind }) => kind === "element").length).toBe(ends.filter((end) => end <= cut).length);
      const whole = cut === text.length || cut === 0;
      expect(found.some(({ kind }) => kind !== "element")).toBe(!whole);
    }
  });
});

describe("hostile", () => {
  test("a document type ends reading, after what stood before", () => {
    expect(pieces("<r><GPO/><!DOCTYPE x><GPO/></r>")).toEqual(["element <GPO/>", "doctype 9"]);
  });

  test("broken markup between pieces is told, and the next piece found", () => {
    expect(pieces("<r><GPO/> < <1 <!x <GPO/></r>")).toEqual([
      "element <GPO/>",
      "bad 10",
      "bad 12",
      "bad 15",
      "element <GPO/>",
    ]);
  });

  test("end tags without a start mean nothing", () => {
    expect(pieces("</GPO></r><GPO>1</GPO></GPO>")).toEqual(["element <GPO>1</GPO>"]);
  });

  test.each([
    ["<", "<".repeat(3_000_000)],
    ["open quotes", "<a '".repeat(2_000_000)],
    ["alternating quotes", `<a ${`"<b '" `.repeat(1_000_000)}<`],
    ["nested pieces", "<GPO>".repeat(1_000_000)],
    ["nested wrappers with declarations", "<a xmlns='u'>".repeat(500_000)],
    ["end tags", "</GPO ".repeat(1_000_000)],
    ["open comments", "<!--".repeat(2_000_000)],
  ])("time: %s", (_, text) => {
    const start = performance.now();
    const count = [...splitXml(text, "GPO")].length;
    expect(performance.now() - start).toBeLessThan(3_000);
    expect(count).toBeGreaterThan(0);
  });

  test("pieces of any text are in order, do not overlap and begin with their name", () => {
    const unit = fc.constantFrom(
      "<GPO>",
      "</GPO>",
      "<GPO/>",
      "<a>",
      "</a>",
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "'",
      "<",
      "<?xml ?>",
      "x",
      "<GPO b='",
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
        let last = 0;
        for (const piece of splitXml(text, "GPO")) {
          if (!("start" in piece)) continue;
          expect(piece.start).toBeGreaterThanOrEqual(last);
          expect(text.startsWith("<GPO", piece.start)).toBe(true);
          last = piece.end;
        }
      }),
      { seed: 11, numRuns: 2_000 },
    );
  });
});
