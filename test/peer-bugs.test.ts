/** Bugs that tools of this kind have had, one test each; docs/peer-bugs.md says whose and why. */
import { describe, expect, it } from "vitest";
import { REQUIREMENTS } from "../src/catalog/index.generated.ts";
import { judge } from "../src/catalog/judge.ts";
import type { FactFields } from "../src/core/fact.ts";
import type { Finding } from "../src/core/report.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { readFile } from "../src/formats/read.ts";
import { valueText } from "../src/policy/contribution.ts";
import { estateOf } from "../src/policy/estate.ts";
import { resolve } from "../src/policy/resolve.ts";
import {
  audit,
  category,
  CREDENTIAL_VALIDATION,
  DC_OU,
  DOMAIN,
  estate,
  FORCE,
  type GpoSketch,
} from "../src/testing/estate.ts";
import { fileOf, readBytes } from "../src/testing/read-text.ts";

const AUDIT_CSV = "Machine/Microsoft/Windows NT/Audit/audit.csv";
const TEMPLATE = "Machine/Microsoft/Windows NT/SecEdit/GptTmpl.inf";
const HEAD =
  "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting,Setting Value";
const GET_HEAD = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting";
const GUID = CREDENTIAL_VALIDATION;
const LOGON = "0CCE9215-69AE-11D9-BED3-505054503030";
const INF_HEAD = '[Unicode]\r\nUnicode=yes\r\n[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n';

function fieldsOf(path: string, body: string | Uint8Array): FactFields[] {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return readFile(`backup/DomainSysvol/GPO/${path}`, bytes).drafts.map((draft) => draft.fields);
}

/** `GUID value` of each row. */
function rows(body: string | Uint8Array, path = AUDIT_CSV): string[] {
  return fieldsOf(path, body).flatMap((fields) =>
    fields.kind === "subcategory"
      ? [`${fields.subcategory.slice(0, 8)} ${fields.value ?? `${fields.success}/${fields.failure}`}`]
      : [],
  );
}

function row(value: number, guid = GUID): string {
  return `,System,Audit Credential Validation,{${guid}},Success and Failure,,${value}`;
}

/** What the domain controllers end up with, every outcome that the evidence leaves possible. */
function effective(sketches: readonly GpoSketch[], subcategory = GUID): { outcomes: string[]; trail: string[] } {
  const { evidence } = estate(sketches);
  const { targets } = estateOf(evidence, new Map());
  const result = resolve({ kind: "subcategory", subcategory }, targets[0]!);
  return {
    outcomes: result.outcomes.map((one) => (one.state === "set" ? valueText(one.value) : one.state)).toSorted(),
    trail: result.trail.map((step) => `${step.gpo.name ?? ""} ${step.result} ${step.rule}`),
  };
}

function finding(id: string, files: Readonly<Record<string, string>>): Finding | undefined {
  const evidence = assemble(Object.entries(files).map(([path, body]) => fileOf(path, body)));
  const { findings } = judge(REQUIREMENTS, { evidence, estate: estateOf(evidence, new Map()) });
  return findings.find((one) => one.requirement === id);
}

function statusOf(id: string, files: Readonly<Record<string, string>>): string {
  return finding(id, files)?.status ?? "none";
}

const CREDENTIALS = "MDI-DC-AUDIT-CREDENTIAL-VALIDATION";
const cv = (value: 0 | 1 | 2 | 3) => [audit(GUID, value)];

describe("audit.csv and auditpol", () => {
  it("the first data row is read, below a header, below a byte order mark, and without any header", () => {
    const body = `${row(3)}\r\n${row(1, LOGON)}\r\n`;
    for (const before of [`${HEAD}\r\n`, `\uFEFF${HEAD}\r\n`, `\r\n${HEAD}\r\n`, ""]) {
      expect(rows(before + body)).toEqual(["0CCE923F 3", "0CCE9215 1"]);
    }
  });

  it("headers and words in any language change nothing", () => {
    const german =
      "Computername,Richtlinienziel,Unterkategorie,GUID der Unterkategorie,Aufnahmeeinstellung,Ausschlusseinstellung,Einstellungswert";
    const words = [
      `,System,Anmeldeinformationen überprüfen,{${GUID}},Erfolg und Fehler,,3`,
      `,システム,資格情報の確認,{${GUID}},成功および失敗,,3`,
    ];
    for (const line of words) {
      expect(rows(`${HEAD}\r\n${line}`)).toEqual(["0CCE923F 3"]);
      expect(statusOf(CREDENTIALS, { [AUDIT_CSV]: `${german}\r\n${line}\r\n` })).toBe("pass");
    }
  });

  it("words that nobody knows are not understood, and never off", () => {
    const [fields] = fieldsOf("get.csv", `${GET_HEAD}\r\nDC01,System,x,{${GUID}},Kaikki kirjataan,\r\n`);
    expect(fields).toMatchObject({ state: "not-understood", value: null, success: null, failure: null });
  });

  it("every encoding that Windows and its users write gives the same facts", () => {
    const files: [string, string][] = [
      [AUDIT_CSV, `${HEAD}\r\n${row(3)}\r\n`],
      [TEMPLATE, `${INF_HEAD}[Event Audit]\r\nAuditLogonEvents = 3\r\n`],
      ["GPT.INI", "[General]\r\nVersion=65537\r\ndisplayName=New Group Policy Object\r\n"],
      [
        "gpreport.xml",
        `<?xml version="1.0" encoding="utf-16"?>\r\n<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings"><Name>Ü</Name></GPO>`,
      ],
    ];
    for (const [path, body] of files) {
      const wide = Buffer.from(body, "utf16le");
      const encoded = [
        Buffer.from(body),
        Buffer.from(`\uFEFF${body}`),
        Buffer.from(`\uFEFF${body}`, "utf16le"),
        wide,
        Buffer.from(`\uFEFF${body}`, "utf16le").swap16(),
        Buffer.from(wide).swap16(),
      ];
      const facts = encoded.map((bytes) => fieldsOf(path, new Uint8Array(bytes)));
      expect(facts[0], path).toHaveLength(1);
      for (const others of facts) expect(others, path).toEqual(facts[0]);
    }
  });

  it("commas and line breaks within quotes stay in their cell", () => {
    const quoted = `,System,"Audit ""Credential"", Validation",{${GUID}},"Success and Failure, really",,3`;
    expect(fieldsOf(AUDIT_CSV, `${HEAD}\r\n${quoted}\r\n${row(1, LOGON)}\r\n`)).toMatchObject([
      { subcategory: GUID, name: 'Audit "Credential", Validation', value: 3 },
      { subcategory: LOGON, value: 1 },
    ]);
  });

  it("CR CR LF of a redirected console and blank lines are line ends", () => {
    const lines = [HEAD, row(3), row(1, LOGON), ""];
    for (const end of ["\r\r\n", "\r\n\r\n", "\n", "\r"]) {
      expect(rows(lines.join(end)), JSON.stringify(end)).toEqual(["0CCE923F 3", "0CCE9215 1"]);
    }
  });

  it("rows without a number are read by their words", () => {
    const get = (text: string) =>
      rows(`${GET_HEAD}\r\nDC01,System,Credential Validation,{${GUID}},${text},\r\n`, "get.csv");
    expect(get("Success and Failure")).toEqual(["0CCE923F true/true"]);
    expect(get("Success")).toEqual(["0CCE923F true/false"]);
    expect(get("Failure")).toEqual(["0CCE923F false/true"]);
    expect(get("No Auditing")).toEqual(["0CCE923F false/false"]);
  });

  it("option rows are options, and the rows behind them are read", () => {
    const body = `${HEAD}\r\n,,Option:CrashOnAuditFail,,Disabled,,0\r\n,,RegistryGlobalSacl,,,,\r\n${row(3)}\r\n`;
    const fields = fieldsOf(AUDIT_CSV, body);
    expect(fields[0]).toMatchObject({ kind: "audit-option", option: "CrashOnAuditFail", value: 0 });
    expect(rows(body)).toEqual(["0CCE923F 3"]);
  });

  it("a GUID in any case, with or without braces, is the same subcategory", () => {
    for (const guid of [`{${GUID}}`, GUID, `{${GUID.toLowerCase()}}`, GUID.toLowerCase()]) {
      const body = `${HEAD}\r\n,System,x,${guid},Success and Failure,,3\r\n`;
      expect(rows(body), guid).toEqual(["0CCE923F 3"]);
      expect(statusOf(CREDENTIALS, { [AUDIT_CSV]: body }), guid).toBe("pass");
    }
  });

  it("of two rows for one subcategory both are facts, and no verdict rests on the better one alone", () => {
    const files = (first: number, second: number) => ({
      [AUDIT_CSV]: `${HEAD}\r\n${row(first)}\r\n${row(second)}\r\n`,
    });
    expect(rows(files(3, 1)[AUDIT_CSV] ?? "")).toEqual(["0CCE923F 3", "0CCE923F 1"]);
    expect(statusOf(CREDENTIALS, files(3, 3))).toBe("pass");
    expect(statusOf(CREDENTIALS, files(3, 1))).not.toBe("pass");
  });

  it("rows of one user are not the policy of the system", () => {
    const user = `DC01,S-1-5-21-1-2-3-1104,Audit Credential Validation,{${GUID}},Success and Failure,None,3`;
    expect(fieldsOf(AUDIT_CSV, `${HEAD}\r\n${user}\r\n`)).toMatchObject([{ user: "S-1-5-21-1-2-3-1104" }]);
    expect(statusOf(CREDENTIALS, { [AUDIT_CSV]: `${HEAD}\r\n${user}\r\n` })).not.toBe("pass");
  });

  it("a value of 0 overrides a 3 from further away", () => {
    const { outcomes } = effective([
      { name: "Domain", links: [{ at: DOMAIN }], settings: cv(3) },
      { name: "Near", settings: cv(0) },
    ]);
    expect(outcomes).toEqual(["No Auditing"]);
  });

  it("not configured is not off: the row that is missing leaves the other GPO's value", () => {
    const { outcomes } = effective([
      { name: "Domain", links: [{ at: DOMAIN, enforced: true }], settings: cv(3) },
      { name: "Near", settings: [audit(LOGON, 0)] },
    ]);
    expect(outcomes).toEqual(["Success and Failure"]);
    const off = finding(CREDENTIALS, { [AUDIT_CSV]: `${HEAD}\r\n${row(0)}\r\n` });
    const missing = finding(CREDENTIALS, { [AUDIT_CSV]: `${HEAD}\r\n${row(3, LOGON)}\r\n` });
    expect([off?.cause, missing?.cause]).toEqual(["too-weak", "not-configured"]);
    expect(off?.have).toContain("No Auditing");
    expect(missing?.have).not.toContain("No Auditing");
  });
});

describe("security templates", () => {
  it("4 in [Event Audit] is the number that stands there, not 0 and not success", () => {
    const fields = fieldsOf(TEMPLATE, `${INF_HEAD}[Event Audit]\r\nAuditLogonEvents = 4\r\nAuditDSAccess = 0\r\n`);
    expect(fields).toEqual([
      { kind: "legacy-category", category: "AuditLogonEvents", value: 4 },
      { kind: "legacy-category", category: "AuditDSAccess", value: 0 },
    ]);
  });

  it("lists of a MULTI_SZ keep their items, commas in quotes too", () => {
    const key = "MACHINE\\System\\CurrentControlSet\\Services\\LanManServer\\Parameters\\NullSessionPipes";
    const value = (text: string) => fieldsOf(TEMPLATE, `${INF_HEAD}[Registry Values]\r\n${key}=${text}\r\n`)[0];
    expect(value("7,COMNAP,COMNODE,SQL\\QUERY")).toMatchObject({
      type: "REG_MULTI_SZ",
      value: ["COMNAP", "COMNODE", "SQL\\QUERY"],
    });
    expect(value('7,"a,b",c')).toMatchObject({ type: "REG_MULTI_SZ", value: ["a,b", "c"] });
    expect(value("7,")).toMatchObject({ type: "REG_MULTI_SZ", value: [] });
  });

  it("percent signs, hashes and semicolons stand for themselves", () => {
    const text = "%SystemRoot%\\logs\\100%;#x%%";
    const body = `${INF_HEAD}[Registry Values]\r\nMACHINE\\Software\\%A%\\b=1,"${text}"\r\n[Privilege Rights]\r\nSeAuditPrivilege = %domain%\\svc\r\n`;
    expect(fieldsOf(TEMPLATE, body)).toMatchObject([
      { kind: "registry", key: "Software\\%A%", name: "b", value: text },
      { kind: "user-right", members: ["%domain%\\svc"] },
    ]);
  });

  it("a key that nobody knows ends nothing: what stands around it is read", () => {
    const body = `${INF_HEAD}[Registry Values]\r\nMACHINE\\Software\\Unheard\\Of=9,1\r\nno equals sign\r\nWRONGROOT\\x=4,1\r\n${FORCE.replace("HKLM", "MACHINE")}=4,1\r\n[Unheard Section]\r\nx=1\r\n[Event Audit]\r\nAuditLogonEvents = 3\r\n`;
    const fields = fieldsOf(TEMPLATE, body);
    expect(fields).toContainEqual(expect.objectContaining({ name: "SCENoApplyLegacyAuditPolicy", value: 1 }));
    expect(fields).toContainEqual({ kind: "legacy-category", category: "AuditLogonEvents", value: 3 });
    const said = readBytes(`backup/DomainSysvol/GPO/${TEMPLATE}`, new TextEncoder().encode(body)).diagnostics;
    expect(said.length).toBeGreaterThanOrEqual(3);
    for (const { at } of said) expect(at).not.toBeNull();
  });
});

describe("registry values", () => {
  const NTLM = "MACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain";
  const RESTRICT = "MACHINE\\System\\CurrentControlSet\\Services\\Netlogon\\Parameters\\RestrictNTLMInDomain";
  const template = (...lines: string[]) => ({
    [TEMPLATE]: `${INF_HEAD}[Registry Values]\r\n${lines.join("\r\n")}\r\n`,
  });

  it("a text that looks like the number is not the number", () => {
    expect(statusOf("MDI-DC-NTLM-DOMAIN", template(`${NTLM}=4,7`))).toBe("pass");
    expect(statusOf("MDI-DC-NTLM-DOMAIN", template(`${NTLM}=1,"7"`))).not.toBe("pass");
  });

  it("a value that restricts NTLM is not one that audits it", () => {
    expect(statusOf("MDI-DC-NTLM-DOMAIN", template(`${RESTRICT}=4,7`))).toBe("fail");
    const lsa = "MACHINE\\System\\CurrentControlSet\\Control\\Lsa\\MSV1_0";
    expect(statusOf("MDI-DC-NTLM-INCOMING", template(`${lsa}\\RestrictReceivingNTLMTraffic=4,2`))).toBe("fail");
    expect(statusOf("MDI-DC-NTLM-INCOMING", template(`${lsa}\\AuditReceivingNTLMTraffic=4,2`))).toBe("pass");
  });
});

describe("precedence", () => {
  it("a GPO whose computer half is off sets nothing", () => {
    const { outcomes, trail } = effective([{ name: "Half", computerEnabled: false, settings: cv(3) }]);
    expect(outcomes).not.toContain("Success and Failure");
    expect(trail).toEqual(["Half excluded gpo-disabled"]);
  });

  it("a link that is off is no link", () => {
    const { outcomes, trail } = effective([
      { name: "Off", links: [{ at: DC_OU, enabled: false }], settings: cv(3) },
      { name: "On", links: [{ at: DOMAIN, enforced: true }], settings: cv(1) },
    ]);
    expect(outcomes).toEqual(["Success"]);
    expect(trail).toContain("Off excluded link-disabled");
  });

  it("subcategories count where the override is not set anywhere, as Windows has it on by itself", () => {
    const { outcomes } = effective([{ name: "Both", settings: [audit(GUID, 3), category("AuditAccountLogon", 0)] }]);
    expect(outcomes).toEqual(["Success and Failure"]);
    expect(statusOf("POLICY-FORCE-SUBCATEGORY", { [AUDIT_CSV]: `${HEAD}\r\n${row(3)}\r\n` })).toBe("unknown");
  });

  it("more than a thousand GPOs are all there", () => {
    const gpo = (at: number) => {
      const guid = `{00000000-0000-4000-8000-${String(at).padStart(12, "0")}}`;
      return `<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings"><Identifier><Identifier xmlns="http://www.microsoft.com/GroupPolicy/Types">${guid}</Identifier><Domain xmlns="http://www.microsoft.com/GroupPolicy/Types">corp.example</Domain></Identifier><Name>GPO ${at}</Name></GPO>`;
    };
    const report = `<report>${Array.from({ length: 1500 }, (_, at) => gpo(at)).join("\n")}</report>`;
    const evidence = assemble([readBytes("all.xml", new TextEncoder().encode(report))]);
    expect(evidence.gpos).toHaveLength(1500);
    expect(new Set(evidence.gpos.map((one) => one.name)).size).toBe(1500);
  });
});

describe("questions about the directory", () => {
  it("the Configuration container is asked of the forest, never built from the domain's own name", () => {
    const one = REQUIREMENTS.find(({ id }) => id === "MDI-CONFIG-SACL");
    const commands = [
      ...(one?.ask ?? []),
      ...(one?.verify ?? []),
      ...(one?.remedies.flatMap((remedy) => remedy.commands) ?? []),
    ];
    expect(commands.join("\n")).toMatch(/configurationNamingContext/i);
    for (const command of commands) expect(command).not.toMatch(/CN=Configuration,\$?\(?\(?Get-ADDomain/i);
  });
});
