import { describe, expect, test } from "vitest";
import type { DiagnosticDraft } from "../../core/diagnostic.ts";
import type { FactDraft, FactFields } from "../../core/fact.ts";
import { decode } from "../../text/decode.ts";
import { headOf } from "../read.ts";
import { format } from "./format.ts";

const NS = "http://www.microsoft.com/GroupPolicy/Settings";
const TYPES = "http://www.microsoft.com/GroupPolicy/Types";
const GUID = "11111111-2222-4333-8444-55555555555A";

function read(text: string) {
  const drafts: FactDraft[] = [];
  const diagnostics: DiagnosticDraft[] = [];
  const result = format.parse(
    { path: "report.xml", bytes: new Uint8Array(), text: () => text, side: null },
    { fact: (draft) => drafts.push(draft), diagnostic: (draft) => diagnostics.push(draft) },
  );
  const fields = drafts.map((draft) => draft.fields);
  return { read: result.read, drafts, fields, diagnostics };
}

function sniffed(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return format.sniff(headOf(bytes, decode(bytes)));
}

const head = (name = "C-DC Audit"): string =>
  `<Identifier><Identifier xmlns="${TYPES}">{${GUID.toLowerCase()}}</Identifier><Domain xmlns="${TYPES}">corp.example</Domain></Identifier><Name>${name}</Name>`;
const gpo = (inner: string, name?: string): string => `<GPO xmlns="${NS}" xmlns:xsi="x">${head(name)}${inner}</GPO>`;
const extension = (half: string, suffix: string, inner: string): string =>
  `<${half}><ExtensionData><Extension xmlns:q1="${NS}${suffix}">${inner}</Extension><Name>n</Name></ExtensionData></${half}>`;
/** Names without prefix get `q1:`. */
const q1 = (inner: string): string => inner.replaceAll(/<(\/?)(?=[A-Z])/g, "<$1q1:");
const settings = (half: string, suffix: string, inner: string): FactFields[] =>
  read(gpo(extension(half, suffix, q1(inner)))).fields.filter(({ kind }) => kind !== "gpo");

const link = (path: string, enabled: string, enforced: string): string =>
  `<LinksTo><SOMName>n</SOMName><SOMPath>\r\n ${path} </SOMPath><Enabled>${enabled}</Enabled><NoOverride>${enforced}</NoOverride></LinksTo>`;

const row = (value: string, target = "System"): string =>
  `<AuditSetting><PolicyTarget>${target}</PolicyTarget><SubcategoryName>Nom</SubcategoryName><SubcategoryGuid>{0cce923c-69ae-11d9-bed3-505054503030}</SubcategoryGuid><SettingValue>${value}</SettingValue></AuditSetting>`;

const entry = (success: string, failure: string): string =>
  `<Audit><Name>AuditDSAccess</Name><SuccessAttempts>${success}</SuccessAttempts><FailureAttempts>${failure}</FailureAttempts></Audit>`;

const option = (name: string, value: string): string =>
  `<SecurityOptions><KeyName>MACHINE\\System\\K\\${name}</KeyName>${value}<Display><Name>ignored</Name><DisplayNumber>9</DisplayNumber></Display></SecurityOptions>`;

const object = (element: string, path: string, sddl: string): string =>
  `<q1:${element}><q1:Path>${path}</q1:Path><q1:SecurityDescriptor><SDDL xmlns="${TYPES}/Security">${sddl}</SDDL></q1:SecurityDescriptor></q1:${element}>`;

const value = (inner: string): string =>
  `<RegistrySetting><KeyPath>Software\\Policies\\x</KeyPath><AdmSetting>false</AdmSetting>${inner}</RegistrySetting>`;

describe("is recognised", () => {
  test.each([
    [`<?xml version="1.0" encoding="utf-16"?>\r\n<GPO\r\n xmlns="${NS}">`, "yes"],
    [`<s:GPO xmlns:s='${NS}'>`, "yes"],
    [`<report><GPO xmlns="${NS}">`, "yes"],
    [`<GPOS>\r\n  <GPO xmlns="${NS}">`, "yes"],
    [`<GPOs><s:GPO xmlns:s="${NS}"/>`, "yes"],
    [`<anything><GPO xmlns="${NS}"/>`, "yes"],
    ["<AllGPOs><GPO><Identifier/></GPO></AllGPOs>", "maybe"],
    ["<report/>", "maybe"],
    ["<report>\n</report>", "maybe"],
    ["<report><row/></report>", "no"],
    ["<report><GPOName/></report>", "no"],
    ['<GPO xmlns="urn:x"/>', "no"],
    ['<report xmlns="urn:x"><GPO/></report>', "no"],
    ['<Rsop xmlns="http://www.microsoft.com/GroupPolicy/Rsop"><GPO/></Rsop>', "no"],
  ])("%s: %s", (text, answer) => {
    expect(sniffed(text)).toBe(answer);
  });
});

describe("the GPO", () => {
  test("its head, halves and permissions, with a place that reads alone", () => {
    const text = gpo(
      `<SecurityDescriptor><SDDL xmlns="${TYPES}/Security"> O:DAG:DAD:PAI </SDDL></SecurityDescriptor><FilterDataAvailable>true</FilterDataAvailable>` +
        `<Computer><VersionDirectory>13</VersionDirectory><VersionSysvol>14</VersionSysvol><Enabled>false</Enabled><ExtensionData/></Computer>` +
        `<User><VersionDirectory>0</VersionDirectory><VersionSysvol>1</VersionSysvol><Enabled>true</Enabled></User>`,
    );
    const { drafts, fields } = read(text);
    expect(fields).toEqual([
      {
        kind: "gpo",
        guid: GUID,
        name: "C-DC Audit",
        domain: "corp.example",
        backupId: null,
        backupTime: null,
        computerEnabled: false,
        userEnabled: true,
        machineExtensions: null,
        versions: { machineDirectory: 13, machineSysvol: 14, userDirectory: 0, userSysvol: 1 },
        wmiFilter: { id: null, name: null },
        sddl: "O:DAG:DAD:PAI",
      },
    ]);
    const excerpt = text.slice(drafts[0]?.span.start, drafts[0]?.span.end);
    expect(excerpt.endsWith("<Enabled>false</Enabled>")).toBe(true);
    expect(format.reread?.(excerpt, "gpo")).toEqual({
      kind: "gpo",
      guid: GUID,
      name: "C-DC Audit",
      domain: "corp.example",
      computerEnabled: false,
      wmiFilter: { id: null, name: null },
      sddl: "O:DAG:DAD:PAI",
    });
    expect(drafts[0]?.gpo).toEqual({ guid: GUID, name: "C-DC Audit", domain: "corp.example" });
  });

  test.each([
    ["<FilterDataAvailable>false</FilterDataAvailable>", null],
    ["<FilterDataAvailable>false</FilterDataAvailable><FilterName>x</FilterName>", null],
    ["<FilterDataAvailable>true</FilterDataAvailable>", { id: null, name: null }],
    ["<FilterDataAvailable>true</FilterDataAvailable><FilterName>F</FilterName>", { id: null, name: "F" }],
    ["<FilterDataAvailable>true</FilterDataAvailable><FilterName/>", { id: null, name: "" }],
    ["", null],
  ])("WMI filter %s", (inner, filter) => {
    expect(read(gpo(inner)).fields[0]).toMatchObject({ wmiFilter: filter });
  });

  test.each([
    ["a half stands first", "<Computer><ExtensionData/></Computer>", "<GPO xmlns="],
    ["a link stands first", link("corp.example", "true", "false"), "<GPO xmlns="],
    ["nothing is in it", "", "<GPO xmlns="],
  ])("%s: the head still has a place with words in it", (_what, inner, begins) => {
    const text = `<GPO xmlns="${NS}">${inner}</GPO>`;
    const [draft] = read(text).drafts;
    const excerpt = text.slice(draft?.span.start, draft?.span.end);
    expect(excerpt.startsWith(begins)).toBe(true);
    expect(format.reread?.(excerpt, "gpo")).toEqual({ kind: "gpo" });
  });

  test("links, as written, without order", () => {
    const { fields } = read(
      gpo(link("corp.example/A\\/B", "true", "false") + link("corp.example", "false", "true") + link("x", "?", "")),
    );
    expect(fields.slice(1)).toEqual([
      { kind: "gpo-link", gpo: GUID, container: "corp.example/A\\/B", order: null, enabled: true, enforced: false },
      { kind: "gpo-link", gpo: GUID, container: "corp.example", order: null, enabled: false, enforced: true },
      { kind: "gpo-link", gpo: GUID, container: "x", order: null, enabled: null, enforced: null },
    ]);
  });
});

describe("audit policy", () => {
  test.each([
    ["0", false, false, "set"],
    ["1", true, false, "set"],
    ["2", false, true, "set"],
    ["3", true, true, "set"],
    ["4", false, false, "set"],
    ["5", null, null, "not-understood"],
    ["", null, null, "not-understood"],
    ["1.0", null, null, "not-understood"],
  ])("value %j", (value, success, failure, state) => {
    expect(settings("Computer", "/Auditing", row(value))).toEqual([
      {
        kind: "subcategory",
        subcategory: "0CCE923C-69AE-11D9-BED3-505054503030",
        name: "Nom",
        value: /^\d+$/.test(value) ? Number(value) : null,
        success,
        failure,
        state,
      },
    ]);
  });

  test("rows of an account", () => {
    expect(settings("Computer", "/Auditing", row("10", "S-1-5-21-1-2-3-1104"))).toMatchObject([
      { user: "S-1-5-21-1-2-3-1104", value: 10, success: false, failure: false, state: "set" },
    ]);
    expect(settings("Computer", "/Auditing", row("0", "S-1-1-0"))).toMatchObject([
      { state: "not-configured", success: null },
    ]);
  });

  test("legacy categories: both false is none, which is a setting", () => {
    const values = [
      entry("true", "false"),
      entry("false", "true"),
      entry("true", "true"),
      entry("false", "false"),
      entry("ja", "nein"),
    ];
    expect(
      settings("Computer", "/Security", values.join("")).map((one) => one.kind === "legacy-category" && one.value),
    ).toEqual([1, 2, 3, 0, null]);
  });

  test("only in the computer half, and only in its namespace", () => {
    expect(settings("User", "/Auditing", row("1"))).toEqual([]);
    expect(settings("Computer", "/Registry", row("1"))).toEqual([]);
    expect(read(gpo(extension("Computer", "/Auditing", row("1")))).fields.length).toBe(1);
    const other = extension("Computer", "/Auditing", q1(row("1"))).replaceAll("q1", "zz");
    expect(read(gpo(other)).fields.length).toBe(2);
  });
});

describe("security settings", () => {
  test("options by key: number, text without its quotes, list", () => {
    const found = settings(
      "Computer",
      "/Security",
      option("a", "<SettingNumber>1</SettingNumber>") +
        option("b", '<SettingString>"1"</SettingString>') +
        option("c", "<SettingStrings><Value>x, y</Value><Value>z</Value></SettingStrings>") +
        option("d", "<SettingStrings/>") +
        option("e", "<SettingNumber>-1</SettingNumber>") +
        option("f", ""),
    );
    const common = { kind: "registry", hive: "HKLM", key: "System\\K", side: "machine" };
    expect(found).toEqual([
      { ...common, name: "a", type: "REG_DWORD", value: 1 },
      { ...common, name: "b", type: "REG_SZ", value: "1" },
      { ...common, name: "c", type: "REG_MULTI_SZ", value: ["x, y", "z"] },
      { ...common, name: "d", type: "REG_MULTI_SZ", value: [] },
      { ...common, name: "e", type: "REG_DWORD", value: 4_294_967_295 },
      { ...common, name: "f", type: null, value: null },
    ]);
  });

  test("accounts, rights and logs", () => {
    const found = settings(
      "Computer",
      "/Security",
      '<SecurityOptions><SystemAccessPolicyName>NewGuestName</SystemAccessPolicyName><SettingString>"g"</SettingString></SecurityOptions>' +
        "<Account><Name>LockoutBadCount</Name><SettingNumber>0</SettingNumber><Type>?</Type></Account>" +
        "<Account><Name>TicketValidateClient</Name><SettingBoolean>true</SettingBoolean><Type>?</Type></Account>" +
        "<UserRightsAssignment><Name>SeAuditPrivilege</Name></UserRightsAssignment>" +
        "<EventLog><Name>MaximumLogSize</Name><Log>Security</Log><SettingNumber>196608</SettingNumber></EventLog>",
    );
    expect(found).toEqual([
      { kind: "account-policy", section: "System Access", setting: "NewGuestName", value: "g" },
      { kind: "account-policy", section: "System Access", setting: "LockoutBadCount", value: 0 },
      { kind: "account-policy", section: "Kerberos Policy", setting: "TicketValidateClient", value: 1 },
      { kind: "user-right", right: "SeAuditPrivilege", members: [] },
      { kind: "event-log", log: "Security", setting: "MaximumLogSize", value: 196_608 },
    ]);
  });

  test("members by SID, by name where there is none; line breaks around them mean nothing", () => {
    const member = `<q1:Member><SID xmlns="${TYPES}">\r\n   S-1-5-19\r\n </SID><Name xmlns="${TYPES}">x</Name></q1:Member><q1:Member><Name xmlns="${TYPES}">CORP\\y</Name></q1:Member><q1:Member><SID>S-1-5-18</SID></q1:Member>`;
    const text = gpo(
      extension(
        "Computer",
        "/Security",
        `<q1:UserRightsAssignment><q1:Name>SeAuditPrivilege</q1:Name>${member}</q1:UserRightsAssignment>`,
      ),
    );
    expect(read(text).fields[1]).toEqual({
      kind: "user-right",
      right: "SeAuditPrivilege",
      members: ["S-1-5-19", "CORP\\y"],
    });
  });

  test("secured objects with an S: part only", () => {
    const text = gpo(
      extension(
        "Computer",
        "/Security",
        object("Registry", "MACHINE\\SOFTWARE\\x", "D:(A;;KA;;;BA)S:P(AU;SA;KA;;;WD)") +
          object("File", "C:\\x", "D:(A;;FA;;;BA)") +
          object("File", "C:\\y", "S:(broken"),
      ),
    );
    const { fields, diagnostics } = read(text);
    expect(fields.slice(1)).toMatchObject([
      {
        kind: "security-descriptor",
        object: "HKLM\\SOFTWARE\\x",
        sacl: "read",
        protected: true,
        aces: [{ type: "AU", trustee: "S-1-1-0" }],
      },
    ]);
    expect(diagnostics).toMatchObject([{ code: "not-understood", data: { what: "SDDL" } }]);
  });
});

describe("registry values", () => {
  test("with a value, by the half", () => {
    const both =
      value("<Value><Name>n</Name><Number>1</Number></Value>") +
      value("<Value><Name>s</Name><String>t</String></Value>");
    expect(settings("Computer", "/Registry", both + value(""))).toEqual([
      {
        kind: "registry",
        hive: "HKLM",
        key: "Software\\Policies\\x",
        name: "n",
        type: "REG_DWORD",
        value: 1,
        side: "machine",
      },
      {
        kind: "registry",
        hive: "HKLM",
        key: "Software\\Policies\\x",
        name: "s",
        type: "REG_SZ",
        value: "t",
        side: "machine",
      },
    ]);
    expect(settings("User", "/Registry", both)).toMatchObject([
      { hive: "HKCU", side: "user" },
      { hive: "HKCU", side: "user" },
    ]);
  });

  test("of a form that is not known: no value, and said", () => {
    const text = gpo(extension("Computer", "/Registry", q1(value("<Value><Name>n</Name><Binary>00</Binary></Value>"))));
    expect(read(text)).toMatchObject({
      fields: [{}, { value: null, type: null }],
      diagnostics: [{ code: "not-understood" }],
    });
  });

  test("administrative templates are counted once for each GPO", () => {
    const policies =
      extension("Computer", "/Registry", q1("<Policy><Name>a</Name></Policy><Policy/>")) +
      extension("User", "/Registry", q1("<Policy/>"));
    const { fields, diagnostics } = read(`<report>${gpo(policies)}${gpo(policies)}</report>`);
    expect(fields.length).toBe(2);
    expect(diagnostics).toMatchObject([
      { code: "not-evaluated", data: { what: "administrative templates", count: 3 } },
      { code: "not-evaluated", data: { count: 3 } },
    ]);
  });

  test("preferences of both halves; the other type of that name is no preference", () => {
    const items = `<RegistrySettings><Registry><Properties action="C" hive="HKEY_LOCAL_MACHINE" key="K" name="n" type="REG_DWORD" value="00000010"><Values/></Properties><Filters><FilterOs/></Filters></Registry></RegistrySettings>`;
    const fields = {
      kind: "registry",
      hive: "HKLM",
      key: "K",
      name: "n",
      type: "REG_DWORD",
      value: 16,
      action: "C",
      condition: "only where FilterOs",
    };
    expect(settings("Computer", "/Windows/Registry", items)).toEqual([{ ...fields, side: "machine" }]);
    expect(settings("User", "/Windows/Registry", items)).toEqual([{ ...fields, side: "user" }]);
    expect(settings("Computer", "/Registry", items)).toEqual([]);
  });
});

describe("many GPOs", () => {
  test("wrappers, documents one after the other, inner names that begin alike", () => {
    const two = `${gpo("<GPOName/>", "one")}${gpo("<GPO/>", "two")}`;
    for (const text of [
      `<report>${two}</report>`,
      `<GPOS>${two}</GPOS>`,
      `<?xml version="1.0"?>${gpo("", "one")}\r\n\uFEFF<?xml version="1.0"?>${gpo("", "two")}\0`,
    ]) {
      const { read: state, fields, diagnostics } = read(text);
      expect(state).toBe("complete");
      expect(fields).toMatchObject([{ name: "one" }, { name: "two" }]);
      expect(diagnostics).toEqual([]);
    }
  });

  test("cut off: complete GPOs are kept, the open one is not read", () => {
    const text = `<report>${gpo("", "one")}${gpo("", "two")}`;
    expect(read(text)).toMatchObject({
      read: "incomplete",
      fields: [{}, {}],
      diagnostics: [{ code: "truncated", data: { what: "the report" } }],
    });
    expect(read(text.slice(0, -1))).toMatchObject({
      read: "incomplete",
      fields: [{ name: "one" }],
      diagnostics: [{ code: "truncated", data: { what: "a GPO of the report" }, offset: 8 + gpo("", "one").length }],
    });
  });

  test("one that is broken does not take the others with it", () => {
    const { read: state, fields, diagnostics } = read(`<report>${gpo("<a></b>", "one")}${gpo("", "two")}</report>`);
    expect(state).toBe("incomplete");
    expect(fields).toMatchObject([{ name: "two" }]);
    expect(diagnostics).toMatchObject([{ code: "malformed" }]);
  });

  test("a namespace declared around them counts", () => {
    const text = `<report xmlns:s="${NS}" xmlns:t="${TYPES}"><s:GPO><s:Identifier><t:Identifier>{${GUID}}</t:Identifier></s:Identifier><s:Name>n</s:Name></s:GPO></report>`;
    expect(read(text).fields).toMatchObject([{ guid: GUID, name: "n" }]);
  });

  test("a thousand GPOs in less than three seconds", () => {
    const filling = extension(
      "Computer",
      "/Registry",
      q1(`<Policy><Name>a</Name><Explain>${"x ".repeat(500)}</Explain></Policy>`.repeat(10)),
    );
    const text = `<report>${gpo(filling).repeat(1_000)}</report>`;
    const start = performance.now();
    expect(read(text).fields.length).toBe(1_000);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});

describe("secrets", () => {
  test("a cpassword anywhere in the GPO is told, and no excerpt covers one", () => {
    const users = extension("Computer", "/Lugs", '<q1:User><q1:Properties cpassword="Zm9v"/></q1:User>');
    const { drafts, diagnostics } = read(gpo(users, "gpo-cpassword"));
    expect(diagnostics).toMatchObject([{ code: "secret-redacted", data: { what: "cpassword" } }]);
    expect(drafts.length).toBe(1);
    expect(drafts[0]?.fields).toMatchObject({ name: "gpo-cpassword" });
  });

  test("a head that holds one is cut before it", () => {
    const text = gpo('<Comment cpassword="Zm9v"/>');
    const { drafts } = read(text);
    const excerpt = text.slice(drafts[0]?.span.start, drafts[0]?.span.end);
    expect(excerpt).not.toContain("Zm9v");
    expect(format.reread?.(excerpt, "gpo")).toMatchObject({ kind: "gpo", name: "C-DC Audit" });
  });

  test("the password of an automatic logon is left out", () => {
    const option =
      "<SecurityOptions><KeyName>MACHINE\\x\\DefaultPassword</KeyName><SettingString>hunter2</SettingString></SecurityOptions>";
    const setting =
      "<RegistrySetting><KeyPath>x</KeyPath><Value><Name>DefaultPassword</Name><String>hunter2</String></Value></RegistrySetting>";
    const text = gpo(extension("Computer", "/Security", q1(option)) + extension("Computer", "/Registry", q1(setting)));
    const { drafts, fields, diagnostics } = read(text);
    expect(fields.slice(1)).toMatchObject([
      { name: "DefaultPassword", value: null },
      { name: "DefaultPassword", value: null },
    ]);
    for (const { span } of drafts) expect(text.slice(span.start, span.end)).not.toContain("hunter2");
    expect(diagnostics.map(({ code }) => code)).toEqual(["secret-redacted", "secret-redacted"]);
  });
});

describe("foreign things", () => {
  test("a GPO of another namespace is not read, one without any only in part", () => {
    expect(read(`<report><GPO xmlns="urn:x">${head()}</GPO></report>`)).toMatchObject({
      fields: [],
      diagnostics: [{ code: "malformed" }],
    });
    const bare = `<GPOS><GPO><Identifier><Identifier>{${GUID}}</Identifier></Identifier><Name>n</Name><LinksTo><SOMPath>x</SOMPath></LinksTo></GPO></GPOS>`;
    expect(read(bare)).toMatchObject({
      fields: [{ guid: GUID }, { container: "x" }],
      diagnostics: [{ code: "malformed" }],
    });
  });

  test("an extension that the reporter could not read is said", () => {
    const { diagnostics } = read(
      gpo("<Computer><ExtensionData><Error/><Name>Sicherheit</Name></ExtensionData></Computer>"),
    );
    expect(diagnostics).toMatchObject([{ code: "not-understood", data: { value: "Sicherheit" } }]);
  });

  test("without a GUID the head is read and said", () => {
    const { fields, diagnostics } = read(`<GPO xmlns="${NS}"><Name>n</Name></GPO>`);
    expect(fields).toMatchObject([{ guid: null, name: "n" }]);
    expect(diagnostics).toMatchObject([{ code: "malformed" }]);
  });

  test("illegal characters of an explain text kill nothing", () => {
    const text = gpo(extension("Computer", "/Registry", q1("<Policy><Explain>a&#x0;b\0\ud800</Explain></Policy>")));
    expect(read(text).diagnostics.map(({ code }) => code)).toEqual(["not-evaluated"]);
  });
});
