import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LineIndex } from "./line-index.ts";
import { TextWindow } from "./text-window.ts";
import { MarkupStream } from "./xml-markup-stream.ts";
import { splitXml } from "./xml-split.ts";
import { XmlSplitter } from "./xml-split-stream.ts";
import { nextMarkup } from "./xml-tokens.ts";

function whole(text: string): object[] {
  const found: object[] = [];
  for (let at = 0; ;) {
    const markup = nextMarkup(text, at);
    if (markup === null) return found;
    found.push({ ...markup });
    if (markup.kind === "unfinished") return found;
    at = markup.end;
  }
}

/** Cut into parts of these lengths, over and over. */
function* partsOf(text: string, lengths: readonly number[]): Iterable<string> {
  let at = 0;
  for (let i = 0; at < text.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 1;
    yield text.slice(at, at + length);
    at += length;
  }
}

function streamed(text: string, lengths: readonly number[]): object[] {
  const stream = new MarkupStream();
  const found: object[] = [];
  const take = (markups: Iterable<{ tag: string; kind: string; start: number; end: number }>): void => {
    for (const { tag, ...markup } of markups) {
      if (markup.kind === "start" || markup.kind === "empty") expect(tag).toBe(text.slice(markup.start, markup.end));
      found.push(markup);
    }
  };
  for (const part of partsOf(text, lengths)) take(stream.push(part));
  take(stream.end());
  return found;
}

const PIECES = [
  "<",
  ">",
  "/",
  "!",
  "?",
  "-",
  "--",
  "-->",
  "]",
  "]]>",
  '"',
  "'",
  "=",
  " ",
  "\r",
  "\n",
  "\r\n",
  "a",
  "é",
  "x:GPO",
  "GPO",
  "</GPO>",
  "<GPO>",
  "<GPO/>",
  '<GPO a=">">',
  "<report>",
  "</report>",
  '<r xmlns:q="urn:x">',
  "<!--",
  "<![CDATA[",
  "<![cdata[",
  "<!DOCTYPE",
  "<!ENTITY",
  "<?xml?>",
  "<?xml ",
  "?>",
  "<!x",
  "<5",
];
const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((parts) => parts.join(""));
const cuts = fc.array(fc.integer({ min: 1, max: 13 }), { minLength: 1, maxLength: 4 });

test("markup of a text in parts is the markup of the whole", () => {
  fc.assert(
    fc.property(texts, cuts, (text, lengths) => {
      expect(streamed(text, lengths)).toEqual(whole(text));
    }),
    { seed: 11, numRuns: 3000 },
  );
});

test("elements of a text in parts are those of the whole, with their text and place", () => {
  fc.assert(
    fc.property(texts, cuts, (text, lengths) => {
      const lines = new LineIndex(text);
      const splitter = new XmlSplitter("GPO");
      const found = [...partsOf(text, lengths)].flatMap((part) => [...splitter.push(part)]);
      found.push(...splitter.end());
      expect(found.map(({ piece }) => piece)).toEqual([...splitXml(text, "GPO")]);
      for (const { piece, at, text: own } of found) {
        expect(at).toEqual(lines.position("offset" in piece ? piece.offset : piece.start));
        if (piece.kind === "element") expect(own).toBe(text.slice(piece.start, piece.end));
      }
    }),
    {
      seed: 12,
      numRuns: 3000,
      examples: [
        ["<report>\n<?xml?><report>\n<GPO/>", [1]],
        ["a\r\n<5\r\n</ GPO\r</GPO x><GPO/>", [2, 1]],
      ],
    },
  );
});

test("any place that is asked for in order is that of the whole text, whatever is forgotten before it", () => {
  const breaks = fc.array(fc.constantFrom("\r", "\n", "\r\n", "a", "bc"), { maxLength: 60 });
  fc.assert(
    fc.property(breaks, cuts, fc.array(fc.nat(120), { maxLength: 6 }), (parts, lengths, offsets) => {
      const text = parts.join("");
      const lines = new LineIndex(text);
      const window = new TextWindow();
      const asked = offsets.filter((offset) => offset <= text.length).toSorted((a, b) => a - b);
      for (const part of partsOf(text, lengths)) {
        window.append(part);
        while (asked[0] !== undefined && asked[0] < window.end) {
          const offset = asked.shift() ?? 0;
          expect(window.place(offset)).toEqual(lines.position(offset));
          window.forget(offset);
          expect(window.slice(offset, window.end)).toBe(text.slice(offset, window.end));
        }
      }
      expect(window.place(text.length)).toEqual(lines.position(text.length));
    }),
    { seed: 13, numRuns: 1000 },
  );
});

describe("memory", () => {
  test("an element over the limit of one document is let go of, and keeps its place", () => {
    const splitter = new XmlSplitter("GPO");
    const filler = "x".repeat(1 << 20);
    const found = [...splitter.push("<report>\r\n <GPO>")];
    for (let i = 0; i < 40; i += 1) found.push(...splitter.push(filler));
    found.push(...splitter.push("</GPO><GPO/></report>"), ...splitter.end());
    expect(found).toMatchObject([
      { piece: { kind: "element", start: 11 }, at: { line: 2, column: 2 }, text: null },
      { piece: { kind: "element" }, text: "<GPO/>", at: { line: 2, column: 2 + 40 * (1 << 20) + 11 } },
    ]);
  });

  test("a comment, a CDATA section and a tag of any length between the elements", () => {
    for (const [open, close] of [
      ["<!--", "-->"],
      ["<![CDATA[", "]]>"],
      ["<?x ", "?>"],
      ['<other a="', '">'],
    ] as const) {
      const splitter = new XmlSplitter("GPO");
      const found = [...splitter.push(open)];
      for (let i = 0; i < 40; i += 1) found.push(...splitter.push("<GPO/>x>".repeat(1 << 17)));
      found.push(...splitter.push(`${close}<GPO/>`), ...splitter.end());
      expect(found.map(({ text }) => text)).toEqual(open.startsWith("<other") ? ["<GPO/>", null] : ["<GPO/>"]);
    }
  });
});
