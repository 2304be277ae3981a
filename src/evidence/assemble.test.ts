/** Files of many shapes to GPOs: by place and content, never by name alone. */
import { describe, expect, it } from "vitest";
import { readBytes } from "../testing/read-text.ts";
import { assemble } from "./assemble.ts";
import type { Gpo } from "./evidence.ts";

const GPO = "11111111-2222-4333-8444-555555555555";
const OTHER = "99999999-8888-4777-8666-555555555555";
const AUDIT_CSE = "[{F3CCC681-B74C-4060-9F26-CD84525DCA2A}{0F3F3735-573D-9804-99E4-AB2A69BA5FD4}]";
const CSV = `Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value\r\n,System,Audit Logon,{0cce9215-69ae-11d9-bed3-505054503030},Success and Failure,,3\r\n`;

const bkupInfo = (time: string, name = "DC Audit", guid = GPO, id = OTHER) =>
  `<BackupInst xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest"><GPOGuid><![CDATA[{${guid}}]]></GPOGuid><GPODomain><![CDATA[corp.example]]></GPODomain><BackupTime><![CDATA[${time}]]></BackupTime><ID><![CDATA[{${id}}]]></ID><GPODisplayName><![CDATA[${name}]]></GPODisplayName></BackupInst>`;
const backup = (name = "DC Audit", extensions = AUDIT_CSE, options = 0, guid = GPO) =>
  `<?xml version="1.0" encoding="utf-8"?><GroupPolicyBackupScheme bkp:version="2.0" xmlns:bkp="http://www.microsoft.com/GroupPolicy/GPOOperations" xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations"><GroupPolicyObject><GroupPolicyCoreSettings><ID><![CDATA[{${guid}}]]></ID><Domain><![CDATA[corp.example]]></Domain><DisplayName><![CDATA[${name}]]></DisplayName><Options><![CDATA[${options}]]></Options><MachineVersionNumber><![CDATA[65537]]></MachineVersionNumber><MachineExtensionGuids><![CDATA[${extensions}]]></MachineExtensionGuids></GroupPolicyCoreSettings></GroupPolicyObject></GroupPolicyBackupScheme>`;
const report = (guid = GPO, name = "DC Audit", value = 3, link = "corp.example/Domain Controllers") =>
  `<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Identifier><Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">{${guid}}</Identifier><Domain xmlns="http://www.microsoft.com/GroupPolicy/Types">corp.example</Domain></Identifier><Name>${name}</Name><Computer><VersionDirectory>1</VersionDirectory><VersionSysvol>1</VersionSysvol><Enabled>true</Enabled><ExtensionData><Extension xmlns:q1="http://www.microsoft.com/GroupPolicy/Settings/Auditing" xsi:type="q1:AuditSettings"><q1:AuditSetting><q1:PolicyTarget>System</q1:PolicyTarget><q1:SubcategoryName>Audit Logon</q1:SubcategoryName><q1:SubcategoryGuid>{0cce9215-69ae-11d9-bed3-505054503030}</q1:SubcategoryGuid><q1:SettingValue>${value}</q1:SettingValue></q1:AuditSetting></Extension><Name>Advanced Audit Configuration</Name></ExtensionData></Computer><LinksTo><SOMName>x</SOMName><SOMPath>${link}</SOMPath><Enabled>true</Enabled><NoOverride>false</NoOverride></LinksTo></GPO>`;

const AUDIT = "Machine/Microsoft/Windows NT/Audit/audit.csv";

function gposOf(files: Record<string, string>): {
  gpos: readonly Gpo[];
  codes: string[];
  evidence: ReturnType<typeof assemble>;
} {
  const evidence = assemble(
    Object.entries(files).map(([path, text]) => readBytes(path, new TextEncoder().encode(text))),
  );
  return { gpos: evidence.gpos, codes: evidence.diagnostics.map((one) => one.code), evidence };
}

function shape(gpo: Gpo | undefined) {
  return {
    container: gpo?.container,
    kind: gpo?.kind,
    guid: gpo?.guid,
    name: gpo?.name,
    settings: gpo?.settings.length,
  };
}

describe("containers", () => {
  it.each([
    ["a backup folder", `b/{${OTHER}}/`],
    ["a flat backup without a {GUID} folder", "export/"],
    ["inside a zip", `client.zip!deep/2025/{${OTHER}}/`],
    ["at the root of a zip", "client.zip!"],
  ])("%s", (_, root) => {
    const { gpos } = gposOf({
      [`${root}bkupInfo.xml`]: bkupInfo("2025-01-01T00:00:00"),
      [`${root}Backup.xml`]: backup(),
      [`${root}DomainSysvol/GPO/${AUDIT}`]: CSV,
    });
    expect(gpos).toHaveLength(1);
    expect(shape(gpos[0])).toEqual({
      container: root.replace(/\/$/, ""),
      kind: "backup",
      guid: GPO,
      name: "DC Audit",
      settings: 1,
    });
  });

  it.each([
    ["GPMC's own case", `Policies/{${GPO}}/${AUDIT}`],
    ["lower case", `policies/{${GPO.toLowerCase()}}/machine/microsoft/windows nt/audit/AUDIT.CSV`],
    ["upper case", `sysvol/corp.example/Policies/{${GPO}}/MACHINE/MICROSOFT/WINDOWS NT/AUDIT/AUDIT.CSV`],
  ])("a SYSVOL copy, %s", (_, path) => {
    const { gpos } = gposOf({ [path]: CSV });
    expect(gpos[0]).toMatchObject({ kind: "sysvol", guid: GPO, name: null, links: null, machineExtensions: null });
    expect(gpos[0]?.domain).toBe(path.startsWith("sysvol/") ? "corp.example" : null);
    expect(gpos[0]?.settings).toHaveLength(1);
  });

  it("a fragment and a loose file are GPOs without a name", () => {
    const { gpos } = gposOf({ [`x/GPO/${AUDIT}`]: CSV, "y/anything.txt": CSV });
    expect(gpos.map(shape)).toEqual([
      { container: "x/GPO", kind: "loose", guid: null, name: null, settings: 1 },
      { container: "y/anything.txt", kind: "loose", guid: null, name: null, settings: 1 },
    ]);
  });

  it("a report of many GPOs gives each its own", () => {
    const { gpos } = gposOf({ "all.xml": `<report>${report(GPO, "A")}${report(OTHER, "B")}</report>` });
    expect(gpos.map((gpo) => [gpo.kind, gpo.name, gpo.settings.length, gpo.links?.length])).toEqual([
      ["report", "A", 1, 1],
      ["report", "B", 1, 1],
    ]);
  });

  it("a header-only audit.csv still makes its GPO, with nothing set", () => {
    const { gpos } = gposOf({ [`Policies/{${GPO}}/${AUDIT}`]: `${CSV.split("\r\n")[0]}\r\n` });
    expect(gpos.map(shape)).toEqual([
      { container: `Policies/{${GPO}}`, kind: "sysvol", guid: GPO, name: null, settings: 0 },
    ]);
  });
});

describe("identity", () => {
  it("bkupInfo.xml may be missing; a manifest above may name the folder", () => {
    const { gpos } = gposOf({
      "b/manifest.xml": `<Backups xmlns="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest" xmlns:mfst="http://www.microsoft.com/GroupPolicy/GPOOperations/Manifest" mfst:version="1.0">${bkupInfo("2025-01-01T00:00:00", "From the manifest")}</Backups>`,
      [`b/{${OTHER}}/DomainSysvol/GPO/${AUDIT}`]: CSV,
    });
    expect(gpos.map(shape)).toEqual([
      { container: `b/{${OTHER}}`, kind: "backup", guid: GPO, name: "From the manifest", settings: 1 },
    ]);
  });

  it("two names are a diagnostic, and bkupInfo.xml counts", () => {
    const { gpos, codes } = gposOf({
      "b/Backup.xml": backup("Old name"),
      "b/bkupInfo.xml": bkupInfo("2025-01-01T00:00:00", "New name"),
    });
    expect(gpos[0]?.name).toBe("New name");
    expect(codes).toContain("conflict");
  });

  it("a GUID in the place of the name is no name", () => {
    const { gpos } = gposOf({ "r.xml": report(GPO, `{${GPO}}`) });
    expect(gpos[0]?.name).toBeNull();
  });
});

describe("several backups of one GPO", () => {
  const two = {
    [`b/{${OTHER}}/bkupInfo.xml`]: bkupInfo("2024-01-01T00:00:00"),
    [`b/{${OTHER}}/DomainSysvol/GPO/${AUDIT}`]: CSV,
    "b/new/bkupInfo.xml": bkupInfo("2025-06-01T00:00:00"),
    [`b/new/DomainSysvol/GPO/${AUDIT}`]: CSV,
  };

  it("the newest counts, the other is named and its facts are inert", () => {
    const { gpos, evidence } = gposOf(two);
    expect(gpos.map((gpo) => [gpo.container, gpo.supersededBy])).toEqual([
      ["b/new", null],
      [`b/{${OTHER}}`, "b/new"],
    ]);
    expect(evidence.diagnostics.filter((one) => one.code === "superseded")).toHaveLength(1);
    const settings = evidence.facts.filter((fact) => fact.kind === "subcategory");
    expect(settings.map((fact) => fact.inert)).toEqual(["superseded-backup", undefined]);
  });

  it("the same bytes in two places are two facts with two ids", () => {
    const { evidence } = gposOf(two);
    expect(new Set(evidence.facts.map((fact) => fact.id)).size).toBe(evidence.facts.length);
  });

  it("of the same time the first path counts, whatever the order of the files", () => {
    const files = Object.entries({
      "a/bkupInfo.xml": bkupInfo("2025-01-01T00:00:00"),
      "b/bkupInfo.xml": bkupInfo("2025-01-01T00:00:00"),
    });
    for (const order of [files, files.toReversed()]) {
      expect(gposOf(Object.fromEntries(order)).gpos.map((gpo) => gpo.supersededBy)).toEqual([null, "a"]);
    }
  });
});

describe("inert facts", () => {
  it.each([
    [
      "the audit extension is not registered",
      {
        "b/Backup.xml": backup("x", "[{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]"),
        [`b/DomainSysvol/GPO/${AUDIT}`]: CSV,
      },
      "cse-missing",
    ],
    [
      "an empty extension list",
      { "b/Backup.xml": backup("x", ""), [`b/DomainSysvol/GPO/${AUDIT}`]: CSV },
      "cse-missing",
    ],
    [
      "the list names the audit extension behind one that is out of order",
      {
        "b/Backup.xml": backup(
          "x",
          `[{B087BE9D-ED37-454F-AF9C-04291E351182}{BEE07A6A-EC9F-4659-B8C9-0B1937907C83}][{827D319E-6EAC-11D2-A4EA-00C04F79F83A}{803E14A0-B4FB-11D0-A0D0-00A0C90F574B}]${AUDIT_CSE}`,
        ),
        [`b/DomainSysvol/GPO/${AUDIT}`]: CSV,
      },
      "cse-missing",
    ],
    [
      "version 0 in the directory and in SYSVOL",
      { "b/Backup.xml": backup().replace("65537", "0"), [`b/DomainSysvol/GPO/${AUDIT}`]: CSV },
      "version-zero",
    ],
    [
      "the computer half is disabled",
      { "b/Backup.xml": backup("x", AUDIT_CSE, 2), [`b/DomainSysvol/GPO/${AUDIT}`]: CSV },
      "computer-disabled",
    ],
    [
      "only the user half is disabled",
      { "b/Backup.xml": backup("x", AUDIT_CSE, 1), [`b/DomainSysvol/GPO/${AUDIT}`]: CSV },
      undefined,
    ],
    [
      "a copy below User",
      { "b/Backup.xml": backup(), [`b/DomainSysvol/GPO/${AUDIT.replace("Machine", "User")}`]: CSV },
      "user-side",
    ],
    ["the list is not in this evidence", { [`b/DomainSysvol/GPO/${AUDIT}`]: CSV }, undefined],
  ])("%s", (_, files, expected) => {
    const { evidence } = gposOf(files);
    const row = evidence.facts.find((fact) => fact.kind === "subcategory");
    expect(row).toBeDefined();
    expect(row?.inert).toBe(expected);
  });

  it("each policy name of a Policy Analyzer file is a GPO of its own", () => {
    const rule = (name: string, key: string): string =>
      `<ComputerConfig><Key>${key}</Key><Value>a</Value><RegType>REG_DWORD</RegType><RegData>1</RegData><PolicyName>${name}</PolicyName></ComputerConfig>`;
    const { gpos, evidence } = gposOf({
      "x/all.PolicyRules": `<PolicyRules>${rule("A", "K")}${rule("B", "K")}${rule("A", "L")}</PolicyRules>`,
    });
    expect(gpos.map(({ container, name, guid, settings }) => [container, name, guid, settings.length])).toEqual([
      ["x/all.PolicyRules#A", "A", null, 2],
      ["x/all.PolicyRules#B", "B", null, 1],
    ]);
    expect(evidence.facts.map(({ tier, subject }) => [tier, subject.name])).toEqual([
      ["D", "A"],
      ["D", "B"],
      ["D", "A"],
    ]);
  });

  it("a backup of a local policy (LGPO) lists no audit extension and is not dead", () => {
    const { gpos, evidence } = gposOf({
      "b/Backup.xml": backup("x", ""),
      "b/DomainSysvol/GPO/GPT.INI":
        "[General]\r\nVersion=1\r\ngPCMachineExtensionNames=[{35378EAC-683F-11D2-A89A-00C04FBBCFA2}{D02B1F72-3407-48AE-BA88-E8213C6761F1}]\r\n",
      [`b/DomainSysvol/GPO/${AUDIT}`]: CSV,
    });
    expect(gpos[0]?.kind).toBe("local");
    expect(evidence.facts.find((fact) => fact.kind === "subcategory")?.inert).toBeUndefined();
  });
});

describe("two readings of one GPO", () => {
  const files = (value: number) => ({
    "b/Backup.xml": backup(),
    "b/gpreport.xml": report(GPO, "DC Audit", value),
    [`b/DomainSysvol/GPO/${AUDIT}`]: CSV,
  });

  it("the file that clients process counts; the report repeats it", () => {
    const { gpos, codes } = gposOf(files(3));
    expect(gpos[0]?.settings.map((fact) => fact.via)).toEqual(["audit-csv"]);
    expect(gpos[0]?.links).toHaveLength(1);
    expect(codes).not.toContain("conflict");
  });

  it("a difference is said, and the file counts", () => {
    const { gpos, evidence } = gposOf(files(1));
    expect(gpos[0]?.settings[0]).toMatchObject({ via: "audit-csv", value: 3 });
    expect(evidence.diagnostics.find((one) => one.code === "conflict")?.data).toMatchObject({
      here: "true/false",
      there: "true/true",
    });
  });

  it("whose extension a value is, is told by where it stands in the report, not by its words", () => {
    const settings = (suffix: string, inner: string) =>
      `<ExtensionData><Extension xmlns:q1="http://www.microsoft.com/GroupPolicy/Settings/${suffix}">${inner}</Extension><Name>n</Name></ExtensionData>`;
    const option =
      "<q1:SecurityOptions><q1:KeyName>MACHINE\\K\\option</q1:KeyName><q1:SettingString>KeyPath</q1:SettingString></q1:SecurityOptions>";
    const template =
      "<q1:RegistrySetting><q1:KeyPath>K</q1:KeyPath><q1:Value><q1:Name>template</q1:Name><q1:String>KeyName</q1:String></q1:Value></q1:RegistrySetting>";
    const { gpos, evidence } = gposOf({
      "b/Backup.xml": backup(),
      "b/gpreport.xml": report().replace(
        "</Computer>",
        `${settings("Security", option)}${settings("Registry", template)}</Computer>`,
      ),
      "b/DomainSysvol/GPO/Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf":
        '[Unicode]\r\nUnicode=yes\r\n[Registry Values]\r\nMACHINE\\K\\option=1,"other"\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n',
    });
    const values = gpos[0]?.settings.filter((fact) => fact.kind === "registry");
    expect(values?.map(({ via, name, extension }) => [via, name, extension])).toEqual([
      ["gpreport", "template", "registry"],
      ["security-template", "option", undefined],
    ]);
    expect(evidence.diagnostics.filter((one) => one.code === "conflict").map((one) => one.data)).toMatchObject([
      { what: "security option hklm\\k\\option", here: "KeyPath", there: "other", differences: 1 },
    ]);
  });

  it("without the file the report speaks", () => {
    const { gpos } = gposOf({ "b/Backup.xml": backup(), "b/gpreport.xml": report() });
    expect(gpos[0]?.settings.map((fact) => fact.via)).toEqual(["gpreport"]);
  });
});

it("tiers: C where links are known, D where they are not", () => {
  expect(new Set(gposOf({ "r.xml": report() }).evidence.facts.map((fact) => fact.tier))).toEqual(new Set(["C"]));
  expect(new Set(gposOf({ "b/Backup.xml": backup() }).evidence.facts.map((fact) => fact.tier))).toEqual(new Set(["D"]));
});

it("a broken audit.csv leaves its rows in doubt: a client may refuse the whole file", () => {
  const { evidence } = gposOf({
    [`b/DomainSysvol/GPO/${AUDIT}`]: `${CSV},System,broken row\r\n,System,x,{0cce9216-69ae-11d9-bed3-505054503030},Success,,1\r\n`,
  });
  const rows = evidence.facts.filter((fact) => fact.kind === "subcategory");
  expect(rows.length).toBe(2);
  expect(rows.every((fact) => fact.doubt === "incomplete-file")).toBe(true);
});
