/** Descriptors of a new domain of Windows Server 2019, read in place: what is recorded there before anybody sets anything. */
import { describe, expect, it } from "vitest";
import { allRequirements } from "../src/catalog/catalogs.ts";
import { judge } from "../src/catalog/judge.ts";
import { missingWords } from "../src/catalog/sacl-words.ts";
import type { Finding } from "../src/core/report.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { estateOf } from "../src/policy/estate.ts";
import { coverageOf } from "../src/sacl/coverage.ts";
import { directoryAudit } from "../src/sacl/directory-audit.ts";
import type { AuditNeed } from "../src/sacl/types.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { expectedEntries, haveRealFiles, realText } from "../src/testing/real-files.ts";

/** With the reason printed by {@link haveRealFiles}. */
const entry = haveRealFiles() ? expectedEntries().find(({ kind }) => kind === "security-descriptor-set") : undefined;

/*
 * By hand. The root's entries: two that hand writes of gPLink and gPOptions down to OUs, extended rights used by
 * Administrators and by Domain Users on the root itself, and WP WD WO by Everyone on the root itself. Nothing of it goes
 * down to a user, group, computer or service account. The schema's version is not among the objects.
 */
const VERDICTS: Readonly<Record<string, string>> = {
  "MDI-DOMAIN-SACL-USER": "fail ace-missing",
  "MDI-DOMAIN-SACL-GROUP": "fail ace-missing",
  "MDI-DOMAIN-SACL-COMPUTER": "fail ace-missing",
  "MDI-DOMAIN-SACL-MSA": "fail ace-missing",
  "MDI-DOMAIN-SACL-GMSA": "fail ace-missing",
  // It is missing too, and whether the class exists nobody can tell.
  "MDI-DOMAIN-SACL-DMSA": "unknown",
  // WP on the container itself, successes only; and whether Exchange was ever there nobody can tell.
  "MDI-CONFIG-SACL": "unknown",
  "MDI-ADFS-SACL": "unknown",
  // Members of the two groups only.
  "SACL-DCSYNC": "fail ace-partial",
  "SACL-DOMAIN-ROOT": "pass",
  "SACL-GPO-LINKS": "pass",
  // WP WD WO by Everyone, on itself.
  "SACL-ADMINSDHOLDER": "pass",
  // CR WP by Everyone.
  "SACL-RID-MANAGER": "pass",
  // CC DC for GPOs on itself; WP WD on GPOs below, and no WO.
  "SACL-GROUP-POLICY": "fail ace-partial",
  "SACL-KEY-CREDENTIALS": "fail ace-missing",
  "SACL-SERVICE-PRINCIPAL-NAME": "fail ace-missing",
  "SACL-RBCD": "fail ace-missing",
  "SACL-DELEGATION": "fail ace-missing",
  "SACL-USER-ACCOUNT-CONTROL": "fail ace-missing",
  "SACL-SID-HISTORY": "fail ace-missing",
  "SACL-ALT-SECURITY-IDENTITIES": "fail ace-missing",
  "SACL-SENSITIVE-ATTRIBUTES": "fail ace-missing",
  "SACL-CREDENTIAL-ROAMING": "fail ace-missing",
  "SACL-USER-ENUMERATION": "fail ace-missing",
  "SACL-GMSA-PASSWORD": "fail ace-missing",
  "SACL-BITLOCKER-RECOVERY": "fail ace-missing",
  "SACL-PERMISSIONS": "fail ace-missing",
  "SACL-DMSA-CREATION": "unknown",
  "SACL-DMSA-PREDECESSOR": "unknown",
  // Not among the objects.
  "SACL-CERTIFICATE-TEMPLATES": "unknown",
  "SACL-DNS-DOMAIN": "unknown",
  "SACL-ADFS-KEYS": "unknown",
  "SACL-KDS-ROOT-KEYS": "unknown",
};

describe.skipIf(entry === undefined)("a new domain of Windows Server 2019", () => {
  const objects = (): { name: string; hexdata: string }[] =>
    (JSON.parse(realText(entry?.corpusPath ?? "")) as { ActiveDirectory: { name: string; hexdata: string }[] })
      .ActiveDirectory;

  function read() {
    const lines = objects().map(
      ({ name, hexdata }) => `${name} : ${Buffer.from(hexdata, "hex").toString("base64")}\r\n`,
    );
    const evidence = assemble([readBytes("objects.txt", Buffer.from(lines.join("")))]);
    const { findings } = judge(allRequirements(), { evidence, estate: estateOf(evidence, new Map()) });
    const of = (requirement: string): Finding => {
      const [first, ...rest] = findings.filter((one) => one.requirement === requirement);
      if (first === undefined || rest.length > 0) throw new Error(requirement);
      return first;
    };
    const aces = (start: RegExp) => {
      const fact = evidence.facts.find((one) => one.kind === "security-descriptor" && start.test(one.object));
      if (fact?.kind !== "security-descriptor") throw new Error(String(start));
      return fact.aces;
    };
    return { evidence, of, aces };
  }

  it("is judged as a person judges it", () => {
    const { of } = read();
    const found = Object.keys(VERDICTS).map((id) => {
      const { status, cause } = of(id);
      return [id, cause === null ? status : `${status} ${cause}`];
    });
    expect(Object.fromEntries(found)).toEqual(VERDICTS);
    console.log(`${objects().length} objects, ${found.length} verdicts equal`);
  });

  it("covers none of the six rows, and Microsoft's tools say so too", () => {
    const { of, evidence } = read();
    const every =
      "Create all child objects, Delete all child objects, All validated writes, Write all properties, Delete subtree";
    const last = "Delete, Modify permissions, Modify owner";
    expect(of("MDI-DOMAIN-SACL-USER").have).toBe(
      `not recorded: ${every}, All extended rights, ${last} on user objects below, Success, by Everyone`,
    );
    expect(of("MDI-DOMAIN-SACL-GMSA").have).toBe(
      `not recorded: ${every}, ${last} on msDS-GroupManagedServiceAccount objects below, Success, by Everyone`,
    );
    for (const row of ["USER", "GROUP", "COMPUTER", "MSA", "GMSA", "DMSA"]) {
      const { moduleDomain, testMdiReadiness } = of(`MDI-DOMAIN-SACL-${row}`).microsoft;
      expect([moduleDomain?.verdict, testMdiReadiness?.verdict]).toEqual([false, false]);
      expect(moduleDomain?.reason).toMatch(/^0 entries match its 6 rows/);
    }
    const audit = directoryAudit(evidence.facts);
    expect(audit?.roots.map(({ classes }) => [...new Set(classes.map(({ state }) => state))])).toEqual([["none"]]);
    // All but the root and one OU are named CN=, and no list of descriptors tells their classes.
    expect([audit?.descriptors, audit?.unclassified]).toEqual([objects().length, objects().length - 2]);
  });

  it("AdminSDHolder has an entry of its own where the root has none for accounts", () => {
    const { of, aces } = read();
    expect(of("SACL-ADMINSDHOLDER")).toMatchObject({ rung: "L4", have: "one audit entry covers it" });
    const changes: AuditNeed = {
      who: "S-1-1-0",
      rights: 0xd016b,
      types: [],
      outcomes: ["success"],
      on: { kind: "object" },
    };
    // What a protected account would need, and what the three letters do not say; what it took over is for OUs only.
    const { state, missing, by } = coverageOf(aces(/^CN=AdminSDHolder,/), changes);
    expect([state, by]).toEqual(["partial", [0]]);
    expect(missingWords(missing, changes, "directory")).toBe(
      "Create all child objects, Delete all child objects, All validated writes, Delete subtree, All extended rights, Delete on the object itself, Success, by Everyone",
    );
    const ordinary = coverageOf(aces(/^CN=Administrator,/), changes);
    expect([ordinary.state, ordinary.by]).toEqual(["none", []]);
  });

  it("says whom the entries for DCSync leave out, and what GPOs lack", () => {
    const { of } = read();
    const sync = of("SACL-DCSYNC").have;
    expect(sync).toContain("DS-Replication-Get-Changes, DS-Replication-Get-Changes-All");
    // Users of the domain are in Domain Users; these are in neither group.
    for (const who of ["anonymous", "computers", "other domains"]) expect(sync).toContain(who);
    expect(sync).not.toMatch(/by Everyone/);
    expect(of("SACL-GROUP-POLICY").have).toBe(
      "not recorded: Modify owner on groupPolicyContainer objects below, Success, by Everyone",
    );
    expect(of("MDI-CONFIG-SACL").have).toContain("Write all properties on the object itself, Failure, by Everyone");
    expect(of("MDI-CONFIG-SACL").microsoft.moduleDomain?.verdict).toBe(false);
  });
});
