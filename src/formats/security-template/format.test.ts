import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../../core/fact.ts";
import { headOf } from "../read.ts";
import { securityTemplate } from "./format.ts";

const SEED = 20240229;

interface Parsed {
  readonly read: string;
  readonly drafts: FactDraft[];
  readonly fields: FactFields[];
  readonly diagnostics: DiagnosticDraft[];
  readonly codes: string[];
}

function parse(text: string): Parsed {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const { read } = securityTemplate.parse(
    {
      path: "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf",
      bytes: new Uint8Array(0),
      text: () => text,
      side: "machine",
    },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const fields = drafts.map((draft) => draft.fields);
  return { read, drafts, fields, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

function section(name: string, ...lines: string[]): Parsed {
  return parse(`[${name}]\r\n${lines.join("\r\n")}\r\n`);
}

function registry(line: string): Record<string, unknown> {
  const { fields, codes } = section("Registry Values", line);
  return { ...fields[0], codes: codes.join(" ") };
}

function place(path: string): unknown {
  const { hive, key, name, codes } = registry(`${path}=4,1`);
  return [hive, key, name, codes];
}

function sniff(text: string): string {
  return securityTemplate.sniff(headOf(new TextEncoder().encode(text), { text, encoding: "utf-8", guessed: false }));
}

describe("[Event Audit]", () => {
  it("gives the legacy categories, and null where the number is none", () => {
    const { fields, diagnostics, read } = section(
      "Event Audit",
      "AuditDSAccess = 3",
      "auditlogonevents=4",
      "AuditObjectAccess = 5",
      "AuditPolicyChange =",
      "AuditEverything = 1",
    );
    expect(fields).toEqual([
      { kind: "legacy-category", category: "AuditDSAccess", value: 3 },
      { kind: "legacy-category", category: "auditlogonevents", value: 4 },
      { kind: "legacy-category", category: "AuditObjectAccess", value: null },
      { kind: "legacy-category", category: "AuditPolicyChange", value: null },
    ]);
    expect(diagnostics).toMatchObject([
      { code: "not-understood", data: { key: "AuditObjectAccess", value: "5" } },
      { code: "not-understood", data: { key: "AuditPolicyChange", value: "" } },
      { code: "not-understood", data: { key: "AuditEverything" } },
    ]);
    expect(read).toBe("complete");
  });
});

describe("[Registry Values]", () => {
  const LSA = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa";

  it.each([
    ["4,1", "REG_DWORD", 1],
    ["4,-1", "REG_DWORD", 4_294_967_295],
    ["4,0x10", "REG_DWORD", 16],
    ["4,4294967295", "REG_DWORD", 4_294_967_295],
    ['1,"O:BAG:BAD:(A;;RC;;;BA)"', "REG_SZ", "O:BAG:BAD:(A;;RC;;;BA)"],
    ['1,"a=b;c#d"', "REG_SZ", "a=b;c#d"],
    ['1,""', "REG_SZ", ""],
    ["2,%SystemRoot%\\x", "REG_EXPAND_SZ", "%SystemRoot%\\x"],
    ["3,0", "REG_BINARY", "0"],
    ["3,1,255,16", "REG_BINARY", "01ff10"],
    ["3,00,1f,10", "REG_BINARY", "001f10"],
    ["3,", "REG_BINARY", ""],
    ["7,", "REG_MULTI_SZ", []],
    ["7", "REG_MULTI_SZ", []],
    ["7,COMNAP,SQL\\QUERY,netlogon", "REG_MULTI_SZ", ["COMNAP", "SQL\\QUERY", "netlogon"]],
    ['7,use only","  no privacy.,Second', "REG_MULTI_SZ", ["use only,  no privacy.", "Second"]],
    ['7,"a,b",,c', "REG_MULTI_SZ", ["a,b", "", "c"]],
  ])("%s", (data, type, value) => {
    expect(registry(`${LSA}\\X=${data}`)).toEqual({
      kind: "registry",
      hive: "HKLM",
      key: "System\\CurrentControlSet\\Control\\Lsa",
      name: "X",
      type,
      value,
      codes: "",
    });
  });

  it.each([
    ["4,one", "REG_DWORD", null],
    ["4,4294967296", "REG_DWORD", null],
    ["4,", "REG_DWORD", null],
    ["4", "REG_DWORD", null],
    ["3,256", "REG_BINARY", "256"],
    ["3,xyz", "REG_BINARY", "xyz"],
    ["11,5", "11", "5"],
    ["REG_SZ,text", "REG_SZ", "text"],
    ["", null, null],
  ])("%s is not understood", (data, type, value) => {
    expect(registry(`${LSA}\\X=${data}`)).toMatchObject({ type, value, codes: "not-understood" });
  });

  it("maps the roots in any case, and keeps a path without one", () => {
    expect(place("machine\\A\\B\\c")).toEqual(["HKLM", "A\\B", "c", ""]);
    expect(place("USERS\\.DEFAULT\\x")).toEqual(["HKU", ".DEFAULT", "x", ""]);
    expect(place("CLASSES_ROOT\\a\\b")).toEqual(["HKCR", "a", "b", ""]);
    expect(place("CURRENT_USER\\a\\b")).toEqual(["HKCU", "a", "b", ""]);
    expect(place("HKEY_LOCAL_MACHINE\\a\\b")).toEqual(["HKLM", "a", "b", ""]);
    expect(place("HKLM\\name")).toEqual(["HKLM", "", "name", ""]);
    expect(place("MACHINE\\a\\")).toEqual(["HKLM", "a", "", ""]);
    expect(place("__proto__\\a\\b")).toEqual([null, "__proto__\\a", "b", "not-understood"]);
  });

  it("leaves a password out of the fact and of what it cites", () => {
    const text = '[Registry Values]\r\nMACHINE\\Software\\Winlogon\\DefaultPassword=1,"hunter2"\r\n';
    const { drafts, codes } = parse(text);
    const [draft] = drafts;
    expect(draft?.fields).toMatchObject({ name: "DefaultPassword", type: null, value: null });
    const cited = text.slice(draft?.span.start, draft?.span.end);
    expect(cited).toBe("MACHINE\\Software\\Winlogon\\DefaultPassword=");
    expect(codes).toEqual(["secret-redacted"]);
    expect(securityTemplate.reread?.(cited, "registry")).toEqual(draft?.fields);
  });
});

describe("the other sections", () => {
  it("give rights, logs and account settings", () => {
    const { fields, codes, read } = parse(
      [
        "[Privilege Rights]",
        "SeTcbPrivilege = ",
        'SeServiceLogonRight = *S-1-5-80-0, CORP\\svc,"Dienst, Eins",,*S-1-5-20',
        "[Security Log]",
        "MaximumLogSize = 196608",
        "[application log]",
        "AuditLogRetentionPeriod = later",
        "[System Access]",
        "LockoutDuration = -1",
        'NewAdministratorName = "root;=x"',
        "[Kerberos Policy]",
        "MaxClockSkew = 5",
        "",
      ].join("\n"),
    );
    expect(fields).toEqual([
      { kind: "user-right", right: "SeTcbPrivilege", members: [] },
      {
        kind: "user-right",
        right: "SeServiceLogonRight",
        members: ["S-1-5-80-0", "CORP\\svc", "Dienst, Eins", "S-1-5-20"],
      },
      { kind: "event-log", log: "Security", setting: "MaximumLogSize", value: 196_608 },
      { kind: "event-log", log: "Application", setting: "AuditLogRetentionPeriod", value: "later" },
      { kind: "account-policy", section: "System Access", setting: "LockoutDuration", value: -1 },
      { kind: "account-policy", section: "System Access", setting: "NewAdministratorName", value: "root;=x" },
      { kind: "account-policy", section: "Kerberos Policy", setting: "MaxClockSkew", value: 5 },
    ]);
    expect({ codes, read }).toEqual({ codes: [], read: "complete" });
    expect(section("System Access", "MaxClockSkew = 5")).toMatchObject({ fields: [], codes: ["not-understood"] });
    expect(section("Kerberos Policy", "MinimumPasswordAge = 5")).toMatchObject({
      fields: [],
      codes: ["not-understood"],
    });
  });

  it("give the descriptors of objects, and say whether the SACL was in them", () => {
    const { fields } = section(
      "Registry Keys",
      '"MACHINE\\SOFTWARE\\Con=toso, Inc",0,"D:PAR(A;CI;KA;;;BA)S:PAR(AU;CISA;KW;;;WD)"',
      '"USERS\\.DEFAULT\\Software",2,"D:P(A;CI;KA;;;BA)"',
      "MACHINE\\Plain, 1 , D:(A;;KA;;;BA)S:",
    );
    expect(fields).toEqual([
      {
        kind: "security-descriptor",
        object: "HKLM\\SOFTWARE\\Con=toso, Inc",
        sacl: "read",
        protected: true,
        aces: [
          {
            type: "AU",
            flags: ["CI", "SA"],
            mask: 0x20006,
            trustee: "S-1-1-0",
            objectType: null,
            inheritedObjectType: null,
            condition: null,
          },
        ],
        sddl: "D:PAR(A;CI;KA;;;BA)S:PAR(AU;CISA;KW;;;WD)",
      },
      {
        kind: "security-descriptor",
        object: "HKU\\.DEFAULT\\Software",
        sacl: "not-read",
        protected: null,
        aces: [],
        sddl: "D:P(A;CI;KA;;;BA)",
      },
      {
        kind: "security-descriptor",
        object: "HKLM\\Plain",
        sacl: "read",
        protected: false,
        aces: [],
        sddl: "D:(A;;KA;;;BA)S:",
      },
    ]);
    expect(section("File Security", '"%SystemRoot%\\x",0,"S:(AU;SA;FA;;;WD)"').fields[0]).toMatchObject({
      object: "%SystemRoot%\\x",
      sacl: "read",
    });
    expect(
      section("Service General Setting", '"Spooler",4,""', '"W32Time",2,"S:(AU;FA;CC;;;WD)"').fields,
    ).toMatchObject([{ object: "W32Time" }]);
    expect(
      section("Registry Keys", '"MACHINE\\a",0,"D:(A;;broken"', '"MACHINE\\a",x,"D:"', '"MACHINE\\a"').codes,
    ).toEqual(["not-understood", "malformed", "malformed"]);
  });

  it("that are unknown are named once, and the known ones without facts never", () => {
    const { codes, diagnostics, fields } = parse(
      [
        "[Unicode]",
        "Unicode=yes",
        "[Version]",
        'signature="$CHICAGO$"',
        "[Profile Description]",
        "Description=x",
        "[Group Membership]",
        "*S-1-5-32-544__Members = x",
        "[Future]",
        "a=1",
        "[FUTURE]",
        "b=2",
        "",
      ].join("\r\n"),
    );
    expect({ codes, fields }).toEqual({ codes: ["not-understood"], fields: [] });
    expect(diagnostics[0]?.data).toEqual({ what: "section", value: "Future" });
  });
});

describe("the file", () => {
  it("places every fact on its line", () => {
    const text = "[Event Audit]\r\n  AuditDSAccess = 3 \r\nAuditLogonEvents = 1";
    expect(parse(text).drafts.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "  AuditDSAccess = 3 ",
      "AuditLogonEvents = 1",
    ]);
  });

  it("keeps both of two equal keys, in order", () => {
    const { fields, diagnostics } = section(
      "Registry Values",
      "MACHINE\\A\\b=4,1",
      "machine\\a\\B=4,2",
      "USERS\\A\\b=4,3",
    );
    expect(fields).toMatchObject([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(diagnostics).toMatchObject([{ code: "duplicate-key", data: { key: "machine\\a\\B", counts: "last" } }]);
  });

  it("names lines that are no entries, and a cut one as cut", () => {
    const { read, codes, fields } = parse(
      "stray\nstray\n[Registry Values]\nnonsense\nMACHINE\\A\\b=4,1\nMACHINE\\A\\c",
    );
    expect({ read, codes }).toEqual({ read: "incomplete", codes: ["malformed", "malformed", "truncated"] });
    expect(fields).toHaveLength(1);
    expect(parse("")).toMatchObject({ read: "complete", fields: [] });
  });

  it("may have very long lines", () => {
    const items = Array.from({ length: 20_000 }, (_, i) => `item"," ${i}`);
    const started = performance.now();
    const { fields } = section("Registry Values", `MACHINE\\A\\b=7,${items.join(",")}`);
    expect(fields[0]).toMatchObject({ type: "REG_MULTI_SZ" });
    expect(fields[0]?.kind === "registry" && Array.isArray(fields[0].value) && fields[0].value.length).toBe(20_000);
    expect(parse(`[Registry Keys]\n${'"'.repeat(1_000_000)}`).fields).toEqual([]);
    expect(parse(`[Privilege Rights]\nSeX = ${",".repeat(1_000_000)}`).fields).toMatchObject([{ members: [] }]);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("is recognised by content", () => {
    expect(sniff("[Event Audit]\nAuditDSAccess = 1")).toBe("yes");
    expect(sniff("\ufeff[unicode]\r\nUnicode=yes\r\n[VERSION]\r\nsignature=$Chicago$")).toBe("yes");
    expect(sniff('[Version]\nsignature="$CHICAGO$"\nRevision=1')).toBe("maybe");
    expect(sniff('[Version]\nSignature="$CHICAGO$"\n[DefaultInstall]\nAddReg=x')).toBe("no");
    expect(sniff("[General]\nVersion=1")).toBe("no");
    expect(sniff("<a>\n[Event Audit]\n</a>")).toBe("no");
    expect(sniff("text about [Event Audit]")).toBe("no");
    expect(sniff("")).toBe("no");
  });

  it("returns for any text, and every excerpt read alone gives its fact", () => {
    const heads = [
      "Registry Values",
      "Event Audit",
      "Registry Keys",
      "System Log",
      "System Access",
      "Kerberos Policy",
      "x",
    ];
    const head = fc.constantFrom(...heads.map((name) => `[${name}]`), "[Privilege Rights]", "[broken");
    const key = fc.constantFrom(
      "MACHINE\\a\\b",
      "x\\DefaultPassword",
      "AuditDSAccess",
      "MaxClockSkew",
      '"MACHINE\\a"',
      "",
      " ",
    );
    const sign = fc.constantFrom("=", " = ", ",0,", "", "=4,", "=7,", "=3,", "=1,");
    const value = fc.constantFrom("1", "-1", '"S:(AU;SA;FA;;;WD)"', "*S-1-5-20,a", 'a","b,"', "0x1f", "", ";=#");
    const entry = fc.tuple(key, sign, value).map((parts) => parts.join(""));
    const lines = fc.array(fc.oneof(head, entry, entry), { maxLength: 15 });
    let facts = 0;
    fc.assert(
      fc.property(lines, fc.constantFrom("\r\n", "\n", "\r"), (parts, end) => {
        const text = parts.join(end);
        for (const { fields, span } of parse(text).drafts) {
          facts += 1;
          const again = securityTemplate.reread?.(text.slice(span.start, span.end), fields.kind);
          expect(fields).toMatchObject(again ?? { kind: "nothing read" });
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
    expect(facts).toBeGreaterThan(400);
  });
});
