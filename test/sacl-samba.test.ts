/**
 * Audit entries in a directory of samba, changed step by step and exported by `ldbsearch`, end to end: our verdict, that of
 * Microsoft's tools, and whose accesses are really recorded. Samba itself hands the entries down. Needs what
 * `samba.test.ts` needs; skipped without.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allRequirements } from "../src/catalog/catalogs.ts";
import { judge } from "../src/catalog/judge.ts";
import type { AuditedClass, UnauditedCause } from "../src/core/directory-audit.ts";
import type { Finding } from "../src/core/report.ts";
import type { Evidence } from "../src/evidence/evidence.ts";
import { assemble } from "../src/evidence/assemble.ts";
import { estateOf } from "../src/policy/estate.ts";
import { directoryAudit } from "../src/sacl/directory-audit.ts";
import { readBytes } from "../src/testing/read-text.ts";
import { run } from "./support/program.ts";
import { madeBySamba, sambaTools } from "./support/samba.ts";

const ROOT = "DC=corp,DC=example";
const PASS = "pass";
const MISSING = "fail ace-missing";
const ROWS = ["USER", "GROUP", "COMPUTER", "MSA", "GMSA"] as const;
type Row = (typeof ROWS)[number];

interface Hole {
  /** Names, or all of the class. */
  readonly who: readonly string[] | "all";
  readonly state: "not-audited" | "not-read";
  readonly cause: UnauditedCause;
  /** The name of the object above that is to blame; `parent`: the one right above. */
  readonly from: string | null;
}

/** What a person says who reads the entries. What a row does not name passes; what `holes` does not name is audited. */
interface Stage {
  readonly file: string;
  /** Status and cause where only the root and the schema are exported. */
  readonly root: Readonly<Partial<Record<Row, string>>>;
  /** And with everything below; the same where it is left out. */
  readonly whole?: Readonly<Partial<Record<Row, string>>>;
  /** `Test-MDIConfiguration` and Test-MdiReadiness: the verdict and how many entries they count. */
  readonly module: readonly [verdict: boolean, hits: number];
  readonly readiness: readonly [verdict: boolean, hits: number];
  readonly holes: Readonly<Partial<Record<AuditedClass, Hole>>>;
  readonly blocked: readonly string[];
}

const none = (cause: UnauditedCause, from: string | null = null, who: Hole["who"] = "all"): Hole => ({
  who,
  state: "not-audited",
  cause,
  from,
});
const VAULT = `OU=Vault,${ROOT}`;
const CELLAR = `OU=Cellar,${ROOT}`;

/*
 * By hand, from the entries, before any verdict was computed. Samba's schema is older than that of Windows Server 2025 (version 69 here): no dMSAs,
 * so their requirement never applies, and Test-MdiReadiness drops their row and wants exactly 5 hits. The module keeps the
 * row and wants at least 6; the entry for it is there although the class is not.
 */
const STAGES: readonly Stage[] = [
  {
    // What a new domain has is on the root itself or about links of OUs.
    file: "stock",
    root: { USER: MISSING, GROUP: MISSING, COMPUTER: MISSING, MSA: MISSING, GMSA: MISSING },
    module: [false, 0],
    readiness: [false, 0],
    holes: { user: none("no-entry"), group: none("no-entry"), computer: none("no-entry") },
    blocked: [],
  },
  { file: "six", root: {}, module: [true, 6], readiness: [true, 5], holes: {}, blocked: [] },
  {
    // Two users and a group below an OU that takes nothing over and has its own entry, which is too little. Microsoft's
    // tools look at the root only.
    file: "protected",
    root: {},
    whole: { USER: "fail inheritance-blocked", GROUP: "fail inheritance-blocked" },
    module: [true, 6],
    readiness: [true, 5],
    holes: {
      user: none("blocked-above", VAULT, [`CN=Carl,${VAULT}`, `CN=Dora,${VAULT}`]),
      group: none("blocked-above", VAULT, [`CN=Keepers,${VAULT}`]),
    },
    blocked: [VAULT],
  },
  {
    // The user below has no SACL at all, which an export shows just as one that was not read: nobody knows, and a pass
    // would be a guess.
    file: "protected-and-bare",
    root: {},
    whole: { USER: "unknown" },
    module: [true, 6],
    readiness: [true, 5],
    holes: { user: { who: [`CN=Emil,${CELLAR}`], state: "not-read", cause: "not-read", from: CELLAR } },
    blocked: [CELLAR],
  },
  {
    // The users' entry is for telephoneNumber alone; the tools do not look at that.
    file: "attribute",
    root: { USER: "fail ace-partial" },
    module: [true, 6],
    readiness: [true, 5],
    holes: { user: none("no-entry") },
    blocked: [],
  },
  {
    // The users' entry twice, none for groups: 2 + 0 + 1 + 1 + 1, and 1 for dMSAs.
    file: "duplicate-for-missing",
    root: { GROUP: MISSING },
    module: [true, 6],
    readiness: [true, 5],
    holes: { group: none("no-entry") },
    blocked: [],
  },
  // All of them, and the users' twice: one hit too many for the tool that wants an exact number.
  { file: "duplicate", root: {}, module: [true, 7], readiness: [false, 6], holes: {}, blocked: [] },
  {
    /*
     * Generic all: an entry that is only handed down keeps it, and it means every right. The tools compare the bits as they
     * are written.
     *
     * Below, the first expectation was that users carry it. They do not in samba: where it maps
     * generic rights for the object itself it writes the entry anew with no flags but `ID`, so neither success nor failure
     * is recorded (`AU;ID;…`). What the objects show is right about this directory, so the expectation was changed.
     */
    file: "generic",
    root: {},
    whole: { USER: "fail inheritance-blocked" },
    module: [false, 5],
    readiness: [false, 4],
    holes: { user: none("not-inherited", "parent") },
    blocked: [],
  },
];

const found = sambaTools();

describe.skipIf(found === null)("audit entries of a directory of samba", () => {
  let folder = "";
  beforeAll(() => {
    folder = madeBySamba(found, "stages.py");
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const exported = (stage: string): string => readFileSync(join(folder, `${stage}.ldif`), "utf8");

  function evidenceOf(text: string): Evidence {
    return assemble([readBytes("domain.ldif", new TextEncoder().encode(text))]);
  }

  /** Of the six classes, in the order of Microsoft's rows. */
  function findingsOf(evidence: Evidence): Finding[] {
    const { findings } = judge(allRequirements(), { evidence, estate: estateOf(evidence, new Map()) });
    const rows = findings.filter(({ requirement }) => requirement.startsWith("MDI-DOMAIN-SACL-"));
    expect(rows).toHaveLength(6);
    return rows;
  }

  function verdicts(findings: readonly Finding[]): Record<string, string> {
    return Object.fromEntries(
      findings.map(({ requirement, status, cause }) => [
        requirement.replace("MDI-DOMAIN-SACL-", ""),
        cause === null ? status : `${status} ${cause}`,
      ]),
    );
  }

  const wanted = (named: Stage["root"]): Record<string, string> => ({
    ...Object.fromEntries(ROWS.map((row) => [row, named[row] ?? PASS])),
    DMSA: "not-applicable",
  });

  const tools = ({ microsoft }: Finding): unknown =>
    [microsoft.moduleDomain, microsoft.testMdiReadiness].map((word) => [
      word?.verdict,
      Number(/(\d+) entries match/.exec(word?.reason ?? "")?.[1]),
    ]);

  /** Read without our readers: names and most specific classes of objects in ldbsearch's text. */
  function objectsIn(text: string): { readonly dn: string; readonly class: string }[] {
    return text
      .replaceAll("\n ", "")
      .split("\n\n")
      .flatMap((record) => {
        const dn = /^dn: (.*)$/m.exec(record)?.[1];
        const names = [...record.matchAll(/^objectClass: (.*)$/gm)].map(([, name = ""]) => name);
        return dn === undefined ? [] : [{ dn, class: names.at(-1) ?? "" }];
      });
  }

  function recordOf(text: string, dn: string): string {
    const record = text.split("\n\n").find((one) => one.replaceAll("\n ", "").includes(`dn: ${dn}\n`));
    if (record === undefined) throw new Error(`not exported: ${dn}`);
    return `${record}\n\n`;
  }

  it.each(STAGES)("$file: the root alone", ({ file, root, module, readiness }) => {
    const text = exported(file);
    const findings = findingsOf(
      evidenceOf(recordOf(text, ROOT) + recordOf(text, `CN=Schema,CN=Configuration,${ROOT}`)),
    );
    expect(verdicts(findings)).toEqual(wanted(root));
    for (const one of findings) expect([one.requirement, tools(one)]).toEqual([one.requirement, [module, readiness]]);
  });

  it.each(STAGES)("$file: the whole directory", ({ file, root, whole, module, readiness, holes, blocked }) => {
    const text = exported(file);
    const evidence = evidenceOf(text);
    const findings = findingsOf(evidence);
    expect(verdicts(findings)).toEqual(wanted(whole ?? root));
    for (const one of findings) expect([one.requirement, tools(one)]).toEqual([one.requirement, [module, readiness]]);

    const audit = directoryAudit(evidence.facts);
    const objects = objectsIn(text);
    for (const row of audit?.classes ?? []) {
      const names = objects.filter((one) => one.class === row.class).map(({ dn }) => dn);
      const hole = holes[row.class];
      const out = hole === undefined ? [] : hole.who === "all" ? names : hole.who;
      const shown = (audit?.objects ?? []).filter((one) => one.class === row.class);
      expect(shown.map(({ object }) => object).toSorted()).toEqual(out.toSorted());
      for (const one of shown) {
        const from = hole?.from === "parent" ? one.container : hole?.from;
        expect(one).toMatchObject({ state: hole?.state, cause: hole?.cause, from });
      }
      const unread = hole?.state === "not-read" ? out.length : 0;
      expect(row).toEqual({
        class: row.class,
        total: names.length,
        audited: names.length - out.length,
        notAudited: out.length - unread,
        open: 0,
        notRead: unread,
      });
    }
    expect(audit?.blocked.map(({ object }) => object)).toEqual(blocked);
  });

  it("has somebody of each class to ask about", () => {
    const counts = directoryAudit(evidenceOf(exported("six")).facts)?.classes.map(({ class: name, audited }) => [
      name,
      audited,
    ]);
    // Administrator, Guest, krbtgt, the account for DNS, Anna; DC01 and PC1. Groups: those of a new domain and Readers.
    expect(counts?.filter(([name]) => name !== "group")).toEqual([
      ["user", 5],
      ["inetOrgPerson", 0],
      ["computer", 2],
      ["msDS-ManagedServiceAccount", 1],
      ["msDS-GroupManagedServiceAccount", 1],
      ["msDS-DelegatedManagedServiceAccount", 0],
    ]);
    expect(counts?.find(([name]) => name === "group")?.[1]).toBeGreaterThan(30);
  });

  it("says why the two verdicts differ", () => {
    const word = (stage: string, requirement: string): Finding => {
      const one = findingsOf(evidenceOf(exported(stage))).find((row) => row.requirement.endsWith(requirement));
      if (one === undefined) throw new Error(requirement);
      return one;
    };
    expect(word("duplicate-for-missing", "-GROUP").microsoft.moduleDomain?.reason).toContain(
      "an entry that is there twice (user) is counted in place of the missing group",
    );
    expect(word("attribute", "-USER").microsoft.moduleDomain?.reason).toContain(
      "an entry for one attribute or right counts like one for all (user)",
    );
    expect(word("duplicate", "-USER").microsoft.testMdiReadiness?.reason).toContain("a duplicate makes it False");
    expect(word("duplicate", "-USER").notes.join("\n")).toMatch(
      /Entry \d+ of \d+ adds nothing: entry \d+ records the same/,
    );
    expect(word("generic", "-GROUP").microsoft.moduleDomain?.reason).toContain(
      "for user the nearest entry does not count",
    );
    const blocked = word("protected", "-USER");
    expect(blocked.have).toContain(`2 objects that were read below it do not carry it: 2 at ${VAULT}`);
    expect(blocked.notes.join("\n")).toContain(`Audit entries from above do not reach ${VAULT}`);
  });

  it("writes the accounts that are left out from the command line", async () => {
    const list = join(folder, "not-audited.csv");
    const scan = ["scan", "--as-of", "2026-11-22T08:00:00Z", "--fail-on", "none", "--objects-csv", list];
    const { code, stdout } = await run([...scan, join(folder, "protected.ldif")]);
    expect(code).toBe(0);
    // 4 + Anna + 2 users and as many of the others as ldbsearch lists; three of them below the OU.
    const all = objectsIn(exported("protected")).filter(({ class: name }) =>
      /^(?:user|group|computer|msDS-(?:Group)?ManagedServiceAccount)$/.test(name),
    ).length;
    expect(stdout.replaceAll(/\s+/g, " ")).toContain(`${all - 3} of ${all} accounts and groups`);
    const [head, ...rows] = readFileSync(list, "utf8").trimEnd().split("\r\n");
    expect(head).toBe("\uFEFFobject,class,container,state,cause,because,from,missing,adminCount");
    expect(rows.map((row) => row.replace(/(,blocked-above),"?[^"]*?"?,"OU/, '$1,…,"OU'))).toEqual(
      [
        ["Carl", "user"],
        ["Dora", "user"],
        ["Keepers", "group"],
      ].map(
        ([name, of]) =>
          `"CN=${name},${VAULT}",${of},"${VAULT}",not-audited,blocked-above,…,"${VAULT}",CC DC SW DT CR SD WD WO,`,
      ),
    );
  });
});
