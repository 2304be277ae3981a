import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SUBCATEGORIES } from "../../core/audit-policy.ts";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../../core/fact.ts";
import { auditingWord } from "../../text/auditing-words.ts";
import { headOf } from "../read.ts";
import { auditCsv } from "./format.ts";

const SEED = 20240229;
const LOGON = "{0cce9215-69ae-11d9-bed3-505054503030}";
const LOGOFF = "{0CCE9216-69AE-11D9-BED3-505054503030}";
const HEADER =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value";
const HEADER6 = HEADER.slice(0, HEADER.lastIndexOf(","));
const IN_GPO = "x/{6AC1786C-016F-11D2-945F-00C04FB984F9}/Machine/Microsoft/Windows NT/Audit/audit.csv";

interface Parsed {
  readonly read: string;
  readonly drafts: FactDraft[];
  readonly fields: FactFields[];
  readonly diagnostics: DiagnosticDraft[];
  readonly codes: string[];
}

function parse(text: string, path = "captures/audit.csv"): Parsed {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = auditCsv.parse(
    { path, bytes: new Uint8Array(0), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const fields = drafts.map((draft) => draft.fields);
  return { read, drafts, fields, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

function row(...lines: string[]): Parsed {
  return parse([HEADER, ...lines, ""].join("\r\n"));
}

function get(...lines: string[]): Parsed {
  return parse([HEADER6, ...lines, ""].join("\r\n"));
}

function sniff(text: string): string {
  return auditCsv.sniff(headOf(new TextEncoder().encode(text), { text, encoding: "utf-8", guessed: false }));
}

describe("system rows", () => {
  it("are read by GUID and number", () => {
    const { read, drafts, codes } = row(`,System,Audit Logon,${LOGON},Success and Failure,,3`);
    expect(drafts).toEqual([
      {
        fields: {
          kind: "subcategory",
          subcategory: "0CCE9215-69AE-11D9-BED3-505054503030",
          name: "Audit Logon",
          value: 3,
          success: true,
          failure: true,
          state: "set",
        },
        span: { unit: "char", start: HEADER.length + 2, end: HEADER.length + 2 + 81 },
        via: "audit-csv",
      },
    ]);
    expect({ read, codes }).toEqual({ read: "complete", codes: [] });
  });

  it.each([
    ["Success,,1", { value: 1, success: true, failure: false, state: "set" }, []],
    ["Failure,,2", { value: 2, success: false, failure: true, state: "set" }, []],
    ["No Auditing,,0", { value: 0, success: false, failure: false, state: "set" }, ["value-ambiguous"]],
    [",,0", { value: 0, success: false, failure: false, state: "set" }, ["value-ambiguous"]],
    ["Zzz,,0", { value: 0, success: false, failure: false, state: "set" }, ["value-ambiguous"]],
    ["Not Configured,,0", { value: 0, success: null, failure: null, state: "not-configured" }, []],
    ["Nicht konfiguriert,,0", { value: 0, success: null, failure: null, state: "not-configured" }, []],
    ["No Auditing,,4", { value: 4, success: false, failure: false, state: "set" }, []],
    ["No Auditing,,3", { value: 3, success: true, failure: true, state: "set" }, ["value-mismatch"]],
    ["Not Configured,,1", { value: 1, success: true, failure: false, state: "set" }, ["value-mismatch"]],
    ["Zzz,,2", { value: 2, success: false, failure: true, state: "set" }, []],
    ["Success,,5", { value: 5, success: null, failure: null, state: "not-understood" }, ["not-understood"]],
    ["Success,,one", { value: null, success: null, failure: null, state: "not-understood" }, ["not-understood"]],
    ["Success,,-1", { value: null, success: null, failure: null, state: "not-understood" }, ["not-understood"]],
    [
      "Success,,",
      { value: null, success: null, failure: null, state: "not-understood" },
      ["malformed", "not-understood"],
    ],
    [
      "Success",
      { value: null, success: null, failure: null, state: "not-understood" },
      ["malformed", "not-understood"],
    ],
  ])("%s", (cells, fields, codes) => {
    const read = row(`,System,Audit Logon,${LOGON},${cells}`);
    expect(read.fields).toMatchObject([fields]);
    expect(read.codes).toEqual(codes);
  });

  it("of a target in another language are the system's; without a target they are not understood", () => {
    expect(row(`DC01,Systém,Logon,${LOGON},Zzz,,1`).fields[0]).toMatchObject({ success: true, state: "set" });
    expect(row(`DC01,Systém,Logon,${LOGON},Zzz,,1`).fields[0]).not.toHaveProperty("user");
    const without = row(`,,Logon,${LOGON},Success,,1`);
    expect(without.fields).toMatchObject([{ value: 1, success: null, state: "not-understood" }]);
    expect(without).toMatchObject({ read: "incomplete", codes: ["malformed", "not-understood"] });
    expect(without.diagnostics[0]?.data).toMatchObject({ client: "may ignore the whole file" });
  });

  it("say what the specification means by 0 once a file, and only of a GPO's file", () => {
    const zero = `System,x,${LOGON},No Auditing,,0`;
    expect(row(`,${zero}`, `,${zero.replace("9215", "9216")}`).diagnostics).toMatchObject([
      { code: "value-ambiguous", offset: HEADER.length + 2, data: { rows: 2 } },
    ]);
    expect(row(`DC01,${zero}`).codes).toEqual([]);
  });

  it("keep GUIDs of the family that no version knows yet, and no others", () => {
    const future = row(`,System,Future,{0CCE92FE-69AE-11D9-BED3-505054503030},Success,,1`);
    expect(future).toMatchObject({
      read: "complete",
      fields: [{ subcategory: "0CCE92FE-69AE-11D9-BED3-505054503030" }],
    });
    const category = row(
      `,System,Logon,${LOGON},Success,,1`,
      ",System,System,{69979848-797A-11D9-BED3-505054503030},Success,,1",
    );
    expect(category).toMatchObject({ read: "incomplete", codes: ["malformed"] });
    expect(category.fields).toHaveLength(1);
  });

  it("whose English name is another subcategory's are named, and only those", () => {
    for (const { guid, name } of SUBCATEGORIES) {
      expect(row(`,System,${name},{${guid}},Success,,1`).codes).toEqual([]);
      expect(row(`,System,Audit ${name},{${guid}},Success,,1`).codes).toEqual([]);
    }
    expect(row(",System,Audit PNP Activity,{0CCE9248-69AE-11D9-BED3-505054503030},Success,,1").codes).toEqual([]);
    expect(row(`,System,Anmelden,${LOGON},Success,,1`).codes).toEqual([]);
    const wrong = row(",System,Audit Removable Storage,{0CCE924B-69AE-11D9-BED3-505054503030},Success,,1");
    expect(wrong.diagnostics).toMatchObject([{ code: "value-mismatch", data: { text: "Audit Removable Storage" } }]);
    expect(wrong.fields).toMatchObject([{ subcategory: "0CCE924B-69AE-11D9-BED3-505054503030", success: true }]);
  });

  it("that stand twice are both kept, in order", () => {
    const twice = row(`,System,a,${LOGON},,,1`, `,System,b,${LOGON.toUpperCase()},,,2`, `DC1,System,c,${LOGON},,,3`);
    expect(twice.fields).toMatchObject([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(twice.diagnostics).toMatchObject([{ code: "duplicate-key", data: { counts: "last" } }]);
  });
});

describe("rows without a number", () => {
  it("are read by whole words of the languages known", () => {
    for (const [text, success, failure] of [
      ["Success and Failure", true, true],
      ["Erfolg", true, false],
      ["Mislukt", false, true],
      ["監査なし", false, false],
    ] as const) {
      expect(auditingWord(text)).not.toBeNull();
      const { fields, drafts, codes } = get(`DC01,System,x,${LOGON},${text},`);
      expect(fields).toMatchObject([{ value: null, success, failure, state: "set" }]);
      expect(drafts[0]).toMatchObject({ via: "auditpol-get", host: "DC01" });
      expect(codes).toEqual([]);
    }
  });

  it("in unknown words are not understood, never none", () => {
    const { fields, codes } = get(`DC01,System,x,${LOGON},Success and,`, `DC01,System,x,${LOGOFF},šberwachung,`);
    expect(fields).toMatchObject([
      { value: null, success: null, failure: null, state: "not-understood" },
      { value: null, success: null, failure: null, state: "not-understood" },
    ]);
    expect(codes).toEqual(["not-understood", "not-understood"]);
  });

  it("are read by the pattern of the file, which of two is success only by another anchor", () => {
    const rows = ["Nula", "Bono", "Malo", "Bono kaj malo"].map(
      (word, i) => `DC01,System,x,${LOGON.replace("9215", `921${i}`)},${word},`,
    );
    const alone = get(...rows);
    expect(alone.fields).toMatchObject([
      { success: false, failure: false, state: "set" },
      { success: null, state: "not-understood" },
      { success: null, state: "not-understood" },
      { value: null, success: true, failure: true, state: "set" },
    ]);
    expect(alone.codes).toEqual(["words-unconfirmed", "not-understood", "not-understood"]);
    const anchored = row(...rows.map((line) => `${line},`), `DC02,System,x,${LOGON},Malo,,2`);
    expect(anchored.fields).toMatchObject([
      { success: false, failure: false },
      { success: true, failure: false, state: "set" },
      { success: false, failure: true, state: "set" },
      { success: true, failure: true },
      { value: 2 },
    ]);
    for (const word of ["Malo,,1", "Bono,,2"]) {
      const disputed = row(
        ...rows.map((line) => `${line},`),
        `DC02,System,x,${LOGON},Malo,,2`,
        `DC02,System,y,${LOGOFF},${word}`,
      );
      expect(disputed.fields[1]).toMatchObject({ success: null, state: "not-understood" });
    }
  });

  it("are read by another code page where one gives known words, and it is named", () => {
    const { fields, diagnostics } = get(
      `DC01,System,x,${LOGON},Keine šberwachung,`,
      `DC01,System,\u0090nderung,${LOGOFF},Erfolg,`,
    );
    expect(fields).toMatchObject([{ success: false, failure: false, state: "set" }, { success: true }]);
    expect(diagnostics).toEqual([
      { code: "bad-encoding", data: { encoding: "CP850", what: "settings", example: "Keine šberwachung" } },
    ]);
    // Russian of CP866: the last letter of the first word is what Windows-1252 calls a non-breaking blank.
    expect(
      get(`DC01,System,x,${LOGON},\u0081\u00a5\u00a7 \u00a0\u00e3\u00a4\u00a8\u00e2\u00a0 ,`).fields,
    ).toMatchObject([{ success: false, failure: false, state: "set" }]);
    const excerpt = `DC01,System,x,${LOGON},Keine šberwachung,`;
    expect(auditCsv.reread?.(excerpt, "subcategory")).not.toHaveProperty("success");
  });

  it("and without a machine name are not auditpol's", () => {
    const { fields, codes } = get(`,System,x,${LOGON},Success,`);
    expect(fields).toMatchObject([{ state: "not-understood" }]);
    expect(codes).toEqual(["malformed", "not-understood"]);
  });

  it("of one user give what is included and excluded", () => {
    const { fields } = get(
      `DC01,CORP\\alice,Logon,${LOGON},No Auditing,Success and Failure`,
      `DC01,CORP\\alice,Logoff,${LOGOFF},Success,Failure`,
      `DC01,CORP\\bob,Logoff,${LOGOFF},No Auditing,No Auditing`,
    );
    expect(fields).toMatchObject([
      { user: "CORP\\alice", value: null, success: false, failure: false, state: "set" },
      { user: "CORP\\alice", success: true, failure: false, state: "set" },
      { user: "CORP\\bob", success: null, failure: null, state: "not-configured" },
    ]);
  });
});

describe("per-user rows", () => {
  const SID = "S-1-5-21-1-2-3-1104";

  it.each([
    [0, null, null, "not-configured"],
    [1, true, null, "set"],
    [2, false, null, "set"],
    [4, null, true, "set"],
    [8, null, false, "set"],
    [10, false, false, "set"],
    [5, true, true, "set"],
    [3, true, null, "set"],
    [16, false, false, "set"],
    [17, true, false, "set"],
    [32, null, null, "not-understood"],
  ])("value %i", (value, success, failure, state) => {
    const { fields } = row(`DC01,${SID},Logon,${LOGON},No Auditing,Success,${value}`);
    expect(fields).toMatchObject([{ user: SID, value, success, failure, state }]);
  });

  it("are told by an exclusion where the target is a name, and have keys of their own", () => {
    const { fields, codes } = row(
      `DC01,alice,Logon,${LOGON},No Auditing,Success,2`,
      `DC01,${SID},Logon,${LOGON},,,1`,
      `DC01,System,Logon,${LOGON},Success,,1`,
    );
    expect(fields).toMatchObject([{ user: "alice" }, { user: SID }, { value: 1 }]);
    expect(fields[2]).not.toHaveProperty("user");
    expect(codes).toEqual([]);
  });
});

describe("options and global SACLs", () => {
  it("are audit options", () => {
    const { fields, codes, drafts } = row(
      "DC01,,Option:CrashOnAuditFail,,Disabled,,0",
      "DC01,System,Option:FullPrivilegeAuditing,,Enabled,,1",
      "DC01,,FileGlobalSacl,,,,",
      "DC01,,RegistryGlobalSacl,,,,S:(AU;FA;KA;;;WD)",
    );
    expect(fields).toEqual([
      { kind: "audit-option", option: "CrashOnAuditFail", value: 0 },
      { kind: "audit-option", option: "FullPrivilegeAuditing", value: 1 },
      { kind: "audit-option", option: "FileGlobalSacl", value: "" },
      { kind: "audit-option", option: "RegistryGlobalSacl", value: "S:(AU;FA;KA;;;WD)" },
    ]);
    expect(codes).toEqual([]);
    expect(drafts.map(({ via, host }) => `${via} ${host}`)).toEqual(Array(4).fill("auditpol-backup DC01"));
  });

  it("keep numbers over words and odd values visible", () => {
    const { fields, codes } = row(
      ",,Option:AuditBaseObjects,,Enabled,,0",
      ",,Option:X,,Enabled,,2",
      ",,Option:Y,,Zzz,,z",
    );
    expect(fields).toMatchObject([{ value: 0 }, { value: 2 }, { value: null }]);
    expect(codes).toEqual(["value-mismatch", "not-understood", "not-understood"]);
  });

  it("join the columns of SDDL where its semicolons are the delimiter", () => {
    const text = `${HEADER.replaceAll(",", ";")}\n;;FileGlobalSacl;;;;S:(AU;SAFA;FA;;;WD)(AU;FA;KA;;;BA);;\n`;
    expect(parse(text)).toMatchObject({
      read: "complete",
      codes: [],
      fields: [{ option: "FileGlobalSacl", value: "S:(AU;SAFA;FA;;;WD)(AU;FA;KA;;;BA)" }],
    });
  });
});

describe("the file", () => {
  it("is of the GPO at its place, whatever its machine name says", () => {
    const text = `${HEADER}\r\nDC01,System,Logon,${LOGON},Success,,1\r\n`;
    expect(parse(text, IN_GPO).drafts[0]).toMatchObject({ via: "audit-csv" });
    expect(parse(text, IN_GPO.replaceAll("/", "\\").toUpperCase()).drafts[0]).not.toHaveProperty("host");
    expect(parse(text, "captures/Machine/audit.csv").drafts[0]).toMatchObject({ via: "auditpol-backup", host: "DC01" });
  });

  it.each([",", ";", "\t"])("may be delimited by %j, quoted, and of several hosts", (delimiter) => {
    const text = [
      HEADER,
      `DC01,System,"Audit, Logon",${LOGON},Success,,1`,
      `DC02,System,Logon,"${LOGON}",Failure,,2`,
      "",
    ];
    const cells = text.join("\n").replaceAll("Audit, Logon", "Audit Logon").replaceAll(",", delimiter);
    expect(parse(cells)).toMatchObject({ read: "complete", codes: [], fields: [{ value: 1 }, { value: 2 }] });
    expect(parse(cells).drafts.map((draft) => draft.host)).toEqual(["DC01", "DC02"]);
  });

  it("may carry what a console leaves around and between captures", () => {
    const text = [
      "Active code page: 437",
      "",
      "\ufeffC:\\Users\\admin>auditpol /get /category:* /r",
      HEADER6,
      "",
      `\0DC01\ufeff,System,Logon,${LOGON},Success,\0`,
      "Aktive Codepage: 850.",
      `\ufeff${HEADER}`,
      `DC02,System,Logon,${LOGON},Success,,1`,
      "PS C:\\>",
    ].join("\r\r\n");
    const { read, drafts, codes } = parse(text);
    expect(drafts.map(({ via, host }) => `${via} ${host}`)).toEqual(["auditpol-get DC01", "auditpol-backup DC02"]);
    expect({ read, codes }).toEqual({ read: "complete", codes: [] });
  });

  it("names every other line with its place", () => {
    const { read, diagnostics, fields } = row(
      `,System,Logon,${LOGON},Success,,1`,
      "what is this",
      ",System,Logon,{0cce9215-69ae-11d9-bed3-50505450303},Success,,1",
      `,System,Logoff,${LOGOFF},Success,,1,extra`,
    );
    expect(fields).toHaveLength(2);
    expect(diagnostics.map(({ code }) => code)).toEqual(["malformed", "malformed", "malformed"]);
    expect(new Set(diagnostics.map(({ offset }) => offset)).size).toBe(3);
    expect(read).toBe("incomplete");
  });

  it("that is cut off keeps the rows before, and no fact of the last", () => {
    const whole = `${HEADER}\r\nDC01,System,Logon,${LOGON},Success and Failure,,3\r\nDC01,System,Logoff,${LOGOFF},Success and Failure,,3`;
    expect(parse(whole)).toMatchObject({ read: "complete", codes: [] });
    const start = whole.lastIndexOf("\n") + 1;
    for (let end = start + 2; end < whole.length - 2; end += 1) {
      const { read, codes, fields } = parse(whole.slice(0, end));
      expect({ end, read, codes, facts: fields.length }).toEqual({
        end,
        read: "incomplete",
        codes: ["truncated"],
        facts: 1,
      });
    }
    // The words of the last row are whole, its number is gone.
    const { fields, read } = parse(whole.slice(0, -1));
    expect(fields[1]).toMatchObject({ success: true, failure: true, value: null });
    expect(read).toBe("incomplete");
  });

  it("without rows is read whole and gives nothing", () => {
    expect(parse(`${HEADER}\r\n`)).toMatchObject({ read: "complete", fields: [], codes: [] });
    expect(parse("")).toMatchObject({ read: "complete", fields: [], codes: [] });
  });

  it("with a field beyond the limit says so", () => {
    const { codes, fields } = row(`${"x".repeat(1024 * 1024 + 1)},System,Logon,${LOGON},Success,,1`);
    expect({ codes, fields }).toEqual({ codes: ["limit-exceeded"], fields: [] });
  });
});

describe("recognition", () => {
  it("goes by rows, then by headers, and claims nothing else", () => {
    expect(sniff(`${HEADER}\r\n,System,Logon,${LOGON},Success,,1`)).toBe("yes");
    expect(sniff(`junk\n;System;Logon;${LOGON};Success;;1`)).toBe("yes");
    expect(sniff(",,Option:CrashOnAuditFail,,Disabled,,0")).toBe("yes");
    expect(sniff(HEADER)).toBe("yes");
    expect(sniff(`\ufeff"${HEADER6.replaceAll(",", '";"')}"`)).toBe("yes");
    expect(
      sniff(
        "Computername,Richtlinienziel,Unterkategorie,Unterkategorie-GUID,Aufnahmeeinstellung,Ausschlusseinstellung",
      ),
    ).toBe("yes");
    expect(sniff("Ordinateur,Cible,Sous-catégorie,GUID de sous-catégorie,Inclusion,Exclusion,Valeur")).toBe("maybe");
    expect(sniff("Name,Id,Type,Other,More")).toBe("no");
    expect(sniff(`Category/Subcategory,GUID\r\n  Logon,${LOGON}`)).toBe("no");
    expect(sniff(`{"guid":"${LOGON}"}`)).toBe("no");
    expect(sniff(`<r a="x">\n,System,Logon,${LOGON},Success,,1</r>`)).toBe("no");
    expect(sniff("")).toBe("no");
  });
});

describe("hostile input", () => {
  const words = [
    ",",
    ";",
    '"',
    "\r\n",
    "\n",
    "System",
    LOGON,
    LOGOFF,
    "Option:X",
    "FileGlobalSacl",
    "3",
    "S-1-5-18",
    "Success",
  ];

  it("never throws, and every excerpt that can be read alone gives its fact", () => {
    let reread = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 40 }), (parts) => {
        const text = `${HEADER}\nDC1,System,Logon,${LOGON},Success,,1\n${parts.join("")}`;
        for (const { fields, span } of parse(text).drafts) {
          const again = auditCsv.reread?.(text.slice(span.start, span.end), fields.kind) ?? null;
          if (again === null) continue;
          reread += 1;
          expect(again).toEqual(fields);
        }
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(reread).toBeGreaterThan(490);
  });

  it("is read in linear time", () => {
    const rows = `,System,Logon,${LOGON},Success,,1\n`;
    for (const text of [
      rows.repeat(20_000),
      ",".repeat(2_000_000),
      `${HEADER}\n${'"'.repeat(1_000_001)}`,
      "\n".repeat(1_000_000),
    ]) {
      const started = performance.now();
      parse(text);
      expect(performance.now() - started).toBeLessThan(2500);
    }
  });

  it("takes names for names", () => {
    const { drafts } = row(`=cmd|'/c x'!A0,System,__proto__,${LOGON},Success,,1`, ",,Option:__proto__,,Enabled,,1");
    expect(drafts[0]).toMatchObject({ host: "=cmd|'/c x'!A0" });
    expect(drafts[1]?.fields).toEqual({ kind: "audit-option", option: "__proto__", value: 1 });
  });
});
