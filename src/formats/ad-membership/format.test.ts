import { describe, expect, it } from "vitest";
import { fuzzFormat, parseText, sniffText } from "../../testing/format-fuzz.ts";
import { adMembership } from "./format.ts";

const SID = "S-1-5-21-1111111111-2222222222-3333333333";
const DN = "CN=S1,OU=Servers,DC=corp,DC=example";

function read(object: object) {
  return parseText(adMembership, JSON.stringify(object));
}

describe("computers", () => {
  it.each([
    [{ PrimaryGroupID: 516 }, ["dc"]],
    [{ PrimaryGroupID: 521 }, ["dc", "rodc"]],
    [{ PrimaryGroupID: 515 }, []],
    [{ userAccountControl: 532_480 }, ["dc"]],
    [{ userAccountControl: 83_890_176 }, ["dc", "rodc"]],
    [{ userAccountControl: 4096 }, []],
    [{}, []],
  ])("have the roles that numbers tell: %j", (more, roles) => {
    expect(read({ DistinguishedName: DN, DNSHostName: "s1.corp.example", SID: `${SID}-1`, ...more }).fields[0]).toEqual(
      {
        kind: "computer",
        name: "s1.corp.example",
        domain: "corp.example",
        place: DN,
        site: null,
        roles,
        osVersion: null,
        sid: `${SID}-1`,
      },
    );
  });

  it("that are domain controllers come with their site and version", () => {
    const { fields, codes } = read({
      HostName: "dc1.corp.example",
      Domain: "corp.example",
      Site: "Köln",
      IsReadOnly: "False",
      ComputerObjectDN: "CN=DC1,OU=Domain Controllers,DC=corp,DC=example",
      OperatingSystemVersion: "10.0 (20348)",
    });
    expect(fields).toMatchObject([{ name: "dc1.corp.example", site: "Köln", roles: ["dc"], osVersion: "10.0.20348" }]);
    expect(codes).toEqual([]);
  });

  it("are not users", () => {
    const user = { DistinguishedName: DN, DNSHostName: null, SamAccountName: "u", SID, ObjectClass: "user" };
    expect(read(user).fields).toEqual([]);
  });
});

describe("groups", () => {
  it("have members by Members, MemberOf and an added column", () => {
    const facts = (object: object) => read(object).fields.filter(({ kind }) => kind === "membership");
    expect(facts({ SID: { Value: `${SID}-9` }, DistinguishedName: "CN=G,DC=corp", Members: [DN] })).toEqual([
      { kind: "membership", group: `${SID}-9`, members: [DN], dn: "CN=G,DC=corp", sid: `${SID}-9`, whole: true },
    ]);
    expect(facts({ DistinguishedName: DN, DNSHostName: "s1", MemberOf: ["CN=A", "CN=B"] })).toEqual([
      { kind: "membership", group: "CN=A", members: [DN] },
      { kind: "membership", group: "CN=B", members: [DN] },
    ]);
    expect(facts({ Group: "G", distinguishedName: DN, SamAccountName: "S1$", SID })).toEqual([
      { kind: "membership", group: "G", members: [DN] },
    ]);
    expect(facts({ Group: "G", distinguishedName: DN, SID, objectClass: "Computer" })).toEqual([
      { kind: "membership", group: "G", members: [DN], memberClass: "computer" },
    ]);
  });

  it("without members are a fact, and with a cut list none", () => {
    expect(read({ SID, DistinguishedName: "CN=G", Members: [] }).fields).toEqual([
      { kind: "membership", group: SID, members: [], dn: "CN=G", sid: SID, whole: true },
    ]);
    expect(read({ SID, DistinguishedName: "CN=G", Members: "System.Object[]" })).toMatchObject({
      fields: [],
      codes: ["not-understood"],
    });
  });

  it("that nobody named are asked for once", () => {
    const member = { distinguishedName: DN, objectClass: "user", SamAccountName: "u", SID };
    expect(read([member, member])).toMatchObject({ fields: [], codes: ["not-understood"] });
  });
});

describe("managed accounts", () => {
  const bits = (words: string) =>
    read({
      DistinguishedName: DN,
      SamAccountName: "svc$",
      SID,
      ObjectClass: "msDS-GroupManagedServiceAccount",
      KerberosEncryptionType: words,
    }).fields.flatMap((fact) =>
      fact.kind === "observation" && fact.name.endsWith("encryption-types") ? [fact.value] : [],
    );

  it("have the encryption types that the words name; names of JavaScript are not understood", () => {
    expect(bits("RC4, AES256")).toEqual([20]);
    for (const name of ["constructor", "AES256, constructor", "__proto__"]) expect(bits(name), name).toEqual([null]);
  });
});

describe("recognition", () => {
  it("goes by the names of properties", () => {
    expect(sniffText(adMembership, '{"HostName": 1, "IsReadOnly": true}')).toBe("yes");
    expect(sniffText(adMembership, '"DistinguishedName","SamAccountName","SID"\n')).toBe("yes");
    expect(sniffText(adMembership, '{"DistinguishedName": "", "Members": []}')).toBe("yes");
    expect(sniffText(adMembership, '{"DistinguishedName": "", "Name": ""}')).toBe("no");
    expect(sniffText(adMembership, '{"DistinguishedName": "", "DNSHostName": "", "gPLink": ""}')).toBe("no");
  });
});

describe("hostile input", () => {
  it("never throws, and no excerpt contradicts its fact", () => {
    expect(fuzzFormat(adMembership)).toBeGreaterThan(20);
  });

  it.each([
    ["objects", `[${'{"a": 1},'.repeat(100_000)}{}]`],
    ["brackets", "[".repeat(500_000)],
    ["cells", `"a","b"\n${'"x","y"\n'.repeat(100_000)}`],
    ["tags", "<Obj>".repeat(100_000)],
  ])("%s are read in linear time", (_, text) => {
    const started = performance.now();
    sniffText(adMembership, text);
    parseText(adMembership, text);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
