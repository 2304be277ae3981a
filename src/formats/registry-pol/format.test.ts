import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, RegistryFields, Side } from "../../core/fact.ts";
import { LIMITS } from "../../core/limits.ts";
import { encodeRegistryPol } from "../../testing/registry-pol-writer.ts";
import type { PolEntry } from "../../testing/registry-pol-writer.ts";
import type { ReadResult } from "../define.ts";
import { registryPol } from "./format.ts";

interface Reading {
  readonly result: ReadResult;
  readonly facts: readonly FactDraft[];
  readonly fields: readonly RegistryFields[];
  readonly diagnostics: readonly DiagnosticDraft[];
}

function read(bytes: Uint8Array, side: Side | null = "machine"): Reading {
  const facts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = registryPol.parse(
    { path: "Registry.pol", bytes, text: () => "", side },
    { fact: (draft) => facts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  return { result, facts, fields: facts.map((fact) => fact.fields as RegistryFields), diagnostics };
}

const caseBytes = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(join(import.meta.dirname, "cases", name, "input.pol")));
const readCase = (name: string, side?: Side | null): Reading => read(caseBytes(name), side);
const codes = ({ diagnostics }: Reading): string[] => diagnostics.map(({ code }) => code);
const values = ({ fields }: Reading) => fields.map(({ name, value }) => [name, value]);

const FIXTURE =
  "50526567010000005b0053006f006600740077006100720065005c00580000003b00560000003b00040000003b00040000003b00010000005d00";

describe("good files", () => {
  test("the smallest one", () => {
    const bytes = Uint8Array.from(Buffer.from(FIXTURE, "hex"));
    expect(bytes).toHaveLength(58);
    const { result, facts, diagnostics } = read(bytes);
    expect(result).toEqual({ read: "complete" });
    expect(diagnostics).toEqual([]);
    expect(facts).toEqual([
      {
        fields: {
          kind: "registry",
          hive: "HKLM",
          key: "Software\\X",
          name: "V",
          type: "REG_DWORD",
          value: 1,
          side: "machine",
        },
        span: { unit: "byte", start: 8, end: 58 },
        via: "registry-pol",
      },
    ]);
    const written = encodeRegistryPol([{ key: "Software\\X", name: "V", type: "REG_DWORD", data: 1 }]);
    expect(Buffer.from(written).toString("hex")).toBe(FIXTURE);
  });

  test("the folder tells the hive; a loose file has none", () => {
    expect(readCase("ok", "user").fields[0]).toMatchObject({ hive: "HKCU", side: "user" });
    const loose = readCase("ok", null);
    expect(loose.fields[0]?.hive).toBeNull();
    expect(loose.fields[0]).not.toHaveProperty("side");
    expect(loose.diagnostics).toEqual([{ code: "hive-unknown" }]);
    expect(codes(readCase("empty", null))).toEqual([]);
  });

  test("delimiters inside of data end nothing", () => {
    expect(values(readCase("ok-delimiters"))).toEqual([["D", 0x003b005d]]);
  });

  test("every type", () => {
    const reading = readCase("ok-types");
    expect(reading.result).toEqual({ read: "complete" });
    expect(reading.diagnostics).toEqual([]);
    expect(reading.fields.map(({ name, type, value }) => [name, type, value])).toEqual([
      ["Big", "REG_DWORD_BIG_ENDIAN", 258],
      ["Bytes", "REG_BINARY", "5d003b00ff"],
      ["Expand", "REG_EXPAND_SZ", "%SystemRoot%\\a;b]"],
      ["List", "REG_MULTI_SZ", ["one", "two"]],
      ["No list", "REG_MULTI_SZ", []],
      ["None", "REG_NONE", "0102"],
      ["Long", "REG_QWORD", 4294967296],
      ["Too long", "REG_QWORD", "18446744073709551615"],
      ["Unsigned", "REG_DWORD", 4294967295],
      ["", "REG_SZ", "the default value"],
      ["", "REG_NONE", null],
      ["Odd", "99", "07"],
    ]);
  });

  test("orders keep their names", () => {
    const { fields } = readCase("ok-orders");
    expect(fields.map(({ name, action, condition }) => [name, action, condition])).toEqual([
      ["**delvals.", "D", undefined],
      ["*", undefined, undefined],
      ["**Del.Gone", "D", undefined],
      ["**DeleteValues", "D", undefined],
      ["**DeleteKeys", "D", undefined],
      ["**soft.Kept", undefined, "only if the value does not exist"],
      ["**SecureKey", undefined, undefined],
      ["**later", undefined, undefined],
    ]);
    expect(fields[2]).toMatchObject({ type: "REG_SZ", value: " " });
  });

  test("eight bytes are a complete file without settings", () => {
    expect(readCase("empty")).toMatchObject({ result: { read: "complete" }, facts: [], diagnostics: [] });
  });

  test("names in any script", () => {
    expect(readCase("localised").fields[0]).toMatchObject({
      key: "Software\\Beispiel\\Schlüssel",
      name: "Größe",
      value: "監査",
    });
  });
});

describe("secrets", () => {
  test("the password of an automatic logon is neither value nor excerpt", () => {
    const bytes = caseBytes("ok-secret");
    const { facts, fields, diagnostics } = read(bytes);
    expect(fields[0]).toMatchObject({ name: "DefaultPassword", type: "REG_SZ", value: null });
    expect(diagnostics).toEqual([{ code: "secret-redacted", offset: 8, data: { what: "DefaultPassword" } }]);
    const { start, end } = facts[0]!.span;
    const excerpt = Buffer.from(bytes.subarray(start, end));
    expect(excerpt.toString("utf16le")).not.toContain("not a real one");
    expect(registryPol.reread(excerpt.toString("hex"), "registry")).toMatchObject({
      name: "DefaultPassword",
      value: null,
    });
    expect(facts).toHaveLength(3);
  });
});

describe("broken files", () => {
  test("a record that is cut keeps those before it", () => {
    const reading = readCase("truncated");
    expect(reading.result).toEqual({ read: "incomplete" });
    expect(values(reading)).toEqual([["ProcessCreationIncludeCmdLine_Enabled", 1]]);
    expect(codes(reading)).toEqual(["truncated"]);
  });

  test("a size beyond the end", () => {
    const reading = readCase("hostile-size");
    expect(reading.result).toEqual({ read: "incomplete" });
    expect(reading.facts).toHaveLength(1);
    expect(reading.diagnostics[0]?.data).toEqual({ what: "the data of a record: 4294967295 bytes announced, 6 there" });
  });

  test("padding is skipped and reported", () => {
    const reading = readCase("hostile-padding");
    expect(reading.result).toEqual({ read: "complete" });
    expect(reading.facts).toHaveLength(2);
    expect(codes(reading)).toEqual(["malformed", "malformed"]);
  });

  test("another version is a dead file", () => {
    const reading = readCase("hostile-version");
    expect(reading.result.read).toBe("refused");
    expect(codes(reading)).toEqual(["dead-file"]);
    expect(reading.facts).toEqual([]);
  });

  test("data that does not fit its type stays digits", () => {
    const reading = readCase("hostile-names");
    expect(reading.fields.map(({ key, value }) => [key, value])).toEqual([
      ["__proto__", "010203"],
      ["Software\\Example", "410042"],
    ]);
    expect(reading.fields[0]).not.toHaveProperty("condition");
    expect(reading.diagnostics.map(({ code, data }) => [code, data?.["value"]])).toEqual([
      ["not-understood", "REG_DWORD of 3 bytes"],
      ["not-understood", "REG_SZ of 3 bytes"],
    ]);
  });

  test("a wrong delimiter ends the reading at its place", () => {
    const bytes = Uint8Array.from(Buffer.from(FIXTURE, "hex"));
    bytes[38] = 0x2c;
    expect(read(bytes)).toMatchObject({
      result: { read: "incomplete" },
      facts: [],
      diagnostics: [{ code: "malformed", offset: 38 }],
    });
  });

  test("a record over the limit is left out, those behind it are read", () => {
    const huge = new Uint8Array(LIMITS.registryDataBytes + 2);
    const small = encodeRegistryPol([{ key: "K", name: "V", type: "REG_BINARY", data: new Uint8Array() }]);
    const head = Buffer.from(small);
    head.writeUInt32LE(huge.length, head.length - 8);
    const bytes = Buffer.concat([
      head.subarray(0, -2),
      huge,
      Buffer.from("5d00", "hex"),
      Buffer.from(FIXTURE, "hex").subarray(8),
    ]);
    const reading = read(new Uint8Array(bytes));
    expect(reading.result).toEqual({ read: "incomplete" });
    expect(values(reading)).toEqual([["V", 1]]);
    expect(codes(reading)).toEqual(["limit-exceeded"]);
  });

  test("four bytes of signature are a cut header", () => {
    const bytes = Uint8Array.from(Buffer.from("PReg"));
    expect(registryPol.sniff({ bytes, text: "", sample: "", root: null })).toBe("yes");
    expect(read(bytes)).toMatchObject({ result: { read: "incomplete" }, diagnostics: [{ code: "truncated" }] });
    expect(registryPol.sniff({ bytes: Uint8Array.from(Buffer.from("PRex")), text: "", sample: "", root: null })).toBe(
      "no",
    );
  });

  test("a megabyte without an end is answered quickly", () => {
    const bytes = new Uint8Array(2_000_000).fill(0x5b);
    bytes.set(Buffer.from(FIXTURE, "hex").subarray(0, 10));
    const before = performance.now();
    expect(codes(read(bytes))).toEqual(["truncated"]);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

/** The fields that a fact's bytes give on their own equal the fact's. */
function expectSameAlone(bytes: Uint8Array, facts: readonly FactDraft[]): void {
  for (const { fields, span } of facts) {
    const excerpt = Buffer.from(bytes.subarray(span.start, span.end)).toString("hex");
    const alone = registryPol.reread(excerpt, "registry");
    expect(alone).not.toBeNull();
    expect(fields).toMatchObject(alone!);
  }
}

describe("properties", () => {
  const text = fc.string({ unit: "binary", maxLength: 12 }).filter((value) => !value.includes("\0"));
  const bytes = fc.uint8Array({ maxLength: 12 });
  const entries: fc.Arbitrary<PolEntry> = fc
    .tuple(
      text,
      text,
      fc.oneof(
        fc.tuple(fc.constantFrom("REG_DWORD", "REG_DWORD_BIG_ENDIAN"), fc.nat(0xffffffff)),
        fc.tuple(
          fc.constant("REG_QWORD"),
          fc.oneof(fc.maxSafeNat(), fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }).map(String)),
        ),
        fc.tuple(fc.constantFrom("REG_SZ", "REG_EXPAND_SZ"), text),
        fc.tuple(
          fc.constant("REG_MULTI_SZ"),
          fc.array(
            text.filter((value) => value !== ""),
            { maxLength: 3 },
          ),
        ),
        fc.tuple(fc.constantFrom("REG_BINARY", "REG_NONE", "REG_LINK", "4711"), bytes),
      ),
    )
    .map(([key, name, [type, data]]) => ({ key, name, type, data }));

  test("what is written reads the same, and each record alone", () => {
    fc.assert(
      fc.property(fc.array(entries, { maxLength: 6 }), (list) => {
        const file = encodeRegistryPol(list);
        const { result, facts, fields } = read(file);
        expect(result).toEqual({ read: "complete" });
        expect(fields.map(({ key, name, type, value }) => ({ key, name, type, value }))).toEqual(
          list.map(({ key, name, type, data }) => {
            if (!(data instanceof Uint8Array)) return { key, name, type, value: data };
            const keyOnly = name === "" && type === "REG_NONE" && data.length === 0;
            return { key, name, type, value: keyOnly ? null : Buffer.from(data).toString("hex") };
          }),
        );
        expectSameAlone(file, facts);
      }),
      { seed: 51, numRuns: 300 },
    );
  });

  test("any bytes behind the header are answered, within them and in order", () => {
    const tails = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.array(entries, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(255)).map(([list, at, value]) => {
        const file = encodeRegistryPol(list);
        file[8 + (at % (file.length - 8))] = value;
        return file.subarray(8);
      }),
    );
    fc.assert(
      fc.property(tails, (tail) => {
        const file = Uint8Array.from([...encodeRegistryPol([]), ...tail]);
        const { result, facts, diagnostics } = read(file);
        let at = 8;
        for (const { span } of facts) {
          expect(span.start).toBeGreaterThanOrEqual(at);
          at = span.end;
        }
        expect(at).toBeLessThanOrEqual(file.length);
        if (result.read === "incomplete") expect(diagnostics.length).toBeGreaterThan(0);
        expectSameAlone(file, facts);
      }),
      { seed: 52, numRuns: 1000 },
    );
  });

  test("cut anywhere, a file never says that it is complete", () => {
    const file = caseBytes("ok");
    const boundaries = new Set(read(file).facts.map(({ span }) => span.start));
    for (let length = 9; length < file.length; length += 1) {
      if (boundaries.has(length)) continue;
      expect({ length, read: read(file.subarray(0, length)).result.read }).toEqual({ length, read: "incomplete" });
    }
  });

  test("an excerpt of another kind, or of no record, gives nothing", () => {
    expect(registryPol.reread(FIXTURE.slice(16), "subcategory")).toBeNull();
    for (const excerpt of ["", "zz", FIXTURE, FIXTURE.slice(16, -8)])
      expect(registryPol.reread(excerpt, "registry")).toBeNull();
    expect(registryPol.reread(FIXTURE.slice(16), "registry")).toEqual({
      kind: "registry",
      key: "Software\\X",
      name: "V",
      type: "REG_DWORD",
      value: 1,
    });
  });
});
