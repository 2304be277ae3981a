import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SUBCATEGORIES } from "../../core/audit-policy.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, SubcategoryFields } from "../../core/fact.ts";
import { decode } from "../../text/decode.ts";
import { LOCALISED_NAMES } from "../../text/subcategory-names.data.ts";
import { headOf } from "../read.ts";
import { auditpolText } from "./format.ts";

const SEED = 20240229;
const HEADER = "System audit policy\n\nCategory/Subcategory                      Setting\n";

interface Parsed {
  readonly read: string;
  readonly drafts: FactDraft[];
  readonly rows: SubcategoryFields[];
  readonly diagnostics: DiagnosticDraft[];
  readonly codes: string[];
}

function parse(text: string): Parsed {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = auditpolText.parse(
    { path: "dc01.txt", bytes: new Uint8Array(0), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const rows = drafts.map((draft) => draft.fields as SubcategoryFields);
  return { read, drafts, rows, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

function sniff(text: string): string {
  return auditpolText.sniff(headOf(new Uint8Array(0), { text, encoding: "utf-8", guessed: false }));
}

function line(name: string, setting: string): string {
  return `  ${name.padEnd(Math.max(38, name.length + 2))}${setting}\n`;
}

describe("a whole table", () => {
  it("gives all 60 rows, by GUID, with a host that nobody names", () => {
    const settings = ["No Auditing", "Success", "Failure", "Success and Failure"];
    const text = HEADER + SUBCATEGORIES.map(({ name }, i) => line(name, settings[i % 4] ?? "")).join("");
    const { read, rows, drafts, codes } = parse(text);
    expect({ read, codes, rows: rows.length }).toEqual({ read: "complete", codes: [], rows: 60 });
    expect(rows.map((row) => row.subcategory)).toEqual(SUBCATEGORIES.map(({ guid }) => guid));
    expect(rows.slice(0, 4)).toMatchObject([
      { value: null, success: false, failure: false, state: "set" },
      { success: true, failure: false },
      { success: false, failure: true },
      { success: true, failure: true },
    ]);
    for (const { span, via, host } of drafts) {
      expect({ via, host, unit: span.unit }).toEqual({ via: "auditpol-text", host: null, unit: "char" });
    }
    expect(text.slice(drafts[0]?.span.start, drafts[0]?.span.end)).toMatch(/^Security State Change +No Auditing$/);
    expect(sniff(text)).toBe("yes");
  });

  it.each(LOCALISED_NAMES.map(({ language, certainty, names }) => ({ language, certainty, names: names.split("|") })))(
    "$language: every name by its GUID; candidates are said to be such",
    ({ certainty, names }) => {
      const { rows, codes } = parse(names.map((entry) => line(entry.slice(3), "Success")).join(""));
      expect(rows.map((row) => row.subcategory.slice(6, 8))).toEqual(names.map((entry) => entry.slice(0, 2)));
      expect(codes.includes("words-unconfirmed")).toBe(certainty === "candidate");
    },
  );

  it("may have blank lines, TABs, CR CR LF, marks within and a junk first line", () => {
    const text = `Aktive Codepage: 850.\r\r\n${HEADER}\ufeff  Logon\tSuccess\r\r\n\r\r\n\0  Logoff    Failure\0\r\r\n`;
    expect(parse(text)).toMatchObject({
      read: "complete",
      codes: [],
      rows: [
        { subcategory: SUBCATEGORIES.find(({ name }) => name === "Logon")?.guid, success: true },
        { failure: true },
      ],
    });
  });

  it("keeps a name that leaves no gap, only where both halves are known", () => {
    const glued = "  Ereignisse zu angepassten TokenrechtenKeine Überwachung\n";
    expect(parse(HEADER + glued).rows).toMatchObject([{ subcategory: "0CCE924A-69AE-11D9-BED3-505054503030" }]);
    expect(parse(`${HEADER}  LogonSuccess and\n`)).toMatchObject({
      rows: [],
      codes: ["truncated"],
      read: "incomplete",
    });
    expect(parse(`${HEADER}  Logon\n${line("Logoff", "Success")}`)).toMatchObject({ rows: [{}], codes: ["malformed"] });
  });
});

describe("what is not known", () => {
  it("a name: no fact and no guess; a setting: a fact that is not understood", () => {
    const { rows, codes, diagnostics } = parse(
      HEADER + line("Logon Events", "Success") + line("Logon", "Zzz") + line("Logoff", "Success and"),
    );
    expect(rows).toMatchObject([
      { name: "Logon", value: null, success: null, failure: null, state: "not-understood" },
      { name: "Logoff", success: null, state: "not-understood" },
    ]);
    expect(codes).toEqual(["not-understood", "not-understood", "not-understood"]);
    expect(diagnostics[0]?.data).toMatchObject({ what: "subcategory name", value: "Logon Events" });
  });

  it("a setting of a language without a table is told by the pattern of the file", () => {
    const known = [
      ["Logon", "Bono"],
      ["Logoff", "Nula"],
      ["SAM", "Bono kaj malo"],
      ["Registry", "Malo"],
    ] as const;
    const { rows } = parse(HEADER + known.map(([name, setting]) => line(name, setting)).join(""));
    expect(rows).toMatchObject([
      { success: null, state: "not-understood" },
      { success: false, failure: false, state: "set" },
      { success: true, failure: true, state: "set" },
      { success: null, state: "not-understood" },
    ]);
  });

  it("a name that the same file's list of names tells", () => {
    const list = "Kategorio/Subkategorio,GUID\n  Ensaluto,{0CCE9215-69AE-11D9-BED3-505054503030}\n";
    for (const text of [HEADER + line("Ensaluto", "Success") + list, list + HEADER + line("Ensaluto", "Success")]) {
      expect(parse(text)).toMatchObject({
        codes: [],
        rows: [{ subcategory: "0CCE9215-69AE-11D9-BED3-505054503030", name: "Ensaluto", success: true }],
      });
    }
    const verbose = "  Ensaluto                  {0CCE9216-69AE-11D9-BED3-505054503030}\n";
    expect(parse(verbose + line("Ensaluto", "Success")).rows).toMatchObject([
      { subcategory: "0CCE9216-69AE-11D9-BED3-505054503030" },
    ]);
    expect(parse(list + verbose + line("Ensaluto", "Success"))).toMatchObject({ rows: [], codes: ["not-understood"] });
    const lie = "  Logon,{0CCE9216-69AE-11D9-BED3-505054503030}\n";
    expect(parse(lie + line("Logon", "Success"))).toMatchObject({ rows: [], codes: ["not-understood"] });
  });

  it("the policy of one user is not the computer's", () => {
    const table = HEADER + line("Logon", "Success");
    expect(parse(`C:\\>auditpol /get /user:alice /category:*\n${table}`)).toMatchObject({
      rows: [],
      codes: ["not-understood"],
    });
    expect(parse(`${HEADER}  Logon     Success     Failure\n`)).toMatchObject({ rows: [], codes: ["not-understood"] });
    expect(parse(`C:\\>auditpol /get /user:a\nC:\\>auditpol /get /category:*\n${table}`).rows).toHaveLength(1);
  });
});

describe("the host", () => {
  const table = HEADER + line("Logon", "Success");

  it.each([
    ["", null],
    ["[DC01]: PS C:\\Users\\a> auditpol /get /category:*\n", "DC01"],
    ["C:\\tools>psexec \\\\dc02 auditpol /get /category:*\n", "dc02"],
    ["PS C:\\> Invoke-Command -ComputerName dc03.corp.example { auditpol /get /category:* }\n", "dc03.corp.example"],
    ["C:\\>winrs -r:DC04 auditpol /get /category:*\n", "DC04"],
    ["Computer name: DC05\n\n", "DC05"],
    ["===== Host: DC06 =====\n", "DC06"],
    ["C:\\>hostname\n\nDC07\n\nC:\\>auditpol /get /category:*\n", "DC07"],
    ["\\\\DC08:\n", "DC08"],
    ["Active code page: 437\n", null],
    ["Host: localhost\n", null],
    ["Host: 10.0.0.1\n", null],
    ["Note: DC01\n", null],
    ["C:\\Users\\DC01>auditpol /get /category:*\n", null],
    ["[DC01]: PS C:\\> exit\nPS C:\\> auditpol /get /category:*\n", null],
    ["C:\\>hostname\nC:\\>auditpol\n", null],
  ])("%j is %j", (before, host) => {
    expect(parse(before + table).drafts.map((draft) => draft.host)).toEqual([host]);
  });

  it("of several captures is each one's own; the same row twice is said", () => {
    const { drafts, codes } = parse(`Host: DC01\n${table}Host: DC02\n${table}`);
    expect(drafts.map((draft) => draft.host)).toEqual(["DC01", "DC02"]);
    expect(codes).toEqual([]);
    expect(parse(table + table).codes).toEqual(["duplicate-key"]);
  });
});

describe("recognition", () => {
  it.each([
    [HEADER, "yes"],
    ["Kategorie/Unterkategorie                  Einstellung\n", "yes"],
    [`Categorie/x     Y\n${line("Logon", "Success")}`, "yes"],
    [line("Logon", "Success"), "no"],
    [`Name     Value\n${line("Alpha", "Success")}`, "no"],
    ["HKEY_LOCAL_MACHINE\\Software\n    Name    REG_SZ    Data\n", "no"],
    [["Logon", "logoff", "SAM", "Registry", "File System"].map((name) => `  ${name}    ???`).join("\n"), "yes"],
    [`Kategorie\n${"  Unbekanntes    Keine Überwachung\n".repeat(5)}`, "yes"],
    ["A\n  Logon  x\n  Logoff  x\n  Registry  x\n  SAM  x\n", "no"],
    [`${"  a    Erfolg\n".repeat(5)}  b    x\n`, "no"],
    ["<html>\n", "no"],
    ["", "no"],
    ["Machine Name,Policy Target,Subcategory,Subcategory GUID\n", "no"],
    ["  Logon,{0CCE9215-69AE-11D9-BED3-505054503030}\n".repeat(60), "no"],
  ])("%j: %s", (text, answer) => {
    expect(sniff(text)).toBe(answer);
  });

  it("a table in another code page", () => {
    // Russian of CP866, as Windows-1252 shows it.
    const bytes = Uint8Array.from(
      ["Вход в систему", "Выход из системы", "Специальный вход", "Целостность системы"].flatMap((name) => [
        ...Buffer.from("  "),
        ...Array.from(name, cp866),
        ...Buffer.from("        "),
        ...Array.from("Успех и сбой", cp866),
        10,
      ]),
    );
    const { text } = decode(bytes);
    expect(sniff(text)).toBe("yes");
    expect(parse(text)).toMatchObject({
      codes: ["bad-encoding", "words-unconfirmed", "words-unconfirmed"],
      rows: [{ name: "Вход в систему", success: true, failure: true }, {}, {}, {}],
    });
  });
});

function cp866(char: string): number {
  const code = char.charCodeAt(0);
  if (code < 0x80) return code;
  return code >= 0x440 ? code - 0x440 + 0xe0 : code - 0x410 + 0x80;
}

describe("any text", () => {
  it("never throws, has spans in the text, and every excerpt gives the same fact", () => {
    const part = fc.oneof(
      fc.constantFrom(
        "Logon",
        "  SAM",
        "Success",
        "  ",
        "\t",
        "\n",
        "\0",
        "\ufeff",
        "{0CCE9215-69AE-11D9-BED3-505054503030}",
        "C:\\>auditpol /user:x",
        "Host: A",
        "šberwachung",
        ",",
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        sniff(text);
        for (const { fields, span } of parse(text).drafts) {
          const again = auditpolText.reread?.(text.slice(span.start, span.end), "subcategory");
          expect(again).not.toBeNull();
          expect(fields).toMatchObject(again ?? {});
        }
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it.each([
    ["  x".repeat(300_000)],
    ["  LogonSuccess and \n".repeat(50_000)],
    [`  ${" ".repeat(1_000_000)}x`],
    ["  é  é\n".repeat(100_000)],
    ["  a,{0CCE9215-69AE-11D9-BED3-505054503030}\n".repeat(30_000)],
  ])("takes linear time", (text) => {
    const start = performance.now();
    sniff(text);
    parse(text);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
