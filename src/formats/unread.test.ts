/** Formats that are known and not read: each claims its own files and no other's, and gives a reason and no fact. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../core/diagnostic.ts";
import { expectedEntries, haveRealFiles, realPath } from "../testing/real-files.ts";
import { decode } from "../text/decode.ts";
import { adExplorerSnapshot } from "./ad-explorer-snapshot/format.ts";
import { admxTemplate } from "./admx-template/format.ts";
import { clixml } from "./clixml/format.ts";
import type { Format, Head, ReadResult } from "./define.ts";
import { deviceControlRules } from "./device-control-rules/format.ts";
import { eventLogFile } from "./event-log-file/format.ts";
import { excelWorkbook } from "./excel-workbook/format.ts";
import { gppOther } from "./gpp-other/format.ts";
import { htmlReport } from "./html-report/format.ts";
import { FORMATS } from "./index.generated.ts";
import { policyComments } from "./policy-comments/format.ts";
import { headOf } from "./read.ts";
import { registryHive } from "./registry-hive/format.ts";
import { registryPol } from "./registry-pol/format.ts";
import { scriptsIni } from "./scripts-ini/format.ts";

const REFUSED: readonly Format[] = [
  adExplorerSnapshot,
  clixml,
  deviceControlRules,
  eventLogFile,
  excelWorkbook,
  htmlReport,
  registryHive,
];
const IGNORED: readonly Format[] = [admxTemplate, gppOther, policyComments, scriptsIni];
const UNREAD = [...REFUSED, ...IGNORED];
const ALL = new Map([...FORMATS, registryPol, ...UNREAD].map((format) => [format.id, format]));

function headOfBytes(bytes: Uint8Array): Head {
  const text = decode(bytes);
  const isBinary = !text.encoding.startsWith("utf-16") && bytes.subarray(0, 4096).includes(0);
  return headOf(bytes, isBinary ? null : text);
}

const headOfText = (text: string): Head => headOfBytes(Buffer.from(text));

function claims(head: Head): Record<string, string> {
  const answers: Record<string, string> = {};
  for (const [id, format] of ALL) {
    const said = format.sniff(head);
    if (said !== "no") answers[id] = said;
  }
  return answers;
}

function read(
  format: Format,
  bytes: Uint8Array,
): { result: ReadResult; diagnostics: DiagnosticDraft[]; facts: number } {
  const diagnostics: DiagnosticDraft[] = [];
  let facts = 0;
  const result = format.parse(
    { path: "file", bytes, text: () => decode(bytes).text, side: null },
    {
      fact: () => {
        facts += 1;
      },
      diagnostic: (draft) => diagnostics.push(draft),
    },
  );
  return { result, diagnostics, facts };
}

function casesOf(id: string): { name: string; bytes: Uint8Array }[] {
  const folder = join(import.meta.dirname, id, "cases");
  return readdirSync(folder).map((name) => {
    const inputs = readdirSync(join(folder, name)).filter((file) => file.startsWith("input."));
    expect(inputs).toHaveLength(1);
    return { name, bytes: new Uint8Array(readFileSync(join(folder, name, inputs[0]!))) };
  });
}

const CASES = UNREAD.flatMap((format) =>
  casesOf(format.id).map(({ name, bytes }) => ({ format, id: format.id, name, bytes })),
);

describe("cases", () => {
  test.each(CASES)(
    "$id/$name is claimed by its format alone, with a reason and without a fact",
    ({ format, id, name, bytes }) => {
      const unsure = id === "clixml" || (id === "html-report" && name === "localised");
      const sure = unsure ? "maybe" : "yes";
      expect(claims(headOfBytes(bytes))).toEqual({ [id]: sure });
      const { result, facts } = read(format, bytes);
      expect(facts).toBe(0);
      expect(result.read).toBe(REFUSED.includes(format) ? "refused" : "ignored");
      if ("reason" in result) expect(result.reason.length).toBeGreaterThan(20);
    },
  );

  test.each(UNREAD)("$id has a page and an ok case", ({ id }) => {
    expect(existsSync(join(import.meta.dirname, id, "README.md"))).toBe(true);
    expect(casesOf(id).map(({ name }) => name)).toContain("ok");
  });

  test("none of them claims the cases of the formats that are read", () => {
    let files = 0;
    for (const format of [...FORMATS, registryPol].filter(({ id }) => !UNREAD.some((unread) => unread.id === id))) {
      if (!existsSync(join(import.meta.dirname, format.id, "cases"))) continue;
      for (const { name, bytes } of casesOf(format.id)) {
        files += 1;
        const head = headOfBytes(bytes);
        // Objects in CLIXML are claimed with less force than by the formats that know them.
        const strangers = UNREAD.filter((unread) => unread.sniff(head) !== (unread === clixml ? "maybe" : "no"))
          .filter((unread) => unread.sniff(head) !== "no")
          .map(({ id }) => id);
        expect({ format: format.id, name, strangers }).toEqual({ format: format.id, name, strangers: [] });
      }
    }
    expect(files).toBeGreaterThan(10);
  });
});

describe("near misses", () => {
  test.each([
    ["other HTML", "<!DOCTYPE html><html><head><title>Shop</title></head></html>"],
    ["the root of Policy Analyzer alone", "<PolicyRules/>"],
    ["the root of Policy Analyzer without a known child", "<PolicyRules><Other/></PolicyRules>"],
    ["the root of RSoP without its namespace", "<Rsop/>"],
    ["objects of something else", "<Objs/>"],
    ["a preference item without its root", '<Registry clsid="{9CD4B2F4-923D-47f5-A062-E897DD1DAD50}"/>'],
    ["a class in a namespace", '<Groups xmlns="urn:x" clsid="{3125E937-EB16-4b4c-9934-544FC6D24D26}"/>'],
    ["a class in a value", '<Groups note=">" x="clsid="/>'],
    ["a mention of Registry Editor", "see Windows Registry Editor Version 5.00"],
    ["a name alone", "dn: DC=corp,DC=example\n"],
    ["prose with a name", "dn: DC=corp,DC=example\nand some words\n"],
    ["three lines of a record", "Computer\nSoftware\\Example\nName\n"],
    ["a record without a type", "Computer\nSoftware\\Example\nName\n1\n"],
    ["scripts and more", "[Startup]\n0CmdLine=a\n[Other]\nx=1\n"],
    ["a section of scripts with other keys", "[Logon]\nmode=1\n"],
    ["four known names", "A\n  Logon  x\n  Logoff  x\n  Registry  x\n  SAM  x\n"],
    ["five settings among others", `${"  a    Erfolg\n".repeat(5)}  b    x\n`],
    ["the output of reg query", "HKEY_LOCAL_MACHINE\\X\n    Name    REG_DWORD    0x1\n"],
    ["nothing", ""],
  ])("%s is claimed by none of them", (_, text) => {
    const head = headOfText(text);
    expect(UNREAD.filter((format) => format.sniff(head) !== "no").map(({ id }) => id)).toEqual([]);
  });
});

describe("secrets", () => {
  const { bytes } = CASES.find(({ id, name }) => id === "gpp-other" && name === "hostile-password")!;

  test("each password is reported at its place, even behind the break of the file, and never shown", () => {
    const text = decode(bytes).text;
    const { diagnostics } = read(gppOther, bytes);
    expect(diagnostics.map(({ code, offset }) => [code, offset])).toEqual([
      ["secret-redacted", text.indexOf("cpassword")],
      ["secret-redacted", text.indexOf("CPASSWORD")],
    ]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/bm90|YWxz/);
    expect(JSON.stringify(diagnostics)).toContain("the key is public");
  });

  test("an empty password is none", () => {
    const ok = CASES.find(({ id, name }) => id === "gpp-other" && name === "ok")!;
    expect(decode(ok.bytes).text).toContain('cpassword=""');
    expect(read(gppOther, ok.bytes).diagnostics).toEqual([]);
  });

  test("the reason of a raw hive warns of secrets", () => {
    expect(read(registryHive, new Uint8Array()).result).toMatchObject({
      reason: expect.stringContaining("secrets") as string,
    });
  });
});

describe("hostile bytes", () => {
  test("any head is answered, and any file read without a fact", () => {
    const seeds = CASES.map(({ bytes }) => bytes);
    const files = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((text) => new Uint8Array(Buffer.from(text))),
      fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat(255)).map(([seed, at, value]) => {
        const changed = Uint8Array.from(seed);
        changed[at % changed.length] = value;
        return changed;
      }),
    );
    fc.assert(
      fc.property(files, (bytes) => {
        const head = headOfBytes(bytes);
        for (const format of UNREAD) {
          expect(["no", "maybe", "yes"]).toContain(format.sniff(head));
          expect(read(format, bytes).facts).toBe(0);
        }
      }),
      { seed: 61, numRuns: 300 },
    );
  });

  test.each([
    ["blanks", `  x${" ".repeat(70_000)}`],
    ["rows of blanks", `  x${" ".repeat(500)}y${" ".repeat(500)}\n`.repeat(70)],
    ["a tag without end", `<PolicyRules ${"a ".repeat(40_000)}`],
    ["quotes", `<Groups clsid=${'"'.repeat(70_000)}`],
    ["comments", `<PolicyRules>${"<!--".repeat(20_000)}`],
    ["colons", `dn: x\n${":".repeat(70_000)}`],
    ["names", `dn: x\n${"a;".repeat(40_000)}`],
    ["brackets", "[Startup]\n".repeat(7000)],
  ])("%s are answered quickly", (_, text) => {
    const head = headOfText(text);
    const before = performance.now();
    for (const format of UNREAD) format.sniff(head);
    expect(performance.now() - before).toBeLessThan(500);
  });

  test("a megabyte of passwords", () => {
    const text = Buffer.from("cpassword=".repeat(200_000));
    const before = performance.now();
    expect(read(gppOther, text).diagnostics).toEqual([]);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe.skipIf(!haveRealFiles())("real files", () => {
  test("each is claimed by the format that its place says", () => {
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    const expectClaim = (path: string, ids: readonly string[]): void => {
      const said = claims(headOfBytes(new Uint8Array(readFileSync(path))));
      const got = Object.keys(said);
      if (got.length !== 1 || !ids.includes(got[0]!)) wrong.push(`${path}: ${JSON.stringify(said)}`);
      else seen.set(got[0]!, (seen.get(got[0]!) ?? 0) + 1);
    };
    const kinds: Record<string, string> = {
      "lgpo-text": "lgpo-text",
      "auditpol-text": "auditpol-text",
      policyrules: "policy-rules",
      rsop: "rsop-xml",
    };
    for (const entry of expectedEntries()) {
      const id = kinds[entry.kind];
      if (id !== undefined) expectClaim(realPath(entry.corpusPath), [id]);
    }
    const files = readdirSync(realPath("."), { recursive: true, encoding: "utf8" });
    for (const file of files) {
      if (/comment\.cmtx$/i.test(file)) expectClaim(realPath(file), ["policy-comments"]);
      if (/\.pol$/i.test(file)) expectClaim(realPath(file), ["registry-pol"]);
      if (/Preferences[/\\](?!Registry).*\.xml$/i.test(file)) expectClaim(realPath(file), ["gpp-other"]);
    }
    console.log(`real files by format: ${[...seen].map(([id, count]) => `${id} ${count}`).join(", ")}`);
    expect(wrong).toEqual([]);
    expect(seen.get("gpp-other")).toBeGreaterThan(20);
  });

  test("none of them claims a file that another format reads", () => {
    const wrong: string[] = [];
    let files = 0;
    for (const file of readdirSync(realPath("."), { recursive: true, encoding: "utf8" })) {
      if (!/(?:gpreport|backup|bkupinfo|manifest|registry)\.xml$|\.csv$|\.inf$|gpt\.ini$/i.test(file)) continue;
      files += 1;
      const head = headOfBytes(new Uint8Array(readFileSync(realPath(file))));
      for (const format of UNREAD) if (format.sniff(head) !== "no") wrong.push(`${file}: ${format.id}`);
    }
    console.log(`${files} files of other formats left alone`);
    expect(wrong).toEqual([]);
    expect(files).toBeGreaterThan(500);
  });
});
