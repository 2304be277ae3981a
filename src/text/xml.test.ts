import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import {
  attribute,
  child,
  childrenNamed,
  descendants,
  parseXml,
  parseXmlPrefix,
  textOf,
  xmlDiagnostic,
  type XmlElement,
} from "./xml.ts";

function rootOf(text: string): XmlElement {
  const result = parseXml(text);
  if (!result.ok) throw new Error(`${result.code} at ${result.offset}: ${result.message}`);
  return result.root;
}

function failure(text: string): { code: string; offset: number } {
  const result = parseXml(text);
  if (result.ok) throw new Error("it was accepted");
  return { code: result.code, offset: result.offset };
}

/** Wall time in milliseconds; the bounds below are far above what a linear reader needs. */
function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);

describe("values", () => {
  test("references: the five names and numbers only", () => {
    expect(rootOf("<a b='&quot;&apos;&#65;'>&lt;&gt;&amp;&#x1F600;&nbsp;</a>")).toMatchObject({
      text: "<>&\u{1F600}&nbsp;",
      attributes: [{ name: "b", value: "\"'A" }],
    });
    expect(rootOf("<a>&amp;lt;</a>").text).toBe("&lt;");
  });

  test("a number that is no character is replaced and kills nothing", () => {
    expect(rootOf("<a>x&#x0;y&#0;&#xD800;&#x110000;&#xFFFFFFFFFF;&#9;</a>").text).toBe(
      "x\uFFFDy\uFFFD\uFFFD\uFFFD\uFFFD\t",
    );
  });

  test("NUL and lone surrogates in text and around the root stay harmless", () => {
    expect(rootOf("\0\uFEFF<a>\ud800x\0</a>\0\0\x1A").text).toBe("\ud800x\0");
    expect(textOf(rootOf("<a>\0 \uFEFFx\0</a>"))).toBe("x");
  });

  test("CDATA that ends in a bracket, holds markup, and stands beside text", () => {
    expect(rootOf("<a>1<![CDATA[[{B}{C}]]]>2<![CDATA[<x>&amp;</x>]]><b/>3</a>").text).toBe("1[{B}{C}]2<x>&amp;</x>3");
  });

  test("comments and instructions join the text around them", () => {
    expect(rootOf("<a>S-1<!-- <b> -->-5<?target it's \"?>-18</a>").text).toBe("S-1-5-18");
  });

  test("line breaks are LF; in attributes a space, unless written as a reference", () => {
    expect(rootOf("<a b='1\r\n2\t3&#10;4'>\r\n\r\n</a>")).toMatchObject({
      text: "\n\n",
      attributes: [{ value: "1 2 3\n4" }],
    });
  });

  test("numbers and booleans stay text", () => {
    expect(rootOf("<a b='0010'> 1e3 </a>")).toMatchObject({ text: " 1e3 ", attributes: [{ value: "0010" }] });
  });
});

describe("namespaces", () => {
  test("are resolved; the prefix means nothing", () => {
    const root = rootOf("<p:a xmlns:p='u' xmlns='d'><b xmlns:p='v' p:x='1' x='2'><p:c/></b><c xmlns=''/><q:c/></p:a>");
    expect(root).toMatchObject({ name: "a", prefix: "p", namespace: "u", attributes: [] });
    const b = child(root, "b", "d");
    expect(b?.attributes).toEqual([
      { name: "x", prefix: "p", namespace: "v", value: "1" },
      { name: "x", prefix: "", namespace: null, value: "2" },
    ]);
    expect(child(b, "c", "v")?.prefix).toBe("p");
    expect(childrenNamed(root, "c").map((one) => [one.prefix, one.namespace])).toEqual([
      ["", null],
      ["q", null],
    ]);
    expect(attribute(b as XmlElement, "x")).toBe("2");
    expect(attribute(b as XmlElement, "x", "v")).toBe("1");
    expect(attribute(root, "x")).toBeNull();
  });

  test("a scope from around a piece is used", () => {
    const scope = { declared: new Map([["q", "u"]]), outer: null };
    const result = parseXml("<q:a/>", 100, scope);
    expect(result).toMatchObject({ ok: true, root: { namespace: "u", start: 100, end: 106 } });
  });
});

describe("names of the language", () => {
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "%s is a name like any other",
    (name) => {
      const root = rootOf(`<a ${name}="1"><${name} ${name}='2'>t</${name}></a>`);
      expect(attribute(root, name)).toBe("1");
      expect(textOf(child(root, name))).toBe("t");
      expect(({} as Record<string, unknown>)["1"]).toBeUndefined();
    },
  );
});

describe("refusals", () => {
  test("document types and entities, with their place, but not inside of CDATA and comments", () => {
    expect(failure("<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'>]><a/>")).toEqual({
      code: "doctype",
      offset: 22,
    });
    expect(failure("<a><!entity x></a>")).toEqual({ code: "doctype", offset: 3 });
    expect(rootOf("<a><!-- <!DOCTYPE a> --><![CDATA[<!ENTITY]]></a>").text).toBe("<!ENTITY");
    expect(parseXml("<!DOCTYPE a><a/>", 10)).toMatchObject({ ok: false, offset: 10 });
  });

  test("depth, at its limit and one over", () => {
    expect(parseXml(nested(LIMITS.xmlDepth)).ok).toBe(true);
    expect(failure(nested(LIMITS.xmlDepth + 1))).toEqual({ code: "depth", offset: LIMITS.xmlDepth * 3 });
  });

  test.each([
    ["", 0],
    ["plain", 0],
    ["<a>", 3],
    ["<a><b></a>", 6],
    ["<a></b>", 3],
    ["</a/>", 0],
    ["<a/><b/>", 4],
    ["<a/>text", 4],
    ["<a>&bad</a>", 3],
    ["<a>& </a>", 3],
    ["<a b='1' b='2'/>", 9],
    ["<a b/>", 3],
    ["<a><1/></a>", 3],
    ["<a><!x></a>", 3],
    ["<![CDATA[x]]><a/>", 0],
    ["<a><![CDATA[x</a>", 3],
    ["<a b='x/>", 0],
    ["<a><?xml version='1.0'?></a>", 3],
  ])("%j is malformed at %i", (text, offset) => {
    expect(failure(text)).toEqual({ code: "malformed", offset });
  });

  test("limits of size have their own code and diagnostic", () => {
    const attributes = `<a b='${"x".repeat(LIMITS.xmlTokenChars)}'/>`;
    expect(failure(attributes).code).toBe("limit");
    expect(failure(`<a>${"x<!-- -->".repeat(3)}${"y".repeat(LIMITS.xmlTokenChars)}</a>`).code).toBe("limit");
    expect(failure(`<a>${"<b/>".repeat(LIMITS.xmlPieces)}</a>`).code).toBe("limit");
    const long = parseXml(" ".repeat(LIMITS.xmlChars + 1));
    expect(long).toMatchObject({ ok: false, code: "limit" });
    expect(long.ok ? null : xmlDiagnostic(long).code).toBe("limit-exceeded");
    expect(xmlDiagnostic({ code: "truncated", message: "m", offset: 3 })).toMatchObject({
      code: "truncated",
      offset: 3,
    });
  });
});

describe("what stands before an error", () => {
  test("is kept, and elements without their end are named", () => {
    const { root, problem, unclosed } = parseXmlPrefix("<a><b x='1'>t</b><c>uu<d/>v", 10);
    expect(problem).toMatchObject({ code: "truncated", offset: 37 });
    expect([...unclosed].map((one) => one.name)).toEqual(["a", "c"]);
    expect(root?.children.map((one) => [one.name, one.text, one.start, one.end])).toEqual([
      ["b", "t", 13, 27],
      ["c", "uu", 27, 36],
    ]);
  });

  test("also before what only the validator sees", () => {
    const { root, problem } = parseXmlPrefix("<a><b>t</b><c z='1' z='2'>u</c></a>");
    expect(problem?.code).toBe("malformed");
    expect(root?.children.map((one) => one.name)).toEqual(["b"]);
  });

  test("nothing after a document type, nothing without a root", () => {
    expect(parseXmlPrefix("<a><b/><!DOCTYPE x></a>").root).toBeNull();
    expect(parseXmlPrefix("<!-- ").root).toBeNull();
    expect(parseXmlPrefix("x<a/>").root).toBeNull();
  });

  test("every cut of a document gives a tree whose closed elements are those of the whole", () => {
    const text = "<?xml version='1.0'?>\r\n<a x=\"1>\">t<b><![CDATA[]]]]></b><!-- c --><c y='/'/>&amp;<d>\r\n</d></a>";
    const whole = new Map([...descendants(rootOf(text))].map((one) => [`${one.name} ${one.start}`, one]));
    for (let cut = 0; cut < text.length; cut += 1) {
      const { root, problem, unclosed } = parseXmlPrefix(text.slice(0, cut));
      expect(problem).not.toBeNull();
      for (const one of root === null ? [] : descendants(root)) {
        if (!unclosed.has(one)) expect(one).toEqual(whole.get(`${one.name} ${one.start}`));
      }
    }
  });
});

describe("time", () => {
  test.each([
    ["10,000 nested elements", "<a>".repeat(10_000) + "</a>".repeat(10_000)],
    ["10 MB of <", "<".repeat(10_000_000)],
    ["10 MB of </a ", "</a ".repeat(2_500_000)],
    ["open quotes", "<a '".repeat(2_500_000)],
    ["alternating quotes", `<a ${`"<b '" `.repeat(1_000_000)}`],
    ["a million lone surrogates", `<a>${"\ud800".repeat(1_000_000)}</a>`],
    ["a million references without an end", `<a>${"&a".repeat(1_000_000)}</a>`],
    ["a reference of a million zeros", `<a>&#${"0".repeat(1_000_000)};</a>`],
    ["100,000 unclosed elements in a row", "<a>".repeat(200) + "<b>".repeat(100_000)],
    ["a tag of a million blanks", `<a ${" ".repeat(1_000_000)}/>`],
    ["a million NULs", "\0".repeat(1_000_000)],
    ["a comment of ten million CRLF", `<a><!--${"\r\n".repeat(10_000_000)}--></a>`],
  ])("%s", (_, text) => {
    expect(timed(() => parseXmlPrefix(text))).toBeLessThan(3_000);
  });
});

/** A generated element: its text, and what must be read from it. */
interface Made {
  readonly xml: string;
  readonly name: string;
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Made[];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
const name = fc.constantFrom("a", "GPO", "GPOName", "constructor", "x-y.z", "é", "__proto__");
const words = fc.string({
  unit: fc.constantFrom("x", " ", "é", "]", ">", "&", "<", '"', "'", "/", "-", "\u{1F600}"),
  maxLength: 8,
});
const attributes = fc.dictionary(fc.constantFrom("a", "b", "valueOf", "__proto__"), words, {
  maxKeys: 3,
  noNullPrototype: true,
});

const { element } = fc.letrec<{ element: Made }>((tie) => ({
  element: fc
    .record({
      name,
      attributes,
      parts: fc.array(
        fc.oneof(
          { maxDepth: 4, depthSize: "small" },
          words.map((text) => ({ xml: escaped(text), text, child: null })),
          words.map((text) => ({
            xml: `<![CDATA[${text.replaceAll("]]>", "")}]]>`,
            text: text.replaceAll("]]>", ""),
            child: null,
          })),
          words.map((text) => ({ xml: `<!--${text.replaceAll("-", "")}-->`, text: "", child: null })),
          fc
            .constantFrom("\r\n", "\n", "\r\n\t")
            .map((text) => ({ xml: text, text: text.replaceAll("\r\n", "\n"), child: null })),
          fc.constant({ xml: "<?pi it's?>", text: "", child: null }),
          tie("element").map((child) => ({ xml: child.xml, text: "", child })),
        ),
        { maxLength: 5 },
      ),
      gap: fc.constantFrom("", " ", "\r\n  ", "\t"),
    })
    .map(({ name, attributes, parts, gap }) => {
      const given = Object.entries(attributes).map(
        ([key, value]) => `${gap === "" ? " " : gap}${key}="${escaped(value)}"`,
      );
      const inner = parts.map(({ xml }) => xml).join("");
      const close = inner === "" && gap !== "" ? `${gap}/>` : `>${inner}</${name}${gap}>`;
      return {
        xml: `<${name}${given.join("")}${close}`,
        name,
        text: parts.map(({ text }) => text).join(""),
        attributes,
        children: parts.map(({ child }) => child).filter((child) => child !== null),
      };
    }),
}));

function expectSame(read: XmlElement, made: Made, text: string): void {
  expect(text.slice(read.start, read.end)).toBe(made.xml);
  expect([read.name, read.text]).toEqual([made.name, made.text]);
  expect(read.attributes.map(({ name, value }) => [name, value])).toEqual(Object.entries(made.attributes));
  expect(read.children.length).toBe(made.children.length);
  for (const [i, one] of read.children.entries()) expectSame(one, made.children[i] as Made, text);
}

const SEED = { seed: 20_260_101, numRuns: 300 };

describe("properties", () => {
  test("generated documents are read as they were made, with their spans", () => {
    fc.assert(
      fc.property(
        element,
        fc.constantFrom("", "<?xml version='1.0' encoding='utf-16'?>\r\n", "\uFEFF<!-- a --> "),
        (made, prolog) => {
          const text = `${prolog}${made.xml}\r\n<!-- end -->`;
          expect(rootOf(text).start).toBe(prolog.length);
          expectSame(rootOf(text), made, text);
        },
      ),
      SEED,
    );
  });

  test("the slice of each element reads again to the same element", () => {
    const moved = (one: XmlElement, by: number): XmlElement => ({
      ...one,
      start: one.start - by,
      end: one.end - by,
      children: one.children.map((inner) => moved(inner, by)),
    });
    fc.assert(
      fc.property(element, (made) => {
        for (const one of descendants(rootOf(made.xml))) {
          expect(rootOf(made.xml.slice(one.start, one.end))).toEqual(moved(one, one.start));
        }
      }),
      SEED,
    );
  });

  test("any text returns, and an error lies inside of it", () => {
    const markup = fc.string({
      unit: fc.constantFrom(
        "<",
        ">",
        "/",
        "a",
        "b",
        " ",
        "=",
        '"',
        "'",
        "&",
        ";",
        "#",
        "!",
        "-",
        "[",
        "]",
        "CDATA",
        "?",
        "\0",
        "\r",
        "\ud800",
      ),
      maxLength: 60,
    });
    fc.assert(
      fc.property(markup, (text) => {
        const result = parseXml(text);
        if (!result.ok) expect(result.offset >= 0 && result.offset <= text.length).toBe(true);
        const { root } = parseXmlPrefix(text);
        for (const one of root === null ? [] : descendants(root)) {
          expect(text.startsWith(`<${one.prefix === "" ? "" : `${one.prefix}:`}${one.name}`, one.start)).toBe(true);
          expect(one.end).toBeGreaterThan(one.start);
          expect(one.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { seed: 7, numRuns: 3_000 },
    );
  });
});
