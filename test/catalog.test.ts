/** The catalog as a whole, and every example of every requirement judged in design mode. */
import { describe, expect, it } from "vitest";
import { allRequirements } from "../src/catalog/catalogs.ts";
import { SACL_REQUIREMENTS } from "../src/catalog/index-sacl.generated.ts";
import { REQUIREMENTS } from "../src/catalog/index.generated.ts";
import type { Example, Requirement } from "../src/catalog/define.ts";
import { judge } from "../src/catalog/judge.ts";
import { SEVERITIES } from "../src/core/report.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { estateOf } from "../src/policy/estate.ts";
import { fileOf, readBytes } from "../src/testing/read-text.ts";

/** Every id of the command-line contract. Never shrinks. */
const IDS = `
MDI-DC-AUDIT-CREDENTIAL-VALIDATION MDI-DC-AUDIT-COMPUTER-ACCOUNT-MANAGEMENT MDI-DC-AUDIT-DISTRIBUTION-GROUP-MANAGEMENT
MDI-DC-AUDIT-SECURITY-GROUP-MANAGEMENT MDI-DC-AUDIT-USER-ACCOUNT-MANAGEMENT MDI-DC-AUDIT-DIRECTORY-SERVICE-ACCESS
MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES MDI-DC-AUDIT-SECURITY-SYSTEM-EXTENSION
MDI-DC-NTLM-INCOMING MDI-DC-NTLM-OUTGOING MDI-DC-NTLM-DOMAIN
MDI-DOMAIN-SACL-USER MDI-DOMAIN-SACL-GROUP MDI-DOMAIN-SACL-COMPUTER MDI-DOMAIN-SACL-MSA MDI-DOMAIN-SACL-GMSA MDI-DOMAIN-SACL-DMSA
MDI-CONFIG-SACL MDI-ADFS-SACL MDI-CA-AUDIT-CERTIFICATION-SERVICES MDI-CA-AUDIT-FILTER
MDI-ADFS-AUDIT-APPLICATION-GENERATED MDI-ADFS-AUDIT-LOGON MDI-ADFS-AUDIT-LEVEL MDI-ADFS-GENERATE-AUDITS
MDI-ENTRA-AUDIT-LOGON MDI-ENTRA-SERVICE-LOGON
MDI-SENSOR-POWER MDI-SENSOR-LOG-ACCESS MDI-SENSOR-SERVICE-LOGON MDI-SENSOR-TIME MDI-SENSOR-FIREWALL MDI-SENSOR-NNR MDI-SENSOR-TLS
MDI-SENSOR-ROOT-CERTIFICATE MDI-SENSOR-OS MDI-SENSOR-DOTNET MDI-SENSOR-HARDWARE MDI-SENSOR-PROXY MDI-SENSOR-DYNAMIC-MEMORY MDI-SENSOR-LSO
MDI-DSA-DELETED-OBJECTS MDI-DSA-READ MDI-AD-RECYCLE-BIN MDI-TENANT-LICENSE MDI-TENANT-ROLES
POLICY-AUDIT-CSE-MISSING POLICY-LEGACY-CONFLICT POLICY-FORCE-SUBCATEGORY POLICY-DEFAULTS-LOST POLICY-VERSION-SKEW POLICY-DRIFT
LOG-SECURITY-RETENTION LOG-SECURITY-SIZE LEFTOVER-LDAP-1644 LEFTOVER-REMOTE-SAM LEFTOVER-NTLM-SCOPE EVIDENCE-COMPLETENESS
`
  .trim()
  .split(/\s+/);

describe("the catalog", () => {
  it("holds every id of the contract once, and none besides", () => {
    expect(REQUIREMENTS.map((one) => one.id).toSorted()).toEqual(IDS.toSorted());
  });

  it("of audit entries has ids of its own, each once", () => {
    const ids = allRequirements().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(SACL_REQUIREMENTS.filter(({ id }) => !id.startsWith("SACL-"))).toEqual([]);
    expect(SACL_REQUIREMENTS.length).toBeGreaterThan(30);
  });

  it.each(allRequirements().map((one) => [one.id, one] as const))("%s is complete data", (_, one) => {
    expect(structuredClone(one)).toEqual(one);
    expect(one.title.length).toBeLessThanOrEqual(75);
    expect(one.label.length).toBeLessThanOrEqual(30);
    expect(allRequirements().filter((other) => other.label === one.label)).toEqual([one]);
    expect(SEVERITIES).toContain(one.severity);
    for (const text of [one.want, one.why, one.title]) expect(text.trim()).not.toBe("");
    expect(one.references.length).toBeGreaterThan(0);
    expect(one.verify.length).toBeGreaterThan(0);
    if (one.expect.kind !== "person") expect(one.ask.length).toBeGreaterThan(0);
    for (const reference of one.references) expect(reference.retrieved).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    // Microsoft's module line must name its mode and one item, and never the obsolete one.
    for (const command of one.remedies.flatMap((remedy) => remedy.commands)) {
      expect(command).not.toMatch(/Configuration\s+(RemoteSAM|All)\b/);
      if (command.includes("Set-MDIConfiguration"))
        expect(command).toMatch(/Set-MDIConfiguration -Mode (Domain|LocalMachine) -Configuration \w+/);
    }
  });
});

const EXAMPLES = allRequirements().flatMap((one) =>
  (["pass", "fail", "unknown"] as const).flatMap((status) =>
    (one.examples[status] ?? []).map((example) => [one.id, status, example.note, one, example] as const),
  ),
);

describe("examples", () => {
  it("every requirement whose evidence can stand in a GPO has one that passes and one that fails", () => {
    const lacking = allRequirements().filter(
      (one) => carriedByGpo(one) && (one.examples.pass.length === 0 || one.examples.fail.length === 0),
    );
    expect(lacking.map((one) => one.id)).toEqual(WITHOUT_PASS_OR_FAIL);
  });

  it.each(EXAMPLES)("%s %s: %s", (_id, status, _note, one, example) => {
    expect(verdictOf(one, example)).toBe(status);
  });
});

/** With the reason why a GPO alone can prove only one side. */
const WITHOUT_PASS_OR_FAIL: string[] = [];

function carriedByGpo({ expect: wanted }: Requirement): boolean {
  return ["subcategory", "registry", "event-log"].includes(wanted.kind);
}

/** Readings of computers, and descriptors of objects, stand beside the backup. */
const BESIDE = /^(hosts\/|directory\/|scope\.yaml$)/;

function verdictOf(one: Requirement, example: Example): string {
  const files = Object.entries(example.files).map(([path, body]) =>
    BESIDE.test(path) ? readBytes(path, new TextEncoder().encode(body)) : fileOf(path, body),
  );
  // What a computer or the forest shows of itself; the domain's finding stays that of policy.
  const shown = Object.keys(example.files).some((path) => BESIDE.test(path));
  const evidence = assemble(files);
  const { findings } = judge(SACL_REQUIREMENTS.includes(one) ? SACL_REQUIREMENTS : REQUIREMENTS, {
    evidence,
    estate: estateOf(evidence, new Map()),
  });
  const found = findings.filter(
    ({ requirement, subject }) => requirement === one.id && !(shown && subject.kind === "domain"),
  );
  // A check that finds nothing to complain about says nothing about the GPO.
  if (found.length === 0 && !shown) return "pass";
  expect(found).toHaveLength(1);
  return found[0]?.status ?? "none";
}
