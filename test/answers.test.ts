/** What Microsoft's tools reported, answered: small exports through the whole pipeline. */
import { describe, expect, test } from "vitest";
import { analyse } from "../src/cli/analyse.ts";
import type { ToolAnswer } from "../src/core/report.ts";
import { SUBCATEGORIES } from "../src/core/audit-policy.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { fileOf, readBytes } from "../src/testing/read-text.ts";
import type { Reporter, RenderOptions } from "../src/report/define.ts";
import { reporter as json } from "../src/report/formats/json.ts";
import { reporter as markdown } from "../src/report/formats/markdown.ts";
import { reporter as ndjson } from "../src/report/formats/ndjson.ts";
import { reporter as terminal } from "../src/report/formats/terminal.ts";

const AUDIT_ALERT = "Directory Services Advanced Auditing is not enabled as required";
const NTLM_ALERT = "NTLM Auditing is not enabled";
const POWER_ALERT = "Power mode isn't configured for optimal processor performance";
const REQUIRED = ["923F", "9236", "9238", "9237", "9235", "923B", "923C", "9211"];
const FOR_ALL = "D:PAI(OA;CI;CR;edacfd8f-ffb3-11d1-b41d-00a0c968f939;;AU)(A;CI;LCRPLORC;;;AU)";

function encoded(path: string, text: string) {
  return readBytes(path, new TextEncoder().encode(text));
}

/** `auditpol /get /r` of a computer: the eight at `value`, but for those named. */
function auditpol(
  host: string,
  value: number,
  other: Readonly<Record<string, number>> = {},
  words: readonly string[] = ["No Auditing", "Success", "Failure", "Success and Failure"],
) {
  const rows = SUBCATEGORIES.map(({ guid, name }) => {
    const short = guid.slice(4, 8);
    const number = other[short] ?? (REQUIRED.includes(short) ? value : 0);
    return `${host},System,${name},{${guid}},${words[number] ?? ""},`;
  });
  const head = "Machine Name,Policy Target,Subcategory,Subcategory GUID,Inclusion Setting,Exclusion Setting";
  return encoded(`hosts/${host}/auditpol.csv`, [head, ...rows].join("\r\n"));
}

function registry(host: string, receiving: number, sending: number, domain: number) {
  const object = (key: string, values: object): object => ({
    ...values,
    PSPath: `Microsoft.PowerShell.Core\\Registry::HKEY_LOCAL_MACHINE\\${key}`,
    PSChildName: key.slice(key.lastIndexOf("\\") + 1),
    PSProvider: "Microsoft.PowerShell.Core\\Registry",
    PSComputerName: `${host}.corp.example`,
  });
  const objects = [
    object("System\\CurrentControlSet\\Control\\Lsa\\MSV1_0", {
      AuditReceivingNTLMTraffic: receiving,
      RestrictSendingNTLMTraffic: sending,
    }),
    object("System\\CurrentControlSet\\Services\\Netlogon\\Parameters", { AuditNTLMInDomain: domain }),
  ];
  return encoded(`hosts/${host}/registry.json`, JSON.stringify(objects));
}

function scope(...hosts: readonly string[]) {
  const lines = hosts.flatMap((host) => {
    const [name = "", sensor] = host.split(" ");
    return [
      `  - name: ${name}.corp.example`,
      "    domain: corp.example",
      "    roles: [dc]",
      ...(sensor === undefined ? [] : [`    sensor: ${sensor}`]),
    ];
  });
  return encoded("scope.yaml", ["schema: scope/1", "hosts:", ...lines, ""].join("\n"));
}

interface Issue {
  readonly title: string;
  readonly hosts?: readonly string[];
  readonly status?: string;
  readonly type?: string;
}

function health(...issues: readonly Issue[]) {
  const value = issues.map(({ title, hosts = [], status = "open", type }) => ({
    displayName: title,
    healthIssueType: hosts.length > 0 ? "sensor" : "global",
    issueTypeId: type ?? null,
    severity: "medium",
    status,
    lastModifiedDateTime: "2026-03-01T10:00:00Z",
    domainNames: ["corp.example"],
    sensorDNSNames: hosts.map((host) => `${host}.corp.example`),
  }));
  return encoded("health.json", JSON.stringify({ value }));
}

/** The eight rows in a GPO, with a report that names it and links it to the Domain Controllers OU. */
function gpo(name: string, rows: string) {
  const guid = "{5D1C2A90-7B64-4E0F-9A31-2C6E8F40B7D1}";
  const types = 'xmlns="http://www.microsoft.com/GroupPolicy/Types"';
  const report = [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<GPO xmlns="http://www.microsoft.com/GroupPolicy/Settings">',
    `<Identifier><Identifier ${types}>${guid}</Identifier><Domain ${types}>corp.example</Domain></Identifier>`,
    `<Name>${name}</Name>`,
    "<FilterDataAvailable>true</FilterDataAvailable>",
    `<SecurityDescriptor><SDDL xmlns="http://www.microsoft.com/GroupPolicy/Types/Security">${FOR_ALL}</SDDL></SecurityDescriptor>`,
    "<Computer><VersionDirectory>3</VersionDirectory><VersionSysvol>3</VersionSysvol><Enabled>true</Enabled>",
    '<ExtensionData><Extension xmlns:q1="http://www.microsoft.com/GroupPolicy/Settings/Auditing">',
    rows,
    "</Extension></ExtensionData></Computer>",
    "<User><VersionDirectory>0</VersionDirectory><VersionSysvol>0</VersionSysvol><Enabled>true</Enabled></User>",
    "<LinksTo><SOMName>Domain Controllers</SOMName><SOMPath>corp.example/Domain Controllers</SOMPath>",
    "<Enabled>true</Enabled><NoOverride>false</NoOverride></LinksTo></GPO>",
  ].join("\n");
  return fileOf("gpreport.xml", report, "report");
}

function auditSettings(value: number): string {
  return REQUIRED.map(
    (part) =>
      `<q1:AuditSetting><q1:PolicyTarget>System</q1:PolicyTarget><q1:SubcategoryName>x</q1:SubcategoryName>` +
      `<q1:SubcategoryGuid>{0cce${part}-69ae-11d9-bed3-505054503030}</q1:SubcategoryGuid>` +
      `<q1:SettingValue>${value}</q1:SettingValue></q1:AuditSetting>`,
  ).join("");
}

function reportOf(...files: readonly ReturnType<typeof encoded>[]) {
  return analyse(assemble(files), { asOf: "2026-11-22T00:00:00Z", roles: new Map() });
}

function answers(...files: readonly ReturnType<typeof encoded>[]): Partial<ToolAnswer>[] {
  return reportOf(...files).answers.map(({ item, answer, because, finding }) => ({ item, answer, because, finding }));
}

describe("a health issue", () => {
  test("is real where our verdict fails as well", () => {
    const [one] = answers(
      scope("DC1"),
      auditpol("DC1", 3, { "923C": 0 }),
      health({ title: AUDIT_ALERT, hosts: ["DC1"] }),
    );
    expect(one).toMatchObject({
      answer: "real",
      finding: "MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES@host:DC1.corp.example",
    });
    expect(one?.because).toContain("(not configured)");
  });

  test("is stale where the computer's own readings pass both rules", () => {
    const files = [scope("DC1"), auditpol("DC1", 3), registry("DC1", 2, 1, 7)];
    const said = answers(
      ...files,
      health({ title: AUDIT_ALERT, hosts: ["DC1"] }, { title: NTLM_ALERT, hosts: ["DC1"] }),
    );
    expect(said.map(({ answer }) => answer)).toEqual(["stale", "stale"]);
    expect(said[0]?.because).toContain(
      "newer than 2026-03-01T10:00:00Z, the issue closes at the next daily validation",
    );
  });

  test("is explained where Success alone writes the events", () => {
    const [one] = answers(
      scope("DC1"),
      auditpol("DC1", 3, { "9235": 1 }),
      health({ title: AUDIT_ALERT, hosts: ["DC1"] }),
    );
    expect(one).toMatchObject({ answer: "explained" });
    expect(one?.because).toContain("it wants Success and Failure");
  });

  test("of a v3.x sensor is explained: it is known to stay, or exists for v2.x only", () => {
    const said = answers(
      scope("DC1 v3"),
      auditpol("DC1", 3),
      health({ title: AUDIT_ALERT, hosts: ["DC1"] }, { title: POWER_ALERT, hosts: ["DC1"] }),
    );
    expect(said).toMatchObject([
      { item: AUDIT_ALERT, answer: "explained", because: expect.stringContaining("known to stay on v3.x sensors") },
      { item: POWER_ALERT, answer: "explained", because: expect.stringContaining("v2.x only") },
    ]);
  });

  test("cannot be told from what policy delivers, from silence, or about another computer", () => {
    const policy = gpo("Baseline", auditSettings(3));
    const [delivered] = reportOf(policy, scope("DC1"), health({ title: AUDIT_ALERT, hosts: ["DC1"] })).answers;
    expect(delivered).toMatchObject({ answer: "unknown", because: expect.stringContaining("policy delivers") });
    expect(delivered?.ask.join("\n")).toContain("auditpol /get");
    const [silent] = answers(scope("DC1"), auditpol("DC1", 3), health({ title: NTLM_ALERT, hosts: ["DC1"] }));
    expect(silent).toMatchObject({ answer: "unknown" });
    const [other] = answers(scope("DC1"), auditpol("DC1", 3), health({ title: AUDIT_ALERT, hosts: ["DC9"] }));
    expect(other).toMatchObject({ answer: "unknown" });
    const [foreign] = answers(scope("DC1"), auditpol("DC1", 3), health({ title: "Alarm", hosts: ["DC1"] }));
    expect(foreign).toMatchObject({ answer: "unknown", finding: null });
  });

  test("that is closed gets no answer where it is right, and is missed where it is not", () => {
    const closed = health({ title: AUDIT_ALERT, hosts: ["DC1"], status: "closed" });
    expect(answers(scope("DC1"), auditpol("DC1", 3), closed)).toEqual([]);
    expect(answers(scope("DC1"), auditpol("DC1", 0), closed)).toMatchObject([{ answer: "missed" }]);
  });

  test("in another language is known by a type id that an English one teaches, unless that id is ambiguous", () => {
    const files = [scope("DC1", "DC2"), auditpol("DC1", 3), auditpol("DC2", 0)];
    const german = { title: "Erweiterte Überwachung ist nicht aktiviert", hosts: ["DC2"], type: "7" };
    const taught = answers(...files, health({ title: AUDIT_ALERT, hosts: ["DC1"], type: "7" }, german));
    expect(taught.find(({ item }) => item === german.title)).toMatchObject({ answer: "real" });
    const ambiguous = answers(
      ...files,
      health(
        { title: AUDIT_ALERT, hosts: ["DC1"], type: "7" },
        { title: NTLM_ALERT, hosts: ["DC1"], type: "7" },
        german,
      ),
    );
    expect(ambiguous.find(({ item }) => item === german.title)).toMatchObject({ answer: "unknown" });
  });

  test("of a domain is real as soon as one controller fails", () => {
    const files = [scope("DC1", "DC2"), auditpol("DC1", 3), auditpol("DC2", 0), gpo("Baseline", auditSettings(3))];
    expect(answers(...files, health({ title: AUDIT_ALERT }))).toMatchObject([{ answer: "real" }]);
  });
});

function moduleRow(item: string, status: boolean | null, mode = "Domain", details: unknown = "") {
  return encoded(
    "module.json",
    JSON.stringify([{ Configuration: item, Mode: mode, Status: status, Details: details }]),
  );
}

describe("the forecast of a domain", () => {
  const alertOf = (...files: readonly ReturnType<typeof encoded>[]) =>
    reportOf(gpo("Baseline", auditSettings(3)), ...files).findings.find(
      ({ requirement, subject }) => requirement === "MDI-DC-AUDIT-CREDENTIAL-VALIDATION" && subject.kind === "domain",
    )?.microsoft;

  test("expects an alert as soon as one controller differs, whatever policy delivers", () => {
    expect(alertOf(scope("DC1", "DC2"), auditpol("DC1", 3))?.healthAlert?.verdict).toBe(true);
    const differing = alertOf(scope("DC1", "DC2"), auditpol("DC1", 3), auditpol("DC2", 0));
    expect(differing?.healthAlert).toMatchObject({ verdict: false, reason: expect.stringContaining("DC2") });
    expect(differing?.moduleLocalMachine).toMatchObject({ verdict: false, reason: expect.stringContaining("DC2") });
    expect(differing?.moduleDomain?.verdict).toBe(false);
  });

  test("remembers that older versions read English words", () => {
    const german = auditpol("DC1", 3, {}, ["Keine Überwachung", "Erfolg", "Fehler", "Erfolg und Fehler"]);
    const report = reportOf(scope("DC1"), german);
    const word = report.findings.find(
      ({ requirement, subject }) => requirement === "MDI-DC-AUDIT-CREDENTIAL-VALIDATION" && subject.kind === "host",
    )?.microsoft.moduleLocalMachine;
    expect(word).toMatchObject({ verdict: true, reason: expect.stringContaining("English words") });
  });
});

describe("a row of the module", () => {
  test("False for a GPO of another name is explained", () => {
    const said = answers(gpo("Baseline", auditSettings(3)), moduleRow("AdvancedAuditPolicyDCs", false));
    expect(said).toMatchObject([
      { answer: "explained", because: expect.stringContaining("looks only for a GPO named") },
    ]);
  });

  test("False is real where policy delivers too little", () => {
    expect(answers(gpo("Baseline", auditSettings(0)), moduleRow("AdvancedAuditPolicyDCs", false))).toMatchObject([
      { answer: "real" },
    ]);
  });

  test("True for a hollow GPO is missed", () => {
    const hollow = gpo("Microsoft Defender for Identity - Advanced Audit Policy for DCs", "");
    const said = answers(hollow, moduleRow("AdvancedAuditPolicyDCs", true));
    expect(said).toMatchObject([{ answer: "missed", because: expect.stringContaining("lets a missing row pass") }]);
  });

  test("False is stale where the same test says True by now, and True that is right gets no answer", () => {
    const right = gpo("Microsoft Defender for Identity - Advanced Audit Policy for DCs", auditSettings(3));
    expect(answers(right, moduleRow("AdvancedAuditPolicyDCs", false))).toMatchObject([{ answer: "stale" }]);
    expect(answers(right, moduleRow("AdvancedAuditPolicyDCs", true))).toEqual([]);
  });

  test("False for what v3.x sensors do not need is explained", () => {
    const files = [scope("DC1 v3"), auditpol("DC1", 3), gpo("Baseline", auditSettings(3))];
    for (const item of ["RemoteSAM", "DeletedObjectsContainerPermission", "EntraConnectAuditing", "KdsAuditing"]) {
      expect(answers(...files, moduleRow(item, false))).toMatchObject([{ item, answer: "explained" }]);
    }
    expect(answers(scope("DC1 v2"), auditpol("DC1", 3), moduleRow("KdsAuditing", false))).toMatchObject([
      { answer: "unknown" },
    ]);
  });
});

describe("a row of Test-MdiReadiness", () => {
  const readiness = (tests: object, domain: object = {}) =>
    encoded(
      "mdi-corp.example.json",
      JSON.stringify({
        Domain: "corp.example",
        DomainControllers: { FQDN: "DC1.corp.example", ...tests },
        DomainObjectAuditing: { isObjectAuditingOk: null, details: "" },
        ...domain,
      }),
    );

  test("that is called like a word of JavaScript asks nothing", () => {
    const names = ["constructor", "toString", "hasOwnProperty", "__proto__"];
    const tests = JSON.parse(`{${names.map((name) => `"${name}": false`).join(", ")}}`) as object;
    const items = (row: object) =>
      answers(scope("DC1"), auditpol("DC1", 3), readiness({ ...row, Details: {} })).map(({ item }) => item);
    expect(items(tests)).toEqual(["DomainObjectAuditing"]);
    expect(items({ ...tests, AdvancedAuditing: false })).toContain("AdvancedAuditing");
  });

  test("False for a computer that it could not read is explained", () => {
    const details = { AdvancedAuditingDetails: "Unable to get the advanced auditing settings remotely" };
    const said = answers(scope("DC1"), auditpol("DC1", 3), readiness({ AdvancedAuditing: false, Details: details }));
    expect(said.find(({ item }) => item === "AdvancedAuditing")).toMatchObject({
      answer: "explained",
      because: expect.stringContaining("could not read the computer"),
    });
  });

  test("N/A is counted as True and proves nothing", () => {
    const na = { DomainAdfsAuditing: { isAdfsAuditingOk: "N/A", details: "N/A" } };
    const said = answers(scope("DC1"), auditpol("DC1", 3), readiness({ NtlmAuditing: true, Details: {} }, na));
    expect(said.find(({ item }) => item === "DomainAdfsAuditing")).toMatchObject({
      answer: "explained",
      because: expect.stringContaining("counts such a row as True"),
    });
  });

  test("of a computer that says nothing, or did not answer, decides nothing", () => {
    const silent = readiness({ NtlmAuditing: "N/A", Comment: "Server is not available", Details: {} });
    expect(answers(scope("DC1"), auditpol("DC1", 3), silent)).toMatchObject([
      { item: "Comment", answer: "unknown", because: expect.stringContaining("did not answer a ping") },
      { item: "DomainObjectAuditing", answer: "unknown" },
      { item: "NtlmAuditing", answer: "unknown" },
    ]);
  });

  test("False for Success alone is explained, False for nothing is real", () => {
    const row = readiness({ AdvancedAuditing: false, Details: { AdvancedAuditingDetails: [{ x: 1 }] } });
    const answerTo = (value: number) =>
      answers(scope("DC1"), auditpol("DC1", 3, { "9235": value }), row).find(({ item }) => item === "AdvancedAuditing");
    expect(answerTo(1)).toMatchObject({ answer: "explained" });
    expect(answerTo(0)).toMatchObject({ answer: "real" });
  });
});

describe("the SACL of the domain root", () => {
  const FULL = "CCDCSWWPDTCRSDWDWO";
  const CLASSES: readonly (readonly [guid: string, rights: string])[] = [
    ["bf967aba-0de6-11d0-a285-00aa003049e2", FULL],
    ["bf967a9c-0de6-11d0-a285-00aa003049e2", FULL],
    ["bf967a86-0de6-11d0-a285-00aa003049e2", FULL],
    ["ce206244-5827-4a86-ba1c-1c0c386c1b64", FULL],
    ["7b8b558a-93a5-4af7-adca-c017e67f1057", "CCDCSWWPDTSDWDWO"],
    ["0feb936f-47b3-49f2-9386-1dedc2c23765", "CCDCSWWPDTSDWDWO"],
  ];
  const rows = CLASSES.map(([guid, rights]) => `(OU;CIIOSA;${rights};;${guid};WD)`);

  function said(sacl: string) {
    const sddl = encoded("root.sddl.txt", `DC=corp,DC=example : O:BAG:BAD:(A;;RP;;;BA)${sacl}\r\n`);
    const report = reportOf(gpo("Baseline", auditSettings(3)), sddl);
    const { microsoft } = report.findings.find(({ requirement }) => requirement === "MDI-DOMAIN-SACL-USER") ?? {};
    return [microsoft?.moduleDomain?.verdict, microsoft?.testMdiReadiness?.verdict, microsoft?.healthAlert?.verdict];
  }

  test("is judged by the tools' own comparison, where it was read", () => {
    expect(said("")).toEqual([null, null, null]);
    expect(said(`S:${rows.slice(0, 2).join("")}`)).toEqual([false, false, null]);
  });

  test("with all rows, and without the sixth, which not every version expects", () => {
    expect(said(`S:${rows.join("")}`)).toEqual([true, true, true]);
    expect(said(`S:${rows.slice(0, 5).join("")}`)).toEqual([null, null, null]);
  });

  test("with a duplicate: the module does not mind, the script says False", () => {
    expect(said(`S:${rows.join("")}${rows[0] ?? ""}`)).toEqual([true, false, true]);
  });
});

test("every output shows the answers, hostile names included", () => {
  const hostile = health(
    { title: "evil | `x` \u001B[31m\u202E", hosts: ["DC1"] },
    { title: AUDIT_ALERT, hosts: ["DC1"] },
  );
  const report = reportOf(scope("DC1"), auditpol("DC1", 0), hostile);
  const options: RenderOptions = { width: 80, ascii: false, colour: false };
  const text = (of: Reporter): string => [...of.render(report, options)].join("");
  expect(report.answers.map(({ answer }) => answer)).toEqual(["real", "unknown"]);
  for (const { fact } of report.answers) expect(report.facts.has(fact)).toBe(true);
  const parsed = JSON.parse(text(json)) as { answers: { answer: string; subject: object }[] };
  expect(parsed.answers).toMatchObject([
    { answer: "real", subject: { kind: "host", name: "DC1.corp.example" } },
    { answer: "unknown" },
  ]);
  const lines = text(ndjson)
    .split("\n")
    .filter((line) => line.startsWith('{"type":"answer"'));
  expect(lines).toHaveLength(2);
  for (const output of [text(terminal), text(markdown)]) {
    expect(output).toContain("What Microsoft's tools reported, answered (2)");
    expect(output).not.toMatch(/[\u001B\u202E]/);
  }
  expect(text(markdown)).not.toContain("evil | `x`");
});
