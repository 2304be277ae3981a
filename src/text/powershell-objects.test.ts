/** PowerShell objects are the same objects from JSON, CSV and CLIXML, and no document of a few kilobytes fills the memory. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holdsSecureString } from "./clixml.ts";
import {
  isCutOff,
  isPsList,
  isPsObject,
  property,
  psDate,
  readObjects,
  type PsObject,
  type PsValue,
} from "./powershell-objects.ts";

/** Names and values alone, for comparisons. */
function plain(value: PsValue): unknown {
  if (isPsList(value)) return value.map(plain);
  return isPsObject(value) ? value.properties.map((one) => [one.name, plain(one.value)]) : value;
}

function objects(text: string): unknown[] {
  return readObjects(text).objects.map(plain);
}

function clixml(body: string): string {
  return `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">${body}</Objs>`;
}

describe("JSON", () => {
  test.each([
    ["one object, as 5.1 writes an array of one", '{"a":1}', [[["a", 1]]]],
    ["an array", '[{"a":1},{"a":"\\u003cb\\u003e"}]', [[["a", 1]], [["a", "<b>"]]]],
    ["an array that 5.1 wrapped", '{"value":[{"a":1}],"Count":1}', [[["a", 1]]]],
    ["a wrapped property", '{"a":{"value":["x"],"Count":1}}', [[["a", ["x"]]]]],
    ["a property that is called value", '{"value":[1]}', [[["value", [1]]]]],
    ["a number that a double cannot hold", '{"a":9007199254740993}', [[["a", "9007199254740993"]]]],
    [
      "names of object prototypes",
      '{"__proto__":1,"constructor":2}',
      [
        [
          ["__proto__", 1],
          ["constructor", 2],
        ],
      ],
    ],
    ["nothing of use", "[1,null,[]]", []],
  ])("%s", (_, text, expected) => {
    expect(readObjects(text)).toMatchObject({ form: "json", problem: null });
    expect(objects(text)).toEqual(expected);
  });

  test("a cut text keeps its whole objects only", () => {
    const { problem } = readObjects('[{"a":1},{"a":2,"b":');
    expect(problem?.code).toBe("truncated");
    expect(objects('[{"a":1},{"a":2,"b":')).toEqual([[["a", 1]]]);
    expect(objects('{"value":[{"a":1},{"a":')).toEqual([[["a", 1]]]);
  });

  test("a property's place is its name and its value, also behind a mark in the middle of captures", () => {
    const text = '\ufeff {"a": [1, 2] }';
    const [a] = readObjects(text).objects[0]?.properties ?? [];
    expect(text.slice(a?.start, a?.end)).toBe('"a": [1, 2]');
  });
});

describe("CSV", () => {
  test("the type line, quotes, line breaks, and cells that are not there", () => {
    const text = '#TYPE A.B\r\n"a";"b";"c"\r\n"1";"x\r\n""y""";\r\n';
    expect(readObjects(text)).toMatchObject({ form: "csv", problem: null, objects: [{ typeNames: ["A.B"] }] });
    expect(objects(text)).toEqual([
      [
        ["a", "1"],
        ["b", 'x\r\n"y"'],
        ["c", ""],
      ],
    ]);
    const c = property(readObjects(text).objects[0] as PsObject, "C");
    expect(c?.start).toBe(c?.end);
  });

  test.each(["a,b\n1,2\n3\n", 'a,b\n1,2\n"3'])("what does not fit ends the reading: %j", (text) => {
    expect(readObjects(text).problem).not.toBeNull();
    expect(objects(text)).toEqual([
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ]);
  });
});

describe("CLIXML", () => {
  test("every kind of value", () => {
    const text = clixml(
      '<Obj RefId="0"><TN RefId="0"><T>A</T><T>B</T></TN><ToString>text</ToString><Props><I32 N="i">-1</I32><B N="b">true</B>' +
        '<Nil N="n"/><S N="s">a_x000A_b_x005F_x</S><U64 N="u">18446744073709551615</U64><BA N="ba">AQL/</BA><Db N="d">1.5</Db>' +
        '<Obj N="enum" RefId="1"><TN RefId="1"><T>E</T></TN><ToString>Word</ToString><I32>3</I32></Obj>' +
        '<Obj N="list" RefId="2"><TNRef RefId="0"/><LST><S>x</S><I32>1</I32></LST></Obj>' +
        '<Obj N="map" RefId="3"><DCT><En><S N="Key">k</S><S N="Value">v</S></En></DCT></Obj></Props>' +
        '<MS><Ref N="same" RefId="2"/></MS></Obj><Obj RefId="9"><TNRef RefId="0"/><MS/></Obj>',
    );
    const { objects: found, problem, notes } = readObjects(text);
    expect([problem, notes]).toEqual([null, []]);
    expect(found.map(({ typeNames, text: words }) => [typeNames, words])).toEqual([
      [["A", "B"], "text"],
      [["A", "B"], null],
    ]);
    expect(objects(text)[0]).toEqual([
      ["i", -1],
      ["b", true],
      ["n", null],
      ["s", "a\nb_x"],
      ["u", "18446744073709551615"],
      ["ba", [1, 2, 255]],
      ["d", 1.5],
      ["enum", 3],
      ["list", ["x", 1]],
      ["map", [["k", "v"]]],
      ["same", ["x", 1]],
    ]);
  });

  test("a list at the top is laid out, and so are its whole objects when it is cut", () => {
    const list =
      '<Obj RefId="0"><LST><Obj RefId="1"><MS><I32 N="a">1</I32></MS></Obj><Obj RefId="2"><MS><I32 N="a">2</I32></MS></Obj></LST></Obj>';
    expect(objects(clixml(list))).toEqual([[["a", 1]], [["a", 2]]]);
    const cut = clixml(list).slice(0, -60);
    expect(objects(cut)).toEqual([[["a", 1]]]);
    expect(readObjects(cut).problem?.code).toBe("truncated");
  });

  test("a secure string is neither given nor decoded", () => {
    const text = clixml('<Obj RefId="0"><MS><S N="user">u</S><SS N="password">01000000d08c</SS></MS></Obj>');
    const read = readObjects(text);
    expect(JSON.stringify(read)).not.toContain("d08c");
    expect(read.notes).toMatchObject([{ code: "secret-redacted", data: { what: "password" } }]);
    const [user, password] = read.objects[0]?.properties ?? [];
    expect(holdsSecureString(text, user?.start ?? 0, user?.end ?? 0)).toBe(false);
    expect(holdsSecureString(text, password?.start ?? 0, password?.end ?? 0)).toBe(true);
  });

  test("references that lead back, or would grow without end, are left out and said", () => {
    const circle = clixml('<Obj RefId="0"><MS><Ref N="self" RefId="0"/></MS></Obj>');
    expect(objects(circle)).toEqual([[["self", null]]]);
    expect(readObjects(circle).notes).toHaveLength(1);

    let bomb = '<Obj RefId="0"><MS><S N="x">x</S></MS></Obj>';
    for (let i = 1; i < 40; i += 1) {
      bomb += `<Obj RefId="${i}"><MS>${`<Ref N="r" RefId="${i - 1}"/>`.repeat(10)}</MS></Obj>`;
    }
    const { objects: found, notes } = readObjects(clixml(bomb));
    expect(found).toHaveLength(40);
    expect(notes).toHaveLength(1);
    expect(JSON.stringify(found.map(plain)).length).toBeLessThan(20_000_000);
  });

  test("a document type is not read", () => {
    expect(readObjects('<!DOCTYPE Objs [<!ENTITY a "b">]><Objs><Obj><MS/></Obj></Objs>')).toMatchObject({
      objects: [],
      problem: { code: "malformed" },
    });
  });
});

describe("values", () => {
  test.each([
    "System.Object[]",
    "@{a=1; b=2}",
    "System.Collections.Hashtable",
    "Microsoft.ActiveDirectory.Management.ADUser",
  ])("%s stands for what was left out", (text) => expect(isCutOff(text)).toBe(true));

  test.each(["", "x", "System", "System. x", "@{a", 1, null, "O:SYG:SYD:"])("%s does not", (value) => {
    expect(isCutOff(value)).toBe(false);
  });

  test("dates of 5.1", () => {
    expect(psDate("/Date(1700000000000)/")).toBe(1_700_000_000_000);
    expect(psDate("/Date(-62135596800000)/")).toBe(-62_135_596_800_000);
    expect(psDate("2024-01-01")).toBeNull();
    expect(psDate(1)).toBeNull();
  });
});

describe("any text", () => {
  test("is read without an exception, and every place is in it", () => {
    const piece = fc.constantFrom(
      '{"a":',
      "[",
      "]",
      "}",
      "1",
      ",",
      '"',
      "<Objs>",
      "</Objs>",
      '<Obj RefId="0">',
      "</Obj>",
      "<MS>",
      "</MS>",
      '<S N="a">',
      "</S>",
      '<Ref RefId="0"/>',
      "<LST>",
      "</LST>",
      "\n",
      "a,b",
      "#TYPE x",
      "<",
      "&#0;",
      "\ufeff",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        for (const { start, end, properties } of readObjects(text).objects) {
          for (const place of [{ start, end }, ...properties]) {
            expect(0 <= place.start && place.start <= place.end && place.end <= text.length).toBe(true);
          }
        }
      }),
      { seed: 97, numRuns: 500 },
    );
  });

  test.each([
    ["quotes", '"'.repeat(300_000)],
    ["cells", ",".repeat(300_000)],
    ["type lines", "#TYPE\n".repeat(50_000)],
    ["objects", "<Obj>".repeat(60_000)],
    ["brackets", "[".repeat(300_000)],
  ])("%s are read quickly", (_, text) => {
    const before = performance.now();
    readObjects(text);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
