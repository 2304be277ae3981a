/** Registry Editor files: what a writer wrote is read, deletions make a script, and hostile files stay cheap. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RegistryFields } from "../../core/fact.ts";
import { readFile } from "../read.ts";

const KEY = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]";

function read(text: string) {
  const reading = readFile("lsa.reg", new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le")));
  return { ...reading, fields: reading.drafts.map(({ fields }) => fields as RegistryFields) };
}

function version5(...lines: string[]) {
  return read(["Windows Registry Editor Version 5.00", "", ...lines, ""].join("\r\n"));
}

describe("values", () => {
  test("a DWORD of a computer that the file does not name", () => {
    const { drafts, fields } = version5(KEY, '"SCENoApplyLegacyAuditPolicy"=dword:00000001');
    expect(fields).toEqual([
      {
        kind: "registry",
        hive: "HKLM",
        key: "SYSTEM\\CurrentControlSet\\Control\\Lsa",
        name: "SCENoApplyLegacyAuditPolicy",
        type: "REG_DWORD",
        value: 1,
      },
    ]);
    expect(drafts[0]).toMatchObject({ via: "reg-file", host: null, at: { line: 4, column: 1 } });
    expect(drafts[0]?.tier).toBeUndefined();
  });

  test("a wrapped list of bytes is one value with one place", () => {
    const { drafts } = version5(
      KEY,
      '"Packages"=hex(7):61,00,\\',
      "  00,00,62,00,\\",
      "  00,00,00,00",
      '"Next"=dword:2',
    );
    expect(drafts.map(({ fields, at }) => [(fields as RegistryFields).value, at])).toEqual([
      [["a", "b"], { line: 4, column: 1 }],
      [2, { line: 7, column: 1 }],
    ]);
  });

  test("the bytes of REGEDIT4 are ANSI", () => {
    const { fields } = read(`REGEDIT4\r\n\r\n${KEY}\r\n"P"=hex(2):25,41,25,00\r\n`);
    expect(fields[0]).toMatchObject({ type: "REG_EXPAND_SZ", value: "%A%" });
  });

  test("one deletion makes all of the file a script: no computer, tier D", () => {
    const { drafts, diagnostics } = version5(KEY, '"A"=dword:1', '"B"=-', "[-HKEY_LOCAL_MACHINE\\SOFTWARE\\X]");
    expect(drafts.map(({ tier, host }) => [tier, host])).toEqual([
      ["D", undefined],
      ["D", undefined],
      ["D", undefined],
    ]);
    expect(drafts.map(({ fields }) => (fields as RegistryFields).action)).toEqual([undefined, "D", "D"]);
    expect(diagnostics).toMatchObject([{ code: "instruction", at: { line: 5 }, data: { count: 2 } }]);
  });
});

const textValue = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !text.includes("\0"));
const entries = fc.uniqueArray(
  fc.record({
    name: fc.string({ maxLength: 12 }).filter((name) => name.trim().toLowerCase() !== "defaultpassword"),
    data: fc.oneof(
      fc.record({ type: fc.constant("REG_DWORD"), value: fc.nat(0xffff_ffff) }),
      fc.record({ type: fc.constant("REG_SZ"), value: textValue }),
      fc.record({ type: fc.constant("REG_EXPAND_SZ"), value: textValue }),
      fc.record({ type: fc.constant("REG_BINARY"), value: fc.uint8Array({ maxLength: 60 }) }),
    ),
  }),
  { selector: ({ name }) => name.toLowerCase(), maxLength: 8 },
);

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function bytes(list: Uint8Array): string {
  let text = "";
  for (const [i, byte] of list.entries()) {
    text += `${byte.toString(16).padStart(2, "0")}${i + 1 < list.length ? (i % 20 === 19 ? ",\\\r\n  " : ",") : ""}`;
  }
  return text;
}

function dataText(value: number | string | Uint8Array, type: string): string {
  if (typeof value === "number") return `dword:${value.toString(16).padStart(8, "0")}`;
  if (typeof value !== "string") return `hex:${bytes(value)}`;
  return type === "REG_SZ" ? quoted(value) : `hex(2):${bytes(new Uint8Array(Buffer.from(`${value}\0`, "utf16le")))}`;
}

describe("properties", () => {
  test("what a writer wrote is read", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const lines = list.map(({ name, data }) => `${quoted(name)}=${dataText(data.value, data.type)}`);
        const { fields, read: state } = version5(KEY, ...lines);
        expect(state).toBe("complete");
        expect(fields.map(({ name, type, value }) => [name, type, value])).toEqual(
          list.map(({ name, data: { type, value } }) => [
            name,
            type,
            typeof value === "object" ? Buffer.from(value).toString("hex") : value,
          ]),
        );
      }),
      { seed: 71, numRuns: 150 },
    );
  });

  test.each([
    ["lists that never end", '"a"=hex:00,\\\r\n'],
    ["texts that never end", '"a"="x\r\n'],
    ["keys that never end", "[HKEY\r\n"],
    ["escapes", '@="\\"\r\n'],
    ["commas", '"a"=hex:,,,,\r\n'],
    ["the same value", `${KEY}\r\n"a"=dword:1\r\n`],
  ])("%s are read in linear time", (_, piece) => {
    const text = piece.repeat(Math.floor(1_000_000 / piece.length));
    const before = performance.now();
    const { diagnostics } = version5(text);
    expect(performance.now() - before).toBeLessThan(2500);
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics.length).toBeLessThanOrEqual(201);
  });
});
