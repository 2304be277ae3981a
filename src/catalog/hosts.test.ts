/** Registry values, rights and services of computers, judged, and what a finding about a computer says. */
import { describe, expect, it } from "vitest";
import type { FactFields } from "../core/fact.ts";
import { findingOn, findingsOn, observed, registry } from "../testing/captured-host.ts";
import type { Given, Row } from "../testing/captured-host.ts";
import { REQUIREMENTS } from "./index.generated.ts";

const HIGH = "8C5E7FDA-E8BF-4A96-9A85-A6E23A8C635C";
const BALANCED = "381B4222-F694-41F0-9685-FF5BB260DF2E";
const FILTER = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration\\Corp CA\\AuditFilter";
const release = "HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full\\Release";
const net = (name: string, value: number): FactFields[] =>
  ["", "WOW6432Node\\"].map((half) =>
    registry(`HKLM\\SOFTWARE\\${half}Microsoft\\.NETFramework\\v4.0.30319\\${name}`, value),
  );

const ROWS: readonly Row[] = [
  ["MDI-CA-AUDIT-FILTER", "all events", [registry(FILTER, 127)], "pass", { roles: ["ca"] }],
  ["MDI-CA-AUDIT-FILTER", "start and stop only", [registry(FILTER, 3)], "fail", { roles: ["ca"] }],
  [
    "MDI-CA-AUDIT-FILTER",
    "one of two authorities",
    [registry(FILTER, 127), registry(FILTER.replace("Corp", "Old"), 0)],
    "fail",
    { roles: ["ca"] },
  ],
  [
    "MDI-CA-AUDIT-FILTER",
    "without the name of the authority",
    observed("ca", { AuditFilter: 0 }),
    "fail",
    { roles: ["ca"] },
  ],
  ["MDI-CA-AUDIT-FILTER", "a computer that is none", [registry(FILTER, 3)], undefined],
  ["MDI-CA-AUDIT-FILTER", "as text", [registry(FILTER, "127", "REG_SZ")], "fail", { roles: ["ca"] }],
  ["MDI-CA-AUDIT-FILTER", "a text where types are lost", [registry(FILTER, "127", null)], "unknown", { roles: ["ca"] }],
  [
    "MDI-ADFS-AUDIT-LEVEL",
    "Verbose with both audits",
    observed("adfs", { AuditLevel: ["Verbose"], LogLevel: ["Errors", "SuccessAudits", "FailureAudits"] }),
    "pass",
    { roles: ["adfs"] },
  ],
  [
    "MDI-ADFS-AUDIT-LEVEL",
    "Basic",
    observed("adfs", { AuditLevel: ["Basic"], LogLevel: ["SuccessAudits", "FailureAudits"] }),
    "fail",
    { roles: ["adfs"] },
  ],
  [
    "MDI-ADFS-AUDIT-LEVEL",
    "a list that the console cut",
    observed("adfs", { AuditLevel: ["Verbose"], LogLevel: ["Errors", "..."] }),
    "unknown",
    { roles: ["adfs"] },
  ],
  [
    "MDI-ADFS-AUDIT-LEVEL",
    "a list that the export lost",
    observed("adfs", { AuditLevel: ["Verbose"], LogLevel: null }),
    "unknown",
    { roles: ["adfs"] },
  ],
  ["MDI-SENSOR-DOTNET", "4.7", [registry(release, 460_798)], "pass"],
  ["MDI-SENSOR-DOTNET", "4.6.2", [registry(release, 394_802)], "fail"],
  ["MDI-SENSOR-DOTNET", "a v3.x sensor", [registry(release, 394_802)], "not-applicable", { sensor: "v3" }],
  [
    "MDI-SENSOR-DOTNET",
    "the key shown whole, without the value",
    [registry(release.replace("Release", "Version"), "4.0", "REG_SZ")],
    "fail",
    { via: "reg-file" },
  ],
  [
    "MDI-SENSOR-DOTNET",
    "one value asked for",
    [registry(release.replace("Release", "Version"), "4.0", "REG_SZ")],
    undefined,
  ],
  ["MDI-SENSOR-TLS", "two of four values", net("SchUseStrongCrypto", 1), "unknown"],
  ["MDI-SENSOR-TLS", "one of them 0", net("SchUseStrongCrypto", 0), "fail"],
  [
    "MDI-SENSOR-TLS",
    "the four, and TLS 1.2 of clients was not read",
    [...net("SchUseStrongCrypto", 1), ...net("SystemDefaultTlsVersions", 1)],
    "unknown",
  ],
  [
    "MDI-DC-NTLM-DOMAIN",
    "7",
    [registry("HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain", 7)],
    "pass",
  ],
  [
    "MDI-DC-NTLM-DOMAIN",
    "as text",
    [registry("HKLM\\SYSTEM\\CurrentControlSet\\Services\\Netlogon\\Parameters\\AuditNTLMInDomain", "7", "REG_SZ")],
    "fail",
  ],
  [
    "MDI-SENSOR-SERVICE-LOGON",
    "without all services",
    [{ kind: "user-right", right: "SeServiceLogonRight", members: ["S-1-5-20"] }],
    "fail",
  ],
  [
    "MDI-SENSOR-SERVICE-LOGON",
    "which account is the sensor's is not told",
    [{ kind: "user-right", right: "SeServiceLogonRight", members: ["S-1-5-80-0"] }],
    "unknown",
  ],
];

describe("a reading of a computer", () => {
  it.each(ROWS.map(([requirement, note, ...rest]) => ({ requirement, note, rest })))("$requirement: $note", (row) => {
    const [fields, status, given] = row.rest;
    const finding = findingOn(row.requirement, fields, given);
    expect(finding?.status).toBe(status);
    // What is said of a computer is said by a fact.
    if (finding !== undefined && status !== "unknown") expect(finding.evidence).not.toEqual([]);
    expect(finding?.rung ?? null).toBe(status === "pass" ? "L3" : null);
  });

  it("is of nobody's concern without a role", () => {
    const readings = [registry(release, 1), ...observed("power-plan", { "active-scheme": BALANCED })];
    expect(findingsOn(readings, { roles: [] }).filter(({ subject }) => subject.kind === "host")).toEqual([]);
  });

  it("that differs from another one asks for the newer", () => {
    const again = observed("power-plan", { "active-scheme": BALANCED });
    const finding = findingOn("MDI-SENSOR-POWER", observed("power-plan", { "active-scheme": HIGH }), { again });
    expect(finding?.have).toContain(" or ");
    expect(finding?.ask).toEqual([expect.stringContaining("Keep the newer capture only")]);
  });

  it("says where only one generation of sensors needs it", () => {
    const said = (given: Given) => findingOn("MDI-SENSOR-DOTNET", [registry(release, 1)], given)?.notes.join(" ") ?? "";
    expect(said({})).toContain("Only a v2.x sensor needs it");
    expect(said({ sensor: "v2" })).not.toContain("Only a v2.x sensor needs it");
  });
});

describe("data of the catalog", () => {
  it("asks for observations only where a subject shows itself", () => {
    const kinds = (expected: (typeof REQUIREMENTS)[number]["expect"]): string[] =>
      expected.kind === "all" || expected.kind === "any" ? expected.of.flatMap(kinds) : [expected.kind];
    expect(REQUIREMENTS.filter((one) => kinds(one.expect).includes("observation")).map(({ id }) => id)).toEqual([]);
  });
});
