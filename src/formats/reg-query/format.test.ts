/** `reg query`: what is there has its type, and what is not there has no value. */
import { describe, expect, test } from "vitest";
import type { RegistryFields } from "../../core/fact.ts";
import { readFile } from "../read.ts";
import { queryOf, valueLine } from "./line.ts";

function read(...lines: string[]) {
  const reading = readFile("capture.txt", new Uint8Array(Buffer.from(lines.join("\r\n"))));
  return { ...reading, fields: reading.drafts.map(({ fields }) => fields as RegistryFields) };
}

const KEY = "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\NTDS\\Diagnostics";

describe("captures", () => {
  test("a name with blanks and a DWORD", () => {
    const { drafts, format } = read(KEY, "    15 Field Engineering    REG_DWORD    0x5");
    expect(format?.id).toBe("reg-query");
    expect(drafts[0]).toMatchObject({
      host: null,
      via: "reg-query",
      fields: {
        hive: "HKLM",
        key: "SYSTEM\\CurrentControlSet\\Services\\NTDS\\Diagnostics",
        name: "15 Field Engineering",
        type: "REG_DWORD",
        value: 5,
      },
    });
  });

  test.each(["ERROR: not found", "FEHLER: nicht gefunden", "ОШИБКА: не найдено", "エラー: ありません"])(
    "an error in any language is no value: %s",
    (error) => {
      const command = 'C:\\>reg query HKLM\\SYSTEM\\X /v "15 Field Engineering"';
      const { fields, diagnostics } = read(command, "", error, "", KEY, "    A    REG_DWORD    0x0");
      expect(fields.map(({ name }) => name)).toEqual(["A"]);
      expect(diagnostics).toMatchObject([
        { code: "value-absent", data: { message: error, key: "HKLM\\SYSTEM\\X", name: "15 Field Engineering" } },
      ]);
    },
  );

  test("an error behind the answer of a query is not blamed on that query", () => {
    const { diagnostics } = read("C:\\>reg query HKLM\\A /v B", KEY, "    B    REG_DWORD    0x1", "", "ERROR: x");
    expect(diagnostics).toEqual([
      { code: "value-absent", path: "capture.txt", at: { line: 5, column: 1 }, data: { message: "ERROR: x" } },
    ]);
  });

  test("the default value in any language, and only where it can stand", () => {
    const { fields } = read(KEY, "    (Standard)    REG_SZ    x", "    (y)    REG_SZ    z");
    expect(fields.map(({ name, value }) => [name, value])).toEqual([
      ["", "x"],
      ["(y)", "z"],
    ]);
  });

  test("a query of another computer names it", () => {
    const { drafts } = read("PS C:\\> reg query \\\\DC02\\HKLM\\SYSTEM", "", KEY, "    A    REG_DWORD    0x1");
    expect(drafts[0]?.host).toBe("DC02");
  });
});

describe("lines", () => {
  test.each([
    ["    A    REG_SZ    x    REG_DWORD    0x1", { name: "A", type: "REG_SZ", value: "x    REG_DWORD    0x1" }],
    ["    A    REG_FOO    b    REG_SZ    x", { name: "A    REG_FOO    b", type: "REG_SZ", value: "x" }],
    ["    A\tREG_DWORD\t0xffffffff", { name: "A", type: "REG_DWORD", value: 4_294_967_295 }],
    ["    A    REG_BINARY    00fF", { value: "00ff" }],
    ["    A    REG_MULTI_SZ    a\\0b\\0", { value: ["a", "b"] }],
  ])("%s", (line, expected) => {
    expect(valueLine(line)).toMatchObject({ ...expected, understood: true });
  });

  test.each([
    "A    REG_DWORD    0x1",
    "    A    REG_FOO    0x1",
    "    A REG_DWORD 0x1",
    "      A    REG_DWORD    0x1",
    "",
  ])("is none: %s", (line) => expect(valueLine(line)).toBeNull());

  test("queries", () => {
    expect(queryOf('C:\\>reg.exe query "HKLM\\A B" /v "c d" /reg:64')).toEqual({
      host: null,
      key: "HKLM\\A B",
      name: "c d",
    });
    expect(queryOf("reg query \\\\dc\\HKLM\\A /ve")).toEqual({ host: "dc", key: "HKLM\\A", name: "" });
    expect(queryOf("reg query A")).toBeNull();
  });

  test("blanks and types without end are answered quickly", () => {
    const before = performance.now();
    valueLine(`    a${"    REG_SZ   x".repeat(50_000)}`);
    valueLine(`    a${" ".repeat(500_000)}b`);
    read(KEY, `    a    REG_SZ    b\r\nx`.repeat(20_000));
    expect(performance.now() - before).toBeLessThan(2000);
  });
});
