/** Requirements on the SACLs of objects: which object, what is missing, the other half, and both verdicts. */
import { describe, expect, it } from "vitest";
import type { FactFields } from "../core/fact.ts";
import type { Finding } from "../core/report.ts";
import { assemble } from "../evidence/assemble.ts";
import type { ReadFile } from "../evidence/assemble.ts";
import { estateOf } from "../policy/estate.ts";
import { coverageOf } from "../sacl/coverage.ts";
import { audit, estate } from "../testing/estate.ts";
import { readBytes } from "../testing/read-text.ts";
import { parseSddl } from "../text/sddl.ts";
import { allRequirements } from "./catalogs.ts";
import { judge } from "./judge.ts";
import { isAskedAbout } from "./sacl-objects.ts";

const TAIL = "-0de6-11d0-a285-00aa003049e2";
const FULL = "CCDCSWWPDTCRSDWDWO";
const NO_EXTENDED = "CCDCSWWPDTSDWDWO";
const own = (of: string, rights = FULL): string => `(OU;CIIOSA;${rights};;${of};WD)`;
const USER = own(`bf967aba${TAIL}`);
const GROUP = own(`bf967a9c${TAIL}`);
const FIVE = [
  USER,
  GROUP,
  own(`bf967a86${TAIL}`),
  own("ce206244-5827-4a86-ba1c-1c0c386c1b64"),
  own("7b8b558a-93a5-4af7-adca-c017e67f1057", NO_EXTENDED),
];
const DELEGATED = own("0feb936f-47b3-49f2-9386-1dedc2c23765", NO_EXTENDED);
const ROOT = "DC=corp,DC=example";
const CONFIGURATION = `CN=Configuration,${ROOT}`;

function text(path: string, body: string, taken: string | null = null): ReadFile {
  const file = readBytes(path, new TextEncoder().encode(body));
  return taken === null ? file : { ...file, source: { ...file.source, taken: { time: taken, basis: "scope-file" } } };
}

/** Objects with the entries of their SACLs, as an administrator's export shows them. */
function ldif(objects: Readonly<Record<string, string>>, more = ""): ReadFile {
  const entries = Object.entries(objects).map(
    ([dn, sacl]) => `dn: ${dn}\nobjectClass: top\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)S:${sacl}\n\n`,
  );
  return text("export.ldf", entries.join("") + more);
}

function schema(version: number): string {
  return `dn: CN=Schema,${CONFIGURATION}\nobjectClass: dMD\nobjectVersion: ${version}\n\n`;
}

function findings(files: readonly ReadFile[], policy: readonly FactFields[] = []): readonly Finding[] {
  const assembled = assemble(files);
  const gpos = policy.length === 0 ? [] : estate([{ name: "Audit", settings: policy }]).evidence.gpos;
  const facts = policy.length === 0 ? [] : estate([{ name: "Audit", settings: policy }]).evidence.facts;
  const evidence = { ...assembled, facts: [...assembled.facts, ...facts], gpos: [...assembled.gpos, ...gpos] };
  return judge(allRequirements(), { evidence, estate: estateOf(evidence, new Map()) }).findings;
}

function only(all: readonly Finding[], requirement: string): Finding {
  const found = all.filter((one) => one.requirement === requirement);
  expect(found.map(({ id }) => id)).toHaveLength(1);
  const [first] = found;
  if (first === undefined) throw new Error(requirement);
  return first;
}

describe("the verdict", () => {
  it("passes at L4 and cites the descriptor", () => {
    const one = only(findings([ldif({ [ROOT]: FIVE.join("") })]), "MDI-DOMAIN-SACL-USER");
    expect(one).toMatchObject({ status: "pass", rung: "L4", have: "one audit entry covers it" });
    expect(one.subject).toEqual({ kind: "object", name: "domain naming context", domain: "corp.example" });
    expect(one.evidence).toHaveLength(1);
    expect(one.notes).toContain(
      "Only the root's descriptor is in these files: that the objects below took the entries over is assumed, not shown.",
    );
  });

  it("names what is missing: rights, class, outcome, who", () => {
    const sacl = own(`bf967a9c${TAIL}`, FULL.replace("CR", ""));
    const one = only(findings([ldif({ [ROOT]: sacl })]), "MDI-DOMAIN-SACL-GROUP");
    expect(one).toMatchObject({ status: "fail", cause: "ace-partial" });
    expect(one.have).toBe("not recorded: All extended rights on group objects below, Success, by Everyone");
  });

  it("names attributes and extended rights by what they are", () => {
    const all = findings([ldif({ [ROOT]: "(AU;SA;CR;;;BA)(AU;SA;CR;;;S-1-5-21-1-2-3-513)" })]);
    const sync = only(all, "SACL-DCSYNC");
    // What a new domain has: members of Administrators and Domain Users.
    expect(sync).toMatchObject({ status: "fail", cause: "ace-partial" });
    expect(sync.have).toContain("DS-Replication-Get-Changes, DS-Replication-Get-Changes-All");
    expect(sync.have).toMatch(/computers/);
    expect(only(all, "SACL-SERVICE-PRINCIPAL-NAME").have).toBe(
      "not recorded: Write servicePrincipalName on user objects below, Success, by Everyone",
    );
  });

  it("does not call a stock entry for something else a part of it", () => {
    const all = findings([ldif({ [ROOT]: "(AU;SA;WDWOWP;;;WD)" })]);
    expect(only(all, "MDI-DOMAIN-SACL-GROUP")).toMatchObject({ status: "fail", cause: "ace-missing" });
  });

  it("computes the smallest entry: with it the object is covered", () => {
    const sacl = own(`bf967a9c${TAIL}`, FULL.replace("CR", "").replace("WP", ""));
    const one = only(findings([ldif({ [ROOT]: sacl })]), "MDI-DOMAIN-SACL-GROUP");
    const [first, module] = one.remedy;
    const sddl = /As SDDL: (\([^)]*\))\./.exec(first?.text ?? "")?.[1] ?? "";
    expect(sddl).toBe(`(OU;CIIOSA;WPCR;;bf967a9c${TAIL};WD)`);
    const parsed = parseSddl(`S:${sacl}${sddl}`);
    const aces = parsed.ok ? (parsed.descriptor.sacl?.aces ?? []) : [];
    const wanted = allRequirements().find(({ id }) => id === "MDI-DOMAIN-SACL-GROUP")?.expect;
    const [need] = wanted?.kind === "sacl" ? wanted.needs : [];
    expect(need === undefined ? null : coverageOf(aces, need).state).toBe("covered");
    expect(first?.commands.join("\n")).toContain(
      `[System.DirectoryServices.ActiveDirectoryRights]288, [System.Security.AccessControl.AuditFlags]'Success', [System.DirectoryServices.ActiveDirectorySecurityInheritance]'Descendents', [guid]'bf967a9c${TAIL}'`,
    );
    expect(module?.commands.at(-1)).toBe(
      "Set-MDIConfiguration -Mode Domain -Configuration DomainObjectAuditing -Domain 'corp.example'",
    );
  });

  it("names duplicates and wider entries as cost", () => {
    const one = only(findings([ldif({ [ROOT]: USER + USER })]), "MDI-DOMAIN-SACL-USER");
    expect(one.status).toBe("pass");
    expect(one.notes.filter((note) => note.startsWith("Entry 2 of 2 adds nothing"))).toHaveLength(1);
    const wide = only(findings([ldif({ [ROOT]: "(AU;CISAFA;GA;;;WD)" })]), "MDI-DOMAIN-SACL-USER");
    expect(wide.notes.filter((note) => note.startsWith("Entry 1 of 1 records more than is needed"))).toHaveLength(1);
  });

  it("does not take an export without its SACL for an empty one", () => {
    const body = `dn: ${ROOT}\nobjectClass: domainDNS\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)\n\n`;
    const one = only(findings([text("export.ldf", body)]), "MDI-DOMAIN-SACL-USER");
    expect(one.status).toBe("unknown");
    expect(one.have).toContain("exported without its SACL");
    expect(one.ask.length).toBeGreaterThan(0);
  });

  it("takes an empty SACL for what it is", () => {
    expect(only(findings([ldif({ [ROOT]: "" })]), "MDI-DOMAIN-SACL-USER")).toMatchObject({ status: "fail" });
  });

  it("finds the object by the path that Get-Acl writes, however the name is spelt", () => {
    const path = "Microsoft.ActiveDirectory.Management.dll\\ActiveDirectory:://RootDSE/dc=CORP, DC=example";
    const json = JSON.stringify({ Path: path, Sddl: `O:BAG:BAD:S:${USER}` });
    expect(only(findings([text("acl.json", json)]), "MDI-DOMAIN-SACL-USER").status).toBe("pass");
  });

  it.each([
    ["a.sddl.txt", `AD:\\${ROOT} : `],
    ["b.sddl.txt", `LDAP://dc01.corp.example/${ROOT} : `],
    [`${ROOT}.sddl.txt`, ""],
    [`${ROOT}.txt`, ""],
  ])("%s with the label %j is the domain's root", (path, label) => {
    const one = only(findings([text(path, `${label}O:BAG:BAD:S:${USER}\n`)]), "MDI-DOMAIN-SACL-USER");
    expect(one).toMatchObject({ status: "pass", subject: { domain: "corp.example" } });
  });

  it("does not guess whose descriptor a nameless one is", () => {
    const files = [ldif({ [`OU=Staff,${ROOT}`]: "" }), text("some.sddl.txt", `O:BAG:BAD:S:${FIVE.join("")}\n`)];
    const one = only(findings(files), "MDI-DOMAIN-SACL-USER");
    expect(one.status).toBe("unknown");
    expect(one.have).toContain('descriptors that name no object were read ("some.sddl")');
  });

  it("is open where two exports differ and no time tells them apart, and the newer counts where it does", () => {
    const full = `${ROOT} : O:BAG:BAD:S:${USER}\n`;
    const empty = `${ROOT} : O:BAG:BAD:S:\n`;
    const one = only(findings([text("a.sddl.txt", full), text("b.sddl.txt", empty)]), "MDI-DOMAIN-SACL-USER");
    expect(one.status).toBe("unknown");
    expect(one.evidence).toHaveLength(2);
    const dated = (a: string, b: string) =>
      only(findings([text("a.sddl.txt", full, a), text("b.sddl.txt", empty, b)]), "MDI-DOMAIN-SACL-USER").status;
    expect(dated("2026-11-20T10:00:00Z", "2026-11-01T10:00:00Z")).toBe("pass");
    expect(dated("2026-11-01T10:00:00Z", "2026-11-20T10:00:00Z")).toBe("fail");
    const again = [
      text("a.sddl.txt", full, "2026-11-01T10:00:00Z"),
      text("b.sddl.txt", empty, "2026-11-02T10:00:00Z"),
      text("c.sddl.txt", `${full}\n`, "2026-11-03T10:00:00Z"),
    ];
    expect(only(findings(again), "MDI-DOMAIN-SACL-USER").status).toBe("pass");
  });

  it("stands where exports differ in what does not matter", () => {
    const files = [
      text("a.sddl.txt", `${ROOT} : O:BAG:BAD:S:${USER}\n`),
      text("b.sddl.txt", `${ROOT} : O:BAG:BAD:S:${FIVE.join("")}\n`),
    ];
    const one = only(findings(files), "MDI-DOMAIN-SACL-USER");
    expect([one.status, one.evidence.length]).toEqual(["pass", 2]);
    expect(only(findings(files), "MDI-DOMAIN-SACL-GROUP").status).toBe("unknown");
  });

  it("fails where the root passes the entry on and users below do not carry it", () => {
    const user = (name: string, sacl: string): string =>
      `dn: CN=${name},OU=Sales,${ROOT}\nobjectClass: top\nobjectClass: person\nobjectClass: user\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)S:${sacl}\n\n`;
    const carried = USER.replace("CIIOSA", "CIIDSA");
    const root = { [ROOT]: USER, [`OU=Sales,${ROOT}`]: "P" };
    const blocked = only(findings([ldif(root, user("A", "") + user("B", carried))]), "MDI-DOMAIN-SACL-USER");
    expect(blocked).toMatchObject({ status: "fail", cause: "inheritance-blocked" });
    expect(blocked.have).toContain(`1 object that was read below it does not carry it: 1 at OU=Sales,${ROOT}`);
    const whole = only(findings([ldif({ [ROOT]: USER }, user("B", carried))]), "MDI-DOMAIN-SACL-USER");
    expect(whole.status).toBe("pass");
  });

  it("does not pass where users without a SACL in the export stand below a protected one", () => {
    const user = `dn: CN=A,OU=Sales,${ROOT}\nobjectClass: user\nnTSecurityDescriptor: O:BAG:BAD:(A;;RPLCLORC;;;AU)\n\n`;
    const status = (sales: string) =>
      only(findings([ldif({ [ROOT]: USER, [`OU=Sales,${ROOT}`]: sales }, user)]), "MDI-DOMAIN-SACL-USER");
    const blocked = status("P(AU;SA;WP;;;WD)");
    expect(blocked).toMatchObject({ status: "unknown", cause: null });
    expect(blocked.have).toContain(`whether 1 object below it carries it cannot be told: 1 at OU=Sales,${ROOT}`);
    expect(blocked.ask[0]).toContain("(objectClass=user)");
    expect(status(USER.replace("CIIOSA", "CIIOIDSA")).status).toBe("pass");
  });

  it("says that a protected SACL keeps away what the root would pass on", () => {
    const adfs = `CN=ADFS,CN=Microsoft,CN=Program Data,${ROOT}`;
    const all = findings([ldif({ [ROOT]: "(AU;CISAFA;RPWP;;;WD)", [adfs]: "P" })]);
    expect(only(all, "MDI-ADFS-SACL")).toMatchObject({ status: "fail", cause: "inheritance-blocked" });
    expect(only(findings([ldif({ [ROOT]: "", [adfs]: "P" })]), "MDI-ADFS-SACL").cause).toBe("ace-missing");
  });
});

describe("what may not be there", () => {
  it("dMSAs by the version of the schema", () => {
    const all = (version: number | null, sacl = GROUP) =>
      only(findings([ldif({ [ROOT]: sacl }, version === null ? "" : schema(version))]), "MDI-DOMAIN-SACL-DMSA");
    expect(all(91).status).toBe("fail");
    // A dMSA is a computer and a user: what it takes over of their entries only one of them can show.
    expect(all(91, FIVE.join(""))).toMatchObject({ status: "unknown", cause: null });
    expect(all(91, FIVE.join("")).ask[0]).toContain("(objectClass=msDS-DelegatedManagedServiceAccount)");
    expect(all(91, DELEGATED).status).toBe("pass");
    expect(all(88).status).toBe("not-applicable");
    expect(all(null).status).toBe("unknown");
    expect(all(null).have).toContain("the version of the forest's schema is not in these files");
    const older = all(88, FIVE.join("")).microsoft;
    // Earlier versions of the module have no row for dMSAs.
    expect(older.moduleDomain).toMatchObject({ verdict: null, reason: expect.stringContaining("before 1.0.0.4") });
    expect(older.testMdiReadiness).toMatchObject({ verdict: true });
    expect(all(null, FIVE.join("")).microsoft.testMdiReadiness).toMatchObject({ verdict: null });
  });

  it("gMSAs are there in every supported Windows, unless the schema says otherwise", () => {
    const all = (version: string) => only(findings([ldif({ [ROOT]: "" }, version)]), "MDI-DOMAIN-SACL-GMSA").status;
    expect(all("")).toBe("fail");
    expect(all(schema(47))).toBe("not-applicable");
  });

  it("Exchange by its objects, or by a listing of CN=Services without it", () => {
    const services = {
      [`CN=Services,${CONFIGURATION}`]: "",
      [`CN=Public Key Services,CN=Services,${CONFIGURATION}`]: "",
      [`CN=Windows NT,CN=Services,${CONFIGURATION}`]: "",
    };
    const status = (objects: Readonly<Record<string, string>>) =>
      only(findings([ldif({ [CONFIGURATION]: "", ...objects })]), "MDI-CONFIG-SACL").status;
    expect(status({})).toBe("unknown");
    expect(status(services)).toBe("not-applicable");
    expect(status({ ...services, [`CN=Org,CN=Microsoft Exchange,CN=Services,${CONFIGURATION}`]: "" })).toBe("fail");
    const there = { [`OU=Microsoft Exchange Security Groups,${ROOT}`]: "" };
    expect(status({ ...services, [`CN=Organization Management,${Object.keys(there)[0] ?? ""}`]: "" })).toBe("fail");
  });

  it("the AD FS container where a whole export of the domain lacks it", () => {
    const stock = {
      [ROOT]: "",
      [`CN=Program Data,${ROOT}`]: "",
      [`CN=Microsoft,CN=Program Data,${ROOT}`]: "",
      [`CN=AdminSDHolder,CN=System,${ROOT}`]: "",
    };
    expect(only(findings([ldif(stock)]), "MDI-ADFS-SACL").status).toBe("unknown");
    const one = only(findings([ldif({ ...stock, [`CN=Policies,CN=System,${ROOT}`]: "" })]), "MDI-ADFS-SACL");
    expect(one.status).toBe("not-applicable");
    expect(one.microsoft.moduleDomain).toMatchObject({ verdict: true });
    expect(one.microsoft.testMdiReadiness?.reason).toContain("N/A");
  });
});

describe("the objects of the catalogs", () => {
  const objects = allRequirements().flatMap(({ expect: wanted }) =>
    (wanted.kind === "sacl" || wanted.kind === "access") && "below" in wanted.object ? [wanted.object.below] : [],
  );

  it.each([...new Set(objects)].filter((below) => below !== ""))(
    "%s and what stands above it is kept in the index",
    (below) => {
      const parts = below.split(",");
      for (const [index] of parts.entries()) expect(isAskedAbout(`${parts.slice(index).join(",")},${ROOT}`)).toBe(true);
    },
  );

  it("leaves others out", () => {
    expect(isAskedAbout(`CN=Policies2,${ROOT}`)).toBe(false);
    expect(isAskedAbout(`CN=Alice,OU=System,${ROOT}`)).toBe(false);
  });
});

describe("child domains", () => {
  const files = [
    ldif({
      [CONFIGURATION]: "(AU;CISAFA;WP;;;WD)",
      [`CN=Microsoft Exchange,CN=Services,${CONFIGURATION}`]: "",
      [ROOT]: FIVE.join(""),
      [`DC=child,${ROOT}`]: "",
    }),
  ];

  it("have a root of their own and share the Configuration container of the forest", () => {
    const all = findings(files);
    const users = all.filter(({ requirement }) => requirement === "MDI-DOMAIN-SACL-USER");
    expect(users.map(({ id, status }) => [id, status])).toEqual([
      ["MDI-DOMAIN-SACL-USER@object:domain naming context@child.corp.example", "fail"],
      ["MDI-DOMAIN-SACL-USER@object:domain naming context@corp.example", "pass"],
    ]);
    const one = only(all, "MDI-CONFIG-SACL");
    expect(one).toMatchObject({ status: "pass", subject: { domain: "corp.example" } });
    expect(one.microsoft.moduleDomain?.reason).toContain("in child.corp.example it looks for CN=Configuration below");
  });
});

describe("both verdicts", () => {
  const module = (sacl: string, id: string) => {
    const one = only(findings([ldif({ [ROOT]: sacl }, schema(91))]), id);
    return { status: one.status, module: one.microsoft.moduleDomain, alert: one.microsoft.healthAlert };
  };

  it("differ where a duplicate stands in for a missing row, and say why", () => {
    const sacl = [...FIVE.filter((entry) => entry !== GROUP), USER, DELEGATED].join("");
    const { status, module: word, alert } = module(sacl, "MDI-DOMAIN-SACL-GROUP");
    expect([status, word?.verdict]).toEqual(["fail", true]);
    expect(word?.reason).toContain("an entry that is there twice (user) is counted in place of the missing group");
    expect(alert?.verdict).toBe(false);
  });

  it("differ where one entry records everything", () => {
    const { status, module: word, alert } = module("(AU;CISAFA;GA;;;WD)", "MDI-DOMAIN-SACL-GROUP");
    expect([status, word?.verdict, alert?.verdict]).toEqual(["pass", false, null]);
    expect(word?.reason).toContain("for user the nearest entry does not count: it records Success and Failure");
  });

  it("differ where an entry is for one attribute", () => {
    const limited = `(OU;CIIOSA;${FULL};bf9679c0${TAIL};bf967a9c${TAIL};WD)`;
    const sacl = [...FIVE.filter((entry) => entry !== GROUP), limited, DELEGATED].join("");
    const { status, module: word } = module(sacl, "MDI-DOMAIN-SACL-GROUP");
    expect([status, word?.verdict]).toEqual(["fail", true]);
    expect(word?.reason).toContain("an entry for one attribute or right counts like one for all (group)");
  });

  it("agree on the entries that the module writes", () => {
    const { status, module: word, alert } = module([...FIVE, DELEGATED].join(""), "MDI-DOMAIN-SACL-GROUP");
    expect([status, word?.verdict, alert?.verdict]).toEqual(["pass", true, true]);
  });
});

describe("the other half", () => {
  const ACCESS = "0CCE923B-69AE-11D9-BED3-505054503030";
  const CHANGES = "0CCE923C-69AE-11D9-BED3-505054503030";
  const sacl = ldif({ [ROOT]: USER });
  const note = (policy: readonly FactFields[], id: string) => only(findings([sacl], policy), id).notes.join("\n");

  it("holds, is missing, or is not shown, and the SACL's finding says which", () => {
    const id = "MDI-DOMAIN-SACL-USER";
    expect(note([audit(ACCESS, 3), audit(CHANGES, 3)], id)).toContain(
      "The other half holds: Directory Service Access (Success) and Directory Service Changes (Success) is audited",
    );
    expect(note([audit(ACCESS, 3), audit(CHANGES, 2)], id)).toContain(
      "The other half is missing: Directory Service Changes (Success) is not audited",
    );
    expect(only(findings([sacl]), id).notes.join("\n")).toContain("The other half is not shown");
  });

  it("is named in the findings on the subcategories", () => {
    const half = note([audit(ACCESS, 3), audit(CHANGES, 3)], "MDI-DC-AUDIT-DIRECTORY-SERVICE-CHANGES");
    expect(half).toContain("SACL for users");
    expect(half).toContain("missing, so that those accesses leave no event");
  });
});

describe("the Deleted Objects container", () => {
  it("shows who has the rights and asks for the account", () => {
    const dsa = "S-1-5-21-1-2-3-1104";
    const list = `O:SYG:SYD:PAI(A;;LCRP;;;${dsa})(A;;LC;;;S-1-5-21-1-2-3-1105)(A;;GA;;;SY)(D;;RP;;;S-1-5-21-1-2-3-1106)`;
    const one = only(
      findings([text("deleted.sddl.txt", `CN=Deleted Objects,${ROOT} : ${list}\n`)]),
      "MDI-DSA-DELETED-OBJECTS",
    );
    expect(one.status).toBe("unknown");
    expect(one.have).toBe(
      `both rights are granted to ${dsa}; only a part of them to S-1-5-21-1-2-3-1105; denied to S-1-5-21-1-2-3-1106; which account the sensors use is not in these files`,
    );
    expect(one.evidence).toHaveLength(1);
  });
});
