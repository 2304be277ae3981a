import { describe, expect, it } from "vitest";
import { computer, DOMAIN_SID, factOf, group, groupDn, listedToken } from "../testing/directory-facts.ts";
import type { Fact } from "../core/fact.ts";
import { groupsOf } from "./groups.ts";
import { tokenOf } from "./token.ts";
import type { TokenHolder } from "./token.ts";

const DC: TokenHolder = {
  role: "dc",
  readOnly: false,
  name: "dc01.corp.example",
  domainSid: DOMAIN_SID,
  dn: "CN=DC01,OU=Servers,DC=corp,DC=example",
  sid: `${DOMAIN_SID}-1000`,
};
const RODC: TokenHolder = { ...DC, readOnly: true };
const CA: TokenHolder = { ...DC, role: "ca", readOnly: null };
const GROUP = `${DOMAIN_SID}-2222`;
const OTHER = "S-1-5-21-9-9-9";
const DC01 = "CN=DC01,OU=Servers,DC=corp,DC=example";

function held(who: TokenHolder, trustee: string, facts: readonly Fact[] = []): string {
  return tokenOf(who, groupsOf(facts)).holds(trustee).answer;
}

describe("without lists", () => {
  it.each([
    ["S-1-1-0", "yes", "yes", "yes"],
    ["S-1-5-11", "yes", "yes", "yes"],
    ["S-1-5-2", "yes", "yes", "yes"],
    ["S-1-5-15", "yes", "yes", "yes"],
    [`${DOMAIN_SID}-1000`, "yes", "yes", "yes"],
    // [MS-PAC 4.1.2.1]: by userAccountControl, and a read-only domain controller has no SERVER_TRUST_ACCOUNT.
    ["S-1-5-9", "yes", "no", "no"],
    [`${DOMAIN_SID}-516`, "yes", "no", "no"],
    ["DD", "yes", "no", "no"],
    [`${DOMAIN_SID}-521`, "no", "yes", "no"],
    [`${DOMAIN_SID}-498`, "no", "yes", "no"],
    [`${OTHER}-498`, "no", "unknown", "no"],
    ["RO", "no", "yes", "no"],
    [`${DOMAIN_SID}-515`, "no", "no", "yes"],
    ["DC", "no", "no", "yes"],
    [`${OTHER}-516`, "no", "no", "no"],
    [`${OTHER}-515`, "no", "no", "no"],
    [`${DOMAIN_SID}-517`, "unknown", "unknown", "unknown"],
    ["CA", "unknown", "unknown", "unknown"],
    [`${DOMAIN_SID}-512`, "no", "no", "no"],
    ["EA", "no", "no", "no"],
    ["DU", "no", "no", "no"],
    ["S-1-5-18", "no", "no", "no"],
    ["S-1-5-32-544", "unknown", "unknown", "unknown"],
    ["S-1-5-32-554", "unknown", "unknown", "unknown"],
    [GROUP, "unknown", "unknown", "unknown"],
    [`${OTHER}-2222`, "unknown", "unknown", "unknown"],
  ])("%s: %s, read-only %s, member %s", (trustee, dc, rodc, member) => {
    expect([held(DC, trustee), held(RODC, trustee), held(CA, trustee)]).toEqual([dc, rodc, member]);
  });

  it("nothing is decided that hangs on being read-only, or on the domain", () => {
    const open = { ...DC, readOnly: null };
    expect(["S-1-5-9", "DD", "RO", `${DOMAIN_SID}-521`].map((one) => held(open, one))).toEqual(
      Array(4).fill("unknown"),
    );
    const nowhere = { ...DC, sid: null, domainSid: null, dn: null };
    expect(held(nowhere, `${DOMAIN_SID}-516`)).toBe("unknown");
    expect(held(nowhere, "DD")).toBe("yes");
    expect(held({ ...nowhere, role: "ca" }, `${OTHER}-516`)).toBe("no");
  });

  it("the domain's SID comes from the directory where the caller has none", () => {
    expect(held({ ...DC, sid: null, domainSid: null }, `${DOMAIN_SID}-516`, [computer("DC02", 1001)])).toBe("yes");
    expect(held({ ...DC, sid: null, domainSid: null }, `${OTHER}-516`, [computer("DC02", 1001)])).toBe("no");
  });
});

describe("lists of members", () => {
  const dc01 = computer("DC01", 1000);
  const dc02 = computer("DC02", 1001);
  it.each<[string, readonly Fact[], string]>([
    ["list the computer", [dc01, group(2222, "A", [DC01])], "yes"],
    ["list its SID", [dc01, group(2222, "A", [`${DOMAIN_SID}-1000`])], "yes"],
    ["list its escaped name", [dc01, group(2222, "A", ["cn=dc0\\31,ou=servers,dc=corp,dc=example"])], "yes"],
    ["list another computer", [dc01, dc02, group(2222, "A", ["CN=DC02,OU=Servers,DC=corp,DC=example"])], "no"],
    ["are empty", [dc01, group(2222, "A", [])], "no"],
    ["list somebody of whom nothing tells", [dc01, group(2222, "A", ["CN=Nested,DC=corp,DC=example"])], "unknown"],
    ["list a group whose list is missing", [dc01, group(2222, "A", [`${DOMAIN_SID}-7777`])], "unknown"],
    ["lead there through another", [dc01, group(2222, "A", [groupDn("B")]), group(2223, "B", [DC01])], "yes"],
    [
      "lead there by the SID of another",
      [dc01, group(2222, "A", [`${DOMAIN_SID}-2223`]), group(2223, "B", [DC01])],
      "yes",
    ],
    ["lead elsewhere", [dc01, dc02, group(2222, "A", [groupDn("B")]), group(2223, "B", [])], "no"],
    ["go in a circle", [dc01, group(2222, "A", [groupDn("B")]), group(2223, "B", [groupDn("A")])], "no"],
    [
      "go in a circle and there",
      [group(2222, "A", [groupDn("B")]), group(2223, "B", [groupDn("A"), DC01]), dc01],
      "yes",
    ],
    [
      "go in a circle and who knows where",
      [dc01, group(2222, "A", [groupDn("B")]), group(2223, "B", [groupDn("A"), groupDn("C")])],
      "unknown",
    ],
    ["list Domain Controllers", [dc01, group(2222, "A", ["CN=Domain Controllers,CN=Users,DC=corp,DC=example"])], "yes"],
    ["list Domain Computers", [dc01, group(2222, "A", ["CN=Domain Computers,CN=Users,DC=corp,DC=example"])], "no"],
    ["list Domain Users", [dc01, group(2222, "A", [`${DOMAIN_SID}-513`])], "no"],
    [
      "list Authenticated Users of the forest",
      [dc01, group(2222, "A", ["CN=S-1-5-11,CN=ForeignSecurityPrincipals,DC=corp,DC=example"])],
      "yes",
    ],
    [
      "list a foreign account",
      [dc01, group(2222, "A", [`CN=${OTHER}-1,CN=ForeignSecurityPrincipals,DC=corp,DC=example`])],
      "unknown",
    ],
  ])("that %s", (_, facts, expected) => {
    expect(held(DC, GROUP, facts)).toBe(expected);
    expect(held(DC, GROUP, facts.toReversed())).toBe(expected);
  });

  it("that are cut off prove who is in them and not who is not", () => {
    const part = (members: readonly string[]) =>
      factOf({ kind: "membership", group: GROUP, members, sid: GROUP, dn: groupDn("A") });
    expect(held(DC, GROUP, [dc01, part([DC01])])).toBe("yes");
    expect(held(DC, GROUP, [dc01, dc02, part(["CN=DC02,OU=Servers,DC=corp,DC=example"])])).toBe("unknown");
    expect(held(DC, GROUP, [dc01, group(2222, "A", [], { doubt: "incomplete-file" })])).toBe("unknown");
  });

  it("of two files that differ tell nothing", () => {
    const facts = [dc01, group(2222, "A", [DC01]), group(2222, "A", [], { path: "other.json" })];
    expect(held(DC, GROUP, facts)).toBe("unknown");
  });

  it("of people count where they list the computer", () => {
    expect(held(DC, "DA", [dc01, group(512, "Domain Admins", [DC01])])).toBe("yes");
    expect(held(DC, "DA", [dc01, group(512, "Domain Admins", ["CN=Someone,DC=corp,DC=example"])])).toBe("no");
  });

  it("of built-in groups are those of one domain, and of its domain controllers", () => {
    const old = (domain: string) =>
      factOf({
        kind: "membership",
        group: "S-1-5-32-554",
        sid: "S-1-5-32-554",
        dn: `CN=Pre-Windows 2000 Compatible Access,CN=Builtin,${domain}`,
        members: ["S-1-5-11"],
        whole: true,
      });
    expect(held(DC, "S-1-5-32-554", [dc01, old("DC=corp,DC=example")])).toBe("yes");
    expect(held(DC, "S-1-5-32-554", [dc01, old("DC=other,DC=example")])).toBe("unknown");
    expect(held(CA, "S-1-5-32-554", [dc01, old("DC=corp,DC=example")])).toBe("unknown");
  });

  it("by MemberOf go by the group's DN", () => {
    const member = factOf({
      kind: "membership",
      group: "CN=Cert Publishers,CN=Users,DC=corp,DC=example",
      members: [DC01],
    });
    expect(held(CA, "CA", [dc01, member])).toBe("yes");
    expect(held(CA, `${DOMAIN_SID}-517`, [dc01, member])).toBe("yes");
    expect(held(CA, `${OTHER}-517`, [dc01, member])).toBe("unknown");
  });

  it("by names of a scope file go by account, and by a name that fits two computers not at all", () => {
    const said = factOf(
      { kind: "membership", group: "Sensor hosts", members: ["DC01"] },
      { via: "scope-file", tier: "E" },
    );
    const known = factOf({ kind: "membership", group: GROUP, sid: GROUP, account: "Sensor hosts", members: [] });
    expect(held(DC, GROUP, [dc01, known, said])).toBe("yes");
    expect(held(DC, GROUP, [dc01, computer("DC01", null, { domain: "other.example" }), known, said])).toBe("unknown");
    expect(held({ ...DC, name: "DC01", sid: null, dn: null }, GROUP, [dc01, known, said])).toBe("yes");
  });
});

describe("a listed token", () => {
  const token = (members: readonly string[], more = {}) => listedToken("DC01", members, more);
  const all = ["S-1-1-0", "S-1-5-11", `${DOMAIN_SID}-516`, "S-1-5-9", "S-1-5-32-544"];

  it("decides everything, also of groups that nobody knows", () => {
    const facts = [token([...all, GROUP])];
    expect(held(DC, GROUP, facts)).toBe("yes");
    expect(held(DC, "S-1-5-32-544", facts)).toBe("yes");
    expect(held(DC, `${DOMAIN_SID}-3333`, facts)).toBe("no");
    expect(held(DC, `${OTHER}-3333`, facts)).toBe("no");
    expect(held(DC, "DD", facts)).toBe("yes");
    expect(held({ ...CA, domainSid: null, sid: null }, "DD", facts)).toBe("yes");
  });

  it("that breaks off decides only what it lists", () => {
    const facts = [token([...all, GROUP], { doubt: "incomplete-file" })];
    expect(held(DC, GROUP, facts)).toBe("yes");
    expect(held(DC, `${DOMAIN_SID}-3333`, facts)).toBe("unknown");
  });

  it("that was planned is none, nor is that of a namesake", () => {
    expect(held(DC, GROUP, [token([GROUP], { tier: "D" })])).toBe("unknown");
    const two = [computer("DC01", 1000), computer("DC01", null, { domain: "other.example" })];
    expect(held(DC, GROUP, [...two, token([GROUP])])).toBe("unknown");
    const place = factOf(
      { kind: "computer", name: "DC01", domain: "other.example", place: null, site: null, roles: [], osVersion: null },
      { via: "rsop", tier: "B", path: "rsop.xml", subject: { kind: "host", name: "DC01" } },
    );
    expect(held(DC, GROUP, [place, token([GROUP])])).toBe("unknown");
  });

  it("against a list of members, or another token, is a contradiction", () => {
    const dc01 = computer("DC01", 1000);
    expect(held(DC, GROUP, [dc01, token(all), group(2222, "A", [DC01])])).toBe("unknown");
    expect(held(DC, GROUP, [dc01, token([...all, GROUP]), group(2222, "A", [])])).toBe("unknown");
    expect(held(DC, GROUP, [token([...all, GROUP]), token(all, { path: "later.xml" })])).toBe("unknown");
  });
});

it("five hundred computers and a hundred thousand members are a matter of seconds", () => {
  const computers = Array.from({ length: 500 }, (_, i) => computer(`S${i}`, 10_000 + i));
  const people = Array.from({ length: 100_000 }, (_, i) => `CN=U${i},OU=People,DC=corp,DC=example`);
  const started = performance.now();
  const groups = groupsOf([...computers, group(2222, "A", people), group(2223, "B", [groupDn("A")])]);
  for (let i = 0; i < 500; i += 1) {
    const sid = `${DOMAIN_SID}-${10_000 + i}`;
    expect(
      tokenOf({ ...CA, name: `s${i}.corp.example`, dn: null, sid }, groups).holds(`${DOMAIN_SID}-2223`).answer,
    ).toBe("unknown");
  }
  expect(performance.now() - started).toBeLessThan(5000);
});

it("a bare name that two computers go by is neither of them for certain", () => {
  const facts = [computer("DC01", 1000), computer("DC01", 1500, { domain: "other.example" }), group(2222, "A", [DC01])];
  const bare = { ...DC, name: "DC01", dn: null, sid: null };
  expect(held(bare, GROUP, facts)).toBe("unknown");
  const unnumbered = [
    computer("DC01", null),
    computer("DC01", null, { domain: "other.example" }),
    group(2222, "A", [DC01]),
  ];
  expect(held(bare, GROUP, unnumbered)).toBe("unknown");
  expect(held({ ...bare, name: "dc01.corp.example" }, GROUP, facts)).toBe("yes");
  expect(held({ ...bare, name: "dc01.other.example" }, GROUP, facts)).toBe("no");
});

it("a group of people that may hold anybody does not make a group above it open", () => {
  const facts = [
    group(512, "Domain Admins", ["CN=Someone,DC=corp,DC=example"]),
    group(2222, "A", [`${DOMAIN_SID}-512`]),
  ];
  expect(held(DC, GROUP, facts)).toBe("no");
});

it("a group of people in which files disagree about the computer is open, and so is one above it", () => {
  const differ = [group(512, "Domain Admins", [DC01]), group(512, "Domain Admins", [], { path: "other.json" })];
  const facts = [computer("DC01", 1000), ...differ, group(2222, "A", [`${DOMAIN_SID}-512`])];
  expect([held(DC, "DA", facts), held(DC, GROUP, facts)]).toEqual(["unknown", "unknown"]);
});

describe("members whose class is told", () => {
  it.each([
    ["user", "no"],
    ["msds-groupmanagedserviceaccount", "no"],
    ["group", "unknown"],
    ["foreignsecurityprincipal", "unknown"],
  ])("%s: %s", (memberClass, expected) => {
    const member = "CN=Somebody,DC=corp,DC=example";
    const row = factOf({ kind: "membership", group: "Another", members: [member], memberClass });
    expect(held(DC, GROUP, [computer("DC01", 1000), row, group(2222, "A", [member])])).toBe(expected);
  });
});

it("two files that name a group differently speak of one", () => {
  const bySid = factOf({ kind: "membership", group: GROUP, members: [DC01] }, { path: "a" });
  const byDn = factOf({ kind: "membership", group: groupDn("A"), members: [groupDn("B")] }, { path: "b" });
  const both = factOf({ kind: "membership", group: GROUP, sid: GROUP, dn: groupDn("A"), members: [] }, { path: "c" });
  const asked = group(2223, "B", [`${DOMAIN_SID}-1000`]);
  for (const facts of [
    [bySid, byDn, both],
    [both, byDn, bySid],
    [byDn, bySid, both],
  ]) {
    expect(held(DC, GROUP, [computer("DC01", 1000), ...facts])).toBe("yes");
  }
  expect(held(DC, GROUP, [computer("DC01", 1000), byDn, both, asked])).toBe("yes");
});
