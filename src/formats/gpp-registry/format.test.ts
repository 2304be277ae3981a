import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, RegistryFields, Side } from "../../core/fact.ts";
import { decode } from "../../text/decode.ts";
import { headOf } from "../read.ts";
import { format } from "./format.ts";

const ROOT = '<RegistrySettings clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}"';

function read(text: string, side: Side | null = "machine") {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = format.parse(
    { path: "Registry.xml", bytes: new Uint8Array(), text: () => text, side },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const fields = drafts.map((draft) => draft.fields).filter((one): one is RegistryFields => one.kind === "registry");
  const excerpts = drafts.map(({ span }) => text.slice(span.start, span.end));
  return { read: result.read, fields, excerpts, diagnostics };
}

function sniffed(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return format.sniff(headOf(bytes, decode(bytes)));
}

const place = 'hive="HKEY_LOCAL_MACHINE" key="K"';
const item = (properties: string, inner = "", attributes = ""): string =>
  `<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}"${attributes}><Properties ${place} ${properties}/>${inner}</Registry>`;
const file = (inner: string, attributes = ""): string => `${ROOT}${attributes}>${inner}</RegistrySettings>`;
const one = (properties: string, inner = "", attributes = ""): RegistryFields | undefined =>
  read(file(item(properties, inner, attributes))).fields[0];

test("is recognised by root and class, never by name", () => {
  expect(sniffed(`<?xml version="1.0" encoding="utf-8"?>\r\n${ROOT} disabled="0">`)).toBe("yes");
  expect(sniffed("<RegistrySettings clsid='{a3ccfc41-dfdb-43a5-8d26-0fe8b954da51}'/>")).toBe("yes");
  expect(sniffed("<RegistrySettings/>")).toBe("maybe");
  expect(
    sniffed(`<Groups clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"><User><Properties cpassword="x"/></User></Groups>`),
  ).toBe("no");
  expect(sniffed(`<RegistrySettings xmlns="urn:x" clsid="{A3CCFC41-DFDB-43a5-8D26-0FE8B954DA51}"/>`)).toBe("no");
  expect(sniffed(item('name="n"'))).toBe("maybe");
});

describe("values", () => {
  test.each([
    ['type="REG_DWORD" value="00000064" displayDecimal="1"', 100],
    ['type="REG_DWORD" value="06400000"', 104_857_600],
    ['type="REG_DWORD" value="FFFFFFFF"', 4_294_967_295],
    ['type="REG_QWORD" value="001FFFFFFFFFFFFF"', 9_007_199_254_740_991],
    ['type="REG_QWORD" value="FFFFFFFFFFFFFFFF"', "18446744073709551615"],
    ['type="REG_BINARY" value="01FFaB"', "01ffab"],
    ['type="REG_BINARY" value=""', ""],
    ['type="REG_SZ" value=" a&#10;b "', " a\nb "],
    ['type="REG_EXPAND_SZ" value="%x%"', "%x%"],
    ['type="REG_SZ"', null],
    ['type="" value=""', null],
  ])("%s is %j", (properties, value) => {
    const { fields, diagnostics } = read(file(item(`action="U" name="n" ${properties}`)));
    expect(fields[0]?.value).toEqual(value);
    expect(diagnostics).toEqual([]);
  });

  test.each([
    'type="REG_DWORD" value="100"',
    'type="REG_DWORD" value="0x000001"',
    'type="REG_DWORD" value=""',
    'type="REG_QWORD" value="00000001"',
    'type="REG_BINARY" value="010"',
    'type="REG_MULTI_SZ" value="a b"',
    'type="String" value="1"',
    'type="" value="1"',
  ])("%s keeps its text and is not understood", (properties) => {
    const { fields, diagnostics } = read(file(item(`name="n" ${properties}`)));
    expect(fields[0]?.value).toBe(/value="([^"]*)"/.exec(properties)?.[1]);
    expect(diagnostics).toMatchObject([{ code: "not-understood", data: { what: "n" } }]);
    expect(read(file(item(`action="D" name="n" ${properties}`))).diagnostics).toEqual([]);
  });

  test("strings of a list", () => {
    const text = `<Registry><Properties ${place} name="n" type="REG_MULTI_SZ" value="x"><Values><Value>a b</Value><Value/></Values></Properties></Registry>`;
    expect(read(file(text)).fields[0]?.value).toEqual(["a b", ""]);
  });

  test("the default value, and a key alone", () => {
    expect(one('default="1" name="x" type="REG_SZ" value="v"')).toMatchObject({ name: "", value: "v" });
    expect(one('default="0" name="" type="" value=""')).toMatchObject({ name: "", type: null, value: null });
  });
});

test("action, hive and side", () => {
  expect(one('name="n"')?.action).toBe("U");
  expect(["C", "r", "U", "D"].map((action) => one(`action="${action}" name="n"`)?.action)).toEqual([
    "C",
    "R",
    "U",
    "D",
  ]);
  const hives = ["HKEY_CURRENT_USER", "HKEY_USERS", "HKEY_CLASSES_ROOT", "HKEY_CURRENT_CONFIG"];
  expect(
    hives.map((hive) => read(file(`<Registry><Properties hive="${hive}" key="\\K"/></Registry>`)).fields[0]),
  ).toMatchObject([{ hive: "HKCU", key: "\\K" }, { hive: "HKU" }, { hive: "HKCR" }, { hive: null }]);
  expect(read(file(item('name="n"')), "user").fields[0]?.side).toBe("user");
  expect(read(file(item('name="n"')), null).fields[0]).not.toHaveProperty("side");
});

describe("conditions", () => {
  test("none where nothing is conditional", () => {
    expect(one('name="n" removePolicy="1"', "<Filters/>", ' disabled="0" bypassErrors="1"')).not.toHaveProperty(
      "condition",
    );
  });

  test("disabled file, folder and item begin with that word; nothing else does", () => {
    expect(read(file(item('name="n"'), ' disabled="1"')).fields[0]?.condition).toBe("disabled: the whole file");
    const folder = `<Collection disabled="1"><Collection>${item('name="n"')}</Collection></Collection>`;
    expect(read(file(folder)).fields[0]?.condition).toBe("disabled: the folder");
    expect(one('name="n"', "<Filters><FilterRunOnce/></Filters>", ' disabled="1"')?.condition).toBe(
      "disabled: the item; applied once",
    );
  });

  test.each([
    ["<FilterRunOnce/>", "applied once"],
    ['<FilterGroup bool="AND" not="0"/>', "only where FilterGroup"],
    ['<FilterGroup bool="OR" not="1"/><FilterOs bool="OR"/>', "only where not FilterGroup or FilterOs"],
    ["<FilterRunOnce/><FilterSite/>", "only where FilterRunOnce and FilterSite; applied once"],
    [
      "<FilterCollection not='1'><FilterSite/><FilterOs bool='OR'/></FilterCollection>",
      "only where not (FilterSite or FilterOs)",
    ],
    ["<evil&#x20;/>", null],
    ["<Evil.Words/>", "only where an unknown filter"],
    ["<FilterOs/>".repeat(10), `only where ${Array(8).fill("FilterOs").join(" and ")} and 2 more filters`],
  ])("filters %s", (filters, condition) => {
    const text = file(item('name="n"', `<Filters>${filters}</Filters>`));
    expect(read(text).fields[0]?.condition ?? null).toBe(condition);
  });

  test("filters of a folder reach everything in it", () => {
    const folder = `<Collection>${item('name="a"')}<Filters><FilterOs/></Filters></Collection>${item('name="b"')}`;
    expect(read(file(folder)).fields.map(({ name, condition }) => [name, condition])).toEqual([
      ["a", "only where FilterOs"],
      ["b", undefined],
    ]);
  });

  test("bits, variables and unknown actions", () => {
    expect(one('name="n" bitfield="1"')?.condition).toBe("bit-wise update of the value that stands there");
    expect(one('name="%ComputerName%"')?.condition).toBe("the name holds a variable");
    expect(
      read(file('<Registry><Properties hive="HKEY_LOCAL_MACHINE" key="a\\%DomainName%\\b" name="100%"/></Registry>'))
        .fields[0]?.condition,
    ).toBe("the key holds a variable");
    expect(one('name="n" action="X"')?.condition).toBe("the action is not understood");
  });

  test("stay short whatever a file piles up", () => {
    const deep = Array.from(
      { length: 200 },
      (_, i) => `<Collection><Filters>${"<FilterOs/>".repeat((i % 8) + 1)}</Filters>`,
    ).join("");
    const text = file(`${deep}${item('name="n"')}${"</Collection>".repeat(200)}`);
    const condition = read(text).fields[0]?.condition ?? "";
    expect(condition.length).toBeLessThan(600);
    expect(condition).toContain("more conditions");
  });
});

describe("what is wrong with it", () => {
  test("cut off inside of a folder: whole items are kept and say that the filters are not known", () => {
    const text = `${file(`${item('name="a"')}<Collection>${item('name="b"')}`).slice(0, -"</RegistrySettings>".length)}<Registry><Properties`;
    const { read: state, fields, diagnostics } = read(text);
    expect(state).toBe("incomplete");
    expect(fields.map(({ name, condition }) => [name, condition])).toEqual([
      ["a", undefined],
      ["b", "the folder is cut off, its filters are not known"],
    ]);
    expect(diagnostics).toMatchObject([{ code: "truncated" }]);
  });

  test("look-alikes of another namespace are not read", () => {
    const text = file(
      `<x:Registry xmlns:x="urn:x"><x:Properties ${place}/></x:Registry><Registry><Properties xmlns="urn:x" ${place}/></Registry>`,
    );
    expect(read(text).fields).toEqual([]);
    expect(read(text).diagnostics).toMatchObject([{ code: "malformed" }]);
  });

  test("a loose item counts for nothing certain", () => {
    const { fields, diagnostics } = read(item('name="n"'));
    expect(fields[0]?.condition).toBe("the root element is not RegistrySettings");
    expect(diagnostics).toMatchObject([{ code: "malformed" }]);
    expect(read(`<Collection disabled="1">${item('name="n"')}</Collection>`).fields[0]?.condition).toBe(
      "disabled: the folder; the root element is not RegistrySettings",
    );
    expect(read(`<Registry>${item('name="n"')}</Registry>`).fields.length).toBe(1);
  });
});

describe("secrets", () => {
  test.each(["cpassword", "CPassword", "x:cpassword"])("%s is told, and no excerpt covers it", (name) => {
    const text = file(
      `<Registry><Properties ${place} name="n" xmlns:x="urn:x" ${name}='Zm9v' type="REG_SZ" value="v"/></Registry>`,
    );
    const { fields, excerpts, diagnostics } = read(text);
    expect(fields[0]).toMatchObject({ name: "n", value: "v" });
    expect(excerpts[0]).not.toContain("Zm9v");
    expect(excerpts[0]).toContain('name="n"');
    expect(diagnostics).toMatchObject([{ code: "secret-redacted", data: { what: "cpassword" } }]);
  });

  test("an empty one is none", () => {
    expect(read(file(`<Registry><Properties ${place} cpassword=""/></Registry>`)).diagnostics).toEqual([]);
  });

  test("the password of an automatic logon is left out, as value and as list", () => {
    const { fields, excerpts, diagnostics } = read(file(item('name="defaultpassword" type="REG_SZ" value="hunter2"')));
    expect(fields[0]).toMatchObject({ name: "defaultpassword", value: null });
    expect(excerpts[0]).not.toContain("hunter2");
    expect(diagnostics).toMatchObject([{ code: "secret-redacted" }]);
    const list = `<Registry><Properties ${place} name="DefaultPassword" type="REG_MULTI_SZ"><Values><Value>hunter2</Value></Values></Properties></Registry>`;
    expect(read(file(list)).excerpts[0]).not.toContain("hunter2");
    expect(read(file(list)).fields[0]?.value).toBeNull();
  });
});
