/** LDIF and .reg files that are too large to stand in memory read as small ones do, whatever the parts they arrive in. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LIMITS } from "../core/limits.ts";
import { readFileStream } from "./read-stream.ts";
import { type FileReading, Findings, readFile } from "./read.ts";

/** As the platform does: one buffer that is used again. */
function opener(bytes: Uint8Array, length: number): () => AsyncIterable<Uint8Array> {
  return async function* open() {
    const buffer = new Uint8Array(length);
    for (let at = 0; at < bytes.length; at += length) {
      const part = bytes.subarray(at, at + length);
      buffer.fill(0xaa);
      buffer.set(part);
      yield await Promise.resolve(buffer.subarray(0, part.length));
    }
  };
}

async function expectSame(bytes: Uint8Array, ...lengths: readonly number[]): Promise<FileReading> {
  const whole = readFile("export", bytes);
  for (const length of lengths) {
    const streamed = await readFileStream("export", opener(bytes, length));
    if (whole.format?.stream === undefined) expect(streamed).toBeNull();
    else expect(streamed).toEqual(whole);
  }
  return whole;
}

function casesOf(format: string): { name: string; bytes: Uint8Array }[] {
  const folder = `${import.meta.dirname}/${format}/cases`;
  return readdirSync(folder).map((name) => {
    const input = readdirSync(`${folder}/${name}`).find((file) => file.startsWith("input")) ?? "";
    return { name, bytes: new Uint8Array(readFileSync(`${folder}/${name}/${input}`)) };
  });
}

const BREAKS = ["\r\n", "\n", "\r", "\r\r\n"];

/** Pieces of which entries are made, whole and broken. */
const LINES: Readonly<Record<"ldif" | "reg-file", readonly string[]>> = {
  ldif: [
    "dn: DC=corp,DC=example",
    "DN:: REM9Y29ycA==",
    "dn: CN=Some Object with a name that is folded,OU=Staff,",
    " DC=corp,DC=example",
    "",
    "",
    "objectClass: domainDNS",
    "objectSid: S-1-5-21-1-2-3",
    "gPOptions: 0",
    "gPLink: [LDAP://cn={31B2F340-016D-11D2-945F-00C04FB984F9},cn=policies,cn=system,DC=corp,DC=example;0]",
    "nTSecurityDescriptor: O:DAG:DAD:(A;;GA;;;SY)S:(AU;SA;WD;;;DU)",
    "nTSecurityDescriptor: O:DAG:DAD:(A;;GA;;;SY)",
    "nTSecurityDescriptor:: AQAEgBQAAAAgAAAAAAAAAAAAAAABAQAAAAAABRIAAAABAQAAAAAABRIAAAA=",
    "member: CN=a,DC=corp",
    "changetype: modify",
    "unicodePwd:: AAAA",
    "# a comment",
    "-",
    "no attribute",
    "\uFEFFdn: CN=behind a mark,DC=corp",
    "é漢",
  ],
  "reg-file": [
    "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]",
    "[HKEY_LOCAL_MACHINE\\Software\\Some]",
    "[-HKEY_LOCAL_MACHINE\\Software\\Gone]",
    "[without a bracket",
    '"Level"=dword:00000003',
    '"level"=dword:3 ; comment',
    '@="default"',
    '"Text"="one \\"quoted\\"',
    'and its second line"',
    '"Open"="',
    '"List"=hex(7):61,00,\\',
    "  00,00,\\",
    "  00,00",
    '"Broken"=hex:6,zz',
    '"DefaultPassword"="secret"',
    '"Deleted"=-',
    "; a comment",
    "",
    "noise",
    "é漢",
    '"Name',
  ],
};
const FIRST = { ldif: "version: 1\ndn: CN=x,DC=corp\ncn: x\n", "reg-file": "Windows Registry Editor Version 5.00\r\n" };

describe.each(["ldif", "reg-file"] as const)("%s", (format) => {
  test.each(casesOf(format))("$name in parts", async ({ bytes }) => {
    expect((await expectSame(bytes, 1, 7, 64, 4096)).format?.id).toBe(format);
  });

  test("lines of any kind in any order, with any breaks, in parts of any size", async () => {
    const line = fc.tuple(fc.constantFrom(...LINES[format]), fc.constantFrom(...BREAKS));
    let facts = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 60 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 200 }),
        async (lines, wide, cut, length) => {
          const text = FIRST[format] + lines.flat().join("");
          const all = wide ? Buffer.from(`\uFEFF${text}`, "utf16le") : Buffer.from(text);
          const bytes = cut ? all.subarray(0, all.length - Math.min(length, 20)) : all;
          const { read, drafts } = await expectSame(new Uint8Array(bytes), length);
          expect(read).toMatch(/^(?:complete|incomplete|unrecognised)$/);
          facts += drafts.length;
        },
      ),
      { seed: 21, numRuns: 400 },
    );
    expect(facts).toBeGreaterThan(100);
  });

  test("any damage to the cases", async () => {
    const cases = casesOf(format).map(({ bytes }) => bytes);
    const change = fc.record({ at: fc.nat(), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...cases),
        fc.constantFrom(...cases),
        fc.array(change, { maxLength: 6 }),
        fc.integer({ min: 1, max: 97 }),
        async (one, two, changes, length) => {
          const bytes = Buffer.concat([one, two]);
          for (const { at, value } of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
          const { read } = await expectSame(new Uint8Array(bytes), length);
          expect(read).toMatch(/^(?:complete|incomplete|unrecognised)$/);
        },
      ),
      { seed: 22, numRuns: 100 },
    );
  });
});

describe("an entry over the limit", () => {
  const parts = 1024 * 1024 + 1;

  test("of LDIF is left out, said, and no other", async () => {
    const long = `dn: CN=long,DC=corp\nmember: ${"x".repeat(LIMITS.ldifEntryChars)}\n`;
    const link = "gPLink: [LDAP://cn={31B2F340-016D-11D2-945F-00C04FB984F9},cn=policies,cn=system,DC=corp;0]\n";
    const text = `dn: OU=a,DC=corp\n${link}\r${long}\ndn: OU=b,DC=corp\n${link}`;
    const { read, drafts, diagnostics } = await expectSame(Buffer.from(text), parts);
    expect(read).toBe("incomplete");
    expect(drafts.flatMap(({ fields, at }) => (fields.kind === "gpo-link" ? [[fields.container, at]] : []))).toEqual([
      ["OU=a,DC=corp", { line: 2, column: 9 }],
      ["OU=b,DC=corp", { line: 8, column: 9 }],
    ]);
    expect(diagnostics).toMatchObject([
      { code: "limit-exceeded", at: { line: 4, column: 1 }, data: { limit: LIMITS.ldifEntryChars } },
    ]);
    // One at the very end of the file as well.
    const last = await expectSame(Buffer.from(`dn: OU=a,DC=corp\n${link}\n${long}`), parts);
    expect([last.read, last.diagnostics.map(({ code }) => code)]).toEqual(["incomplete", ["limit-exceeded"]]);
    expect(last.drafts).toHaveLength(2);
  }, 60_000);

  test("of a .reg file ends the reading: nothing in a text that never closes is taken for a key", async () => {
    const key = "[HKEY_LOCAL_MACHINE\\Software\\";
    const inside = `${key}Inside]\r\n\r\n`;
    const filler = "x".repeat(LIMITS.regEntryChars);
    const text = `Windows Registry Editor Version 5.00\r\n\r\n${key}Before]\r\n@=dword:1\r\n"Open"="${inside}@=dword:2\r\n${filler}`;
    const { read, drafts, diagnostics } = await expectSame(Buffer.from(text), parts);
    expect(read).toBe("incomplete");
    expect(drafts.map(({ excerpt }) => excerpt)).toEqual(["@=dword:1"]);
    expect(diagnostics).toMatchObject([
      { code: "limit-exceeded", at: { line: 5, column: 1 }, data: { limit: LIMITS.regEntryChars } },
    ]);
  }, 60_000);
});

test("what repeats stands in memory once, and nothing holds the text that it was cut from", async () => {
  const descriptor = `nTSecurityDescriptor: O:SYG:SYD:(A;;GA;;;SY)S:(AU;SA;WD;;;WD)${" ".repeat(300)}`;
  const text = Array.from({ length: 200 }, (_, i) => `dn: CN=object ${i},DC=corp\n${descriptor}\n\n`).join("");
  const { drafts } = await expectSame(Buffer.from(text), 4096);
  const aces = drafts.map(({ fields }) => (fields.kind === "security-descriptor" ? fields.aces : null));
  expect(aces).toHaveLength(200);
  expect(new Set(aces).size).toBe(1);
});

test("facts beyond the most that are kept are counted, and the file is not complete", () => {
  const found = new Findings("a.reg", null, 2);
  for (const start of [0, 1, 2, 3]) {
    const span = { unit: "char", start, end: start } as const;
    const fields = { kind: "audit-option", option: "o", value: start } as const;
    found.add({ fields, span, via: "reg-file" }, span, { line: 1, column: 1 }, "");
  }
  const { read, drafts, diagnostics } = found.reading({ read: "complete" });
  expect([read, drafts.length]).toEqual(["incomplete", 2]);
  expect(diagnostics).toEqual([
    { code: "limit-exceeded", path: "a.reg", at: null, data: { what: "facts of one file", limit: 2, more: 2 } },
  ]);
  expect(found.reading({ read: "refused", reason: "r" }).read).toBe("refused");
});
